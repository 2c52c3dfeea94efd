"""Contract-review exports: asked with right, motive and period, made apart, kept 48 hours (R72 to R75, E1)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from bénévolat.domain.enums import Right
from bénévolat.domain.errors import DomainError, NotAllowed
from bénévolat.domain.work_orders import WorkKind
from bénévolat.exports.contract_review import ReviewFormat, ReviewHead, ReviewLine, write_review
from bénévolat.exports.french_csv import CsvProfile
from bénévolat.models.accounts import Account
from bénévolat.models.exports import WorkOrder
from bénévolat.services import review_lines, work_orders
from bénévolat.services.review_lines import ReviewScope
from bénévolat.services.work_orders import Made, Progress

MIN_MOTIVE = 10
MOST_DAYS = 731


class BadPeriod(DomainError):
    """The period ends after it starts and holds two years at most."""

    field = "period_to"


class NoMotive(DomainError):
    """An export says what it is for (R75)."""

    sentence = "Indiquez le motif de cet export en quelques mots (10 caractères au moins)."
    field = "motive"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewOrder:
    """What is asked: whose lines, why, as what file. ``encoding`` is of a CSV; the number is an option, off (R73)."""

    scope: ReviewScope
    motive: str
    file_format: ReviewFormat = ReviewFormat.CSV
    encoding: CsvProfile = CsvProfile.UTF8
    with_number: bool = False

    def as_params(self) -> dict[str, Any]:
        """Return codes, dates and identifiers, as an order keeps them."""
        scope = self.scope
        return {
            "from": scope.period_from.isoformat(),
            "to": scope.period_to.isoformat(),
            "team": str(scope.team_id) if scope.team_id else None,
            "referent": str(scope.referent_id) if scope.referent_id else None,
            "motive": self.motive,
            "format": self.file_format.value,
            "encoding": self.encoding.value,
            "with_number": self.with_number,
        }

    @classmethod
    def of(cls, params: dict[str, Any]) -> "ReviewOrder":
        """Return what an order kept."""
        return cls(
            scope=ReviewScope(
                period_from=date.fromisoformat(params["from"]),
                period_to=date.fromisoformat(params["to"]),
                team_id=UUID(params["team"]) if params["team"] else None,
                referent_id=UUID(params["referent"]) if params["referent"] else None,
            ),
            motive=params["motive"],
            file_format=ReviewFormat(params["format"]),
            encoding=CsvProfile(params["encoding"]),
            with_number=params["with_number"],
        )


def ask(session: Session, account: Account, order: ReviewOrder, *, now: datetime) -> WorkOrder:
    """Write the order of an export; it is made apart (jobs.make_files).

    Raises NotAllowed without the right, NoMotive, BadPeriod.
    """
    if Right.EXPORT not in account.rights or account.disabled_at is not None:
        raise NotAllowed
    if len(order.motive.strip()) < MIN_MOTIVE:
        raise NoMotive
    if order.scope.period_to < order.scope.period_from:
        raise BadPeriod("La fin de la période doit être après son début.")
    if (order.scope.period_to - order.scope.period_from).days > MOST_DAYS:
        raise BadPeriod("Choisissez une période de deux ans au plus.")
    return work_orders.ask(session, account, WorkKind.CONTRACT_REVIEW, order.as_params(), now=now)


def make(
    session: Session, account: Account, params: dict[str, Any], folder: Path, say: Progress, now: datetime
) -> Made:
    """Write the file of an order in ``folder``, from a session of its own that holds one state of the database.

    Raises NotAllowed when the right was lost since it was asked.
    """
    if Right.EXPORT not in account.rights or account.disabled_at is not None:
        raise NotAllowed
    order = ReviewOrder.of(params)
    scope = order.scope
    head = ReviewHead(scope.period_from, scope.period_to, now, order.with_number)
    path = folder / f"revue-contrats_{scope.period_from}_{scope.period_to}.{order.file_format.value}"
    written = write_review(path, head, _lines(session, scope, say, now), order.file_format, order.encoding)
    return Made(
        path=path,
        motive=order.motive.strip(),
        period_from=scope.period_from,
        period_to=scope.period_to,
        file_format=_format_name(order),
        nb_lines=written.lines,
        nb_transliterated=written.replaced,
    )


def _format_name(order: ReviewOrder) -> str:
    if order.file_format is ReviewFormat.CSV:
        return f"csv-{order.encoding.value}"
    return str(order.file_format.value)


def _lines(session: Session, scope: ReviewScope, say: Progress, now: datetime) -> Iterator[ReviewLine]:
    total, done = review_lines.count(session, scope), 0
    say(0, total)
    for read, lines in review_lines.lines(session, scope, now=now):
        yield from lines
        done += read
        say(done, total)
