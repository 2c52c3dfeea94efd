"""Guessing a card from as many addresses as one likes: what the throttle lets be tried, and what it comes to.

The figures are those of ``docs/decisions/0022-carte.md``, which is read here: change one, change the other.
"""

from itertools import count
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from bénévolat.domain.identifiers import ALPHABET, HANDLE_LENGTH, SECRET_LENGTH
from bénévolat.models.attempts import Attempt
from bénévolat.models.cards import Card
from bénévolat.services import cards
from bénévolat.services.cards import NewSecret
from bénévolat.services.passwords import hash_secret
from tests.clock import Clock
from tests.factories import Factory
from tests.pages import new_client

PAGE = Path(__file__).parents[2] / "docs" / "decisions" / "0022-carte.md"
CARDS, DAYS = 10_000, 183


def french(number: float) -> str:
    """Return «1,15 × 10^14»."""
    digits, power = f"{number:.2e}".split("e")
    return f"{digits.replace('.', ',')} × 10^{int(power)}"


def test_the_figures_of_the_decision_page_are_those_of_the_code() -> None:
    """Issue 5: with the throttles on, 10,000 cards, unlimited addresses."""
    page = PAGE.read_text(encoding="utf-8").replace("\u00a0", " ").replace("\u202f", " ")
    handles, secrets = len(ALPHABET) ** HANDLE_LENGTH, len(ALPHABET) ** SECRET_LENGTH
    one_blind_try = CARDS / handles / secrets
    until_all_are_dead = cards.MAX_TRIES * CARDS
    with_daily_visits = (cards.MAX_TRIES - 1) * DAYS * CARDS
    for said in (
        french(1 / one_blind_try),
        french(secrets),
        french(until_all_are_dead / secrets),
        french(with_daily_visits / secrets),
        f"{until_all_are_dead:,}".replace(",", " "),
        f"{with_daily_visits:,}".replace(",", " "),
        f"{cards.MAX_TRIES * handles:,}".replace(",", " "),
    ):
        assert said in page, said
    assert handles * secrets >= 2**50, "L2"


@pytest.mark.sqlite
def test_from_as_many_addresses_as_one_likes_a_card_is_tried_five_times_and_no_more(
    app: Flask, make: Factory, session: Session, clock: Clock
) -> None:
    """The same model, small enough to be played: secrets of one sign, one card for each of the 32.

    Whoever tries five signs on every card, each time from another address, opens five in thirty-two: the share of
    the formula, ``tries / secrets``. Then every other card is dead, for its holder too, and for good.
    """
    referent = make.travailleur_social()
    secrets: dict[str, str] = {}
    for sign in ALPHABET:
        person = make.active_profile(referent)
        drawn = NewSecret(sign, hash_secret(sign))
        card, _ = cards.issue(session, person, by=referent.as_actor(), now=clock(), days=DAYS, drawn=drawn)
        secrets[card.handle] = sign
    session.commit()
    addresses = (f"203.0.{number // 250}.{number % 250}" for number in count())

    def opens(handle: str, secret: str) -> bool:
        visitor = new_client(app, session)
        visitor.inspecting = False
        answer = visitor.post_form(
            "/acces", {"handle": handle, "secret": secret}, environ_overrides={"REMOTE_ADDR": next(addresses)}
        )
        assert answer.status_code in {303, 422}, "never a word about tries: no address has had two"
        return answer.status_code == 303

    opened = {
        handle for handle in secrets if any(opens(handle, sign) for sign in ALPHABET[: cards.MAX_TRIES])
    }
    assert len(opened) / len(secrets) == cards.MAX_TRIES / len(ALPHABET)
    dead = session.scalars(select(Card).where(Card.failed_tries == cards.MAX_TRIES)).all()
    assert {card.handle for card in dead} == set(secrets) - opened
    clock.advance(days=30)
    assert not any(opens(card.handle, secrets[card.handle]) for card in dead)
    assert len({row.key_hash for row in session.scalars(select(Attempt))}) > len(secrets)
