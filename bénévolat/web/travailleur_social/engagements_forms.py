"""Forms of an engagement: a session that took place, an end without reason."""

from datetime import datetime
from typing import ClassVar

from bénévolat.domain.agreements import THROUGH_AGENT
from bénévolat.domain.enums import Channel, EndKind
from bénévolat.domain.errors import DomainError
from bénévolat.models.activity_sessions import ActivitySession
from bénévolat.web.fields import (
    ChoiceSelect,
    EnumRadio,
    Form,
    LocalDate,
    LocalTime,
    Required,
    WholeNumber,
)
from bénévolat.web.session_forms import TimesForm


class SessionForm(TimesForm):
    """A session: day, hour, and its end or its length. ``times`` are UTC instants (T1)."""

    until = LocalTime("Heure de fin", description="Ou laissez vide, et indiquez la durée.")
    hours = WholeNumber("Durée, en heures", lowest=0, highest=12)
    minutes = WholeNumber("et minutes", lowest=0, highest=59)

    beside: ClassVar[dict[str, str]] = {"starts_at": "day", "ends_at": "hours"}

    def add_refusal(self, refusal: DomainError) -> None:
        """Show what is said of the end beside the end when it was typed, beside the length otherwise."""
        if refusal.field == "ends_at" and self.until.data is not None:
            self.add_error("until", refusal.sentence)
        else:
            super().add_refusal(refusal)

    @classmethod
    def of(cls, row: ActivitySession) -> "SessionForm":
        """Return the form of a session already noted, or foreseen."""
        hours, minutes = divmod(row.minutes, 60)
        return cls(data={**cls.times_of(row), "hours": hours, "minutes": minutes})

    def times(self) -> tuple[datetime, datetime]:
        """Return the beginning and the end. Raises BadSessionTimes for an hour that spring skips, HourTwice."""
        length = None
        if self.hours.data is not None or self.minutes.data is not None:
            length = (self.hours.data or 0) * 60 + (self.minutes.data or 0)
        found = self.read_span(minutes=length, until=self.until.data)
        return found.starts_at, found.ends_at


class EndForm(Form):
    """End of an engagement: a neutral word, no reason (R9)."""

    ended_on = LocalDate("Dernier jour", [Required("Indiquez le dernier jour.")])
    end_kind = EnumRadio("Comment se termine-t-il\u00a0?", EndKind, [Required("Choisissez une réponse.")])


class NatureForm(Form):
    """Inside a contract or outside (R6)."""

    contract = ChoiceSelect("Contrat", blank="Hors contrat")


class ReviewForm(Form):
    """The person's agreement to show a personal engagement in the review of the contract (R6)."""

    channel = EnumRadio(
        "Comment la personne l'a-t-elle dit\u00a0?",
        Channel,
        [Required("Indiquez comment la personne a donné son accord.")],
        members=THROUGH_AGENT,
    )
    given_on = LocalDate("Quel jour\u00a0?", [Required("Indiquez le jour de l'accord.")])
