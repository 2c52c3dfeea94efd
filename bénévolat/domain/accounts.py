"""Accounts: the states they are shown in, the rights each role may hold, the refusals (S1, S2, R51)."""

from dataclasses import dataclass
from uuid import UUID

from bénévolat.domain.enums import MembershipRole, Right, Role
from bénévolat.domain.errors import DomainError
from bénévolat.domain.labels import LabelledEnum


class AccountState(LabelledEnum):
    """What an account is, on the screens of the administration."""

    INVITED = "invited", "Invitation envoyée"
    ACTIVE = "active", "Actif"
    DISABLED = "disabled", "Désactivé"


RIGHTS_OF: dict[Role, frozenset[Right]] = {
    Role.ASSOCIATION: frozenset(),
    Role.TRAVAILLEUR_SOCIAL: frozenset({Right.RETAIN_HOURS}),
    Role.DEPARTEMENT: frozenset(Right),
}
"""Rights that each role may hold; the database says the same."""

AGENTS = frozenset({Role.TRAVAILLEUR_SOCIAL, Role.DEPARTEMENT})
"""Roles between which an account may change: people who work for the Département."""


@dataclass(frozen=True, slots=True)
class AccountIdentity:
    """Who the account is. ``email`` in any case, ``phone`` as E.164."""

    email: str
    first_name: str
    last_name: str
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class Position:
    """What the account may do: a team for a travailleur social, an association for its member."""

    role: Role
    team_id: UUID | None = None
    rights: frozenset[Right] = frozenset()
    association_id: UUID | None = None
    membership_role: MembershipRole = MembershipRole.MEMBER


class EmailTaken(DomainError):
    """Another account has this address."""

    sentence = (
        "Cette adresse électronique a déjà un compte. Écrivez-en une autre, ou modifiez le compte existant."
    )
    field = "email"


class LinkExpired(DomainError):
    """The mailed link is unknown, used, too old, or its account is disabled: one answer for all."""

    sentence = "Ce lien n'est plus valable. Demandez-en un nouveau."


class LastAdministrator(DomainError):
    """Nobody would be left to administer the platform."""

    sentence = (
        "C'est le dernier compte qui peut administrer la plateforme. "
        "Donnez d'abord ce droit à une autre personne, qui a déjà choisi son mot de passe."
    )


class TeamNeeded(DomainError):
    """A travailleur social works in a team: it decides what they may read (A2)."""

    sentence = "Choisissez l'équipe de ce travailleur social."
    field = "team"


class AssociationNeeded(DomainError):
    """An association's account belongs to an association."""

    sentence = "Indiquez l'association de ce compte."
    field = "association"


class RoleKept(DomainError):
    """The role of this account cannot change."""

    sentence = (
        "Un compte d'association garde son rôle. Désactivez-le et invitez la personne sous une autre adresse."
    )
    field = "role"


class StillFollowsPeople(DomainError):
    """The account is the référent of people: they must be handed over first."""

    sentence = "Ce compte suit encore des personnes. Confiez-les d'abord à un autre travailleur social."
    field = "role"


class AlreadyActive(DomainError):
    """An invitation is only for someone who has not joined yet."""

    sentence = (
        "Cette personne a déjà rejoint la plateforme, ou son compte est désactivé. Rien n'a été envoyé."
    )


class WrongPassword(DomainError):
    """The present password is not the one typed."""

    sentence = "Ce n'est pas votre mot de passe actuel."
    field = "current_password"


class WrongCode(DomainError):
    """The code of the second factor is wrong, too old or already used."""

    sentence = (
        "Ce code n'est pas bon, ou il a déjà servi. Attendez le prochain code de l'application et écrivez-le."
    )
    field = "code"
