"""XLSX written row by row with little memory: no text is ever a formula, a link or a number (R74, E1)."""

import unicodedata
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import xlsxwriter

from bénévolat.exports.french_csv import as_text, neutralise

MOST_SIGNS = 32_767
"""What one cell of the format holds."""
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_WIDTHS = (12, 40)


class SheetWriter:
    """Writes one sheet with a header that stays in view. Hours are numbers, days are dates, all else is text.

    ``count`` is the number of rows below the header.
    """

    def __init__(self, path: Path, header: Sequence[str], *, title: str, made_at: datetime) -> None:
        self._book = xlsxwriter.Workbook(str(path), _OPTIONS)
        self._book.set_properties({"title": title, "created": made_at.replace(tzinfo=None)})
        self._sheet = self._book.add_worksheet(title[:31])
        self._text = self._book.add_format({"num_format": "@", "valign": "top"})
        self._day = self._book.add_format({"num_format": "dd/mm/yyyy", "valign": "top"})
        self._hours = self._book.add_format({"num_format": "0.00", "valign": "top"})
        bold = self._book.add_format({"bold": True, "num_format": "@", "bottom": 1})
        for place, name in enumerate(header):
            self._sheet.set_column(place, place, min(max(len(name) + 2, _WIDTHS[0]), _WIDTHS[1]))
        self._sheet.freeze_panes(1, 0)
        for place, name in enumerate(header):
            self._sheet.write_string(0, place, name, bold)
        self._columns, self.count = len(header), 0

    def row(self, values: Sequence[object]) -> None:
        """Write one row."""
        self.count += 1
        for place, value in enumerate(values):
            if isinstance(value, Decimal):
                self._sheet.write_number(self.count, place, float(value), self._hours)
            elif isinstance(value, date) and not isinstance(value, datetime):
                self._sheet.write_datetime(self.count, place, value, self._day)
            else:
                text = neutralise(unicodedata.normalize("NFC", as_text(value)))
                self._sheet.write_string(self.count, place, text[:MOST_SIGNS], self._text)

    def close(self) -> None:
        """Write the file."""
        self._sheet.autofilter(0, 0, self.count, self._columns - 1)
        self._book.close()
