"""A travailleur social, a colleague, and one of another team, each with a browser."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bénévolat.domain.enums import JournalEvent
from bénévolat.models.accounts import Account
from bénévolat.models.cards import Card
from bénévolat.models.journal import JournalEntry
from bénévolat.models.profiles import Profile
from tests.factories import Factory
from tests.pages import PageClient

SignIn = Callable[[Account | Card], PageClient]


@pytest.fixture
def me(make: Factory) -> Account:
    return make.travailleur_social(first_name="Claire", last_name="Moreau")


@pytest.fixture
def browser(sign_in_as: SignIn, me: Account) -> PageClient:
    return sign_in_as(me)


@pytest.fixture
def colleague(sign_in_as: SignIn, make: Factory, me: Account) -> PageClient:
    return sign_in_as(make.travailleur_social(me.team))


@pytest.fixture
def stranger(sign_in_as: SignIn, make: Factory) -> PageClient:
    return sign_in_as(make.travailleur_social())


@pytest.fixture
def person(make: Factory, me: Account) -> Profile:
    return make.active_profile(me, first_name="Amina", last_name="Benali", search_key="amina benali")


@pytest.fixture
def journal(session: Session) -> Callable[[Profile], list[JournalEvent]]:
    """Return the events written about a person, oldest first."""

    def read(person: Profile) -> list[JournalEvent]:
        session.commit()
        return list(
            session.scalars(
                select(JournalEntry.event)
                .where(JournalEntry.profile_id == person.id)
                .order_by(JournalEntry.at)
            )
        )

    return read
