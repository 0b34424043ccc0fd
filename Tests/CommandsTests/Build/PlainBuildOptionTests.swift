import ArgumentParser
import Testing

@testable import Commands

/// The parser is the judge of what plain arguments mean.
struct PlainBuildOptionTests {
    private func words(_ line: String) -> [String] {
        line.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    }

    @Test(
        "a plain command line means what the parser says that it means",
        arguments: [
            ".", "-t app .", ". -t app", "--tag=app:1 -t app:2 --tag app:3 dir",
            "-q --no-cache --push --load --quiet .",
            "-f Dockerfile.test --target test -t app .", "-f a -f b --target a --target=b .",
            "--build-arg A=1 --build-arg=B=2 --build-arg C .", "--label a=b --label=c= .",
            "--build-context base=compose://debian --build-context=o=docker-image://x .",
            "--cache-from type=local,src=c --cache-to=type=inline --secret id=a,src=b --ssh default .",
            "--network none --add-host=a:1.2.3.4 --platform linux/arm64,linux/amd64 .",
            "-o type=oci,dest=app.tar --output=type=image . --iidfile id --metadata-file=m --mirror http://m/",
            "https://git.example/app.git#main:docker", "-t app dir/with=sign",
        ])
    func plain(line: String) throws {
        let options = try #require(BuildOptions(plain: words(line)))
        let parsed = try BuildOptions.parse(words(line))
        #expect(String(reflecting: options) == String(reflecting: parsed))
        #expect(!String(reflecting: options).contains("*definition*"))
    }

    @Test(
        "all else is left to the parser",
        arguments: [
            "", "-", "-t", "-t app", ". .", "-t -q .", "--tag= .", "-tapp .", "-t=app .", "-qt app .", "--help", "-h .",
            "--unknown .", "--unknown=1 .", "--push=true .", "-- .", "-t  .", "--pull .", "--jobs 2 .", "-f - .",
        ])
    func others(line: String) {
        #expect(BuildOptions(plain: words(line)) == nil)
    }
}
