"""A sketch of the way from one commune to another: our own drawing from their points, no tile, no road promised.

North is up. The dashed arrow is a straight line, said as such: it is a direction, never a way nor a time.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from bénévolat.exports.typesetting import readable

WIDTH, HEIGHT, MARGIN = 320.0, 210.0, 42.0
LEAST_KM = 4.0
MOST_NEIGHBOURS = 5
MOST_SIGNS = 44
KM_PER_DEGREE = 111.2
WINDS = ("nord", "nord-est", "est", "sud-est", "sud", "sud-ouest", "ouest", "nord-ouest")
INK, QUIET, ACCENT, WASH = "#1d2b36", "#4a5a66", "#0b4f6c", "#eef3f5"


@dataclass(frozen=True, slots=True)
class Spot:
    """A commune and the point of its town hall (WGS84, degrees)."""

    name: str
    lat: float
    lon: float
    population: int = 0


@dataclass(frozen=True, slots=True)
class Sketch:
    """The drawing (SVG), and the same in words: it is the text alternative, and it is printed too."""

    svg: str
    words: str


def wind(home: Spot, there: Spot) -> str:
    """Return the direction in words: «nord-est»."""
    east, north = _offset(home, there)
    return WINDS[round(math.degrees(math.atan2(east, north)) / 45) % 8]


def kilometres(home: Spot, there: Spot) -> float:
    """Return the straight line in kilometres."""
    return math.hypot(*_offset(home, there))


def _offset(home: Spot, there: Spot) -> tuple[float, float]:
    """Return how far east and north, in kilometres; a département is small enough to be flat."""
    east = (there.lon - home.lon) * KM_PER_DEGREE * math.cos(math.radians(home.lat))
    return east, (there.lat - home.lat) * KM_PER_DEGREE


def direction_words(home: Spot, there: Spot) -> str:
    """Return «Depuis Troyes, c'est vers le nord-est, à 12 km en ligne droite.»."""
    km = kilometres(home, there)
    far = "moins de 1\u00a0km" if km < 1 else f"{round(km)}\u00a0km"
    towards = wind(home, there)
    article = "l'" if towards.startswith(("est", "ouest")) else "le\u00a0"
    return f"Depuis {home.name}, c'est vers {article}{towards}, à {far} en ligne droite."


def sketch(home: Spot, there: Spot, neighbours: Sequence[Spot] = ()) -> Sketch:
    """Return the sketch: home, the mission, the arrow, the larger communes around, a scale, the north."""
    east, north = _offset(home, there)
    span = max(abs(east) / (WIDTH - 2 * MARGIN), abs(north) / (HEIGHT - 2 * MARGIN))
    scale = 1 / max(span, LEAST_KM / (WIDTH - 2 * MARGIN))
    middle = (WIDTH / 2 - scale * east / 2, HEIGHT / 2 + scale * north / 2)

    def place(spot: Spot) -> tuple[float, float]:
        x, y = _offset(home, spot)
        return middle[0] + scale * x, middle[1] - scale * y

    here, target = place(home), place(there)
    taken = [_box(*here, home.name, bold=True), _box(*target, there.name, bold=True)]
    drawn = [_frame()]
    for spot in sorted(neighbours, key=lambda one: (-one.population, one.name)):
        at = place(spot)
        box = _box(*at, spot.name)
        inside = box[0] > 4 and box[2] < WIDTH - 4 and box[1] > 8 and box[3] < HEIGHT - 24
        if inside and len(taken) < 2 + MOST_NEIGHBOURS and not any(_touch(box, other) for other in taken):
            taken.append(box)
            drawn.append(_neighbour(*at, spot.name))
    drawn += [
        _arrow(here, target),
        _home(*here, home.name),
        _pin(*target, there.name),
        _north(),
        _scale(scale),
    ]
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:.0f} {HEIGHT:.0f}" '
        f'width="{WIDTH:.0f}" height="{HEIGHT:.0f}" font-family="Atkinson Hyperlegible">{"".join(drawn)}</svg>'
    )
    return Sketch(svg, direction_words(home, there))


Box = tuple[float, float, float, float]


def _box(x: float, y: float, name: str, *, bold: bool = False) -> Box:
    wide = (6.6 if bold else 5.4) * len(name) / 2 + 4
    return x - wide, y - 8, x + wide, y + 24


