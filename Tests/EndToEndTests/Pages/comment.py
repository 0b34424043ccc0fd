"""Reads a comment on standard input as GitHub does, and says what is wrong with it."""
import html.parser
import subprocess
import sys

ALLOWED = {"p", "strong", "code", "table", "thead", "tbody", "tr", "th", "td", "details", "summary"}
failures = []


class Comment(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.columns, self.cells, self.rows = [], 0, 0, 0

    def handle_starttag(self, tag, attributes):
        if tag not in ALLOWED:
            failures.append(f"<{tag}>")
        self.open.append(tag)
        if tag == "tr":
            self.cells, self.rows = 0, self.rows + 1
        if tag in ("th", "td"):
            self.cells += 1

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            failures.append(f"</{tag}> ends nothing")
        if tag == "thead":
            self.columns = self.cells
        if tag == "tr" and "tbody" in self.open and self.cells != self.columns:
            failures.append(f"a row has {self.cells} cells of {self.columns}")

    def handle_data(self, data):
        if "code" not in self.open and any(mark in data for mark in "@`<|\\"):
            failures.append(f"outside of code: {data!r}")


text = sys.stdin.read()
if len(text) >= 60_000:
    failures.append(f"{len(text)} characters")
parsed = subprocess.run(
    ["cmark-gfm", "--unsafe", "-e", "table", "-e", "autolink", "-e", "strikethrough"], input=text, capture_output=True,
    check=True, text=True)
comment = Comment()
comment.feed(parsed.stdout)
if comment.rows < 10 or comment.open:
    failures.append(f"{comment.rows} rows, open at the end: {comment.open}")
print("\n".join(failures))
sys.exit(1 if failures else 0)
