"""Forms of a profile, one per step: short, without any question on a cause (R35, R36)."""

from typing import Any

from flask import request
from wtforms.validators import StopValidation

from bénévolat.domain.agreements import THROUGH_AGENT
from bénévolat.domain.enums import (
    Channel,
    Comfort,
    Constraint,
    ContactChoice,
    HalfDay,
    HouseholdRole,
    Level,
    SupervisionLevel,
    TravelMeans,
)
from bénévolat.domain.errors import DomainError
from bénévolat.domain.languages import Language
from bénévolat.domain.notices import NoticeWay
from bénévolat.domain.profiles import (
    MAX_CHIP_LENGTH,
    MAX_CHIPS,
    Availability,
    Identity,
    Suits,
    Wishes,
    clean_chips,
)
from bénévolat.models.profiles import Profile
from bénévolat.web.fields import (
    ChoiceSelect,
    CommuneField,
    EmailField,
    EnumCheckboxes,
    EnumRadio,
    Form,
    LocalDate,
    PhoneField,
    Required,
    ShortText,
    StrippedString,
    YesBox,
)
from bénévolat.web.travailleur_social.profile_words import FRENCH_LEVELS

MINUTES = (10, 15, 20, 30, 45, 60, 90, 120)


class Lines(ShortText):
    """One idea a line; ``lines`` is read once validated."""

    lines: tuple[str, ...] = ()
    length_said = False

    def process_data(self, value: Any) -> None:
        """Take a list of ideas."""
        self.data = "\n".join(value or ())

    def pre_validate(self, form: Any) -> None:
        """Check the text, then the number and the length of the lines."""
        super().pre_validate(form)
        try:
            self.lines = clean_chips((self.data or "").splitlines())
        except DomainError as refusal:
            raise StopValidation(refusal.sentence) from None


def _lines(label: str, hint: str) -> Lines:
    return Lines(
        label,
        description=hint,
        max_length=MAX_CHIPS * (MAX_CHIP_LENGTH + 1),
        render_kw={"rows": 4},
    )


def _minutes(means: TravelMeans) -> ChoiceSelect:
    return ChoiceSelect(
        means.label,
        blank="Non",
        choices=[(str(minutes), f"Oui, {minutes}\u00a0min au plus") for minutes in MINUTES],
    )


class SearchForm(Form):
    """Look for a person by name or reference; posted, so that no name is ever in an address (A2)."""

    typed = StrippedString(
        "Nom, prénom ou référence", [Required("Écrivez un nom ou une référence.")], max_length=80
    )


class IdentityForm(Form):
    """Step 1."""

    first_name = StrippedString("Prénom", [Required("Écrivez le prénom.")], render_kw={"autocomplete": "off"})
    last_name = StrippedString("Nom", [Required("Écrivez le nom.")], render_kw={"autocomplete": "off"})
    departement_ref = StrippedString(
        "Référence du Département",
        [Required("Écrivez la référence du Département\u00a0: c'est elle qui distingue deux homonymes.")],
        description="Le numéro de dossier de la personne dans votre logiciel. Jamais le numéro de sécurité sociale.",
        max_length=40,
        render_kw={"autocomplete": "off"},
    )
    phone = PhoneField("Téléphone", render_kw={"autocomplete": "off"})
    email = EmailField("Adresse électronique", render_kw={"autocomplete": "off"})
    contact_choice = EnumRadio(
        "Comment l'association pourra-t-elle joindre la personne\u00a0?",
        ContactChoice,
        [Required("Choisissez avec la personne comment l'association pourra la joindre.")],
        description="Seulement après l'accord des deux côtés.",
    )
    allocataire_number = StrippedString(
        "Numéro du foyer à la CAF ou à la MSA",
        description="Utile seulement pour vos exports. Il est commun à tout le foyer.",
        max_length=15,
        render_kw={"autocomplete": "off", "inputmode": "numeric"},
    )
    household_role = EnumRadio(
        "Si vous avez noté ce numéro, la personne est", HouseholdRole, blank="Sans objet"
    )

    def identity(self) -> Identity:
        """Return what was typed."""
        return Identity(
            departement_ref=self.departement_ref.data or "",
            first_name=self.first_name.data or "",
            last_name=self.last_name.data or "",
            allocataire_number=self.allocataire_number.data or None,
            household_role=self.household_role.data,
            phone=self.phone.data,
            email=self.email.data,
            contact_choice=self.contact_choice.data,
        )


class WishesForm(Form):
    """Step 2."""

    wishes = _lines(
        "Ce que la personne aime, ou aimerait faire",
        "Une idée par ligne, avec ses mots\u00a0: «\u00a0aime cuisiner\u00a0».",
    )
    skills = _lines(
        "Ce qu'elle sait faire",
        "Métiers, savoir-faire, langues du quotidien\u00a0: «\u00a0ancien maçon\u00a0», «\u00a0couture\u00a0».",
    )
    avoid = _lines(
        "Ce qu'elle préfère éviter",
        "Des activités, jamais leur cause\u00a0: «\u00a0travail dehors\u00a0», «\u00a0la foule\u00a0».",
    )

    def answers(self) -> Wishes:
        """Return what was typed."""
        return Wishes(wishes=self.wishes.lines, skills=self.skills.lines, avoid=self.avoid.lines)


