"""A name that must not be read, taken out of what somebody typed freely (domain §1.8).

The words stay the person's: only what names the association is replaced. A nickname that nothing announces cannot be
known: the screen where words are typed says so.
"""

import re

from bénévolat.domain.names import fold

_EMPTY = """
association asso le la les un une des aux du de l d et en pour contre sur par dans avec
comite club groupe federation union amicale centre section antenne local locale departemental departementale
"""
EMPTY_WORDS = frozenset(_EMPTY.split())
"""Words that name nothing alone."""
SHORTEST_INITIALS = 3
_WORD = re.compile(r"[^\W_]+")


def aliases(name: str) -> list[str]:
    """Return how a name is said, folded, the longest first: whole, without its article or «association», its initials.

    ``aliases("Association Vie Libre") == ["association vie libre", "vie libre"]``.
    """
    words = fold(name).split()
    while words and words[0] in EMPTY_WORDS:
        words = words[1:]
    said = {fold(name), " ".join(words)}
    meant = [word for word in fold(name).split() if word not in EMPTY_WORDS]
    initials = "".join(word[0] for word in meant)
    if len(initials) >= SHORTEST_INITIALS:
        said.add(initials)
    said |= {" ".join(fold(one).split()) for one in re.findall(r"\(([^)]+)\)", name)}
    known = [one for one in said if one and (" " in one or one not in EMPTY_WORDS)]
    return sorted(known, key=lambda one: (-len(one), one))


def masked(text: str, names: list[str], *, by: str) -> str:
    """Return a text in which every way to say these names is replaced, whatever the accents, case and hyphens."""
    found = [(match.start(), match.end(), fold(match[0])) for match in _WORD.finditer(text)]
    looked = sorted({alias for name in names for alias in aliases(name)}, key=len, reverse=True)
    spans: list[tuple[int, int]] = []
    at = 0
    while at < len(found):
        length = next((n for alias in looked if (n := _matches(alias.split(), found, at))), 0)
        if length:
            spans.append((found[at][0], found[at + length - 1][1]))
        at += length or 1
    for start, end in reversed(spans):
        text = text[:start] + by + text[end:]
    return text


def _matches(alias: list[str], found: list[tuple[int, int, str]], at: int) -> int:
    """Return how many words of the text say this alias from a place: its words, or its letters apart («A.A.»)."""
    if [word for _, _, word in found[at : at + len(alias)]] == alias:
        return len(alias)
    letters = list(alias[0]) if len(alias) == 1 else []
    if len(letters) > 1 and [word for _, _, word in found[at : at + len(letters)]] == letters:
        return len(letters)
    return 0
