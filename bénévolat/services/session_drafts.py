"""Sessions foreseen from what is agreed (R12): proposals to note or to take away, never confirmed by themselves.

A draft that did not take place is simply removed, and leaves no trace: an absence has no row (domain §1.3).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from typing import Any, cast
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from jours_feries_france import JoursFeries
from sqlalchemy import CursorResult, Delete, Select, String, delete, func, or_, select
from sqlalchemy import cast as cast_as
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, joinedload

from bénévolat.domain.engagements import EngagementAction, EngagementStatus, SessionStatus
from bénévolat.domain.session_drafts import Pause, last_drafted, planned_days, slots_of
from bénévolat.domain.session_times import planned_instant
from bénévolat.models.accounts import Account
from bénévolat.models.activity_sessions import ActivitySession
from bénévolat.models.engagements import Engagement, EngagementEvent
from bénévolat.models.offers import Offer
from bénévolat.models.profiles import Profile

PARIS = ZoneInfo("Europe/Paris")
ZONE = "benevolat_holidays"
"""Name of the execution option of the database's engine that holds the zone of the public holidays."""
METROPOLE = "Métropole"
LASTS = timedelta(days=45)
"""After that many days, a draft that nobody noted is removed without a word."""


def today(now: datetime) -> date:
    """Return the present day in Paris."""
    return now.astimezone(PARIS).date()


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=PARIS).astimezone(UTC)


@cache
def _holidays(zone: str, year: int) -> frozenset[date]:
    return frozenset(JoursFeries.for_year(year, zone).values())


def holidays(session: Session, first: date, last: date) -> frozenset[date]:
    """Return the public holidays of our zone in the years of two days."""
    zone = str(session.get_bind().get_execution_options().get(ZONE, METROPOLE))
    return frozenset().union(*(_holidays(zone, year) for year in range(first.year, last.year + 1)))


def open_engagements(beginning: str = "") -> Select[UUID]:
    """Return the identifiers of the engagements that go on and say when they come back.

    ``beginning``: only those whose identifier begins with these hexadecimal signs.
    """
    return select(Engagement.id).where(
        Engagement.status == EngagementStatus.ACTIVE,
        func.length(cast_as(Engagement.agreed_slots, String)) > len("[]"),
        Engagement.id >= UUID(beginning.ljust(32, "0")),
        Engagement.id <= UUID(beginning.ljust(32, "f")),
    )


def draft(
    session: Session,
    engagement_ids: Sequence[UUID],
    first: date,
    last: date,
    *,
    now: datetime,
    after: datetime | None = None,
) -> int:
    """Draft the sessions of some engagements between two days (both included); return how many are new.

    Nothing is drafted before the engagement was recorded, during a pause (its own, or the offer's), on a public
    holiday, after the offer ends, nor over any session of the person. Running again drafts nothing more.
    ``after``: only what begins later than this instant.
    """
    rows = session.scalars(
        select(Engagement)
        .where(Engagement.id.in_(engagement_ids), Engagement.status == EngagementStatus.ACTIVE)
        .options(joinedload(Engagement.offer))
        .order_by(Engagement.id)
    ).all()
    if not rows:
        return 0
    people = sorted({row.profile_id for row in rows})
    # As in ``declare``: whoever writes the sessions of a person holds their row.
    session.execute(select(Profile.id).where(Profile.id.in_(people)).order_by(Profile.id).with_for_update())
    paused = _pauses(session, [row.id for row in rows])
    taken = _taken(session, people, first, last)
    closed = holidays(session, first, last)
    new: list[dict[str, Any]] = []
    for row in rows:
        for starts_at, ends_at in _moments(row, first, last, closed, paused[row.id]):
            busy = taken[row.profile_id]
            if (after is not None and starts_at <= after) or any(
                start < ends_at and end > starts_at for start, end in busy
            ):
                continue
            busy.append((starts_at, ends_at))
            new.append(_draft_row(row, starts_at, ends_at, now))
    return _insert(session, new)


def _moments(
    row: Engagement, first: date, last: date, closed: frozenset[date], pauses: list[Pause]
) -> Iterable[tuple[datetime, datetime]]:
    offer = row.offer
    if offer.pause_from is not None:
        pauses = [*pauses, (offer.pause_from, offer.pause_to)]
    begin = max(first, row.started_on, today(row.created_at))
    end = min(last, offer.ends_on or last)
    length = timedelta(minutes=row.session_minutes)
    for planned in planned_days(
        row.rhythm, slots_of(row.agreed_slots), begin, end, row.started_on, closed=closed, pauses=pauses
    ):
        starts_at = planned_instant(planned.day, planned.at)
        yield starts_at, starts_at + length


