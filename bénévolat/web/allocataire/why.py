"""«Pourquoi cette mission ?» in simple French, from what was kept when it was proposed (R26, R27).

Sentences of twelve words or so, said to the person; what cannot be said simply is left out.
"""

import re
from collections.abc import Mapping
from typing import Any

from bénévolat.domain.enums import Constraint, Demand, HalfDay
from bénévolat.models.propositions import Proposition

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
    r"^(Envie|Savoir-faire) «\s(?P<said>[^»]+?)\s»(?:.*?la mission propose «\s(?P<here>[^»]+?)\s»)?"
)
_TRAVEL = re.compile(r"^À (?:environ )?(?P<minutes>\d+) minutes? (?P<means>[^:]+?)(?: environ)?\s*:")


def simple_reasons(proposition: Proposition) -> list[str]:
    """Return why this mission was proposed, one short sentence each; never empty."""
    parts: Mapping[str, Any] = proposition.match_parts or {}
    found = [_said(reason) for reason in proposition.match_reasons]
    found += [_travel(parts), _half_days(proposition.match_inputs)]
    sentences = [sentence for sentence in found if sentence]
    referent = proposition.profile.referent.first_name
    return list(dict.fromkeys(sentences)) or [f"{referent} pense à vous pour cette mission."]


def travel_sentence(proposition: Proposition) -> str | None:
    """Return how long the way takes by one of the person's means, or None when it is not known."""
    return _travel(proposition.match_parts or {})


def spared(proposition: Proposition) -> list[str]:
    """Return what the person will not have to do: their own wishes that the mission respects (R36)."""
    wished = [SPARED[constraint] for constraint in proposition.profile.constraints]
    return [words for demand, words in wished if demand not in proposition.offer.demands]


def _said(reason: str) -> str | None:
    found = _SAID.match(reason)
    if found is None:
        return None
    verb = "Vous avez dit" if found[1] == "Envie" else "Vous savez faire"
    here = f" Ici\u00a0: «\u00a0{found['here']}\u00a0»." if found["here"] else ""
    return f"{verb}\u00a0: «\u00a0{found['said']}\u00a0».{here}"


def _travel(parts: Mapping[str, Any]) -> str | None:
    part = parts.get("travel")
    said = str(part.get("why", "")) if isinstance(part, Mapping) else ""
    if said.startswith("Dans la même commune"):
        return "C'est dans votre commune."
    found = _TRAVEL.match(said)
    if found is None:
        return None
    minutes = int(found["minutes"])
    return f"C'est à {minutes}\u00a0minute{'s' if minutes > 1 else ''} {found['means']}, environ."


def _half_days(inputs: Mapping[str, Any]) -> str | None:
    try:
        mine, theirs = set(inputs["profile"]["slots"]), set(inputs["offer"]["slots"])
    except (KeyError, TypeError):
        return None
    common = [f"le {half_day.label}" for half_day in HalfDay if str(half_day.value) in mine & theirs][:3]
    if not common:
        return None
    listed = common[0] if len(common) == 1 else f"{', '.join(common[:-1])} et {common[-1]}"
    return f"Vous êtes libre {listed}."
