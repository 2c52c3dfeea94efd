"""Pictograms of the documents: the drawings of the site (templates/components/icons.html), as SVG files."""

import re
from functools import cache
from pathlib import Path

from bénévolat.domain.labels import LabelledEnum

_SOURCE = Path(__file__).parent.parent / "templates" / "components" / "icons.html"
_DRAWING = re.compile(r'"(?P<name>[a-z]+)": \'(?P<paths><[^\']+)\'')


class Picture(LabelledEnum):
    """A drawing, by its name in the site, and what it stands for."""

    TASKS = "main", "Ce que vous ferez"
    DAYS = "calendrier", "Quand"
    PLACE = "lieu", "Où"
    HOST = "encadrement", "Avec qui"
    WALK = "pied", "À pied"
    BIKE = "velo", "À vélo"
    MOPED = "moto", "En deux-roues"
    BUS = "bus", "En bus"
    CAR = "voiture", "En voiture"
    HOME = "accueil", "Chez vous"
    ASK = "question", "À voir ensemble"
    READ = "document", "Lire"
    CHOOSE = "oui", "Choisir"
    CALL = "telephone", "Appeler"
    TEXT = "parole", "Écrire"
    CARD = "cle", "Carte"


@cache
def _drawings() -> dict[str, str]:
    return {found["name"]: found["paths"] for found in _DRAWING.finditer(_SOURCE.read_text("utf-8"))}


def pictogram(picture: Picture, color: str = "#0b4f6c") -> str:
    """Return the SVG of a pictogram, 24 × 24."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" width="24" height="24" fill="none" '
        f'stroke="{color}" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round">'
        f"{_drawings()[str(picture.value)]}</svg>"
    )
