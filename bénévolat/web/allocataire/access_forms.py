"""Form of the person's card."""

from typing import ClassVar

from wtforms.widgets import PasswordInput

from bénévolat.web.fields import Form, Required, SecretField, StrippedString
from bénévolat.web.languages import N_

TYPED_BY_HAND = {
    "autocomplete": "off",
    "autocapitalize": "characters",
    "autocorrect": "off",
    "spellcheck": "false",
    "class": "card-input",
}


class VisibleSecretInput(PasswordInput):  # type: ignore[misc]
    """Shows what is being typed (it is copied from paper), but never comes back with the page.

    Browsers do not offer to keep it: the telephone may be shared.
    """

    input_type: ClassVar[str] = "text"


class CardForm(Form):
    """Printed number and secret of a card. Case, spaces and dashes do not matter."""

    handle = StrippedString(
        N_("Numéro de la carte"),
        [Required(N_("Écrivez le numéro de la carte."))],
        description=N_("4 lettres ou chiffres."),
        max_length=12,
        render_kw=TYPED_BY_HAND,
    )
    secret = SecretField(
        N_("Code secret"),
        [Required(N_("Écrivez le code secret de la carte."))],
        description=N_("8 lettres ou chiffres."),
        widget=VisibleSecretInput(),
        render_kw=TYPED_BY_HAND,
    )
