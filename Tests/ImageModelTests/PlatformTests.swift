import Diagnostics
import ImageModel
import Testing

struct PlatformTests {
    @Test(
        "platforms are written in Go's names",
        arguments: [
            ("linux/amd64", "linux/amd64"), ("x86_64", "linux/amd64"), ("Linux/X86-64", "linux/amd64"),
            ("arm64", "linux/arm64"), ("linux/aarch64/v8", "linux/arm64"), ("linux/arm64/v9", "linux/arm64/v9"),
            ("arm", "linux/arm/v7"), ("linux/armhf", "linux/arm/v7"), ("armel", "linux/arm/v6"),
            ("linux/arm/v5", "linux/arm/v5"), ("i386", "linux/386"), ("windows/amd64", "windows/amd64"),
            ("linux/riscv64", "linux/riscv64"),
        ])
    func accepted(text: String, expected: String) throws {
        #expect(try Platform(parsing: text).description == expected)
    }

    @Test("an operating system alone means the host's processor")
    func systemAlone() throws {
        #expect(try Platform(parsing: "linux") == Platform.host)
    }

    @Test("what is no platform is refused", arguments: ["", "/", "linux/", "/amd64", "a/b/c/d", "linux//v8"])
    func refused(text: String) {
        let error = #expect(throws: BuildError.self) { try Platform(parsing: text) }
        #expect(error?.code == .usage)
    }
}
