"""Forms that choose, change or ask a password (P1)."""

from bénévolat.domain.errors import DomainError
from bénévolat.services import passwords
from bénévolat.web.fields import Form, Required, SecretField

RULE = (
    f"Au moins {passwords.MIN_LENGTH} caractères, ou une phrase d'au moins {passwords.MIN_WORDS} mots. "
    "Le plus simple\u00a0: quatre ou cinq mots sans lien entre eux."
)


class NewPasswordForm(Form):
    """A new password, typed twice because it is not shown."""

    password = SecretField(
        "Nouveau mot de passe",
        [Required("Choisissez un mot de passe.")],
        description=RULE,
        render_kw={"autocomplete": "new-password"},
    )
    again = SecretField(
        "Le même, une seconde fois",
        [Required("Écrivez le mot de passe une seconde fois.")],
        render_kw={"autocomplete": "new-password"},
    )

    def accepts(self, *about: str) -> bool:
        """Tell whether both entries agree and follow P1; ``about`` are the words tied to the account."""
        if self.password.data != self.again.data:
            self.add_error("again", "Les deux mots de passe ne sont pas les mêmes. Écrivez-les de nouveau.")
            return False
        try:
            passwords.check_rule(str(self.password.data), about=about)
        except DomainError as refusal:
            self.add_refusal(refusal)
            return False
        return True


class ChangePasswordForm(NewPasswordForm):
    """The present password, then the new one."""

    current_password = SecretField(
        "Mot de passe actuel",
        [Required("Écrivez votre mot de passe actuel.")],
        render_kw={"autocomplete": "current-password"},
    )


class ReauthenticateForm(Form):
    """The password again, before a sensitive act."""

    current_password = SecretField(
        "Mot de passe",
        [Required("Écrivez votre mot de passe.")],
        render_kw={"autocomplete": "current-password"},
    )
