"""A description read sentence by sentence says what the whole text says."""

import random

import pytest

from bénévolat.matching.descriptions import Descriptions
from bénévolat.matching.lexicon import default_lexicon
from bénévolat.matching.text import content

LEXICON = default_lexicon()


def _as_one(text: str) -> None:
    read = list(Descriptions(LEXICON, {}).read(text))
    words = content(text)
    hints: dict[str, str] = {}
    for said in read:
        for demand, surface in said.hints.items():
            hints.setdefault(demand, surface)
    assert [word for said in read for word in said.words] == words
    assert [unit for said in read for unit in said.units] == LEXICON.units(words, mission=True)
    assert list(hints.items()) == list(LEXICON.hinted(words).items())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Un repas.",
        "On visite une maison. De retraite on parle aussi.",
        "On aime la course. À. Pied ou à vélo.",
        "Mettre. Les petits. Bonnets sur les bouteilles.",
        "Prise. En charge d'un groupe. Une voiture est prêtée. ",
        ". . Servir le café. .",
    ],
)
def test_a_phrase_that_a_full_stop_cuts_is_read_all_the_same(text: str) -> None:
    _as_one(text)


def test_any_cut_of_phrases_reads_as_the_whole() -> None:
    concepts = LEXICON.thesaurus.concepts.values()
    aliases = [alias for concept in concepts for alias in concept.aliases]
    aliases += [alias for phrases in LEXICON.thesaurus.hints.values() for alias in phrases]
    drawn = random.Random(20261125)
    for _ in range(400):
        words = " ".join(drawn.choices(aliases, k=6)).split()
        for place in drawn.sample(range(len(words)), 3):
            words[place] += "."
        _as_one(" ".join(words))


def test_a_sentence_that_comes_back_is_read_once() -> None:
    met: dict[object, None] = {}
    descriptions = Descriptions(LEXICON, met)  # type: ignore[arg-type]
    first, second = descriptions.read("On plante des fleurs. Le café est offert.")
    assert next(iter(descriptions.read("Le café est offert."))) is second
    assert len(met) == len([*first.words, *second.words])
