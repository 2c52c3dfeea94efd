"""Public catalogue: published offers found by words, place, half-day and domain (accents and case forgiven)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from math import asin, cos, radians, sin, sqrt
from uuid import UUID

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, String, and_, cast, or_, select
from sqlalchemy.orm import Session, joinedload

from bénévolat.domain.enums import Domain, HalfDay, Remote
from bénévolat.domain.names import fold
from bénévolat.models.associations import Association
from bénévolat.models.communes import Commune
from bénévolat.models.offers import Offer
from bénévolat.services import communes, offers

MAX_WORDS = 5
EARTH_KM = 6371.0
_MAY_BE_ACCENTED = tuple(map(ord, "aceinouy"))


@dataclass(frozen=True, slots=True)
class Search:
    """What a visitor looks for. ``within_km`` is a straight line; 0 is the commune itself."""

    words: str = ""
    place: str = ""
    within_km: int = 0
    half_day: HalfDay | None = None
    domain: Domain | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """The communes that answer to a typed place, or the closest names when none does."""

    communes: Sequence[Commune] = ()
    suggestions: Sequence[Commune] = ()


def find_place(session: Session, typed: str) -> Place:
    """Return the communes of a name or postal code (all of them, R66), or names that look like it."""
    if not typed.strip():
        return Place()
    found = communes.find_exactly(session, typed)
    return Place(communes=found) if found else Place(suggestions=communes.suggest(session, typed))


def search(session: Session, asked: Search, place: Place, *, today: date) -> Select[Offer]:
    """Select the offers that answer, the newest first, with what a card shows of them."""
    statement = offers.published(today).options(joinedload(Offer.association), joinedload(Offer.commune))
    if asked.domain is not None:
        statement = statement.where(Offer.domain == asked.domain)
    if asked.half_day is not None:
        statement = statement.where(cast(Offer.half_days, String).contains(f'"{asked.half_day.value}"'))
    if asked.place.strip():
        inside = _around(session, place.communes, asked.within_km)
        statement = statement.where(or_(Offer.commune_insee.in_(inside), Offer.remote == Remote.FULL))
    words = [word for word in fold(asked.words).split() if len(word) > 1][:MAX_WORDS]
    if words:
        statement = statement.where(Offer.id.in_(_holding(session, words, today)))
    return statement.order_by(Offer.published_at.desc(), Offer.id)


def _around(session: Session, centres: Collection[Commune], within_km: int) -> set[str]:
    """Return the INSEE codes of these communes and of those whose point is near enough."""
    codes = {commune.insee for commune in centres}
    if within_km <= 0:
        return codes
    for centre in centres:
        if centre.lat is None or centre.lon is None:
            continue
        north = within_km / 111.0
        east = north / max(0.1, cos(radians(centre.lat)))
        near = session.execute(
            select(Commune.insee, Commune.lat, Commune.lon).where(
                Commune.lat.between(centre.lat - north, centre.lat + north),
                Commune.lon.between(centre.lon - east, centre.lon + east),
            )
        )
        codes |= {
            insee
            for insee, lat, lon in near
            if lat is not None and lon is not None and _km(centre.lat, centre.lon, lat, lon) <= within_km
        }
    return codes


def _km(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Return the great-circle distance of two WGS84 points, in kilometres."""
    half = sin(radians(other_lat - lat) / 2) ** 2
    half += cos(radians(lat)) * cos(radians(other_lat)) * sin(radians(other_lon - lon) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(half))


def _holding(session: Session, words: Sequence[str], today: date) -> list[UUID]:
    """Return the offers that hold every word: a broad net in SQL, then folded text says which are right."""
    texts = (Offer.title, Offer.simple_text, Offer.description, Association.name)
    net = and_(
        *(
            or_(
                *(_may_hold(column, word) for column in texts),
                _may_hold(cast(Offer.tasks, String), word, accented="%"),  # JSON writes é with six signs.
                Offer.domain.in_(_domains(word)),
            )
            for word in words
        )
    )
    rows = session.execute(
        offers.published(today)
        .where(net)
        .with_only_columns(
            Offer.id,
            Offer.title,
            Offer.simple_text,
            Offer.description,
            Offer.tasks,
            Offer.domain,
            Association.name,
        )
    )
    found = []
    for key, title, simple_text, description, tasks, domain, association in rows:
        said = fold(" ".join((title, simple_text, description, *tasks, domain.label, association)))
        if all(word in said for word in words):
            found.append(key)
    return found


def _may_hold(column: SQLColumnExpression[str], word: str, *, accented: str = "_") -> ColumnElement[bool]:
    """Return a test that lets through every text holding the word, accented or not (and a few others)."""
    pattern = word.replace("oe", "%").replace("ae", "%").replace("saint", "s%t")
    return column.ilike(f"%{pattern.translate(dict.fromkeys(_MAY_BE_ACCENTED, accented))}%")


def _domains(word: str) -> list[Domain]:
    return [domain for domain in Domain if word in fold(domain.label)]
