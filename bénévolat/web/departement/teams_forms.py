"""Forms of teams and sectors."""

from typing import Any, TypedDict
from uuid import UUID

from wtforms.validators import StopValidation
from wtforms.widgets import TextArea

from bénévolat.domain.nir import contains_nir
from bénévolat.web.fields import ChoiceSelect, Form, PhoneField, Required, StrippedString
from bénévolat.web.text_fields import INVISIBLE_REFUSED, NIR_REFUSED

MOST_LINES = 1000
LINE_LENGTH = 200


class LinesField(StrippedString):
    """A list, one entry a line. The NIR is looked for line by line: INSEE codes that follow one another
    would often read as one.
    """

    widget = TextArea()
    several_lines = True

    def process_formdata(self, valuelist: list[str]) -> None:
        """Clean what was typed and keep its lines apart."""
        super().process_formdata(valuelist)
        self.raw_data = (self.data or "").splitlines()

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002 - called so by WTForms
        """Check each line."""
        lines = (self.data or "").splitlines()
        if self.had_forbidden:
            raise StopValidation(INVISIBLE_REFUSED)
        if any(contains_nir(line) for line in lines):
            raise StopValidation(NIR_REFUSED)
        if len(lines) > MOST_LINES or any(len(line) > LINE_LENGTH for line in lines):
            raise StopValidation(f"{MOST_LINES} lignes au plus, de {LINE_LENGTH} caractères au plus.")


class TeamValues(TypedDict):
    """What a team is made of."""

    name: str
    phone: str | None
    sector_id: UUID | None


class TeamForm(Form):
    """A team: its name, telephone and sector."""

    name = StrippedString("Nom de l'équipe", [Required("Donnez un nom à l'équipe.")], max_length=200)
    phone = PhoneField(
        "Téléphone",
        description="Donné aux personnes suivies quand elles cherchent leur référent·e.",
        render_kw={"autocomplete": "off"},
    )
    sector = ChoiceSelect("Secteur", blank="Aucun secteur")

    def values(self) -> TeamValues:
        """Return what was typed."""
        sector_id = UUID(self.sector.data) if self.sector.data else None
        return {"name": str(self.name.data), "phone": self.phone.data, "sector_id": sector_id}


class SectorForm(Form):
    """A sector: its name and its communes."""

    name = StrippedString("Nom du secteur", [Required("Donnez un nom au secteur.")], max_length=200)
    communes = LinesField(
        "Communes",
        [Required("Écrivez au moins une commune.")],
        description="Une commune par ligne\u00a0: son nom, son code INSEE, ou les deux. Exemple\u00a0: 10387 Troyes.",
        max_length=0,  # Of each line, below: the page does not count the signs of the whole.
        render_kw={"rows": 14, "spellcheck": "false"},
    )
