import Testing

@testable import Dockerfile

@Suite struct FromAsCasingTests {
    private let check = RuleCheck("FromAsCasing")

    @Test("'as' is to be written as FROM is")
    func difference() throws {
        let dockerfile = """
            FROM scratch as one
            from scratch AS two
            FROM scratch AS three
            from scratch as four
            """
        #expect(
            try check.findings(dockerfile) == [
                "1: 'as' and 'FROM' keywords' casing do not match",
                "2: 'AS' and 'from' keywords' casing do not match",
            ])
    }

    @Test("a FROM in mixed case is left to another rule")
    func mixed() throws {
        let dockerfile = """
            From scratch as one
            FROM scratch
            """
        #expect(
            try check.findings(dockerfile) == [])
    }
}
