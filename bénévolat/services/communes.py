"""Communes, found by INSEE code, postal code or name (R33, R66)."""

import re
from collections.abc import Iterable

from rapidfuzz import fuzz, process
from sqlalchemy import select
from sqlalchemy.orm import Session

from bénévolat.domain.names import fold, without_article
from bénévolat.models.communes import Commune, PostalCode

SUGGESTIONS = 8
"""Communes offered when nothing answers exactly to what was typed."""

_INSEE = re.compile(r"(?:\d{2}|2[AB])\d{3}")
_LABEL = re.compile(r"\s*(?P<name>.*?)\s*\(\s*(?P<code>\d{5})\s*\)\s*")
_DISTRICTS = (
    (re.compile(r"75(?:0(?:0\d|1\d|20)|116)"), "75056"),
    (re.compile(r"6900\d"), "69123"),
    (re.compile(r"130(?:0\d|1[0-6])"), "13055"),
)
_CLOSE_ENOUGH = 60


def search_key(name: str) -> str:
    """Return what a commune is looked up by: its folded name without its article («le meriot» → «meriot»)."""
    return without_article(fold(name))[:200]


def city_of_districts(postal_code: str) -> str | None:
    """Return the INSEE code of Paris, Lyon or Marseille for the postal code of one of their districts."""
    return next((insee for form, insee in _DISTRICTS if form.fullmatch(postal_code)), None)


def get(session: Session, insee: str) -> Commune | None:
    """Return the commune of an INSEE code, or None."""
    return session.get(Commune, insee.strip().upper())


def find(session: Session, typed: str) -> list[Commune]:
    """Return the communes that answer to what was typed, sorted by name; see ``find_exactly``.

    When none does, return the closest names (never a single one: a guess is chosen by a person).
    """
    return find_exactly(session, typed) or suggest(session, typed)


def find_exactly(session: Session, typed: str) -> list[Commune]:
    """Return the communes of a postal code (all of them, R66), an INSEE code, a name, or «Nom (10000)».

    Accents, case, hyphens, «St/Ste» and the leading article are forgiven (R33).
    """
    text = typed.strip().upper()
    if _INSEE.fullmatch(text):
        return _of_postal_code(session, text) or _in_order(filter(None, [get(session, text)]))
    if label := _LABEL.fullmatch(typed):
        code, key = label["code"], search_key(label["name"])
        return [commune for commune in _of_postal_code(session, code) if search_key(commune.name) == key]
    key = search_key(typed)
    if not key:
        return []
    keys = {key, fold(typed)}
    return _in_order(session.scalars(select(Commune).where(Commune.search_key.in_(keys))))


def suggest(session: Session, typed: str, limit: int = SUGGESTIONS) -> list[Commune]:
    """Return the communes whose name begins with, contains, or looks like what was typed, best first."""
    key = search_key(typed)
    if len(key) < 2 or key.isdigit():
        return []
    by_size = select(Commune.insee, Commune.search_key).order_by(Commune.population.desc(), Commune.insee)
    names = {row.insee: row.search_key for row in session.execute(by_size)}
    begin = [insee for insee, name in names.items() if name.startswith(key)]
    within = [insee for insee, name in names.items() if f" {key}" in name]
    close = process.extract(key, names, scorer=fuzz.ratio, limit=limit, score_cutoff=_CLOSE_ENOUGH)
    chosen = list(dict.fromkeys([*begin, *within, *(insee for _, _, insee in close)]))[:limit]
    if len(chosen) == 1:
        chosen += [insee for _, _, insee in process.extract(key, names, scorer=fuzz.ratio, limit=2)]
        chosen = list(dict.fromkeys(chosen))[:2]
    communes = {row.insee: row for row in session.scalars(select(Commune).where(Commune.insee.in_(chosen)))}
    return [communes[insee] for insee in chosen]


def _of_postal_code(session: Session, code: str) -> list[Commune]:
    communes = session.scalars(
        select(Commune).join(PostalCode, PostalCode.insee == Commune.insee).where(PostalCode.code == code)
    )
    city = city_of_districts(code)
    return _in_order([*communes, *filter(None, [get(session, city) if city else None])])


def _in_order(communes: Iterable[Commune]) -> list[Commune]:
    return sorted(set(communes), key=lambda commune: (commune.search_key, commune.insee))
