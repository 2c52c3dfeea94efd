"""JSON written line by line: one object with a head and a list, in UTF-8 (R72)."""

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from bénévolat.domain.labels import LabelledEnum
from bénévolat.exports.french_csv import SupportsWrite


def plain(value: object) -> object:
    """Return what JSON has no word for: ISO dates and instants, hours as numbers, labels."""
    if isinstance(value, LabelledEnum):
        return value.label
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(type(value).__name__)


class JsonWriter:
    """Writes ``{"…head…": …, "lignes": [ … ]}``, one line of the file for each line of the list.

    ``count`` is the number of lines.
    """

    def __init__(self, target: SupportsWrite, head: Mapping[str, object]) -> None:
        self._target = target
        self.count, self._between = 0, "\n"
        opened = json.dumps(dict(head), ensure_ascii=False, default=plain)[:-1]
        self._write(f'{opened}, "lignes": [')

    def _write(self, text: str) -> None:
        # A half of a pair, pasted from elsewhere, has no UTF-8.
        self._target.write(text.encode("utf-8", "replace"))

    def record(self, values: Mapping[str, object]) -> None:
        """Write one line."""
        self._write(self._between + json.dumps(dict(values), ensure_ascii=False, default=plain))
        self.count, self._between = self.count + 1, ",\n"

    def close(self) -> None:
        """Write the end."""
        self._write("\n]}\n")
