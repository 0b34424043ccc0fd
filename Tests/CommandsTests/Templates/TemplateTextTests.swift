import Testing

/// Text, literals and trim markers: what Docker 26.1 prints for the same templates and the same image.
struct TemplateTextTests {
    @Test(
        "text stays, and an action is replaced by its value",
        arguments: [
            (#"plain"#, #"plain"#),
            (#"{{.Os}}"#, #"linux"#),
            (#"<{{.Os}}/{{.Architecture}}>"#, #"<linux/amd64>"#),
            (#"{{.Os}}{{"\n"}}{{.Architecture}}"#, #"linux\#namd64"#),
            (#"a { b } {c}"#, #"a { b } {c}"#),
            (#"{{ .Os }}}"#, #"linux}"#),
            (#"a\#nb {{.Os}}\#n"#, #"a\#nb linux\#n"#),
        ])
    func text(template: String, expected: String) throws {
        #expect(try Judged.rendering(template) == expected)
    }

    @Test(
        "trim markers take the blanks beside them",
        arguments: [
            (#"a {{- "b" -}} c"#, #"abc"#),
            (#" {{"a"}}  {{- "b"}} "#, #" ab "#),
            (#"{{"a" -}}  \#n\#t {{"b"}}"#, #"ab"#),
            (#"{{- 3}} {{ -3 }} {{-3}} {{- -3}}"#, #"3 -3 -3-3"#),
        ])
    func trimming(template: String, expected: String) throws {
        #expect(try Judged.rendering(template) == expected)
    }

    @Test(
        "comments leave nothing",
        arguments: [
            (#"{{/* a comment */}}x"#, #"x"#),
            (#"a {{- /* trimmed */ -}} b"#, #"ab"#),
            (#"{{/**/}}x{{/* }} */}}y"#, #"xy"#),
            (#"{{/* over\#ntwo lines */}}x"#, #"x"#),
        ])
    func comments(template: String, expected: String) throws {
        #expect(try Judged.rendering(template) == expected)
    }

    @Test(
        "strings and characters are written as in Go",
        arguments: [
            (#"{{"tab \t \x41 \u00e9 \101 \" \\"}}"#, #"tab \#t A é A " \"#),
            (#"{{`raw \n "`}}"#, #"raw \n ""#),
            (#"{{'x'}} {{'\n'}} {{'\''}} {{'é'}}"#, #"120 10 39 233"#),
            (#"{{"\U0001F600"}}"#, #"😀"#),
        ])
    func strings(template: String, expected: String) throws {
        #expect(try Judged.rendering(template) == expected)
    }

    @Test(
        "numbers are written as in Go",
        arguments: [
            (#"{{0x10}} {{0b11}} {{0o17}} {{017}} {{1_000}} {{+5}} {{-5}}"#, #"16 3 15 15 1000 5 -5"#),
            (
                #"{{1e3}} {{1.5e-7}} {{.5}} {{1e100}} {{1e6}} {{123456789.0}} {{100000000000.5}} {{0.0001}} {{0.00001}} {{1.0}}"#,
                #"1000 1.5e-07 0.5 1e+100 1e+06 1.23456789e+08 1.000000000005e+11 0.0001 1e-05 1"#
            ),
            (#"{{true}} {{false}}"#, #"true false"#),
        ])
    func numbers(template: String, expected: String) throws {
        #expect(try Judged.rendering(template) == expected)
    }

    @Test(
        "fields lead into the image, and what a map has not is no value",
        arguments: [
            (
                #"{{.Config.Env}} {{.Config.Cmd}} {{.Config.User}}"#,
                #"[PATH=/bin:/usr/bin A=b EMPTY=] [--serve a b] 1000:1000"#
            ),
            (#"{{.Config.Labels.number}} {{.Config.Labels.missing}}"#, #"42 <no value>"#),
            (#"{{(.Config).User}} {{(.Config.Healthcheck).Retries}}"#, #"1000:1000 4"#),
            (
                #"{{.Config.Labels}}"#,
                #"map[empty: number:42 org.example.name:a value quoted:say "hi" <b>&amp; unicode:grüße 漢字]"#
            ),
            (
                #"{{.Config.ExposedPorts}} {{.Config.Volumes}}"#,
                #"map[443/tcp:{} 53/udp:{} 80/tcp:{}] map[/cache:{} /data:{}]"#
            ),
            (
                #"{{.Config.StopTimeout}} {{.Config.Hostname}}|{{.Config.Tty}}|{{.Config.MacAddress}}"#,
                #"<nil> |false|"#
            ),
            (#"{{.RootFS.Type}} {{.RepoTags}}"#, #"layers [judged:1]"#),
            (#"{{.Config.Healthcheck}}"#, #"{[CMD /file --check] 1m30s 1.5s 1h0m0s 0s 4}"#),
            (
                #"{{.Created}} {{.Author}} {{.Comment}} {{.Parent}}|{{.Variant}}|"#,
                #"2023-11-14T22:13:20Z Ada <ada@example.org> buildkit.dockerfile.v0 ||"#
            ),
        ])
    func fields(template: String, expected: String) throws {
        #expect(try Judged.rendering(template) == expected)
    }

    @Test(
        "durations are shown as in Go, and counted",
        arguments: [
            (
                #"{{.Config.Healthcheck.Interval}} {{.Config.Healthcheck.Timeout}} {{.Config.Healthcheck.StartPeriod}} {{.Config.Healthcheck.StartInterval}}"#,
                #"1m30s 1.5s 1h0m0s 0s"#
            ),
            (
                #"{{.Config.Healthcheck.Interval.Seconds}} {{.Config.Healthcheck.Interval.Minutes}} {{.Config.Healthcheck.StartPeriod.Hours}}"#,
                #"90 1.5 1"#
            ),
            (
                #"{{.Config.Healthcheck.Timeout.Milliseconds}} {{.Config.Healthcheck.Timeout.String}} {{printf "%d" .Config.Healthcheck.Timeout}}"#,
                #"1500 1.5s 1500000000"#
            ),
        ])
    func durations(template: String, expected: String) throws {
        #expect(try Judged.rendering(template) == expected)
    }
}
