"""Dates of a CER / contrat d'engagement: recorded, never made here (R3 to R5)."""

import calendar
from dataclasses import dataclass
from datetime import date

from bénévolat.domain.enums import ContractKind
from bénévolat.domain.errors import DomainError
from bénévolat.domain.labels import LabelledEnum

DURATIONS = (3, 6, 9, 12)
"""Months offered; any other end date is accepted (R4)."""

REVIEW_MONTHS = (6, 12)
"""Months before the review: six by default, twelve in some cases (R4, CASF L262-31)."""


class ReviewList(LabelledEnum):
    """Which reviews are listed; a review done has another date, so none of those here is done."""

    SOON = "proches", "30\u00a0prochains jours"
    PASSED = "passees", "Date passée"
    ALL = "toutes", "Toutes"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractTerms:
    """What is written of a contract. ``weekly_hours_target`` None means «no weekly duration» (R5)."""

    kind: ContractKind
    starts_on: date
    ends_on: date
    signed_on: date | None = None
    review_on: date | None = None
    review_months: int = REVIEW_MONTHS[0]
    reference: str | None = None
    weekly_hours_target: int | None = None
    volunteering_included: bool = False


class WrongContractDates(DomainError):
    """A contract ends and is reviewed after it starts; a review done is not in the future."""

    field = "ends_on"


class WrongWeeklyHours(DomainError):
    """R5: empty, or 1 to 35; zero has no meaning."""

    sentence = "Indiquez entre 1 et 35 heures, ou laissez vide s'il n'y a pas de durée par semaine."
    field = "weekly_hours_target"


def add_months(day: date, months: int) -> date:
    """Return the same day some months later, or the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def check_review(starts_on: date, reviewed_on: date, next_on: date, *, today: date) -> None:
    """Raise WrongContractDates when a review done is in the future, before the contract, or after the next one."""
    if reviewed_on > today:
        raise WrongContractDates(
            "La revue ne peut pas être notée avant d'avoir eu lieu.", field="reviewed_on"
        )
    if reviewed_on < starts_on:
        raise WrongContractDates(
            "Cette date est avant le début du contrat. Vérifiez la date.", field="reviewed_on"
        )
    if next_on <= reviewed_on:
        raise WrongContractDates(
            "La prochaine revue vient après celle-ci. Vérifiez les deux dates.", field="review_on"
        )


def check(terms: ContractTerms) -> None:
    """Raise WrongContractDates or WrongWeeklyHours when the terms make no sense."""
    if terms.ends_on < terms.starts_on:
        raise WrongContractDates("La fin du contrat est avant son début. Vérifiez les deux dates.")
    if terms.review_on is not None and terms.review_on < terms.starts_on:
        raise WrongContractDates(
            "La date de revue est avant le début du contrat. Vérifiez les deux dates.", field="review_on"
        )
    if terms.review_months not in REVIEW_MONTHS:
        raise WrongContractDates("Une revue revient tous les six ou douze mois.", field="review_months")
    if terms.weekly_hours_target is not None and not 1 <= terms.weekly_hours_target <= 35:
        raise WrongWeeklyHours
