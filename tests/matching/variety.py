"""A département where anything may be said or left out: people and missions drawn with a seed.

Each field is missing now and then; texts mix phrases of the thesaurus, trades, ordinary words, slips and negations;
places go from the same street to abroad; campaigns are told in several towns.
"""

import random
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from bénévolat.matching import Offer, Profile
from bénévolat.matching.demands import DEMANDS
from bénévolat.matching.formats import OFF_HOURS, TRANSIT
from bénévolat.matching.sentences import COMFORT, SLOTS
from bénévolat.matching.settings import MEANS
from bénévolat.matching.thesaurus import default_thesaurus
from tests.matching.builders import TODAY

WORDS = (
    "djembé", "xylophone", "lavoir", "kermesse", "philatélie", "brocante", "tricot", "potager", "chorale", "belote",
    "numérique", "vélos", "contes", "ruches", "puzzles", "scrabble", "bricolage", "jardinage", "cuisine", "animaux",
)  # fmt: skip
FRAMES = ("aime {}", "{}", "{} et {}", "voudrait faire {}", "{}, {}", "{} avec {}", "un peu de {}")
REFUSALS = ("{} mais pas de {}", "{}, sans {}", "n'aime pas {} ; {}", "{} sauf {}")
TITLES = (
    "{}",
    "Aider à {}",
    "Atelier {}",
    "{} et {}",
    "Rejoindre l'équipe : {}",
    "{} au Togo",
    "{} pour une école au Mali",
)
ASSOCIATIONS = ("a1", "a2", "Les Amis du Lavoir", "épicerie du Pont", "a5")
NAMES = ("EPICERIE  DU PONT", "Les amis du lavoir", "Le Pont", "a2")
CAMPAIGNS = ("distribution de colis", "Distribution  de colis")
COMMUNES = ("10387", "10343", "51108", None)


