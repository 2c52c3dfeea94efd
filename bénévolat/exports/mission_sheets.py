"""The sheet of up to three missions for one person: pictograms with words, a sketch of the way, how to answer (R53).

It is handed over, so it says what each mission is. It says nothing of a benefit, of a contract or of a follow-up.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bénévolat.domain.french import long_date, plural
from bénévolat.exports import typesetting
from bénévolat.exports.map_sketches import Spot, sketch
from bénévolat.exports.pictograms import Picture, pictogram


@dataclass(frozen=True, slots=True)
class Fact:
    """One idea: a pictogram, its word, what is said."""

    picture: Picture
    term: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Way:
    """From the person's commune to the mission's, with the larger communes around."""

    home: Spot
    there: Spot
    around: tuple[Spot, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Mission:
    """One mission as the sheet tells it. ``code``: the two digits of an answer by text message, or None."""

    title: str
    association: str
    facts: tuple[Fact, ...]
    way: Way | None
    code: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MissionSheet:
    """What one person takes home. ``by_text``: a text message announced it; ``by_card``: they have a card."""

    first_name: str
    missions: tuple[Mission, ...]
    phone: str
    by_text: bool
    by_card: bool
    made_at: datetime

    @property
    def title(self) -> str:
        """Return the title of the document."""
        return "Une mission pour vous" if len(self.missions) == 1 else "Des missions pour vous"


def _steps(sheet: MissionSheet) -> list[tuple[Picture, str, str]]:
    one = len(sheet.missions) == 1
    return [
        (Picture.READ, "1. Lisez", "Seul·e ou avec quelqu'un." if one else "Une mission, puis l'autre."),
        (Picture.CHOOSE, "2. Choisissez", "Vous êtes libre. Vous pouvez dire non."),
        (Picture.CALL, "3. Répondez", "Cochez et rapportez la feuille, ou appelez."),
    ]


def _ways(sheet: MissionSheet) -> list[tuple[Picture, str]]:
    """Return how to answer, the simplest first: pictogram, sentence."""
    ways = [(Picture.CALL, f"Appelez le {sheet.phone}. Dites oui, non, ou posez une question.")]
    ways.append((Picture.READ, "Ou cochez une case par mission, et rapportez cette feuille."))
    if sheet.by_text:
        codes = [mission.code for mission in sheet.missions if mission.code]
        if codes:
            ways.append(
                (
                    Picture.TEXT,
                    f"Ou répondez au SMS reçu\u00a0: OUI {codes[0]}, NON {codes[0]} ou PARLER {codes[0]}.",
                )
            )
    if sheet.by_card:
        ways.append((Picture.CARD, "Ou avec votre carte, sur internet."))
    return ways


def _size(sheet: MissionSheet) -> int:
    """Return the size of the letters in tenths of a point: large, smaller only when a mission says a lot."""
    longest = max(
        len(mission.title) + sum(len(line) for fact in mission.facts for line in fact.lines)
        for mission in sheet.missions
    )
    return 120 if longest < 1000 else 105 if longest < 2000 else 85


def _map(way: Way | None) -> dict[str, str | None]:
    if way is None:
        return {"map": None, "map_words": ""}
    drawn = sketch(way.home, way.there, way.around)
    return {"map": drawn.svg, "map_words": drawn.words}


def _facts(sheet: MissionSheet) -> dict[str, Any]:
    count = plural(len(sheet.missions), "mission")
    return {
        "title": sheet.title,
        "size": _size(sheet),
        "greeting": f"Bonjour {sheet.first_name},",
        "lead": f"voici {count} de bénévolat. Le bénévolat est libre et gratuit.",
        "steps": [
            {"svg": pictogram(picture), "term": term, "said": said} for picture, term, said in _steps(sheet)
        ],
        "missions": [
            {
                "number": str(number),
                "title": mission.title,
                "association": mission.association,
                "facts": [
                    {"svg": pictogram(fact.picture), "term": fact.term, "lines": list(fact.lines)}
                    for fact in mission.facts
                ],
                **_map(mission.way),
                "code": mission.code or "",
            }
            for number, mission in enumerate(sheet.missions, start=1)
        ],
        "ways": [{"svg": pictogram(picture), "said": said} for picture, said in _ways(sheet)],
        "free": "Vous n'avez pas à dire pourquoi. Vous pouvez changer d'avis, et arrêter quand vous voulez.",
        "phone": sheet.phone,
        "foot": f"Une question\u00a0? Appelez le {sheet.phone}. Feuille faite le {long_date(sheet.made_at)}.",
    }


def mission_sheet_pdf(sheet: MissionSheet) -> bytes:
    """Return the sheet, A4, tagged (PDF/UA-1)."""
    return typesetting.pdf("mission_sheet", _facts(sheet), made_at=sheet.made_at)


def mission_sheet_pictures(sheet: MissionSheet, *, ppi: float = 110) -> Sequence[bytes]:
    """Return the pages as they are seen, as PNG."""
    return typesetting.pictures("mission_sheet", _facts(sheet), made_at=sheet.made_at, ppi=ppi)
