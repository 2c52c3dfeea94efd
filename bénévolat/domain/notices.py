"""Information notice of the people concerned (RGPD 13 and 14, R42): one text, for the screen and for the paper.

The words are in ``notices.toml``. A version is a text: whoever changes the text gives it a new version, and it is
handed over again; the print of each version is known (``tests/domain/test_notices.py``).
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from bénévolat.domain.errors import DomainError
from bénévolat.domain.labels import LabelledEnum

_TEXTS: dict[str, Any] = tomllib.loads(
    files("bénévolat.domain").joinpath("notices.toml").read_text(encoding="utf-8")
)
VERSION: str = _TEXTS["version"]
"""Version in force, shown on the paper."""


class NoticeWay(LabelledEnum):
    """How the person had the notice."""

    PAPER = "paper", "Sur papier"
    SCREEN = "screen", "Sur un écran"
    READ_ALOUD = "read_aloud", "Lue à haute voix"


class NoticeInFuture(DomainError):
    """Nobody has a paper tomorrow."""

    sentence = "L'information ne peut pas être donnée dans le futur. Vérifiez la date."
    field = "given_on"


@dataclass(frozen=True, slots=True)
class Controller:
    """Who answers for the data of this installation, and for how long they are kept (in months)."""

    name: str
    phone: str
    email: str = ""
    dpo: str = ""
    months: int = 24
    journal_months: int = 12


@dataclass(frozen=True, slots=True)
class Section:
    """One part: its title, its paragraphs, and a list after them."""

    title: str
    paragraphs: Sequence[str]
    items: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Notice:
    """A whole notice."""

    title: str
    version: str
    sections: Sequence[Section]


def _facts(controller: Controller) -> dict[str, str]:
    asked = "en demandant la personne déléguée à la protection des données"
    mail = f", ou par courriel à {controller.email}" if controller.email else ""
    return {
        "name": controller.name,
        "phone": controller.phone,
        "reach": controller.dpo or f"au {controller.phone}{mail}, {asked}",
        "months": str(controller.months),
        "journal_months": str(controller.journal_months),
    }


def _notice(kind: str, controller: Controller) -> Notice:
    text, facts = _TEXTS[kind], _facts(controller)

    def said(sentences: Sequence[str]) -> tuple[str, ...]:
        return tuple(sentence.format(**facts) for sentence in sentences)

    sections = tuple(
        Section(part["title"], said(part["paragraphs"]), said(part.get("items", ())))
        for part in text["section"]
    )
    return Notice(text["title"], VERSION, sections)


def normal(controller: Controller) -> Notice:
    """Return the full notice, in the order of the articles 13 and 14."""
    return _notice("normal", controller)


def simple(controller: Controller) -> Notice:
    """Return the version simple: short sentences, the same facts."""
    return _notice("simple", controller)
