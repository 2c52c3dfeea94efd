"""The person's missions: what, when, where, with whom and why; a free answer that may change."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bénévolat.domain.actors import ActorKind
from bénévolat.domain.enums import AgreementKind, AnswerReason, Channel, Demand
from bénévolat.domain.propositions import PropositionStatus
from bénévolat.models.agreements import Agreement
from bénévolat.models.offers import Offer
from bénévolat.models.profiles import Profile
from bénévolat.models.propositions import Proposition, PropositionEvent
from bénévolat.services import propositions, suggestions
from bénévolat.services.journeys import Journey, JourneyKind
from bénévolat.web.allocataire import why
from tests.clock import Clock
from tests.factories import Factory
from tests.pages import PageClient

_S = PropositionStatus


def plain(html: str) -> str:
    return html.replace("\u00a0", " ").replace("&nbsp;", " ").replace("&#39;", "'")


@pytest.fixture
def proposed(session: Session, make: Factory, person: Profile, clock: Clock) -> Proposition:
    """Return a mission suggested by the matcher, then put before the person by Claire."""
    offer = make.published_offer(
        title="Jardin partagé",
        transit_notes="Arrêt Moulin",
        access_notes="Portail vert",
        demands=[Demand.OUTDOOR],
    )
    suggestions.refresh_profile(session, person, now=clock())
    by = person.referent.as_actor()
    kept = propositions.propose(
        session, person, offer.id, former_employee=False, presentation=None, by=by, now=clock()
    )
    session.commit()
    return kept


def page_of(browser: PageClient, proposition: Proposition) -> str:
    answer = browser.get(f"/mon-espace/missions/{proposition.id}")
    assert answer.status_code == 200
    return plain(answer.get_data(as_text=True))


def say(browser: PageClient, proposition: Proposition, word: str) -> None:
    browser.post_form(f"/mon-espace/missions/{proposition.id}/reponse", {"answer": word})


def test_a_mission_says_what_when_where_with_whom_and_what_is_spared(
    browser: PageClient, proposed: Proposition
) -> None:
    html = page_of(browser, proposed)
    for words in (
        "Vous aidez au jardin.",
        "Arroser",
        "Le mardi matin et le jeudi matin.",
        "2 h 30",
        "Chemin du Moulin, Troyes",
        "Arrêt Moulin",
        "Portail vert",
        "Dominique",
        "Ce que vous n'aurez pas à faire",
        "Porter des charges",
        "Claire",
        "03 25 00 00 11",
    ):
        assert words in html, words


def test_why_this_mission_is_said_to_the_person_in_short_sentences(
    browser: PageClient, proposed: Proposition
) -> None:
    """R27: reasons, purpose, and the right to an explanation."""
    html = page_of(browser, proposed)
    for words in (
        "Pourquoi cette mission ?",
        "Vous avez dit : « jardin ».",
        "Vous êtes libre le mardi matin et le jeudi matin.",
        "C'est dans votre commune.",
        "Il ne décide rien.",
        "Vous avez droit à une explication complète.",
    ):
        assert words in html, words
    assert "la personne" not in html[html.index("Pourquoi cette mission") :].split("</section>")[0]
    assert "/regles-du-rapprochement" in html


def test_a_mission_proposed_outside_the_matcher_has_a_human_reason(
    browser: PageClient, make: Factory, person: Profile
) -> None:
    assert "Claire pense à vous" in page_of(browser, make.proposition(person, match_inputs={}))


@pytest.mark.parametrize(
    ("word", "status"), [("agree", _S.AGREED), ("talk", _S.TALK_FIRST), ("decline", _S.DECLINED)]
)
def test_one_button_is_one_answer_given_on_screen_by_the_person(
    browser: PageClient, session: Session, proposed: Proposition, word: str, status: PropositionStatus
) -> None:
    """R10: who, when, channel."""
    say(browser, proposed, word)
    assert session.get_one(Proposition, proposed.id).status is status
    event = session.scalars(select(PropositionEvent)).one()
    assert (event.channel, event.actor_kind) == (Channel.SCREEN, ActorKind.ALLOCATAIRE)
    given = session.scalars(select(Agreement).where(Agreement.kind == AgreementKind.TRANSMISSION)).all()
    assert [row.recorded_by_kind for row in given] == ([ActorKind.ALLOCATAIRE] if word == "agree" else [])


def test_the_person_may_change_their_mind_until_the_association_has_it(
    browser: PageClient, session: Session, proposed: Proposition, clock: Clock
) -> None:
    """product.md «Lives»."""
    for word, status in (
        ("agree", _S.AGREED),
        ("decline", _S.DECLINED),
        ("talk", _S.TALK_FIRST),
        ("agree", _S.AGREED),
    ):
        say(browser, proposed, word)
        assert session.get_one(Proposition, proposed.id).status is status
        assert "Changer d'avis" in page_of(browser, proposed)
    standing = [
        row for row in session.scalars(select(Agreement)) if row.proposition_id and not row.withdrawn_at
    ]
    assert len(standing) == 1
    propositions.submit(session, proposed, by=proposed.profile.referent.as_actor(), now=clock())
    session.commit()
    say(browser, proposed, "decline")
    assert session.get_one(Proposition, proposed.id).status is _S.SUBMITTED


def test_leaving_needs_one_button_and_no_reason_even_once_sent(
    browser: PageClient, session: Session, make: Factory, person: Profile
) -> None:
    """R9: the place is given back."""
    sent = make.submitted_proposition(person)
    assert "Je ne veux plus" in page_of(browser, sent)
    browser.post_form(f"/mon-espace/missions/{sent.id}/retrait")
    assert session.get_one(Proposition, sent.id).status is _S.WITHDRAWN
    assert session.get_one(Offer, sent.offer_id).places_taken == 0


@pytest.mark.parametrize("word", ["", "submit", "accept", "oui", "\u0000"])
def test_another_answer_changes_nothing(
    browser: PageClient, session: Session, proposed: Proposition, word: str
) -> None:
    say(browser, proposed, word)
    assert session.get_one(Proposition, proposed.id).status is _S.PROPOSED


def test_missions_of_someone_else_do_not_exist(
    someone_else: PageClient, session: Session, proposed: Proposition
) -> None:
    """A2."""
    assert someone_else.get(f"/mon-espace/missions/{proposed.id}").status_code == 404
    for act in ("reponse", "retrait"):
        answer = someone_else.post_form(f"/mon-espace/missions/{proposed.id}/{act}", {"answer": "agree"})
        assert answer.status_code == 404
    assert session.get_one(Proposition, proposed.id).status is _S.PROPOSED


def test_the_first_page_puts_what_waits_first_then_answers_then_ideas(
    browser: PageClient, make: Factory, person: Profile, proposed: Proposition, session: Session, clock: Clock
) -> None:
    make.proposition(person, make.published_offer(title="Cuisine du mardi"), _S.AGREED)
    make.published_offer(title="Potager de quartier")
    suggestions.refresh_profile(session, person, now=clock())
    session.commit()
    html = plain(browser.get("/mon-espace/").get_data(as_text=True))
    in_order = (
        "Bonjour Amina",
        "Jardin partagé",
        "Vos réponses",
        "Cuisine du mardi",
        "D'autres idées",
        "Potager",
    )
    places = [html.index(words) for words in in_order]
    assert places == sorted(places)
    assert html.count("Jardin partagé</h3>") == 1


def test_an_idea_is_read_like_a_mission_and_is_answered_by_talking(
    browser: PageClient,
    someone_else: PageClient,
    make: Factory,
    person: Profile,
    session: Session,
    clock: Clock,
) -> None:
    """R29: nobody put it before the person yet, so there is no answer to give."""
    offer = make.published_offer(title="Potager de quartier")
    suggestions.refresh_profile(session, person, now=clock())
    session.commit()
    address = f"/mon-espace/missions/idees/{offer.id}"
    assert address in browser.get("/mon-espace/").text
    html = plain(browser.get(address).text)
    for words in ("Pourquoi cette mission ?", "Vous avez dit : « jardin ».", "Appeler le 03 25 00 00 11"):
        assert words in html, words
    assert "/reponse" not in html
    assert someone_else.get(address).status_code == 404


def test_an_empty_space_says_whom_to_call(browser: PageClient) -> None:
    html = plain(browser.get("/mon-espace/").get_data(as_text=True))
    assert "Pas encore de mission" in html
    assert "Appeler le 03 25 00 00 11" in html


def test_a_mission_that_will_not_happen_leaves_the_page_after_a_month(
    browser: PageClient, make: Factory, person: Profile, clock: Clock
) -> None:
    make.proposition(person, make.published_offer(title="Cuisine du mardi"), _S.REFUSED)
    assert "Cuisine du mardi" in browser.get("/mon-espace/").get_data(as_text=True)
    old = clock() - timedelta(days=31)
    make.proposition(
        person, make.published_offer(title="Ancienne idée"), _S.DECLINED, proposed_at=old, answered_at=old
    )
    assert "Ancienne idée" not in browser.get("/mon-espace/").get_data(as_text=True)


@pytest.mark.parametrize("shared", [True, False])
def test_the_associations_reason_is_read_only_when_it_is_shared(
    browser: PageClient, make: Factory, person: Profile, *, shared: bool
) -> None:
    refused = make.proposition(
        person,
        status=_S.REFUSED,
        answer_reason=AnswerReason.SUPERVISOR_AWAY,
        answer_reason_shared=shared,
        referent_note="Entre nous seulement.",
    )
    html = page_of(browser, refused)
    assert ("indisponible" in html) is shared
    assert "Entre nous" not in html
    assert "Ce n'est pas à cause de vous." in html


@pytest.mark.parametrize("status", list(_S))
def test_every_state_is_said_in_the_persons_words(
    browser: PageClient, make: Factory, person: Profile, status: PropositionStatus
) -> None:
    html = page_of(browser, make.proposition(person, status=status))
    assert status.label not in html or status is _S.PROPOSED


@pytest.mark.parametrize(
    ("kept", "told"),
    [
        (
            "Envie «\u00a0aime le jardin\u00a0»\u00a0: la mission propose «\u00a0Arroser\u00a0» (jardin).",
            ["Vous avez dit\u00a0: «\u00a0aime le jardin\u00a0». Ici\u00a0: «\u00a0Arroser\u00a0»."],
        ),
        (
            "Savoir-faire «\u00a0maçon\u00a0»\u00a0: la mission parle de «\u00a0mur\u00a0» (bâtiment).",
            ["Vous savez faire\u00a0: «\u00a0maçon\u00a0»."],
        ),
        (
            "Savoir-faire «\u00a0couture\u00a0»\u00a0: utile pour «\u00a0trier les vêtements\u00a0» (vêtements).",
            ["Vous savez faire\u00a0: «\u00a0couture\u00a0». Ici\u00a0: «\u00a0trier les vêtements\u00a0»."],
        ),
        (
            "Confort souhaité et proposé\u00a0: «\u00a0lieu calme\u00a0» et «\u00a0petit groupe\u00a0».",
            ["Vous avez demandé\u00a0: «\u00a0lieu calme\u00a0» et «\u00a0petit groupe\u00a0»."],
        ),
    ],
)
def test_a_reason_says_both_sides_when_the_mission_offers_it(kept: str, told: list[str]) -> None:
    """R27: what the person said, and what is there."""
    found = why.simple_reasons(why.Why([kept], []), Journey(JourneyKind.ASK), "Claire")
    assert found == told
