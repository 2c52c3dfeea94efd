"""A line of JSON says what the objects say, to the byte; what is remembered follows the offers that change."""

import json
from dataclasses import replace
from typing import Any

import pytest

from bénévolat.matching import Engine, Profile
from bénévolat.matching.answer_lines import end_line
from tests.matching.builders import TODAY, mission, person
from tests.matching.variety import Dice

HOSTILE = (
    'dit "bonjour"',
    "C:\\chemin\\",
    "deux\nlignes\tet \x01",
    "\u2028 fin </script>",
    "ours 🐻 œuf",
    "« a » : b ;",
)


def _lines(engine: Engine, profiles: list[Profile]) -> list[tuple[str, str]]:
    """What is written of each person, from objects and from pieces."""
    found = []
    for profile in profiles:
        ranking = engine.rank(profile)
        answer = engine.explain(profile, ranking, ("o1", 'o"2'))
        usual = json.dumps(answer.to_json(), ensure_ascii=False)
        found.append((engine.line(profile, ranking) + end_line(answer.plan), usual))
    return found


@pytest.mark.parametrize("seed", range(3))
def test_a_line_is_the_json_of_the_objects(seed: int) -> None:
    dice = Dice(seed)
    found = _lines(Engine(dice.missions(150), today=TODAY), dice.people(40))
    assert all(line == usual for line, usual in found)
    assert sum('"score"' in line for line, _ in found) > 20


@pytest.mark.parametrize("text", HOSTILE)
def test_every_character_is_written_as_json_does(text: str) -> None:
    facts: dict[str, Any] = {"id": f"o {text}", "skills": [text], "comfort": [text], "demands": [f"x {text}"]}
    offers = [
        mission(**facts, title=f"Cuisine {text}"),
        mission(**facts | {"id": f"p {text}"}, title="Cuisine", slots=["sun_eve"]),
    ]
    someone = person(
        id=text,
        wishes=[f"cuisine {text}", "cuizine"],
        comfort=[text, "seated"],
        constraints=["no_noise", f"y {text}"],
    )
    [(line, usual)] = _lines(Engine(offers, today=TODAY), [someone])
    assert line == usual
    assert len(json.loads(line)["matches"]) == len(json.loads(line)["near_misses"]) == 1


def test_what_is_remembered_of_an_offer_follows_its_changes() -> None:
    engine, someone = Engine([mission(places_free=3)], today=TODAY), person()
    assert "3 places" in engine.line(someone, engine.rank(someone))
    engine.refill(mission(places_free=1, slots=["wed_pm"]))
    [(line, usual)] = _lines(engine, [someone])
    assert line == usual
    assert "1 place " in line
    assert "mercredi après-midi" in line
    engine.put(replace(mission(), title="Cuisine du soir"))
    assert "« Cuisine du soir »" in _plain(engine, someone)


def test_sentences_depend_on_no_other_person() -> None:
    dice = Dice(5)
    offers, profiles = dice.missions(100), dice.people(20)
    together = [line for line, _ in _lines(Engine(offers, today=TODAY), profiles)]
    assert together == [_lines(Engine(offers, today=TODAY), [one])[0][0] for one in profiles]


def _plain(engine: Engine, someone: Profile) -> str:
    return engine.line(someone, engine.rank(someone)).replace("\u00a0", " ")
