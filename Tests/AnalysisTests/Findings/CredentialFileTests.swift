import Analysis
import Testing

struct CredentialFileTests {
    private func scan(_ path: String, _ text: String) -> [Secret] {
        var scanner = SecretScanner(path: path.utf8)
        var text = text
        text.withUTF8 { scanner.update(UnsafeRawBufferPointer($0)) }
        return scanner.finish()
    }

    @Test(
        "files of credentials are known by their path, and only there",
        arguments: [
            (
                "root/.docker/config.json", "{\"auths\": {\"r.example.org\":\n {\"auth\" : \"dXNlcjpwYXNz\"}}}",
                SecretRule.dockerAuth, 2
            ),
            ("/home/u/.dockercfg", "{\"r\":{\"auth\":\"dXNlcjpwYXNz\"}}", .dockerAuth, 1),
            ("root/.netrc", "machine example.org\n  login me\n  password letmein\n", .netrcPassword, 3),
            ("root/.netrc", "machine example.org login me password letmein", .netrcPassword, 1),
            ("app/.npmrc", "a=b\n//registry.example.org/:_authToken=0123abcd\n", .npmToken, 2),
            ("root/.pypirc", "[pypi]\nusername = me\npassword = letmein\n", .pypircPassword, 3),
            ("root/.git-credentials", "https://me:letmein@example.org\n", .gitCredentials, 1),
            ("root/.aws/credentials", "[default]\naws_secret_access_key = short\n", .awsSecretAccessKey, 2),
            ("root/.kube/config", "users:\n- user:\n    client-key-data: TUlJRQ==\n", .kubeconfig, 3),
            ("etc/kubernetes/admin.conf", "  - token: abcd1234\n", .kubeconfig, 1),
            ("root/.pgpass", "db:5432:*:me:letmein\n", .postgresPassword, 1),
            ("root/.my.cnf", "[client]\npassword=letmein\n", .mysqlPassword, 2),
            ("root/.cargo/credentials.toml", "[registry]\ntoken = \"abcdef\"\n", .cargoToken, 2),
            ("root/.gem/credentials", "---\n:rubygems_api_key: rubygems_0123456789abcdef\n", .rubygemsToken, 2),
            ("root/.vault-token", "s.0123456789abcdefghijklmn\n", .vaultToken, 1),
            ("etc/shadow", "root:*:19000::::::\nme:$y$j9T$abcdefghijk$lmnop:19000::::::\n", .passwordHash, 2),
        ])
    func found(path: String, text: String, rule: SecretRule, line: Int) {
        #expect(scan(path, text) == [Secret(rule: rule, line: line)])
        #expect(scan("usr/share/example.txt", text) == [])
    }

    @Test(
        "a file of credentials without a value has no secret",
        arguments: [
            ("root/.docker/config.json", "{\"auths\": {\"r\": {\"auth\": \"\"}}, \"credsStore\": \"pass\"}"),
            ("root/.netrc", "machine example.org login me\n# password letmein"),
            ("app/.npmrc", "//registry.example.org/:_authToken=${NPM_TOKEN}\n#_auth=abc\nalways-auth=true"),
            ("root/.pypirc", "[pypi]\nusername = __token__\npassword = \n"),
            ("root/.git-credentials", "https://example.org\nhttps://me@example.org"),
            ("root/.aws/config", "[default]\nregion = us-east-1\n"),
            ("root/.kube/config", "users: []\ntoken: \"\"\ntokenFile: /x\n"), ("root/.my.cnf", "[client]\npassword=\n"),
            ("etc/shadow", "root:*:19000::::::\ndaemon:!:1::::::\nme:!$y$locked$:1::::::\nopen::1::::::"),
        ])
    func empty(path: String, text: String) { #expect(scan(path, text) == []) }
}
