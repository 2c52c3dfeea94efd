"""Form that puts a mission before a person (R19, R29)."""

from bénévolat.domain.labels import LabelledEnum
from bénévolat.web.fields import EnumRadio, Form, Required, ShortText


class YesNo(LabelledEnum):
    """An answer that must be given: no default."""

    NO = "non", "Non"
    YES = "oui", "Oui"


class ProposeForm(Form):
    """R19 is asked each time, without a default answer."""

    former_employee = EnumRadio(
        "La personne a-t-elle été salariée de cette association\u00a0?",
        YesNo,
        [Required("Posez la question à la personne, puis cochez sa réponse.")],
    )
    presentation = ShortText(
        "Quelques mots de la personne pour l'association",
        description="Ce qu'elle veut dire d'elle, avec son accord. L'association les lira avec ses envies "
        "et ses disponibilités, sans son nom.",
        max_length=300,
    )
