"""Form of a contract: dates only (R3 to R5)."""

from datetime import date
from typing import Any

from bénévolat.domain.contracts import DURATIONS, REVIEW_MONTHS, ContractTerms, add_months
from bénévolat.domain.enums import ContractKind
from bénévolat.models.contracts import Contract
from bénévolat.web.fields import (
    ChoiceSelect,
    EnumRadio,
    Form,
    LocalDate,
    Required,
    StrippedString,
    WholeNumber,
    YesBox,
)

OTHER = "autre"


class ContractForm(Form):
    """Dates of a contract. The end and the review are counted from the start, or typed."""

    kind = EnumRadio("Type de contrat", ContractKind, [Required("Choisissez le type de contrat.")])
    reference = StrippedString("Référence", max_length=40, render_kw={"autocomplete": "off"})
    signed_on = LocalDate("Signé le")
    starts_on = LocalDate("Début", [Required("Indiquez la date de début.")])
    duration = ChoiceSelect(
        "Durée",
        blank=None,
        choices=[
            *((str(months), f"{months} mois") for months in DURATIONS),
            (OTHER, "Une autre date de fin"),
        ],
    )
    ends_on = LocalDate(
        "Date de fin", description="Seulement si vous avez choisi «\u00a0une autre date de fin\u00a0»."
    )
    review = ChoiceSelect(
        "Revue du contrat",
        blank=None,
        choices=[
            *((str(months), f"{months} mois après le début") for months in REVIEW_MONTHS),
            (OTHER, "Une autre date"),
        ],
    )
    review_on = LocalDate(
        "Date de la revue", description="Seulement si vous avez choisi «\u00a0une autre date\u00a0»."
    )
    weekly_hours_target = WholeNumber(
        "Heures d'activité par semaine inscrites au contrat",
        lowest=0,
        highest=35,
        description="Laissez vide s'il n'y a pas de durée par semaine. Rien n'est calculé à partir de ce nombre.",
    )
    volunteering_included = YesBox("Prévu au contrat\u00a0: le bénévolat y est inscrit")

    kept_months = REVIEW_MONTHS[0]

    @classmethod
    def of(cls, contract: Contract | ContractTerms | None) -> "ContractForm":
        """Return the form of a contract, of the one that follows another, or of a new one."""
        if contract is None:
            return cls(data={"duration": "6", "review": str(REVIEW_MONTHS[0])})
        form = cls(
            obj=contract,
            data={
                "duration": _counted(contract.starts_on, contract.ends_on, DURATIONS),
                "review": str(contract.review_months)
                if contract.review_on is None
                else _counted(contract.starts_on, contract.review_on, REVIEW_MONTHS),
            },
        )
        form.kept_months = contract.review_months
        return form

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask for the dates that are not counted from the start."""
        valid = super().validate(extra_validators)
        for choice, day, sentence in (
            (self.duration, self.ends_on, "Indiquez la date de fin."),
            (self.review, self.review_on, "Indiquez la date de la revue."),
        ):
            if choice.data == OTHER and day.data is None and not day.errors:
                self.add_error(day.name, sentence)
                valid = False
        return valid

    def terms(self) -> ContractTerms:
        """Return what was typed."""
        start = self.starts_on.data
        return ContractTerms(
            kind=self.kind.data,
            signed_on=self.signed_on.data,
            review_months=self.kept_months
            if self.review.data == OTHER
            else int(self.review.data or REVIEW_MONTHS[0]),
            reference=self.reference.data or None,
            starts_on=start,
            ends_on=self.ends_on.data if self.duration.data == OTHER else _after(start, self.duration.data),
            review_on=self.review_on.data if self.review.data == OTHER else _after(start, self.review.data),
            weekly_hours_target=self.weekly_hours_target.data,
            volunteering_included=self.volunteering_included.data,
        )


class DoneForm(Form):
    """A review that took place: its day, and when the next one comes."""

    reviewed_on = LocalDate("La revue a eu lieu le", [Required("Indiquez le jour de la revue.")])
    review = ChoiceSelect(
        "Prochaine revue",
        blank=None,
        choices=[
            *((str(months), f"{months} mois après celle-ci") for months in REVIEW_MONTHS),
            (OTHER, "Une autre date"),
        ],
    )
    review_on = LocalDate(
        "Date de la prochaine revue",
        description="Seulement si vous avez choisi «\u00a0une autre date\u00a0».",
    )

    @classmethod
    def of(cls, contract: Contract, day: date) -> "DoneForm":
        """Return the form, for a review that took place on a day."""
        return cls(data={"reviewed_on": day, "review": str(contract.review_months)})

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask for the date that is not counted."""
        valid = super().validate(extra_validators)
        if self.review.data == OTHER and self.review_on.data is None and not self.review_on.errors:
            self.add_error("review_on", "Indiquez la date de la prochaine revue.")
            return False
        return valid

    def months(self, contract: Contract) -> int:
        """Return the months from one review to the next, as chosen, else as they were."""
        return (
            contract.review_months if self.review.data == OTHER else int(self.review.data or REVIEW_MONTHS[0])
        )

    def next_on(self) -> date | None:
        """Return the date typed for the next review, None when it is counted."""
        return self.review_on.data if self.review.data == OTHER else None


def _counted(start: date, end: date | None, offered: tuple[int, ...]) -> str:
    months = [str(count) for count in offered if end == add_months(start, count)]
    return months[0] if months else OTHER


def _after(start: date, months: str | None) -> date:
    return add_months(start, int(months or REVIEW_MONTHS[0]))
