"""What a block of people meets is what each chip meets in each offer, looked for term by term."""

import numpy as np
import pytest

from bénévolat.matching import Engine
from bénévolat.matching.questions import Chip
from bénévolat.matching.quotes import CHIPS, Quotes
from tests.matching.builders import TODAY
from tests.matching.variety import Dice

LEAST = 250


def _one_by_one(engine: Engine, chips: list[Chip], row: int) -> list[tuple[int, int, str | None, bool]]:
    """The chips that an offer meets, strongest first: place, strength, words to quote, faint or not."""
    questions, found = engine.questions, []
    concepts = engine.documents.concept_terms(row)
    for place, chip in enumerate(chips):
        answer = int(questions.answer_at(chip, np.array([row]))[0])
        if answer:
            evidence = questions.evidence(chip, row, concepts)
            faint = answer * CHIPS - place <= (LEAST - 1) * CHIPS
            found.append((place, answer, None if evidence is None else evidence.found, faint))
    return sorted(found, key=lambda one: (-one[1], one[0]))


@pytest.mark.parametrize("seed", range(3))
def test_a_block_meets_what_each_pair_does(seed: int) -> None:
    dice = Dice(seed)
    engine = Engine(dice.missions(60), today=TODAY)
    for offer in dice.missions(20):  # some come after the words were frozen
        engine.put(offer)
    asked = [engine.questions.of_profile(one, 850)[0] for one in dice.people(25)]
    rows = list(range(len(engine.offers)))
    chips = [chip for some in asked for chip in some]
    firsts = np.cumsum([0, *map(len, asked)]).tolist()
    counts = list(map(len, asked))
    told: dict[int, list[tuple[int, str | None, bool]]] = {}
    met = Quotes(engine.questions).meetings(chips, counts, rows * len(asked), [len(rows)] * len(asked), LEAST)
    for pair, chip, unit, packed, faint in met:
        words = engine.documents.surface(packed) if unit >= 0 else None
        told.setdefault(pair, []).append((chip - firsts[pair // len(rows)], words, faint))
    for person, some in enumerate(asked):
        for row in rows:
            expected = [(place, words, faint) for place, _, words, faint in _one_by_one(engine, some, row)]
            assert told.get(person * len(rows) + row, []) == expected
    assert sum(map(len, told.values())) > 100
