"""What words say, slowly and apart: the text part of a pair, computed from the definition.

It shares with the engine the reading of French (text, lexicon, chips) and nothing else.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from rapidfuzz.distance import OSA

from bénévolat.matching.chips import split
from bénévolat.matching.demands import DEMANDS
from bénévolat.matching.formats import Offer, Profile
from bénévolat.matching.lexicon import Lexicon, Unit, default_lexicon
from bénévolat.matching.settings import DEFAULT
from bénévolat.matching.text import Token, content, fold, phonetic
from bénévolat.matching.typos import RIGHT_WORDS

WEIGHTS = {"title": 1000, "task": 1000, "skill": 900, "description": 600}
PASSING = 400
LATER = (1000, 900, 800, 700)
MOST_CHIPS = MOST_UNITS = 30
WORD_SHARE, BEST_SHARE = 150, 3
SURE = 900
SAME_START = {"c": "k", "q": "k", "z": "s", "p": "f", "g": "j"}
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


class Words:
    """The offers of an epoch as words, and what they answer to somebody."""

    def __init__(self, offers: Sequence[Offer], lexicon: Lexicon | None = None) -> None:
        self.lexicon = lexicon or default_lexicon()
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


def _heavier(terms: dict[str, Said], term: str, said: Said) -> None:
    if term not in terms or said.weight > terms[term].weight:
        terms[term] = said


def _times(value: int, part: int, whole: int) -> int:
    """A share of a value, the share rounded down to 16,384ths: the engine divides once and for all."""
    return value * (16_384 * part // whole) // 16_384


def _first(word: str) -> str:
    letter = word.removeprefix("h")[:1]
    return SAME_START.get(letter, letter)
