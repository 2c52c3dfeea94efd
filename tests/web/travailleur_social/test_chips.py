"""What was understood of a person's words: shown, corrected, confirmed; nothing ticked alone, nothing lost."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.orm import Session

from bénévolat.domain.enums import Constraint, JournalEvent
from bénévolat.models.accounts import Account
from bénévolat.models.profiles import Profile
from tests.factories import Factory
from tests.inspection import Page
from tests.pages import PageClient

BASE = "/travailleur-social/profils"


@pytest.fixture
def person(make: Factory, me: Account) -> Profile:
    return make.active_profile(
        me, wishes=["aime cuisiner", "zorblique"], skills=["ancien maçon"], understood={}
    )


def boxes(html: str) -> dict[str, bool]:
    """Return each concept of the page, by its number and code, and whether it is ticked."""
    found = re.findall(r'<input[^>]*type="checkbox"[^>]*name="concepts_(\d+)" value="([^"]+)"([^>]*)>', html)
    return {f"{number}:{code}": "checked" in rest for number, code, rest in found}


def shown(browser: PageClient, person: Profile) -> str:
    return browser.get(f"{BASE}/{person.id}/envies/compris").get_data(as_text=True)


def form_of(html: str, **changes: Any) -> dict[str, Any]:
    """Return the form as a browser sends it when nothing is touched, with some answers changed."""
    data: dict[str, Any] = {}
    for field in next(
        form for form in Page(html).forms if form.method == "post" and len(form.fields) > 3
    ).fields:
        name = field.get("name") or ""
        if field.get("type") == "checkbox":
            data.setdefault(name, [])
            if "checked" in field:
                data[name].append(field["value"])
        elif name != "csrf_token":
            data[name] = field.get("value") or ""
    return {**data, **changes}


def confirm(browser: PageClient, person: Profile, **changes: Any) -> Any:
    return browser.post_form(f"{BASE}/{person.id}/envies/compris", form_of(shown(browser, person), **changes))


def understood(session: Session, person: Profile) -> dict[str, list[str]]:
    session.expire_all()
    return dict(session.get_one(Profile, person.id).understood)


def test_each_text_shows_its_concepts_the_words_that_said_them_and_the_words_that_stay(
    browser: PageClient, person: Profile, journal: Callable[[Profile], list[JournalEvent]]
) -> None:
    html = shown(browser, person)
    ticked = boxes(html)
    assert ticked["0:cooking"]
    assert ticked["2:building"]
    assert all(ticked.values())
    text = Page(html).text
    assert "« aime cuisiner »" in text.replace("\u00a0", " ")
    assert "« maçon »" in text.replace("\u00a0", " ")
    assert "Aucun concept reconnu" in text
    assert journal(person)[-1] is JournalEvent.PROFILE_READ


def test_a_word_unknown_beside_a_known_one_stays_a_word(
    browser: PageClient, make: Factory, me: Account
) -> None:
    person = make.profile(me, wishes=["cuisiner et zorblique"])
    text = Page(shown(browser, person)).text.replace("\u00a0", " ")
    assert "Restent comme des mots : « zorblique »." in text


def test_confirming_keeps_the_concepts_of_each_text(
    browser: PageClient, person: Profile, session: Session
) -> None:
    answer = confirm(browser, person)
    assert (answer.status_code, answer.location) == (303, f"{BASE}/{person.id}")
    kept = understood(session, person)
    assert kept["aime cuisiner"] == ["cooking"]
    assert kept["zorblique"] == []
    assert "building" in kept["ancien maçon"]


def test_nothing_is_kept_before_it_is_confirmed(
    browser: PageClient, person: Profile, session: Session
) -> None:
    shown(browser, person)
    assert understood(session, person) == {}
    page = browser.get(f"{BASE}/{person.id}").get_data(as_text=True)
    assert 'class="chip chip-read"' in page
    assert "pas encore confirmés" in page


def test_a_confirmed_profile_shows_it(browser: PageClient, person: Profile) -> None:
    confirm(browser, person)
    page = browser.get(f"{BASE}/{person.id}").get_data(as_text=True)
    assert "chip-read" not in page
    assert "Concepts confirmés" in page


def test_an_unticked_concept_is_removed_and_comes_back_unticked(
    browser: PageClient, person: Profile, session: Session
) -> None:
    confirm(browser, person, concepts_0=[])
    assert understood(session, person)["aime cuisiner"] == []
    assert boxes(shown(browser, person))["0:cooking"] is False


def test_the_very_name_of_a_concept_adds_it(browser: PageClient, person: Profile, session: Session) -> None:
    assert confirm(browser, person, add_1="Jardinage").status_code == 303
    assert understood(session, person)["zorblique"] == ["gardening"]


def test_a_name_with_a_slip_asks_which_one_is_meant_and_loses_nothing(
    browser: PageClient, person: Profile, session: Session
) -> None:
    asked = confirm(browser, person, add_1="jardinaje", concepts_0=[])
    html = asked.get_data(as_text=True)
    assert asked.status_code == 422
    assert "Vouliez-vous dire" in html
    assert boxes(html)["1:gardening"] is False
    assert boxes(html)["0:cooking"] is False
    assert 'value="jardinaje"' in html
    assert understood(session, person) == {}
    url = f"{BASE}/{person.id}/envies/compris"
    again = browser.post_form(url, form_of(html))
    assert again.status_code == 422
    done = browser.post_form(url, form_of(html, concepts_1=["gardening"]))
    assert done.status_code == 303
    assert understood(session, person)["zorblique"] == ["gardening"]
    assert understood(session, person)["aime cuisiner"] == []


def test_the_button_add_only_shows_or_adds(browser: PageClient, person: Profile, session: Session) -> None:
    asked = confirm(browser, person, add_1="jardi", act="add-1")
    assert asked.status_code == 200
    assert boxes(asked.get_data(as_text=True))["1:gardening"] is False
    added = confirm(browser, person, add_1="jardinage", act="add-1")
    assert added.status_code == 200
    assert boxes(added.get_data(as_text=True))["1:gardening"] is True
    assert 'value="jardinage"' not in added.get_data(as_text=True)
    assert understood(session, person) == {}


@pytest.mark.parametrize("typed", ["qzxqzx", "🧑🏽", "…"])
def test_a_word_that_is_like_nothing_is_said_so(browser: PageClient, person: Profile, typed: str) -> None:
    answer = confirm(browser, person, add_0=typed)
    assert answer.status_code == 422
    assert "Aucun concept ne ressemble" in answer.get_data(as_text=True)


def test_a_concept_is_replaced_by_one_close_to_it(
    browser: PageClient, person: Profile, session: Session
) -> None:
    page = confirm(browser, person, act="replace-0-cooking")
    html = page.get_data(as_text=True)
    assert page.status_code == 200
    ticked = boxes(html)
    assert ticked["0:cooking"] is False
    close = [name for name in ticked if name.startswith("0:") and name != "0:cooking"]
    assert close
    browser.post_form(
        f"{BASE}/{person.id}/envies/compris", form_of(html, concepts_0=[close[0].removeprefix("0:")])
    )
    assert understood(session, person)["aime cuisiner"] == [close[0].removeprefix("0:")]


def test_too_many_concepts_are_refused(browser: PageClient, person: Profile) -> None:
    from bénévolat.matching.lexicon import default_lexicon

    answer = confirm(browser, person, concepts_0=sorted(default_lexicon().labels)[:13])
    assert answer.status_code == 422
    assert "12 concepts au plus" in answer.get_data(as_text=True)


def test_a_code_that_does_not_exist_is_left_out(
    browser: PageClient, person: Profile, session: Session
) -> None:
    assert confirm(browser, person, concepts_0=["cooking", "no_such_concept", "<b>"]).status_code == 303
    assert understood(session, person)["aime cuisiner"] == ["cooking"]


def test_a_concept_that_is_no_more_is_harmless(browser: PageClient, make: Factory, me: Account) -> None:
    person = make.active_profile(
        me, wishes=["aime cuisiner"], skills=[], understood={"aime cuisiner": ["gone"]}
    )
    assert boxes(shown(browser, person)) == {"0:cooking": False}
    assert browser.get(f"{BASE}/{person.id}").status_code == 200


def test_other_words_ask_for_another_confirmation(
    browser: PageClient, person: Profile, session: Session
) -> None:
    confirm(browser, person)
    answer = browser.post_form(
        f"{BASE}/{person.id}/envies", {"wishes": "aime cuisiner\nle jardin", "skills": "ancien maçon"}
    )
    assert answer.location.endswith("/envies/compris")
    assert set(understood(session, person)) == {"aime cuisiner", "ancien maçon"}
    confirm(browser, person)
    same = browser.post_form(
        f"{BASE}/{person.id}/envies", {"wishes": "le jardin\naime cuisiner", "skills": "ancien maçon"}
    )
    assert same.location.endswith(f"{BASE}/{person.id}")


def test_words_changed_while_the_page_was_open_are_not_confirmed(
    browser: PageClient, person: Profile, session: Session
) -> None:
    sent = form_of(shown(browser, person))
    browser.post_form(f"{BASE}/{person.id}/envies", {"wishes": "le jardin"})
    answer = browser.post_form(f"{BASE}/{person.id}/envies/compris", sent)
    assert answer.status_code == 422
    assert "Le texte a changé" in answer.get_data(as_text=True)
    assert understood(session, person) == {}


def test_without_any_words_there_is_nothing_to_confirm(
    browser: PageClient, make: Factory, me: Account
) -> None:
    person = make.profile(me)
    assert browser.get(f"{BASE}/{person.id}/envies/compris").location.endswith("/envies")
    saved = browser.post_form(f"{BASE}/{person.id}/envies", {"avoid": "la foule"})
    assert saved.location.endswith("/ce-qui-convient")


def test_a_draft_goes_on_to_the_next_step_with_or_without_confirming(
    browser: PageClient, make: Factory, me: Account
) -> None:
    person = make.profile(me, wishes=["aime cuisiner"])
    assert f'href="{BASE}/{person.id}/ce-qui-convient"' in shown(browser, person)
    assert confirm(browser, person).location.endswith("/ce-qui-convient")


def test_a_negation_suggests_a_constraint_that_is_never_ticked_alone(
    browser: PageClient, make: Factory, me: Account, session: Session
) -> None:
    person = make.active_profile(
        me, wishes=["cuisiner mais pas de port de charges"], skills=[], avoid=["la foule"], constraints=[]
    )
    text = Page(shown(browser, person)).text
    assert Constraint.NO_HEAVY_LOAD.label in text
    assert Constraint.NO_CROWD.label in text
    confirm(browser, person)
    url = f"{BASE}/{person.id}/ce-qui-convient"
    page = browser.get(url).get_data(as_text=True)
    assert "D'après ce qui a été dit" in page.replace("&#39;", "'")
    assert 'name="tick" value="no_heavy_load"' in page
    ticked = browser.post_form(url, {"tick": "no_heavy_load", "comfort": ["meal"], "french_level": "2"})
    html = ticked.get_data(as_text=True)
    assert ticked.status_code == 200
    assert re.search(r'<input[^>]*checked[^>]*value="no_heavy_load"', html)
    assert re.search(r'<input[^>]*checked[^>]*value="meal"', html)
    assert not re.search(r'<input[^>]*checked[^>]*value="no_crowd"', html)
    session.expire_all()
    assert session.get_one(Profile, person.id).constraints == []
    browser.post_form(url, {"constraints": ["no_heavy_load"]})
    session.expire_all()
    assert session.get_one(Profile, person.id).constraints == [Constraint.NO_HEAVY_LOAD]
    assert 'value="no_heavy_load" formaction' not in browser.get(url).get_data(as_text=True)


def test_a_constraint_that_does_not_exist_is_not_a_suggestion(browser: PageClient, person: Profile) -> None:
    answer = browser.post_form(f"{BASE}/{person.id}/ce-qui-convient", {"tick": "no_such_thing"})
    assert answer.status_code == 303


def test_completion_answers_with_concepts_only(browser: PageClient) -> None:
    answer = browser.get("/travailleur-social/concepts?q=jardinaje")
    assert answer.get_json()["concepts"][0] == {
        "code": "gardening",
        "label": "jardinage",
        "alias": "jardinage",
    }
    assert answer.headers["Cache-Control"] == "no-store"
    assert browser.get("/travailleur-social/concepts").get_json() == {"concepts": []}
    assert browser.get("/travailleur-social/concepts?q=" + "é" * 3000).status_code == 200


def test_the_chips_of_somebody_else_s_person_do_not_exist(stranger: PageClient, person: Profile) -> None:
    assert stranger.get(f"{BASE}/{person.id}/envies/compris").status_code == 404
    assert stranger.post_form(f"{BASE}/{person.id}/envies/compris", {}).status_code == 404


def test_what_is_confirmed_is_what_is_matched(
    browser: PageClient, make: Factory, person: Profile, session: Session
) -> None:
    """A concept added by hand brings its missions; one removed brings none."""
    from sqlalchemy import select

    from bénévolat.models.matches import Match

    garden = make.published_offer(title="Jardinage au potager", description="Bêcher et semer.", tasks=[])
    confirm(browser, person, add_1="jardinage", concepts_0=[], concepts_2=[])
    session.expire_all()
    kept = session.scalars(select(Match).where(Match.profile_id == person.id)).all()
    assert garden.id in {match.offer_id for match in kept}
