import Commands
import Testing

struct ExplorerFilterTests {
    @Test(
        "a filter finds parts of names, patterns, and with a slash paths",
        arguments: [
            ("so", "libc.so.6", true), ("SO", "libc.so.6", false), ("libc", "LIBC", true), ("x", "", false),
            ("*.so", "libc.so", true), ("*.so", "libc.so.6", false), ("*.so*", "libc.so.6", true), ("?b", "ab", true),
            ("?b", "b", false), ("*", "", true), ("a*b*c", "aXbXbXc", true), ("a*b*c", "aXbXbX", false),
            ("bin/sh", "/usr/bin/sh", true), ("/bin/sh", "/usr/bin/sh", true), ("/usr/*", "/usr/bin/sh", false),
            ("/usr/**", "/usr/bin/sh", true), ("/usr/*/sh", "/usr/bin/sh", true), ("bin/*", "/usr/bin/sh", true),
            ("/*/sh", "/usr/bin/sh", false), ("/**/sh", "/usr/bin/sh", true), ("/**/x/*y", "/a/x/b/x/cy", true),
            ("/**/x/*y", "/a/x/b/cy", false), ("/usr?bin", "/usr/bin", false),
        ])
    func matches(text: String, name: String, isMatch: Bool) {
        let filter = ExplorerFilter(text)
        #expect(filter?.matches(Array(name.utf8)) == isMatch)
        #expect(filter?.isAboutPath == text.contains("/"))
    }

    @Test("an empty text is no filter")
    func empty() {
        #expect(ExplorerFilter("") == nil)
    }
}
