"""What an association reads of a person, and how it answers (A3, R37, R38, domain §1.8)."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bénévolat.domain.enums import ContactChoice
from bénévolat.domain.propositions import PropositionStatus
from bénévolat.models.accounts import Account
from bénévolat.models.associations import Association
from bénévolat.models.engagements import Engagement
from bénévolat.models.offers import Offer
from bénévolat.models.outbox import OutboxMessage
from bénévolat.models.profiles import Profile
from bénévolat.models.propositions import Proposition
from tests.factories import Factory
from tests.inspection import Page
from tests.pages import PageClient
from tests.queries import statements_of

RECUES = "/association/propositions"
S = PropositionStatus
SECRETS = ("Yasmine", "Delacroix", "+33699887766", "06 99 88 77 66", "yasmine@exemple.fr", "D10-SECRET")


@pytest.fixture
def association(make: Factory) -> Association:
    return make.validated_association()


@pytest.fixture
def mine(make: Factory, association: Association, sign_in_as: Callable[[Account], PageClient]) -> PageClient:
    return sign_in_as(make.member_of(association))


@pytest.fixture
def person(make: Factory) -> Profile:
    return make.active_profile(
        first_name="Yasmine",
        last_name="Delacroix",
        phone="+33699887766",
        email="yasmine@exemple.fr",
        departement_ref="D10-SECRET",
        contact_choice=ContactChoice.PHONE,
        wishes=["aime le jardin"],
    )


@pytest.fixture
def received(make: Factory, association: Association, person: Profile) -> Proposition:
    return make.submitted_proposition(
        person, make.published_offer(association), pseudonym="Personne K7", presentation="J'aime jardiner."
    )


def test_before_its_yes_the_association_reads_a_pseudonym_and_wishes_only_r37(
    mine: PageClient, received: Proposition
) -> None:
    pages = [mine.get(url).text for url in ("/association/", RECUES, f"{RECUES}/{received.id}")]
    for page in pages:
        assert "Personne K7" in page
        assert [secret for secret in SECRETS if secret in page] == []
    shown = Page(pages[-1]).text
    for allowed in ("Troyes", "aime le jardin", "mardi matin", "J'aime jardiner."):
        assert allowed in shown


def test_after_its_yes_it_reads_the_first_name_and_the_chosen_contact_r37(
    mine: PageClient, received: Proposition, session: Session
) -> None:
    answer = mine.post_form(f"{RECUES}/{received.id}/accueillir", {"started_on": "2026-11-10"})
    assert answer.status_code == 303
    engagement = session.scalars(select(Engagement)).one()
    assert engagement.started_on == date(2026, 11, 10)
    for url in (f"{RECUES}/{received.id}", f"/association/personnes-accueillies/{engagement.id}"):
        page = mine.get(url).text
        assert "Yasmine" in page
        assert "06 99 88 77 66" in page
        for hidden in ("Delacroix", "DELACROIX", "yasmine@exemple.fr", "D10-SECRET"):
            assert hidden not in page


def test_once_the_engagement_is_over_no_page_gives_the_contact_r37(
    mine: PageClient, received: Proposition, session: Session
) -> None:
    mine.post_form(f"{RECUES}/{received.id}/accueillir", {"started_on": "2026-11-10"})
    engagement = session.scalars(select(Engagement)).one()
    hosted = f"/association/personnes-accueillies/{engagement.id}"
    engagement.started_on = date(2026, 11, 1)
    session.commit()
    data = {"ended_on": "2026-11-02", "end_kind": "other"}
    assert mine.post_form(f"{hosted}/terminer", data).status_code == 303
    for url in (f"{RECUES}/{received.id}", hosted, RECUES):
        assert "06 99 88 77 66" not in mine.get(url).text


def test_a_contact_through_the_referent_gives_no_number_of_the_person_r37(
    mine: PageClient, received: Proposition, person: Profile, session: Session
) -> None:
    person.contact_choice = ContactChoice.VIA_REFERENT
    session.commit()
    mine.post_form(f"{RECUES}/{received.id}/accueillir", {"started_on": "2026-11-10"})
    page = mine.get(f"{RECUES}/{received.id}").text
    assert "06 99 88 77 66" not in page
    assert "Passez par son contact au Département" in Page(page).text


def test_a_refusal_gives_the_place_back_and_keeps_the_words_apart(
    mine: PageClient, received: Proposition, session: Session
) -> None:
    data = {"reason": "no_place", "shared": "y", "referent_note": "Plutôt en janvier."}
    assert mine.post_form(f"{RECUES}/{received.id}/ne-pas-pouvoir-accueillir", data).status_code == 303
    saved = session.scalars(select(Proposition)).one()
    assert (saved.status, saved.answer_reason_shared, saved.referent_note) == (
        S.REFUSED,
        True,
        "Plutôt en janvier.",
    )
    assert session.scalars(select(Offer)).one().places_taken == 0


def test_an_unticked_box_does_not_share_the_reason_f1(
    mine: PageClient, received: Proposition, session: Session
) -> None:
    mine.post_form(f"{RECUES}/{received.id}/ne-pas-pouvoir-accueillir", {"reason": "no_place"})
    assert session.scalars(select(Proposition)).one().answer_reason_shared is False


def test_a_meeting_keeps_the_place_and_warns_the_referent_in_a_discreet_mail_r52(
    mine: PageClient, received: Proposition, session: Session
) -> None:
    data = {"meeting_at": "2026-11-12T14:30", "note": "Demander Claire"}
    assert mine.post_form(f"{RECUES}/{received.id}/rencontrer", data).status_code == 303
    saved = session.scalars(select(Proposition)).one()
    assert (saved.status, saved.meeting_note) == (S.MEETING, "Demander Claire")
    assert saved.meeting_at is not None
    assert saved.meeting_at.hour == 13
    assert session.scalars(select(Offer)).one().places_taken == 1
    told = session.scalars(select(OutboxMessage)).one()
    assert "Yasmine" not in str(told.context)


def test_an_answer_without_a_reason_keeps_what_was_typed_f1(
    mine: PageClient, received: Proposition, session: Session
) -> None:
    answer = mine.post_form(
        f"{RECUES}/{received.id}/ne-pas-pouvoir-accueillir",
        {"referent_note": "Mes mots à garder", "shared": "y"},
    )
    assert answer.status_code == 422
    assert "Choisissez une raison." in Page(answer.text).text
    assert "Mes mots à garder" in answer.text
    assert session.scalars(select(Proposition)).one().status is S.SUBMITTED


def test_an_answer_that_comes_too_late_is_told_without_losing_the_words(
    mine: PageClient, received: Proposition, session: Session
) -> None:
    received.status = S.WITHDRAWN
    session.commit()
    answer = mine.post_form(f"{RECUES}/{received.id}/accueillir", {"started_on": "2026-11-10"})
    assert answer.status_code == 422
    assert "la situation a changé" in Page(answer.text).text
    assert session.scalars(select(Engagement)).all() == []


@pytest.mark.parametrize("status", [S.PROPOSED, S.AGREED, S.TALK_FIRST, S.DECLINED])
def test_what_is_still_between_the_person_and_the_agent_does_not_exist_for_it_r10(
    mine: PageClient, make: Factory, association: Association, status: PropositionStatus
) -> None:
    hidden = make.proposition(None, make.published_offer(association), status)
    assert mine.get(f"{RECUES}/{hidden.id}").status_code == 404
    assert hidden.pseudonym not in mine.get(RECUES).text


@pytest.mark.parametrize("page", ["", "/accueillir", "/rencontrer", "/ne-pas-pouvoir-accueillir"])
def test_a_proposition_sent_to_another_association_does_not_exist_a2(
    mine: PageClient, make: Factory, page: str
) -> None:
    foreign = make.submitted_proposition()
    assert mine.get(f"{RECUES}/{foreign.id}{page}").status_code == 404
    if page:
        assert mine.post_form(f"{RECUES}/{foreign.id}{page}", {"reason": "no_place"}).status_code == 404


def test_what_waits_for_an_answer_is_first(mine: PageClient, make: Factory, association: Association) -> None:
    offer = make.published_offer(association, places=9, supervision_capacity=9)
    make.proposition(make.active_profile(), offer, S.REFUSED, pseudonym="Personne finie")
    make.submitted_proposition(make.active_profile(), offer, pseudonym="Personne attend")
    page = mine.get(RECUES).text
    assert page.index("Personne attend") < page.index("Personne finie")


def test_home_and_list_cost_the_same_for_one_person_and_for_ten_q3(
    mine: PageClient, make: Factory, association: Association
) -> None:
    make.communes()
    offer = make.published_offer(association, places=30, supervision_capacity=30)
    make.submitted_proposition(make.active_profile(), offer)
    before = [len(statements_of(mine, url)) for url in ("/association/", RECUES)]
    for insee in ("10323", "10033", "10081"):
        for _ in range(3):
            make.submitted_proposition(make.active_profile(commune=make.commune(insee)), offer)
    assert [len(statements_of(mine, url)) for url in ("/association/", RECUES)] == before


def test_an_association_without_anything_is_told_where_to_begin(
    make: Factory, sign_in_as: Callable[[Account], PageClient]
) -> None:
    newcomer = sign_in_as(make.member_of(make.association(purpose=None)))
    page = Page(newcomer.get("/association/").text).text
    assert "Pour commencer" in page
    assert "Aucune proposition pour l'instant" in Page(newcomer.get(RECUES).text).text
