"""Both sides are told of the propositions that came to their end: one mail for all those of a morning (domain §2).

The ledger of ``expire`` knows what was closed, in the transaction of the closing; what was told is in it too. Whatever
stopped the job in between, each closing is told once.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from bénévolat.models.jobs import JobRun
from bénévolat.models.profiles import Profile
from bénévolat.models.propositions import Proposition
from bénévolat.services import days, ledger, outbox, proposition_messages, referents

JOB, TOLD = "expire", "told"
UNIT = "pr-"
"""What the units of ``expire`` about a proposition begin with; the identifier follows."""
UNANSWERED, LEFT_ASIDE = "unanswered", "left_aside"
"""Counts of the ledger: the association did not answer, or the person let the mission aside."""
BEHIND_DAYS = 60


def tell(session: Session, *, now: datetime) -> dict[str, int]:
    """Tell what was closed and not told yet: one mail for each member of an association, one for each référent."""
    kinds = _closed(session, now=now)
    rows = session.scalars(
        select(Proposition)
        .where(Proposition.id.in_(kinds))
        .options(joinedload(Proposition.offer), joinedload(Proposition.profile).joinedload(Profile.referent))
        .order_by(Proposition.decided_at, Proposition.id)
    ).all()
    new = [row for row in rows if ledger.take(session, JOB, TOLD, row.id.hex, now=now)]
    _tell_hosts(session, [row for row in new if kinds[row.id] == UNANSWERED], now=now)
    _tell_referents(session, new, kinds, now=now)
    return {"told": len(new)} if new else {}


def _closed(session: Session, *, now: datetime) -> dict[UUID, str]:
    """Return the propositions closed and not told, and why each was."""
    done = session.execute(
        select(JobRun.unit, JobRun.detail).where(
            JobRun.job == JOB,
            JobRun.unit.startswith(UNIT, autoescape=True),
            JobRun.done_at >= days.before(now, BEHIND_DAYS),
        )
    ).all()
    found = {
        UUID(unit.removeprefix(UNIT)): kind
        for unit, detail in done
        for kind in (UNANSWERED, LEFT_ASIDE)
        if kind in detail
    }
    told = ledger.taken(session, JOB, TOLD, [key.hex for key in found])
    return {key: kind for key, kind in found.items() if key.hex not in told}


def _tell_hosts(session: Session, rows: Sequence[Proposition], *, now: datetime) -> None:
    """Pseudonym and title of their own offer, nothing more (R38)."""
    by_host: dict[UUID, list[Proposition]] = {}
    for row in rows:
        by_host.setdefault(row.offer.association_id, []).append(row)
    for association_id, own in by_host.items():
        lines = [{"pseudonym": row.pseudonym, "offer_title": row.offer.title} for row in own]
        for member in proposition_messages.members(session, association_id):
            context = {"first_name": member.first_name, "propositions": lines}
            outbox.enqueue(session, "proposition_expired", to=member.email, context=context, now=now)


def _tell_referents(
    session: Session, rows: Sequence[Proposition], kinds: dict[UUID, str], *, now: datetime
) -> None:
    """Identifiers, never a name nor an association (domain §1.8)."""
    by_person: dict[UUID, list[Proposition]] = {}
    for row in rows:
        by_person.setdefault(row.profile_id, []).append(row)
    people = [own[0].profile for own in by_person.values()]
    for reader, followed in referents.by_reader(session, people):
        told = [row for person in followed for row in by_person[person.id]]
        context = {
            "first_name": reader.first_name,
            **{
                kind: [str(row.id) for row in told if kinds[row.id] == kind]
                for kind in (UNANSWERED, LEFT_ASIDE)
            },
        }
        outbox.enqueue(session, "referent_expired", to=reader.email, context=context, now=now)
