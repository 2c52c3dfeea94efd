"""Form of the person's card."""

from typing import ClassVar

from wtforms.widgets import PasswordInput

from bénévolat.web.fields import Form, Required, SecretField, StrippedString

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
        "Numéro de la carte",
        [Required("Écrivez le numéro de la carte.")],
        description="4 lettres ou chiffres.",
        max_length=12,
        render_kw=TYPED_BY_HAND,
    )
    secret = SecretField(
        "Code secret",
        [Required("Écrivez le code secret de la carte.")],
        description="8 lettres ou chiffres.",
        widget=VisibleSecretInput(),
        render_kw=TYPED_BY_HAND,
    )
