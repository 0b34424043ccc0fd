/// What specifications write for what differs between architectures: `${ARCHITECTURE}` is `amd64`, `${MULTIARCH}` is
/// `x86_64-linux-gnu`.
struct SpecificationVariables {
    let architecture: String

    func expand(_ text: String) -> String {
        let triplet = architecture == "arm64" ? "aarch64-linux-gnu" : "x86_64-linux-gnu"
        return text.replacing("${ARCHITECTURE}", with: architecture).replacing("${MULTIARCH}", with: triplet)
    }
}
