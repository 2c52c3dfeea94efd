"""Registering a person in one sitting: each step is kept, what is typed survives, no NIR, no agreement no profile."""

from collections.abc import Callable
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bénévolat.domain.enums import AgreementKind, Channel, Comfort, Constraint, HalfDay, Level, ProfileStatus
from bénévolat.models.accounts import Account
from bénévolat.models.agreements import Agreement
from bénévolat.models.contracts import Contract
from bénévolat.models.matches import Match
from bénévolat.models.profiles import Profile
from tests.factories import Factory
from tests.pages import PageClient

NIR = "2 69 05 49 588 157 80"
BASE = "/travailleur-social/profils"
IDENTITY = {
    "last_name": "Éloi-Saint",
    "first_name": "Amina",
    "departement_ref": "D-0001",
    "phone": "06 12 34 56 78",
    "email": "",
    "contact_choice": "phone",
    "allocataire_number": "",
    "household_role": "",
}


def draft(browser: PageClient, **values: str) -> UUID:
    answer = browser.post_form(f"{BASE}/nouveau", {**IDENTITY, **values})
    assert answer.status_code == 303
    assert answer.location.endswith("/envies")
    return UUID(answer.location.split("/")[-2])


def test_a_person_is_registered_step_by_step_and_sees_missions_at_the_end(
    browser: PageClient, session: Session, make: Factory, me: Account
) -> None:
    make.published_offer(title="Jardin partagé")
    key = draft(browser)
    person = session.get_one(Profile, key)
    assert (person.status, person.referent_id, person.phone) == (ProfileStatus.DRAFT, me.id, "+33612345678")

    answer = browser.post_form(
        f"{BASE}/{key}/envies", {"wishes": "le jardin\n- cuisiner", "avoid": "la foule"}
    )
    assert answer.location.endswith(f"{key}/envies/compris")
    answer = browser.post_form(
        f"{BASE}/{key}/ce-qui-convient",
        {
            "constraints": ["no_heavy_load", "no_alone"],
            "comfort": ["meal"],
            "supervision_need": "1",
            "french_level": "2",
            "languages": ["fr", "ar"],
        },
    )
    assert answer.location.endswith(f"{key}/temps-et-deplacements")
    answer = browser.post_form(
        f"{BASE}/{key}/temps-et-deplacements",
        {"half_days": ["tue_am", "sun_eve"], "commune": "troyes", "walk": "30", "bus": "45", "car": ""},
    )
    assert answer.location.endswith(f"{key}/accord")

    session.expire_all()
    assert person.wishes == ["le jardin", "cuisiner"]
    assert person.avoid == ["la foule"]
    assert person.constraints == [Constraint.NO_HEAVY_LOAD, Constraint.NO_ALONE]
    assert person.comfort == [Comfort.MEAL]
    assert (person.french_level, person.languages) == (Level.ENOUGH, ["fr", "ar"])
    assert person.half_days == [HalfDay.TUE_AM, HalfDay.SUN_EVE]
    assert (person.commune_insee, person.travel) == ("10387", {"walk": 30, "bus": 45})

    answer = browser.post_form(
        f"{BASE}/{key}/accord", {"agreed": "y", "channel": "oral", "given_on": "2026-11-03"}
    )
    assert answer.location.endswith(f"{key}/missions/")
    session.expire_all()
    assert person.status is ProfileStatus.ACTIVE
    kept = session.scalars(select(Agreement)).one()
    assert (kept.kind, kept.channel, kept.recorded_by_id) == (AgreementKind.VOLUNTEERING, Channel.ORAL, me.id)
    assert "Jardin partagé" in browser.get(answer.location).get_data(as_text=True)


