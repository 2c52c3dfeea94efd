"""Forms of an offer: the whole of it, and what may change while it is published (R16)."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from wtforms.validators import StopValidation

from bénévolat.domain.enums import (
    BackgroundCheck,
    Comfort,
    Demand,
    Domain,
    ExpensesPolicy,
    HalfDay,
    Level,
    OffHours,
    Remote,
    Rhythm,
    SupervisionLevel,
    Transit,
)
from bénévolat.domain.offers import OfferFields, WelcomeFields
from bénévolat.models.offers import Offer
from bénévolat.models.supervisors import Supervisor
from bénévolat.services.offer_drafts import fields_of
from bénévolat.web.fields import (
    ChoiceSelect,
    CommuneField,
    EnumCheckboxes,
    EnumSelect,
    Form,
    LocalDate,
    LongText,
    Required,
    ShortText,
    StrippedString,
    WholeNumber,
    YesBox,
)
from bénévolat.web.formats import duration

MINUTES = (30, 45, 60, 90, 120, 150, 180, 210, 240, 300, 360, 420)
MAX_LINES = 12
MAX_LINE_LENGTH = 120
FRENCH_LEVELS = (
    (Level.NONE, "Aucun besoin de parler français"),
    (Level.SOME, "Quelques mots suffisent"),
    (Level.ENOUGH, "Il faut se faire comprendre"),
    (Level.EASY, "Il faut être à l'aise"),
)


class Lines(ShortText):
    """One item a line; ``lines`` is read once validated."""

    lines: tuple[str, ...] = ()

    def process_data(self, value: Any) -> None:
        """Take a list of items."""
        self.data = "\n".join(value or ())

    def pre_validate(self, form: Any) -> None:
        """Check the text, then the number and the length of the lines."""
        super().pre_validate(form)
        lines = tuple(line.strip(" -•*\t") for line in (self.data or "").splitlines())
        self.lines = tuple(line for line in lines if line)
        if len(self.lines) > MAX_LINES:
            raise StopValidation(f"{MAX_LINES} lignes au plus\u00a0: gardez les principales.")
        if any(len(line) > MAX_LINE_LENGTH for line in self.lines):
            raise StopValidation(
                f"{MAX_LINE_LENGTH} caractères au plus par ligne\u00a0: coupez la plus longue."
            )


def _key(value: str | None) -> UUID | None:
    return UUID(value) if value else None


class WelcomeForm(Form):
    """Who welcomes, how many people, and when: may change while the offer is published."""

    places = WholeNumber(
        "Nombre de places",
        [Required("Indiquez le nombre de places, 1 au moins.")],
        highest=200,
        description="Combien de personnes peuvent faire cette mission, au total.",
    )
    supervision_capacity = WholeNumber(
        "Personnes accompagnées en même temps",
        [Required("Dites combien de personnes vous pouvez bien accompagner en même temps.")],
        highest=50,
        description="Le nombre que votre tuteur ou tutrice peut vraiment accompagner. Le site ne le dépassera jamais.",
    )
    supervisor = ChoiceSelect(
        "Personne qui accompagne",
        blank="À choisir plus tard",
        description="Son nom est donné après votre accord.",
    )
    backup_supervisor = ChoiceSelect("Personne qui la remplace", blank="Personne pour l'instant")
    supervision_half_days = EnumCheckboxes(
        "Quand ces personnes sont-elles là\u00a0?",
        HalfDay,
        description="Ne cochez rien si elles sont toujours là.",
    )
    pause_from = LocalDate(
        "Pause à partir du", description="Vacances, travaux… Laissez vide s'il n'y en a pas."
    )
    pause_to = LocalDate("Pause jusqu'au")
    monthly_cap = WholeNumber(
        "Propositions par mois, au plus",
        lowest=1,
        highest=50,
        description="Pour ne pas en recevoir trop à la fois. Laissez vide si cela ne compte pas.",
    )

    def offer_supervisors(self, rows: Sequence[Supervisor]) -> None:
        """Offer only the supervisors of my association."""
        choices = [(str(row.id), row.full_name) for row in rows]
        for field in (self.supervisor, self.backup_supervisor):
            field.choices = choices

    def welcome(self) -> dict[str, Any]:
        """Return what was typed, under the names of ``WelcomeFields``."""
        return {
            "places": self.places.data or 0,
            "supervision_capacity": self.supervision_capacity.data or 0,
            "supervisor_id": _key(self.supervisor.data),
            "backup_supervisor_id": _key(self.backup_supervisor.data),
            "supervision_half_days": self.supervision_half_days.data,
            "pause_from": self.pause_from.data,
            "pause_to": self.pause_to.data,
            "monthly_cap": self.monthly_cap.data,
        }

    def welcome_fields(self) -> WelcomeFields:
        """Return what was typed."""
        return WelcomeFields(**self.welcome())


class OfferForm(WelcomeForm):
    """The whole offer. A draft only needs a title: the rest is asked when it is sent."""

    title = StrippedString(
        "Titre de la mission",
        [Required("Donnez un titre à la mission.")],
        description="Court et concret\u00a0: «\u00a0Aider à la distribution des repas\u00a0».",
    )
    domain = EnumSelect("Domaine", Domain, blank=None)
    description = LongText(
        "Description",
        description="Ce que l'on fait, avec qui, pour qui. Quelques phrases suffisent.",
        render_kw={"rows": 5},
    )
    tasks = Lines(
        "Ce que la personne fera",
        description="Une tâche par ligne\u00a0: «\u00a0Trier les légumes\u00a0».",
        max_length=1500,
    )
    skills = Lines(
        "Savoir-faire utiles",
        description="Un par ligne, si la mission en demande. Sinon, laissez vide\u00a0: on apprend sur place.",
        max_length=1500,
    )
    simple_text = ShortText(
        "Version simple",
        description="C'est ce que la personne lit en premier. Cinq phrases courtes, avec des mots de tous les jours. "
        "Douze mots par phrase au plus.",
        max_length=600,
        render_kw={"rows": 5},
    )

    remote = EnumSelect("Où se fait la mission\u00a0?", Remote, blank=None)
    commune = CommuneField("Commune de la mission")
    address = StrippedString("Adresse", max_length=300, render_kw={"autocomplete": "off"})
    access_notes = ShortText(
        "Comment trouver le lieu",
        description="«\u00a0La porte verte, derrière l'école.\u00a0»",
        max_length=300,
    )
    transit = EnumSelect("Transport en commun", Transit, blank=None)
    transit_off_hours = EnumCheckboxes("Le bus passe aussi\u00a0:", OffHours)
    transit_notes = ShortText(
        "Arrêt le plus proche",
        description="Ligne, arrêt, jours où le bus passe.",
        max_length=300,
        render_kw={"rows": 2},
    )
    wheelchair = ChoiceSelect(
        "On peut entrer et se déplacer en fauteuil roulant",
        blank="Je ne sais pas",
        choices=[("yes", "Oui"), ("no", "Non")],
    )

    half_days = EnumCheckboxes("Demi-journées possibles", HalfDay)
    slots_needed = WholeNumber(
        "Combien de ces demi-journées par semaine\u00a0?",
        lowest=1,
        highest=21,
        description="Écrivez 1 si la personne en choisit une seule parmi celles cochées.",
    )
    rhythm = EnumSelect("À quel rythme\u00a0?", Rhythm, blank=None)
    sessions_per_period = WholeNumber(
        "Combien de séances à chaque fois\u00a0?",
        lowest=1,
        highest=14,
        description="Par semaine, par quinzaine ou par mois, selon le rythme. Le plus souvent\u00a0: 1.",
    )
    session_minutes = ChoiceSelect("Durée d'une séance", blank="À choisir")
    starts_on = LocalDate(
        "La mission commence le", description="Laissez vide si l'on peut commencer tout de suite."
    )
    ends_on = LocalDate("La mission se termine le", description="Laissez vide si elle n'a pas de fin prévue.")

    supervision_level = EnumSelect(
        "Comment la personne est-elle accompagnée\u00a0?", SupervisionLevel, blank=None
    )

    demands = EnumCheckboxes(
        "Ce que la mission demande",
        Demand,
        description="Cochez seulement ce qui est indispensable\u00a0: chaque case écarte des personnes.",
    )
    french_level = EnumSelect("Français parlé", Level, blank=None)
    comfort = EnumCheckboxes("Ce que vous offrez", Comfort)
    group_size = WholeNumber(
        "Taille du groupe", lowest=1, highest=500, description="Combien de personnes ensemble, à peu près."
    )

    expenses = EnumSelect("Frais de la personne", ExpensesPolicy, blank=None)
    insured = YesBox("Notre assurance couvre les bénévoles pendant cette mission")
    vulnerable_public = YesBox(
        "La mission est au contact de personnes fragiles (enfants, personnes âgées ou malades)"
    )
    background_check = EnumSelect(
        "Contrôle d'honorabilité",
        BackgroundCheck,
        blank=None,
        description="Demandé par la loi pour certaines activités, surtout avec des enfants. N'écrivez et ne demandez "
        "aucun document sur le site.",
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.french_level.choices = [(str(level.value), words) for level, words in FRENCH_LEVELS]
        known = self.session_minutes.object_data
        minutes = sorted({*MINUTES, *([int(known)] if known else [])})
        self.session_minutes.choices = [(str(length), duration(length)) for length in minutes]

    def offer_fields(self) -> OfferFields:
        """Return what was typed; an answer left empty is the least promise."""
        minutes = self.session_minutes.data
        return OfferFields(
            **self.welcome(),
            title=self.title.data or "",
            domain=self.domain.data or Domain.OTHER,
            description=self.description.data or "",
            tasks=self.tasks.lines,
            skills=self.skills.lines,
            simple_text=self.simple_text.data or "",
            remote=self.remote.data or Remote.NO,
            commune_insee=self.commune.insee,
            address=self.address.data or None,
            access_notes=self.access_notes.data or None,
            transit=self.transit.data or Transit.UNKNOWN,
            transit_off_hours=self.transit_off_hours.data,
            transit_notes=self.transit_notes.data or None,
            wheelchair={"yes": True, "no": False}.get(self.wheelchair.data or ""),
            half_days=self.half_days.data,
            slots_needed=self.slots_needed.data or 1,
            rhythm=self.rhythm.data or Rhythm.WEEKLY,
            sessions_per_period=self.sessions_per_period.data or 1,
            session_minutes=int(minutes) if minutes else None,
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
            supervision_level=self.supervision_level.data or SupervisionLevel.REGULAR,
            demands=self.demands.data,
            french_level=self.french_level.data or Level.SOME,
            comfort=self.comfort.data,
            group_size=self.group_size.data,
            expenses=self.expenses.data or ExpensesPolicy.UNKNOWN,
            insured=self.insured.data,
            vulnerable_public=self.vulnerable_public.data,
            background_check=self.background_check.data or BackgroundCheck.NONE,
        )


def shown(offer: Offer | None) -> dict[str, Any]:
    """Return what the form shows of an offer, or of a new one."""
    fields = fields_of(offer) if offer else OfferFields(title="")
    values: dict[str, Any] = {name: getattr(fields, name) for name in OfferFields.__dataclass_fields__}
    wheelchair = fields.wheelchair
    return values | {
        "commune": offer.commune.label if offer and offer.commune else "",
        "supervisor": fields.supervisor_id,
        "backup_supervisor": fields.backup_supervisor_id,
        "wheelchair": None if wheelchair is None else ("yes" if wheelchair else "no"),
    }
