"""What a page of the person says, and in which language: for the tests of languages and of reading."""

from html.parser import HTMLParser

VOID = frozenset(
    {"area", "base", "br", "hr", "img", "input", "link", "meta", "source", "path", "circle", "rect"}
)
UNREAD = frozenset({"script", "style", "title"})
SAID = ("aria-label", "title", "placeholder", "alt", "data-minutes", "data-seconds", "data-last", "data-over")
BLOCKS = frozenset(
    {
        "p",
        "li",
        "h1",
        "h2",
        "h3",
        "h4",
        "div",
        "section",
        "summary",
        "label",
        "legend",
        "button",
        "td",
        "th",
        "option",
    }
)


class Spoken(HTMLParser):
    """Texts of a page with their language: ``texts`` is a list of (language, words); a block ends with a new line."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.stack: list[tuple[str, str, bool]] = []
        self.texts: list[tuple[str, str]] = []
        self.feed(html)

    @property
    def language(self) -> str:
        return self.stack[-1][1] if self.stack else ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        language = given.get("lang") or self.language
        for name in SAID:
            if given.get(name):
                self.texts.append((language, f"{given[name]}\n"))
        if tag not in VOID:
            self.stack.append((tag, language, tag in UNREAD or bool(self.stack and self.stack[-1][2])))

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        while self.stack and self.stack.pop()[0] != tag:
            pass
        if tag in BLOCKS:
            self.texts.append((self.language, "\n"))

    def handle_data(self, data: str) -> None:
        if self.stack and not self.stack[-1][2]:
            self.texts.append((self.language, data))

    def in_language(self, language: str) -> str:
        """Return the words of the page in one language."""
        return "".join(words if spoken == language or words == "\n" else " " for spoken, words in self.texts)
