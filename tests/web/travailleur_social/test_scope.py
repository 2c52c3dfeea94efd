"""A2, R39: my people and my team's; everyone else's is 404, to read and to write. R40: every reading is written."""

from collections.abc import Callable
from typing import Any

import pytest

from bénévolat.domain.enums import JournalEvent
from bénévolat.domain.propositions import PropositionStatus
from bénévolat.models.profiles import Profile
from tests.factories import Factory
from tests.pages import PageClient

READ = (
    "profils/{person}",
    "profils/{person}/identite",
    "profils/{person}/envies",
    "profils/{person}/ce-qui-convient",
    "profils/{person}/temps-et-deplacements",
    "profils/{person}/accord",
    "profils/{person}/associations-ecartees",
    "profils/{person}/contrats/nouveau",
    "profils/{person}/contrats/{contract}",
    "profils/{person}/missions/",
    "profils/{person}/missions/{offer}",
    "profils/{person}/carte/",
    "profils/{person}/fiche",
    "propositions/{proposition}",
    "engagements/{engagement}",
    "engagements/{engagement}/seances/nouvelle",
    "engagements/{engagement}/seances/{session}",
)
"""Pages that show a person's file."""

ASK = (
    "profils/{person}/referent",
    "profils/{person}/retrait-accord",
    "engagements/{engagement}/fin",
    "engagements/{engagement}/contrat",
    "engagements/{engagement}/accord-revue",
)
"""Pages that ask a question."""

WRITE = (
    "profils/{person}/pause",
    "profils/{person}/reprise",
    "profils/{person}/terminer",
    "profils/{person}/missions/recalcul",
    "profils/{person}/missions/{offer}/ecarter",
    "profils/{person}/associations-ecartees/{association}/wish",
    "profils/{person}/associations-ecartees/{association}/reprise",
    "profils/{person}/carte/{card}/annulation",
    "propositions/{proposition}/reponse",
    "propositions/{proposition}/envoi",
    "propositions/{proposition}/retrait",
    "engagements/{engagement}/pause",
    "engagements/{engagement}/reprise",
    "engagements/{engagement}/accord-revue/retrait",
)
"""Addresses that are only posted to."""


@pytest.fixture
def address(make: Factory, person: Profile) -> Callable[[str], str]:
    """Return the function that writes the identifiers of one person's things in an address."""
    offer = make.published_offer()
    engagement = make.engagement(person, make.published_offer(association=offer.association))
    things: dict[str, Any] = {
        "person": person,
        "offer": offer,
        "association": offer.association,
        "contract": make.contract(person),
        "card": make.card(person),
        "proposition": make.proposition(person, offer, PropositionStatus.AGREED),
        "engagement": engagement,
        "session": make.activity_session(engagement),
    }
    ids = {name: thing.id for name, thing in things.items()}
    return lambda path: "/travailleur-social/" + path.format(**ids)


@pytest.mark.parametrize("path", READ)
def test_a_file_is_open_to_its_referent_and_team_and_each_reading_is_journaled(
    browser: PageClient,
    colleague: PageClient,
    address: Callable[[str], str],
    person: Profile,
    journal: Callable[[Profile], list[JournalEvent]],
    path: str,
) -> None:
    """R40: who, what, when."""
    for number, someone in enumerate((browser, colleague), 1):
        assert someone.get(address(path)).status_code == 200
        assert journal(person).count(JournalEvent.PROFILE_READ) == number


@pytest.mark.parametrize("path", [*READ, *ASK])
def test_a_file_does_not_exist_for_another_team(
    stranger: PageClient,
    address: Callable[[str], str],
    person: Profile,
    journal: Callable[[Profile], list[JournalEvent]],
    path: str,
) -> None:
    assert stranger.get(address(path)).status_code == 404
    assert journal(person) == []


@pytest.mark.parametrize("path", [*WRITE, *ASK, *READ[1:9], "profils/{person}/carte/"])
def test_another_team_writes_nothing(
    stranger: PageClient,
    address: Callable[[str], str],
    person: Profile,
    journal: Callable[[Profile], list[JournalEvent]],
    path: str,
) -> None:
    assert stranger.post_form(address(path)).status_code == 404
    assert journal(person) == []


@pytest.mark.parametrize("path", ASK)
def test_questions_are_asked_to_the_team(
    colleague: PageClient, address: Callable[[str], str], path: str
) -> None:
    assert colleague.get(address(path)).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "profils/{person}/contrats/{contract}",
        "profils/{person}/carte/{card}/annulation",
    ],
)
def test_things_of_one_person_are_not_reached_through_another(
    browser: PageClient, make: Factory, address: Callable[[str], str], person: Profile, path: str
) -> None:
    other = make.active_profile(person.referent)
    mixed = address(path).replace(str(person.id), str(other.id))
    assert browser.post_form(mixed).status_code == 404
