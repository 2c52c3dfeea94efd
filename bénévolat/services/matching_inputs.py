"""Rows → the matcher's exchange records (matching.md §3). The only place that says which data it reads (R30)."""

from datetime import date
from typing import Any

from bénévolat.domain.enums import ExclusionKind
from bénévolat.models.offers import Offer
from bénévolat.models.profiles import Profile


def profile_record(profile: Profile) -> dict[str, Any]:
    """Return a profile as the matcher reads it: no name, age, sex, family, health, contract or seniority."""
    commune = profile.commune
    return {
        "id": str(profile.id),
        "wishes": list(profile.wishes),
        "skills": list(profile.skills),
        "avoid": list(profile.avoid),
        "understood": dict(profile.understood),
        "constraints": [member.value for member in profile.constraints],
        "comfort": [member.value for member in profile.comfort],
        "languages": list(profile.languages),
        "french_level": int(profile.french_level.value) if profile.french_level else None,
        "supervision_need": int(profile.supervision_need.value) if profile.supervision_need else None,
        "commune": profile.commune_insee,
        "lat": commune.lat if commune else None,
        "lon": commune.lon if commune else None,
        "travel": dict(profile.travel),
        "slots": [member.value for member in profile.half_days],
        "from": profile.available_from.isoformat() if profile.available_from else None,
        "excluded_associations": [
            str(row.association_id) for row in profile.exclusions if row.kind is ExclusionKind.WISH
        ],
        "former_employers": [
            str(row.association_id) for row in profile.exclusions if row.kind is ExclusionKind.FORMER_EMPLOYER
        ],
    }


def supervision_present(offer: Offer, today: date) -> bool:
    """Tell whether somebody can accompany today: a named supervisor or back-up, and no pause."""
    named = [
        person
        for person in (offer.supervisor, offer.backup_supervisor)
        if person is not None and person.left_at is None
    ]
    paused = (
        offer.pause_from is not None
        and offer.pause_to is not None
        and offer.pause_from <= today <= offer.pause_to
    )
    return bool(named) and not paused


def offer_record(offer: Offer, *, today: date | None = None) -> dict[str, Any]:
    """Return an offer as the matcher reads it; ``today`` tells whether supervision is there."""
    commune = offer.commune
    return {
        "id": str(offer.id),
        "association": str(offer.association_id),
        "association_name": offer.association.name,
        "title": offer.title,
        "description": offer.description,
        "tasks": list(offer.tasks),
        "skills": list(offer.skills),
        "concepts": offer.concepts,
        "domain": offer.domain.value,
        "commune": offer.commune_insee,
        "lat": commune.lat if commune else None,
        "lon": commune.lon if commune else None,
        "remote": offer.remote.value == "full",
        "transit": None if offer.transit.value == "unknown" else offer.transit.value,
        "transit_off_hours": [member.value for member in offer.transit_off_hours],
        "slots": [member.value for member in offer.half_days],
        "slots_needed": offer.slots_needed,
        "demands": [member.value for member in offer.demands],
        "comfort": [member.value for member in offer.comfort],
        "french_level": int(offer.french_level.value),
        "supervision_level": int(offer.supervision_level.value),
        "supervision_present": True if today is None else supervision_present(offer, today),
        "places_free": offer.places_free,
        "starts": offer.starts_on.isoformat() if offer.starts_on else None,
        "ends": offer.ends_on.isoformat() if offer.ends_on else None,
    }


def snapshot(profile: Profile, offer: Offer) -> dict[str, Any]:
    """Return both records, as kept with a proposition (R26)."""
    return {"profile": profile_record(profile), "offer": offer_record(offer)}
