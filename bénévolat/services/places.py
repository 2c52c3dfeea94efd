"""Places written elsewhere → INSEE communes: resolved when sure, otherwise listed with the reason (R66).

A name alone is not enough: the postal code, the département and the distance between the given point and the
commune must agree. What cannot be settled is left to a person, never guessed.
"""

from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz, process
from sqlalchemy import select
from sqlalchemy.orm import Session

from bénévolat.domain.departements import DEPARTEMENTS, departement_named, departements_of_postal_code
from bénévolat.domain.names import fold
from bénévolat.domain.places import FoundPlace, PlaceStatus, Point, WrittenPlace, is_in_france
from bénévolat.models.communes import Commune, PostalCode
from bénévolat.services.communes import city_of_districts
from bénévolat.services.place_names import Town, is_foreign_town, read_town
from bénévolat.services.place_spots import (
    FAR_KM,
    NEAR_KM,
    Spot,
    agrees,
    ambiguous,
    departement_names,
    distance,
    found,
    is_within,
    not_loaded,
    perhaps,
    remark_on_distance,
    resembles,
)

NATIONAL = 90
"""Départements loaded from which a name unknown or single here is unknown or single in France."""
KNOWN_TOWN = 5_000
"""Inhabitants from which a name alone designates a town."""

_BIG_CITIES = ("75056", "69123", "13055")
_LONGEST_NAME = 8
_SLIP = 88
"""Likeness, out of 100, of a name with a slip of the pen."""


