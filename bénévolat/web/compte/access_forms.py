"""Forms of the way in: address and password, code, forgotten password."""

from bénévolat.web.fields import EmailField, Form, Required, SecretField, StrippedString


class SignInForm(Form):
    """Address and password."""

    email = EmailField(
        "Adresse électronique",
        [Required("Écrivez votre adresse électronique.")],
        render_kw={"autocomplete": "username"},
    )
    password = SecretField(
        "Mot de passe",
        [Required("Écrivez votre mot de passe.")],
        render_kw={"autocomplete": "current-password"},
    )


class CodeForm(Form):
    """Code of the second factor, or a backup code."""

    code = StrippedString(
        "Code",
        [Required("Écrivez le code.")],
        max_length=30,
        render_kw={"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"},
    )


class ForgottenForm(Form):
    """Address of a forgotten password."""

    email = EmailField("Adresse électronique", [Required("Écrivez votre adresse électronique.")])
