"""Forms shared by the validation of associations and of offers (R15)."""

from bénévolat.domain.enums import RefusalReason
from bénévolat.web.fields import EnumRadio, Form, Required, ShortText


class RefuseForm(Form):
    """A reason from the list, and a word that helps to correct."""

    reason = EnumRadio("Raison", RefusalReason, [Required("Choisissez une raison.")])
    note = ShortText(
        "Ce qu'il faut corriger",
        description="L'association lit ce texte sur le site et par courriel.",
        max_length=1000,
    )