class PlaceIndex:
    """Every commune loaded, in memory: some 0.5 s and 20 MB for the whole of France."""

    def __init__(self, spots: Iterable[Spot]) -> None:
        self.by_insee = {spot.insee: spot for spot in spots}
        self.by_key: dict[str, list[Spot]] = {}
        self.by_postal_code: dict[str, list[Spot]] = {}
        for spot in sorted(self.by_insee.values(), key=lambda spot: (-spot.population, spot.insee)):
            self.by_key.setdefault(spot.key, []).append(spot)
            for code in spot.postal_codes:
                self.by_postal_code.setdefault(code, []).append(spot)
        self.departements = frozenset(spot.departement for spot in self.by_insee.values())
        self.national = len(self.departements) >= NATIONAL

    @classmethod
    def load(cls, session: Session) -> "PlaceIndex":
        """Read every commune in two statements."""
        codes: dict[str, set[str]] = {}
        for insee, code in session.execute(select(PostalCode.insee, PostalCode.code)):
            codes.setdefault(insee, set()).add(code)
        columns = (
            Commune.insee,
            Commune.name,
            Commune.search_key,
            Commune.departement,
            Commune.population,
            Commune.lat,
            Commune.lon,
        )
        return cls(
            Spot(
                insee=insee,
                name=name,
                key=key,
                departement=departement,
                population=population or 0,
                point=(lat, lon) if lat is not None and lon is not None else None,
                postal_codes=frozenset(codes.get(insee, ())),
            )
            for insee, name, key, departement, population, lat, lon in session.execute(select(*columns))
        )

    # A place with its own fields -----------------------------------------------------------------

    def resolve(self, place: WrittenPlace) -> FoundPlace:
        """Return the commune of a written place, or why it is not sure."""
        town = read_town(place.city)
        code = place.postal_code.strip().upper() or town.postal_code or ""
        said = self._said_departements(code, place.departement, town)
        if not town.key:
            return self._without_name(town, code, place.point)
        namesakes = self.by_key.get(town.key, [])
        inside = [spot for spot in namesakes if not said or spot.departement in said]
        agreeing = [spot for spot in inside if agrees(spot, code)]
        if len(agreeing) == 1:
            return found(agreeing[0], remark_on_distance(agreeing[0], place.point))
        if inside:
            return self._choose(agreeing or inside, place.point, sure=bool(said))
        if said and not said & self.departements:
            return not_loaded(said)
        nearly = self._nearly(town, code, said, place)
        if namesakes and nearly.status is not PlaceStatus.RESOLVED:
            return self._in_another_departement(namesakes, said, place.point)
        return nearly

    @staticmethod
    def _said_departements(code: str, name: str, town: Town) -> frozenset[str]:
        if len(code) == 5:
            if by_code := departements_of_postal_code(code):
                return by_code
        named = departement_named(name) or town.departement or departement_named(code)
        return frozenset({named}) if named else frozenset()

    def _without_name(self, town: Town, code: str, point: Point | None) -> FoundPlace:
        if town.district is not None:
            cities = [self.by_insee[insee] for insee in _BIG_CITIES if insee in self.by_insee]
            city = city_of_districts(code)
            near = [spot for spot in cities if spot.insee == city or is_within(spot, point, NEAR_KM)]
            if len(near) == 1:
                return found(near[0])
            return FoundPlace(PlaceStatus.AMBIGUOUS, reason="arrondissement sans nom de ville")
        spots = self.by_postal_code.get(code, [])
        if len(spots) == 1:
            return found(spots[0], remark_on_distance(spots[0], point))
        if spots:
            return ambiguous(f"{len(spots)} communes ont le code postal {code}", spots)
        return _abroad_or(point, FoundPlace(PlaceStatus.MISSING, reason="aucun nom de commune"))

    def _choose(self, spots: Sequence[Spot], point: Point | None, *, sure: bool) -> FoundPlace:
        """Return the one commune that the point confirms among those that have the right name."""
        several = ambiguous(f"{len(spots)} communes portent ce nom", spots)
        if point is None or (len(spots) == 1 and spots[0].point is None):
            if len(spots) > 1:
                return several
            if sure or self.national or spots[0].population >= KNOWN_TOWN:
                return found(spots[0])
            return ambiguous("ni code postal ni département, ce nom peut exister ailleurs", spots)
        ranked = sorted((distance(spot, point), spot.insee) for spot in spots)
        nearest, away = self.by_insee[ranked[0][1]], ranked[0][0]
        if away > FAR_KM:
            reason = f"les coordonnées sont à {away:.0f} km de {nearest.name}"
            return _abroad_or(point, FoundPlace(PlaceStatus.CONTRADICTORY, reason=reason))
        if len(ranked) > 1 and ranked[1][0] < 2 * away + 5:
            return several
        return found(nearest)

    def _in_another_departement(
        self, namesakes: Sequence[Spot], said: frozenset[str], point: Point | None
    ) -> FoundPlace:
        near = [spot for spot in namesakes if is_within(spot, point, NEAR_KM)]
        where = departement_names(said)
        if len(near) == 1:
            return found(near[0], f"placée ailleurs que dans {where}, d'après ses coordonnées")
        reason = f"pas de commune de ce nom dans {where}"
        return _abroad_or(point, FoundPlace(PlaceStatus.CONTRADICTORY, reason=reason))

    def _nearly(self, town: Town, code: str, said: frozenset[str], place: WrittenPlace) -> FoundPlace:
        """Forgive a slip or a former name, when the postal code and the point agree."""
        same_code = self.by_postal_code.get(code, [])
        similar = [spot for spot in same_code if resembles(town.key, spot.key)]
        if len(similar) == 1 and (place.point is None or is_within(similar[0], place.point, FAR_KM)):
            return found(similar[0], f"nom rapproché de « {similar[0].name} » (même code postal)")
        if len(same_code) == 1 and is_within(same_code[0], place.point, NEAR_KM):
            return found(same_code[0], f"ancienne commune ou lieu-dit de {same_code[0].name}")
        pool = {spot.insee: spot.key for spot in self.by_insee.values() if spot.departement in said}
        close = process.extract(town.key, pool, scorer=fuzz.ratio, limit=3, score_cutoff=70)
        for _, score, insee in close:
            if score >= _SLIP and is_within(self.by_insee[insee], place.point, NEAR_KM):
                return found(self.by_insee[insee], f"nom rapproché de « {self.by_insee[insee].name} »")
        if is_foreign_town(town.key):
            return FoundPlace(PlaceStatus.ABROAD, reason="cette ville n'est pas en France")
        if not said and not self.national:
            nowhere = FoundPlace(PlaceStatus.NOT_LOADED, reason="commune absente des départements chargés")
        else:
            where = f" dans {departement_names(said)}" if said else ""
            maybe = perhaps(self.by_insee[insee] for _, _, insee in close)
            nowhere = FoundPlace(PlaceStatus.UNKNOWN, reason=f"pas de commune de ce nom{where}{maybe}")
        return _abroad_or(place.point, nowhere)

    # A place that is only the end of a title -----------------------------------------------------

    def town_at_end(self, folded: str) -> tuple[str, list[Spot]]:
        """Return the words before the longest commune name that ends a folded title, and its namesakes.

        Return the whole title and nothing when it does not end so. At least two words are left before.
        """
        words = folded.split()
        for start in range(max(2, len(words) - _LONGEST_NAME), len(words)):
            suffix = words[start:]
            key = " ".join(suffix)
            spots = self.by_key.get(key) or self.by_key.get(_without_first_article(suffix))
            if spots:
                return " ".join(words[:start]), spots
        return folded, []

    def resolve_title(self, folded: str, *, announced: bool, departement: str | None = None) -> FoundPlace:
        """Return the commune that ends a title, only when its name leaves no doubt.

        ``announced`` says that the source is known to end its titles by the town; without it, or without the
        whole of France loaded, only a town of 5,000 inhabitants or more is believed. A département or a postal
        code written before the town tells namesakes apart.
        """
        before, namesakes = self.town_at_end(folded)
        spots = [spot for spot in namesakes if departement in {None, spot.departement}]
        if len(spots) > 1:
            spots = _told_apart(before, spots)
        if not spots:
            if announced and not self.national:
                return FoundPlace(
                    PlaceStatus.NOT_LOADED, reason="commune du titre absente de celles chargées"
                )
            return FoundPlace(PlaceStatus.MISSING, reason="aucun lieu, ni commune connue à la fin du titre")
        first, others = spots[0], spots[1:]
        famous = first.population >= KNOWN_TOWN
        if others and not (famous and first.population >= 10 * others[0].population):
            return ambiguous(f"{len(spots)} communes portent le nom lu à la fin du titre", spots)
        if not famous and not (announced and self.national):
            return ambiguous("nom lu à la fin du titre, sans autre indication", spots)
        return found(first, "commune lue à la fin du titre")


def _told_apart(before: str, spots: list[Spot]) -> list[Spot]:
    """Keep the namesakes that a postal code or a département written before them designates, if any."""
    coded = [spot for spot in spots if any(code in before.split() for code in spot.postal_codes)]
    named = [spot for spot in spots if f" {fold(DEPARTEMENTS.get(spot.departement, '?'))} " in f" {before} "]
    return coded or named or spots


def _without_first_article(words: list[str]) -> str:
    return " ".join(words[1:]) if len(words) > 1 and words[0] in {"le", "la", "les", "l"} else ""


def _abroad_or(point: Point | None, otherwise: FoundPlace) -> FoundPlace:
    """Return «hors de France» when the point says so, the other result when it does not."""
    if point is None or is_in_france(point):
        return otherwise
    return FoundPlace(PlaceStatus.ABROAD, reason="les coordonnées sont hors de France")