def _touch(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _frame() -> str:
    size = f'width="{WIDTH - 1:.0f}" height="{HEIGHT - 1:.0f}"'
    return f'<rect x="0.5" y="0.5" {size} rx="8" fill="{WASH}" stroke="#9fb0bb"/>'


def _safe(name: str) -> str:
    """Return a name that a drawing may hold: nothing in it is markup; a long one is cut."""
    said = readable(name)
    return escape(said if len(said) <= MOST_SIGNS else f"{said[: MOST_SIGNS - 1]}…")


def _label(x: float, y: float, name: str, *, size: float, color: str, bold: bool = False) -> str:
    """Return a name under its point, kept inside the frame."""
    half = (0.58 if bold else 0.52) * size * min(len(name), MOST_SIGNS) / 2
    x = min(max(x, half + 5), WIDTH - half - 5)
    weight = ' font-weight="bold"' if bold else ""
    text = f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="middle" font-size="{size}"{weight}'
    halo = f'{text} fill="none" stroke="{WASH}" stroke-width="4" stroke-linejoin="round">{_safe(name)}</text>'
    return f'{halo}{text} fill="{color}">{_safe(name)}</text>'


def _neighbour(x: float, y: float, name: str) -> str:
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2" fill="{QUIET}"/>' + _label(
        x, y + 12, name, size=9.5, color=QUIET
    )


def _home(x: float, y: float, name: str) -> str:
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="9" fill="#fff" stroke="{INK}" stroke-width="1.5"/>'
        f'<path d="M{x - 5:.1f} {y + 0.5:.1f} {x:.1f} {y - 4.5:.1f} {x + 5:.1f} {y + 0.5:.1f}'
        f'V{y + 5:.1f}H{x - 5:.1f}Z" fill="{INK}"/>' + _label(x, y + 21, name, size=12, color=INK, bold=True)
    )


def _pin(x: float, y: float, name: str) -> str:
    return (
        f'<path d="M{x:.1f} {y:.1f}c-7 -7.5 -9 -11 -9 -15a9 9 0 0 1 18 0c0 4 -2 7.5 -9 15Z" fill="{ACCENT}"/>'
        f'<circle cx="{x:.1f}" cy="{y - 15:.1f}" r="3.2" fill="#fff"/>'
        + _label(x, y + 14, name, size=12, color=ACCENT, bold=True)
    )


def _arrow(here: tuple[float, float], target: tuple[float, float]) -> str:
    far = math.dist(here, target)
    if far < 30:
        return ""
    ux, uy = (target[0] - here[0]) / far, (target[1] - here[1]) / far
    start = here[0] + 13 * ux, here[1] + 13 * uy
    end = target[0] - 8 * ux, target[1] - 8 * uy
    left = end[0] - 8 * ux - 5 * uy, end[1] - 8 * uy + 5 * ux
    right = end[0] - 8 * ux + 5 * uy, end[1] - 8 * uy - 5 * ux
    return (
        f'<path d="M{start[0]:.1f} {start[1]:.1f}L{end[0]:.1f} {end[1]:.1f}" stroke="{ACCENT}" stroke-width="2" '
        'stroke-dasharray="6 5" fill="none"/>'
        f'<path d="M{left[0]:.1f} {left[1]:.1f}L{end[0]:.1f} {end[1]:.1f}L{right[0]:.1f} {right[1]:.1f}" '
        f'stroke="{ACCENT}" stroke-width="2" fill="none"/>'
    )


def _north() -> str:
    x, y = WIDTH - 16, 12
    return (
        f'<path d="M{x} {y}l5 14l-5 -4l-5 4Z" fill="{INK}"/>'
        f'<text x="{x}" y="{y + 25}" text-anchor="middle" font-size="9.5" fill="{INK}">N</text>'
    )


def _scale(scale: float) -> str:
    """Return a bar of a round number of kilometres."""
    km = max((one for one in (1, 2, 5, 10, 20, 50) if one * scale <= 90), default=1)
    x, y, long = 10.0, HEIGHT - 10, km * scale
    return (
        f'<path d="M{x} {y - 4}V{y}H{x + long:.1f}V{y - 4}" stroke="{INK}" fill="none"/>'
        f'<text x="{x + long + 6:.1f}" y="{y}" font-size="9.5" fill="{INK}">{km} km</text>'
    )
