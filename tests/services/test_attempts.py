"""Counted tries (L1): five in a quarter of an hour, ten then an hour, thirty for an address."""

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from bénévolat.extensions import db, transaction
from bénévolat.models.attempts import Attempt
from bénévolat.services import attempts
from bénévolat.services.attempts import AttemptKind, TooManyTries
from tests.clock import Clock

KEY = b"key of the tests"
Guess = Callable[..., attempts.Try]


@pytest.fixture
def guess(session: Session, clock: Clock) -> Guess:
    """Return a refused try on an account, at the present time."""

    def one(value: str = "anne@exemple.fr", kind: AttemptKind = AttemptKind.ACCOUNT) -> attempts.Try:
        return attempts.count_try(session, kind, value, key=KEY, now=clock())

    return one


def test_the_sixth_try_in_a_quarter_of_an_hour_is_refused_with_the_wait(guess: Guess) -> None:
    for _ in range(5):
        guess()
    with pytest.raises(TooManyTries, match="Recommencez dans 15\u00a0minutes"):
        guess()


def test_another_account_is_not_concerned(guess: Guess) -> None:
    for _ in range(5):
        guess()
    guess("paul@exemple.fr")


def test_a_quarter_of_an_hour_later_five_more_tries_then_one_hour(guess: Guess, clock: Clock) -> None:
    for _ in range(5):
        guess()
    clock.advance(minutes=15)
    for _ in range(5):
        guess()
    clock.advance(minutes=16)
    with pytest.raises(TooManyTries, match="Recommencez dans 44\u00a0minutes"):
        guess()
    clock.advance(minutes=44)
    guess()
    with pytest.raises(TooManyTries, match="Recommencez dans 60\u00a0minutes"):
        guess()


def test_tries_made_during_the_wait_do_not_make_it_longer(guess: Guess, clock: Clock) -> None:
    for _ in range(5):
        guess()
    clock.advance(minutes=14)
    for _ in range(50):
        with pytest.raises(TooManyTries, match="Recommencez dans 1\u00a0minute\\."):
            guess()
    clock.advance(minutes=1)
    guess()


def test_old_tries_are_forgotten_and_purged(guess: Guess, session: Session, clock: Clock) -> None:
    for _ in range(4):
        guess()
        clock.advance(minutes=20)
    clock.advance(hours=24)
    for _ in range(5):
        guess()
    assert attempts.purge(session, now=clock()) == 4


def test_an_address_has_thirty_tries_in_a_quarter_of_an_hour(guess: Guess, clock: Clock) -> None:
    for _ in range(30):
        guess("192.0.2.1", AttemptKind.ADDRESS)
        clock.advance(seconds=2)
    with pytest.raises(TooManyTries):
        guess("192.0.2.1", AttemptKind.ADDRESS)


def test_a_right_try_is_given_back_and_the_account_starts_again(guess: Guess, session: Session) -> None:
    for _ in range(4):
        guess()
    attempts.give_back(session, guess())
    guess()
    with pytest.raises(TooManyTries):
        guess()
    attempts.forget(session, AttemptKind.ACCOUNT, "anne@exemple.fr", key=KEY)
    guess()


def test_what_is_kept_is_a_keyed_hash_and_never_the_address(guess: Guess, session: Session) -> None:
    """G1."""
    guess()
    kept = session.scalars(select(Attempt)).one()
    assert "anne" not in f"{kept.kind} {kept.key_hash}"
    other = attempts.key_hash(AttemptKind.ACCOUNT, "anne@exemple.fr", b"another key")
    assert len(kept.key_hash) == 64
    assert kept.key_hash != other


def test_twenty_parallel_tries_are_counted_as_five(app: Flask, clock: Clock) -> None:
    """L1: the count is taken before the secret is looked at, by every worker at once."""
    start, passed = Barrier(20), []

    def one() -> None:
        with app.app_context():
            start.wait(timeout=20)
            try:
                with transaction() as session:
                    attempts.count_try(session, AttemptKind.ACCOUNT, "anne", key=KEY, now=clock())
            except TooManyTries:
                return
            finally:
                db.session.remove()
            passed.append(1)

    threads = [Thread(target=one) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert len(passed) == 5


def test_a_wait_never_lasts_more_than_its_limit_says() -> None:
    assert max(limit.pause for limits in attempts.LIMITS.values() for limit in limits) == timedelta(hours=1)
