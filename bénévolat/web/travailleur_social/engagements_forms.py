"""Forms of an engagement: a session that took place, an end without reason."""

from datetime import datetime, timedelta

from bénévolat.domain.agreements import THROUGH_AGENT
from bénévolat.domain.engagements import BadSessionTimes
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
    paris_to_utc,
)
from bénévolat.web.formats import local


class SessionForm(Form):
    """A session: day, hour, length. ``starts_at`` and ``ends_at`` are UTC instants (T1)."""

    day = LocalDate("Jour", [Required("Indiquez le jour.")])
    hour = LocalTime("Heure de début", [Required("Indiquez l'heure de début.")])
    hours = WholeNumber("Durée\u00a0: heures", [Required("Indiquez la durée.")], lowest=0, highest=12)
    minutes = WholeNumber("et minutes", lowest=0, highest=59)

    @classmethod
    def of(cls, row: ActivitySession) -> "SessionForm":
        """Return the form of a session already noted."""
        hours, minutes = divmod(row.minutes, 60)
        start = local(row.starts_at)
        return cls(data={"day": start.date(), "hour": start.time(), "hours": hours, "minutes": minutes})

    def times(self) -> tuple[datetime, datetime]:
        """Return the beginning and the end. Raises BadSessionTimes for an hour that spring skips."""
        try:
            starts_at = paris_to_utc(self.day.data, self.hour.data)
        except ValueError as error:
            raise BadSessionTimes(str(error), field="hour") from None
        return starts_at, starts_at + timedelta(hours=self.hours.data or 0, minutes=self.minutes.data or 0)

    def add_refusal(self, refusal: DomainError) -> None:
        """Show the sentence beside the field of this form that the service's field comes from."""
        beside = {"starts_at": "day", "ends_at": "hours"}.get(refusal.field or "", refusal.field)
        self.add_error(beside, refusal.sentence)


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
