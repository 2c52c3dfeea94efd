"""What was understood of an offer: shown, corrected, confirmed by its association, never alone."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bénévolat.domain.offers import OfferStatus
from bénévolat.models.accounts import Account
from bénévolat.models.associations import Association
from bénévolat.models.offers import Offer
from tests.factories import Factory
from tests.inspection import Page
from tests.pages import PageClient

OFFRES = "/association/offres"


@pytest.fixture
def association(make: Factory) -> Association:
    return make.validated_association()


@pytest.fixture
def mine(make: Factory, association: Association, sign_in_as: Callable[[Account], PageClient]) -> PageClient:
    return sign_in_as(make.member_of(association))


@pytest.fixture
def offer(make: Factory, association: Association) -> Offer:
    return make.offer(
        association,
        title="Préparer la soupe",
        tasks=["Cuisiner avec nous"],
        skills=["zorblique"],
        description="On cuisine, puis on range la bibliothèque de l'association.",
    )


def boxes(html: str) -> dict[str, bool]:
    found = re.findall(r'<input[^>]*type="checkbox"[^>]*name="concepts_0" value="([^"]+)"([^>]*)>', html)
    return {code: "checked" in rest for code, rest in found}


def key(html: str) -> str:
    found = re.search(r'name="key_0"[^>]*value="([^"]+)"', html)
    assert found
    return found.group(1)


def confirm(mine: PageClient, offer: Offer, *codes: str, **changes: Any) -> Any:
    html = mine.get(f"{OFFRES}/{offer.id}/compris").text
    return mine.post_form(
        f"{OFFRES}/{offer.id}/compris", {"key_0": key(html), "concepts_0": list(codes), **changes}
    )


def kept(session: Session, offer: Offer) -> list[str] | None:
    session.expire_all()
    return session.get_one(Offer, offer.id).concepts


def rewritten(offer: Offer, **changes: Any) -> dict[str, Any]:
    return {
        "title": offer.title,
        "description": offer.description,
        "tasks": "\n".join(offer.tasks),
        "skills": "\n".join(offer.skills),
        "domain": offer.domain.value,
        "places": "1",
        "supervision_capacity": "1",
        "slots_needed": "1",
        "sessions_per_period": "1",
        **changes,
    }


def test_a_new_offer_shows_what_was_understood_before_its_page(mine: PageClient, session: Session) -> None:
    answer = mine.post_form(
        f"{OFFRES}/nouvelle", {"title": "Aide au jardinage", "places": "1", "supervision_capacity": "1"}
    )
    offer = session.scalars(select(Offer)).one()
    assert answer.headers["Location"] == f"{OFFRES}/{offer.id}/compris"
    assert boxes(mine.get(answer.headers["Location"]).text)["gardening"]
    assert offer.concepts is None


def test_title_tasks_and_skills_count_and_what_only_the_description_says_is_shown_apart(
    mine: PageClient, offer: Offer
) -> None:
    html = mine.get(f"{OFFRES}/{offer.id}/compris").text
    ticked = boxes(html)
    assert ticked["cooking"]
    assert False in ticked.values()
    assert "zorblique" in Page(html).text


def test_a_description_alone_counts(mine: PageClient, make: Factory, association: Association) -> None:
    offer = make.offer(
        association, title="Zorblique", tasks=[], skills=[], description="On fait du jardinage."
    )
    assert boxes(mine.get(f"{OFFRES}/{offer.id}/compris").text)["gardening"]


def test_confirming_keeps_the_list_and_the_page_says_so(
    mine: PageClient, offer: Offer, session: Session
) -> None:
    before = mine.get(f"{OFFRES}/{offer.id}").text
    assert "pas encore confirmé" in before
    assert "chip-read" in before
    answer = confirm(mine, offer, "cooking", add_0="jardinage")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{OFFRES}/{offer.id}")
    assert kept(session, offer) == ["cooking", "gardening"]
    after = mine.get(f"{OFFRES}/{offer.id}").text
    assert "Vous l'avez confirmé" in after.replace("&#39;", "'")
    assert "chip-read" not in after


def test_an_empty_list_is_an_answer(mine: PageClient, offer: Offer, session: Session) -> None:
    confirm(mine, offer)
    assert kept(session, offer) == []
    assert "seuls vos mots comptent" in mine.get(f"{OFFRES}/{offer.id}").text


def test_other_words_ask_again_and_keep_what_was_chosen_by_hand(
    mine: PageClient, offer: Offer, session: Session
) -> None:
    confirm(mine, offer, "cooking", "gardening")
    answer = mine.post_form(
        f"{OFFRES}/{offer.id}/modifier", rewritten(offer, tasks="Cuisiner avec nous\nJouer aux échecs")
    )
    assert kept(session, offer) is None
    assert "/compris?avant=" in answer.headers["Location"]
    ticked = boxes(mine.get(answer.headers["Location"]).text)
    assert ticked["cooking"]
    assert ticked["gardening"]
    assert [code for code, is_ticked in ticked.items() if is_ticked and code not in {"cooking", "gardening"}]


def test_the_same_words_stay_confirmed(mine: PageClient, offer: Offer, session: Session) -> None:
    confirm(mine, offer, "cooking")
    answer = mine.post_form(f"{OFFRES}/{offer.id}/modifier", rewritten(offer, places="2"))
    assert answer.headers["Location"] == f"{OFFRES}/{offer.id}"
    assert kept(session, offer) == ["cooking"]


def test_a_copy_has_the_same_concepts(mine: PageClient, offer: Offer, session: Session) -> None:
    confirm(mine, offer, "cooking")
    mine.post_form(f"{OFFRES}/{offer.id}/dupliquer")
    session.expire_all()
    assert [one.concepts for one in session.scalars(select(Offer))] == [["cooking"], ["cooking"]]


def test_a_name_with_a_slip_asks_which_one_is_meant(mine: PageClient, offer: Offer, session: Session) -> None:
    answer = confirm(mine, offer, "cooking", add_0="jardinaje")
    assert answer.status_code == 422
    assert "Vouliez-vous dire" in answer.text
    assert boxes(answer.text)["gardening"] is False
    assert kept(session, offer) is None


def test_what_a_published_offer_is_about_may_be_confirmed_and_what_waits_or_is_closed_may_not(
    mine: PageClient, make: Factory, association: Association, session: Session
) -> None:
    published = make.published_offer(association, title="Jardinage")
    assert confirm(mine, published, "gardening").status_code == 303
    assert session.get_one(Offer, published.id).status is OfferStatus.PUBLISHED
    waiting = make.submitted_offer(association, title="Jardinage")
    url = f"{OFFRES}/{waiting.id}/compris"
    assert mine.get(url).headers["Location"] == f"{OFFRES}/{waiting.id}"
    page = mine.get(f"{OFFRES}/{published.id}/compris").text
    assert mine.post_form(url, {"key_0": key(page), "concepts_0": ["cooking"]}).status_code == 422
    assert kept(session, waiting) is None


def test_an_offer_of_somebody_else_has_no_chips_here(mine: PageClient, make: Factory) -> None:
    other = make.offer(make.validated_association())
    assert mine.get(f"{OFFRES}/{other.id}/compris").status_code == 404
    assert mine.post_form(f"{OFFRES}/{other.id}/compris").status_code == 404


@pytest.mark.parametrize("before", ["no_such_concept", "%00", "<script>"])
def test_an_address_made_by_hand_adds_nothing(mine: PageClient, offer: Offer, before: str) -> None:
    assert before not in boxes(mine.get(f"{OFFRES}/{offer.id}/compris", query_string={"avant": before}).text)


def test_completion_answers_with_concepts_only(mine: PageClient) -> None:
    found = mine.get("/association/concepts?q=cuizi").get_json()["concepts"]
    assert found[0]["code"] == "cooking"
    assert set(found[0]) == {"code", "label", "alias"}
