/// A part of a page with a heading of its own.
package struct PageSection: Sendable {
    /// What links point at: lower-case letters and hyphens.
    package let id: String
    package let title: String
    /// One sentence below the heading; empty for none.
    package let note: String
    package let body: HTML

    package init(id: String, title: String, note: String = "", body: HTML) {
        self.id = id
        self.title = title
        self.note = note
        self.body = body
    }

    /// A table, or the sentence that says why there is none.
    package init(id: String, title: String, note: String = "", table: PageTable, empty: String = "None.") {
        let body: HTML = table.isEmpty ? "<p class=\"none\">\(empty)</p>\n" : table.html(named: title)
        self.init(id: id, title: title, note: note, body: body)
    }

    package var html: HTML {
        """
        <section id="\(id)" aria-labelledby="\(id)-title">
        <h2 id="\(id)-title">\(title)</h2>
        \(note.isEmpty ? "" : "<p class=\"note\">\(note)</p>\n" as HTML)\(body)</section>

        """
    }
}

/// Small parts that stand in headers and sections.
package enum PagePart {
    /// Figures with a label each.
    package static func figures(_ figures: [Figure]) -> HTML {
        let items = figures.map { figure -> HTML in
            """
            <li\(figure.isMain ? " class=\"main\"" : "" as HTML)><span class="label-of">\(figure.label)</span> \
            <strong>\(figure.value.html)</strong>\
            \(figure.detail.isEmpty ? "" : " <span class=\"detail\">\(figure.detail)</span>" as HTML)</li>

            """
        }
        return "<ul class=\"figures\">\n\(items)</ul>\n"
    }

    /// What is good and what is not, told by a sign and by words.
    package static func chips(_ verdicts: [Verdict]) -> HTML {
        let items = verdicts.map { verdict -> HTML in
            """
            <li class="chip \(verdict.level.rawValue)"><span class="sign" aria-hidden="true">\(verdict.level.sign)</span>\
            \(verdict.text)</li>

            """
        }
        return "<ul class=\"chips\" aria-label=\"Verdicts\">\n\(items)</ul>\n"
    }

    /// A bar as long as a fraction of its place says; what is not nothing can be seen.
    package static func bar(_ fraction: Double, tone: String = "") -> HTML {
        let length = fraction > 0 ? min(100, max(0.4, fraction * 100)) : 0
        return """
            <svg class="bar \(tone)" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">\
            <rect width="\(length.fixed(2, droppingZeros: true))" height="1"/></svg>
            """
    }

    /// Bars one below the other, the first the longest where it is the largest, each with its name and value.
    ///
    /// - Parameter values: amounts of one unit.
    package static func bars(_ title: String, _ values: [(name: String, value: PageCell)]) -> HTML {
        let largest = values.map(\.value.amount).max() ?? 0
        let items = values.enumerated().map { index, value -> HTML in
            let fraction = largest > 0 ? value.value.amount / largest : 0
            return """
                <li><span class="name">\(value.name)</span><span class="value">\(value.value.html)</span>\
                \(bar(fraction, tone: index == values.count - 1 ? "last" : ""))</li>

                """
        }
        return "<div class=\"bars\"><h3>\(title)</h3>\n<ol>\n\(items)</ol></div>\n"
    }

    /// The place of a treemap; the script draws the treemap of that number there.
    package static func treemap(_ index: Int, caption: String) -> HTML {
        """
        <figure class="treemap" data-treemap="\(index)" hidden>
        <figcaption>\(caption)</figcaption>
        </figure>

        """
    }
}

/// A number with what it counts.
package struct Figure: Sendable {
    package let label: String
    package let value: PageCell
    /// What stands below the value; empty for nothing.
    package let detail: String
    /// Whether it is what the page is about.
    package let isMain: Bool

    package init(_ label: String, _ value: PageCell, detail: String = "", isMain: Bool = false) {
        self.label = label
        self.value = value
        self.detail = detail
        self.isMain = isMain
    }
}
