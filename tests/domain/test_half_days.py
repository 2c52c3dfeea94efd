"""Half-days in whole French, one line for each part of the day."""

import pytest

from bénévolat.domain.enums import HalfDay
from bénévolat.domain.half_days import half_day_lines

WEEK = ["mon_am", "tue_am", "wed_am", "thu_am", "fri_am"]


@pytest.mark.parametrize(
    ("codes", "lines"),
    [
        ([], []),
        (["tue_am"], ["le mardi matin"]),
        (["thu_am", "tue_am"], ["le mardi matin et le jeudi matin"]),
        (
            ["mon_pm", "wed_pm", "fri_pm"],
            ["le lundi après-midi, le mercredi après-midi et le vendredi après-midi"],
        ),
        (WEEK, ["du lundi au vendredi, le matin"]),
        (["sat_eve", "tue_am"], ["le mardi matin", "le samedi soir"]),
        (
            [half_day.value for half_day in HalfDay],
            [f"du lundi au dimanche, {part}" for part in ("le matin", "l'après-midi", "le soir")],
        ),
    ],
)
def test_half_days_are_said_as_one_would(codes: list[str], lines: list[str]) -> None:
    assert half_day_lines(HalfDay(code) for code in codes) == lines
