"""The engine again, slowly and apart: one pair at a time, plain Python, from the fields of a profile and an offer.

It shares with the engine the reading of French words (text, lexicon, chips), the usual settings and nothing else: no
table, no mask, no cache of answers. What it says of a pair is the definition, which the engine must meet exactly.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from rapidfuzz.distance import OSA

from bénévolat.matching.chips import split
from bénévolat.matching.demands import DEMANDS
from bénévolat.matching.formats import Offer, Profile
from bénévolat.matching.lexicon import Lexicon, Unit, default_lexicon
from bénévolat.matching.places import abroad_words
from bénévolat.matching.settings import DEFAULT, Means
from bénévolat.matching.text import Token, content, fold, phonetic
from bénévolat.matching.typos import RIGHT_WORDS

WEIGHTS = {"title": 1000, "task": 1000, "skill": 900, "description": 600}
PASSING = 400
LATER = (1000, 900, 800, 700)
MOST_CHIPS = MOST_UNITS = 30
WORD_SHARE, BEST_SHARE = 150, 3
SURE = 900
FULL_MINUTES, LOST_A_MINUTE = 10, 16
EARTH = 6_371_008.8
SAME_START = {"c": "k", "q": "k", "z": "s", "p": "f", "g": "j"}
NEAR_FILTERS, NEAR_STRENGTH, NEAR_POOL = 2, 500, 32
VERBS = ("er", "ir", "re", "oir")


@dataclass
class Said:
    """One text of an offer gave this term: its weight, and whether only the description says it."""

    weight: int
    passing: bool


@dataclass
class Read:
    """An offer as words: its terms, and the demands its words hint at (True: outside the description)."""

    offer: Offer
    terms: dict[str, Said]
    hints: dict[str, bool]


@dataclass
class Person:
    """Someone as words: (weight, units) of each piece of what they said, and what is to avoid."""

    profile: Profile
    chips: list[tuple[int, list[Unit]]]
    avoided: list[tuple[list[str], list[str]]]


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


class Exhaustive:
    """Every offer, asked one by one."""

    def __init__(self, offers: Sequence[Offer], today: date, lexicon: Lexicon | None = None) -> None:
        self.today, self.lexicon = today, lexicon or default_lexicon()
        self.known = dict(self.lexicon.words)
        self.read = [self._read(offer) for offer in sorted(offers, key=lambda offer: offer.id)]
        self.counts: dict[str, int] = {}
        told = set()
        for read in self.read:
            campaign = (read.offer.association, read.offer.title)
            if campaign not in told:
                told.add(campaign)
                for term in read.terms:
                    self.counts[term] = self.counts.get(term, 0) + 1
        self.texts = len(told)
        self.stems = set(self.known.values())
        self.sounds = {word: phonetic(word) for word in self.known if len(word) >= 4}

    # --- the words of the offers

    def _read(self, offer: Offer) -> Read:
        fields = [("title", offer.title)]
        fields += [("task", text) for text in offer.tasks] + [("skill", text) for text in offer.skills]
        fields += [("description", offer.description)] if offer.description else []
        terms: dict[str, Said] = {}
        hints: dict[str, bool] = {}
        for kind, text in fields:
            described = kind == "description"
            words = content(text)
            for word in words:
                self.known.setdefault(word.folded, word.stem)
            for demand in self.lexicon.hinted(words):
                hints[demand] = hints.get(demand, False) or not described
            met: set[str] = set()
            activities = 0
            for unit in self.lexicon.units(words, mission=True):
                share = LATER[min(activities, 3)] if unit.concepts and not described else 1000
                if any(self.lexicon.strengths[code] >= 1000 for code, _ in unit.concepts):
                    activities += 1
                full = WEIGHTS[kind] * share // 1000
                for code, strength in unit.concepts:
                    whole = PASSING if described and code not in met else full
                    met.add(code)
                    _heavier(terms, f"c:{code}", Said(whole * strength // 1000, described))
                if unit.word is not None:
                    _heavier(terms, unit.word, Said(full, described))
        hints |= dict.fromkeys(offer.demands or (), True)
        if offer.concepts is not None:
            confirmed = {
                f"c:{self.lexicon.follow(code)}" for code in offer.concepts if self.lexicon.follow(code)
            }
            terms = {term: said for term, said in terms.items() if not term.startswith("c:")}
            terms |= {term: Said(1000, passing=False) for term in confirmed}
        return Read(offer, terms, hints)

    def rarity(self, word: str) -> int:
        """A word outside the thesaurus says the more, the fewer texts hold it."""
        if word not in self.counts:
            return 300
        total = max(self.texts, 200)
        return min(
            700, 200 + round(600 * math.log((total + 1) / (self.counts[word] + 1)) / math.log(total + 1))
        )

    # --- the words of the person

    def units(self, chip: str) -> list[Unit]:
        """The units of a chip, unknown words read as the nearest known one."""
        return self.lexicon.units([self._corrected(word) for word in content(chip)])

    def _corrected(self, word: Token) -> Token:
        known = word.folded in self.known or word.stem in self.stems or word.folded in RIGHT_WORDS
        if known or len(word.folded) < 5 or not word.folded.isalpha():
            return word
        nearest = self._nearest(word.folded)
        return word if nearest is None else Token(word.surface, nearest, self.known[nearest])

    def _nearest(self, word: str) -> str | None:
        sound = phonetic(word)
        alike = [other for other, same in self.sounds.items() if same == sound] if len(sound) >= 4 else []
        if alike:
            return min(alike, key=lambda other: (OSA.distance(word, other), other))
        near: list[tuple[Fraction, str]] = []
        for other in self.sounds:
            distance, longest = OSA.distance(word, other), max(len(word), len(other))
            swapped = word[:2] == other[1::-1]
            if 5 * distance <= longest and (_first(word) == _first(other) or swapped):
                near.append((Fraction(distance, longest), other))
        return min(near)[1] if near else None

    def person(self, profile: Profile) -> Person:
        """Read what someone said; a piece said twice counts once."""
        chips: dict[tuple[int, tuple[tuple[object, ...], ...]], tuple[int, list[Unit]]] = {}
        refused: list[str] = []
        spoken: list[str] = []
        for weight, texts in ((1000, profile.wishes), (DEFAULT.skill_weight, profile.skills)):
            for text in texts:
                said = split(text)
                refused += said.avoided
                pieces = [(piece, self.units(piece)) for piece in said.wanted]
                if profile.understood and text in profile.understood:
                    codes = profile.understood[text]
                    confirmed = self._confirmed(", ".join(said.wanted), codes)
                    pieces = [(text, confirmed)] if codes or said.wanted else []
                for words, units in pieces:
                    once = {(unit.concepts, unit.word): unit for unit in units}
                    if (weight, tuple(once)) not in chips:
                        spoken.append(words)
                        chips[weight, tuple(once)] = (weight, list(once.values())[:MOST_UNITS])
        kept = list(chips.values())[:MOST_CHIPS]
        wanted = {f"c:{code}" for _, units in kept for unit in units for code, _ in unit.concepts}
        wanted |= {unit.word for _, units in kept for unit in units if unit.word}
        meant = {code for words in spoken[:MOST_CHIPS] for code in self.lexicon.refused(content(words))}
        avoided = [self._to_avoid(chip) for chip in profile.avoid]
        for chip in refused:  # what is wanted elsewhere in the note is only a nuance
            terms, demands = self._to_avoid(chip)
            if not (terms or demands) or not wanted.issuperset(terms) or not meant.issuperset(demands):
                avoided.append((terms, demands))
        return Person(profile, kept, avoided)

    def _confirmed(self, text: str, concepts: Sequence[str]) -> list[Unit]:
        codes = sorted({self.lexicon.follow(code) or "" for code in concepts} - {""})
        read = self.units(text)
        if not codes:
            return [Unit("", (), unit.word) for unit in read if unit.word]
        understood = any(unit.concepts for unit in read)
        left = [Unit("", (), unit.word) for unit in read if understood and unit.word and not unit.concepts]
        return [Unit("", ((code, 1000),), None) for code in codes] + left

    def _to_avoid(self, chip: str) -> tuple[list[str], list[str]]:
        """The terms and the demands that words to avoid stand for; a word only when nothing else is understood."""
        words = [self._corrected(word) for word in content(chip)]
        units, meant = self.lexicon.units(words), self.lexicon.refused(words)
        demands = [code for code in meant if code in DEMANDS]
        codes = [code for code in meant if code in self.lexicon.labels]
        if not meant:
            codes = [code for unit in units for code, strength in unit.concepts if strength >= SURE]
        plain = [unit.word for unit in units if unit.word and not fold(unit.surface).endswith(VERBS)]
        return [f"c:{code}" for code in codes] or ([] if demands else plain), demands

    # --- wishes and skills

    def text(self, person: Person, read: Read) -> int:
        """The text part, per mille: the best chip and a quarter of the mean of the others."""
        values = [self._chip(weight, units, read) for weight, units in person.chips]
        best = max(values, default=0)
        return min(1000, best + (sum(values) - best) // max(1, 4 * (len(values) - 1)))

    def strongest(self, person: Person, read: Read) -> int:
        """The best answer of an offer to one unit; a chip of one unit is that chip."""
        values = [0]
        for weight, units in person.chips:
            if len(units) == 1:
                values.append(self._chip(weight, units, read))
            else:
                values += [self._unit(unit, read)[1] for unit in units]
        return max(values)

    def _chip(self, weight: int, units: Sequence[Unit], read: Read) -> int:
        """Three quarters of the best unit and a quarter of the mean of all of them, times the weight of the chip."""
        weighed = [self._unit(unit, read) for unit in units]
        best = max((value for _, value in weighed), default=0)
        total, whole = sum(value for _, value in weighed), sum(weight for weight, _ in weighed)
        mean = _times(total, 1000, max(1, whole))
        return _times((BEST_SHARE * best + mean) // (BEST_SHARE + 1), weight, 1000)

    def _unit(self, unit: Unit, read: Read) -> tuple[int, int]:
        """The weight of a unit, and its value in an offer."""
        word = read.terms[unit.word].weight if unit.word in read.terms else 0
        if not unit.concepts:
            weight = self.rarity(unit.word) if unit.word else 0
            return weight, weight * word // 1000
        lexicon, best = self.lexicon, 0
        weight = max(strength * lexicon.strengths[code] // 1000 for code, strength in unit.concepts)
        for code, raw in unit.concepts:
            strength = raw * lexicon.strengths[code] // max(1, weight)
            for term, share in ((code, 1000), *lexicon.related.get(code, ())):
                if f"c:{term}" in read.terms:
                    best = max(best, read.terms[f"c:{term}"].weight * (strength * share // 1000) // 1000)
        if unit.word is not None:
            best = best * (1000 - WORD_SHARE) // 1000 + word * WORD_SHARE // 1000
        return weight, weight * best // 1000

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


def _heavier(terms: dict[str, Said], term: str, said: Said) -> None:
    if term not in terms or said.weight > terms[term].weight:
        terms[term] = said


def _is_about(read: Read, terms: Sequence[str], demands: Sequence[str]) -> bool:
    return any(term in read.terms and not read.terms[term].passing for term in terms) or any(
        read.hints.get(demand, False) for demand in demands
    )


def _times(value: int, part: int, whole: int) -> int:
    """A share of a value, the share rounded down to 16,384ths: the engine divides once and for all."""
    return value * (16_384 * part // whole) // 16_384


def _first(word: str) -> str:
    letter = word.removeprefix("h")[:1]
    return SAME_START.get(letter, letter)


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
