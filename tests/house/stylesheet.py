"""Makes the part of Bootstrap that our pages use: «python -m tests.house.stylesheet» writes it, a test compares it.

The whole of Bootstrap weighs 32 KB compressed and holds back the first line of text on a slow phone. A rule stays
when each class of one of its selectors is written in a template, a script or the code; a variable stays when a kept
rule or our own stylesheet reads it. The licence of Bootstrap (MIT) stays at the head of the file.
"""

import re
from hashlib import sha256
from pathlib import Path

import flask_bootstrap
import tinycss2

from tests.house.sources import ROOT

SOURCE = Path(flask_bootstrap.__file__).parent / "static/bootstrap5/css/bootstrap.min.css"
PACKAGE = ROOT / "bénévolat"
TARGET = PACKAGE / "static/css/bootstrap-part.css"
LICENCE = re.compile(r"/\*!.*?\*/", re.DOTALL)
CLASS = re.compile(r"\.(-?[A-Za-z_][\w-]*)")
WORD = re.compile(r"[A-Za-z][\w-]*")
VARIABLE = re.compile(r"--bs-[\w-]+")
NEVER = re.compile(r"data-bs-theme=dark|::file-selector|:-moz|-ms-|\[type=(?:color|range)\]|:dir\(")
"""A second theme, browsers of another age, fields that no page has."""


def written_words() -> set[str]:
    """Return the words that may be classes: those with a hyphen anywhere, the others beside the word «class»."""
    files = [
        *PACKAGE.glob("templates/**/*.html"),
        *PACKAGE.glob("static/js/*.js"),
        *PACKAGE.glob("web/**/*.py"),
    ]
    words: set[str] = set()
    for path in files:
        text = path.read_text("utf-8")
        if path.suffix == ".html":
            text = re.sub(r"\{#.*?#\}", " ", text, flags=re.DOTALL)
        for line in text.splitlines():
            found = WORD.findall(line)
            words.update(found if "class" in line.lower() else [word for word in found if "-" in word])
    return words


def _selectors(prelude: str, words: set[str]) -> str:
    """Return the selectors of a rule that may meet an element of ours."""
    return ",".join(
        selector.strip()
        for selector in _split(prelude)
        if not NEVER.search(selector) and set(CLASS.findall(selector)) <= words
    )


def _split(prelude: str) -> list[str]:
    parts, depth, start = [], 0, 0
    for place, letter in enumerate(prelude):
        depth += (letter == "(") - (letter == ")")
        if letter == "," and depth == 0:
            parts.append(prelude[start:place])
            start = place + 1
    return [*parts, prelude[start:]]


def _kept(rules: list[tinycss2.ast.Node], words: set[str]) -> str:
    """Return the rules that are ours, as text."""
    told = []
    for rule in rules:
        if rule.type == "qualified-rule":
            selectors = _selectors(tinycss2.serialize(rule.prelude), words)
            if selectors:
                told.append(f"{selectors}{{{tinycss2.serialize(rule.content).strip().rstrip(';')}}}\n")
        elif rule.type == "at-rule" and rule.lower_at_keyword in {"media", "supports"} and rule.content:
            inside = _kept(tinycss2.parse_rule_list(rule.content, skip_whitespace=True), words)
            if inside:
                told.append(f"@{rule.lower_at_keyword}{tinycss2.serialize(rule.prelude)}{{\n{inside}}}\n")
    return "".join(told)


def _without_idle_variables(css: str, ours: str) -> str:
    """Remove the definitions that nothing reads, until none is left."""
    while True:
        read = set(re.findall(r"var\(\s*(--bs-[\w-]+)", css + ours))
        idle = set(re.findall(r"(--bs-[\w-]+)\s*:", css)) - read
        if not idle:
            return css
        for name in idle:
            css = re.sub(rf"(?<![\w-]){name}\s*:[^;}}]*;?", "", css)
        css = re.sub(r"[^{}]+\{\s*\}\n", "", css)


def made() -> str:
    """Return the part of Bootstrap that our pages use."""
    text = SOURCE.read_text("utf-8")
    licence = LICENCE.search(text)
    assert licence is not None
    rules = tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True)
    ours = "".join(path.read_text("utf-8") for path in TARGET.parent.glob("*.css") if path != TARGET)
    css = _without_idle_variables(_kept(rules, written_words()), ours)
    return f"{licence[0]}\n/* The part that bénévolat uses: python -m tests.house.stylesheet */\n{css}"


def with_versions(css: str) -> str:
    """Return a stylesheet whose fonts and drawings name their content, as web/static_files.py does."""

    def versioned(found: re.Match[str]) -> str:
        content = (TARGET.parent / found[1]).resolve().read_bytes()
        return f'url("{found[1]}?v={sha256(content).hexdigest()[:10]}")'

    return re.sub(r'url\("(\.\./[^"?]+)(?:\?v=\w+)?"\)', versioned, css)


if __name__ == "__main__":
    for path in TARGET.parent.glob("*.css"):
        path.write_text(with_versions(path.read_text("utf-8")), "utf-8")
    TARGET.write_text(made(), "utf-8")
    print(f"{TARGET.relative_to(ROOT)}: {TARGET.stat().st_size} bytes")