def _draft_row(row: Engagement, starts_at: datetime, ends_at: datetime, now: datetime) -> dict[str, Any]:
    return {
        "id": uuid4(),
        "engagement_id": row.id,
        "profile_id": row.profile_id,
        "starts_at": starts_at,
        "ends_at": ends_at,
        "minutes": row.session_minutes,
        "status": SessionStatus.DRAFTED,
        "created_at": now,
    }


def _insert(session: Session, rows: list[dict[str, Any]]) -> int:
    """Insert drafts; a moment that is there already stays as it is (unique moment)."""
    maker: Callable[..., Any] = (
        postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    )
    done = 0
    for start in range(0, len(rows), 500):
        done += len(
            session.execute(
                maker(ActivitySession)
                .values(rows[start : start + 500])
                .on_conflict_do_nothing()
                .returning(ActivitySession.id)
            ).all()
        )
    return done


def _pauses(session: Session, engagement_ids: Sequence[UUID]) -> dict[UUID, list[Pause]]:
    """Return the days each engagement was paused: from the day of the pause to the day before it is taken up."""
    events = session.execute(
        select(EngagementEvent.engagement_id, EngagementEvent.action, EngagementEvent.at)
        .where(
            EngagementEvent.engagement_id.in_(engagement_ids),
            EngagementEvent.action.in_((EngagementAction.PAUSE.value, EngagementAction.RESUME.value)),
        )
        .order_by(EngagementEvent.at)
    ).all()
    by_engagement: dict[UUID, list[tuple[str, date]]] = defaultdict(list)
    for key, action, at in events:
        by_engagement[key].append((action, today(at)))
    found: dict[UUID, list[Pause]] = defaultdict(list)
    for key, lines in by_engagement.items():
        for (action, day), (_, following) in pairwise([*lines, ("", date.max)]):
            if action == EngagementAction.PAUSE.value:
                found[key].append((day, following - timedelta(days=1)))
    return found


def _taken(
    session: Session, people: Sequence[UUID], first: date, last: date
) -> dict[UUID, list[tuple[datetime, datetime]]]:
    """Return what each person has already, drafts included, around a period."""
    rows = session.execute(
        select(ActivitySession.profile_id, ActivitySession.starts_at, ActivitySession.ends_at).where(
            ActivitySession.profile_id.in_(people),
            # What was taken back is not asked again.
            or_(ActivitySession.replaced_at.is_(None), ActivitySession.status == SessionStatus.WITHDRAWN),
            ActivitySession.starts_at < _midnight(last + timedelta(days=2)),
            ActivitySession.starts_at >= _midnight(first - timedelta(days=1)),
        )
    ).all()
    found: dict[UUID, list[tuple[datetime, datetime]]] = defaultdict(list)
    for key, starts_at, ends_at in rows:
        found[key].append((starts_at, ends_at))
    return found


def draft_ahead(session: Session, engagement: Engagement, *, now: datetime) -> int:
    """Draft what comes of one engagement, from the present day; what is already over today is left out."""
    session.flush()
    day = today(now)
    return draft(session, [engagement.id], day, last_drafted(day), now=now, after=now)


def draft_again(session: Session, engagement: Engagement, *, now: datetime) -> int:
    """Replace what was foreseen by what is agreed now; sessions already begun are left to be noted."""
    forget_coming(session, engagement.id, now=now)
    return draft_ahead(session, engagement, now=now) if engagement.status is EngagementStatus.ACTIVE else 0


def _drafts() -> Delete:
    return delete(ActivitySession).where(ActivitySession.status == SessionStatus.DRAFTED)


def _deleted(session: Session, statement: Delete) -> int:
    result = session.execute(statement.execution_options(synchronize_session="fetch"))
    return cast("CursorResult[Any]", result).rowcount


def forget_coming(session: Session, engagement_id: UUID, *, now: datetime) -> int:
    """Remove the sessions foreseen of an engagement that are still to come; return how many."""
    return _deleted(
        session,
        _drafts().where(ActivitySession.engagement_id == engagement_id, ActivitySession.starts_at > now),
    )