class SuitsForm(Form):
    """Step 3."""

    constraints = EnumCheckboxes(
        "Ce que la mission doit respecter",
        Constraint,
        description="Une mission qui demande le contraire ne sera pas suggérée. La cause ne se note jamais.",
    )
    comfort = EnumCheckboxes(
        "Ce qui ferait plaisir", Comfort, description="Un plus\u00a0: rien n'est écarté si cela manque."
    )
    supervision_need = EnumRadio("Accompagnement souhaité", SupervisionLevel, blank="À voir ensemble")
    french_level = EnumRadio("La personne parle français", Level, blank="À voir ensemble")
    languages = EnumCheckboxes("Langues parlées", Language)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.french_level.choices = [
            ("", "À voir ensemble"),
            *((str(level.value), words) for level, words in FRENCH_LEVELS.items()),
        ]

    def ticks_a_suggestion(self) -> bool:
        """Tick the constraint of the pressed button «Cocher», and tell whether there was one; nothing is kept yet."""
        asked = request.form.get("tick")
        if asked in self.constraints.coerce.by_code:
            self.constraints.process_data([*self.constraints.data, asked])
            return True
        return False

    def answers(self) -> Suits:
        """Return what was ticked."""
        return Suits(
            constraints=tuple(self.constraints.data),
            comfort=tuple(self.comfort.data),
            languages=tuple(str(language.value) for language in self.languages.data),
            french_level=self.french_level.data,
            supervision_need=self.supervision_need.data,
        )


class AvailabilityForm(Form):
    """Step 4: half-days, commune, and the most minutes by each way of travelling."""

    half_days = EnumCheckboxes("Quand la personne est-elle libre\u00a0?", HalfDay)
    available_from = LocalDate("Libre à partir du", description="Vide\u00a0: dès maintenant.")
    commune = CommuneField(
        "Commune de la personne",
        description="Nom de la commune ou code postal. L'adresse n'est pas demandée.",
    )
    walk = _minutes(TravelMeans.WALK)
    bike = _minutes(TravelMeans.BIKE)
    moped = _minutes(TravelMeans.MOPED)
    bus = _minutes(TravelMeans.BUS)
    on_demand = _minutes(TravelMeans.ON_DEMAND)
    car = _minutes(TravelMeans.CAR)
    lift = _minutes(TravelMeans.LIFT)

    def __init__(self, *args: Any, person: Profile | None = None, **options: Any) -> None:
        known = dict(person.travel) if person else {}
        super().__init__(*args, data={**options.pop("data", {}), **known}, **options)
        for code, minutes in known.items():  # Imported minutes that the list does not offer.
            field = self._fields.get(code)
            if field is not None and minutes not in MINUTES:
                field.choices = [*field.choices, (str(minutes), f"Oui, {minutes}\u00a0min au plus")]

    def travel_fields(self) -> list[Any]:
        """Return the fields of the ways of travelling, in the order of the closed list."""
        return [self[str(means.value)] for means in TravelMeans]

    def answers(self) -> Availability:
        """Return what was typed."""
        return Availability(
            commune_insee=self.commune.insee,
            travel={
                means: int(self[str(means.value)].data)
                for means in TravelMeans
                if self[str(means.value)].data
            },
            half_days=tuple(self.half_days.data),
            available_from=self.available_from.data,
        )


class AgreementForm(Form):
    """Step 5: the person's agreement to volunteer, with its day and channel (R10)."""

    agreed = YesBox(
        "La personne est d'accord pour faire du bénévolat et figurer dans la plateforme",
        [Required("Cochez si la personne est d'accord. Sinon, laissez le profil en attente.")],
    )
    channel = EnumRadio(
        "Comment l'a-t-elle dit\u00a0?",
        Channel,
        [Required("Indiquez comment la personne a donné son accord.")],
        members=THROUGH_AGENT,
    )
    given_on = LocalDate("Quel jour\u00a0?", [Required("Indiquez le jour de l'accord.")])
    notice = EnumRadio(
        "L'information sur ses données, comment l'a-t-elle eue aujourd'hui\u00a0?",
        NoticeWay,
        description="Pas encore\u00a0? Laissez vide\u00a0: elle restera dans ce qui vous attend.",
    )


class TransferForm(Form):
    """Hand a person over to a colleague of the team."""

    referent = ChoiceSelect("Nouvelle référente ou nouveau référent", [Required("Choisissez une personne.")])


class ExclusionSearchForm(Form):
    """Look for an association to leave out."""

    name = StrippedString("Nom de l'association", [Required("Écrivez au moins une partie du nom.")])
