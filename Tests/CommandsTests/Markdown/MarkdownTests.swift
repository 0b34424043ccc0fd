import Commands
import Testing

struct MarkdownTests {
    @Test(
        "foreign text is in a code span that it can't end, on one line",
        arguments: [
            ("plain", "`plain`"), ("", "–"), ("a`b", "``a`b``"), ("`a", "`` `a ``"), ("a``", "``` a`` ```"),
            ("a|b", "`a\\|b`"), ("a\\|b", "`a\\\\u{7C}b`"), ("two\nlines\t| x", "`two lines \\| x`"),
            ("@user <b> &amp; *x*", "`@user <b> &amp; *x*`"), ("\u{1B}[31m\u{202E}", "`\\u{1B}[31m\\u{202E}`"),
        ])
    func code(text: String, markdown: String) {
        #expect(Markdown.code(text) == markdown)
    }

    @Test(
        "a comment stays below what GitHub takes, and keeps its tables and details whole",
        arguments: SampleReport.hostileNames)
    func bounded(name: String) throws {
        for rows in [0, 1, 40, 600] {
            let report = try SampleReport.report(name, rows: rows)
            let other = try SampleReport.report("other", rows: rows)
            let changes = Array(repeating: name, count: rows)
            for comment in [
                ReportMarkdown.render(report),
                ComparisonMarkdown.render(SampleReport.comparison(report, other, changes: changes)),
            ] {
                #expect(comment.utf8.count < 60_000)
                let lines = comment.split(separator: "\n")
                #expect(lines.count { $0.hasPrefix("<details>") } == lines.count { $0 == "</details>" })
            }
        }
    }

    @Test("a comparison begins with what was gained, and hides what is long")
    func comparison() throws {
        let before = try SampleReport.report("bash", rows: 1, reference: "app:1")
        let after = try SampleReport.report("bash", rows: 0, reference: "app:2")
        let comment = ComparisonMarkdown.render(SampleReport.comparison(before, after, changes: ["/a|b"]))
        #expect(
            comment == """
                **`app:2` is as large as `app:1`**

                |  | `app:1` | `app:2` | Change |
                | --- | ---: | ---: | ---: |
                | Size | 946MB | 946MB | the same |
                | Compressed | 339MB | 339MB | the same |
                | Layers | 1 | 0 | −1 |
                | Files | 23,560 | 23,560 |  |
                | Packages | 1 | 0 | −1 |
                | Shells | 1 | 0 | −1 |
                | Package managers | 1 | 0 | −1 |
                | Setuid programs | 1 | 0 | −1 |
                | Efficiency | 98% | 98% |  |
                | Wasted | 1kB | 1kB | the same |
                | Runs as | `bash` | `bash` |  |
                | Secrets | 1 | 0 | −1 |
                | Security fixes pending | 1 | 0 | −1 |
                | Known vulnerabilities | 1 | 0 | −1 |

                <details><summary>Packages: 1 removed</summary>

                | Package | Change | Before | After |
                | --- | --- | --- | --- |
                | `bash` | removed | `bash` | – |

                </details>

                <details><summary>Files: 1 removed</summary>

                | File | Change | Before | After |
                | --- | --- | ---: | ---: |
                | `/a\\|b` | removed | 10B | – |

                </details>

                """)
    }

    @Test("a report begins with the image and its size")
    func report() throws {
        let comment = ReportMarkdown.render(try SampleReport.report("bash", rows: 1, reference: "app:1"))
        let lines = comment.split(separator: "\n")
        #expect(lines.first == "**`app:1`: 946MB, 339MB compressed**")
        #expect(lines[1].hasPrefix("✕ 1 secret · ✓ runs as `bash` · ! 1 shell"))
        #expect(lines.contains("| 1 | `bash` | 1kB | 10B |"))
    }
}
