import Testing

@testable import Dockerfile

@Suite struct SecretsUsedInArgOrEnvTests {
    private let check = RuleCheck("SecretsUsedInArgOrEnv")

    @Test("names with a word for secrets are found, in any case")
    func names() throws {
        let dockerfile = """
            FROM scratch
            ARG SECRET_PASSPHRASE
            ENV SUPER_Secret=foo
            ENV password=bar secret=baz
            ARG super_duper_secret_token=foo auth=bar
            ENV apikey=bar sunflower=foo
            ENV git_key=
            """
        #expect(
            try check.findings(dockerfile) == [
                "2: Do not use ARG or ENV instructions for sensitive data (ARG \"SECRET_PASSPHRASE\")",
                "3: Do not use ARG or ENV instructions for sensitive data (ENV \"SUPER_Secret\")",
                "4: Do not use ARG or ENV instructions for sensitive data (ENV \"password\")",
                "4: Do not use ARG or ENV instructions for sensitive data (ENV \"secret\")",
                "5: Do not use ARG or ENV instructions for sensitive data (ARG \"super_duper_secret_token\")",
                "5: Do not use ARG or ENV instructions for sensitive data (ARG \"auth\")",
                "6: Do not use ARG or ENV instructions for sensitive data (ENV \"apikey\")",
                "7: Do not use ARG or ENV instructions for sensitive data (ENV \"git_key\")",
            ])
    }

    @Test("a public key, the name of a file and a version are no secrets")
    func harmless() throws {
        let dockerfile = """
            FROM scratch
            ENV PUBLIC_KEY=a TOKEN_FILE=/run/secrets/token AUTH_VERSION=2 monkey=b
            """
        #expect(
            try check.findings(dockerfile) == [])
    }

    @Test("what comes before the first FROM stays out of the image")
    func globals() throws {
        let dockerfile = """
            ARG TOKEN
            FROM scratch
            """
        #expect(
            try check.findings(dockerfile) == [])
    }
}
