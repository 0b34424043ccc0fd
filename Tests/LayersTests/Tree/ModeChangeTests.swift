import Diagnostics
import Testing

@testable import Layers

@Suite struct ModeChangeTests {
    @Test(
        "a change does what chmod does",
        arguments: [
            "755", "0644", "4755", "07777", "0", "u=rwX,go=rX", "+x", "a+X", "g=u", "u+s", "g+s,o-rwx", "a=",
            "u=rw,g=u,o=g",
            "ug+rwx,o=", "o-r+w", "go=", "+t", "=r",
        ])
    func likeChmod(text: String) throws {
        let fixture = try TreeFixture()
        let change = try ModeChange(parsing: text)
        let modes: [UInt16] = [0o000, 0o600, 0o644, 0o755, 0o711, 0o640, 0o100, 0o010]
        for make in ["touch", "mkdir"] {
            let octals = modes.map { String($0, radix: 8) }.joined(separator: " ")
            let judged = try fixture.shell(
                """
                umask 0
                for mode in \(octals); do \(make) \(make)$mode; chmod $mode \(make)$mode; done
                for mode in \(octals); do chmod \(text) \(make)$mode; stat -c %a \(make)$mode; done
                """)
            let changed = modes.map { String(change.apply(to: $0, isDirectory: make == "mkdir"), radix: 8) }
            #expect(changed == judged.split(separator: "\n").map(String.init), "\(text) after \(make)")
        }
    }

    @Test("'X' looks at the mode before any change, as POSIX has it")
    func conditionalExecution() throws {
        let change = try ModeChange(parsing: "a-x+X")
        #expect(change.apply(to: 0o744, isDirectory: false) == 0o755)
        #expect(change.apply(to: 0o644, isDirectory: false) == 0o644)
        #expect(change.apply(to: 0o600, isDirectory: true) == 0o711)
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
