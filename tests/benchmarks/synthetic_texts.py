"""What the people and missions of the benchmarks say: activities in the words of both sides, and people's spelling."""

import itertools
import random
import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

_LISTS = ("demands", "people", "skills", "titles", "tasks", "lines")
ACTIVITIES = Path(__file__).with_name("activities.toml")

BEGINNINGS = ("j'aime ", "je voudrais ", "pourquoi pas ", "a envie de ", "surtout ", "je sais un peu ")
VAGUE = (
    "rendre service", "voir du monde", "me sentir utile", "sortir de chez moi", "reprendre un rythme",
    "rencontrer des gens", "tout me va", "apprendre quelque chose", "être dans une équipe", "ne pas rester seul",
)  # fmt: skip
TAILS = (" à {place}", " au club de {place}", " du côté de {place}", " comme à {place} avant", ", {place}")
ASSOCIATIONS = (
    "Les Amis de {place}", "Entraide de {place}", "Le Relais de {place}", "{place} Solidaire", "Foyer rural de {place}",
    "Association du canton de {place}", "Maison pour tous de {place}", "Collectif {place}",
)  # fmt: skip
NEEDED = (
    "patience",
    "ponctualité",
    "goût du contact",
    "discrétion",
    "permis B",
    "bonne humeur",
    "esprit d'équipe",
)
GENERAL = (
    "Vous rejoignez une équipe soudée, un bénévole expérimenté vous montre tout le premier jour.",
    "Aucune expérience n'est demandée, seulement de la régularité.",
    "L'association existe depuis vingt ans et compte une trentaine de membres actifs.",
    "Les frais de déplacement peuvent être remboursés sur justificatif.",
    "On commence par une séance d'essai, sans engagement, à {place}.",
    "Le rendez-vous est au local de {place}, à deux pas de la mairie.",
    "Nous cherchons des personnes motivées, de tous horizons, pour renforcer le groupe.",
    "Une réunion conviviale a lieu chaque trimestre avec tous les participants.",
    "Chacun vient selon ses disponibilités et peut s'arrêter quand il veut.",
)


@dataclass(frozen=True, slots=True)
class Activity:
    """What a mission is about and a person likes: ``people`` and ``skills`` are their words, the rest ours."""

    name: str
    domain: str
    demands: tuple[str, ...]
    people: tuple[str, ...]
    skills: tuple[str, ...]
    titles: tuple[str, ...]
    tasks: tuple[str, ...]
    lines: tuple[str, ...]


class Activities:
    """Every activity, drawn by how common it is."""

    def __init__(self, path: Path = ACTIVITIES) -> None:
        tables = tomllib.loads(path.read_text("utf-8"))
        self.all = tuple(
            Activity(
                name, table["domain"], *(tuple(table[key]) for key in _LISTS)
            )
            for name, table in tables.items()
        )  # fmt: skip
        shuffled = list(range(1, len(self.all) + 1))
        random.Random("how common").shuffle(shuffled)
        self._weights = list(itertools.accumulate(rank**-0.5 for rank in shuffled))
        self._domain = {
            one.name: [other for other in self.all if other.domain == one.domain and other is not one]
            for one in self.all
        }

    def draw(self, rng: random.Random, count: int, near: float) -> list[Activity]:
        """Return different activities; each after the first is of the same domain for ``near`` of draws."""
        found = [rng.choices(self.all, cum_weights=self._weights)[0]]
        while len(found) < count:
            others = self._domain[found[0].name]
            one = (
                rng.choice(others)
                if rng.random() < near
                else rng.choices(self.all, cum_weights=self._weights)[0]
            )
            if one not in found:
                found.append(one)
        return found


# --- spelling

_WORDS = re.compile(r"[^\W\d_]{4,}")
_NEIGHBOURS = {
    key: beside
    for row in ("azertyuiop", "qsdfghjklm", "wxcvbn")
    for key, beside in zip(row, row[1:] + row[-2], strict=True)
}
_BY_EAR = (
    ("eau", "o"), ("au", "o"), ("ph", "f"), ("qu", "k"), ("ç", "s"), ("ai", "é"), ("tion", "sion"), ("en", "an"),
    ("ll", "l"), ("mm", "m"), ("tt", "t"), ("nn", "n"), ("ss", "c"), ("h", ""), ("y", "i"), ("er", "é"), ("ez", "é"),
)  # fmt: skip


@lru_cache(maxsize=100_000)
def without_accents(text: str) -> str:
    """Return the text without accents."""
    return "".join(char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char))


def _slip(word: str, rng: random.Random) -> str:
    """Return a word with one slip: of the finger (other key, doubled, missing, swapped), of accent, ending or ear."""
    place, kind = rng.randrange(1, len(word)), rng.randrange(7)
    before, letter, after = word[:place], word[place], word[place + 1 :]
    heard = [pair for pair in _BY_EAR if pair[0] in word]
    if kind == 0:
        slipped = before + _NEIGHBOURS.get(letter, "") + after
    elif kind == 1:
        slipped = before + letter + letter + after
    elif kind == 2:
        slipped = before[:-1] + letter + before[-1] + after
    elif kind == 3:
        slipped = without_accents(word)
    elif kind == 4:
        slipped = word[:-1] if word.endswith("s") else word + rng.choice(("s", "e", "es"))
    elif kind == 5 and heard:
        slipped = word.replace(*rng.choice(heard), 1)
    else:
        slipped = before + after
    return slipped


def damage(text: str, rng: random.Random, share: float) -> str:
    """Return the text with ``share`` of its words (four letters or more) misspelt."""
    return _WORDS.sub(lambda found: _slip(found[0], rng) if rng.random() < share else found[0], text)


def as_typed(text: str, rng: random.Random, share: float, *, accents: bool, capitals: bool) -> str:
    """Return a text as somebody types it: misspelt words, no accents, capitals."""
    text = damage(text, rng, share)
    if not accents:
        text = without_accents(text)
    return text.upper() if capitals else text
