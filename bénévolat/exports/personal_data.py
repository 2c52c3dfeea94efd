"""Everything held on a person, for that person: a PDF to read, a JSON for another software (RGPD 15 and 20, R43).

Values come as they are kept (a date, an instant, minutes), members of closed lists by their label. The PDF writes them
in French, the JSON follows the schema that ``schema`` makes of the shape of the rubrics.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bénévolat.domain.french import duration, long_date, moment, plural, short_date
from bénévolat.exports import typesetting
from bénévolat.exports.json_file import plain

VERSION = "1"
MINUTES = "minutes"
"""Kind of a value that is a length of time: the others tell by themselves how they are written."""


@dataclass(frozen=True, slots=True)
class Field:
    """One thing known: its French label, its key in the JSON, how it is written, its JSON type."""

    label: str
    key: str
    kind: str
    shape: Mapping[str, Any]
    on_paper: bool = True


@dataclass(frozen=True, slots=True)
class Rubric:
    """One part: its fields, and the records in their order. ``note`` is said above them."""

    title: str
    key: str
    fields: Sequence[Field]
    records: Sequence[Sequence[object]] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalData:
    """A whole copy. ``by``: who asked for it in the person's place, None when it is the person."""

    person: str
    controller: str
    made_at: datetime
    by: str | None
    rubrics: Sequence[Rubric]

    @property
    def title(self) -> str:
        """Return the title of the document."""
        return "Mes informations"


_WRITTEN: tuple[tuple[type, Callable[[Any], str]], ...] = (
    (bool, lambda value: "oui" if value else "non"),
    (datetime, moment),
    (date, short_date),
    (list, lambda value: ", ".join(_words("", one) for one in value)),
)
"""How each kind of value is written in French, the narrowest first."""


def _words(kind: str, value: object) -> str:
    """Return a value in French; "" for nothing."""
    if value is None:
        return ""
    if kind == MINUTES and isinstance(value, int):
        return duration(value)
    return next((write(value) for known, write in _WRITTEN if isinstance(value, known)), str(value))


def _record(fields: Sequence[Field], record: Sequence[object]) -> list[tuple[str, str]]:
    told = [(field, _words(field.kind, value)) for field, value in zip(fields, record, strict=True)]
    return [(field.label, words) for field, words in told if words and field.on_paper]


def _facts(data: PersonalData) -> dict[str, Any]:
    return {
        "title": data.title,
        "person": data.person,
        "lead": (
            f"Voici tout ce que la plateforme bénévolat garde sur vous, le {long_date(data.made_at)}. "
            f"Responsable : {data.controller}."
        ),
        "by": f"Copie demandée pour la personne, saisi par {data.by}." if data.by else "",
        "rubrics": [
            {
                "title": rubric.title,
                "note": rubric.note,
                "count": plural(len(rubric.records), "ligne") if len(rubric.records) > 1 else "",
                "records": [_record(rubric.fields, record) for record in rubric.records],
            }
            for rubric in data.rubrics
        ],
        "foot": f"{data.person}, {short_date(data.made_at)}",
    }


def personal_data_pdf(data: PersonalData) -> bytes:
    """Return the copy to read, tagged (PDF/UA-1)."""
    return typesetting.pdf("personal_data", _facts(data), made_at=data.made_at)


def personal_data_pictures(data: PersonalData) -> Sequence[bytes]:
    """Return its pages as they are seen, as PNG."""
    return typesetting.pictures("personal_data", _facts(data), made_at=data.made_at)


def personal_data_json(data: PersonalData) -> bytes:
    """Return the copy for a software, in UTF-8; what is not known is null."""
    told = {
        "version_export": VERSION,
        "genere_le": data.made_at,
        "responsable": data.controller,
        "personne": data.person,
        "saisi_par": data.by,
        "rubriques": {
            rubric.key: [
                {field.key: value for field, value in zip(rubric.fields, record, strict=True)}
                for record in rubric.records
            ]
            for rubric in data.rubrics
        },
    }
    return json.dumps(told, ensure_ascii=False, indent=1, default=plain).encode("utf-8", "replace")


def schema(rubrics: Sequence[Rubric]) -> dict[str, Any]:
    """Return the JSON Schema of the JSON file, from the shape of its rubrics."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Mes informations, plateforme bénévolat",
        "description": "Tout ce qui est gardé sur une personne, remis à cette personne.",
        "type": "object",
        "additionalProperties": False,
        "required": ["version_export", "genere_le", "responsable", "personne", "saisi_par", "rubriques"],
        "properties": {
            "version_export": {"const": VERSION},
            "genere_le": {"type": "string", "format": "date-time"},
            "responsable": {"type": "string"},
            "personne": {"type": "string"},
            "saisi_par": {"type": ["string", "null"]},
            "rubriques": _closed({rubric.key: _records(rubric) for rubric in rubrics}),
        },
    }


def _closed(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": list(properties),
        "properties": dict(properties),
    }


def _records(rubric: Rubric) -> dict[str, Any]:
    fields = {field.key: {"title": field.label, **field.shape} for field in rubric.fields}
    return {"title": rubric.title, "type": "array", "items": _closed(fields)}
