"""Where the people and missions of the benchmarks are: real communes, by département, with the town among them."""

import csv
import itertools
import math
import random
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

AUBE = Path(__file__).parents[2] / "seed" / "communes_aube.csv"
METRES_A_DEGREE = 111_320
PEOPLE_A_SPOT = 3_000
ROWS, LAT_STEP, LON_STEP = 10, 0.85, 1.5


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune: INSEE code, name, people, and the point of its town hall; ``town``: in the urban area."""

    insee: str
    name: str
    population: int
    lat: float
    lon: float
    town: bool

    def spot(self, rng: random.Random) -> tuple[float, float]:
        """Return one of the few points of the commune where things happen: a village has one."""
        number = rng.randrange(1 + self.population // PEOPLE_A_SPOT)
        if number == 0:
            return self.lat, self.lon
        away, angle = 250 * math.sqrt(number), 2.399963 * number
        lat = self.lat + away * math.cos(angle) / METRES_A_DEGREE
        lon = self.lon + away * math.sin(angle) / METRES_A_DEGREE / math.cos(math.radians(self.lat))
        return round(lat, 5), round(lon, 5)


class Departement:
    """The communes of a département, drawn by their population: the town and the rest."""

    def __init__(self, code: str, communes: Iterable[Commune]) -> None:
        self.code = code
        self.communes = tuple(communes)
        self._town = _Draw([one for one in self.communes if one.town])
        self._rest = _Draw([one for one in self.communes if not one.town] or self.communes)

    def draw(self, rng: random.Random, town_share: float) -> Commune:
        """Return a commune: in the town for ``town_share`` of draws."""
        return (self._town if rng.random() < town_share else self._rest).one(rng)


class _Draw:
    def __init__(self, communes: Iterable[Commune]) -> None:
        self._communes = list(communes)
        self._weights = list(itertools.accumulate(max(one.population, 20) for one in self._communes))

    def one(self, rng: random.Random) -> Commune:
        return rng.choices(self._communes, cum_weights=self._weights)[0]


def read_departements(path: Path = AUBE) -> list[Departement]:
    """Read the communes of a file (columns of ``seed/communes_aube.csv``), a département each, in order of code.

    The town is the intercommunal area with the most people; communes without a point are left out.
    """
    rows: dict[str, list[dict[str, str]]] = defaultdict(list)
    with path.open(encoding="utf-8-sig", newline="") as stream:
        for row in csv.DictReader(stream):
            if row["lat"] and row["lon"]:
                rows[row["departement"]].append(row)
    return [_departement(code, rows[code]) for code in sorted(rows)]


def _departement(code: str, rows: list[dict[str, str]]) -> Departement:
    people: dict[str, int] = defaultdict(int)
    for row in rows:
        people[row["epci_siren"]] += int(row["population"] or 0)
    town = max(sorted(people), key=people.__getitem__)
    return Departement(
        code,
        [
            Commune(
                row["insee"],
                row["name"],
                int(row["population"] or 0),
                float(row["lat"]),
                float(row["lon"]),
                row["epci_siren"] == town,
            )
            for row in rows
        ],
    )


def displaced(model: Departement, count: int) -> list[Departement]:
    """Return copies of a département laid side by side as a nation, with codes and communes of their own."""
    copies = []
    for number in range(count):
        row, column = divmod(number, ROWS)
        up, right = (row - 5) * LAT_STEP, (column - 5) * LON_STEP
        code = f"{number:02d}"
        copies.append(
            Departement(
                code,
                [
                    replace(
                        one,
                        insee=code + one.insee[-3:],
                        lat=round(one.lat + up, 5),
                        lon=round(one.lon + right, 5),
                    )
                    for one in model.communes
                ],
            )
        )
    return copies
