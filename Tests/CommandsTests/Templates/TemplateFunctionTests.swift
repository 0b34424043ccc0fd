import Testing

/// Functions: what Docker 26.1 prints for the same templates and the same image.
struct TemplateFunctionTests {
    @Test(
        "'json' writes fields in docker's order and leaves '<' alone",
        arguments: [
            (
                #"{{json "a<b>&c"}} {{json 1}} {{json 1.5}} {{json true}} {{json nil}} {{json 1e6}} {{json 1e21}} {{json 1e-7}}"#,
                #""a<b>&c" 1 1.5 true null 1000000 1e+21 1e-7"#
            ),
            (
                #"{{json .Config.Cmd}} {{json .Config.Labels}}"#,
                #"["--serve","a b"] {"empty":"","number":"42","org.example.name":"a value","quoted":"say \"hi\" <b>&amp;","unicode":"grüße 漢字"}"#
            ),
            (
                #"{{json .Config.ExposedPorts}} {{json .Config.StopTimeout}} {{json .Config.Labels.missing}}"#,
                #"{"443/tcp":{},"53/udp":{},"80/tcp":{}} null null"#
            ),
            (
                #"{{json .Config.Healthcheck}}"#,
                #"{"Test":["CMD","/file","--check"],"Interval":90000000000,"Timeout":1500000000,"StartPeriod":3600000000000,"Retries":4}"#
            ),
            (
                #"{{json .RootFS.Type}} {{json .Config}}"#,
                #""layers" {"Hostname":"","Domainname":"","User":"1000:1000","AttachStdin":false,"AttachStdout":false,"AttachStderr":false,"ExposedPorts":{"443/tcp":{},"53/udp":{},"80/tcp":{}},"Tty":false,"OpenStdin":false,"StdinOnce":false,"Env":["PATH=/bin:/usr/bin","A=b","EMPTY="],"Cmd":["--serve","a b"],"Healthcheck":{"Test":["CMD","/file","--check"],"Interval":90000000000,"Timeout":1500000000,"StartPeriod":3600000000000,"Retries":4},"ArgsEscaped":true,"Image":"","Volumes":{"/cache":{},"/data":{}},"WorkingDir":"/srv","Entrypoint":["/file"],"OnBuild":["COPY . /srv"],"Labels":{"empty":"","number":"42","org.example.name":"a value","quoted":"say \"hi\" <b>&amp;","unicode":"grüße 漢字"},"StopSignal":"SIGTERM","Shell":["/bin/sh","-ec"]}"#
            ),
            (
                #"{{json "tab\#t \u0001 \"q\" \\ é \u2028 \x00 \n\r\b\f\x7f"}}"#,
                #""tab\t \u0001 \"q\" \\ é \u2028 \u0000 \n\r\b\f\#u{7F}""#
            ),
        ])
    func json(template: String, expected: String) throws {
        #expect(try Judged.rendering(template) == expected)
    }

