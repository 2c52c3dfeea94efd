"""«Pourquoi cette mission ?» in simple French, from what the matcher kept (R26, R27).

Whole sentences of twelve words or so, said to the person; what cannot be said simply is left out.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from bénévolat.domain.enums import Comfort, Constraint, Demand, HalfDay
from bénévolat.domain.screen_languages import ScreenLanguage
from bénévolat.matching.settings import MEANS
from bénévolat.models.matches import Match
from bénévolat.models.offers import Offer
from bénévolat.models.profiles import Profile
from bénévolat.models.propositions import Proposition
from bénévolat.services.journeys import Journey, JourneyKind
from bénévolat.web.formats import half_day_lines
from bénévolat.web.languages import N_, french, language, ngettext, say, translated

SPARED = {
    Constraint.NO_HEAVY_LOAD: (Demand.HEAVY_LOAD, N_("Porter des charges")),
    Constraint.NO_STANDING: (Demand.STANDING, N_("Rester longtemps debout")),
    Constraint.NO_STAIRS: (Demand.STAIRS, N_("Monter des escaliers")),
    Constraint.NO_OUTDOOR: (Demand.OUTDOOR, N_("Travailler dehors")),
    Constraint.NO_NOISE: (Demand.NOISE, N_("Être dans le bruit")),
    Constraint.NO_CROWD: (Demand.CROWD, N_("Être dans la foule")),
    Constraint.NO_READING: (Demand.READING, N_("Lire des consignes")),
    Constraint.NO_WRITING: (Demand.WRITING, N_("Écrire")),
    Constraint.NO_DIGITAL: (Demand.DIGITAL, N_("Utiliser un ordinateur")),
    Constraint.NO_PHONE: (Demand.PHONE, N_("Parler au téléphone")),
    Constraint.NO_DRIVING: (Demand.DRIVING, N_("Conduire")),
    Constraint.NO_MINORS: (Demand.MINORS, N_("Être avec des enfants")),
    Constraint.NO_ANIMALS: (Demand.ANIMALS, N_("Être près d'animaux")),
    Constraint.NO_ALONE: (Demand.ALONE, N_("Travailler seul")),
}
"""What a wish spares, as the end of «Ce que vous n'aurez pas à faire»."""

_SAID = re.compile(
    r"^(?P<kind>Envie|Savoir-faire) «\s(?P<said>[^»]+?)\s»"
    r"(?:.*?(?:la mission propose|utile pour) «\s(?P<here>[^»]+?)\s»)?"
)
_COMFORT = re.compile(r"^Confort souhaité et proposé\s*: (?P<what>.+)\.$")
_QUOTED = re.compile(r"«\s*([^»]+?)\s*»")
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
        said.insert(0, say("%(helper)s pense à vous pour cette mission.", helper=helper))
    return list(dict.fromkeys(sentence for sentence in said if sentence))


def spared(profile: Profile, offer: Offer) -> list[str]:
    """Return what the person will not have to do: their own wishes that the mission respects (R36)."""
    wished = [SPARED[constraint] for constraint in profile.constraints]
    return [words for demand, words in wished if demand not in offer.demands]


def _said(reason: str) -> str | None:
    found = _SAID.match(reason)
    if found is None:
        return None
    verb = say("Vous avez dit\u00a0:") if found["kind"] == "Envie" else say("Vous savez faire\u00a0:")
    parts = [verb, french(quoted(found["said"]) + ".")]
    if found["here"]:
        parts += [say("Ici\u00a0:"), french(quoted(found["here"]) + ".")]
    foreign = any(isinstance(part, Markup) for part in parts)
    return Markup(" ").join(parts) if foreign else " ".join(parts)


def quoted(words: str) -> str:
    """Return «words» between French marks."""
    return f"«\u00a0{words}\u00a0»"


def _travel(way: Journey) -> str | None:
    if way.kind is JourneyKind.HOME:
        return say("Vous pouvez le faire de chez vous.")
    if way.kind is JourneyKind.SAME_PLACE:
        return say("C'est dans votre commune.")
    if not way.ways:
        return None
    first = way.ways[0]
    near = ngettext(
        "C'est à %(num)s\u00a0minute environ, %(means)s.",
        "C'est à %(num)s\u00a0minutes environ, %(means)s.",
        first.minutes,
    )
    return near % {"num": first.minutes, "means": translated(PHRASES[first.means.value])}


def _half_days(common: Sequence[HalfDay]) -> str | None:
    lines = half_day_lines(common[:_MOST_HALF_DAYS])
    return say("Vous êtes libre %(days)s.", days=", ".join(lines)) if lines else None


def _comfort(reason: str) -> str | None:
    found = _COMFORT.match(reason)
    if not found:
        return None
    labels = {comfort.label.lower(): comfort.label for comfort in Comfort}
    named = [labels.get(words.lower()) for words in _QUOTED.findall(found["what"])]
    if language() is ScreenLanguage.FRENCH or not all(named):
        return say("Vous avez demandé\u00a0: %(what)s.", what=found["what"])
    return say("Vous avez demandé\u00a0: %(what)s.", what=", ".join(map(translated, named)))


def _in_order(codes: Iterable[Any]) -> list[HalfDay]:
    kept = set(codes)
    return [half_day for half_day in HalfDay if half_day.value in kept]
