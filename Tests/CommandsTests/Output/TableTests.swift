import Commands
import Testing

struct TableTests {
    @Test("columns are as wide as their widest cell and lines have no trailing blanks")
    func layout() {
        let table = TableRenderer(columns: [.init("NAME"), .init("SIZE", .trailing), .init("TAG")])
        #expect(
            table.render([["calculator", "1.83MB", "latest"], ["拉取", "0B"], ["a\u{1B}\nb", "", ""]]) == """
                NAME          SIZE  TAG
                calculator  1.83MB  latest
                拉取            0B
                a\\u{1B} b

                """)
        #expect(table.render([]) == "NAME  SIZE  TAG\n")
    }

    @Test(
        "sizes have three significant digits in docker's units",
        arguments: [
            (0, "0B"), (999, "999B"), (1000, "1kB"), (1234, "1.23kB"), (9_994, "9.99kB"), (9_996, "10kB"),
            (99_960, "100kB"), (861_000_000, "861MB"), (1_830_000, "1.83MB"), (1_800_000, "1.8MB"),
            (77_849_000, "77.8MB"),
            (999_499, "999kB"), (999_500, "1MB"), (.max, "9.22EB"), (-1500, "-1.5kB"), (.min, "-9.22EB"),
        ] as [(Int64, String)])
    func byteCounts(bytes: Int64, text: String) {
        #expect(ByteCount.text(bytes) == text)
    }

    @Test(
        "times are in milliseconds or seconds, of three digits at most",
        arguments: [
            (0, "0ms"), (0.0084, "8ms"), (0.9994, "999ms"), (0.9996, "1s"), (1.385, "1.39s"), (48.25, "48.3s"),
            (250.4, "250s"),
        ] as [(Double, String)])
    func times(seconds: Double, text: String) {
        #expect(SecondCount.text(seconds) == text)
    }

    @Test("numbers are rounded to a fixed number of digits")
    func fixedPoint() {
        #expect(
            0.0.fixed(1) == "0.0" && 2.05.fixed(3) == "2.050" && (-0.5).fixed(2) == "-0.50" && 0.999.fixed(2) == "1.00")
        #expect(7.0.fixed(0) == "7" && Double.nan.fixed(1) == "-" && Double.infinity.fixed(1) == "-")
        #expect(1e300.fixed(1) == "1000000000000000.0")
    }

    @Test(
        "times are told in docker's words",
        arguments: [
            (0, "Less than a second ago"), (1, "1 second ago"), (59, "59 seconds ago"), (60, "About a minute ago"),
            (150, "2 minutes ago"), (3599, "59 minutes ago"), (3600, "About an hour ago"), (5400, "2 hours ago"),
            (47 * 3600, "47 hours ago"), (48 * 3600, "2 days ago"), (14 * 86400, "2 weeks ago"),
            (60 * 86400, "2 months ago"), (730 * 86400, "2 years ago"), (-50, "Less than a second ago"),
        ] as [(Double, String)])
    func relativeTimes(seconds: Double, text: String) {
        let now = Timestamp(secondsSince1970: 1_714_564_800 + seconds)
        #expect(RelativeTime.text(from: "2024-05-01T12:00:00Z", to: now) == text)
    }

    @Test(
        "dates of image configurations are read whatever their fraction and offset",
        arguments: [
            ("2024-05-01T12:00:00Z", 1_714_564_800), ("2024-05-01T12:00:00.5Z", 1_714_564_800.5),
            ("2024-05-01T12:00:00.123456789Z", 1_714_564_800.123), ("2024-05-01T14:00:00+02:00", 1_714_564_800),
            ("1970-01-01T00:00:00Z", 0),
        ] as [(String, Double)])
    func dates(text: String, seconds: Double) throws {
        let time = try #require(Timestamp(rfc3339: text))
        #expect(abs(time.secondsSince1970 - seconds) < 0.01)
    }

    @Test(
        "a date that is none, or docker's zero, is not told", arguments: [nil, "", "yesterday", "0001-01-01T00:00:00Z"])
    func noDate(text: String?) {
        #expect(RelativeTime.text(from: text, to: Timestamp(secondsSince1970: 1_714_564_800)) == "N/A")
    }

    // The expected widths are what glibc's wcwidth(3) says in a UTF-8 locale.
    @Test(
        "characters are as wide as the C library says",
        arguments: [
            ("a", 1), ("é", 1), ("ß", 1), ("拉", 2), ("ア", 2), ("가", 2), ("Ａ", 2), ("ｱ", 1), ("─", 1), ("→", 1),
            ("…", 1), ("✓", 1), ("✅", 2), ("\u{1F980}", 2), ("\u{301}", 0), ("\u{200D}", 0), ("\u{20000}", 2),
        ])
    func widths(text: String, width: Int) {
        #expect(text.displayWidth == width)
    }

    @Test("a text is cut by columns, not by bytes or characters")
    func cut() {
        #expect("拉取拉取".cut(toWidth: 8) == "拉取拉取" && "拉取拉取".cut(toWidth: 7) == "拉取拉…")
        #expect("拉取拉取".cut(toWidth: 6) == "拉取…" && "abc".cut(toWidth: 0) == "" && "abc".cut(toWidth: 1) == "…")
        #expect("e\u{301}\u{1F468}\u{200D}\u{1F469}".displayWidth == 3)
    }
}
