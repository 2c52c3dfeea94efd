"""People and missions for the tests of the engine: a pair that matches, from which each test departs."""

from datetime import date
from typing import Any

import numpy as np

from bénévolat.matching import Engine, Match, NearMiss, Offer, Profile, ProfileMatches
from bénévolat.matching.answers import Answers
from bénévolat.matching.documents import Documents
from bénévolat.matching.lexicon import default_lexicon
from bénévolat.matching.questions import Chip

TODAY = date(2026, 11, 16)
TROYES: dict[str, Any] = {"commune": "10387", "lat": 48.2973, "lon": 4.0744}


def person(**changes: Any) -> Profile:
    """Someone of Troyes who likes to cook and about whom everything is known."""
    facts: dict[str, Any] = {
        "id": "p1",
        "wishes": ["aime cuisiner"],
        "french_level": 2,
        "supervision_need": 1,
        **TROYES,
        "travel": {"walk": 30},
        "slots": ["mon_am", "wed_pm"],
        "seen_offers": [],
    }
    return Profile.from_json({**facts, **changes})


def mission(**changes: Any) -> Offer:
    """A cooking mission in Troyes, with everything said, that suits ``person``."""
    facts: dict[str, Any] = {
        "id": "o1",
        "association": "a1",
        "title": "Préparer le repas partagé du lundi",
        "tasks": ["préparation de repas"],
        **TROYES,
        "transit": "none",
        "slots": ["mon_am", "tue_am"],
        "slots_needed": 1,
        "demands": [],
        "french_level": 1,
        "supervision_level": 1,
        "supervision_present": True,
        "places_free": 2,
    }
    return Offer.from_json({**facts, **changes})


def answer(profile: Profile, *offers: Offer, today: date = TODAY) -> ProfileMatches:
    """What the engine says to one person about these offers."""
    return Engine(offers, today=today).one(profile)


def proposal(profile: Profile, offer: Offer) -> Match:
    """The one proposal expected."""
    found = answer(profile, offer)
    assert [match.offer for match in found.matches] == [offer.id], found
    return found.matches[0]


def near_miss(profile: Profile, offer: Offer, today: date = TODAY) -> NearMiss:
    """The one near miss expected, and no proposal."""
    found = answer(profile, offer, today=today)
    assert found.matches == ()
    assert [miss.offer for miss in found.near_misses] == [offer.id], found
    return found.near_misses[0]


def plain(sentence: str) -> str:
    """A sentence with ordinary spaces, to compare words rather than typography."""
    return sentence.replace("\u00a0", " ")


def relevance(said: str, *titles: str) -> list[int]:
    """How much each title answers one chip, per mille (no negation is read)."""
    offers = [Offer(f"{number:03}", title) for number, title in enumerate(titles)]
    questions = Answers(*Documents.of(offers, default_lexicon()))
    chip = Chip(said, "wish", 1000, questions.question(said))
    found: list[int] = questions.answer_at(chip, np.arange(len(titles))).tolist()
    return found
