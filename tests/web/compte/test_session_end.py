"""The end of a session: said by the server, put off in one click, and nothing typed is lost after it (S1, R55)."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from bénévolat.models.accounts import Account
from bénévolat.models.cards import Card
from bénévolat.models.profiles import Profile
from tests.clock import Clock
from tests.factories import Factory
from tests.inspection import Page
from tests.pages import PageClient

SignIn = Callable[[Account | Card], PageClient]


@pytest.fixture
def person(make: Factory) -> Profile:
    return make.active_profile()


@pytest.mark.parametrize(
    ("who", "minutes"), [("card", 15), ("travailleur_social", 60), ("association", 60), ("departement", 30)]
)
def test_the_page_knows_when_its_session_ends(
    who: str, minutes: int, sign_in_as: SignIn, make: Factory, person: Profile
) -> None:
    """S1: each audience has its own idle time; the page has it from the server."""
    people = {
        "card": lambda: make.card(person),
        "travailleur_social": lambda: person.referent,
        "association": lambda: make.member_of(make.validated_association()),
        "departement": make.departement_agent,
    }
    client = sign_in_as(people[who]())
    state = client.get("/session").json
    assert (state["left"], state["whole"]) == (minutes * 60, minutes * 60)
    assert state["warned"] >= 120
    home = client.get("/", follow_redirects=True).text
    assert f'data-left="{minutes * 60}"' in home
    assert f"se ferme après {minutes}\u00a0minutes" in home.replace("&nbsp;", "\u00a0")


def test_looking_at_the_clock_does_not_keep_the_session_open(
    sign_in_as: SignIn, make: Factory, person: Profile, clock: Clock
) -> None:
    client = sign_in_as(make.card(person))
    clock.advance(minutes=10)
    assert client.get("/session").json["left"] == 5 * 60
    clock.advance(minutes=6)
    assert client.get("/session").json == {"left": 0}
    assert client.get("/mon-espace/").location.startswith("/acces")


def test_one_click_puts_the_end_off(sign_in_as: SignIn, make: Factory, person: Profile, clock: Clock) -> None:
    client = sign_in_as(make.card(person))
    for _ in range(12):
        clock.advance(minutes=14)
        assert client.post_form("/session").json["left"] == 15 * 60
    assert client.get("/mon-espace/").status_code == 200


def test_the_last_hours_of_a_session_cannot_be_put_off(
    sign_in_as: SignIn, make: Factory, person: Profile, clock: Clock
) -> None:
    client = sign_in_as(person.referent)
    for _ in range(14):
        clock.advance(minutes=50)
        client.post_form("/session")
    assert client.get("/session").json["left"] == (12 * 60 - 14 * 50) * 60


def test_a_visitor_has_no_session_to_lose(client: PageClient) -> None:
    assert client.get("/session").json == {"left": 0}
    assert "session-end" not in client.get("/").text
    assert client.post("/session").status_code == 400


def kept_form(answer_text: str) -> tuple[str, dict[str, str]]:
    """Return the address and the fields of the page that keeps what was typed."""
    (form,) = [one for one in Page(answer_text).forms if any(f.get("name") == "reprise" for f in one.fields)]
    return form.action, {str(f["name"]): str(f["value"]) for f in form.fields if f.get("name")}


def test_what_was_typed_after_the_end_is_sent_once_signed_in_again(
    app: Flask, sign_in_as: SignIn, make: Factory, session: Session, person: Profile, clock: Clock
) -> None:
    """Without JavaScript: the post comes too late, its page keeps it, a new sign-in sends it."""
    engagement = make.engagement(person)
    address = f"/mon-espace/engagement/{engagement.id}/bilan"
    client = sign_in_as(make.card(person))
    typed = {"words": "J'ai appris « à servir ».\nEt à sourire.", "written_at": ""}
    token = client.csrf_token()
    clock.advance(minutes=20)
    late = client.post(address, data={**typed, "csrf_token": token})
    assert late.status_code == 401
    assert late.headers["Cache-Control"] == "no-store"
    assert "n'est pas perdu" in late.text
    action, fields = kept_form(late.text)
    assert action == address
    assert fields["words"].replace("\r\n", "\n") == typed["words"]
    again = sign_in_as(make.card(person))
    sent = again.post(action, data=fields)
    assert (sent.status_code, sent.location) == (303, address)
    assert "à servir" in again.get(address).text


def test_what_one_person_typed_is_never_sent_by_another(
    sign_in_as: SignIn, make: Factory, person: Profile, clock: Clock
) -> None:
    """The signed note holds whose session it was and where it goes: it replaces no other token."""
    client = sign_in_as(person.referent)
    token = client.csrf_token()
    clock.advance(minutes=70)
    late = client.post(f"/travailleur-social/profils/{person.id}/pause", data={"csrf_token": token})
    action, fields = kept_form(late.text)
    stranger = sign_in_as(make.travailleur_social(team=person.team))
    assert stranger.post(action, data=fields).status_code == 400
    mine = sign_in_as(person.referent)
    assert mine.post(f"/travailleur-social/profils/{person.id}/reprise", data=fields).status_code == 400
    assert mine.post(action, data={**fields, "reprise": fields["reprise"][:-2]}).status_code == 400
    clock.advance(hours=13)
    assert sign_in_as(person.referent).post(action, data=fields).status_code == 400


def test_a_session_that_was_closed_keeps_nothing(
    sign_in_as: SignIn, make: Factory, person: Profile, clock: Clock
) -> None:
    """After «Quitter», a copied cookie and an old page of forms bring nothing back."""
    client = sign_in_as(make.card(person))
    token = client.csrf_token()
    cookie = client.get_cookie("benevolat")
    client.post_form("/acces/quitter")
    assert cookie is not None
    client.set_cookie("benevolat", cookie.value)
    late = client.post("/mon-espace/engagement", data={"csrf_token": token})
    assert late.status_code in {401, 405}
    assert "reprise" not in late.text


def test_a_forged_post_without_session_is_not_kept(
    sign_in_as: SignIn, make: Factory, person: Profile, clock: Clock
) -> None:
    client = sign_in_as(person.referent)
    clock.advance(minutes=70)
    late = client.post(f"/travailleur-social/profils/{person.id}/pause", data={"x": "1"})
    assert late.status_code == 401
    assert "reprise" not in late.text


def test_secrets_never_travel_in_the_page_that_keeps_what_was_typed(
    sign_in_as: SignIn, make: Factory, person: Profile, clock: Clock
) -> None:
    client = sign_in_as(person.referent)
    token = client.csrf_token()
    clock.advance(minutes=70)
    typed = {"csrf_token": token, "new_password": "un secret bien gardé", "first_name": "Andrée"}
    late = client.post(f"/travailleur-social/profils/{person.id}/pause", data=typed)
    assert "un secret" not in late.text
    assert "Andrée" in late.text
