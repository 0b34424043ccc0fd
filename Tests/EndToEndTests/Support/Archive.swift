/// The names of all entries in all layers of an OCI archive, as GNU tar lists them.
func layerNames(of archive: String) async throws -> [Substring] {
    let script = """
        archive=$1
        blob() { tar -xOf "$archive" "blobs/${1/://}"; }
        manifest=$(tar -xOf "$archive" index.json | jq -r '.manifests[0].digest')
        for layer in $(blob "$manifest" | jq -r '.layers[].digest'); do blob "$layer" | tar -tz; done
        """
    return try await shell(script, archive).split(separator: "\n")
}

/// The digests of the layers in an OCI archive, a line each.
func layerDigests(of archive: String) async throws -> String {
    try await shell("skopeo inspect --raw \"oci-archive:$1\" | jq -r '.layers[].digest'", archive)
}