def test_suggestions_follow_a_saved_step_at_once(
    browser: PageClient, session: Session, make: Factory, person: Profile
) -> None:
    """After saving a profile, the next page shows its new matches."""
    make.published_offer(title="Jardin partagé")
    browser.post_form(f"{BASE}/{person.id}/envies", {"wishes": "jardin"})
    assert session.scalars(select(Match)).all()
    page = browser.post_form(
        f"{BASE}/{person.id}/envies", {"wishes": "jouer aux échecs"}, follow_redirects=True
    )
    assert "Les suggestions sont à jour" in page.get_data(as_text=True)
    assert session.scalars(select(Match)).all() == []


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"last_name": ""}, "Écrivez le nom."),
        ({"departement_ref": ""}, "Écrivez la référence"),
        ({"departement_ref": "D-TAKEN"}, "Cette référence est déjà celle d'un profil."),
        ({"phone": "12"}, "Ce numéro n'est pas complet"),
        ({"phone": ""}, "Notez un téléphone"),
        ({"allocataire_number": "12345"}, "Indiquez si la personne est le demandeur"),
        ({"departement_ref": NIR}, "numéro de sécurité sociale"),
        ({"allocataire_number": NIR.replace(" ", "")}, "numéro de sécurité sociale"),
    ],
)
def test_a_mistake_is_told_beside_its_field_and_nothing_typed_is_lost(
    browser: PageClient,
    session: Session,
    make: Factory,
    me: Account,
    values: dict[str, str],
    sentence: str,
) -> None:
    """F1, R34."""
    make.profile(me, departement_ref="D-TAKEN")
    answer = browser.post_form(f"{BASE}/nouveau", {**IDENTITY, **values})
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert sentence in html.replace("&#39;", "'")
    assert 'value="Amina"' in html
    assert len(session.scalars(select(Profile)).all()) == 1


@pytest.mark.parametrize(
    ("step", "values"),
    [
        ("envies", {"wishes": f"cuisiner\n{NIR}"}),
        ("envies", {"avoid": NIR}),
        ("envies", {"skills": "\n".join(f"savoir {number}" for number in range(13))}),
        ("ce-qui-convient", {"constraints": ["no_such_thing"]}),
        ("ce-qui-convient", {"languages": ["xx"]}),
        ("temps-et-deplacements", {"commune": "Nulle-Part-en-Aube"}),
        ("temps-et-deplacements", {"commune": "troyes", "walk": "31"}),
        ("temps-et-deplacements", {"commune": "troyes", "available_from": "32/13/2026"}),
        ("temps-et-deplacements", {"commune": ""}),
        ("accord", {"channel": "oral", "given_on": "2026-11-03"}),
        ("accord", {"agreed": "y", "channel": "screen", "given_on": "2026-11-03"}),
        ("accord", {"agreed": "y", "channel": "oral", "given_on": "2026-11-04"}),
        ("accord", {"agreed": "y", "channel": "oral"}),
        ("accord", {}),
    ],
)
def test_a_step_refuses_what_cannot_be(
    browser: PageClient,
    make: Factory,
    person: Profile,
    session: Session,
    step: str,
    values: dict[str, object],
) -> None:
    """R10, R34; F1: a box that is not ticked never means agreement."""
    make.communes()
    before = len(session.scalars(select(Agreement)).all())
    answer = browser.post_form(f"{BASE}/{person.id}/{step}", values)
    assert answer.status_code == 422
    assert len(session.scalars(select(Agreement)).all()) == before


def test_an_ambiguous_postal_code_offers_its_communes_and_keeps_the_rest(
    browser: PageClient, make: Factory, person: Profile, session: Session
) -> None:
    """R66."""
    make.communes()
    make.commune("10081")
    typed = {"commune": "saint", "half_days": ["mon_am"], "walk": "30"}
    answer = browser.post_form(f"{BASE}/{person.id}/temps-et-deplacements", typed)
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'value="mon_am"' in html.replace("checked ", "")


