"""R30: what the score and the filters read of a person is a closed list, and each part reads only its own."""

from dataclasses import fields, replace
from datetime import date
from typing import Any

import pytest

from bénévolat.matching import Engine, Profile
from bénévolat.matching.formats import TRANSIT
from bénévolat.matching.people_table import PeopleTable
from bénévolat.matching.scoring import FEATURES
from bénévolat.matching.settings import MEANS, PARTS, Settings
from bénévolat.matching.table import OfferTable
from tests.matching.builders import TODAY, mission, person
from tests.matching.test_scoring import FORBIDDEN

COLUMNS = {
    "own_reach", "has_travel", "slots", "need", "french", "excluded_demands", "from_day",
    *(f"line_{code}" for code in TRANSIT), *(f"limit_{means.code}" for means in MEANS),
}  # fmt: skip


def test_a_person_is_these_columns_and_a_point() -> None:
    table = PeopleTable([person()], OfferTable([]), Settings())
    assert set(table.names) == COLUMNS
    assert table.points.shape == (1, 3)
    words = {part for name in table.names for part in name.split("_")}
    assert not [word for word in words for banned in FORBIDDEN if word.startswith(banned)]


def test_the_parts_of_the_score_are_those_whose_fields_are_declared() -> None:
    assert tuple(FEATURES) == PARTS
    declared = {name for names in FEATURES.values() for name in names}
    assert declared <= {field.name for field in fields(Profile)}


OTHERS: dict[str, Any] = {
    "id": "p9",
    "wishes": ("jardinage",),
    "skills": ("jardinage",),
    "avoid": ("les repas",),
    "constraints": ("no_standing",),
    "comfort": ("seated", "quiet"),
    "languages": ("ar",),
    "french_level": 0,
    "supervision_need": 2,
    "commune": "51108",
    "lat": 48.31,
    "lon": 4.09,
    "travel": {"walk": 20, "bike": 15},
    "slots": ("wed_pm",),
    "available_from": date(2026, 12, 20),
    "excluded_associations": ("a1",),
    "former_employers": ("a1",),
    "priority": True,
    "seen_offers": ("o1",),
    "understood": {"aime cuisiner": ("gardening",)},
}


def _points(profile: Profile) -> dict[str, tuple[int, int]]:
    offer = mission(lat=48.31, description="Un jardin attend.")
    found = Engine([offer], today=TODAY).pair(profile, "o1")
    return {name: (part.points, part.max) for name, part in found.parts.items()}


def test_every_field_of_a_person_is_tried() -> None:
    assert set(OTHERS) == {field.name for field in fields(Profile)}


@pytest.mark.parametrize("field", sorted(OTHERS))
def test_a_field_moves_only_the_parts_that_declare_it(field: str) -> None:
    usual, other = _points(person()), _points(replace(person(), **{field: OTHERS[field]}))
    moved = {part for part in PARTS if usual[part] != other[part]}
    assert moved <= {part for part, names in FEATURES.items() if field in names}


@pytest.mark.parametrize(
    ("part", "field"), [(part, name) for part, names in FEATURES.items() for name in names]
)
def test_a_declared_field_is_really_read(part: str, field: str) -> None:
    assert _points(person())[part] != _points(replace(person(), **{field: OTHERS[field]}))[part]


@pytest.mark.parametrize("field", ["id", "languages", "priority", "comfort"])
def test_these_fields_move_neither_score_nor_filters(field: str) -> None:
    usual, other = person(), replace(person(), **{field: OTHERS[field]})
    engine = Engine([mission(), mission(id="o2", french_level=3)], today=TODAY)
    for offer in ("o1", "o2"):
        here, there = engine.pair(usual, offer), engine.pair(other, offer)
        assert (here.score, here.blocked_by) == (there.score, there.blocked_by)
