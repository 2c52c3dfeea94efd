"""What a profile says, step by step, and the rules that refuse it (domain §1.6, §1.7, R2, R10, R77)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from bénévolat.domain.enums import (
    Comfort,
    Constraint,
    ContactChoice,
    HalfDay,
    HouseholdRole,
    Level,
    SupervisionLevel,
    TravelMeans,
)
from bénévolat.domain.errors import DomainError

MAX_CHIPS = 12
"""Wishes, skills, things to avoid: a short list each, one idea a line."""

MAX_CHIP_LENGTH = 80
MAX_TRAVEL_MINUTES = 180


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Step 1: who the person is and how to reach them."""

    departement_ref: str
    first_name: str
    last_name: str
    allocataire_number: str | None = None
    household_role: HouseholdRole | None = None
    phone: str | None = None
    email: str | None = None
    contact_choice: ContactChoice = ContactChoice.VIA_REFERENT


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """Step 2: what the person likes, knows, and would rather not do; one idea a line."""

    wishes: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Suits:
    """Step 3: what suits the person; positive wishes, never their cause (R36)."""

    constraints: tuple[Constraint, ...] = ()
    comfort: tuple[Comfort, ...] = ()
    languages: tuple[str, ...] = ()
    french_level: Level | None = None
    supervision_need: SupervisionLevel | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Availability:
    """Step 4: when and how far; ``travel`` holds the most minutes by each means the person has."""

    commune_insee: str | None = None
    travel: Mapping[TravelMeans, int] = field(default_factory=dict)
    half_days: tuple[HalfDay, ...] = ()
    available_from: date | None = None


class ReferenceTaken(DomainError):
    """The Département's reference is the key of a person: one profile each (domain §1.7)."""

    sentence = (
        "Cette référence est déjà celle d'un profil. Vérifiez le numéro, ou cherchez la personne\u00a0: "
        "elle est peut-être suivie par une autre équipe."
    )
    field = "departement_ref"


class RoleNeeded(DomainError):
    """A numéro allocataire belongs to a household: it needs the role in it (domain §1.7)."""

    sentence = "Indiquez si la personne est le demandeur ou le conjoint\u00a0: ce numéro est celui du foyer."
    field = "household_role"


class ContactNeeded(DomainError):
    """The chosen way of being reached must exist."""

    field = "contact_choice"


class NoTeam(DomainError):
    """A profile belongs to the team of its référent."""

    sentence = (
        "Votre compte n'a pas encore d'équipe. Demandez à l'administration du Département de l'y ajouter."
    )


class VolunteeringAgreementNeeded(DomainError):
    """A profile is active only when the person agreed to volunteer (R10, domain §1.10)."""

    sentence = (
        "Notez d'abord l'accord de la personne pour faire du bénévolat\u00a0: le jour, et la façon dont elle "
        "l'a donné."
    )
    field = "channel"


class CommuneNeeded(DomainError):
    """Without a commune no distance can be told."""

    sentence = "Indiquez la commune de la personne à l'étape «\u00a0Temps et déplacements\u00a0»."
    field = "commune"


class NotInTeam(DomainError):
    """A profile is handed over inside its team only."""

    sentence = "Choisissez une ou un collègue de la même équipe."
    field = "referent"


class TooManyChips(DomainError):
    """Short lists stay readable."""

    sentence = f"Gardez {MAX_CHIPS} lignes au plus\u00a0: les plus importantes pour la personne."


class ChipTooLong(DomainError):
    """One idea a line, in a few words."""

    def __init__(self, words: str) -> None:
        super().__init__(
            f"«\u00a0{words[:30]}…\u00a0» est trop long\u00a0: "
            f"une idée par ligne, {MAX_CHIP_LENGTH} caractères au plus."
        )


def clean_chips(typed: Iterable[str]) -> tuple[str, ...]:
    """Return the ideas without blanks, leading dashes and doubles, in their order.

    Raises TooManyChips above ``MAX_CHIPS`` lines, ChipTooLong above ``MAX_CHIP_LENGTH`` signs in one.
    """
    kept: dict[str, str] = {}
    for line in typed:
        words = " ".join(line.split()).strip(" -•*;,")
        if len(words) > MAX_CHIP_LENGTH:
            raise ChipTooLong(words)
        if words:
            kept.setdefault(words.casefold(), words)
    if len(kept) > MAX_CHIPS:
        raise TooManyChips
    return tuple(kept.values())


def normalise_allocataire_number(typed: str | None) -> str | None:
    """Return the household's number without spaces, digits padded to seven: its padding varies (R77)."""
    number = "".join((typed or "").split()).upper()
    if not number:
        return None
    return number.lstrip("0").zfill(7) if number.isdigit() else number
