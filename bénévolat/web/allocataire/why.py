"""«Pourquoi cette mission ?» in simple French, from what the matcher kept (R26, R27).

Whole sentences of twelve words or so, said to the person; what cannot be said simply is left out.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from bénévolat.domain.enums import Constraint, Demand, HalfDay
from bénévolat.domain.half_days import half_day_lines
from bénévolat.matching.settings import MEANS
from bénévolat.models.matches import Match
from bénévolat.models.offers import Offer
from bénévolat.models.profiles import Profile
from bénévolat.models.propositions import Proposition
from bénévolat.services.journeys import Journey, JourneyKind

SPARED = {
    Constraint.NO_HEAVY_LOAD: (Demand.HEAVY_LOAD, "Porter des charges"),
    Constraint.NO_STANDING: (Demand.STANDING, "Rester longtemps debout"),
    Constraint.NO_STAIRS: (Demand.STAIRS, "Monter des escaliers"),
    Constraint.NO_OUTDOOR: (Demand.OUTDOOR, "Travailler dehors"),
    Constraint.NO_NOISE: (Demand.NOISE, "Être dans le bruit"),
    Constraint.NO_CROWD: (Demand.CROWD, "Être dans la foule"),
    Constraint.NO_READING: (Demand.READING, "Lire des consignes"),
    Constraint.NO_WRITING: (Demand.WRITING, "Écrire"),
    Constraint.NO_DIGITAL: (Demand.DIGITAL, "Utiliser un ordinateur"),
    Constraint.NO_PHONE: (Demand.PHONE, "Parler au téléphone"),
    Constraint.NO_DRIVING: (Demand.DRIVING, "Conduire"),
    Constraint.NO_MINORS: (Demand.MINORS, "Être avec des enfants"),
    Constraint.NO_ANIMALS: (Demand.ANIMALS, "Être près d'animaux"),
    Constraint.NO_ALONE: (Demand.ALONE, "Travailler seul"),
}
"""What a wish spares, as the end of «Ce que vous n'aurez pas à faire»."""

_SAID = re.compile(
    r"^(?P<kind>Envie|Savoir-faire) «\s(?P<said>[^»]+?)\s»"
    r"(?:.*?(?:la mission propose|utile pour) «\s(?P<here>[^»]+?)\s»)?"
)
_COMFORT = re.compile(r"^Confort souhaité et proposé\s*: (?P<what>.+)\.$")
_MOST_HALF_DAYS = 3
PHRASES = {means.code: means.phrase for means in MEANS}
"""Ways of travelling as the end of a sentence: «en bus»."""


@dataclass(frozen=True, slots=True)
class Why:
    """What the matcher said of a person before a mission, and the half-days both have."""

    reasons: Sequence[str]
    common: Sequence[HalfDay]

    @classmethod
    def of_proposition(cls, proposition: Proposition) -> "Why":
        """Read what was kept when the mission was proposed."""
        inputs: Any = proposition.match_inputs
        try:
            common = set(inputs["profile"]["slots"]) & set(inputs["offer"]["slots"])
        except (KeyError, TypeError):
            common = set()
        return cls(proposition.match_reasons, _in_order(common))

    @classmethod
    def of_match(cls, match: Match, profile: Profile) -> "Why":
        """Read a suggestion of today."""
        codes = {member.value for member in profile.half_days}
        return cls(match.reasons, _in_order(codes & {member.value for member in match.offer.half_days}))


def simple_reasons(why: Why, way: Journey, helper: str) -> list[str]:
    """Return why this mission was proposed, one short sentence each; never empty. ``helper``: a first name."""
    heard = [sentence for reason in why.reasons if (sentence := _said(reason) or _comfort(reason))]
    said = [*heard, _travel(way), _half_days(why.common)]
    if not heard:  # Chosen outside the matcher: somebody thought of it.
        said.insert(0, f"{helper} pense à vous pour cette mission.")
    return list(dict.fromkeys(sentence for sentence in said if sentence))


def spared(profile: Profile, offer: Offer) -> list[str]:
    """Return what the person will not have to do: their own wishes that the mission respects (R36)."""
    wished = [SPARED[constraint] for constraint in profile.constraints]
    return [words for demand, words in wished if demand not in offer.demands]


def _said(reason: str) -> str | None:
    found = _SAID.match(reason)
    if found is None:
        return None
    verb = "Vous avez dit" if found["kind"] == "Envie" else "Vous savez faire"
    here = f" Ici\u00a0: «\u00a0{found['here']}\u00a0»." if found["here"] else ""
    return f"{verb}\u00a0: «\u00a0{found['said']}\u00a0».{here}"


def _travel(way: Journey) -> str | None:
    if way.kind is JourneyKind.HOME:
        return "Vous pouvez le faire de chez vous."
    if way.kind is JourneyKind.SAME_PLACE:
        return "C'est dans votre commune."
    if not way.ways:
        return None
    first = way.ways[0]
    time = "1\u00a0minute" if first.minutes == 1 else f"{first.minutes}\u00a0minutes"
    return f"C'est à {time} environ, {PHRASES[first.means.value]}."


def _half_days(common: Sequence[HalfDay]) -> str | None:
    lines = half_day_lines(common[:_MOST_HALF_DAYS])
    return f"Vous êtes libre {', '.join(lines)}." if lines else None


def _comfort(reason: str) -> str | None:
    found = _COMFORT.match(reason)
    return f"Vous avez demandé\u00a0: {found['what']}." if found else None


def _in_order(codes: Iterable[Any]) -> list[HalfDay]:
    kept = set(codes)
    return [half_day for half_day in HalfDay if half_day.value in kept]
