"""Everyone at once: the same answers as one by one, and the plan that shares the free places."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from bénévolat.matching.engine import Engine
from bénévolat.matching.formats import Offer, Profile, ProfileMatches
from bénévolat.matching.plan import Candidate, Plan, plan
from bénévolat.matching.rankings import Ranking
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
    shares = share(engine, candidates).shares
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


def candidate(engine: Engine, person: Profile, ranking: Ranking) -> Candidate:
    """Return what the plan needs of one person."""
    offers = tuple(map(engine.ids.__getitem__, ranking.wide.tolist()))
    return Candidate(person.id, person.priority, offers, tuple(ranking.wide_scores.tolist()))


def share(engine: Engine, candidates: Sequence[Candidate], *, exact: bool = False) -> Plan:
    """Share the free places over everybody, and count what the plan did."""
    found = plan(candidates, engine.limits(), engine.settings.plan_size, exact=exact)
    engine.counters.without_proposal += found.counts.without_proposal
    engine.counters.over_limit += found.counts.over_limit
    return found
