"""The sentences that quote what a person said and what an offer says of it, the strongest first (R27)."""

from collections.abc import Sequence
from typing import Any

from bénévolat.matching.answer_lines import Form
from bénévolat.matching.part_words import chip_half
from bénévolat.matching.questions import Chip
from bénévolat.matching.quotes import Quotes
from bénévolat.matching.ranker import Ranker
from bénévolat.matching.sentences import Remembered
from bénévolat.matching.sides import OfferSide, Sides

MOST_REASONS = 3
MOST_BEGINS = 10_000


class Reasons:
    """Writes the sentences of the chips that offers meet: two halves, each written once."""

    def __init__(self, engine: Ranker, sides: Sides, form: Form[Any, Any, Any]) -> None:
        self._engine, self._sides, self._form = engine, sides, form
        self._quotes = Quotes(engine.questions)
        self._begins = Remembered(self._begins_of, MOST_BEGINS)

    def forget(self) -> None:
        """Give the memory back: each half will be written again."""
        self._begins.clear()

    def of(
        self,
        asked: Sequence[Sequence[Chip]],
        rows: Sequence[int],
        told: Sequence[int],
        sides: Sequence[OfferSide],
    ) -> list[list[str]]:
        """Return the sentences of each pair: at most three, and none too faint beside another.

        ``asked``: the chips of each person; ``rows``, ``sides``: their offers, end to end; ``told``: how many each has.
        """
        chips = [chip for some in asked for chip in some]
        begins = [self._begins[chip.words, chip.kind] for chip in chips]
        wishes = [chip.kind == "wish" for chip in chips]
        found: list[list[str]] = [[] for _ in rows]
        met = self._quotes.meetings(chips, list(map(len, asked)), rows, told, self._engine.settings.min_text)
        for pair, chip, unit, packed, faint in met:
            sentences = found[pair]
            if unit < 0 or (sentences and (faint or len(sentences) == MOST_REASONS)):
                continue
            side, wish = sides[pair], wishes[chip]
            half = side.halves[wish].get(packed) or self._sides.half(side, packed, wish=wish)
            begin, read_as = begins[chip]
            sentence = (read_as.get(unit, begin) if read_as else begin) + half
            if sentence not in sentences:
                sentences.append(sentence)
        return found

    def _begins_of(self, said: str, kind: str) -> tuple[str, dict[int, str]]:
        """Return how the sentence of a chip begins, and how for the units read as other words."""
        fixes = self._engine.questions.fixes(said)
        read_as = {
            unit: self._form.words(chip_half(said, kind, right))
            for unit, (_, right) in fixes.items()
            if right not in said
        }
        return self._form.words(chip_half(said, kind)), read_as
