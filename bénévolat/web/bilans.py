"""What the screens of a bilan share: the words of the person, and which text they have read (R11)."""

from datetime import datetime

from bénévolat.domain.bilans import EXPLANATIONS, MOST_SIGNS
from bénévolat.web.fields import Form, HiddenField, Required, ShortText
from bénévolat.web.languages import N_

BY_CODE = {skill.value: words for skill, words in EXPLANATIONS.items()}
"""Explanations by the code of a box."""


def read_instant(typed: str | None) -> datetime | None:
    """Return the instant a text was written, as the page said it; None for anything else."""
    try:
        found = datetime.fromisoformat(typed or "")
    except ValueError:
        return None
    return found if found.tzinfo else None


class WordsForm(Form):
    """The person's own words."""

    words = ShortText(
        N_("Vos mots"),
        [Required(N_("Écrivez quelques mots."))],
        max_length=MOST_SIGNS,
        render_kw={"rows": 5},
    )
    written_at = HiddenField()
