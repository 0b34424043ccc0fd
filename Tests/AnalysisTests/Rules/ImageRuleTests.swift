import Analysis
import Diagnostics
import Testing

struct ImageRuleTests {
    private var subject: RuleSubject {
        var subject = RuleSubject()
        subject.size = 61_200_000
        subject.compressedSize = 20_000_001
        subject.baselineSize = 60_000_000
        subject.efficiency = 0.95
        subject.layers = 20
        subject.packages = 101
        subject.secrets = ["/root/.ssh/id_rsa (private-key, layer 3, deleted later)", "b", "c"]
        subject.setuid = ["/bin/su"]
        subject.user = "0:0"
        subject.runsAsRoot = true
        return subject
    }

    private func lines(_ rules: String, on subject: RuleSubject) throws -> [String] {
        try RuleOutcome.evaluate(ImageRule.parse(rules), on: subject).map(\.line)
    }

    @Test(
        "a rule says when an image fails, and its result says why",
        arguments: [
            ("size>50MB", "FAIL size>50MB: 61.2 MB"), ("size>61.2MB", "PASS size>61.2MB: 61.2 MB"),
            ("size>=61.2MB", "FAIL size>=61.2MB: 61.2 MB"), ("size>60MiB", "PASS size>60MiB: 61.2 MB"),
            (" size > 50 mb ", "FAIL size > 50 mb: 61.2 MB"), ("size<1gb", "FAIL size<1gb: 61.2 MB"),
            ("size>61200000", "PASS size>61200000: 61.2 MB"), ("size>0.05GiB", "FAIL size>0.05GiB: 61.2 MB"),
            ("compressed-size>20MB", "FAIL compressed-size>20MB: 20000001 B"),
            ("growth>2%", "PASS growth>2%: +1.2 MB (+2%)"), ("growth>1%", "FAIL growth>1%: +1.2 MB (+2%)"),
            ("growth>1MB", "FAIL growth>1MB: +1.2 MB (+2%)"), ("growth>1.5MB", "PASS growth>1.5MB: +1.2 MB (+2%)"),
            ("efficiency<0.95", "PASS efficiency<0.95: 0.95"), ("efficiency<=95%", "FAIL efficiency<=95%: 0.95"),
            ("wasted>0B", "PASS wasted>0B: 0 B"), ("layers>20", "PASS layers>20: 20"), ("files>1", "PASS files>1: 0"),
            ("packages>100", "FAIL packages>100: 101"), ("shell", "PASS shell: none"),
            ("package-manager", "PASS package-manager: none"), ("root-user", "FAIL root-user: runs as 0:0"),
            ("setuid", "FAIL setuid: /bin/su"), ("setuid>1", "PASS setuid>1: /bin/su"),
            ("secret", "FAIL secret: /root/.ssh/id_rsa (private-key, layer 3, deleted later) and 2 more"),
            ("world-writable", "PASS world-writable: none"), ("unknown-owner", "PASS unknown-owner: none"),
        ])
    func outcomes(rule: String, line: String) throws { #expect(try lines(rule, on: subject) == [line]) }

    @Test("rules may be separated by commas, and keep their order")
    func several() throws {
        #expect(
            try lines("shell, root-user,layers>1", on: RuleSubject()).map { $0.prefix(4) } == ["PASS", "PASS", "PASS"])
        #expect(try ImageRule.parse("shell,size>1MB").map(\.figure) == [.shell, .size])
    }

    @Test("an image without a user runs as root, one with another does not")
    func users() throws {
        var subject = RuleSubject()
        subject.runsAsRoot = true
        #expect(try lines("root-user", on: subject) == ["FAIL root-user: runs as root, as no user is set"])
        (subject.user, subject.runsAsRoot) = ("app", false)
        #expect(try lines("root-user", on: subject) == ["PASS root-user: runs as app"])
    }

