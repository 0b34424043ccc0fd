import Diagnostics
import ImageModel
import Testing

struct ImageConfigTests {
    private let text = """
        {"architecture":"amd64","config":{"Cmd":["sh"],"Entrypoint":["/app"],"Env":["PATH=/bin","A=1"],\
        "ExposedPorts":{"53/udp":{},"80/tcp":{}},"Healthcheck":{"Interval":30000000000,"Test":["CMD","x"]},\
        "Labels":{"a":"b"},"OnBuild":["RUN x"],"Shell":["/bin/sh","-c"],"StopSignal":"SIGTERM","User":"1000",\
        "Volumes":{"/data":{}},"WorkingDir":"/w"},"container_config":{"Tty":false},"created":"2024-05-01T12:00:00Z",\
        "docker_version":"20.10","history":[{"created_by":"COPY a b"},{"created_by":"CMD","empty_layer":true}],\
        "os":"linux","os.version":"1","rootfs":{"diff_ids":\
        ["sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],"type":"layers"},"variant":"v2"}
        """

    @Test("a configuration survives reading and writing, unknown fields included")
    func roundTrip() throws {
        let config = try CanonicalJSON.decode(ImageConfig.self, from: Array(text.utf8), what: "config")
        #expect(String(decoding: try CanonicalJSON.encode(config), as: UTF8.self) == text)
        #expect(config.config.exposedPorts == ["53/udp", "80/tcp"] && config.config.volumes == ["/data"])
        #expect(config.platform.description == "linux/amd64/v2" && config.diffIDs == [Digest(of: [])])
        #expect(config.otherFields.keys.sorted() == ["container_config", "docker_version", "os.version"])
        #expect(config.config.otherFields.keys.sorted() == ["Healthcheck"])
    }

    @Test("null and missing fields are empty ones")
    func nulls() throws {
        let bytes = Array(
            #"{"config":{"Env":null,"Volumes":null,"Labels":null,"Cmd":null},"history":null,"rootfs":null}"#.utf8)
        let config = try CanonicalJSON.decode(ImageConfig.self, from: bytes, what: "config")
        #expect(config.config == ContainerConfig() && config.history == [] && config.diffIDs == [])
        #expect(try CanonicalJSON.decode(ImageConfig.self, from: Array("{}".utf8), what: "config").config.env == [])
    }

    @Test(
        "a damaged document is refused, naming it",
        arguments: [
            "", "{", "[]", #"{"rootfs":{"diff_ids":["md5:x"]}}"#, #"{"config":{"Env":[1]}}"#, #"{"history":{}}"#,
        ])
    func damaged(text: String) {
        let error = #expect(throws: BuildError.self) {
            try CanonicalJSON.decode(ImageConfig.self, from: Array(text.utf8), what: "the config")
        }
        #expect(error?.code == .corrupt && error?.message.hasPrefix("the config can't be read: ") == true)
    }

    @Test("a variable that is set again keeps its place, and the last one of a name is its value")
    func environment() {
        var config = ContainerConfig()
        config.env = ["A=1", "B=2", "A=3"]
        #expect(config.environmentValue("A") == "3" && config.environmentValue("AB") == nil)
        config = ContainerConfig()
        for (name, value) in [("A", "1"), ("B", "2"), ("A", "x=y"), ("C", "")] { config.setEnvironment(name, value) }
        #expect(config.env == ["A=x=y", "B=2", "C="])
        #expect(config.environmentValue("A") == "x=y" && config.environmentValue("C") == "")
    }

    @Test("pretty JSON ends in a line feed, and slashes are not escaped")
    func pretty() throws {
        #expect(try CanonicalJSON.encodePretty(["b": "/", "a": ""]) == "{\n  \"a\" : \"\",\n  \"b\" : \"/\"\n}\n")
    }

    @Test("any JSON passes through unchanged")
    func anyJSON() throws {
        let text = #"{"a":[null,true,1,-9007199254740993,1.5,"x",{}],"b":9223372036854775807}"#
        let value = try CanonicalJSON.decode(JSONValue.self, from: Array(text.utf8), what: "x")
        #expect(String(decoding: try CanonicalJSON.encode(value), as: UTF8.self) == text)
    }

    @Test("manifests are read from OCI's and docker's documents")
    func manifest() throws {
        let digest = Digest(of: [])
        let text =
            #"{"config":{"digest":"\#(digest)","mediaType":"application/vnd.docker.container.image.v1+json","size":3},"#
            + #""layers":[],"mediaType":"application/vnd.docker.distribution.manifest.v2+json","schemaVersion":2}"#
        let manifest = try CanonicalJSON.decode(ImageManifest.self, from: Array(text.utf8), what: "x")
        #expect(manifest.mediaType?.isManifest == true && manifest.config.mediaType == .dockerConfig)
        #expect(String(decoding: try CanonicalJSON.encode(manifest), as: UTF8.self) == text)
        #expect(MediaType.ociIndex.isIndex && MediaType.dockerManifestList.isIndex && !MediaType.ociManifest.isIndex)
    }
}
