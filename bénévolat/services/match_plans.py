"""The plan of the night: an order advised over the whole caseload, that overloads no association.

It reads what the matching of the night kept of each person, never texts. Free places are shared once and for all:
what is already put before people counts against them. It suggests an order; it puts nobody anywhere (R29).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, case, delete, exists, select
from sqlalchemy.orm import Session, joinedload

from bénévolat.domain.enums import ProfileStatus
from bénévolat.domain.propositions import MAX_WITH_PERSON, WITH_PERSON, PropositionStatus
from bénévolat.matching.plan import Candidate, plan
from bénévolat.models.matches import MatchCandidates, MatchPlan, PlanLine
from bénévolat.models.offers import Offer
from bénévolat.models.profiles import Profile
from bénévolat.models.propositions import Proposition
from bénévolat.services import match_store, matching_epochs, offers
from bénévolat.services.match_store import Binding

PARIS = ZoneInfo("Europe/Paris")
_AGAIN = (PropositionStatus.WITHDRAWN, PropositionStatus.EXPIRED)
"""What became of a proposition that may be put again; a mission declined, refused or accepted is advised no more."""
_COLUMNS = ("profile_id", "offer_id", "plan_id", "rank", "score", "reason")


@dataclass(frozen=True, slots=True)
class _Live:
    """What was put before people: their missions, who has no room for more, how many times each mission waits."""

    missions: Mapping[UUID, Collection[str]]
    full: Collection[UUID]
    waiting: Mapping[str, int]


def compute(session: Session, *, now: datetime) -> MatchPlan:
    """Plan over every active person, and replace the order advised; return the certificate kept."""
    match_store.one_writer(session)
    live, settings = _live(session), matching_epochs.settings(session)
    candidates = _candidates(session, live)
    limits = _limits(session, now.astimezone(PARIS).date(), live, settings.plan_factor)
    found = plan(candidates, limits, settings.plan_size)
    certificate = found.certificate
    kept = MatchPlan(
        id=uuid4(),
        computed_at=now,
        version=matching_epochs.version(session),
        method=certificate.method,
        people=certificate.counts.people,
        with_candidates=certificate.counts.with_candidates,
        offers=len(limits),
        proposals=certificate.counts.proposals,
        without_proposal=certificate.counts.without_proposal,
        over_limit=certificate.counts.over_limit,
        size=settings.plan_size,
        limit_factor=settings.plan_factor,
        score=certificate.counts.score,
        objective=certificate.objective,
        bound=certificate.bound,
    )
    session.add(kept)
    session.flush()
    session.execute(delete(PlanLine))
    bind = Binding(session, PlanLine)
    scores = {one.id: dict(zip(one.offers, one.scores, strict=True)) for one in candidates}
    plan_id = bind("plan_id", kept.id)
    rows: list[tuple[object, ...]] = [
        (
            bind("profile_id", UUID(who)),
            bind("offer_id", UUID(step.offer)),
            plan_id,
            rank,
            scores[who][step.offer],
            step.sentence,
        )
        for who, steps in found.order.items()
        for rank, step in enumerate(steps, 1)
    ]
    match_store.write(session, PlanLine, _COLUMNS, rows)
    return kept


def latest(session: Session) -> MatchPlan | None:
    """Return the last plan with its certificate, None before the first night."""
    return session.scalar(select(MatchPlan).order_by(MatchPlan.computed_at.desc(), MatchPlan.id).limit(1))


def open_lines(today: date) -> Select[PlanLine]:
    """Select the lines of the order advised still to be proposed: mission open, with a free place, in their order."""
    open_ones = offers.published(today).with_only_columns(Offer.id).where(_free() > 0)
    put = exists().where(
        Proposition.profile_id == PlanLine.profile_id,
        Proposition.offer_id == PlanLine.offer_id,
        Proposition.status.not_in(_AGAIN),
    )
    return (
        select(PlanLine)
        .where(PlanLine.offer_id.in_(open_ones), ~put)
        .order_by(PlanLine.profile_id, PlanLine.rank)
    )


def lines_of(session: Session, profile_id: UUID, *, today: date) -> Sequence[PlanLine]:
    """Return the order advised for one person, first mission first."""
    return session.scalars(
        open_lines(today)
        .where(PlanLine.profile_id == profile_id)
        .options(
            joinedload(PlanLine.offer).joinedload(Offer.association),
            joinedload(PlanLine.offer).joinedload(Offer.commune),
        )
    ).all()


def first_lines(session: Session, profile_ids: Sequence[UUID], *, today: date) -> dict[UUID, PlanLine]:
    """Return the mission to propose first to each of these people, where there is one."""
    rows = session.scalars(
        open_lines(today).where(PlanLine.profile_id.in_(profile_ids)).options(joinedload(PlanLine.offer))
    )
    found: dict[UUID, PlanLine] = {}
    for line in rows:
        found.setdefault(line.profile_id, line)
    return found


def _free() -> ColumnElement[int]:
    limit = case((Offer.places < Offer.supervision_capacity, Offer.places), else_=Offer.supervision_capacity)
    return limit - Offer.places_taken


def _live(session: Session) -> _Live:
    missions: dict[UUID, set[str]] = {}
    with_person: dict[UUID, int] = {}
    waiting: dict[str, int] = {}
    rows = session.execute(
        select(Proposition.profile_id, Proposition.offer_id, Proposition.status).where(
            Proposition.status.not_in(_AGAIN)
        )
    )
    for profile_id, offer_id, status in rows:
        missions.setdefault(profile_id, set()).add(str(offer_id))
        if status in WITH_PERSON:  # The others already hold a place.
            with_person[profile_id] = with_person.get(profile_id, 0) + 1
            waiting[str(offer_id)] = waiting.get(str(offer_id), 0) + 1
    full = {key for key, number in with_person.items() if number >= MAX_WITH_PERSON}
    return _Live(missions, full, waiting)


def _candidates(session: Session, live: _Live) -> list[Candidate]:
    """Return what each active person could be proposed; who already has three missions waits for their answer."""
    rows = session.execute(
        select(MatchCandidates.profile_id, MatchCandidates.offers, Profile.priority)
        .join(Profile, Profile.id == MatchCandidates.profile_id)
        .where(Profile.status == ProfileStatus.ACTIVE)
        .order_by(MatchCandidates.profile_id)
    )
    found = []
    for key, pairs, priority in rows:
        if key not in live.full:
            already = live.missions.get(key, ())
            kept = [(offer, score) for offer, score in pairs if offer not in already]
            missions, scores = tuple(one for one, _ in kept), tuple(score for _, score in kept)
            found.append(Candidate(str(key), priority, missions, scores))
    return found


def _limits(session: Session, today: date, live: _Live, factor: int) -> dict[str, int]:
    """Return the most new proposals of each open mission: free places × factor, less those that wait."""
    rows = session.execute(offers.published(today).with_only_columns(Offer.id, _free()))
    return {str(key): max(0, factor * max(0, free) - live.waiting.get(str(key), 0)) for key, free in rows}
