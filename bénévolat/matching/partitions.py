"""A nation cut by département, each with the offers near its people («halo»), on disk and line by line.

A person belongs to the département of their commune. A partition holds the offers of its own département, and those
of others within ``halo`` metres of one of its people; a remote offer is no exception: what makes it possible is the
association that accompanies, and it accompanies near. An offer with neither commune nor point could be anywhere: it
is in every partition, since what is missing excludes nobody (R31). People without a commune have a partition of their
own, «NOWHERE», with the offers near their point. Only points and numbers stay in memory.
"""

import hashlib
from array import array
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from bénévolat.domain.departements import departement_of_insee
from bénévolat.matching.fields import Row
from bénévolat.matching.formats import Offer, Profile, point
from bénévolat.matching.json_lines import Line, numbered, records, twice
from bénévolat.matching.table import unit_vector
from bénévolat.matching.travel import metres_between

NOWHERE = "sans"
TOGETHER = 2_000  # offers placed at once
_PROFILES, _OFFERS = "profiles.jsonl", "offers.jsonl"
_MARGIN = 1.02  # of a degree of latitude, so that the box never cuts what the exact distance keeps
_METRES_A_DEGREE = 111_195


@dataclass(frozen=True, slots=True)
class Partition:
    """One département on disk. ``own``: its code; ``folder``: where its files are."""

    code: str
    folder: Path

    def profiles(self) -> Iterator[Profile]:
        """Read its people, in the order of the nation's file. Raises FormatError with that file's line."""
        return (row for _, row in records(spilled(self.folder / _PROFILES), Profile.from_json))

    def offers(self) -> list[tuple[int, Offer]]:
        """Read its offers with their line in the nation's file, which is their number."""
        return list(records(spilled(self.folder / _OFFERS), Offer.from_json))


@dataclass(slots=True)
class Split:
    """What was cut. ``shared``: line of the offer, then place of a partition, for offers of several partitions."""

    partitions: list[Partition] = field(default_factory=list)
    people: "array[int]" = field(default_factory=lambda: array("q"))
    profiles: int = 0
    offers: int = 0
    out_of_reach: int = 0
    last_line: int = 0
    shared: "array[int]" = field(default_factory=lambda: array("q"))


def spilled(path: Path) -> Iterator[Line]:
    """Yield the lines written by a split, with the number they had in the file they come from."""
    for _, raw in numbered(path):
        number, _, line = raw.partition(b"\t")
        yield int(number), line


def departement(commune: str | None) -> str:
    """Return the département of a commune's INSEE code, NOWHERE when it is missing or no code."""
    code = departement_of_insee(commune) if commune else ""
    return code if code.isascii() and code.isalnum() and len(code) >= 2 else NOWHERE


