package import Diagnostics
import ImageModel
import Transport

extension Repository {
    /// All tags, in the registry's order (distribution specification, "Listing Tags").
    ///
    /// - Throws: `imageNotFound` if there is no such repository.
    package func tags() async throws(BuildError) -> [String] {
        struct Page: Decodable {
            let tags: [String]?
        }
        let what = "the tags of '\(name)' can't be listed"
        var tags = [String]()
        let first = try await url("tags/list").appending(query: "n=1000")
        let last = try await pages(first, what) { bytes throws(BuildError) in
            let page = try CanonicalJSON.decode(Page.self, from: bytes, what: what).tags ?? []
            tags += page
            return page.count
        }
        guard last != nil else {
            throw BuildError(.imageNotFound, "\(what): '\(endpoint.registry)' has no such repository")
        }
        return tags
    }
}
