"""Forms of the second factor (S2)."""

from bénévolat.web.fields import Form, HiddenField, Required, StrippedString


class SecondFactorForm(Form):
    """First code of an application; ``setup`` carries the signed secret from page to page."""

    setup = HiddenField()
    code = StrippedString(
        "Code à 6 chiffres affiché par l'application",
        [Required("Écrivez le code à 6 chiffres.")],
        max_length=20,
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric"},
    )


class NewCodesForm(Form):
    """New backup codes: a button."""
