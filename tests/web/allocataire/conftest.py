"""A person with a card, who accompanies them, and someone else with another card."""

from collections.abc import Callable

import pytest

from bénévolat.domain.enums import Constraint
from bénévolat.models.accounts import Account
from bénévolat.models.cards import Card
from bénévolat.models.profiles import Profile
from tests.factories import Factory
from tests.pages import PageClient

SignIn = Callable[[Account | Card], PageClient]


@pytest.fixture
def person(make: Factory) -> Profile:
    claire = make.travailleur_social(first_name="Claire", last_name="Moreau", phone="+33325000011")
    return make.active_profile(
        claire, first_name="Amina", last_name="Benali", constraints=[Constraint.NO_HEAVY_LOAD]
    )


@pytest.fixture
def browser(sign_in_as: SignIn, make: Factory, person: Profile) -> PageClient:
    return sign_in_as(make.card(person))


@pytest.fixture
def someone_else(sign_in_as: SignIn, make: Factory) -> PageClient:
    return sign_in_as(make.card(make.active_profile()))