def split(profiles: Path, offers: Path, folder: Path, halo: int) -> Split:
    """Cut two files into the partitions of ``folder``. ``halo``: metres. Raises FormatError."""
    found = Split()
    points = _split_profiles(profiles, folder, found)
    found.partitions = [Partition(code, folder / code) for code in sorted(points)]
    found.people = array("q", [len(points[one.code]) // 2 for one in found.partitions])
    areas = [_Area(points.pop(one.code), halo) for one in found.partitions]
    _split_offers(offers, found, areas)
    return found


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a line belongs: its own département, and its point when it has one."""

    id: str
    code: str
    placeless: bool
    lat: float | None
    lon: float | None

    @classmethod
    def reader(cls, noun: str) -> Callable[[object], "_Place"]:
        """Return the function that reads just that of a JSON object."""

        def read(data: object) -> "_Place":
            row = Row(data, noun)
            commune, (lat, lon) = row.text("commune"), point(row)
            return cls(row.required("id"), departement(commune), commune is None and lat is None, lat, lon)

        return read


def _kept(lines: Iterator[Line], latest: list[Line]) -> Iterator[Line]:
    """Pass lines on, the last one being kept in ``latest``: what is read may then be copied as it is."""
    for line in lines:
        latest[:] = [line]
        yield line


class _Seen:
    """Identifiers already met, as numbers of eight bytes: a million of them take sixteen megabytes."""

    def __init__(self) -> None:
        self.marks, self.lines = array("Q"), array("q")

    def add(self, identifier: str, number: int) -> None:
        """Note an identifier and its line."""
        digest = hashlib.blake2b(identifier.encode(), digest_size=8).digest()
        self.marks.append(int.from_bytes(digest, "big"))
        self.lines.append(number)

    def check(self, path: Path, reader: Callable[[object], _Place]) -> None:
        """Raise FormatError if two lines have one identifier."""
        marks = np.array(self.marks)
        order = np.argsort(marks, kind="stable")
        same = np.flatnonzero(marks[order][1:] == marks[order][:-1])
        if len(same):
            again = np.argmin(order[same + 1])
            first, second = (self.lines[int(order[same[again] + place])] for place in (0, 1))
            lines = (line for line in numbered(path) if line[0] == second)
            _, row = next(records(lines, reader))
            raise twice(row.id, first, second)


def _split_profiles(path: Path, folder: Path, found: Split) -> "dict[str, array[float]]":
    """Write the people of each département; return their points (latitude, longitude, in turn; nan if none)."""
    points: dict[str, array[float]] = {}
    streams: dict[str, BinaryIO] = {}
    latest: list[Line] = []
    seen, reader = _Seen(), _Place.reader("Un profil")
    with ExitStack() as stack:
        for number, one in records(_kept(numbered(path), latest), reader):
            if one.code not in streams:
                (folder / one.code).mkdir()
                streams[one.code] = stack.enter_context((folder / one.code / _PROFILES).open("wb"))
                points[one.code] = array("d")
            streams[one.code].write(b"%d\t%s\n" % latest[0])
            points[one.code].extend((_number(one.lat), _number(one.lon)))
            seen.add(one.id, number)
            found.profiles += 1
    seen.check(path, reader)
    return points


def _number(value: float | None) -> float:
    return np.nan if value is None else value


def _vectors(latlon: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.array([unit_vector(lat, lon) for lat, lon in latlon.tolist()], dtype=np.float64).reshape(-1, 3)


class _Area:
    """The points of the people of a partition, and a box that holds all that is near one of them."""

    def __init__(self, points: "array[float]", halo: int) -> None:
        latlon = np.array(points, dtype=np.float64).reshape(-1, 2)
        latlon = np.unique(latlon[~np.isnan(latlon[:, 0])], axis=0)
        self.halo = halo
        self.vectors = _vectors(latlon)
        if len(latlon):
            up = halo / _METRES_A_DEGREE * _MARGIN
            aside = up / max(np.cos(np.radians(min(np.abs(latlon[:, 0]).max() + up, 89.9))), 1e-3)
            margin = np.array([up, aside])
            self.low, self.high = latlon.min(axis=0) - margin, latlon.max(axis=0) + margin

    def near(self, latlon: NDArray[np.float64], vectors: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Tell which offers are within the halo of one of the people, by the exact distance of the engine."""
        near = np.zeros(len(latlon), dtype=bool)
        if len(self.vectors):
            inside = np.flatnonzero(((latlon >= self.low) & (latlon <= self.high)).all(axis=1))
            for offer in inside.tolist():
                near[offer] = bool((metres_between(self.vectors, vectors[offer]) <= self.halo).any())
        return near


def _split_offers(path: Path, found: Split, areas: list[_Area]) -> None:
    """Write each offer into every partition that it may serve."""
    place = {one.code: number for number, one in enumerate(found.partitions)}
    seen, reader = _Seen(), _Place.reader("Une offre")
    waiting: list[tuple[Line, _Place]] = []
    latest: list[Line] = []
    with ExitStack() as stack:
        streams = [stack.enter_context((one.folder / _OFFERS).open("wb")) for one in found.partitions]

        def write() -> None:
            latlon = np.array([(_number(one.lat), _number(one.lon)) for _, one in waiting]).reshape(-1, 2)
            vectors = _vectors(latlon)
            member = np.array([area.near(latlon, vectors) for area in areas], dtype=bool)
            member = member.reshape(len(areas), len(waiting))
            for column, ((number, raw), one) in enumerate(waiting):
                if one.code in place:
                    member[place[one.code], column] = True
                member[:, column] |= one.placeless
                holders = np.flatnonzero(member[:, column]).tolist()
                for holder in holders:
                    streams[holder].write(b"%d\t%s\n" % (number, raw))
                found.out_of_reach += not holders
                if len(holders) > 1:
                    found.shared.extend(value for holder in holders for value in (number, holder))
            waiting.clear()

        for number, one in records(_kept(numbered(path), latest), reader):
            waiting.append((latest[0], one))
            seen.add(one.id, number)
            found.offers += 1
            found.last_line = number
            if len(waiting) == TOGETHER:
                write()
        write()
    seen.check(path, reader)
