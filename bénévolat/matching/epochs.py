"""An epoch: the vocabulary and the rarity of words, frozen, so that one answer computed later equals the batch's."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from bénévolat.matching.lexicon import Lexicon
from bénévolat.matching.typos import Corrector

FEWEST_OFFERS = 200  # below, word rarity is not measured on so few texts
COMMON, RARE, ABSENT = 200, 700, 300  # weight of a word found everywhere, rarely, nowhere


@dataclass(frozen=True)
class Epoch:
    """``known``: folded spelling -> stem of every word that needs no correction; ``counts``: stem -> texts.

    A campaign told in a hundred towns counts as one text.
    """

    lexicon: Lexicon
    known: Mapping[str, str]
    counts: Mapping[str, int]
    texts: int
    corrector: Corrector = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "corrector", Corrector(self.known))

    def rarity(self, word: str) -> int:
        """Return the weight of a word outside the thesaurus, per mille: the rarer, the more it says."""
        if word not in self.counts:
            return ABSENT
        total = max(self.texts, FEWEST_OFFERS)
        share = math.log((total + 1) / (self.counts[word] + 1)) / math.log(total + 1)
        return min(RARE, COMMON + round(600 * max(0.0, share)))