    @Test("growth from nothing is more than any share, and an image may shrink")
    func growth() throws {
        var subject = RuleSubject()
        (subject.size, subject.baselineSize) = (10_000_000, 0)
        #expect(try lines("growth>900%", on: subject) == ["FAIL growth>900%: +10 MB, from an empty baseline"])
        subject.baselineSize = 20_000_000
        #expect(
            try lines("growth>0%,growth>0B", on: subject) == [
                "PASS growth>0%: -10 MB (-50%)", "PASS growth>0B: -10 MB (-50%)",
            ])
        (subject.size, subject.baselineSize) = (.max, .min)
        #expect(try lines("growth>1B", on: subject).first?.hasPrefix("FAIL") == true)
        (subject.size, subject.baselineSize) = (.max, 1)
        #expect(try lines("growth>1%", on: subject).first?.hasPrefix("FAIL") == true)
    }

    @Test(
        "what was not looked for can't be held against an image",
        arguments: [
            ("growth>1%", "a baseline image"), ("pending-security-updates", "updates"), ("vulnerability", "advisories"),
        ])
    func missing(rule: String, needs: String) throws {
        let rules = try ImageRule.parse(rule)
        let error = #expect(throws: BuildError.self) { try RuleOutcome.evaluate(rules, on: RuleSubject()) }
        #expect(error?.code == .usage && error?.message.contains(needs) == true)
        var subject = RuleSubject()
        (subject.baselineSize, subject.pendingSecurityUpdates, subject.vulnerabilities) = (1, [], [])
        #expect(try RuleOutcome.evaluate(rules, on: subject).map(\.passed) == [true])
    }

    @Test(
        "what is no rule is wrong usage, with the way out",
        arguments: [
            ("sise>50MB", "did you mean 'size'?"), ("secrets", "did you mean 'secret'?"), ("root", "rules are: size, "),
            ("", "size>50MB"), ("shell,", "size>50MB"), (">5", "size>50MB"), ("size", "size>50MB"),
            ("size>", "size>50MB"), ("size=50MB", "size>50MB"), ("size>50M", "write MB for powers of 1000, or MiB"),
            ("size>50k", "write kB"), ("size>50MBit", "units are: B, kB, MB"), ("efficiency<95", "0.95 or 95%"),
            ("efficiency<5MB", "0.95 or 95%"), ("layers>1.5", "layers>20"), ("layers>20MB", "layers>20"),
            ("root-user>0", "write it as: root-user"), ("packages>99999999999999999999", "packages>100"),
        ])
    func errors(rule: String, help: String) {
        let error = #expect(throws: BuildError.self) { try ImageRule.parse(rule) }
        #expect(error?.code == .usage && error?.help?.contains(help) == true, "\(error?.help ?? "no help")")
    }

    @Test(
        "numbers that are none are wrong usage",
        arguments: ["size>MB", "size>.5MB", "size>5.MB", "size>1.2.3", "size>-1", "size>9e9", "size>99999999TB"])
    func numbers(rule: String) {
        #expect(throws: BuildError.self) { try ImageRule.parse(rule) }
    }

    @Test("a file has rules in lines, with comments, and errors name the line")
    func files() throws {
        let text = "# for releases\nsize>50MB  # as agreed\r\n\n  shell , setuid\n"
        #expect(try ImageRule.parse(file: text, name: "rules").map(\.text) == ["size>50MB", "shell", "setuid"])
        let error = #expect(throws: BuildError.self) { try ImageRule.parse(file: "shell\nsize>5X\n", name: "ci.rules") }
        #expect(error?.code == .usage && error?.message.hasPrefix("ci.rules:2: rule 'size>5X'") == true)
        #expect(throws: BuildError.self) { try ImageRule.parse(file: "# nothing\n", name: "rules") }
        #expect(throws: BuildError.self) {
            try ImageRule.parse(file: String(repeating: "shell\n", count: 2000), name: "r")
        }
    }
}
