import Diagnostics
import Testing

@testable import Layers

@Suite struct ModeChangeTests {
    @Test(
        "a change does what chmod does",
        arguments: [
            "755", "0644", "4755", "07777", "0", "u=rwX,go=rX", "+x", "a+X", "g=u", "u+s", "g+s,o-rwx", "a=",
            "u=rw,g=u,o=g",
            "ug+rwx,o=", "o-r+w", "a-x+X", "go=", "+t", "=r",
        ])
    func likeChmod(text: String) throws {
        let fixture = try TreeFixture()
        let change = try ModeChange(parsing: text)
        let modes: [UInt16] = [0o000, 0o600, 0o644, 0o755, 0o711, 0o640, 0o100, 0o010]
        for isDirectory in [false, true] {
            for mode in modes {
                let octal = String(mode, radix: 8)
                let judged = try fixture.shell(
                    """
                    umask 0; rm -rf x; \(isDirectory ? "mkdir" : "touch") x
                    chmod \(octal) x; chmod \(text) x; stat -c %a x
                    """)
                let result = String(change.apply(to: mode, isDirectory: isDirectory), radix: 8)
                #expect(result + "\n" == judged, "\(text) on \(octal), directory: \(isDirectory)")
            }
        }
    }

    @Test(
        "what is no mode is refused",
        arguments: [
            "", "8", "77777", "10000", "0x1", "u", "rwx", "u+q", "u=rw,", "z+x", "755,u+x", "u=go", "-1", "é=r",
        ])
    func refusals(text: String) {
        expect(.invalidInput) { () throws(BuildError) in try ModeChange(parsing: text) }
    }

    @Test("only a number counts for directories that have to be made")
    func absolute() throws {
        #expect(try ModeChange(parsing: "0770").absoluteMode == 0o770)
        #expect(try ModeChange(parsing: "u=rwx").absoluteMode == nil)
    }
}
