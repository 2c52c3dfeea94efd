"""The matching engine: pure, deterministic, explained, versioned (matching rules R26 to R33).

Standard library, numpy and rapidfuzz only. Entry points: ``match`` (many people), ``Engine(offers).one`` (one
person), ``files.match_files`` (JSON lines), ``Settings.as_public_rules`` and ``public_filters`` (rules page).
"""

from bénévolat.matching.batch import match
from bénévolat.matching.engine import Engine
from bénévolat.matching.formats import (
    FormatError,
    Match,
    NearMiss,
    Offer,
    Pair,
    Part,
    Profile,
    ProfileMatches,
)
from bénévolat.matching.gates import public_filters
from bénévolat.matching.settings import DEFAULT, VERSION, Settings

__all__ = [
    "DEFAULT",
    "VERSION",
    "Engine",
    "FormatError",
    "Match",
    "NearMiss",
    "Offer",
    "Pair",
    "Part",
    "Profile",
    "ProfileMatches",
    "Settings",
    "match",
    "public_filters",
]
