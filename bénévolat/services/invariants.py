"""What must always be true of the data: counted in one statement each, told in French (quality B1, K1).

Run every day, after a restore, and by ``benevolat check-invariants``. What is broken is counted, never named.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, text
from sqlalchemy.orm import Session

from bénévolat.models.accounts import Account
from bénévolat.models.jobs import JobFailure
from bénévolat.services import outbox
from bénévolat.services.invariant_statements import STATEMENTS, Invariant, spelling

JOB = "check-invariants"


@dataclass(frozen=True, slots=True)
class Finding:
    """One invariant and how many rows break it; zero is good."""

    invariant: Invariant
    count: int

    def sentence(self) -> str:
        """Return «ok» or the number of rows, with what should be true."""
        if not self.count:
            return f"ok\u00a0: {self.invariant.sentence}"
        rows = "ligne fautive" if self.count == 1 else "lignes fautives"
        return f"{self.count}\u00a0{rows}\u00a0: {self.invariant.sentence}"


def check(session: Session) -> list[Finding]:
    """Count what breaks each invariant of the present database; reads only."""
    dialect = session.get_bind().dialect.name
    words = spelling(dialect)
    return [
        Finding(one, int(session.scalar(text(one.statement.format(**words))) or 0))
        for one in STATEMENTS
        if one.only in {None, dialect}
    ]


def broken(session: Session) -> list[Finding]:
    """Return the invariants that do not hold."""
    return [finding for finding in check(session) if finding.count]


def report(session: Session, *, period: str, now: datetime) -> list[Finding]:
    """Check everything; what is broken goes to the list of failures and by mail to the administrators.

    One mail to each, whatever the number of broken invariants; counts and sentences only, never a value. What holds
    again leaves the list.
    """
    found = broken(session)
    wrong = {finding.invariant.code for finding in found}
    healed = [one.code for one in STATEMENTS if one.code not in wrong]
    session.execute(delete(JobFailure).where(JobFailure.job == JOB, JobFailure.unit.in_(healed)))
    for finding in found:
        session.add(
            JobFailure(
                job=JOB,
                period=period,
                unit=finding.invariant.code,
                at=now,
                error=finding.sentence()[:300],
            )
        )
    if found:
        _tell_administrators(session, [finding.sentence() for finding in found], now=now)
    return found


def _tell_administrators(session: Session, lines: list[str], *, now: datetime) -> None:
    administrators = session.scalars(
        select(Account).where(Account.can_administer, Account.disabled_at.is_(None)).order_by(Account.id)
    )
    for account in administrators:
        context = {"first_name": account.first_name, "lines": lines}
        outbox.enqueue(session, "invariants_broken", to=account.email, context=context, now=now)