def absorb(
    session: Session, engagement_id: UUID, starts_at: datetime, ends_at: datetime, *, but: UUID | None = None
) -> int:
    """Remove what was foreseen at a moment that is being noted by hand; return how many."""
    statement = _drafts().where(
        ActivitySession.engagement_id == engagement_id,
        ActivitySession.starts_at < ends_at,
        ActivitySession.ends_at > starts_at,
    )
    return _deleted(session, statement.where(ActivitySession.id != but) if but else statement)


def forget_after(session: Session, engagement_id: UUID, day: date) -> int:
    """Remove the sessions foreseen after the last day of an engagement; return how many."""
    return _deleted(
        session,
        _drafts().where(
            ActivitySession.engagement_id == engagement_id,
            ActivitySession.starts_at >= _midnight(day + timedelta(days=1)),
        ),
    )


def forget_closed_days(session: Session, offer: Offer, *, now: datetime) -> int:
    """Remove what is foreseen while an offer is paused, or after it ends; return how many."""
    mine = select(Engagement.id).where(Engagement.offer_id == offer.id)
    coming = _drafts().where(ActivitySession.engagement_id.in_(mine), ActivitySession.starts_at > now)
    removed = 0
    if offer.pause_from is not None and offer.pause_to is not None:
        removed += _deleted(
            session,
            coming.where(
                ActivitySession.starts_at >= _midnight(offer.pause_from),
                ActivitySession.starts_at < _midnight(offer.pause_to + timedelta(days=1)),
            ),
        )
    if offer.ends_on is not None:
        after = _midnight(offer.ends_on + timedelta(days=1))
        removed += _deleted(session, coming.where(ActivitySession.starts_at >= after))
    return removed


def forget_old(session: Session, *, now: datetime, lasts: timedelta = LASTS) -> int:
    """Remove the drafts that nobody noted for long: no trace, no meaning (domain §1.3). Return how many."""
    return _deleted(session, _drafts().where(ActivitySession.ends_at < now - lasts))


def remove(session: Session, row: ActivitySession) -> bool:
    """Remove a session foreseen that does not or did not take place; False when it is one no more."""
    found = _deleted(session, _drafts().where(ActivitySession.id == row.id))
    return found == 1


def foreseen() -> Select[ActivitySession]:
    """Return the sessions foreseen, oldest first, with what a list shows."""
    return (
        select(ActivitySession)
        .join(Engagement, Engagement.id == ActivitySession.engagement_id)
        .where(ActivitySession.status == SessionStatus.DRAFTED)
        .options(
            joinedload(ActivitySession.engagement)
            .joinedload(Engagement.profile)
            .joinedload(Profile.referent),
            joinedload(ActivitySession.engagement).joinedload(Engagement.offer).joinedload(Offer.association),
        )
        .order_by(ActivitySession.starts_at, ActivitySession.id)
    )


def foreseen_followed_by(account: Account) -> Select[ActivitySession]:
    """Return the sessions foreseen of the people that a travailleur social or their team follows (R39)."""
    return (
        foreseen()
        .join(Profile, Profile.id == Engagement.profile_id)
        .where((Profile.referent_id == account.id) | (Profile.team_id == account.team_id))
    )


def foreseen_of_person(profile_id: UUID) -> Select[ActivitySession]:
    """Return the sessions foreseen of one person."""
    return foreseen().where(ActivitySession.profile_id == profile_id)


def over(statement: Select[ActivitySession], now: datetime) -> Select[ActivitySession]:
    """Keep the sessions that are over: nobody noted them yet, which means nothing."""
    return statement.where(ActivitySession.ends_at <= now)


def still_to_come(statement: Select[ActivitySession], now: datetime) -> Select[ActivitySession]:
    """Keep the sessions that are not over."""
    return statement.where(ActivitySession.ends_at > now)


def count_to_note(session: Session, profile_id: UUID, now: datetime) -> int:
    """Return how many sessions of a person wait to be noted."""
    return session.scalars(
        select(func.count()).where(
            ActivitySession.profile_id == profile_id,
            ActivitySession.status == SessionStatus.DRAFTED,
            ActivitySession.ends_at <= now,
        )
    ).one()


def foreseen_of(engagement_id: UUID) -> Select[ActivitySession]:
    """Return the sessions foreseen of one engagement, oldest first."""
    return (
        select(ActivitySession)
        .where(
            ActivitySession.engagement_id == engagement_id, ActivitySession.status == SessionStatus.DRAFTED
        )
        .order_by(ActivitySession.starts_at, ActivitySession.id)
    )
