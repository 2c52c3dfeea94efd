"""The engine: for each person the missions that are wanted, near, possible and well supervised, with reasons.

Deterministic: offers are put in the order of their identifiers, all sums are integers, and nothing about one
person depends on another, except ``plan``, which shares the free places of a whole batch.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from bénévolat.matching import explain, plan
from bénévolat.matching.formats import Match, NearMiss, Offer, Part, Profile, ProfileMatches
from bénévolat.matching.gates import GATES, Situation
from bénévolat.matching.index import DESCRIPTION, SKILL, TASK, TITLE, Evidence, Field, TextIndex
from bénévolat.matching.lexicon import Lexicon
from bénévolat.matching.scoring import Points, score, text_points
from bénévolat.matching.sentences import french
from bénévolat.matching.settings import DEFAULT, PARTS, VERSION, Settings
from bénévolat.matching.table import OfferTable
from bénévolat.matching.travel import journeys

__all__ = ["DEFAULT", "VERSION", "Counters", "Engine", "Ranking", "Settings", "match"]

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(slots=True)
class Counters:
    """What a run did: pairs considered, filter tests made, eligible pairs, people and plan."""

    pairs: int = 0
    filter_tests: int = 0
    eligible: int = 0
    matches: int = 0
    without_match: int = 0
    without_proposal: int = 0
    over_limit: int = 0


@dataclass(frozen=True, slots=True)
class Chip:
    """A piece of what the person said: its words, wish or skill, weight per mille."""

    words: str
    kind: str
    weight: int


@dataclass(frozen=True, slots=True)
class Ranking:
    """The answer in numbers: rows of the offers proposed, best first; candidates of the plan; near misses."""

    rows: Ints
    candidates: tuple[str, ...]
    near: Ints


class Engine:
    """The offers, read once, ready to answer for one person or for many."""

    def __init__(
        self,
        offers: Iterable[Offer],
        settings: Settings = DEFAULT,
        today: date | None = None,
        lexicon: Lexicon | None = None,
    ) -> None:
        """Read the offers. ``today`` defaults to the current date. Two offers of one id: ValueError."""
        self.offers = sorted(offers, key=lambda offer: offer.id)
        if len({offer.id for offer in self.offers}) != len(self.offers):
            raise ValueError("Deux offres portent le même identifiant.")
        self.settings = settings
        self.today = today or datetime.now(ZoneInfo("Europe/Paris")).date()
        self.table = OfferTable.of(self.offers)
        self.index = TextIndex([_fields(offer) for offer in self.offers], lexicon)
        self.counters = Counters()

    def one(self, profile: Profile, top: int = 10) -> ProfileMatches:
        """Return the answer for one person; the plan is then their own best offers with a free place."""
        ranking = self.rank(profile, top)
        return self.explain(profile, ranking, ranking.candidates[: self.settings.plan_size])

    # --- numbers

    def chips(self, profile: Profile) -> tuple[list[Chip], list[str]]:
        """Return what the person wants and can do as chips, and the words to avoid (negations included)."""
        wanted: list[Chip] = []
        avoided = list(profile.avoid)
        for kind, texts, weight in (
            ("wish", profile.wishes, 1000),
            ("skill", profile.skills, self.settings.skill_weight),
        ):
            for text in texts:
                parts = self.index.chips(text)
                wanted += [Chip(words, kind, weight) for words in parts.wanted]
                avoided += parts.avoided
        return wanted, avoided

    def rank(self, profile: Profile, top: int = 10) -> Ranking:
        """Return which offers to propose, best first, ties by identifier."""
        chips, _ = self.chips(profile)
        text = text_points([(self.index.score(chip.words), chip.weight) for chip in chips], len(self.offers))
        rows = np.flatnonzero(text >= self.settings.min_text)
        situation, _ = self._situation(profile, rows)
        blocked = np.zeros(len(rows), dtype=np.int64)
        final = np.zeros(len(rows), dtype=bool)
        for gate in GATES:
            blocked += gate.blocks(situation)
            if gate.final is not None:
                final |= gate.final(situation)
        total = score(situation, text[rows]).total
        order = np.lexsort((rows, -total))
        passing = order[(blocked[order] == 0) & (total[order] >= self.settings.min_score)]
        near = order[(blocked[order] >= 1) & (blocked[order] <= 2) & ~final[order]]
        self.counters.pairs += len(self.offers)
        self.counters.filter_tests += len(rows) * len(GATES)
        self.counters.eligible += int(np.count_nonzero(blocked == 0))
        wide = rows[passing[: max(top, self.settings.plan_candidates)]]
        return Ranking(
            rows[passing[:top]],
            tuple(self.offers[int(row)].id for row in wide),
            rows[near[: self.settings.near_misses]],
        )

    def _situation(self, profile: Profile, rows: Ints) -> tuple[Situation, dict[int, tuple[str, str]]]:
        """Return the person before some offers, and the words to avoid that are only mentioned."""
        table = self.table.take(rows)
        offers = [self.offers[int(row)] for row in rows]
        _, avoid = self.chips(profile)
        said = self.index.avoided(avoid, [int(row) for row in rows]) if avoid else {}
        subject: dict[int, tuple[str, str]] = {}
        mentioned: dict[int, tuple[str, str]] = {}
        for position, row in enumerate(rows):
            if int(row) in said:
                chip, words, is_subject = said[int(row)]
                (subject if is_subject else mentioned)[position] = (chip, words)
        found = journeys(profile, table, self.settings)
        return Situation(profile, offers, table, found, subject, self.today, self.settings), mentioned

    # --- words

    def explain(self, profile: Profile, ranking: Ranking, proposed: Sequence[str] = ()) -> ProfileMatches:
        """Turn a ranking into proposals with reasons. ``proposed``: the person's part of the plan."""
        chips, _ = self.chips(profile)
        rows = np.concatenate([ranking.rows, ranking.near])
        situation, mentioned = self._situation(profile, rows)
        answers = [(self.index.score(chip.words)[rows], chip.weight) for chip in chips]
        points = score(situation, text_points(answers, len(rows)))
        matches = []
        for position in range(len(ranking.rows)):
            best = self._evidence(chips, answers, position, int(rows[position]))
            matches.append(self._match(situation, points, position, best, mentioned.get(position)))
        near = range(len(ranking.rows), len(rows))
        blocks = {gate.code: gate.blocks(situation) for gate in GATES} if near else {}
        misses = [self._near_miss(situation, points, blocks, position) for position in near]
        return ProfileMatches(profile.id, VERSION, tuple(matches), tuple(misses), tuple(proposed))

    def _evidence(
        self, chips: list[Chip], answers: list[tuple[Ints, int]], position: int, row: int
    ) -> list[str]:
        """Return the sentences of the chips that met the offer, strongest first, at least one."""
        strength = [int(points[position]) * weight // 1000 for points, weight in answers]
        found: list[tuple[Evidence, str]] = []
        for number in sorted(range(len(chips)), key=lambda number: (-strength[number], number)):
            if found and strength[number] < self.settings.min_text:
                break
            evidence = self.index.explain(chips[number].words, row)
            if evidence is not None:
                found.append((evidence, chips[number].kind))
        sentences = [explain.chip_reason(evidence, kind) for evidence, kind in found]
        return list(dict.fromkeys(sentences))[: explain.MOST_REASONS]

    def _match(
        self,
        situation: Situation,
        points: Points,
        position: int,
        reasons: list[str],
        mentioned: tuple[str, str] | None,
    ) -> Match:
        whys = {
            "wishes": " ".join(reasons[:2]),
            "supervision": explain.supervision_why(situation, position),
            "travel": explain.travel_why(situation, position),
            "availability": explain.availability_why(situation, position),
            "renewal": explain.renewal_why(situation, position),
        }
        parts = {
            part: Part(int(points.points[part][position]), int(points.most[part][position]), whys[part])
            for part in PARTS
        }
        said = list(reasons)
        if parts["travel"].max:
            said.append(whys["travel"])
        if parts["availability"].max:
            said.append(whys["availability"])
        comfort = explain.comfort_reason(situation.profile, situation.offers[position])
        said += [comfort] if comfort else []
        row = int(situation.table.rows[position])
        checks = explain.to_check(situation, position, self.index.hints(row), mentioned)
        offer = situation.offers[position].id
        return Match(offer, int(points.total[position]), parts, tuple(said), tuple(checks))

    def _near_miss(
        self, situation: Situation, points: Points, blocks: dict[str, Mask], position: int
    ) -> NearMiss:
        codes, whys, unlocks = [], [], []
        for gate in GATES:
            if blocks[gate.code][position]:
                why, unlock = gate.explain(situation, position)
                codes.append(gate.code)
                whys.append(french(why))
                unlocks.append(french(unlock))
        offer = situation.offers[position].id
        return NearMiss(
            offer, int(points.total[position]), tuple(codes), tuple(whys), explain.unlock_all(unlocks)
        )

    # --- many

    def limits(self) -> dict[str, int]:
        """Return the most proposals of each offer in a plan: free places × factor (one place if unknown)."""
        factor = self.settings.plan_factor
        return {
            offer.id: factor * (1 if offer.places_free is None else offer.places_free)
            for offer in self.offers
        }


def _fields(offer: Offer) -> list[Field]:
    fields = [Field(TITLE, offer.title)]
    fields += [Field(TASK, task) for task in offer.tasks]
    fields += [Field(SKILL, skill) for skill in offer.skills]
    return [*fields, Field(DESCRIPTION, offer.description)] if offer.description else fields


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
    if len({person.id for person in people}) != len(people):
        raise ValueError("Deux profils portent le même identifiant.")
    rankings = [engine.rank(person, top) for person in people]
    limits = engine.limits()
    shares = plan.share(
        [
            plan.Candidate(person.id, person.priority, ranking.candidates)
            for person, ranking in zip(people, rankings, strict=True)
        ],
        limits,
        engine.settings.plan_size,
    )
    _count(engine, rankings, shares, limits)
    for person, ranking in zip(people, rankings, strict=True):
        yield engine.explain(person, ranking, shares[person.id])


def _count(
    engine: Engine, rankings: list[Ranking], shares: dict[str, tuple[str, ...]], limits: dict[str, int]
) -> None:
    used: dict[str, int] = {}
    for offers in shares.values():
        for offer in offers:
            used[offer] = used.get(offer, 0) + 1
    counters = engine.counters
    counters.matches += sum(len(ranking.rows) for ranking in rankings)
    counters.without_match += sum(len(ranking.rows) == 0 for ranking in rankings)
    served = sum(bool(offers) for offers in shares.values())
    counters.without_proposal += sum(bool(ranking.candidates) for ranking in rankings) - served
    counters.over_limit += sum(count > limits[offer] for offer, count in used.items())
