import Commands
import Diagnostics
import ImageModel

/// The image that Docker was asked about for the tests of templates: what `Tests/Judge/formats` makes, without most of its
/// history.
enum Judged {
    static func rendering(_ template: String) throws -> String { try Template(parsing: template).render(image()) }

    /// The message of a template that can't be used.
    static func failure(_ template: String) throws -> (code: BuildError.Code, text: String)? {
        do throws(BuildError) {
            _ = try Template(parsing: template).render(image())
            return nil
        } catch {
            return (error.code, DiagnosticRenderer().render(error))
        }
    }

    static func image() throws(BuildError) -> TemplateValue {
        let config = try CanonicalJSON.decode(ImageConfig.self, from: Array(json.utf8), what: "the configuration")
        return ImageInspection.value(
            of: config, id: Digest(of: json.utf8), names: ["judged:1"], digests: [], size: 0)
    }

    private static let json = #"""
        {
          "architecture": "amd64",
          "author": "Ada <ada@example.org>",
          "config": {
            "ArgsEscaped": true,
            "Cmd": [
              "--serve",
              "a b"
            ],
            "Entrypoint": [
              "/file"
            ],
            "Env": [
              "PATH=/bin:/usr/bin",
              "A=b",
              "EMPTY="
            ],
            "ExposedPorts": {
              "443/tcp": {},
              "53/udp": {},
              "80/tcp": {}
            },
            "Healthcheck": {
              "Interval": 90000000000,
              "Retries": 4,
              "StartPeriod": 3600000000000,
              "Test": [
                "CMD",
                "/file",
                "--check"
              ],
              "Timeout": 1500000000
            },
            "Labels": {
              "empty": "",
              "number": "42",
              "org.example.name": "a value",
              "quoted": "say \"hi\" <b>&amp;",
              "unicode": "grüße 漢字"
            },
            "OnBuild": [
              "COPY . /srv"
            ],
            "Shell": [
              "/bin/sh",
              "-ec"
            ],
            "StopSignal": "SIGTERM",
            "User": "1000:1000",
            "Volumes": {
              "/cache": {},
              "/data": {}
            },
            "WorkingDir": "/srv"
          },
          "created": "2023-11-14T22:13:20Z",
          "history": [
            {
              "comment": "buildkit.dockerfile.v0",
              "created": "2023-11-14T22:13:20Z",
              "created_by": "COPY inspect /file # buildkit"
            },
            {
              "comment": "buildkit.dockerfile.v0",
              "created": "2023-11-14T22:13:20Z",
              "created_by": "CMD [\"--serve\" \"a b\"]",
              "empty_layer": true
            }
          ],
          "os": "linux",
          "rootfs": {
            "diff_ids": [
              "sha256:467578e37f9bf7fd5073649831d12dcbe5afe2725ee773afa71e9aedc80175e1",
              "sha256:b7b1ae3b6d72dab1199a47eb35c546ef78abef72d04aa2143c5bb837b54d8d1f",
              "sha256:6c265f48ccd481d1bb8c0ce24de3318d5350989c4a5baffa9b9e07cd1f3233c7"
            ],
            "type": "layers"
          }
        }
        """#
}
