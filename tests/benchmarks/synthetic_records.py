"""People and missions of one département, as records of the exchange formats."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from typing import Any

from bénévolat.matching.demands import DEMANDS
from bénévolat.matching.sentences import SLOTS
from tests.benchmarks.synthetic_places import Commune, Departement
from tests.benchmarks.synthetic_texts import (
    ASSOCIATIONS,
    BEGINNINGS,
    GENERAL,
    NEEDED,
    TAILS,
    VAGUE,
    Activities,
    Activity,
    as_typed,
    damage,
)

TODAY = date(2026, 12, 1)
TOWN = 0.65
Record = dict[str, Any]

_WORKING = [slot for slot in SLOTS if slot[:3] not in {"sat", "sun"} and not slot.endswith("_eve")]
_OTHER = [slot for slot in SLOTS if slot not in _WORKING]
_COMMON_WISHES = ("heavy_load", "standing", "stairs", "crowd", "noise", "reading", "writing", "digital", "phone",
                  "minors", "animals", "driving", "outdoor", "alone")  # fmt: skip


@dataclass
class Synthetic:
    """The people and missions of one département. ``missions``: (title, description) of real ones, or none."""

    departement: Departement
    seed: int
    today: date = TODAY
    missions: Sequence[tuple[str, str]] = ()
    prefix: str = ""
    activities: Activities = field(default_factory=Activities)

    def profiles(self) -> Iterator[tuple[Record, list[str]]]:
        """Yield people without end, each with their activities."""
        for number in count(1):
            yield self._profile(random.Random(f"{self.seed}{self.prefix}p{number}"), number)

    def offers(self) -> Iterator[tuple[Record, list[str]]]:
        """Yield missions without end, each with its activities; an association has two or three."""
        for number in count(1):
            yield self._offer(random.Random(f"{self.seed}{self.prefix}o{number}"), number)

    # --- a person

    def _profile(self, rng: random.Random, number: int) -> tuple[Record, list[str]]:
        chance = rng.random
        about = self.activities.draw(rng, rng.choices((1, 2, 3), (25, 45, 30))[0], near=0.4)
        home = self.departement.draw(rng, TOWN)
        lat, lon = home.spot(rng)
        wishes, skills = self._chips(rng, about)
        travel = _travel(rng, home)
        wished = rng.choices((0, 1, 2, 3), (42, 30, 20, 8))[0]
        hates = {demand for one in about for demand in one.demands}
        constraints = [demand for demand in rng.sample(_COMMON_WISHES, wished) if demand not in hates]
        record: Record = {
            "id": f"{self.prefix}p{number:05d}",
            "wishes": wishes,
            "skills": skills,
            "avoid": [rng.choice(("la foule", "le bruit", "les chiens", "rester assis"))]
            if chance() < 0.06
            else [],
            "constraints": [f"no_{demand}" for demand in constraints],
            "comfort": [rng.choice(("seated", "quiet", "small_group"))] if chance() < 0.25 else [],
            "languages": ["fr", *rng.sample(("ar", "en", "es", "pt", "ru", "tr"), int(chance() < 0.2))],
            "french_level": _some(rng, 0.04, (0, 1, 2, 3), (6, 12, 27, 55)),
            "supervision_need": _some(rng, 0.04, (0, 1, 2), (38, 44, 18)),
            "commune": home.insee,
            "lat": lat,
            "lon": lon,
            "travel": travel,
            "slots": [] if chance() < 0.04 else _slots(rng, rng.randint(3, 10), 0.8),
            "from": _later(self.today, rng, 60) if chance() < 0.15 else None,
            "excluded_associations": [self._association(rng.randint(1, 4000))] if chance() < 0.03 else [],
            "former_employers": [self._association(rng.randint(1, 4000))] if chance() < 0.03 else [],
            "priority": chance() < 0.15,
        }
        return record, [one.name for one in about]

    def _chips(self, rng: random.Random, about: Sequence[Activity]) -> tuple[list[str], list[str]]:
        chance = rng.random
        wishes: list[str] = []
        skills: list[str] = []
        said = {one.name: rng.sample(one.people, len(one.people)) for one in about}
        for number in range(rng.choices((2, 3, 4, 5), (11, 26, 33, 30))[0]):
            one = about[number % len(about)]
            if chance() < 0.12 and number:
                wishes.append(rng.choice(VAGUE))
            elif chance() < 0.28 or not said[one.name]:
                skills.append(rng.choice(one.skills))
            else:
                start = rng.choice(BEGINNINGS) if chance() < 0.35 else ""
                wishes.append(start + said[one.name].pop())
        if wishes and chance() < 0.3:
            place = rng.choice(self.departement.communes).name
            wishes[-1] += rng.choice(TAILS).format(place=place)
        share = 0.25 if chance() < 0.2 else 0.05
        accents, capitals = chance() > 0.12, chance() < 0.03

        def typed(texts: list[str]) -> list[str]:
            return list(
                dict.fromkeys(
                    as_typed(text, rng, share, accents=accents, capitals=capitals) for text in texts
                )
            )

        return typed(wishes), typed(skills)

    # --- a mission

    def _association(self, number: int) -> str:
        return f"{self.prefix}a{number:04d}"

    def _offer(self, rng: random.Random, number: int) -> tuple[Record, list[str]]:
        chance = rng.random
        about = self.activities.draw(rng, 2 if chance() < 0.25 else 1, near=0.7)
        there = self.departement.draw(rng, TOWN)
        lat, lon = there.spot(rng)
        slots = _slots(rng, rng.randint(1, 7), 0.85)
        title, tasks, description = self._said(rng, about, there, number)
        association = 1 + number * 2 // 5
        name = random.Random(f"{self.seed}{self.prefix}a{association}")
        place = name.choice(self.departement.communes).name
        asked = {demand for demand in about[0].demands if chance() < 0.6}
        asked.update(rng.sample(list(DEMANDS), rng.choices((0, 1, 2), (62, 28, 10))[0]))
        starts = _later(self.today, rng, 90) if chance() < 0.25 else None
        ends = _later(self.today, rng, 300) if chance() < 0.3 else None
        record: Record = {
            "id": f"{self.prefix}o{number:05d}",
            "association": self._association(association),
            "association_name": name.choice(ASSOCIATIONS).format(place=place),
            "title": title,
            "description": description,
            "tasks": tasks,
            "skills": rng.sample(NEEDED, rng.choices((0, 1, 2), (60, 30, 10))[0]),
            "domain": None if self.missions else about[0].domain,
            "commune": there.insee,
            "lat": lat,
            "lon": lon,
            "remote": chance() < 0.03,
            "transit": _transit(rng, there),
            "transit_off_hours": ["evening"] if there.town and chance() < 0.2 else [],
            "slots": slots,
            "slots_needed": 2 if len(slots) > 2 and chance() < 0.25 else 1,
            "demands": None if chance() < 0.05 else sorted(asked),
            "french_level": _some(rng, 0.05, (0, 1, 2, 3), (30, 32, 26, 12)),
            "supervision_level": _some(rng, 0.05, (0, 1, 2), (20, 42, 38)),
            "places_free": rng.choices(range(6), (9, 26, 26, 17, 12, 10))[0],
            "starts": starts,
            "ends": ends if ends is None or starts is None or ends >= starts else None,
        }
        return record, [] if self.missions else [one.name for one in about]

    def _said(
        self, rng: random.Random, about: Sequence[Activity], there: Commune, number: int
    ) -> tuple[str, list[str], str]:
        if self.missions:
            title, description = self.missions[(number - 1) % len(self.missions)]
            return title, [], description
        main = about[0]
        title = rng.choice(main.titles) + (f" à {there.name}" if rng.random() < 0.25 else "")
        tasks = rng.sample(main.tasks, rng.randint(1, 3))
        lines = rng.sample(main.lines, rng.randint(1, 2))
        for other in about[1:]:
            tasks.append(rng.choice(other.tasks))
            lines.append(rng.choice(other.lines))
        lines += [line.format(place=there.name) for line in rng.sample(GENERAL, 4 - len(lines))]
        tasks = [damage(task, rng, 0.01) for task in tasks]
        return title, tasks, damage(" ".join(lines), rng, 0.01)


def _some(rng: random.Random, missing: float, values: Sequence[int], weights: Sequence[int]) -> int | None:
    return None if rng.random() < missing else rng.choices(values, weights)[0]


def _later(today: date, rng: random.Random, most: int) -> str:
    return (today + timedelta(days=rng.randrange(most))).isoformat()


def _slots(rng: random.Random, count: int, working: float) -> list[str]:
    found = {rng.choice(_WORKING if rng.random() < working else _OTHER) for _ in range(count)}
    return sorted(found, key=SLOTS.index)


def _transit(rng: random.Random, there: Commune) -> str:
    if there.town:
        return rng.choices(("declared", "none", "unknown"), (80, 14, 6))[0]
    return rng.choices(("on_demand", "none", "unknown"), (25, 65, 10))[0]


def _travel(rng: random.Random, home: Commune) -> Record | None:
    """Return the most minutes by means: 10 % walk at most, 31 % more have no licence, the others mostly drive."""
    chance, kind = rng.random, rng.random()
    travel = {"walk": rng.choice((15, 20, 30, 45))} if chance() < 0.9 else {}
    if kind < 0.10:
        return travel or None
    if chance() < (0.45 if kind < 0.41 else 0.2):
        travel["bike"] = rng.choice((15, 20, 30, 45))
    if home.town and chance() < (0.8 if kind < 0.41 else 0.3):
        travel["bus"] = rng.choice((30, 45, 60))
    if kind < 0.41:
        if not home.town and chance() < 0.4:
            travel["on_demand"] = rng.choice((30, 45, 60))
        if chance() < 0.15:
            travel["moped"] = rng.choice((20, 30))
        if chance() < 0.3:
            travel["lift"] = rng.choice((20, 30, 45))
    elif chance() < 0.85:
        travel["car"] = rng.choice((15, 20, 30, 30, 45, 60))
    return travel
