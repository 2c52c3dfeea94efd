"""CSV for French offices (domain §4, R72, R74, E1).

``;``, every field quoted, CRLF, a header row; UTF-8 with BOM, or cp1252 / ISO-8859-15 where what cannot be encoded
is transliterated and counted. Cells that a spreadsheet would run as a formula are neutralised.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Protocol

from bénévolat.domain.labels import LabelledEnum


class SupportsWrite(Protocol):
    """A file opened for writing bytes, or anything that takes them."""

    def write(self, content: bytes, /) -> object:
        """Take some bytes."""


class CsvProfile(LabelledEnum):
    """Encoding of a CSV file."""

    UTF8 = "utf8", "UTF-8 (Excel récent, LibreOffice)"
    CP1252 = "cp1252", "Windows-1252 (anciens logiciels)"
    LATIN9 = "latin9", "ISO-8859-15 (anciens logiciels)"


_CODECS = {CsvProfile.UTF8: "utf-8", CsvProfile.CP1252: "cp1252", CsvProfile.LATIN9: "iso-8859-15"}
_BOM = b"\xef\xbb\xbf"
# Full-width forms are run as their ASCII twins by some spreadsheets.
_FORMULA_STARTS = "=+-@\uff1d\uff0b\uff0d\uff20"
_PHONE = re.compile(r"\+\d{8,15}")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x85\u2028\u2029]")
_TWINS = str.maketrans(
    {
        "\u2018": "'",
        "\u2019": "'",
        "\u201c": '"',
        "\u201d": '"',
        "\u2011": "-",
        "\u2013": "-",
        "\u2014": "-",
        "\u2026": "...",
        "\u202f": "\u00a0",
        "\u2009": " ",
        "\u2022": "-",
        # Letters that Unicode does not take apart, met in names.
        **dict(zip("ŁłĐđĦħŊŋŦŧıØø", "LlDdHhNnTtiOo", strict=True)),
        "Œ": "OE",
        "œ": "oe",
        "ẞ": "SS",
    }
)


def as_text(value: object) -> str:
    """Return a value as French offices write it: JJ/MM/AAAA, decimal comma, oui/non, labels."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, LabelledEnum):
        return value.label
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y %H:%M" if isinstance(value, datetime) else "%d/%m/%Y")
    if isinstance(value, Decimal | float):
        return f"{value:.2f}".replace(".", ",")
    return str(value)


def neutralise(text: str) -> str:
    """Return a cell no spreadsheet runs: line ends become spaces, a formula start gets a leading apostrophe.

    A telephone number such as ``+33325424242`` is left as it is.
    """
    flat = _CONTROLS.sub("", re.sub(r"[\r\n\t]+", " ", text))
    seen = flat.strip()
    while seen[:1].isspace() or (seen and unicodedata.category(seen[0]) in {"Cf", "Mn"}):
        seen = seen[1:]  # Signs that draw nothing hide what follows them.
    starts_badly = text[:1] in {"\t", "\r"} or seen[:1] in tuple(_FORMULA_STARTS)
    if seen and starts_badly and not _PHONE.fullmatch(seen):
        return f"'{flat}"
    return flat


def _encode(text: str, codec: str) -> tuple[bytes, int]:
    """Return the bytes and how many characters had to be replaced by a near one."""
    try:
        return text.encode(codec), 0
    except UnicodeEncodeError:
        pass
    replaced = 0
    out = bytearray()
    for sign in text:
        try:
            out += sign.encode(codec)
        except UnicodeEncodeError:
            replaced += 1
            near = sign.translate(_TWINS)
            if near == sign:
                near = unicodedata.normalize("NFKD", sign).encode("ascii", "ignore").decode() or "?"
            out += near.encode(codec, "replace")
    return bytes(out), replaced


class CsvWriter:
    """Writes a file row by row to something opened for writing bytes.

    ``count`` is the number of rows below the header, ``replaced`` of transliterated characters.
    """

    def __init__(
        self, target: SupportsWrite, header: Sequence[str], profile: CsvProfile = CsvProfile.UTF8
    ) -> None:
        self.count, self.replaced = -1, 0
        self._target, self._codec = target, _CODECS[profile]
        if profile is CsvProfile.UTF8:
            target.write(_BOM)
        self.row(header)

    def row(self, values: Sequence[object]) -> None:
        """Write one row."""
        cells = (self._cell(neutralise(unicodedata.normalize("NFC", as_text(value)))) for value in values)
        line = ";".join('"' + cell.replace('"', '""') + '"' for cell in cells) + "\r\n"
        self._target.write(line.encode(self._codec, "replace"))
        self.count += 1

    def _cell(self, text: str) -> str:
        """Return a cell as the encoding writes it: a dash or a small «=» may have become the start of a formula."""
        if text.isascii():
            return text
        coded, count = _encode(text, self._codec)
        self.replaced += count
        return neutralise(coded.decode(self._codec)) if count else text


def to_csv(
    header: Sequence[str], rows: Iterable[Sequence[object]], profile: CsvProfile = CsvProfile.UTF8
) -> tuple[bytes, int]:
    """Return the file as bytes and the count of transliterated characters."""
    out = BytesIO()
    writer = CsvWriter(out, header, profile)
    for row in rows:
        writer.row(row)
    return out.getvalue(), writer.replaced
