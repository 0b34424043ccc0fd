import Testing

/// Images composed from Debian's packages, which come from the mirror that this machine's apt uses: what programs find
/// in them, and that nothing is there that nobody can explain. All tests share one store, where each image is composed
/// once.
@Suite(.sharesComposedImages) enum DistrolessTests {
    /// All images of the catalogue.
    static let names = [
        "base-debian12", "base-debian13", "base-nossl-debian12", "base-nossl-debian13", "cc-debian12", "cc-debian13",
        "java-base-debian12", "java-base-debian13", "java17-debian12", "java21-debian13", "java25-debian13",
        "nodejs18-debian12", "nodejs20-debian13", "python3-debian12", "python3-debian13", "static-debian12",
        "static-debian13",
    ]
}
