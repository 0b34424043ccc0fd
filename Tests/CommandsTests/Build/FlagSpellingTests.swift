import Testing

@testable import Commands

struct FlagSpellingTests {
    private func normalized(_ line: String) -> String {
        FlagSpelling.normalized(line.split(separator: " ").map(String.init)).joined(separator: " ")
    }

    @Test(
        "flags of a build may have a value, as Go programs take it",
        arguments: [
            ("build --check=true --rm=false .", "build --check ."),
            ("build --no-cache=1 --squash=0 .", "build --no-cache ."),
            ("build --push=TRUE --load=F -q=t .", "build --push -q ."),
            ("buildx build --check=true .", "buildx build --check ."),
            ("build --layers=false --force-rm=true .", "build --force-rm ."),
        ])
    func values(line: String, normal: String) {
        #expect(normalized(line) == normal)
    }

    @Test(
        "'--pull' also says when, as buildah's does",
        arguments: [
            ("build --pull .", "build --pull=always ."), ("build --pull=true .", "build --pull=always ."),
            ("build --pull=false .", "build --pull=missing ."), ("build --pull=never .", "build --pull=never ."),
            ("build --pull=ifnewer .", "build --pull=newer ."), ("build --rm=always .", "build --rm=always ."),
        ])
    func pulling(line: String, normal: String) {
        #expect(normalized(line) == normal)
    }

    @Test(
        "'--tls-verify' and '--http-proxy' alone mean true",
        arguments: [
            ("build --tls-verify .", "build --tls-verify=true ."),
            ("build --tls-verify false .", "build --tls-verify false ."),
            ("build --http-proxy .", "build --http-proxy=true ."),
            ("build --tls-verify=false .", "build --tls-verify=false ."),
            ("build . --tls-verify", "build . --tls-verify=true"),
        ])
    func options(line: String, normal: String) {
        #expect(normalized(line) == normal)
    }

    @Test(
        "what stands behind '--', and other verbs, are left alone",
        arguments: ["build -- --pull=true", "run --rm=true app", "images --tls-verify", "prune", ""])
    func others(line: String) {
        #expect(normalized(line) == line)
    }
}
