"""What every form about sessions shares: the hours of a session that took place, and what is agreed."""

from datetime import time, timedelta
from typing import Any, ClassVar

from bénévolat.domain.enums import Rhythm
from bénévolat.domain.errors import DomainError
from bénévolat.domain.session_drafts import AgreedRhythm, AgreedSlot, common_slots, slots_of
from bénévolat.domain.session_times import Span, WhichHour, span, which_of
from bénévolat.models.activity_sessions import ActivitySession
from bénévolat.models.engagements import Engagement
from bénévolat.web.fields import EnumRadio, EnumSelect, Form, LocalDate, LocalTime, Required, WholeNumber
from bénévolat.web.formats import local

DAY_FIELDS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class TimesForm(Form):
    """Day and hour of a session; ``which`` is asked only when the clock shows that hour twice (T1)."""

    day = LocalDate("Jour", [Required("Indiquez le jour.")])
    hour = LocalTime("Heure de début", [Required("Indiquez l'heure de début.")])
    which = EnumRadio("Cette nuit-là, l'horloge recule. Quelle heure\u00a0?", WhichHour)

    beside: ClassVar[dict[str, str]] = {"starts_at": "day"}
    """Fields of the services, and the field of this form that shows their sentence."""

    @property
    def asks_which(self) -> bool:
        """Tell whether to show ``which``."""
        return bool(self.which.data or self.which.errors)

    @staticmethod
    def times_of(row: ActivitySession) -> dict[str, Any]:
        """Return day, hour and ``which`` of a session already there."""
        start = local(row.starts_at)
        return {
            "day": start.date(),
            "hour": start.time().replace(fold=0),
            "which": which_of(row.starts_at),
        }

    def read_span(self, *, minutes: int | None, until: time | None = None) -> Span:
        """Return the beginning and the end. Raises BadSessionTimes, HourTwice."""
        return span(self.day.data, self.hour.data, minutes=minutes, until=until, which=self.which.data)

    def add_refusal(self, refusal: DomainError) -> None:
        """Show the sentence beside the field of this form that the service's field comes from."""
        self.add_error(self.beside.get(refusal.field or "", refusal.field), refusal.sentence)


class RhythmForm(Form):
    """What is agreed: how often, how long, and the hour of each day where a session comes back."""

    rhythm = EnumSelect("Fréquence", Rhythm, [Required("Choisissez la fréquence.")])
    sessions_per_period = WholeNumber(
        "Nombre de séances",
        [Required("Indiquez le nombre de séances.")],
        lowest=1,
        highest=14,
        description="Par semaine, par quinzaine ou par mois, selon la fréquence.",
    )
    hours = WholeNumber("Durée d'une séance, en heures", [Required("Indiquez la durée.")], highest=12)
    minutes = WholeNumber("et minutes", highest=59)
    monday = LocalTime("Lundi")
    tuesday = LocalTime("Mardi")
    wednesday = LocalTime("Mercredi")
    thursday = LocalTime("Jeudi")
    friday = LocalTime("Vendredi")
    saturday = LocalTime("Samedi")
    sunday = LocalTime("Dimanche")

    suggested = False
    """True when the days shown come from the half-days that both sides said: nobody agreed on them yet."""

    @property
    def days(self) -> list[Any]:
        """Return the hour of each day, Monday first."""
        return [self[name] for name in DAY_FIELDS]

    @classmethod
    def of(cls, engagement: Engagement) -> "RhythmForm":
        """Return the form of what is agreed, or of what could be when nothing is."""
        stored = slots_of(engagement.agreed_slots)
        slots = stored or common_slots(engagement.offer.half_days, engagement.profile.half_days)
        hours, minutes = divmod(engagement.session_minutes, 60)
        form = cls(
            data={
                "rhythm": engagement.rhythm,
                "sessions_per_period": engagement.sessions_per_period,
                "hours": hours,
                "minutes": minutes,
                **{DAY_FIELDS[slot.weekday]: slot.at for slot in reversed(slots)},
            }
        )
        form.suggested = bool(slots) and not stored
        return form

    def agreed(self) -> AgreedRhythm:
        """Return what was typed; as many sessions as days, at least."""
        slots = tuple(
            AgreedSlot(weekday, field.data)
            for weekday, field in enumerate(self.days)
            if field.data is not None
        )
        length = timedelta(hours=self.hours.data or 0, minutes=self.minutes.data or 0)
        return AgreedRhythm(
            rhythm=self.rhythm.data,
            sessions_per_period=max(self.sessions_per_period.data, len(slots)),
            session_minutes=int(length.total_seconds() // 60),
            slots=slots,
        )

    def add_refusal(self, refusal: DomainError) -> None:
        """Show the sentence beside the field of this form that the service's field comes from."""
        beside = {"session_minutes": "hours", "slots": "monday"}.get(refusal.field or "", refusal.field)
        self.add_error(beside, refusal.sentence)
