"""What both ways to the presences of a month share: the address of a month, what is posted, a difference (R51)."""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from flask import abort

from bénévolat.domain.engagements import BadSessionTimes
from bénévolat.domain.french import NBSP
from bénévolat.domain.presences import Difference
from bénévolat.services.presences import Confirmed, Presence
from bénévolat.web.fields import (
    EnumRadio,
    Form,
    LocalDate,
    LocalTime,
    Required,
    WholeNumber,
    paris_to_utc,
)
from bénévolat.web.formats import clock, duration, local, long_date, plural

KEY = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
MONTH = re.compile(r"20\d\d-(?:0[1-9]|1[0-2])", re.ASCII)
MOST_KEYS = 1000
NOT_IN_OUR_NOTES = "L'association n'a pas cette séance dans ses notes."


def month_in(typed: str) -> date:
    """Return the month of an address such as «2026-10»; 404 when it is none."""
    if not MONTH.fullmatch(typed):
        abort(404)
    return date.fromisoformat(f"{typed}-01")


def keys(typed: Sequence[str]) -> list[UUID]:
    """Return the identifiers among what was posted, 1,000 at most."""
    return [UUID(text) for text in typed[:MOST_KEYS] if KEY.fullmatch(text)]


def told(confirmed: Confirmed) -> str:
    """Return one sentence on what a tap did."""
    if not confirmed.sessions:
        return "Tout était déjà confirmé."
    names = list(confirmed.first_names)
    if len(names) > 4:
        whom = plural(len(names), "personne")
    else:
        whom = " et ".join(filter(None, (", ".join(names[:-1]), names[-1])))
    verb = "est confirmée" if confirmed.sessions == 1 else "sont confirmées"
    return f"Merci{NBSP}! {plural(confirmed.sessions, 'séance')} {verb} pour {whom}."


class DifferenceForm(Form):
    """What differs: the day, the hour, the length as the association noted them. Nothing about the person."""

    kind = EnumRadio(
        "Qu'est-ce qui est différent\u00a0?",
        Difference,
        [Required("Dites ce qui est différent.")],
    )
    day = LocalDate("Jour dans vos notes")
    hour = LocalTime("Heure de début")
    hours = WholeNumber("Durée, en heures", lowest=0, highest=12)
    minutes = WholeNumber("et minutes", lowest=0, highest=59)

    @classmethod
    def of(cls, row: Presence) -> "DifferenceForm":
        """Return the form of a session, filled with what is declared."""
        start = local(row.starts_at)
        hours, minutes = divmod(row.minutes, 60)
        data = {
            "kind": Difference.TIMES,
            "day": start.date(),
            "hour": start.time(),
            "hours": hours,
            "minutes": minutes,
        }
        return cls(data=data)

    def note(self, row: Presence) -> str:
        """Return what the référent reads. Raises BadSessionTimes when nothing differs or something is missing."""
        if self.kind.data is Difference.NOT_NOTED:
            return NOT_IN_OUR_NOTES
        if self.day.data is None:
            raise BadSessionTimes("Indiquez le jour.", field="day")
        if self.hour.data is None:
            raise BadSessionTimes("Indiquez l'heure de début.", field="hour")
        length = (self.hours.data or 0) * 60 + (self.minutes.data or 0)
        if not length:
            raise BadSessionTimes("Indiquez la durée.", field="hours")
        starts_at = self._starts_at()
        if (starts_at, length) == (row.starts_at.replace(second=0, microsecond=0), row.minutes):
            raise BadSessionTimes(
                "C'est ce qui est déjà noté. Changez le jour, l'heure ou la durée.", field="day"
            )
        ends_at = starts_at + timedelta(minutes=length)
        return (
            f"Dans les notes de l'association{NBSP}: {long_date(starts_at)}, de {clock(starts_at)} à "
            f"{clock(ends_at)} ({duration(length)})."
        )

    def _starts_at(self) -> datetime:
        try:
            return paris_to_utc(self.day.data, self.hour.data)
        except ValueError as error:
            raise BadSessionTimes(str(error), field="hour") from None
