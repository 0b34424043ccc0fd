import Commands
import Diagnostics
import Testing

struct ProgressModeTests {
    @Test("the flag beats the environment, which beats the default")
    func precedence() throws {
        #expect(try ProgressMode.chosen(flag: .tty, environment: ["BUILDKIT_PROGRESS": "plain"]) == .tty)
        #expect(try ProgressMode.chosen(flag: nil, environment: ["BUILDKIT_PROGRESS": "plain"]) == .plain)
        #expect(try ProgressMode.chosen(flag: nil, environment: ["BUILDKIT_PROGRESS": ""]) == .auto)
        #expect(try ProgressMode.chosen(flag: nil, environment: [:]) == .auto)
    }

    @Test("an unknown mode in the environment is an error with a suggestion")
    func unknownMode() {
        let error = #expect(throws: BuildError.self) {
            try ProgressMode.chosen(flag: nil, environment: ["BUILDKIT_PROGRESS": "plian"])
        }
        #expect(error?.code == .usage && error?.help == "did you mean 'plain'?")
    }

    @Test("auto is a terminal's display only on a terminal that can move its cursor")
    func auto() throws {
        #expect(try ProgressMode.auto.resolved(isTerminal: true, environment: ["TERM": "xterm"]) == .tty)
        #expect(try ProgressMode.auto.resolved(isTerminal: true, environment: ["TERM": "dumb"]) == .plain)
        #expect(try ProgressMode.auto.resolved(isTerminal: false, environment: [:]) == .plain)
        #expect(try ProgressMode.rawjson.resolved(isTerminal: false, environment: [:]) == .rawjson)
        let error = #expect(throws: BuildError.self) {
            try ProgressMode.tty.resolved(isTerminal: false, environment: [:])
        }
        #expect(error?.code == .usage)
    }

    @Test(
        "colour follows NO_COLOR, then CLICOLOR_FORCE, then the terminal",
        arguments: [
            (true, [:], true), (false, [:], false), (true, ["TERM": "dumb"], false), (true, ["NO_COLOR": "1"], false),
            (true, ["NO_COLOR": ""], true), (false, ["CLICOLOR_FORCE": "1"], true),
            (false, ["CLICOLOR_FORCE": "0"], false), (false, ["CLICOLOR_FORCE": "1", "NO_COLOR": "1"], false),
        ] as [(Bool, [String: String], Bool)])
    func colors(isTerminal: Bool, environment: [String: String], expected: Bool) {
        #expect(ColorPolicy.allowsColor(isTerminal: isTerminal, environment: environment) == expected)
    }
}