    @Test(
        "lists and strings are joined and split",
        arguments: [
            (#"{{join .Config.Env ","}} {{join .Config.OnBuild ","}}"#, #"PATH=/bin:/usr/bin,A=b,EMPTY= COPY . /srv"#),
            (
                #"{{split "a,b,c" ","}} {{len (split "a,b,c" ",")}} {{split "" ","}} {{split "abc" ""}} {{json (split "a,b" ",")}}"#,
                #"[a b c] 3 [] [a b c] ["a","b"]"#
            ),
        ])
    func lists(template: String, expected: String) throws {
        #expect(try Judged.rendering(template) == expected)
    }

    @Test(
        "letters change their case",
        arguments: [
            (
                #"{{upper "aß é ǆ"}} {{lower "AÉ ǅ"}} {{title "hello wOrld it's a-b 1a x_y ǆ"}}"#,
                #"Aß É Ǆ aé ǆ Hello WOrld It'S A-B 1a X_y ǅ"#
            ),
            (#"{{.Config.Labels.unicode | upper}}"#, #"GRÜßE 漢字"#),
        ])
    func cases(template: String, expected: String) throws {
        #expect(try Judged.rendering(template) == expected)
    }

    @Test(
        "text is padded and cut",
        arguments: [
            (#"{{pad "x" 2 3}}|{{pad "" 2 3}}|"#, #"  x   ||"#),
            (#"{{truncate "abcdef" 3}} {{truncate "ab" 3}} {{truncate "" 3}}|"#, #"abc ab |"#),
        ])
    func sizes(template: String, expected: String) throws {
        #expect(try Judged.rendering(template) == expected)
    }

    @Test(
        "'print' puts blanks between what is no text, 'println' everywhere",
        arguments: [
            (#"{{print "a" "b" 1 2 "c" 3 true false}} {{print 1 2}} {{print}}"#, #"ab1 2c3 true false 1 2 "#),
            (#"{{println "a" 1 true}}|{{println}}"#, #"a 1 true\#n|\#n"#),
            (
                #"{{print .Config.Env .Os}} {{print nil}} {{print 2.50}}"#,
                #"[PATH=/bin:/usr/bin A=b EMPTY=]linux <nil> 2.5"#
            ),
        ])
    func printing(template: String, expected: String) throws {
        #expect(try Judged.rendering(template) == expected)
    }

    @Test(
        "'html', 'js' and 'urlquery' escape",
        arguments: [
            (
                #"{{html "<a href='x'>&\"</a>"}} {{.Config.Labels.quoted | html}}"#,
                #"&lt;a href=&#39;x&#39;&gt;&amp;&#34;&lt;/a&gt; say &#34;hi&#34; &lt;b&gt;&amp;amp;"#
            ),
            (#"{{js "it's \"<b>\" \\ =\n&"}}"#, #"it\'s \"\u003Cb\u003E\" \\ \u003D\u000A\u0026"#),
            (#"{{urlquery "a b&c=d/é~-_."}}"#, #"a+b%26c%3Dd%2F%C3%A9~-_."#),
            (#"{{html "a" 1 "b"}} {{js "a" 1}} {{urlquery "a" 2 3}}"#, #"a1b a1 a2+3"#),
        ])
    func escaping(template: String, expected: String) throws {
        #expect(try Judged.rendering(template) == expected)
    }

    @Test(
        "'len' counts, in bytes",
        arguments: [
            (#"{{len "héllo"}} {{len .Config.Env}} {{len .Config.Labels}} {{len .Config.OnBuild}}"#, #"6 3 5 1"#)
        ])
    func lengths(template: String, expected: String) throws {
        #expect(try Judged.rendering(template) == expected)
    }

    @Test(
        "'index' looks into lists, maps and strings",
        arguments: [
            (
                #"{{index .Config.Env 0}} {{index .Config.Cmd 1}} {{index "abc" 1}} {{index .Config.Env}}"#,
                #"PATH=/bin:/usr/bin a b 98 [PATH=/bin:/usr/bin A=b EMPTY=]"#
            ),
            (#"{{index .Config.Labels "org.example.name"}} {{index .Config.Labels "missing"}}|"#, #"a value |"#),
            (#"{{index .Config.Volumes "/data"}} {{index .Config.Volumes "/missing"}}"#, #"{} {}"#),
        ])
    func indexing(template: String, expected: String) throws {
        #expect(try Judged.rendering(template) == expected)
    }

    @Test(
        "'slice' cuts lists and strings",
        arguments: [
            (
                #"{{slice "abcdef" 1 3}} {{slice "abcdef" 2}} {{slice "abc"}} {{slice .Config.Env 1}} {{slice .Config.Env 0 1}} {{slice "abc" 3}}|"#,
                #"bc cdef abc [A=b EMPTY=] [PATH=/bin:/usr/bin] |"#
            )
        ])
    func slicing(template: String, expected: String) throws {
        #expect(try Judged.rendering(template) == expected)
    }

    @Test(
        "values are compared",
        arguments: [
            (
                #"{{eq 1 1}} {{eq "a" "b" "a"}} {{ne 1 2}} {{lt 1 2}} {{le 2 2}} {{gt "b" "a"}} {{ge 1.5 2.5}} {{eq true true}} {{ne "a" "b"}}"#,
                #"true true true true true true false true true"#
            ),
            (#"{{eq nil nil}} {{eq .Config.StopTimeout nil}} {{eq .Config.Labels.missing ""}}"#, #"true true false"#),
            (
                #"{{lt .Config.Healthcheck.Interval .Config.Healthcheck.StartPeriod}} {{eq .Config.Healthcheck.Interval 90000000000}}"#,
                #"true true"#
            ),
            (#"{{eq .Os "windows" "linux"}}"#, #"true"#),
        ])
    func comparisons(template: String, expected: String) throws {
        #expect(try Judged.rendering(template) == expected)
    }

    @Test(
        "'and' and 'or' give the value that decides, and look no further",
        arguments: [
            (#"{{and 1 0 2}} {{or 0 "" "x" "y"}} {{and 1 2}} {{or 0 ""}}|"#, #"0 x 2 |"#),
            (#"{{or .Config.User (index .Config.Env 99)}} {{and false (index .Config.Env 99)}}"#, #"1000:1000 false"#),
            (#"{{not true}} {{not ""}} {{not 1}} {{not .Config.Labels.missing}}"#, #"false true false true"#),
        ])
    func logic(template: String, expected: String) throws {
        #expect(try Judged.rendering(template) == expected)
    }
}
