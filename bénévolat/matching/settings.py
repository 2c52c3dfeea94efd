"""Settings of the engine: weights, speeds and thresholds, published as they are (R28).

Every value is an integer so that scores are exact. Changing a value here or in the thesaurus changes
``VERSION``: each stored proposal keeps the version that computed it (R26).
"""

import tomllib
import zlib
from collections.abc import Collection
from dataclasses import dataclass, field, fields, replace

VERSION = "2.0.0"

MOST_SHOWN, MOST_KEPT = 1_000, 10_000
MOST_KM, MOST_DETOUR, MOST_SPEED, MOST_FIXED = 20_000, 10_000, 1_000_000, 600
"""The largest values of the settings: kilometres, per mille, metres an hour, minutes."""

PARTS = ("wishes", "supervision", "travel", "availability", "renewal")


@dataclass(frozen=True, slots=True)
class Means:
    """A way of travelling: metres an hour, fixed minutes, and the declared transport it needs (R69).

    A means that needs a declared transport runs by day from Monday to Saturday, and in the evening or on Sunday
    only where the offer says so.
    """

    code: str
    phrase: str
    speed: int
    fixed: int = 0
    transit: tuple[str, ...] = ()


MEANS = (
    Means("walk", "à pied", 4_500),
    Means("bike", "à vélo", 14_000),
    Means("moped", "en deux-roues", 30_000),
    Means("bus", "en bus", 22_000, 10, ("declared",)),
    Means("on_demand", "en transport à la demande", 35_000, 15, ("declared", "on_demand")),
    Means("car", "en voiture", 45_000, 5),
    Means("lift", "avec quelqu'un qui conduit", 45_000, 5),
)


_RULES = (
    (
        "wishes",
        "Envies et savoir-faire",
        """Ce que la personne aime et sait faire, comparé au titre, aux tâches et à la description de la
        mission. Sans raison qui puisse s'écrire, la mission n'est pas proposée.""",
    ),
    (
        "supervision",
        "Encadrement",
        "L'accompagnement offert couvre le besoin de la personne, et il reste des places accompagnées.",
    ),
    (
        "travel",
        "Trajet",
        "Le temps de trajet avec les moyens que la personne a. Le plus court donne le plus de points.",
    ),
    (
        "availability",
        "Disponibilités",
        "Les demi-journées communes. Une de plus que le nécessaire laisse le choix.",
    ),
    (
        "renewal",
        "Renouvellement",
        "Une mission qui n'a pas encore été proposée à la personne passe un peu avant les autres.",
    ),
)


@dataclass(frozen=True, slots=True)
class Settings:
    """Weights (points of 100), thresholds and travel figures. Frozen: a change is a new object."""

    wishes: int = 45
    supervision: int = 20
    travel: int = 20
    availability: int = 10
    renewal: int = 5
    min_score: int = 50  # below, nothing is proposed: «rien de vraiment proche»
    min_text: int = 250  # least share of the wishes part (per mille): no printable reason, no proposal
    skill_weight: int = 850  # a skill against a wish, per mille
    near_misses: int = 5
    near_miss_metres: int = 40_000  # farther, an offer is not «presque possible»
    plan_size: int = 3
    plan_factor: int = 3  # proposals of an offer: free places × this
    plan_candidates: int = 30
    halo_km: int = 30  # a nation by département: offers of others are read so far from a person
    detour: int = 1_300  # road length against straight line, per mille
    means: tuple[Means, ...] = field(default=MEANS)

    def __post_init__(self) -> None:
        if sum(self.weight(part) for part in PARTS) != 100 or min(self.weight(part) for part in PARTS) < 0:
            raise ValueError("Les poids du rapprochement doivent être positifs et faire 100 points au total.")
        if not 0 <= self.min_score <= 100 or not 1 <= self.min_text <= 1000:
            raise ValueError("Les seuils du rapprochement sont hors limites.")
        if any(means.speed <= 0 or means.fixed < 0 for means in self.means) or self.detour < 1000:
            raise ValueError("Les vitesses et le détour doivent être positifs, le détour au moins 1000.")
        small = (self.near_misses, self.plan_size, self.plan_factor, self.plan_candidates)
        if (
            min(small) < 1
            or not 1 <= self.skill_weight <= 1000
            or min(self.near_miss_metres, self.halo_km) < 0
        ):
            raise ValueError("Les nombres de propositions et les poids du rapprochement sont hors limites.")

        self._check_reach()

    def _check_reach(self) -> None:
        """Refuse what no country needs and the whole numbers of the engine could not hold."""
        bounds = [
            (max(self.near_misses, self.plan_size, self.plan_factor), MOST_SHOWN),
            (self.plan_candidates, MOST_KEPT),
            (self.near_miss_metres, MOST_KM * 1000),
            (self.halo_km, MOST_KM),
            (self.detour, MOST_DETOUR),
            *((means.speed, MOST_SPEED) for means in self.means),
            *((means.fixed, MOST_FIXED) for means in self.means),
        ]
        if any(value > most for value, most in bounds):
            raise ValueError(
                f"Un réglage du rapprochement est démesuré : au plus {MOST_SHOWN} propositions, {MOST_KEPT} "
                f"candidates, {MOST_KM} km, {MOST_DETOUR} de détour, {MOST_SPEED} m par heure, {MOST_FIXED} minutes."
            )

    @classmethod
    def from_toml(cls, text: str) -> "Settings":
        """Read settings that differ from the usual ones; ``[means.bus]`` holds ``speed`` and ``fixed`` of a means.

        Raises ValueError (French sentence) for what is not a setting, is no whole number or makes no sense.
        """
        try:
            values = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise ValueError(f"Les réglages du rapprochement ne sont pas du TOML : {error}.") from None
        means = values.pop("means", {})
        names = {setting.name for setting in fields(cls)} - {"means"}
        _check_whole(values, names, "réglages du rapprochement")
        _check_whole(means, {way.code for way in MEANS}, "moyens de transport", kind=dict)
        for code, figures in means.items():
            _check_whole(figures, {"speed", "fixed"}, f"chiffres du moyen « {code} »")
        ways = tuple(replace(way, **means.get(way.code, {})) for way in MEANS)
        return cls(**values, means=ways)

    def weight(self, part: str) -> int:
        """Return the points of a part of the score, of 100."""
        return int(getattr(self, part))

    def version(self, thesaurus: str) -> str:
        """Return what computed an answer: rules, settings when they are not the usual ones, thesaurus (R26)."""
        own = "" if self == DEFAULT else f".{zlib.crc32(repr(self).encode()):08x}"
        return f"{VERSION}{own}/{thesaurus}"

    def as_public_rules(self) -> list[tuple[str, int, str]]:
        """Return ``(label, weight, sentence)`` for each part of the score, for the rules page (R28)."""
        return [(label, self.weight(part), " ".join(sentence.split())) for part, label, sentence in _RULES]


def _check_whole(
    values: object, allowed: Collection[str], noun: str, *, kind: type[int] | type[dict[str, int]] = int
) -> None:
    if not isinstance(values, dict):
        raise ValueError(f"Les {noun} s'écrivent dans une table : {', '.join(sorted(allowed))}.")
    for name, value in values.items():
        if name not in allowed:
            raise ValueError(f"« {name} » n'est pas dans les {noun} : {', '.join(sorted(allowed))}.")
        if isinstance(value, bool) or not isinstance(value, kind):
            asked = "un nombre entier" if kind is int else "une table"
            raise ValueError(f"« {name} » : écrire {asked}.")


DEFAULT = Settings()
