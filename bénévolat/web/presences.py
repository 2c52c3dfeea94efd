"""What both ways to the presences of a month share: the address of a month, what is posted, a difference (R51)."""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, render_template
from flask.typing import ResponseReturnValue

from bénévolat.domain.actors import Actor
from bénévolat.domain.engagements import BadSessionTimes
from bénévolat.domain.errors import DomainError
from bénévolat.domain.french import NBSP
from bénévolat.domain.presences import Difference
from bénévolat.extensions import transaction
from bénévolat.models.activity_sessions import ActivitySession
from bénévolat.models.links import AssociationLink
from bénévolat.services import presences
from bénévolat.services.presences import Confirmed, Presence
from bénévolat.web.access import now
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
MOST_CHANGED = 3
"""Sessions to look at again that are named; beyond, one sentence."""
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
        return "Tout était déjà confirmé." if not confirmed.changed else "Rien n'est confirmé pour l'instant."
    names = list(confirmed.first_names)
    if len(names) > 4:
        whom = plural(len(names), "personne")
    else:
        whom = " et ".join(filter(None, (", ".join(names[:-1]), names[-1])))
    verb = "est confirmée" if confirmed.sessions == 1 else "sont confirmées"
    return f"Merci{NBSP}! {plural(confirmed.sessions, 'séance')} {verb} pour {whom}."


def tell(confirmed: Confirmed) -> None:
    """Show what a tap did, and each session to look at again, on the next page."""
    flash(told(confirmed), "success" if confirmed.sessions or not confirmed.changed else "warning")
    for one in confirmed.changed[:MOST_CHANGED]:
        what = "est retirée, il n'y a rien à faire" if one.withdrawn else "a changé entre-temps, relisez-la"
        flash(
            f"{one.first_name}, {long_date(one.starts_at)}, de {clock(one.starts_at)} à {clock(one.ends_at)}{NBSP}: "
            f"cette séance {what}.",
            "warning",
        )
    if len(confirmed.changed) > MOST_CHANGED:
        flash("D'autres séances ont changé entre-temps. Relisez la page.", "warning")


def differ_page(
    row: ActivitySession,
    template: str,
    *,
    by: Actor,
    back: str,
    link: AssociationLink | None = None,
    **shown: Any,
) -> ResponseReturnValue:
    """Show the form of a difference and note what it says; ``shown`` is for the template of each way in."""
    presence = presences.presence_of(row)
    form = DifferenceForm.of(presence)
    if form.validate_on_submit():
        try:
            note = form.note(presence)
            with transaction() as session:
                presences.contest(session, row, note=note, by=by, now=now(), link=link)
        except DomainError as refusal:
            form.add_refusal(refusal)
        else:
            flash("C'est noté\u00a0: cette séance sera revue ensemble.", "success")
            return redirect(back, 303)
    page = render_template(template, form=form, row=row, **shown)
    return page, 422 if form.is_submitted() else 200


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
