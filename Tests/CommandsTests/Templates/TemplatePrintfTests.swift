import Testing

/// `printf`: what Docker 26.1 prints for the same templates and the same image.
struct TemplatePrintfTests {
    @Test(
        "integers are written in any form",
        arguments: [
            (
                #"{{printf "%d|%5d|%-5d|%05d|%+d|% d|%x|%X|%o|%O|%b|%c|%q|%U" 42 42 42 42 42 42 255 255 8 8 5 65 65 65}}"#,
                #"42|   42|42   |00042|+42| 42|ff|FF|10|0o10|101|A|'A'|U+0041"#
            ),
            (
                #"{{printf "%#x|%#X|%#o|%#b|%#U|%.3d|%8.3d|%08.3d|%-08d|" 255 255 8 5 65 5 5 5 5}}"#,
                #"0xff|0XFF|010|0b101|U+0041 'A'|005|     005|     005|5       |"#
            ),
            (
                #"{{printf "%05d|%+05d|%-05d|% 5d|%x|%3c|%03c|" -42 42 42 42 -255 65 65}}"#,
                #"-0042|+0042|42   |   42|-ff|  A|00A|"#
            ),
        ])
    func integers(template: String, expected: String) throws {
        #expect(try Judged.rendering(template) == expected)
    }

    @Test(
        "strings are quoted, cut and padded",
        arguments: [
            (
                #"{{printf "%s|%10s|%-10s|%q|%.2s|%v|%6.3v|%05s" "abc" "abc" "abc" "a\"b\n" "abc" "v" "abcdef" "ab"}}"#,
                #"abc|       abc|abc       |"a\"b\n"|ab|v|   abc|000ab"#
            ),
            (
                #"{{printf "%x|%X|% x|%#x|%# x|%.1x|%#v" "hi" "hi" "abc" "abc" "abc" "abc" "abc"}}"#,
                #"6869|6869|61 62 63|0x616263|0x61 0x62 0x63|61|"abc""#
            ),
            (
                #"{{printf "%q" "grüße \u200b \U0001F600 \x7f"}} {{printf "%q" 'x'}} {{printf "%c" 'é'}}"#,
                #""grüße \u200b 😀 \x7f" 'x' é"#
            ),
        ])
    func strings(template: String, expected: String) throws {
        #expect(try Judged.rendering(template) == expected)
    }

    @Test(
        "floating point numbers are rounded",
        arguments: [
            (
                #"{{printf "%f|%.2f|%8.3f|%g|%e|%v|%E|%G|%F" 1.5 1.555 3.14159 1e21 12345.678 0.000001 1.5 1e-10 1.5}}"#,
                #"1.500000|1.55|   3.142|1e+21|1.234568e+04|1e-06|1.500000E+00|1E-10|1.500000"#
            ),
            (
                #"{{printf "%6.2f|%06.2f|%+.1f|%-8.1f|%.3g|%+v|%07.1f|%8v|%08v" 3.14159 3.14159 2.0 2.0 1234.5678 1.5 -2.5 1.5 -1.5}}"#,
                #"  3.14|003.14|+2.0|2.0     |1.23e+03|1.5|-0002.5|     1.5|-00001.5"#
            ),
        ])
    func floats(template: String, expected: String) throws {
        #expect(try Judged.rendering(template) == expected)
    }

    @Test(
        "the verb decides for each element of a list or a map",
        arguments: [
            (
                #"{{printf "%v %s %q" .Config.Cmd .Config.Cmd .Config.Cmd}}"#,
                #"[--serve a b] [--serve a b] ["--serve" "a b"]"#
            ),
            (
                #"{{printf "%q" .Config.Labels}}"#,
                #"map["empty":"" "number":"42" "org.example.name":"a value" "quoted":"say \"hi\" <b>&amp;" "unicode":"grüße 漢字"]"#
            ),
            (#"{{printf "%8v|%x" .Config.Cmd .Config.Shell}}"#, #"[ --serve      a b]|[2f62696e2f7368 2d6563]"#),
            (
                #"{{printf "%+v" .RootFS.Type}} {{printf "%T %T %T %T %T" 1 "a" true 1.5 .Config.Env}}"#,
                #"layers int string bool float64 []string"#
            ),
        ])
    func elements(template: String, expected: String) throws {
        #expect(try Judged.rendering(template) == expected)
    }

    @Test(
        "sizes and the choice of a value can be values, too",
        arguments: [
            (#"{{printf "%*d|%-*d|%.*f|%*d|" 5 42 5 42 2 3.14159 -5 42}}"#, #"   42|42   |3.14|42   |"#),
            (
                #"{{printf "%[2]d %[1]d" 1 2}} {{printf "%[1]s %[1]q" "a"}} {{printf "%[3]*.[2]*[1]f" 12.0 2 6}}"#,
                #"2 1 a "a"  12.00"#
            ),
        ])
    func indirect(template: String, expected: String) throws {
        #expect(try Judged.rendering(template) == expected)
    }

    @Test(
        "what does not fit is said in the text",
        arguments: [
            (
                #"{{printf "%d" "x"}} {{printf "%s" 5}} {{printf "%z" 5}} {{printf "%"}} {{printf "%d"}} {{printf "x" 1 "y"}} {{printf "%!"}}"#,
                #"%!d(string=x) %!s(int=5) %!z(int=5) %!(NOVERB) %!d(MISSING) x%!(EXTRA int=1, string=y) %!!(MISSING)"#
            ),
            (
                #"{{printf "%t" 1}} {{printf "%d" true}} {{printf "%f" 1}} {{printf "%d" 1.5}} {{printf "%s" true}} {{printf "%d" .Config.Cmd}}"#,
                #"%!t(int=1) %!d(bool=true) %!f(int=1) %!d(float64=1.5) %!s(bool=true) [%!d(string=--serve) %!d(string=a b)]"#
            ),
            (
                #"{{printf "%v|%s|%d" nil nil nil}} {{printf "%s" .Config.Labels.missing}}"#,
                #"<nil>|%!s(<nil>)|%!d(<nil>) %!s(<nil>)"#
            ),
            (
                #"{{printf "%[5]d" 1}} {{printf "%[x]d" 1}} {{printf "%s %s" "a"}} {{printf "%*d" "a" 1}} {{printf "%.*d" "a" 1}}"#,
                #"%!d(BADINDEX) %!d(BADINDEX) a %!s(MISSING) %!(BADWIDTH)1 %!(BADPREC)1"#
            ),
            (#"{{printf "%%|%5%|"}}"#, #"%|%|"#),
        ])
    func complaints(template: String, expected: String) throws {
        #expect(try Judged.rendering(template) == expected)
    }
}
