"""The translations of the person's screens: what is to be translated, and the files that hold it.

``python -m tests.catalogues`` reads the sentences again, updates ``bénévolat/translations/*/LC_MESSAGES/messages.po``
(new ones come empty, those nobody says any more go away) and compiles the ``.mo`` that the site reads.
"""

import ast
import io
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from jinja2 import Environment, nodes

from bénévolat.domain import bilans, engagements, errors, session_times
from bénévolat.domain.accessibility import Conformity
from bénévolat.domain.enums import (
    AnswerReason,
    Audience,
    Comfort,
    ExpensesPolicy,
    HalfDay,
    TravelMeans,
)
from bénévolat.domain.french import DAYS, MONTHS
from bénévolat.domain.half_days import PART_WORDS
from bénévolat.domain.labels import LabelledEnum
from bénévolat.domain.soft_skills import SoftSkill
from bénévolat.matching.settings import MEANS
from bénévolat.services.attempts import TooManyTries
from bénévolat.web import date_fields, fields
from bénévolat.web.choice_fields import NOT_IN_LIST
from bénévolat.web.navigation import ENTRIES

PACKAGE = Path(__file__).parents[1] / "bénévolat"
FOLDER = PACKAGE / "translations"
LANGUAGES = ("en", "ar")
PLURALS = {
    "en": "nplurals=2; plural=(n != 1);",
    "ar": "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 "
    ": n%100>=11 && n%100<=99 ? 4 : 5);",
}

TEMPLATES = (
    "allocataire/**/*.html",
    "base.html",
    "layouts/person.html",
    "layouts/narrow.html",
    "components/*.html",
    "errors/*.html",
)
CALLS = ("_", "gettext", "ngettext", "N_", "say", "say_number")
LISTS: tuple[type[LabelledEnum], ...] = (
    HalfDay,
    TravelMeans,
    ExpensesPolicy,
    AnswerReason,
    Comfort,
    SoftSkill,
    session_times.WhichHour,
    Conformity,
)
REFUSALS = (
    errors.DomainError,
    errors.WrongTransition,
    engagements.OverlappingSession,
    engagements.WeeklyLimit,
    engagements.ChangedMeanwhile,
    engagements.NoLongerPlanned,
    engagements.HoursAlreadyRetained,
    engagements.NotActive,
    session_times.HourTwice,
    bilans.BilanChanged,
    bilans.NoBilanYet,
    bilans.NoWords,
    TooManyTries,
)
SENTENCES = (date_fields.BAD_DATE, date_fields.BAD_TIME, NOT_IN_LIST, fields.SESSION_LOST)

Message = str | tuple[str, str]

ALWAYS = datetime(2026, 1, 1, tzinfo=UTC)
"""The same catalogue compiles to the same bytes, whatever the day."""


def in_template(path: Path) -> Iterator[Message]:
    """Yield the sentences that a template marks for translation."""
    tree = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"]).parse(
        path.read_text(encoding="utf-8")
    )
    for call in tree.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name in CALLS:
            texts = [arg.value for arg in call.args if isinstance(arg, nodes.Const)]
            yield from _message(call.node.name, [text for text in texts if isinstance(text, str)])


def _in_templates() -> Iterator[Message]:
    for pattern in TEMPLATES:
        for path in sorted((PACKAGE / "templates").glob(pattern)):
            yield from in_template(path)


def _message(name: str, texts: list[str]) -> Iterator[Message]:
    if name in {"ngettext", "say_number"}:
        if len(texts) == 2:
            yield (texts[0], texts[1])
    elif texts:
        yield texts[0]


def _in_code() -> Iterator[Message]:
    for path in sorted((PACKAGE / "web").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS:
                texts = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
                yield from _message(node.func.id, [text for text in texts if isinstance(text, str)])


def _in_lists() -> Iterator[Message]:
    yield from (*DAYS, *MONTHS, *PART_WORDS.values())
    for one in LISTS:
        yield from (member.label for member in one)
    yield from bilans.EXPLANATIONS.values()
    yield from (entry.label for entry in ENTRIES[Audience.ALLOCATAIRE])
    yield from (refusal.sentence for refusal in REFUSALS)
    yield from SENTENCES
    yield from (means.phrase for means in MEANS)


def wanted() -> list[Message]:
    """Return every sentence of the person's screens, once, in the order of the files."""
    return list(dict.fromkeys((*_in_templates(), *_in_code(), *_in_lists())))


def po_path(language: str) -> Path:
    return FOLDER / language / "LC_MESSAGES" / "messages.po"


def read(language: str) -> Catalog:
    """Return the catalogue a translator writes."""
    with po_path(language).open("rb") as file:
        catalogue = read_po(file, locale=language)
    catalogue.creation_date = catalogue.revision_date = ALWAYS
    return catalogue


def compiled(catalogue: Catalog) -> bytes:
    """Return the bytes of the compiled catalogue."""
    buffer = io.BytesIO()
    write_mo(buffer, catalogue)
    return buffer.getvalue()


def fresh(language: str) -> Catalog:
    """Return the catalogue of a language with today's sentences and the translations already there."""
    before = read(language) if po_path(language).exists() else Catalog(locale=language)
    after = Catalog(locale=language, project="benevolat", fuzzy=False)
    for message in wanted():
        known = before.get(message if isinstance(message, str) else message[0])
        after.add(message, known.string if known else None)
    return after


def write(language: str, catalogue: Catalog) -> None:
    """Write what the translator reads and what the site reads."""
    path = po_path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    buffer = io.BytesIO()
    write_po(buffer, catalogue, width=0, omit_header=True)
    head = (
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
        f'"Language: {language}\\n"\n"Plural-Forms: {PLURALS[language]}\\n"\n\n'
    )
    path.write_bytes(head.encode() + buffer.getvalue())
    path.with_suffix(".mo").write_bytes(compiled(read(language)))


def main() -> None:
    for language in LANGUAGES:
        catalogue = fresh(language)
        write(language, catalogue)
        empty = [message.id for message in catalogue if message.id and not all(strings(message.string))]
        print(f"{language} : {len(catalogue)} phrases, {len(empty)} à traduire")


def strings(found: object) -> list[str]:
    """Return the forms of a message."""
    return list(found) if isinstance(found, list | tuple) else [str(found or "")]


if __name__ == "__main__":
    sys.exit(main())
