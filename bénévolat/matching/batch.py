"""Everyone at once: the same answers as one by one, and the plan that shares the free places."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from bénévolat.matching import plan
from bénévolat.matching.engine import Engine
from bénévolat.matching.formats import Offer, Profile, ProfileMatches
from bénévolat.matching.ranker import Ranking
from bénévolat.matching.settings import DEFAULT, Settings

TOGETHER = 64
"""People ranked at once: enough to spread the cost of a call, few enough for the processor's memory."""


def match(
    profiles: Iterable[Profile],
    offers: Iterable[Offer],
    settings: Settings = DEFAULT,
    today: date | None = None,
    top: int = 10,
    engine: Engine | None = None,
) -> Iterator[ProfileMatches]:
    """Yield the answer for each person, in the order given.

    The order of profiles and offers changes no answer. ``plan`` is shared over the profiles given.
    Pass ``engine`` to keep its counters (offers, settings and today are then its own).
    """
    engine = engine or Engine(offers, settings, today)
    people = list(profiles)
    rankings = list(rank_all(engine, people, top))
    candidates = [candidate(engine, *pair) for pair in zip(people, rankings, strict=True)]
    shares = share(engine, candidates)
    for person, ranking in zip(people, rankings, strict=True):
        yield engine.explain(person, ranking, shares[person.id])


def rank_all(engine: Engine, people: Sequence[Profile], top: int) -> Iterator[Ranking]:
    """Rank the offers for each person. Two people of one identifier: ValueError."""
    if len({person.id for person in people}) != len(people):
        raise ValueError("Deux profils portent le même identifiant.")
    for start in range(0, len(people), TOGETHER):
        for ranking in engine.rank_some(people[start : start + TOGETHER], top):
            engine.counters.matches += len(ranking.rows)
            engine.counters.without_match += len(ranking.rows) == 0
            yield ranking


def candidate(engine: Engine, person: Profile, ranking: Ranking) -> plan.Candidate:
    """Return what the plan needs of one person."""
    offers = tuple(engine.offers[row].id for row in ranking.wide.tolist())
    return plan.Candidate(person.id, person.priority, offers)


def share(engine: Engine, candidates: Sequence[plan.Candidate]) -> Mapping[str, tuple[str, ...]]:
    """Share the free places over everybody, and count what the plan did."""
    limits = engine.limits()
    shares = plan.share(candidates, limits, engine.settings.plan_size)
    used: dict[str, int] = {}
    for offers in shares.values():
        for offer in offers:
            used[offer] = used.get(offer, 0) + 1
    counters = engine.counters
    served = sum(bool(offers) for offers in shares.values())
    counters.without_proposal += sum(bool(one.offers) for one in candidates) - served
    counters.over_limit += sum(count > limits[offer] for offer, count in used.items())
    return shares
