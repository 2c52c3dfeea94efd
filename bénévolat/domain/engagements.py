"""Life of an engagement and of its sessions (product.md «Lives», domain §1.3, §1.4)."""

from bénévolat.domain.actors import ActorKind
from bénévolat.domain.errors import DomainError
from bénévolat.domain.labels import LabelledEnum


class EngagementStatus(LabelledEnum):
    """Status of an engagement."""

    ACTIVE = "active", "En cours"
    PAUSED = "paused", "En pause"
    ENDED = "ended", "Terminé"


class EngagementAction(LabelledEnum):
    """What may be done to an engagement."""

    PAUSE = "pause", "Mettre en pause"
    RESUME = "resume", "Reprendre"
    END = "end", "Terminer"
    AGREE = "agree", "Noter ce qui est convenu"


_S, _A = EngagementStatus, EngagementAction

TRANSITIONS: dict[tuple[EngagementAction, EngagementStatus], EngagementStatus] = {
    (_A.PAUSE, _S.ACTIVE): _S.PAUSED,
    (_A.RESUME, _S.PAUSED): _S.ACTIVE,
    (_A.END, _S.ACTIVE): _S.ENDED,
    (_A.END, _S.PAUSED): _S.ENDED,
    (_A.AGREE, _S.ACTIVE): _S.ACTIVE,
    (_A.AGREE, _S.PAUSED): _S.PAUSED,
}

_ALL_SIDES = frozenset({ActorKind.ALLOCATAIRE, ActorKind.TRAVAILLEUR_SOCIAL, ActorKind.ASSOCIATION})
ALLOWED: dict[EngagementAction, frozenset[ActorKind]] = {
    _A.PAUSE: _ALL_SIDES,
    _A.RESUME: _ALL_SIDES,
    _A.END: _ALL_SIDES,
    _A.AGREE: frozenset({ActorKind.TRAVAILLEUR_SOCIAL, ActorKind.ASSOCIATION}),
}


class SessionStatus(LabelledEnum):
    """Status of a session. There is no status for an absence: silence is never one."""

    DRAFTED = "drafted", "Prévue"
    DECLARED = "declared", "Déclarée"
    CONFIRMED = "confirmed", "Confirmée"
    CONTESTED = "contested", "À revoir ensemble"
    WITHDRAWN = "withdrawn", "Retirée"


class SessionAction(LabelledEnum):
    """What may be done to a session."""

    DECLARE = "declare", "Déclarer"
    CONFIRM = "confirm", "Confirmer"
    CONTEST = "contest", "Signaler une différence"
    WITHDRAW = "withdraw", "Retirer la séance"


_SS, _SA = SessionStatus, SessionAction

SESSION_TRANSITIONS: dict[tuple[SessionAction, SessionStatus], SessionStatus] = {
    (_SA.DECLARE, _SS.DRAFTED): _SS.DECLARED,
    (_SA.CONFIRM, _SS.DECLARED): _SS.CONFIRMED,
    (_SA.CONTEST, _SS.DECLARED): _SS.CONTESTED,
    (_SA.CONFIRM, _SS.CONTESTED): _SS.CONFIRMED,
    (_SA.CONTEST, _SS.CONFIRMED): _SS.CONTESTED,
    (_SA.WITHDRAW, _SS.DECLARED): _SS.WITHDRAWN,
    (_SA.WITHDRAW, _SS.CONFIRMED): _SS.WITHDRAWN,
    (_SA.WITHDRAW, _SS.CONTESTED): _SS.WITHDRAWN,
}

SESSION_ALLOWED: dict[SessionAction, frozenset[ActorKind]] = {
    _SA.DECLARE: frozenset({ActorKind.ALLOCATAIRE, ActorKind.TRAVAILLEUR_SOCIAL}),
    _SA.CONFIRM: frozenset({ActorKind.ASSOCIATION}),
    _SA.CONTEST: frozenset({ActorKind.ASSOCIATION}),
    _SA.WITHDRAW: frozenset({ActorKind.ALLOCATAIRE, ActorKind.TRAVAILLEUR_SOCIAL}),
}

MAX_SESSION_MINUTES = 12 * 60
MAX_WEEKLY_MINUTES = 35 * 60
WARNING_WEEKLY_MINUTES = 7 * 60


class BadSessionTimes(DomainError):
    """A session starts before it ends, lasts 12 hours at most, and is not in the future."""

    field = "starts_at"


class OverlappingSession(DomainError):
    """The same person cannot be in two places at once."""

    sentence = "Une séance est déjà notée à ce moment-là. Vérifiez la date et l'heure."
    field = "starts_at"


class WeeklyLimit(DomainError):
    """Above 35 hours in a week nothing is recorded (domain §2)."""

    sentence = "Cette semaine dépasserait 35 heures de bénévolat. Vérifiez les durées notées."
    field = "ends_at"


class ChangedMeanwhile(DomainError):
    """The session was corrected or taken back in between."""

    sentence = "Cette séance a été corrigée ou retirée entre-temps. Relisez la page."


class NoLongerPlanned(DomainError):
    """The session foreseen was taken away, or noted, in between."""

    sentence = "Cette séance n'est plus à noter\u00a0: quelqu'un l'a notée ou retirée entre-temps."


class HoursAlreadyRetained(DomainError):
    """A session is not taken back under hours that a closed month retains: they are looked at first (R7)."""

    sentence = (
        "Des heures de ce mois sont déjà retenues dans un relevé clos. Le référent les revoit d'abord, puis la séance "
        "pourra être retirée."
    )


class NotActive(DomainError):
    """Sessions are declared only inside the dates of the engagement."""

    sentence = "Cette date est en dehors de l'engagement. Vérifiez la date."
    field = "starts_at"
