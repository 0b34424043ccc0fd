import FoundationEssentials
import ImageModel

/// A page that is one file: its style, its script and its data are in it, and it asks for nothing else.
package struct Page: Sendable {
    /// What a browser's tab shows.
    package let title: String
    /// What stands above everything: a heading, figures.
    package let header: HTML
    package let sections: [PageSection]
    /// JSON that the script reads: see `TreemapData`.
    package let data: [UInt8]

    package init(title: String, header: HTML, sections: [PageSection], data: [UInt8] = Array("{}".utf8)) {
        self.title = title
        self.header = header
        self.sections = sections
        self.data = data
    }

    /// The document, in UTF-8.
    package func render() -> String {
        let (style, script) = (Page.style, Page.script)
        let page: HTML = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="\(verbatim: Page.policy(style: style, script: script))">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta name="generator" content="pith">
            <title>\(title)</title>
            <style>\(verbatim: style)</style>
            </head>
            <body>
            <a class="skip" href="#main">Skip to the content</a>
            <div class="page">
            <header class="top">
            \(header)
            \(navigation)</header>
            <main id="main" tabindex="-1">
            \(sections.map(\.html))</main>
            <footer><p>Made by Pith. Sizes are decimal: 1&nbsp;MB is 1,000,000 bytes.</p></footer>
            </div>
            <script type="application/json" id="data">\(verbatim: ScriptData.escaped(data))</script>
            <script>\(verbatim: script)</script>
            </body>
            </html>

            """
        return page.text
    }

    /// What later files say holds over what earlier ones say.
    private static let style = text([
        PackageResources.colours_css, PackageResources.page_css, PackageResources.tables_css,
        PackageResources.treemap_css, PackageResources.media_css,
    ])

    /// The last file begins the work with what the others have.
    private static let script = text([
        PackageResources.text_js, PackageResources.theme_js, PackageResources.tables_js, PackageResources.squares_js,
        PackageResources.neighbour_js, PackageResources.treemap_js, PackageResources.start_js,
    ])

    private static func text(_ files: [[UInt8]]) -> String { String(decoding: files.joined(), as: UTF8.self) }

    private var navigation: HTML {
        let named = sections.filter { !$0.title.isEmpty }
        guard named.count > 2 else { return "" }
        let links = named.map { section -> HTML in
            "<li><a href=\"#\(section.id)\">\(section.title)</a></li>\n"
        }
        return "<nav class=\"contents\" aria-label=\"Contents\"><ul>\n\(links)</ul></nav>\n"
    }

    /// Nothing is loaded and nothing runs but the one style and the one script (Content Security Policy Level 3, "Hash
    /// usage").
    private static func policy(style: String, script: String) -> String {
        func hash(_ text: String) -> String {
            "'sha256-\(Data(Digest(of: text.utf8).bytes).base64EncodedString())'"
        }
        return "default-src 'none'; style-src \(hash(style)); script-src \(hash(script)); img-src data:; "
            + "base-uri 'none'; form-action 'none'"
    }
}
