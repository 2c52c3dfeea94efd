"""Every page fetched in a test is also inspected (habit 14): structure, labels, strict CSP, words.

Written on ``html.parser``: the parser of the standard library reports every tag, the rules are ours.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from html.parser import HTMLParser
from urllib.parse import urlsplit

from werkzeug.test import TestResponse

from tests.forbidden_words import (
    ASSOCIATION_NEVER_READS,
    FILES,
    NEVER_TAKEN_AWAY,
    NEVER_WRITTEN,
    file_faults,
)

VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
BLOCKS = HEADINGS | {
    *("address", "article", "aside", "blockquote", "details", "div", "dl", "fieldset", "figure", "footer"),
    *("form", "header", "hr", "main", "nav", "ol", "p", "pre", "section", "table", "ul"),
}
PHRASING_ONLY: dict[str, frozenset[str]] = {
    **dict.fromkeys(["p", "button", "label", "span", "strong", "em", *HEADINGS], frozenset()),
    "legend": HEADINGS,
    "summary": HEADINGS,
}
"""Elements that hold words, with the blocks they may hold all the same."""
PARENTS = {
    "li": {"ul", "ol", "menu"},
    "tr": {"thead", "tbody", "tfoot", "table"},
    "td": {"tr"},
    "th": {"tr"},
    "dt": {"dl", "div"},
    "dd": {"dl", "div"},
    "option": {"select", "datalist", "optgroup"},
    "caption": {"table"},
    "legend": {"fieldset"},
    "summary": {"details"},
}
INTERACTIVE = frozenset({"a", "button", "select", "textarea", "label", "details"})
EVENT = re.compile(r"on[a-z]+$")
SPACE = re.compile(r"\s+")


Attributes = dict[str, str | None]


@dataclass
class Form:
    """A form of the page and its fields."""

    method: str
    action: str
    fields: list[Attributes] = field(default_factory=list)


@dataclass
class Element:
    """An open element: tag, attributes, and the text read so far inside it."""

    tag: str
    attributes: Attributes
    line: int
    text: list[str] = field(default_factory=list)
    named: bool = False


class Page(HTMLParser):
    """Reads one page, keeps what the tests ask for, and lists its faults."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []
        self.stack: list[Element] = []
        self.ids: Counter[str] = Counter()
        self.references: list[tuple[str, str]] = []
        self.labels_for: set[str] = set()
        self.inputs: list[tuple[Attributes, bool]] = []
        self.headings: list[tuple[int, str]] = []
        self.titles: list[str] = []
        self.links: list[str] = []
        self.forms: list[Form] = []
        self.language: str | None = None
        self.words: list[str] = []
        self.mains = 0
        if not html.lstrip().lower().startswith("<!doctype html>"):
            self.faults.append("no <!doctype html>")
        self.feed(html)
        self.close()
        for element in self.stack:
            self._fault(f"<{element.tag}> is never closed", element.line)
        self._check_whole()

    @property
    def text(self) -> str:
        """Return the words of the page, spaces brought to one."""
        return SPACE.sub(" ", " ".join(self.words)).strip()

    def _fault(self, words: str, line: int | None = None) -> None:
        self.faults.append(f"line {line or self.getpos()[0]}: {words}")

    def _inside(self, *tags: str) -> bool:
        return any(element.tag in tags for element in self.stack)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        doubled = [name for name, count in Counter(name for name, _ in attrs).items() if count > 1]
        if doubled:
            self._fault(f"<{tag}> has the attribute {doubled} twice")
        attributes = dict(attrs)
        self._check_nesting(tag)
        self._check_inline(tag, attributes)
        self._note(tag, attributes)
        if tag not in VOID:
            self.stack.append(Element(tag, attributes, self.getpos()[0]))
        elif tag == "img" and attributes.get("alt") is None:
            self._fault("<img> without alt")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            if not self._inside("svg"):
                self._fault(f"<{tag}/> closes itself outside SVG")
            self.stack.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            self._fault(f"</{tag}> of an element that has none")
            return
        if not any(element.tag == tag for element in self.stack):
            self._fault(f"</{tag}> closes nothing")
            return
        while self.stack:
            element = self.stack.pop()
            self._leave(element)
            if element.tag == tag:
                return
            self._fault(f"</{tag}> while <{element.tag}> is open", element.line)

    def handle_data(self, data: str) -> None:
        if not data.strip():
            return
        top = self.stack[-1].tag if self.stack else ""
        if top in {"ul", "ol", "table", "tr", "tbody", "thead", "select", "dl"}:
            self._fault(f"text «{data.strip()[:40]}» directly inside <{top}>")
        if top in {"script", "style"}:
            self._fault(f"inline <{top}> (X1)")
            return
        if not self._inside("head"):
            self.words.append(data)
        for element in self.stack:
            element.text.append(data)

    def _check_nesting(self, tag: str) -> None:
        parent = self.stack[-1].tag if self.stack else ""
        if tag in PARENTS and parent not in PARENTS[tag]:
            self._fault(f"<{tag}> inside <{parent}>")
        if tag in BLOCKS and tag not in PHRASING_ONLY.get(parent, BLOCKS):
            self._fault(f"<{tag}> inside <{parent}>")
        if parent in {"ul", "ol"} and tag not in {"li", "template"}:
            self._fault(f"<{tag}> directly inside <{parent}>")
        if tag == "form" and self._inside("form"):
            self._fault("a form inside a form")
        if tag in INTERACTIVE and self._inside("a", "button"):
            self._fault(f"<{tag}> inside a link or a button")

    def _check_inline(self, tag: str, attributes: Attributes) -> None:
        if "style" in attributes:
            self._fault(f"style attribute on <{tag}> (X1)")
        for name in attributes:
            if EVENT.match(name):
                self._fault(f"{name} attribute on <{tag}> (X1)")
        for name in ("href", "src", "action", "formaction"):
            value = attributes.get(name)
            if value is None:
                continue
            parts = urlsplit(value)
            if parts.scheme not in {"", "https", "http", "mailto", "tel", "data"}:
                self._fault(f"{name}={value!r}")
            own = tag in {"link", "script", "img", "form", "iframe", "source", "button"}
            if own and parts.netloc:
                self._fault(f"third party: {name}={value!r} on <{tag}>")
            if not value and name != "action":
                self._fault(f"empty {name} on <{tag}>")

    def _note(self, tag: str, attributes: Attributes) -> None:
        self._note_references(attributes)
        if tag == "html":
            self.language = attributes.get("lang")
        elif tag == "label" and attributes.get("for"):
            self.labels_for.add(str(attributes["for"]))
        elif tag == "a":
            self._note_link(attributes)
        elif tag == "main":
            self.mains += 1
        elif tag == "form":
            self.forms.append(
                Form((attributes.get("method") or "get").lower(), attributes.get("action") or "")
            )
        elif tag in {"input", "select", "textarea"}:
            self._note_field(tag, attributes)
        elif tag == "th" and not attributes.get("scope"):
            self._fault("<th> without scope")
        if attributes.get("aria-label") or (tag == "img" and attributes.get("alt")):
            for element in self.stack:
                element.named = True

    def _note_references(self, attributes: Attributes) -> None:
        identifier = attributes.get("id")
        if identifier is not None:
            self.ids[identifier] += 1
            if not identifier or SPACE.search(identifier):
                self._fault(f"id {identifier!r}")
        for name in ("aria-describedby", "aria-labelledby", "aria-controls", "for"):
            for target in (attributes.get(name) or "").split():
                self.references.append((name, target))

    def _note_link(self, attributes: Attributes) -> None:
        href = attributes.get("href")
        if href is None:
            self._fault("<a> without href")
            return
        self.links.append(href)
        if href.startswith("#") and len(href) > 1:
            self.references.append(("href", href[1:]))

    def _note_field(self, tag: str, attributes: Attributes) -> None:
        said = attributes.get("aria-label") or attributes.get("aria-labelledby")
        named = bool(said) or self._inside("label")
        self.inputs.append(({"tag": tag, **attributes}, named))
        if self.forms and self._inside("form"):
            self.forms[-1].fields.append({"tag": tag, **attributes})

    def _leave(self, element: Element) -> None:
        words = SPACE.sub(" ", " ".join(element.text)).strip()
        if element.tag == "title" and not self._inside("svg"):
            self.titles.append(words)
        elif re.fullmatch(r"h[1-6]", element.tag):
            self.headings.append((int(element.tag[1]), words))
            if not words:
                self._fault(f"empty <{element.tag}>", element.line)
        elif element.tag in {"a", "button", "label", "legend", "caption", "option", "summary"}:
            named = words or element.named or element.attributes.get("aria-label")
            if not named and not (element.tag == "option" and element.attributes.get("value") == ""):
                self._fault(f"<{element.tag}> without words", element.line)

    def _check_whole(self) -> None:
        if self.language != "fr":
            self._fault("<html> without lang=fr", 1)
        if len(self.titles) != 1 or not self.titles[0] or self.titles[0].startswith("—"):
            self._fault(f"one <title> with words is asked, found {self.titles}", 1)
        if self.mains != 1:
            self._fault("one <main> is asked", 1)
        self._check_headings()
        self._check_references()
        self._check_forms()

    def _check_headings(self) -> None:
        first = [words for level, words in self.headings if level == 1]
        if len(first) != 1:
            self._fault(f"one <h1> is asked, found {first}", 1)
        above = 0
        for level, words in self.headings:
            if above and level > above + 1:
                self._fault(f"heading h{level} «{words[:40]}» after h{above}", 1)
            above = level

    def _check_references(self) -> None:
        for identifier, count in self.ids.items():
            if count > 1:
                self._fault(f"id {identifier!r} {count} times", 1)
        for name, target in self.references:
            if target not in self.ids:
                self._fault(f"{name} points at #{target}, which is not there", 1)
        for attributes, named in self.inputs:
            if named or attributes.get("type") in {"hidden", "submit"}:
                continue
            if attributes.get("id") not in self.labels_for:
                self._fault(f"<{attributes['tag']} name={attributes.get('name')!r}> without label", 1)

    def _check_forms(self) -> None:
        for form in self.forms:
            names = {field.get("name") for field in form.fields}
            if form.method == "post" and "csrf_token" not in names:
                self._fault(f"POST form {form.action!r} without csrf_token (F1)", 1)
            if form.method == "get" and "csrf_token" in names:
                self._fault(f"GET form {form.action!r} sends its csrf_token", 1)


