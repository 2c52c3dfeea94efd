"""The engine again, slowly and apart: one pair at a time, plain Python, from the fields of a profile and an offer.

It shares with the engine the reading of French words (text, lexicon, chips), the usual settings and nothing else: no
table, no mask, no cache of answers. What it says of a pair is the definition, which the engine must meet exactly.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from bénévolat.matching.formats import Offer, Profile
from bénévolat.matching.lexicon import Lexicon
from bénévolat.matching.places import abroad_words
from bénévolat.matching.settings import DEFAULT, Means
from bénévolat.matching.text import fold
from tests.matching.exhaustive_words import Person, Read, Words

FULL_MINUTES, LOST_A_MINUTE = 10, 16
EARTH = 6_371_008.8
NEAR_FILTERS, NEAR_STRENGTH, NEAR_POOL = 2, 500, 32


@dataclass
class Verdict:
    """One pair: total, points and most points of each part, filters that stop it, and whether it is ever shown."""

    offer: str
    total: int
    parts: dict[str, tuple[int, int]]
    blocked_by: tuple[str, ...]
    hidden: bool


@dataclass
class Lists:
    """One person: proposals and near misses, best first."""

    matches: list[Verdict]
    near: list[Verdict]


class Exhaustive(Words):
    """Every offer, asked one by one."""

    def __init__(self, offers: Sequence[Offer], today: date, lexicon: Lexicon | None = None) -> None:
        super().__init__(offers, lexicon)
        self.today = today

    # --- one pair

    def verdict(self, person: Person, read: Read, text: int) -> Verdict:
        """Everything about one pair."""
        profile, offer = person.profile, read.offer
        metres = _metres(profile, offer)
        minutes, unsure = self._journey(profile, offer, metres)
        common = len(set(profile.slots) & set(offer.slots))
        needed = min(offer.slots_needed, len(offer.slots) or 1)
        dated = bool(profile.slots and offer.slots)
        first = max(self.today, profile.available_from or self.today)
        stops = {
            "travel": minutes is None and not unsure,
            "abroad": bool(abroad_words(offer)),
            "slots": dated and common < needed,
            "places": offer.places_free == 0 or not offer.supervision_present,
            "supervision": _more(profile.supervision_need, offer.supervision_level),
            "constraints": any(f"no_{demand}" in profile.constraints for demand in offer.demands or ()),
            "avoid": any(_is_about(read, *avoided) for avoided in person.avoided),
            "french": _more(offer.french_level, profile.french_level),
            "dates": not _open(offer, first),
            "excluded_association": _named(profile.excluded_associations, offer),
            "former_employer": _named(profile.former_employers, offer),
        }
        blocked = tuple(code for code, stopped in stops.items() if stopped)
        parts = {
            "wishes": (_points(DEFAULT.wishes, text), DEFAULT.wishes),
            "supervision": _supervision(profile, offer),
            "travel": (0, 0) if unsure else (_travel(minutes), DEFAULT.travel),
            "availability": _availability(common, needed) if dated else (0, 0),
            "renewal": (0, 0)
            if profile.seen_offers is None
            else (0 if offer.id in profile.seen_offers else DEFAULT.renewal, DEFAULT.renewal),
        }
        got, most = sum(points for points, _ in parts.values()), sum(most for _, most in parts.values())
        total = (200 * got + most) // (2 * most)
        hidden = (
            len(blocked) > NEAR_FILTERS
            or (stops["travel"] and metres is not None and metres > DEFAULT.near_miss_metres)
            or (offer.ends is not None and offer.ends < self.today)
            or stops["excluded_association"]
            or stops["former_employer"]
        )
        return Verdict(offer.id, total, parts, blocked, hidden)

    def _journey(self, profile: Profile, offer: Offer, metres: int | None) -> tuple[int | None, bool]:
        """The fewest minutes the person accepts (None: out of reach), and whether nobody can tell."""
        if offer.remote:
            return 0, False
        if metres is None or not profile.travel:
            return None, metres is None or metres <= DEFAULT.near_miss_metres
        possible = set(offer.slots) & set(profile.slots) if profile.slots else set(offer.slots)
        served = [slot for slot in possible if _line_runs(offer, slot)]
        runs = len(served) >= min(offer.slots_needed, len(offer.slots), len(possible))
        minutes, maybe = [], False
        for means in DEFAULT.means:
            if means.code in profile.travel:
                time = _minutes(means, metres)
                if time <= profile.travel[means.code]:
                    if not means.transit or (offer.transit in means.transit and runs):
                        minutes.append(time)
                    maybe = maybe or bool(means.transit and offer.transit == "unknown")
        return (min(minutes), False) if minutes else (None, maybe)

    # --- one person

    def one(self, profile: Profile, top: int = 10) -> Lists:
        """The lists of one person: everything is asked, then sorted."""
        free: list[tuple[Verdict, Offer]] = []
        nearly: list[tuple[int, int, Verdict, Offer]] = []
        person = self.person(profile)
        for read in self.read:
            text = self.text(person, read)
            strongest = self.strongest(person, read)
            if text < DEFAULT.min_text and strongest < NEAR_STRENGTH:
                continue
            verdict = self.verdict(person, read, text)
            if verdict.hidden:
                continue
            if verdict.blocked_by:
                if strongest >= NEAR_STRENGTH:
                    nearly.append((strongest, text, verdict, read.offer))
            elif text >= DEFAULT.min_text and verdict.total >= DEFAULT.min_score:
                free.append((verdict, read.offer))
        free.sort(key=lambda one: (-one[0].total, one[0].offer))
        nearly.sort(key=lambda one: (-one[0], one[2].offer))  # those that one word meets best…
        size = NEAR_POOL
        while size < len(nearly) and len({_campaign(one[3]) for one in nearly[:size]}) < DEFAULT.near_misses:
            size *= 4
        near = [one[1:] for one in nearly[:size] if one[1] >= DEFAULT.min_text]
        near.sort(
            key=lambda one: (-one[0], one[1].offer)
        )  # …the nearest to the wishes, then the best of them
        wished = _told_once([one[1:] for one in near])[: DEFAULT.near_misses]
        return Lists(_told_once(free)[:top], sorted(wished, key=lambda verdict: -verdict.total))


def _told_once(found: Sequence[tuple[Verdict, Offer]]) -> list[Verdict]:
    """A campaign told in several towns counts in the best of them."""
    kept: list[Verdict] = []
    towns: dict[tuple[str, str], str | None] = {}
    for verdict, offer in found:
        if towns.setdefault(_campaign(offer), offer.commune) == offer.commune:
            kept.append(verdict)
    return kept


def _campaign(offer: Offer) -> tuple[str, str]:
    return offer.association or "", " ".join(fold(offer.title).split())


def _is_about(read: Read, terms: Sequence[str], demands: Sequence[str]) -> bool:
    return any(term in read.terms and not read.terms[term].passing for term in terms) or any(
        read.hints.get(demand, False) for demand in demands
    )


def _points(weight: int, per_mille: int) -> int:
    return (weight * per_mille + 500) // 1000


def _supervision(profile: Profile, offer: Offer) -> tuple[int, int]:
    got = most = 0
    if profile.supervision_need is not None and offer.supervision_level is not None:
        most += 700
        got += 700 if offer.supervision_level >= profile.supervision_need else 0
    if offer.places_free is not None:
        most += 300
        got += 100 * min(3, offer.places_free) if offer.supervision_present else 0
    return _points(DEFAULT.supervision, got), _points(DEFAULT.supervision, most)


def _travel(minutes: int | None) -> int:
    if minutes is None:
        return 0
    share = 1000 - LOST_A_MINUTE * max(0, minutes - FULL_MINUTES)
    return _points(DEFAULT.travel, max(100, share))


def _availability(common: int, needed: int) -> tuple[int, int]:
    share = min(1000, 600 + 200 * (common - needed)) if common >= needed else 300 * common // needed
    return _points(DEFAULT.availability, share), DEFAULT.availability


def _minutes(means: Means, metres: int) -> int:
    return means.fixed + math.ceil(Fraction(metres * DEFAULT.detour * 60, 1000 * means.speed))


def _line_runs(offer: Offer, slot: str) -> bool:
    day, time = slot.split("_")
    late = time != "eve" or "evening" in offer.transit_off_hours
    return late and (day != "sun" or "sunday" in offer.transit_off_hours)


def _metres(profile: Profile, offer: Offer) -> int | None:
    """Great-circle metres (haversine); None when a point is missing."""
    if profile.lat is None or profile.lon is None or offer.lat is None or offer.lon is None:
        return None
    one, other = math.radians(profile.lat), math.radians(offer.lat)
    across = math.radians(offer.lon - profile.lon)
    half = math.sin((other - one) / 2) ** 2 + math.cos(one) * math.cos(other) * math.sin(across / 2) ** 2
    return round(2 * EARTH * math.asin(math.sqrt(half)))


def _open(offer: Offer, first: date) -> bool:
    """Whether one day at least is open from the first day of the person to the end of the mission."""
    if offer.ends is None:
        return True
    day = max(first, offer.starts or first)
    while day <= offer.ends:
        if day not in offer.closed_dates:
            return True
        day += timedelta(days=1)
    return False


def _more(asked: int | None, given: int | None) -> bool:
    """Whether more is asked than given, both being known."""
    return asked is not None and given is not None and asked > given


def _named(names: Sequence[str], offer: Offer) -> bool:
    """Whether the association of an offer is one of those, accents, capitals and spaces aside."""
    own = [fold(name).split() for name in (offer.association, offer.association_name) if name]
    return any(fold(name).split() in own for name in names)
