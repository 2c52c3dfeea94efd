"""E-mail, telephone, SIRET, RNA, commune: read with the libraries of the trade, refused in French."""

import re
from collections.abc import Callable, Sequence
from typing import Any, ClassVar

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from stdnum.exceptions import ValidationError as NumberError
from stdnum.fr import siret
from wtforms.validators import StopValidation
from wtforms.widgets import EmailInput, TelInput

from bénévolat.domain.contact_words import spoken_phone
from bénévolat.web.text_fields import StrippedString, Validators


class _Identifier(StrippedString):
    """Text that is read into a code; ``data`` is the code or None, and what was typed comes back on error."""

    default_keywords: ClassVar[dict[str, str]] = {}

    def __init__(
        self, label: str | None = None, validators: Validators = None, *, max_length: int = 60, **options: Any
    ) -> None:
        options["render_kw"] = {**self.default_keywords, **(options.get("render_kw") or {})}
        self.typed: str | None = None
        super().__init__(label, validators, max_length=max_length, **options)

    def process_data(self, value: Any) -> None:
        """Take the code of an object."""
        self.data = value or None

    def process_formdata(self, valuelist: list[str]) -> None:
        """Keep the text; it is read when the form is validated."""
        super().process_formdata(valuelist)
        self.typed = self.data
        self.data = self.data or None

    def pre_validate(self, form: Any) -> None:
        """Check the text, then read it."""
        super().pre_validate(form)
        if self.data and self.typed:
            self.data = self.read(self.typed)

    def read(self, typed: str) -> str:
        """Return the code of a typed text, or raise StopValidation with a French sentence."""
        raise NotImplementedError

    def show(self, code: str) -> str:
        """Return a code as people write it."""
        return code

    def _value(self) -> str:
        if self.typed is not None:
            return self.typed
        return self.show(self.data) if self.data else ""


class EmailField(_Identifier):
    """An address; ``data`` in small letters, or None. Nothing is asked of the network."""

    widget = EmailInput()
    default_keywords: ClassVar[dict[str, str]] = {"autocomplete": "email"}

    def __init__(self, label: str | None = None, validators: Validators = None, **options: Any) -> None:
        super().__init__(label, validators, max_length=254, **options)

    def read(self, typed: str) -> str:
        """Check the form of the address."""
        try:
            return str(
                validate_email(typed, check_deliverability=False, test_environment=True).normalized
            ).lower()
        except EmailNotValidError:
            raise StopValidation(
                "Cette adresse électronique n'est pas complète. "
                "Écrivez-la ainsi\u00a0: prenom.nom@exemple.fr."
            ) from None


class PhoneField(_Identifier):
    """A telephone number; ``data`` as E.164 («+33612345678»), or None."""

    widget = TelInput()
    default_keywords: ClassVar[dict[str, str]] = {"autocomplete": "tel"}

    def read(self, typed: str) -> str:
        """Read a French number, or a foreign one that starts with «+»."""
        try:
            number = phonenumbers.parse(typed, "FR")
            if phonenumbers.is_valid_number(number):
                return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
        except phonenumbers.NumberParseException:
            pass
        raise StopValidation("Ce numéro n'est pas complet. Écrivez dix chiffres, par exemple 06 12 34 56 78.")

    def show(self, code: str) -> str:
        """Return the number by pairs for France, with its country otherwise."""
        return spoken_phone(code)


class SiretField(_Identifier):
    """A SIRET; ``data`` is fourteen digits or None. Luhn, with the exception of La Poste (R20)."""

    default_keywords: ClassVar[dict[str, str]] = {"inputmode": "numeric", "autocomplete": "off"}

    def read(self, typed: str) -> str:
        """Check the length and the key."""
        digits = re.sub(r"[\s.\-]", "", typed)
        try:
            return str(siret.validate(digits))
        except NumberError:
            raise StopValidation(
                "Ce SIRET n'est pas juste. Il compte 14 chiffres\u00a0: vérifiez-les sur l'avis de situation."
            ) from None

    def show(self, code: str) -> str:
        """Return the number by groups."""
        return str(siret.format(code))


class RnaField(_Identifier):
    """An RNA number; ``data`` as «W103001234» or None. Letters exist overseas: warn, never block (R20)."""

    default_keywords: ClassVar[dict[str, str]] = {"autocomplete": "off"}

    def read(self, typed: str) -> str:
        """Check the form, and ask to read again a number with letters."""
        code = re.sub(r"[\s.\-]", "", typed).upper()
        self.warnings = []
        if not re.fullmatch(r"W[0-9A-Z]{9}", code):
            raise StopValidation("Un numéro RNA commence par W, suivi de 9 chiffres, par exemple W103001234.")
        if not code[1:].isdigit():
            self.warnings.append(
                "Un numéro RNA ne contient en général que des chiffres après le W\u00a0: relisez-le."
            )
        return code


class CommuneField(StrippedString):
    """A commune typed as a name, a postal code or «Nom (10000)»; ``insee`` is its code once resolved (R66).

    The view gives ``find`` before validating: a function from typed text to ``(insee, words)`` pairs. One:
    resolved. Several: ``candidates`` holds them and the page offers them (same field name, see
    components/commune.html). None: a French sentence. The typed text always comes back.
    """

    def __init__(self, label: str | None = None, validators: Validators = None, **options: Any) -> None:
        self.find: Callable[[str], Sequence[tuple[str, str]]] | None = options.pop("find", None)
        self.candidates: list[tuple[str, str]] = []
        self.insee: str | None = None
        self.chosen: str | None = None
        options["render_kw"] = {"autocomplete": "off", **(options.get("render_kw") or {})}
        super().__init__(label, validators, max_length=80, **options)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Keep the text, and the commune picked among candidates on the page before."""
        super().process_formdata(valuelist)
        self.chosen = valuelist[1] if len(valuelist) > 1 else None

    def pre_validate(self, form: Any) -> None:
        """Resolve the text into one commune."""
        super().pre_validate(form)
        self.candidates, self.insee = [], None
        if not self.data or self.find is None:
            return
        found = list(self.find(self.data))
        picked = [code for code, _ in found if code == self.chosen]
        if len(found) == 1 or picked:
            self.insee = picked[0] if picked else found[0][0]
        elif found:
            self.candidates = found
            raise StopValidation(
                "Plusieurs communes répondent à ce nom ou à ce code postal\u00a0: choisissez la bonne."
            )
        else:
            raise StopValidation(
                "Cette commune n'est pas connue. Vérifiez le nom, ou écrivez le code postal."
            )
