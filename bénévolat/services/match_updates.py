"""What an act changed in the matches, computed again at once: the same rows as the night would write.

Reading and computing take no lock. What was computed is stored only if nobody handled the same notes meanwhile and
the epoch is still the same; otherwise everything is read again. Two workers at once then never leave an older answer
over a newer one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import and_, delete, or_, select
from sqlalchemy.orm import Session

from bénévolat.matching.engine import Engine
from bénévolat.matching.formats import ProfileMatches
from bénévolat.matching.people import People, Suited
from bénévolat.models.matches import Match, MatchChange
from bénévolat.services import match_store, matching_engine, matching_people, suggestions
from bénévolat.services.matching_rows import AT_ONCE

PARIS = ZoneInfo("Europe/Paris")


@dataclass(frozen=True, slots=True)
class Update:
    """The notes that wait, whose matches they concern, and the epoch these are computed in."""

    notes: frozenset[UUID]
    people: Sequence[UUID]
    epoch: str | None
    now: datetime


Answers = dict[UUID, ProfileMatches | None]


def prepare(session: Session, *, now: datetime | None = None) -> Update | None:
    """Tell whom the waiting notes concern, without writing; None when nothing waits.

    ``now``: the instant of the last note when not given.
    """
    notes = session.scalars(select(MatchChange).order_by(MatchChange.noted_at, MatchChange.id)).all()
    if not notes:
        return None
    now = now or notes[-1].noted_at
    changed_offers = {note.offer_id for note in notes if note.offer_id}
    changed_people = {note.profile_id for note in notes if note.profile_id}
    with matching_engine.LOCK:
        engine = matching_engine.current(session, _day(now), again=changed_offers)
        concerned = changed_people | _holding(session, changed_offers)
        open_ones = [key for key in changed_offers if str(key) in engine.row_of]
        if open_ones:
            people = matching_people.current(session, engine, again=changed_people)
            concerned |= _entered(session, engine, people, open_ones)
        epoch = matching_engine.epoch()
    return Update(frozenset(note.id for note in notes), sorted(concerned), epoch, now)


def compute(session: Session, update: Update, people: Sequence[UUID]) -> Answers:
    """Return what the engine says now for some of the people concerned, without writing."""
    with matching_engine.LOCK:
        engine = matching_engine.current(session, _day(update.now))
        return suggestions.answers(session, engine, people)


def apply(session: Session, update: Update, answers: Answers, *, last: bool = True) -> bool:
    """Store what was computed, in the caller's transaction; False, and nothing written, when it is out of date.

    ``last``: nobody is left to compute for these notes, which go away.
    """
    match_store.one_writer(session)
    if not matching_engine.is_present(session, update.epoch):
        return False
    waiting = select(MatchChange.id).where(MatchChange.id.in_(update.notes))
    if set(session.scalars(waiting)) != update.notes:
        return False
    if last:
        session.execute(delete(MatchChange).where(MatchChange.id.in_(update.notes)))
    match_store.replace(session, answers, now=update.now)
    return True


def _day(now: datetime) -> date:
    return now.astimezone(PARIS).date()


def _holding(session: Session, offer_ids: Iterable[UUID]) -> set[UUID]:
    """Return the people who have one of these offers stored, as a match or as a near miss."""
    return set(
        session.scalars(select(Match.profile_id).where(Match.offer_id.in_(list(offer_ids))).distinct())
    )


def _entered(session: Session, engine: Engine, people: People, offer_ids: Sequence[UUID]) -> set[UUID]:
    """Return the people whose stored list one of these offers would enter."""
    close = [
        (UUID(suited.profile), offer_id, suited)
        for offer_id in offer_ids
        for suited in people.before_offer(str(offer_id))
        if len(suited.blocked_by) <= matching_engine.NEAR_FILTERS
    ]
    last = _last_rows(session, sorted({key for key, _, _ in close}), engine.settings.near_misses)
    return {
        key
        for key, offer_id, suited in close
        if _enters(suited, offer_id, last.get((key, bool(suited.blocked_by))))
    }


def _last_rows(
    session: Session, profile_ids: Sequence[UUID], near_misses: int
) -> dict[tuple[UUID, bool], tuple[int, UUID]]:
    """Return score and offer of the last row of each full list, of matches and of near misses."""
    full = or_(
        and_(Match.near_miss.is_(False), Match.rank == suggestions.TOP),
        and_(Match.near_miss.is_(True), Match.rank == near_misses),
    )
    found: dict[tuple[UUID, bool], tuple[int, UUID]] = {}
    for start in range(0, len(profile_ids), AT_ONCE):
        rows = session.execute(
            select(Match.profile_id, Match.near_miss, Match.score, Match.offer_id).where(
                Match.profile_id.in_(profile_ids[start : start + AT_ONCE]), full
            )
        )
        found.update({(key, near): (score, offer_id) for key, near, score, offer_id in rows})
    return found


def _enters(suited: Suited, offer_id: UUID, held: tuple[int, UUID] | None) -> bool:
    """Tell whether a pair enters a list: it is not full, or its last row has a lower score, ties by identifier."""
    if held is None:
        return True
    score, last = held
    return suited.score > score or (suited.score == score and offer_id < last)
