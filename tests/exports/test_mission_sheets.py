"""The sketch of the way: where it points, what it never says; names are drawn, never obeyed."""

import xml.etree.ElementTree as ET

import pytest

from bénévolat.exports.map_sketches import Spot, direction_words, kilometres, sketch, wind
from bénévolat.exports.mission_sheets import mission_sheet_pdf
from bénévolat.exports.pictograms import Picture, pictogram
from tests.exports.documents import tags, words
from tests.exports.samples import SHEET, TROYES

ROMILLY = Spot("Romilly-sur-Seine", 48.5157, 3.7267)


@pytest.mark.parametrize(
    ("north", "east", "said"),
    [
        (1, 0, "nord"),
        (1, 1.5, "nord-est"),
        (0, 1, "est"),
        (-1, 1.5, "sud-est"),
        (-1, 0, "sud"),
        (0, -1, "ouest"),
    ],
)
def test_the_direction_is_said_in_words(north: float, east: float, said: str) -> None:
    assert wind(TROYES, Spot("X", TROYES.lat + north / 10, TROYES.lon + east / 10)) == said


def test_the_distance_is_a_straight_line_and_says_so() -> None:
    assert kilometres(TROYES, ROMILLY) == pytest.approx(35.3, abs=0.5)
    said = direction_words(TROYES, ROMILLY)
    assert said == "Depuis Troyes, c'est vers le\u00a0nord-ouest, à 35\u00a0km en ligne droite."
    assert "minute" not in said
    near = Spot("Sainte-Savine", TROYES.lat, TROYES.lon + 0.008)
    assert (
        direction_words(TROYES, near)
        == "Depuis Troyes, c'est vers l'est, à moins de 1\u00a0km en ligne droite."
    )


@pytest.mark.parametrize("far", [0.0, 0.001, 0.05, 0.5, 3.0])
@pytest.mark.parametrize("way", [(1, 0), (0, 1), (-1, -1), (1, -3)])
def test_the_sketch_is_a_drawing_whose_points_stay_inside(far: float, way: tuple[int, int]) -> None:
    there = Spot("La Rivière-de-Corps", TROYES.lat + far * way[0], TROYES.lon + far * way[1])
    around = [Spot(f"Voisine {number}", TROYES.lat + number / 50, TROYES.lon, 100) for number in range(9)]
    root = ET.fromstring(sketch(TROYES, there, around).svg)
    for circle in root.iter("{http://www.w3.org/2000/svg}circle"):
        assert -1 <= float(circle.attrib["cx"]) <= 321
        assert -15 <= float(circle.attrib["cy"]) <= 211


def test_names_in_a_sketch_are_never_markup() -> None:
    made = sketch(Spot("</text><script>&\x00", 48, 4), Spot("x" * 300, 48.1, 4.1))
    root = ET.fromstring(made.svg)
    assert "script" not in {node.tag.rsplit("}")[-1] for node in root.iter()}


def test_every_pictogram_is_one_of_the_site() -> None:
    for picture in Picture:
        ET.fromstring(pictogram(picture))


def test_the_map_is_also_said_and_the_pictograms_are_silent() -> None:
    content = mission_sheet_pdf(SHEET)
    assert tags(content).count("/Figure") == 1, "the map only: pictograms stand beside their words"
    assert "Depuis Troyes" in words(content)
