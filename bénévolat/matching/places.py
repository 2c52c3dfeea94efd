"""Missions that take place abroad though their association is near.

Offers imported from national listings carry the association's point: only the words of the title and of the
tasks («au Togo») tell that nobody of the département can go there. Remote missions are not concerned.
"""

import re
from functools import lru_cache

from bénévolat.matching.formats import Offer
from bénévolat.matching.text import COUNTRIES, fold

_PLACE = rf"(?:{'|'.join(map(re.escape, sorted(COUNTRIES, key=len, reverse=True)))})"
_THERE = re.compile(rf"(?:\b(?:au|aux|en|a)\s+{_PLACE}\b|\ba\s+l'etranger\b|\ba\s+l'international\b)")
# «Collecte pour une école au Sénégal» takes place here, «Partir au Sénégal pour enseigner» does not.
_FOR = re.compile(
    r"\b(?:collect\w*|pour|profit|benefice|dons?|envo\w*|vente|fete|expo\w*|soiree|concert|conference)\b"
)
_HERE = re.compile(r"\b(?:visio|a distance|ici)\b")


def abroad_words(offer: Offer) -> str | None:
    """Return the words by which the title or a task says the mission is abroad (folded), or None."""
    if offer.remote:
        return None
    return next(filter(None, map(_abroad, (offer.title, *offer.tasks))), None)


@lru_cache(maxsize=20_000)
def _abroad(text: str) -> str | None:
    folded = fold(text).replace("etats unis", "etats-unis").replace("pays bas", "pays-bas")
    found = _THERE.search(folded)
    return (
        found.group()
        if found and not _FOR.search(folded[: found.start()]) and not _HERE.search(folded)
        else None
    )
