"""A score and what it was computed from, in words, for the pages that explain a suggestion (R27)."""

from collections.abc import Mapping, Sequence
from typing import Any

from bénévolat.matching.formats import Part
from bénévolat.models.offers import Offer
from bénévolat.models.profiles import Profile
from bénévolat.web.formats import labels, plural, short_date
from bénévolat.web.travailleur_social.profile_words import french_words, language_words, travel_words

LABELS = {
    "wishes": "Envies et savoir-faire",
    "supervision": "Accompagnement",
    "travel": "Trajet",
    "availability": "Disponibilités",
    "renewal": "Renouvellement",
}

Read = tuple[str, Any, str]
"""What was read: label, value, where it comes from."""


def part_lines(parts: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return one line a part: label, points of max, why; points None when the part is not known."""
    return [
        {
            "label": label,
            "points": parts[code]["points"] if parts[code]["max"] else None,
            "max": parts[code]["max"],
            "why": parts[code]["why"],
        }
        for code, label in LABELS.items()
        if isinstance(parts.get(code), Mapping)
    ]


def plain_parts(parts: Mapping[str, Part]) -> dict[str, dict[str, Any]]:
    """Return the parts of a score as they are stored."""
    return {name: {"points": part.points, "max": part.max, "why": part.why} for name, part in parts.items()}


def person_read(person: Profile, record: Mapping[str, Any]) -> list[Read]:
    """Return what the matcher read of a person, with the step of the file where it was noted."""
    wishes, suits, when = (
        "Dossier, envies et savoir-faire",
        "Dossier, ce qui convient",
        "Dossier, temps et trajets",
    )
    need, seen = person.supervision_need, record["seen_offers"]
    set_aside = [*record["excluded_associations"], *record["former_employers"]]
    return [
        ("Envies", _quoted(person.wishes), wishes),
        ("Savoir-faire", _quoted(person.skills), wishes),
        ("À éviter", _quoted(person.avoid), wishes),
        ("Souhaits", labels(list(person.constraints)), suits),
        ("Confort souhaité", labels(list(person.comfort)), suits),
        ("Langues", language_words(person.languages), suits),
        ("Français", french_words(person.french_level), suits),
        ("Accompagnement souhaité", need.label if need else None, suits),
        ("Commune", person.commune.name if person.commune else None, when),
        ("Déplacements", travel_words(person.travel), when),
        ("Demi-journées", labels(list(person.half_days)), when),
        ("À partir du", short_date(person.available_from) if person.available_from else None, when),
        (
            "Associations écartées",
            plural(len(set_aside), "association") if set_aside else "Aucune",
            "Dossier, associations écartées",
        ),
        ("Missions déjà proposées", plural(len(seen), "mission") if seen else "Aucune", "Propositions"),
    ]


def _quoted(texts: Sequence[str]) -> list[str]:
    """Return each idea between guillemets: an idea may hold commas."""
    return [f"«\u00a0{text}\u00a0»" for text in texts]


def offer_read(offer: Offer) -> list[Read]:
    """Return what the matcher read of a mission."""
    written = f"Offre écrite par {offer.association.name}"
    return [
        ("Titre", offer.title, written),
        ("Description", offer.description, written),
        ("Tâches", _quoted(offer.tasks), written),
        ("Savoir-faire utiles", offer.skills, written),
        ("Ce que la mission demande", labels(list(offer.demands)), written),
        ("Confort proposé", labels(list(offer.comfort)), written),
        ("Français demandé", offer.french_level.label, written),
        ("Accompagnement proposé", offer.supervision_level.label, written),
        ("Lieu", offer.commune.name if offer.commune else offer.remote.label, written),
        ("Transport en commun", offer.transit.label, written),
        ("Le bus passe aussi", labels(list(offer.transit_off_hours)), written),
        ("Demi-journées", labels(list(offer.half_days)), written),
        ("Places accompagnées libres", str(offer.places_free), "Compte des places, à cet instant"),
    ]
