"""Text typed by people: cleaned, bounded, and never a social security number (R34)."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from wtforms import PasswordField, StringField
from wtforms.validators import StopValidation, ValidationError
from wtforms.widgets import TextArea

from bénévolat.domain.nir import contains_nir
from bénévolat.domain.sensitive_words import find_sensitive_words

Validators = Sequence[Callable[..., Any]] | None

NIR_REFUSED = (
    "Ce texte contient ce qui ressemble à un numéro de sécurité sociale. "
    "Le site n'en garde jamais\u00a0: retirez-le."
)
INVISIBLE_REFUSED = (
    "Ce texte contient un signe invisible que le site n'accepte pas. "
    "Il a été retiré\u00a0: relisez et envoyez."
)

MOST_READ = 20_000
"""Signs of one answer that are read at all: more is refused at once, whatever it holds."""
TOO_LONG_TO_READ = "Ce texte est beaucoup trop long. Raccourcissez-le."

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_DROPPED = re.compile("[\u200b\u2060\ufeff\u00ad]")


class Required:
    """The field must be filled: «obligatoire» on screen. Zero is an answer, blanks and empty lists no."""

    field_flags: ClassVar[dict[str, Any]] = {"required": True}

    def __init__(self, sentence: str = "Ce champ est obligatoire.") -> None:
        self.sentence = sentence

    def __call__(self, _form: Any, field: Any) -> None:
        """Stop on an empty answer; keep the more precise error of an answer that could not be read."""
        if field.errors:
            raise StopValidation
        empty = field.data is None or field.data is False or field.data in ([], "")
        if empty or (isinstance(field.data, str) and not field.data.strip()):
            raise StopValidation(self.sentence)


class StrippedString(StringField):  # type: ignore[misc]
    """One line of text, in NFC, without blanks around; ``data`` is a string, empty when nothing is typed.

    Refused: more than ``max_length`` signs, control signs and hidden changes of direction, any NIR (R34).
    The browser is not told the length: it would cut what is pasted without a word.
    """

    several_lines = False
    data: str | None

    def __init__(
        self,
        label: str | None = None,
        validators: Validators = None,
        *,
        max_length: int = 120,
        **options: Any,
    ) -> None:
        self.max_length = max_length
        self.warnings: list[str] = []
        self.had_forbidden = False
        super().__init__(label, validators, **options)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Clean what was typed; an absent field is an empty one, never the value kept so far (F1)."""
        self.data = self.clean(valuelist[0] if valuelist else "")

    def process_data(self, value: Any) -> None:
        """Take the value of an object."""
        self.data = "" if value is None else str(value)

    def clean(self, typed: str) -> str:
        """Return typed text in NFC, on one line unless the field has several."""
        kept = _FORBIDDEN.sub("", typed)
        self.had_forbidden = kept != typed
        text = unicodedata.normalize("NFC", _DROPPED.sub("", kept)).replace("\r\n", "\n").replace("\r", "\n")
        return text.strip() if self.several_lines else " ".join(text.split())

    def pre_validate(self, _form: Any) -> None:
        """Check what no text of the site may hold."""
        text = self.data or ""
        if len(text) > MOST_READ:
            raise StopValidation(TOO_LONG_TO_READ)
        if self.had_forbidden:
            raise StopValidation(INVISIBLE_REFUSED)
        if contains_nir(text):
            raise StopValidation(NIR_REFUSED)
        if len(text) > self.max_length:
            raise StopValidation(
                f"{self.max_length} caractères au plus\u00a0: il y en a {len(text)}. Raccourcissez le texte."
            )

    def _value(self) -> str:
        return self.data or ""


class ShortText(StrippedString):
    """A few sentences on one person or one mission: warns, without blocking, on a listed word (R35).

    After ``validate()``, ``warnings`` holds the sentences; ``Form.warnings()`` gathers them for a message.
    """

    widget = TextArea()
    several_lines = True

    def __init__(
        self,
        label: str | None = None,
        validators: Validators = None,
        *,
        max_length: int = 500,
        **options: Any,
    ) -> None:
        options["render_kw"] = {"rows": 3, **(options.get("render_kw") or {})}
        super().__init__(label, validators, max_length=max_length, **options)

    def pre_validate(self, _form: Any) -> None:
        """Check the text, then look for words that announce what is not kept here."""
        self.warnings = []
        super().pre_validate(_form)
        words = find_sensitive_words(self.data or "")
        if words:
            quoted = ", ".join(f"«\u00a0{word}\u00a0»" for word in words[:5])
            self.warnings.append(
                f"Ce texte contient {quoted}. N'écrivez rien sur la santé, les aides reçues, la religion, les opinions "
                "ou la justice\u00a0: dites plutôt ce qui convient à la mission, par exemple "
                "«\u00a0activité assise\u00a0» ou «\u00a0au calme\u00a0»."
            )


class LongText(ShortText):
    """The description of a mission: several paragraphs, the same checks."""

    def __init__(
        self,
        label: str | None = None,
        validators: Validators = None,
        *,
        max_length: int = 4000,
        **options: Any,
    ) -> None:
        options["render_kw"] = {"rows": 8, **(options.get("render_kw") or {})}
        super().__init__(label, validators, max_length=max_length, **options)


class SecretField(PasswordField):  # type: ignore[misc]
    """A password or a code: taken as typed (NFC), never shown again, at most 128 signs (P1)."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take the secret as typed."""
        self.data = unicodedata.normalize("NFC", valuelist[0]) if valuelist else ""

    def pre_validate(self, _form: Any) -> None:
        """Refuse what is too long to be hashed in bounded time."""
        if len(self.data or "") > 128:
            raise ValidationError("128 caractères au plus.")
