"""Suggestions: computed from live places, replaced as a whole, never for someone who is not active."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from bénévolat.domain.enums import ExclusionKind, HalfDay, ProfileStatus
from bénévolat.domain.offers import OfferStatus
from bénévolat.models.matches import Match
from bénévolat.models.offers import Offer
from bénévolat.models.profiles import Profile
from bénévolat.services import matching_engine, suggestions
from tests.clock import Clock
from tests.factories import Factory


def titles(rows: Sequence[Match]) -> list[str]:
    return [row.offer.title for row in rows]


@pytest.fixture
def garden(make: Factory) -> Offer:
    return make.published_offer(title="Jardin partagé", description="Cultiver un jardin.")


@pytest.fixture
def person(make: Factory) -> Profile:
    return make.active_profile(wishes=["jardin"], skills=[])


def refreshed(session: Session, person: Profile, clock: Clock) -> list[str]:
    suggestions.refresh_profile(session, person, now=clock())
    session.commit()
    return titles(suggestions.suggestions_of(session, person.id))


def test_a_wanted_near_and_supervised_mission_is_suggested_with_its_reasons(
    session: Session, person: Profile, garden: Offer, clock: Clock
) -> None:
    """R26: version, points per part, reasons."""
    assert refreshed(session, person, clock) == ["Jardin partagé"]
    kept = suggestions.suggestions_of(session, person.id)[0]
    assert kept.version
    assert kept.reasons
    assert set(kept.parts) == {"wishes", "supervision", "travel", "availability", "renewal"}
    assert person.matched_at is None or kept.computed_at == clock()


def test_a_mission_out_of_reach_is_a_near_miss_with_what_would_unlock_it(
    session: Session, person: Profile, make: Factory, clock: Clock
) -> None:
    """R32."""
    make.published_offer(title="Jardin lointain", commune=make.commune("10323"))
    assert refreshed(session, person, clock) == []
    missed = suggestions.near_misses_of(session, person.id)
    assert titles(missed) == ["Jardin lointain"]
    assert missed[0].blocked_by == ["travel"]
    assert missed[0].reasons
    assert missed[0].unlock


@pytest.mark.parametrize("kind", list(ExclusionKind))
def test_an_excluded_association_or_a_former_employer_is_never_suggested(
    session: Session, person: Profile, garden: Offer, make: Factory, clock: Clock, kind: ExclusionKind
) -> None:
    """R19, R31."""
    make.exclusion(person, garden.association, kind)
    assert refreshed(session, person, clock) == []


def test_places_supervision_and_publication_are_read_anew_each_time(
    session: Session, person: Profile, garden: Offer, clock: Clock
) -> None:
    """R17, R31: an offer that fills up, loses its supervisor, pauses or closes stops being suggested."""
    assert refreshed(session, person, clock)
    garden.places_taken = garden.supervision_capacity
    session.commit()
    assert refreshed(session, person, clock) == []
    garden.places_taken = 0
    session.commit()
    assert refreshed(session, person, clock)
    assert garden.supervisor
    garden.supervisor.left_at = clock()
    session.commit()
    assert refreshed(session, person, clock) == []
    garden.supervisor.left_at = None
    garden.pause_from, garden.pause_to = clock().date(), clock().date()
    session.commit()
    assert refreshed(session, person, clock) == []
    clock.advance(days=1)
    assert refreshed(session, person, clock)
    garden.status = OfferStatus.PAUSED
    session.commit()
    assert refreshed(session, person, clock) == []


def test_a_rewritten_offer_is_read_again(
    session: Session, person: Profile, garden: Offer, clock: Clock
) -> None:
    assert refreshed(session, person, clock)
    garden.title, garden.description, garden.tasks = "Tenir la caisse", "Encaisser.", ["Encaisser"]
    garden.updated_at = clock.advance(minutes=1)
    session.commit()
    assert refreshed(session, person, clock) == []


def test_a_suggestion_of_an_offer_closed_since_is_not_shown(
    session: Session, person: Profile, garden: Offer, clock: Clock
) -> None:
    assert refreshed(session, person, clock)
    garden.status = OfferStatus.CLOSED
    session.commit()
    assert list(suggestions.suggestions_of(session, person.id)) == []


@pytest.mark.parametrize("status", [ProfileStatus.DRAFT, ProfileStatus.PAUSED])
def test_a_profile_that_is_not_active_keeps_no_suggestion(
    session: Session, person: Profile, garden: Offer, clock: Clock, status: ProfileStatus
) -> None:
    assert refreshed(session, person, clock)
    person.status = status
    session.commit()
    assert refreshed(session, person, clock) == []


def test_everyone_together_gets_what_each_gets_alone(
    session: Session, make: Factory, garden: Offer, clock: Clock
) -> None:
    """matching.md: batch and one-at-a-time answers are identical."""
    people = [
        make.active_profile(wishes=["jardin"]),
        make.active_profile(wishes=["cuisine"]),
        make.active_profile(wishes=["jardin"], half_days=[HalfDay.SUN_EVE]),
    ]
    make.published_offer(title="Cuisine du dimanche", tasks=["Cuisiner"], half_days=[HalfDay.SUN_EVE])

    def everything() -> list[tuple[object, ...]]:
        session.commit()
        rows = session.scalars(select(Match).order_by(Match.profile_id, Match.near_miss, Match.rank))
        return [
            (row.profile_id, row.offer_id, row.near_miss, row.score, row.parts, row.reasons) for row in rows
        ]

    for one in people:
        suggestions.refresh_profile(session, one, now=clock())
    alone = everything()
    stale = make.profile()
    make.match(stale, garden)
    assert suggestions.refresh_all(session, now=clock(), batch=2) == len(people)
    assert everything() == alone
    assert any(not row[2] for row in alone)


def test_computing_again_asks_few_questions_of_the_database(
    session: Session, make: Factory, garden: Offer, clock: Clock
) -> None:
    """Texts of offers are read once, whatever the number of offers and people (Q3, Q4)."""
    people = [make.active_profile() for _ in range(6)]
    for _ in range(4):
        make.published_offer()
    ids = [person.id for person in people]
    suggestions.refresh_some(session, ids, now=clock())
    session.commit()
    statements: list[str] = []

    def note(*arguments: object) -> None:
        statements.append(str(arguments[2]))

    bind = session.get_bind()
    event.listen(bind, "before_cursor_execute", note)
    try:
        suggestions.refresh_some(session, ids[:1], now=clock())
        few = len(statements)
        statements.clear()
        suggestions.refresh_some(session, ids, now=clock())
    finally:
        event.remove(bind, "before_cursor_execute", note)
    assert len(statements) <= few


def test_the_engine_is_kept_while_no_text_changes(
    session: Session, person: Profile, garden: Offer, clock: Clock
) -> None:
    today = clock().date()
    first = matching_engine.current(session, today)
    garden.places_taken = 1
    session.commit()
    assert matching_engine.current(session, today) is first
    assert first.offers[0].places_free == 1
    assert matching_engine.current(session, today + timedelta(days=1)) is not first
