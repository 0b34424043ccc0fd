import Testing

/// Conditions, loops, variables and definitions: what Docker 26.1 prints for the same templates and the same image.
struct TemplateControlTests {
    @Test(
        "conditions choose by what is empty",
        arguments: [
            (#"{{if .Config.Hostname}}a{{else if .Config.User}}b{{else}}c{{end}}"#, #"b"#),
            (#"{{if not .Config.Hostname}}none{{end}}"#, #"none"#),
            (#"{{if .Config.Labels.missing}}yes{{else}}no{{end}}"#, #"no"#),
            (
                #"{{if 0}}a{{else}}b{{end}}{{if 0.0}}a{{else}}b{{end}}{{if ""}}a{{else}}b{{end}}{{if .RootFS}}a{{else}}b{{end}}"#,
                #"bbba"#
            ),
            (
                #"{{if .Config.StopTimeout}}a{{else}}b{{end}}{{if .Config.Healthcheck.StartInterval}}a{{else}}b{{end}}"#,
                #"bb"#
            ),
        ])
    func conditions(template: String, expected: String) throws {
        #expect(try Judged.rendering(template) == expected)
    }

    @Test(
        "'with' makes a value the dot",
        arguments: [
            (#"{{with .Config.User}}user {{.}}{{end}}"#, #"user 1000:1000"#),
            (#"{{with .Config.Hostname}}host{{else}}no host{{end}}"#, #"no host"#),
            (
                #"{{with .Config.Hostname}}host{{else with .Config.User}}user {{.}}{{else}}neither{{end}}"#,
                #"user 1000:1000"#
            ),
            (#"{{with $x := .Config.User}}{{$x}} {{.}}{{end}}"#, #"1000:1000 1000:1000"#),
            (#"{{with .Config}}{{with .Healthcheck}}{{.Retries}}{{end}}{{$.Os}}{{end}}"#, #"4linux"#),
        ])
    func with(template: String, expected: String) throws {
        #expect(try Judged.rendering(template) == expected)
    }

    @Test(
        "'range' goes through lists, maps and numbers",
        arguments: [
            (#"{{range .Config.Env}}[{{.}}]{{end}}"#, #"[PATH=/bin:/usr/bin][A=b][EMPTY=]"#),
            (#"{{range $i, $e := .Config.Env}}{{if $i}}, {{end}}{{$e}}{{end}}"#, #"PATH=/bin:/usr/bin, A=b, EMPTY="#),
            (
                #"{{range $k, $v := .Config.Labels}}{{$k}}={{$v}};{{end}}"#,
                #"empty=;number=42;org.example.name=a value;quoted=say "hi" <b>&amp;;unicode=grüße 漢字;"#
            ),
            (#"{{range $p, $_ := .Config.ExposedPorts}}{{$p}} {{end}}"#, #"443/tcp 53/udp 80/tcp "#),
            (#"{{range .Config.Labels.missing}}x{{else}}none{{end}}"#, #"none"#),
            (#"{{range 3}}{{.}}{{end}}{{range $i := 2}}{{$i}}{{end}}{{range 0}}x{{else}}none{{end}}"#, #"01201none"#),
            (#"{{range $x := .Config.Cmd}}<{{$x}}>{{end}}"#, #"<--serve><a b>"#),
        ])
    func loops(template: String, expected: String) throws {
        #expect(try Judged.rendering(template) == expected)
    }

    @Test(
        "'break' and 'continue' leave the innermost 'range'",
        arguments: [
            (#"{{range .Config.Shell}}{{if eq . "-ec"}}{{break}}{{end}}{{.}}{{end}}"#, #"/bin/sh"#),
            (
                #"{{range .Config.Env}}{{if eq . "A=b"}}{{continue}}{{end}}{{.}};{{end}}"#,
                #"PATH=/bin:/usr/bin;EMPTY=;"#
            ),
            (
                #"{{range .Config.Env}}{{range $.Config.Cmd}}{{if eq . "a b"}}{{continue}}{{end}}{{.}}{{break}}{{end}};{{end}}"#,
                #"--serve;--serve;--serve;"#
            ),
        ])
    func leaving(template: String, expected: String) throws {
        #expect(try Judged.rendering(template) == expected)
    }

    @Test(
        "variables live to the end of their block, and can be set again",
        arguments: [
            (#"{{$x := 1}}{{if true}}{{$x = 2}}{{end}}{{$x}}"#, #"2"#),
            (#"{{$x := 1}}{{if true}}{{$x := 2}}{{$x}}{{end}}{{$x}}"#, #"21"#),
            (#"{{$c := .Config}}{{$c.User}} {{$.Config.User}}"#, #"1000:1000 1000:1000"#),
            (#"{{$n := 0}}{{range .Config.Env}}{{$n = len .}}{{end}}{{$n}}"#, #"6"#),
            (#"{{$x := .Os | upper}}{{$x}}"#, #"LINUX"#),
        ])
    func variables(template: String, expected: String) throws {
        #expect(try Judged.rendering(template) == expected)
    }

    @Test(
        "pipelines hand values on as last arguments",
        arguments: [
            (#"{{.Os | printf "%s-%s" "a"}} {{.Os | upper | printf "%q"}}"#, #"a-linux "LINUX""#),
            (#"{{"a" | print "b" | print "c"}}"#, #"cba"#),
            (#"{{(index .Config.Env 0) | len}} {{.Config.User | len | printf "%03d"}}"#, #"18 009"#),
            (#"{{print (print (print "a"))}}"#, #"a"#),
        ])
    func pipelines(template: String, expected: String) throws {
        #expect(try Judged.rendering(template) == expected)
    }

    @Test(
        "templates can be defined and used in templates",
        arguments: [
            (#"{{define "t"}}[{{.}}]{{end}}{{template "t" .Os}}{{template "t" .Architecture}}"#, #"[linux][amd64]"#),
            (#"{{define "t"}}[{{.Os}}]{{end}}{{template "t"}}"#, #"[<no value>]"#),
            (#"{{template "t" .}}{{define "t"}}{{.Os}}{{end}}"#, #"linux"#),
            (#"{{block "t" .Os}}<{{.}}>{{end}}"#, #"<linux>"#),
            (#"{{define "a"}}{{template "b" .}}{{end}}{{define "b"}}{{.Os}}{{end}}{{template "a" .}}"#, #"linux"#),
            (
                #"{{define "t"}}{{$x := .}}{{range $x}}{{.}}{{end}}{{$}}{{end}}{{$x := 1}}{{template "t" .Config.Cmd}}{{$x}}"#,
                #"--servea b[--serve a b]1"#
            ),
            (#"{{range .Config.Env}}{{block "b" .}}{{.}};{{end}}{{end}}"#, #"PATH=/bin:/usr/bin;A=b;EMPTY=;"#),
            (#"{{define "unused"}}x{{end}}"#, #""#),
        ])
    func definitions(template: String, expected: String) throws {
        #expect(try Judged.rendering(template) == expected)
    }
}