def test_a_word_on_health_warns_without_blocking(
    browser: PageClient, session: Session, person: Profile
) -> None:
    """R35."""
    page = browser.post_form(
        f"{BASE}/{person.id}/envies", {"wishes": "le jardin", "avoid": "mal de dos"}, follow_redirects=True
    )
    assert page.status_code == 200
    assert "mal de dos" in page.get_data(as_text=True)
    assert "santé" in page.get_data(as_text=True)


def test_no_step_asks_about_health_or_its_cause(browser: PageClient, person: Profile) -> None:
    """R5, R35: no field, no list says more than a wish."""
    forbidden = ("rqth", "handicap", "invalid", "maladie", "grossesse", "religion", "nationalit", "syndic")
    for step in (
        "identite",
        "envies",
        "ce-qui-convient",
        "temps-et-deplacements",
        "accord",
        "contrats/nouveau",
    ):
        names = browser.get(f"{BASE}/{person.id}/{step}").get_data(as_text=True).lower()
        words = [word for word in forbidden if f'name="{word}' in names or f">{word}" in names]
        assert words == []


def test_a_contract_is_optional_and_keeps_six_months_before_its_review(
    browser: PageClient, session: Session, person: Profile
) -> None:
    """R2, R4, R5."""
    page = browser.post_form(
        f"{BASE}/{person.id}/contrats/nouveau",
        {
            "kind": "cer",
            "starts_on": "2026-09-01",
            "duration": "12",
            "review": "6",
            "weekly_hours_target": "",
        },
    )
    assert page.status_code == 303
    kept = session.scalars(select(Contract)).one()
    assert f"{kept.ends_on} {kept.review_on}" == "2027-09-01 2027-03-01"
    assert kept.weekly_hours_target is None
    html = browser.get(f"{BASE}/{person.id}/contrats/{kept.id}").get_data(as_text=True)
    assert 'selected value="12"' in html


@pytest.mark.parametrize(
    "values",
    [
        {"weekly_hours_target": "0"},
        {"weekly_hours_target": "36"},
        {"duration": "autre"},
        {"duration": "autre", "ends_on": "2026-08-01"},
        {"review": "autre"},
        {"kind": "other"},
        {"starts_on": ""},
    ],
)
def test_a_contract_that_makes_no_sense_is_refused(
    browser: PageClient, session: Session, person: Profile, values: dict[str, str]
) -> None:
    """R5: zero is not a duration."""
    typed = {"kind": "cer", "starts_on": "2026-09-01", "duration": "6", "review": "6", **values}
    answer = browser.post_form(f"{BASE}/{person.id}/contrats/nouveau", typed)
    assert answer.status_code == 422
    assert session.scalars(select(Contract)).all() == []


def test_a_contract_of_a_draft_comes_back_to_the_last_step(
    browser: PageClient, make: Factory, me: Account
) -> None:
    person = make.profile(me)
    answer = browser.post_form(
        f"{BASE}/{person.id}/contrats/nouveau",
        {"kind": "engagement", "starts_on": "01/09/2026", "duration": "3", "review": "12"},
    )
    assert answer.location.endswith("/accord")


def test_an_agreement_already_given_lets_a_draft_finish(
    browser: PageClient, make: Factory, session: Session, me: Account
) -> None:
    person = make.profile(me, commune=make.commune())
    make.agreement(person, AgreementKind.VOLUNTEERING)
    assert "Terminer" in browser.get(f"{BASE}/{person.id}/accord").get_data(as_text=True)
    browser.post_form(f"{BASE}/{person.id}/terminer")
    assert session.get_one(Profile, person.id).status is ProfileStatus.ACTIVE


def test_two_people_finishing_the_same_profile_do_not_fail(
    browser: PageClient,
    colleague: PageClient,
    make: Factory,
    me: Account,
    journal: Callable[[Profile], list[object]],
) -> None:
    person = make.profile(me, commune=make.commune())
    typed = {"agreed": "y", "channel": "oral", "given_on": "2026-11-03"}
    for someone in (browser, colleague):
        assert someone.post_form(f"{BASE}/{person.id}/accord", typed).status_code == 303
