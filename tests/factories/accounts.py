"""Accounts, cards and mailed links."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from bénévolat.domain import identifiers
from bénévolat.domain.enums import (
    LinkKind,
    MembershipRole,
    Right,
    Role,
)
from bénévolat.models.accounts import Account
from bénévolat.models.associations import Association, Membership
from bénévolat.models.cards import Card
from bénévolat.models.links import LinkToken
from bénévolat.models.profiles import Profile
from bénévolat.models.teams import Team
from tests.factories.places import PlaceMaker


class AccountMaker(PlaceMaker):
    """Makes those who sign in."""

    def account(self, role: Role, **values: Any) -> Account:
        """Return an account of this role, with a second factor already set."""
        number = next(self._numbers)
        given = {
            "email": f"compte{number}@exemple.fr",
            "first_name": "Camille",
            "last_name": f"Martin{number}",
            "totp_confirmed_at": self.now,
            "totp_secret": "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
            "created_at": self.now,
        }
        return self._keep(Account(role=role, **{**given, **values}))

    def travailleur_social(self, team: Team | None = None, **values: Any) -> Account:
        """Return a travailleur social of a team."""
        return self.account(Role.TRAVAILLEUR_SOCIAL, team=team or self.team(), **values)

    def departement_agent(self, *rights: Right, **values: Any) -> Account:
        """Return an agent of the Département who holds exactly these rights."""
        return self.account(Role.DEPARTEMENT, **{f"can_{right.value}": True for right in rights}, **values)

    def administrator(self, **values: Any) -> Account:
        """Return an agent of the Département who holds every right."""
        return self.departement_agent(*Right, **values)

    def member_of(
        self, association: Association, role: MembershipRole = MembershipRole.ADMINISTRATOR, **values: Any
    ) -> Account:
        """Return the account of an active member of an association."""
        account = self.account(Role.ASSOCIATION, **values)
        self._keep(Membership(association=association, account=account, role=role, created_at=self.now))
        return account

    def membership_of(self, account: Account) -> Membership:
        """Return the active membership of an account."""
        return self.session.scalars(select(Membership).where(Membership.account_id == account.id)).one()

    def invited_account(self) -> Account:
        """Return the account of a travailleur social who has not yet chosen a password."""
        return self.travailleur_social(totp_confirmed_at=None, totp_secret=None)

    def card(self, profile: Profile, *, handle: str | None = None, **values: Any) -> Card:
        """Return the card of a person; its secret cannot be typed, sign in with ``sign_in_as(card)``."""
        given = {
            "secret_hash": "unusable",
            "issued_by_id": profile.referent_id,
            "created_at": self.now,
            "expires_at": self.now + timedelta(days=183),
        }
        handle = handle or identifiers.random_code(identifiers.HANDLE_LENGTH)
        return self._keep(Card(profile=profile, handle=handle, **{**given, **values}))

    def link(
        self, account: Account, kind: LinkKind = LinkKind.INVITATION, **values: Any
    ) -> tuple[LinkToken, str]:
        """Return a mailed link and the token that opens it."""
        token = identifiers.random_token()
        given = {"created_at": self.now, "expires_at": self.now + timedelta(days=14)}
        row = LinkToken(
            kind=kind, account=account, token_hash=identifiers.token_hash(token), **{**given, **values}
        )
        return self._keep(row), token
