"""The parts of a score in words and points, for the pages that explain a suggestion (R27)."""

from collections.abc import Mapping
from typing import Any

LABELS = {
    "wishes": "Envies et savoir-faire",
    "supervision": "Accompagnement",
    "travel": "Trajet",
    "availability": "Disponibilités",
    "renewal": "Renouvellement",
}


def part_lines(parts: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return one line a part: label, points of max, why; points None when the part is not known."""
    return [
        {
            "label": label,
            "points": parts[code]["points"] if parts[code]["max"] else None,
            "max": parts[code]["max"],
            "why": parts[code]["why"],
        }
        for code, label in LABELS.items()
        if isinstance(parts.get(code), Mapping)
    ]
