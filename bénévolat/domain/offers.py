"""Life of an offer (product.md «Lives»), what it says, and when it may be published (R15, R16, R18)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from bénévolat.domain.actors import ActorKind
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
from bénévolat.domain.errors import DomainError, Missing
from bénévolat.domain.labels import LabelledEnum


class OfferStatus(LabelledEnum):
    """Status of an offer."""

    DRAFT = "draft", "Brouillon"
    SUBMITTED = "submitted", "En attente de validation"
    PUBLISHED = "published", "Publiée"
    PAUSED = "paused", "En pause"
    REFUSED = "refused", "À corriger"
    CLOSED = "closed", "Fermée"


class OfferAction(LabelledEnum):
    """What may be done to an offer."""

    SUBMIT = "submit", "Demander la publication"
    PUBLISH = "publish", "Publier"
    REFUSE = "refuse", "Renvoyer à l'association"
    REWORK = "rework", "Reprendre en brouillon"
    PAUSE = "pause", "Mettre en pause"
    RESUME = "resume", "Reprendre"
    CLOSE = "close", "Fermer"
    REFRESH = "refresh", "Toujours d'actualité"


_S, _A = OfferStatus, OfferAction

TRANSITIONS: dict[tuple[OfferAction, OfferStatus], OfferStatus] = {
    (_A.SUBMIT, _S.DRAFT): _S.SUBMITTED,
    (_A.REWORK, _S.SUBMITTED): _S.DRAFT,
    (_A.PUBLISH, _S.SUBMITTED): _S.PUBLISHED,
    (_A.REFUSE, _S.SUBMITTED): _S.REFUSED,
    (_A.REWORK, _S.REFUSED): _S.DRAFT,
    (_A.PAUSE, _S.PUBLISHED): _S.PAUSED,
    (_A.RESUME, _S.PAUSED): _S.PUBLISHED,
    (_A.REWORK, _S.PAUSED): _S.DRAFT,
    (_A.REFRESH, _S.PUBLISHED): _S.PUBLISHED,
    (_A.CLOSE, _S.PUBLISHED): _S.CLOSED,
    (_A.CLOSE, _S.PAUSED): _S.CLOSED,
    (_A.CLOSE, _S.DRAFT): _S.CLOSED,
    (_A.CLOSE, _S.REFUSED): _S.CLOSED,
}

_HOSTS = frozenset({ActorKind.ASSOCIATION})
_VALIDATORS = frozenset({ActorKind.DEPARTEMENT})

ALLOWED: dict[OfferAction, frozenset[ActorKind]] = {
    _A.SUBMIT: _HOSTS,
    _A.PUBLISH: _VALIDATORS,
    _A.REFUSE: _VALIDATORS,
    _A.REWORK: _HOSTS,
    _A.PAUSE: _HOSTS | _VALIDATORS | {ActorKind.SYSTEM},
    _A.RESUME: _HOSTS,
    _A.CLOSE: _HOSTS | _VALIDATORS | {ActorKind.SYSTEM},
    _A.REFRESH: _HOSTS,
}

EDITABLE = frozenset({_S.DRAFT, _S.REFUSED})
"""Statuses in which every field may be rewritten; a published offer goes through pause and rework."""

MAX_WEEKLY_MINUTES = 35 * 60
WARNING_WEEKLY_MINUTES = 7 * 60


class TooManyHours(DomainError):
    """R18: no offer above 35 hours a week."""

    sentence = (
        "Une mission ne peut pas dépasser 35 heures par semaine. Réduisez la durée ou le nombre de séances."
    )
    field = "session_minutes"


class CapacityBelowTaken(DomainError):
    """The capacity cannot go under the places already held."""

    field = "supervision_capacity"

    def __init__(self, taken: int) -> None:
        noun = "personne est déjà accompagnée" if taken == 1 else "personnes sont déjà accompagnées"
        super().__init__(
            f"{taken} {noun} ou attendue{'s' if taken > 1 else ''}\u00a0: indiquez au moins {taken}."
        )


class OfferCheck(LabelledEnum):
    """The checklist of R15: an agent of the Département ticks every point before publishing."""

    NO_PAID_JOB = "no_paid_job", "La mission ne remplace pas un emploi payé"
    NO_FORMER_JOB = "no_former_job", "La mission n'est pas le poste d'une personne qui vient de partir"
    SUPERVISION = "supervision", "Une personne est nommée pour accompagner"
    INSURANCE = "insurance", "L'association déclare une assurance pour ses bénévoles"
    PLACE = "place", "Le lieu est précis et on peut y aller"
    MINORS = "minors", "S'il y a des enfants, un contrôle d'honorabilité est prévu"


class ChecklistIncomplete(DomainError):
    """R15: every point is ticked, or the offer (or the association) is returned to its author."""

    sentence = (
        "Cochez tous les points vérifiés avant de valider. S'il en manque un, renvoyez avec une raison."
    )
    field = "checklist"


class AssociationNotValidated(DomainError):
    """Offers are published only for associations that the Département has validated."""

    sentence = "L'association n'est pas encore validée. Validez-la d'abord, puis publiez son offre."


class NotEditable(DomainError):
    """A published offer goes through pause and rework before it is rewritten."""

    sentence = (
        "Cette offre ne peut pas être réécrite maintenant. Mettez-la en pause, puis reprenez-la en brouillon."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class WelcomeFields:
    """How many people may be welcomed, by whom and when: may change while the offer is published."""

    places: int = 1
    supervision_capacity: int = 1
    supervisor_id: UUID | None = None
    backup_supervisor_id: UUID | None = None
    supervision_half_days: Collection[HalfDay] = ()
    pause_from: date | None = None
    pause_to: date | None = None
    monthly_cap: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferFields(WelcomeFields):
    """Everything an association writes on an offer. Durations are minutes."""

    title: str
    description: str = ""
    simple_text: str = ""
    tasks: Collection[str] = ()
    skills: Collection[str] = ()
    domain: Domain = Domain.OTHER
    commune_insee: str | None = None
    unresolved_place: str | None = None
    address: str | None = None
    access_notes: str | None = None
    remote: Remote = Remote.NO
    transit: Transit = Transit.UNKNOWN
    transit_off_hours: Collection[OffHours] = ()
    transit_notes: str | None = None
    wheelchair: bool | None = None
    half_days: Collection[HalfDay] = ()
    slots_needed: int = 1
    rhythm: Rhythm = Rhythm.WEEKLY
    sessions_per_period: int = 1
    session_minutes: int | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    supervision_level: SupervisionLevel = SupervisionLevel.REGULAR
    demands: Collection[Demand] = ()
    comfort: Collection[Comfort] = ()
    french_level: Level = Level.SOME
    group_size: int | None = None
    expenses: ExpensesPolicy = ExpensesPolicy.UNKNOWN
    insured: bool = False
    vulnerable_public: bool = False
    background_check: BackgroundCheck = BackgroundCheck.NONE


_WEEKS = {Rhythm.WEEKLY: 1, Rhythm.FORTNIGHTLY: 2, Rhythm.MONTHLY: 4, Rhythm.ONE_OFF: 1}


def weekly_minutes(rhythm: Rhythm, sessions_per_period: int, session_minutes: int | None) -> int:
    """Return the minutes a week an offer asks for, rounded up; a one-off mission is counted in one week."""
    return -(-(session_minutes or 0) * sessions_per_period // _WEEKS[rhythm])


def check_hours(fields: OfferFields) -> None:
    """Raise TooManyHours above 35 hours a week (R18)."""
    if weekly_minutes(fields.rhythm, fields.sessions_per_period, fields.session_minutes) > MAX_WEEKLY_MINUTES:
        raise TooManyHours


def hours_warning(fields: OfferFields) -> str | None:
    """Return a soft warning above 7 hours a week (R18), or None."""
    minutes = weekly_minutes(fields.rhythm, fields.sessions_per_period, fields.session_minutes)
    if not WARNING_WEEKLY_MINUTES < minutes <= MAX_WEEKLY_MINUTES:
        return None
    hours = f"{minutes / 60:.1f}".removesuffix(".0").replace(".", ",")
    return (
        f"Cette mission demande environ {hours}\u00a0heures par semaine. Au-delà de 7\u00a0heures, "
        "beaucoup de personnes n'osent pas s'engager\u00a0: une durée plus courte aide à commencer."
    )


def check_dates(fields: WelcomeFields) -> None:
    """Raise DomainError when an end comes before its start, or a pause lacks one of its dates."""
    if isinstance(fields, OfferFields) and fields.starts_on and fields.ends_on:
        if fields.ends_on < fields.starts_on:
            raise DomainError(
                "La date de fin vient avant la date de début. Vérifiez les deux.", field="ends_on"
            )
    if (fields.pause_from is None) != (fields.pause_to is None):
        missing = "pause_to" if fields.pause_to is None else "pause_from"
        raise DomainError("Indiquez les deux dates de la pause, ou aucune.", field=missing)
    if fields.pause_from and fields.pause_to and fields.pause_to < fields.pause_from:
        raise DomainError("La pause finit avant de commencer. Vérifiez les deux dates.", field="pause_to")


def missing_points(fields: OfferFields, *, today: date) -> list[Missing]:
    """Return what R15 and R16 still ask before the offer is sent to the Département."""
    on_site = fields.remote is not Remote.FULL
    asked = (
        ("title", len(fields.title.strip()) < 4, "Donnez un titre à la mission."),
        ("description", len(fields.description.strip()) < 30, "Décrivez la mission en quelques phrases."),
        (
            "simple_text",
            not fields.simple_text.strip(),
            "Écrivez la version simple\u00a0: cinq phrases courtes.",
        ),
        ("commune", on_site and not fields.commune_insee, "Indiquez la commune de la mission."),
        (
            "access_notes",
            on_site and not (fields.access_notes or fields.address),
            "Dites comment trouver le lieu.",
        ),
        ("half_days", not fields.half_days, "Cochez les demi-journées possibles."),
        ("session_minutes", not fields.session_minutes, "Indiquez la durée d'une séance."),
        ("ends_on", bool(fields.ends_on and fields.ends_on < today), "La date de fin est déjà passée."),
        ("places", fields.places < 1, "Ouvrez au moins une place."),
        ("supervisor", fields.supervisor_id is None, "Nommez la personne qui accompagne."),
        (
            "supervision_capacity",
            fields.supervision_capacity < 1,
            "Dites combien de personnes vous pouvez accompagner en même temps.",
        ),
        ("expenses", fields.expenses is ExpensesPolicy.UNKNOWN, "Dites ce que vous faites pour les frais."),
        ("insured", not fields.insured, "Confirmez que votre assurance couvre les bénévoles."),
        (
            "background_check",
            Demand.MINORS in fields.demands and fields.background_check is BackgroundCheck.NONE,
            "Avec des enfants, choisissez le contrôle d'honorabilité demandé.",
        ),
    )
    return [Missing(field, sentence) for field, absent, sentence in asked if absent]
