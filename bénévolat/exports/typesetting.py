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
from functools import cache, partial
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

import typst

FOLDER = Path(__file__).parent.parent / "templates" / "documents"
STANDARDS = ["a-2a", "ua-1"]
UNREADABLE = "□"
"""What stands for a sign that no font of the documents draws and nobody transcribes."""

_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
PICTURE = "(dessin)"
"""What stands for a text that was only pictures."""

_LATIN = "\u0000-\u02ff\u0300-\u036f\u1e00-\u1eff\u2010-\u2027\u202f-\u203a\u20ac\u2122□"
_DRAWN = re.compile(f"[{_LATIN}]")
"""Signs that the fonts are known to draw: Latin, its accents, French typography."""
_OFTEN_DRAWN = re.compile(
    f"[{_LATIN}\u0370-\u058f\u05d0-\u05ea\u060c-\u06ff\u0900-\u097f\u10a0-\u10ff\u1f00-\u1fff]"
)
"""And those that they mostly draw: Greek, Cyrillic, Armenian, Hebrew, Arabic, Devanagari, Georgian."""
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

    Signs that draw nothing, or turn the sense of reading, are dropped, and so are pictures: no letter is lost. A text
    that was only pictures says so (``PICTURE``).
    """
    said, pictures = [], False
    for sign in unicodedata.normalize("NFC", _SPACES.sub(" ", text)):
        kind = unicodedata.category(sign)
        if _is_picture(sign, kind):
            pictures = True
        elif kind not in _INVISIBLE and not "\ufe00" <= sign <= "\ufe0f":
            said.append(sign)
    kept = _SPACES.sub(" ", "".join(said)).strip()
    return PICTURE if pictures and not kept else kept


def _is_picture(sign: str, kind: str) -> bool:
    return kind == "Me" or (kind in {"So", "Sk"} and ord(sign) > 0x2BFF) or "\u2600" <= sign <= "\u27bf"


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


def _transcribed(text: str, drawn: re.Pattern[str]) -> str:
    """Return a text with a Latin transcription of every sign that may have no drawing: «李小龙» is «Li Xiao Long».

    A sign that nobody transcribes is ``UNREADABLE``.
    """
    from anyascii import anyascii  # noqa: PLC0415 - its tables are read by the documents that need them only

    said: list[str] = []
    for sign in unicodedata.normalize("NFKC", readable(text)):
        if drawn.match(sign):
            said.append(sign)
            continue
        letters = anyascii(sign) or UNREADABLE
        if letters[:1].isupper() and said and said[-1][-1:].islower():
            said.append(" ")  # Each sign of Chinese and Korean is a syllable: the names stay apart.
        said.append(letters)
    return "".join(said)


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


def _typeset(template: str, facts: Any, made_at: datetime) -> tuple[bytes, str]:
    """Return the PDF and the facts as they were printed.

    When a sign has no drawing it is compiled again with what the fonts mostly draw, then with Latin only.
    """
    cleaned: Callable[[str], str] = readable
    for drawn in (_OFTEN_DRAWN, _DRAWN):
        printed = json.dumps(_plain(facts, cleaned))
        try:
            return _compile(template, printed, made_at, pdf_standards=STANDARDS), printed
        except typst.TypstError as error:
            if "could not be displayed" not in str(error):
                raise
        cleaned = partial(_transcribed, drawn=drawn)
    printed = json.dumps(_plain(facts, cleaned))
    return _compile(template, printed, made_at, pdf_standards=STANDARDS), printed


def pdf(template: str, facts: Any, *, made_at: datetime) -> bytes:
    """Return a tagged PDF from ``templates/documents/<template>.typ``; the same facts give the same bytes.

    ``facts``: dataclasses, dicts, sequences, text, whole numbers and truth values. Takes about 10 ms.
    """
    made, _ = _typeset(template, facts, made_at)
    assert isinstance(made, bytes)
    return made


def pictures(template: str, facts: Any, *, made_at: datetime, ppi: float = 110) -> Sequence[bytes]:
    """Return the pages of a document as PNG: what people see, for those who check it."""
    _, printed = _typeset(template, facts, made_at)
    made = _compile(template, printed, made_at, format="png", ppi=ppi)
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