def inspect_response(response: TestResponse) -> None:
    """Raise AssertionError with every fault of an answer of the application."""
    path = response.request.path
    faults = _headers(response)
    redirects = 300 <= response.status_code < 400
    if response.mimetype == "text/html" and not redirects and not response.is_streamed and response.data:
        faults += page_faults(response.get_data(as_text=True), path.startswith("/association"))
    if response.mimetype in FILES and not response.is_streamed:
        faults += file_faults(response.data, NEVER_TAKEN_AWAY.match(path) is not None)
    assert not faults, f"{response.request.method} {path} → {response.status_code}\n" + "\n".join(faults)


@lru_cache(maxsize=512)
def page_faults(html: str, read_by_association: bool) -> tuple[str, ...]:
    """Return every fault of a page; error pages come back often, and are read once."""
    page = Page(html)
    return (*page.faults, *words_faults(page, read_by_association=read_by_association))


def _headers(response: TestResponse) -> list[str]:
    faults = []
    location = response.headers.get("Location")
    if location is not None:
        parts = urlsplit(location)
        if parts.netloc not in {"", response.request.host} or location.startswith(("//", "/\\")):
            faults.append(f"Location leaves the site: {location!r} (N1)")
    policy = response.headers.get("Content-Security-Policy", "")
    if not policy or "unsafe" in policy:
        faults.append(f"Content-Security-Policy: {policy!r} (X1)")
    if response.headers.get("X-Content-Type-Options") != "nosniff":
        faults.append("X-Content-Type-Options (X1)")
    return faults


def words_faults(page: Page, *, read_by_association: bool) -> list[str]:
    """Return the forbidden words read on a page: R8 everywhere, domain §1.8 on an association's pages."""
    faults = [f"R8, word never written: «{found[0]}»" for found in NEVER_WRITTEN.finditer(page.text)]
    if read_by_association:
        seen = page.text + " " + " ".join(page.links)
        faults += [
            f"an association never reads «{found[0]}»" for found in ASSOCIATION_NEVER_READS.finditer(seen)
        ]
    return faults
