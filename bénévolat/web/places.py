"""Communes offered to the field of a form (R66)."""

from bénévolat.extensions import db
from bénévolat.services import communes


def find_communes(typed: str) -> list[tuple[str, str]]:
    """Return ``(INSEE code, «Nom (10000)»)`` for every commune that answers to what was typed."""
    return [(commune.insee, commune.label) for commune in communes.find(db.session(), typed)]
