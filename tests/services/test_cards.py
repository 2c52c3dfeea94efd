"""The person's card (L2): at least 50 bits, five tries, revocable, one answer for every refusal."""

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from bénévolat.domain import identifiers
from bénévolat.domain.actors import Actor
from bénévolat.domain.enums import JournalEvent
from bénévolat.extensions import db, transaction
from bénévolat.models.cards import Card
from bénévolat.models.journal import JournalEntry
from bénévolat.models.profiles import Profile
from bénévolat.services import cards, sessions
from tests.clock import Clock
from tests.factories import Factory

Issue = Callable[..., tuple[Card, str]]
Enter = Callable[[str, str], Card | None]


@pytest.fixture
def person(make: Factory) -> Profile:
    return make.active_profile()


@pytest.fixture
def issue(session: Session, person: Profile, clock: Clock) -> Issue:
    def one(days: int = 183) -> tuple[Card, str]:
        issued = cards.issue(session, person, by=person.referent.as_actor(), now=clock(), days=days)
        session.commit()
        return issued

    return one


@pytest.fixture
def enter(session: Session, clock: Clock) -> Enter:
    """Return the three steps of a try, each committed as the screen does."""

    def one(handle: str, secret: str) -> Card | None:
        tried = cards.count_try(session, handle, now=clock())
        session.commit()
        right = cards.verify(tried, secret)
        card = cards.settle(session, tried, right=right, now=clock())
        session.commit()
        session.expire_all()
        return card

    return one


def test_a_card_carries_at_least_fifty_bits_and_keeps_only_the_hash_of_its_secret(issue: Issue) -> None:
    """R49: 4 + 8 signs of 32."""
    card, secret = issue()
    assert (len(card.handle), len(secret)) == (4, 8)
    assert set(card.handle + secret) <= set(identifiers.ALPHABET)
    assert not set("01OI") & set(identifiers.ALPHABET)
    assert len(identifiers.ALPHABET) == 32
    assert card.secret_hash.startswith("$argon2id$")


def test_it_opens_however_it_is_typed(issue: Issue, enter: Enter) -> None:
    card, secret = issue()
    typed = f"{secret[:4].lower()} - {secret[4:].lower()}"
    assert enter(f" {card.handle.lower()} ", typed) is not None


def test_five_refused_tries_and_it_is_dead_even_for_the_right_secret(
    issue: Issue, enter: Enter, session: Session
) -> None:
    card, secret = issue()
    assert [enter(card.handle, "WRONG234") for _ in range(5)] == [None] * 5
    assert enter(card.handle, secret) is None
    assert session.get_one(Card, card.id).failed_tries == 5
    assert cards.current_of(session, card.profile_id, now=card.created_at) is None


def test_the_fifth_try_may_be_the_right_one_and_wipes_the_count(
    issue: Issue, enter: Enter, session: Session
) -> None:
    card, secret = issue()
    for _ in range(4):
        enter(card.handle, "WRONG234")
    assert enter(card.handle, secret) is not None
    assert session.get_one(Card, card.id).failed_tries == 0


def test_an_expired_card_opens_nothing(issue: Issue, enter: Enter, clock: Clock) -> None:
    card, secret = issue(days=10)
    clock.advance(days=10)
    assert enter(card.handle, secret) is None


def test_a_revoked_card_opens_nothing_and_its_sessions_end(
    issue: Issue, enter: Enter, session: Session, person: Profile, clock: Clock
) -> None:
    card, secret = issue()
    _, token = sessions.open_for_card(session, card, device="x", now=clock())
    cards.revoke(session, card, by=person.referent.as_actor(), now=clock())
    session.commit()
    assert enter(card.handle, secret) is None
    assert sessions.find_open(session, token, now=clock()) is None


def test_a_new_card_revokes_the_one_before_and_its_sessions(
    issue: Issue, enter: Enter, session: Session, clock: Clock
) -> None:
    old, old_secret = issue()
    _, token = sessions.open_for_card(session, old, device="x", now=clock())
    new, new_secret = issue()
    assert enter(old.handle, old_secret) is None
    assert enter(new.handle, new_secret) is not None
    assert sessions.find_open(session, token, now=clock()) is None


def test_every_refusal_is_the_same_and_is_journaled_without_a_value(
    issue: Issue, enter: Enter, session: Session
) -> None:
    """G1, L1: an unknown number is worked on as long as a known one."""
    card, _ = issue()
    assert enter("ZZZZ", "WRONG234") is None
    assert enter(card.handle, "WRONG234") is None
    rows = session.scalars(select(JournalEntry).where(JournalEntry.event == JournalEvent.CARD_REFUSED)).all()
    assert {row.profile_id for row in rows} == {None, card.profile_id}
    assert all(row.motive is None for row in rows)


def test_unknown_dead_and_known_cards_all_cost_one_hash(
    issue: Issue, session: Session, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    card, _ = issue()
    hashed: list[str | None] = []
    monkeypatch.setattr(cards, "verify_secret", lambda kept, typed: hashed.append(kept) or False)
    for handle in ("ZZZZ", card.handle, *[card.handle] * 5):
        cards.verify(cards.count_try(session, handle, now=clock()), "WRONG234")
    assert hashed == [None, *[card.secret_hash] * 5, None]


def test_only_an_account_issues_a_card(session: Session, person: Profile, clock: Clock) -> None:
    with pytest.raises(ValueError, match="account"):
        cards.issue(session, person, by=Actor.person(person.id), now=clock(), days=10)


def test_a_card_may_be_drawn_before_the_transaction(session: Session, person: Profile, clock: Clock) -> None:
    """D1: no hash inside a write transaction."""
    drawn = cards.draw_secret()
    card, secret = cards.issue(
        session, person, by=person.referent.as_actor(), now=clock(), days=10, drawn=drawn
    )
    assert (card.secret_hash, secret) == (drawn.secret_hash, drawn.secret)


def test_twenty_parallel_guesses_are_never_more_than_five(
    app: Flask, issue: Issue, clock: Clock, session: Session
) -> None:
    card, _ = issue()
    start, looked_at = Barrier(20), []

    def guess() -> None:
        with app.app_context():
            start.wait(timeout=20)
            with transaction() as own:
                tried = cards.count_try(own, card.handle, now=clock())
            if tried.secret_hash is not None:
                looked_at.append(1)
            with transaction() as own:
                cards.settle(own, tried, right=False, now=clock())
            db.session.remove()

    threads = [Thread(target=guess) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    session.expire_all()
    assert len(looked_at) == 5
    assert session.get_one(Card, card.id).failed_tries == 5
