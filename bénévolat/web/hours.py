"""Hours of monthly records, for the two audiences that retain them: forms, filters, words (R7)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from flask import current_app, flash, request
from sqlalchemy import Select

from bénévolat.domain.cer import CerRecordStatus
from bénévolat.domain.errors import DomainError
from bénévolat.extensions import db, transaction
from bénévolat.models.cer import CerAdjustment, CerRecord
from bénévolat.services import cer_lists, cer_months, cer_retained, profile_history
from bénévolat.web.access import actor, now
from bénévolat.web.fields import Form, Required, WholeNumber
from bénévolat.web.formats import duration, month, plural
from bénévolat.web.lists import PAGE_SIZE, chosen, paginated

TICKED = "releve"
"""Name of the boxes of a list: each is worth «identifier:minutes read»."""
FILTERS = ("mois", "etat", "a_retenir", "equipe", "vue", "page")


class RetainForm(Form):
    """Hours retained for one month of one engagement."""

    hours = WholeNumber(
        "Heures", [Required("Indiquez les heures retenues, même zéro.")], lowest=0, highest=400
    )
    minutes = WholeNumber("Minutes", lowest=0, highest=59)

    @classmethod
    def of(cls, minutes: int) -> "RetainForm":
        """Return the form that proposes some minutes."""
        return cls(data={"hours": minutes // 60, "minutes": minutes % 60})

    def total(self) -> int:
        """Return the minutes typed."""
        return (self.hours.data or 0) * 60 + (self.minutes.data or 0)


def month_asked() -> date | None:
    """Return the first day of «2026-10» in the address, or None for anything else."""
    typed = request.args.get("mois", "")
    try:
        return date.fromisoformat(f"{typed}-01") if len(typed) == len("2026-10") else None
    except ValueError:
        return None


def filters() -> dict[str, Any]:
    """Return the filters of a list that the address holds, to come back to it."""
    return {name: request.args[name] for name in FILTERS if request.args.get(name)}


def list_context(scope: Select[CerRecord]) -> dict[str, Any]:
    """Return what a list of records shows, filtered by the address. A constant number of statements (Q3)."""
    session, asked, waiting = db.session(), month_asked(), request.args.get("a_retenir") == "1"
    status, every = chosen(CerRecordStatus, "etat"), request.args.get("etat") == "tous"
    statement = scope
    if asked is not None:
        statement = statement.where(CerRecord.month == asked)
    if waiting:
        statement = statement.where(cer_lists.to_retain(now()))
    elif not every:
        statement = statement.where(CerRecord.status == (status or CerRecordStatus.OPEN))
    days = current_app.config["CLOSE_DAYS"]
    return {
        "rows": paginated(statement),
        "totals": cer_lists.totals(session, statement),
        "months": cer_lists.months(session, scope),
        "closing": cer_lists.closing_soon(session, scope, days=days, now=now()),
        "month": asked,
        "waiting": waiting,
        "state": "tous" if every else (status or CerRecordStatus.OPEN).value,
        "kept": filters(),
        "proposed": _tickable,
        "late": late_words,
    }


def _tickable(row: CerRecord) -> int:
    """Return the minutes that the box of a row retains; 0: the row has no box."""
    if row.status is CerRecordStatus.CLOSED or row.minutes_retained is not None:
        return 0
    return cer_retained.proposed(row) if cer_months.month_bounds(row.month)[1] <= now() else 0


def late_words(row: CerRecord) -> list[str]:
    """Return what a record carries for closed months: «dont 1 h 30 pour août 2026, arrivée après la clôture»."""
    by_month: dict[date, int] = defaultdict(int)
    for line in row.adjustments:
        by_month[line.about_month] += line.minutes_declared
    return [_late(minutes, about) for about, minutes in sorted(by_month.items()) if minutes]


def _late(minutes: int, about: date) -> str:
    several = "s" if abs(minutes) >= 120 else ""
    if minutes < 0:
        return f"{duration(-minutes)} de moins pour {month(about)}, corrigée{several} après la clôture"
    return f"dont {duration(minutes)} pour {month(about)}, arrivée{several} après la clôture"


def ticked() -> dict[UUID, int]:
    """Return the minutes read for each record ticked in a list; what is not well formed is left out."""
    found: dict[UUID, int] = {}
    for typed in request.form.getlist(TICKED)[:PAGE_SIZE]:
        key, _, minutes = typed.partition(":")
        try:
            found[UUID(key)] = int(minutes[:6])
        except ValueError:
            continue
    return found


def retain_ticked(scope: Select[CerRecord]) -> None:
    """Retain the confirmed hours of the records ticked in a list, among those of a scope, and say it."""
    seen = ticked()
    if not seen:
        flash("Cochez au moins un relevé.", "warning")
        return
    rows = db.session.scalars(scope.where(CerRecord.id.in_(seen))).all()
    with transaction() as session:
        result = cer_retained.retain_confirmed(session, rows, seen=seen, by=actor(), now=now())
    if result.done:
        flash(f"Heures confirmées retenues pour {plural(result.done, 'relevé')}.", "success")
    if result.left:
        flash(
            f"{plural(result.left, 'relevé')} à relire\u00a0: les heures ont changé entre-temps, "
            "ou un autre agent les a retenues.",
            "warning",
        )


def retain(row: CerRecord, form: RetainForm) -> bool:
    """Retain the hours typed, on the record or after its closing; False when they are refused, beside the field."""
    try:
        with transaction() as session:
            cer_retained.retain_afterwards(session, row, minutes=form.total(), by=actor(), now=now())
    except DomainError as refusal:
        form.add_error("hours", refusal.sentence)
        return False
    flash("Les heures retenues sont enregistrées.", "success")
    return True


@dataclass(frozen=True, slots=True)
class Column:
    """One line of the table of a record: its words, its four figures in sessions and minutes."""

    words: str
    sessions: int
    declared: int
    confirmed: int
    retained: int | None


def lines_of(row: CerRecord) -> list[Column]:
    """Return the month itself, then what it carries month by month, then the total when it carries anything."""
    own = Column(
        month(row.month).capitalize(),
        row.nb_sessions,
        row.minutes_declared,
        row.minutes_confirmed,
        row.minutes_retained,
    )
    groups: dict[date, list[CerAdjustment]] = defaultdict(list)
    for line in row.adjustments:
        groups[line.about_month].append(line)
    if not groups:
        return [own]
    carried = [
        Column(
            f"{month(about).capitalize()}, après sa clôture",
            sum(line.nb_sessions for line in lines),
            sum(line.minutes_declared for line in lines),
            sum(line.minutes_confirmed for line in lines),
            sum(line.minutes_retained for line in lines) or None,
        )
        for about, lines in sorted(groups.items())
    ]
    total = Column("Total", row.total_sessions, row.total_declared, row.total_confirmed, row.total_retained)
    return [own, *carried, total]


def record_context(row: CerRecord, form: RetainForm | None = None) -> dict[str, Any]:
    """Return what the page of one record shows. ``form``: refused, with what was typed."""
    session = db.session()
    about = cer_lists.lines_about(session, row)
    retained = cer_retained.retained_for(session, row)
    closed = row.status is CerRecordStatus.CLOSED
    proposed = cer_retained.proposed_afterwards(row, about) if closed else cer_retained.proposed(row)
    history = cer_lists.history_of(session, row)
    return {
        "record": row,
        "form": form or RetainForm.of(proposed if retained is None else retained),
        "lines": lines_of(row),
        "about": about,
        "retained": retained,
        "proposed": proposed,
        "sessions": db.session.scalars(cer_lists.sessions_of(row)).all(),
        "history": history,
        "names": _names(row, about, [entry.account_id for entry in history]),
        "over": _over(row),
        "closes_at": cer_months.closing_of(row.month, current_app.config["CLOSE_DAYS"]),
    }


def _over(row: CerRecord) -> bool:
    return cer_months.month_bounds(row.month)[1] <= now()


def _names(
    row: CerRecord, about: Iterable[CerAdjustment], others: Iterable[UUID | None]
) -> Mapping[UUID, str]:
    wanted = [row.retained_by_id, *(line.retained_by_id for line in about), *others]
    wanted += [line.retained_by_id for line in row.adjustments]
    return profile_history.names_of(db.session(), wanted)