class Dice:
    """Draws people and missions; the same seed draws the same ones."""

    def __init__(self, seed: int = 1) -> None:
        self._dice = random.Random(seed)
        thesaurus = default_thesaurus()
        self.concepts = sorted(thesaurus.concepts)
        popular = self._dice.sample(self.concepts, 25)
        self._phrases = sorted({alias for code in popular for alias in thesaurus.concepts[code].aliases[:12]})
        self._trades = sorted(alias for trade in thesaurus.trades for alias in trade.aliases[:1])
        self._hints = sorted(alias for aliases in thesaurus.hints.values() for alias in aliases)
        self._popular = popular

    def maybe(self, value: Any, missing: Any = None, often: float = 0.75) -> Any:
        """The value, or nothing said."""
        return value if self._dice.random() < often else missing

    def some(self, values: Sequence[Any], most: int) -> tuple[Any, ...]:
        """A few of the values, none of them as often as each number of them."""
        return tuple(self._dice.sample(values, self._dice.randint(0, most)))

    def words(self) -> str:
        """A phrase, a trade, a word, or one of them misspelt."""
        kind = self._dice.random()
        source = (
            self._phrases
            if kind < 0.5
            else self._trades
            if kind < 0.6
            else self._hints
            if kind < 0.7
            else WORDS
        )
        words = self._dice.choice(source)
        return slip(words, self._dice) if self._dice.random() < 0.15 else words

    def text(self, frames: Sequence[str]) -> str:
        """A frame filled with words."""
        frame = self._dice.choice(frames)
        return frame.format(*(self.words() for _ in range(frame.count("{}"))))

    def texts(self, frames: Sequence[str], most: int) -> tuple[str, ...]:
        """From none to a few texts, now and then one of them twice."""
        found = [self.text(frames) for _ in range(self._dice.randint(0, most))]
        return (*found, *(found[:1] if self._dice.random() < 0.1 else ()))

    def point(self) -> tuple[float, float] | tuple[None, None]:
        """A place: one of a few shared ones, near, far, very far or unknown."""
        kind, dice = self._dice.random(), self._dice
        if kind < 0.15:
            return None, None
        if kind < 0.3:
            return dice.choice([(48.2973, 4.0744), (48.31, 4.10)])
        spread = 0.04 if kind < 0.7 else 0.25 if kind < 0.95 else 5.0
        return 48.2973 + dice.uniform(-spread, spread), 4.0744 + dice.uniform(-spread, spread)

    def profile(self, number: int) -> Profile:
        """Someone."""
        dice = self._dice
        wishes = self.texts((*FRAMES, *FRAMES, *REFUSALS), 3)
        skills = self.texts(FRAMES, 2)
        lat, lon = self.point()
        read = {text: self.some(self._popular, 2) for text in (*wishes, *skills) if dice.random() < 0.5}
        return Profile(
            id=f"p{number:04}",
            wishes=wishes,
            skills=skills,
            avoid=self.maybe((), self.texts(("{}", "la foule", "le {}"), 2)),
            constraints=tuple(f"no_{code}" for code in self.some((*DEMANDS, "gloves"), 2))
            + self.maybe((), ("early",)),
            comfort=self.some(tuple(COMFORT), 2),
            languages=self.some(("fr", "ar"), 2),
            french_level=self.maybe(dice.randint(0, 3)),
            supervision_need=self.maybe(dice.randint(0, 2)),
            commune=dice.choice(COMMUNES),
            lat=lat,
            lon=lon,
            travel=self.maybe({means.code: dice.randint(0, 100) for means in self.some(MEANS, 3)}),
            slots=self.slots(9),
            available_from=self.maybe(None, TODAY + timedelta(days=dice.randint(-5, 20))),
            excluded_associations=self.maybe((), self.some((*ASSOCIATIONS, *NAMES), 1)),
            former_employers=self.maybe((), self.some((*ASSOCIATIONS, *NAMES), 1)),
            priority=dice.random() < 0.2,
            seen_offers=self.maybe(tuple(f"o{dice.randrange(200):04}" for _ in range(20))),
            understood=self.maybe(None, read),
        )

    def slots(self, most: int) -> tuple[str, ...]:
        """Half-days in the order of the week, or nothing said."""
        chosen = self.some(SLOTS, most)
        return tuple(code for code in SLOTS if code in chosen)

    def offer(self, number: int) -> Offer:
        """A mission; one of eight is a campaign told in another town."""
        dice = self._dice
        lat, lon = self.point()
        starts = self.maybe(None, TODAY + timedelta(days=dice.randint(-30, 30)))
        ends = self.maybe(None, max(starts or TODAY, TODAY) + timedelta(days=dice.randint(-2, 12)), 0.6)
        ends = max(ends, starts) if ends and starts else ends
        told = dice.random() < 0.12
        return Offer(
            id=f"o{number:04}",
            title=dice.choice(CAMPAIGNS) if told else self.text(TITLES),
            association="a2" if told else self.maybe(dice.choice(ASSOCIATIONS)),
            association_name=self.maybe(None, dice.choice(NAMES)),
            description=self.maybe(". ".join(self.text(FRAMES) for _ in range(4)), ""),
            tasks=self.texts(TITLES[:4], 3),
            skills=self.texts(("{}",), 2),
            commune=dice.choice(COMMUNES),
            lat=lat,
            lon=lon,
            remote=dice.random() < 0.08,
            transit=dice.choice(TRANSIT),
            transit_off_hours=tuple(code for code in OFF_HOURS if dice.random() < 0.3),
            slots=self.slots(12),
            slots_needed=dice.choice((1, 1, 1, 2, 4)),
            demands=self.maybe(self.some((*DEMANDS, "gloves"), 2)),
            comfort=self.some(tuple(COMFORT), 2),
            french_level=self.maybe(dice.randint(0, 3)),
            supervision_level=self.maybe(dice.randint(0, 2)),
            supervision_present=dice.random() < 0.92,
            places_free=self.maybe(dice.choice((0, 1, 1, 2, 3, 5))),
            starts=starts,
            ends=ends,
            closed_dates=self.maybe(
                (), tuple(TODAY + timedelta(days=gap) for gap in range(dice.randint(1, 9)))
            ),
            concepts=self.maybe(None, self.some(self._popular, 2), 0.85),
        )

    def people(self, count: int) -> list[Profile]:
        """Several people."""
        return [self.profile(number) for number in range(count)]

    def missions(self, count: int) -> list[Offer]:
        """Several missions."""
        return [self.offer(number) for number in range(count)]


def slip(words: str, dice: random.Random) -> str:
    """One letter too many, too few, wrong, or in the place of its neighbour."""
    place = dice.randrange(1, max(2, len(words) - 1))
    kind, before, after = dice.randrange(4), words[:place], words[place:]
    letter = dice.choice("aeinrst")
    if kind == 0:
        return before + letter + after
    if kind == 1:
        return before + after[1:]
    if kind == 2:
        return before + letter + after[1:]
    return before + after[1:2] + after[:1] + after[2:]
