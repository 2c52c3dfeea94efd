"""What a profile says, in words: levels, languages, ways of travelling."""

from collections.abc import Iterable, Mapping

from bénévolat.domain.enums import Level, TravelMeans
from bénévolat.domain.languages import Language
from bénévolat.web.formats import duration

FRENCH_LEVELS = {
    Level.NONE: "Pas encore",
    Level.SOME: "Quelques mots",
    Level.ENOUGH: "Se fait comprendre",
    Level.EASY: "À l'aise",
}
"""How well a person speaks: the labels of ``Level`` word what a mission asks."""


def french_words(level: Level | None) -> str | None:
    """Return how well the person speaks French, or None."""
    return None if level is None else FRENCH_LEVELS[level]


def language_words(codes: Iterable[str]) -> str:
    """Return the names of languages; an unknown code is written as it is."""
    names = {str(language.value): language.label for language in Language}
    return ", ".join(names.get(code, code) for code in codes)


def travel_words(travel: Mapping[str, int]) -> list[str]:
    """Return one line a way of travelling: «À pied, 30 min au plus»."""
    return [
        f"{means.label}, {duration(travel[str(means.value)])} au plus"
        for means in TravelMeans
        if travel.get(str(means.value)) is not None
    ]
