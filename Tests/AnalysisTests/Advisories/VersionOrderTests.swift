import Testing

@testable import Analysis

struct VersionOrderTests {
    @Test("versions of Python packages are read and ordered as Python's own tools do it")
    func python() throws {
        let table = try Python.run(
            """
            import itertools, random
            from pip._vendor.packaging.version import Version, InvalidVersion
            random.seed(7)
            whole = ['1', '1.0', '1.0.0', '1.1', '1.10', '1.2', '2!0.1', '0!1.0', '01.0', '1.0.0.1', '20240101',
                     '99999999999999999999999', '0', '']
            pre = ['', '', 'a1', '.a.1', '-alpha2', 'b', '_beta3', 'rc1', 'c2', '.pre', 'preview-4', 'RC10', 'a-', 'x']
            post = ['', '', '.post1', '-1', 'r2', '-rev3', 'post', '.post.10', '--1']
            dev = ['', '', '.dev1', 'dev', '-dev-10', '.dev2', '.dev.']
            local = ['', '', '+abc', '+1', '+10', '+abc.1', '+ABC-1', '+1.abc', '+', '+a..b', '+ubuntu_2']
            texts = [''.join(random.choice(part) for part in (whole, pre, post, dev, local)) for _ in range(600)]
            texts += [' 1.0 ', 'v1.0', 'V2', '1 .0', '1.0\\u00e9', '1.', '.1', '1..0', 'latest', '1.0+', '1!', '!1', '1.0dev1a']
            parsed = []
            for text in texts:
                try: parsed.append((text, Version(text)))
                except InvalidVersion: print('invalid', text, '', '', sep='\\t')
            for _ in range(3000):
                (a, left), (b, right) = random.choice(parsed), random.choice(parsed)
                print('order', a, b, '<' if left < right else '=' if left == right else '>', sep='\\t')
            """)
        let rows = String(decoding: table, as: UTF8.self).split(separator: "\n")
            .map { $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init) }
        #expect(rows.count > 3100)
        for row in rows {
            guard row[0] == "order" else {
                #expect(PythonVersion(row[1]) == nil, "\(row[1])")
                continue
            }
            let left = try #require(PythonVersion(row[1]), "\(row[1])")
            let right = try #require(PythonVersion(row[2]), "\(row[2])")
            #expect((left < right ? "<" : left == right ? "=" : ">") == row[3], "\(row)")
        }
    }

    @Test("semantic versions are ordered as section 11 of their specification has it")
    func semantic() throws {
        let ordered = [
            "0.0.0-20190101000000-abcdefabcdef", "v0.0.1", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta",
            "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "1.0.1-0", "1.2", "1.10.0", "v2.0.0",
            "10.0.0", "18446744073709551616.0.0",
        ]
        let versions = try ordered.map { try #require(SemanticVersion($0)) }
        for left in versions.indices {
            for right in versions.indices { #expect((versions[left] < versions[right]) == (left < right)) }
        }
        #expect(
            SemanticVersion("1.0.0+a") == SemanticVersion("v1.0.0+b")
                && SemanticVersion("1") == SemanticVersion("1.0.0"))
        for text in ["", "v", "latest", "1.2.3.4", "1..2", "1.x", "(devel)"] { #expect(SemanticVersion(text) == nil) }
    }
}
