import Testing

@testable import Registry

struct ChallengeTests {
    @Test(
        "challenges are told apart from parameters",
        arguments: [
            (["Basic realm=\"here\""], "basic realm=here"),
            (
                ["Bearer realm=\"https://auth.example/token\",service=\"r.example\",scope=\"repository:a:pull,push\""],
                "bearer realm=https://auth.example/token scope=repository:a:pull,push service=r.example"
            ),
            (["Basic realm=x, Bearer realm=\"y\" , service=z"], "basic realm=x; bearer realm=y service=z"),
            (["bearer REALM = \"a\\\"b\""], "bearer realm=a\"b"),
            (["Negotiate", "Basic realm=\"two, words\""], "negotiate; basic realm=two, words"),
            (["Negotiate YWJj==, Basic realm=a"], "negotiate; basic realm=a"),
            (["NTLM TlRM, , Digest nonce=\"n\", realm=d"], "ntlm; digest nonce=n realm=d"),
            (["Bearer realm=https://a.example/t?x,service=s"], "bearer realm=https://a.example/t?x service=s"),
            (["Basic realm=\"never ends"], "basic realm=never ends"),
            (["Basic realm=a, realm=b"], "basic realm=a"),
            (["", " , ,", "=", "a=b"], ""),
        ])
    func parsing(fields: [String], expected: String) {
        let found = Challenge.parse(fields).map { challenge in
            ([challenge.scheme] + challenge.parameters.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" })
                .joined(separator: " ")
        }
        #expect(found.joined(separator: "; ") == expected)
    }
}
