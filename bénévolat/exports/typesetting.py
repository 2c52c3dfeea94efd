"""Typesetting of documents: facts in, tagged PDF out (PDF/UA-1 and PDF/A-2a, R61).

The facts are given to typst as JSON and are never read as markup: a template shows them with ``str``. typst and its
fonts are loaded at the first document, in the process that needs it: a process forked after that would hang, so
nothing here runs when a module is imported (never warm it under ``preload_app``).
"""

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, is_dataclass
from datetime import date, datetime
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

import typst

FOLDER = Path(__file__).parent.parent / "templates" / "documents"
STANDARDS = ["a-2a", "ua-1"]
UNREADABLE = "□"
"""What stands for a sign that no font of the documents draws."""

_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_DRAWN = re.compile("[\u0000-\u02ff\u0300-\u036f\u1e00-\u1eff\u2010-\u2027\u202f-\u203a\u20ac\u2122□]")
"""Signs that the fonts are known to draw: Latin, its accents, French typography."""
_SPACES = re.compile(r"[^\S\u00a0\u202f]+")

Item = TypeVar("Item")
Made = TypeVar("Made")


@cache
def _fonts() -> typst.Fonts:
    """Return Atkinson Hyperlegible, and the fonts of typst for the letters it lacks; loaded once."""
    import fontpkg_atkinson_hyperlegible  # noqa: PLC0415 - a process that makes no document never reads fonts

    folder = Path(str(fontpkg_atkinson_hyperlegible.__file__)).parent / "files"
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(folder)])


def readable(text: str) -> str:
    """Return a text on one line, as a document may print it.

    Signs that draw nothing, or turn the sense of reading, are dropped; pictures become ``UNREADABLE``, once in a row.
    """
    said = []
    for sign in unicodedata.normalize("NFC", _SPACES.sub(" ", text)):
        kind = unicodedata.category(sign)
        if kind in _INVISIBLE or "\ufe00" <= sign <= "\ufe0f":
            continue
        picture = kind in {"So", "Sk"} and ord(sign) > 0x2BFF
        if not picture:
            said.append(sign)
        elif said[-1:] != [UNREADABLE]:
            said.append(UNREADABLE)
    return "".join(said).strip()


def _plain(value: Any, clean: Callable[[str], str]) -> Any:
    """Return facts as JSON takes them: text cleaned, dates left out (templates only print words)."""
    if isinstance(value, str):
        return clean(value)
    if value is None or isinstance(value, bool | int):
        return value
    if is_dataclass(value) and not isinstance(value, type):
        return _plain(asdict(value), clean)
    if isinstance(value, dict):
        return {str(key): _plain(inner, clean) for key, inner in value.items()}
    if isinstance(value, date):
        raise TypeError(f"a document prints words: write {value!r} in French first")
    return [_plain(inner, clean) for inner in value]


def _latin(text: str) -> str:
    """Return a text with ``UNREADABLE`` for every sign that may have no drawing."""
    return "".join(
        sign if _DRAWN.match(sign) else UNREADABLE for sign in unicodedata.normalize("NFKC", readable(text))
    )


def _compile(template: str, facts: str, made_at: datetime, **options: Any) -> Any:
    return typst.compile(
        str(FOLDER / f"{template}.typ"),
        root=str(FOLDER),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"facts": facts},
        timestamp=int(made_at.timestamp()),
        **options,
    )


def _typeset(template: str, facts: Any, made_at: datetime, **options: Any) -> Any:
    """Compile once; a text that no font draws is compiled again with ``UNREADABLE`` for what is not Latin."""
    try:
        return _compile(template, json.dumps(_plain(facts, readable)), made_at, **options)
    except typst.TypstError as error:
        if "could not be displayed" not in str(error):
            raise
        return _compile(template, json.dumps(_plain(facts, _latin)), made_at, **options)


def pdf(template: str, facts: Any, *, made_at: datetime) -> bytes:
    """Return a tagged PDF from ``templates/documents/<template>.typ``; the same facts give the same bytes.

    ``facts``: dataclasses, dicts, sequences, text, whole numbers and truth values. Takes about 10 ms.
    """
    made = _typeset(template, facts, made_at, pdf_standards=STANDARDS)
    assert isinstance(made, bytes)
    return made


def pictures(template: str, facts: Any, *, made_at: datetime, ppi: float = 110) -> Sequence[bytes]:
    """Return the pages of a document as PNG: what people see, for those who check it."""
    made = _typeset(template, facts, made_at, format="png", ppi=ppi)
    return [made] if isinstance(made, bytes) else made


def in_parallel(
    render: Callable[[Item], Made], items: Iterable[Item], *, workers: int = 2, ahead: int = 16
) -> Iterator[Made]:
    """Yield what ``render`` makes of each item, in their order, on several threads (typst frees the interpreter).

    At most ``ahead`` documents are made before they are taken: a whole caseload costs little memory.
    """
    waiting = iter(items)
    with ThreadPoolExecutor(workers) as pool:
        started = [pool.submit(render, item) for item in islice(waiting, ahead)]
        while started:
            yield started.pop(0).result()
            started += [pool.submit(render, item) for item in islice(waiting, 1)]
