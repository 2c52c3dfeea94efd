"""A month of presences confirmed from a mailed link, without an account: GET shows, POST acts (R51)."""

import re
from datetime import date, timedelta
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from bénévolat.domain.associations import AssociationStatus
from bénévolat.domain.engagements import SessionStatus
from bénévolat.domain.enums import ContactChoice, JournalEvent
from bénévolat.models import Base
from bénévolat.models.activity_sessions import ActivitySession
from bénévolat.models.associations import Association
from bénévolat.models.journal import JournalEntry
from bénévolat.models.links import AssociationLink
from bénévolat.models.outbox import OutboxMessage
from bénévolat.services import activity_sessions, session_withdrawals
from tests.clock import Clock
from tests.factories import Factory
from tests.house.race import all_at_once
from tests.inspection import Page
from tests.pages import PageClient, new_client
from tests.queries import statements_of

SS = SessionStatus


@pytest.fixture
def association(make: Factory) -> Association:
    """Return an association that welcomes Samir and Amina, each with a session of October to confirm."""
    association = make.validated_association(email="contact@exemple.fr")
    offer = make.published_offer(association, places=30, supervision_capacity=30)
    for number, first_name in enumerate(("Samir", "Amina")):
        person = make.active_profile(
            first_name=first_name,
            last_name="Nomsecret",
            contact_choice=ContactChoice.PHONE,
            phone="+33699887766",
        )
        engagement = make.engagement(person, offer, started_on=date(2026, 9, 1))
        make.activity_session(engagement, date(2026, 10, 6 + number))
        make.activity_session(engagement, date(2026, 9, 29))
    return association


@pytest.fixture
def opened(make: Factory, association: Association) -> tuple[AssociationLink, str]:
    """Return a link to October and its address."""
    link, token = make.association_link(association, date(2026, 10, 1))
    return link, f"/acces/presences/{token}"


def shown(client: PageClient, url: str) -> list[str]:
    """Return the sessions that the one button would confirm."""
    forms = [form for form in Page(client.get(url).text).forms if form.method == "post"]
    return [field.get("value") or "" for field in forms[-1].fields if field.get("name") == "seance"]


def october(session: Session) -> list[ActivitySession]:
    """Return the sessions of October, oldest first."""
    rows = session.scalars(select(ActivitySession).order_by(ActivitySession.starts_at)).all()
    return [row for row in rows if row.starts_at.month == 10]


def content(session: Session) -> dict[str, list[object]]:
    """Return every row of the database."""
    session.commit()
    return {
        table.name: sorted(map(str, session.execute(select(table)).all()))
        for table in Base.metadata.sorted_tables
    }


def test_the_page_says_first_names_days_and_hours_and_nothing_else_a3(
    client: PageClient, opened: tuple[AssociationLink, str], association: Association
) -> None:
    text = client.get(opened[1]).text
    page = Page(text).text
    assert "Présences d'octobre 2026" in page
    assert "Samir" in page
    assert "Mardi 6 octobre 2026, de 11 h à 13 h 30" in page
    assert "29 septembre" not in page
    assert "secret" not in text.lower()
    assert "99 88 77" not in text
    assert "@" not in page


def test_opening_the_link_ten_times_changes_nothing_r51(
    client: PageClient, opened: tuple[AssociationLink, str], session: Session
) -> None:
    before = content(session)
    for _ in range(10):
        assert client.get(opened[1]).status_code == 200
        assert client.head(opened[1]).status_code == 200
    assert content(session) == before


def test_one_tap_confirms_the_month_and_says_so(
    client: PageClient, opened: tuple[AssociationLink, str], session: Session
) -> None:
    link, url = opened
    answer = client.post_form(url, {"seance": shown(client, url)}, follow_redirects=True)
    assert "2 séances sont confirmées pour Amina et Samir." in Page(answer.text).text
    assert "Tout est vu. Merci !" in Page(answer.text).text
    for row in october(session):
        assert (row.status, row.confirmed_link_id, row.confirmed_by_id) == (SS.CONFIRMED, link.id, None)
    noted = session.scalars(select(JournalEntry)).all()
    assert {entry.event for entry in noted} == {JournalEvent.PRESENCE_CONFIRMED}
    assert {entry.profile_id for entry in noted} == {row.profile_id for row in october(session)}
    assert session.get_one(AssociationLink, link.id).used_at is not None


def test_a_month_is_confirmed_in_two_times_and_only_what_was_shown(
    client: PageClient, opened: tuple[AssociationLink, str], session: Session, make: Factory
) -> None:
    _, url = opened
    first, second = october(session)
    client.post_form(url, {"seance": [str(first.id)]})
    late = make.activity_session(second.engagement, date(2026, 10, 20))
    client.post_form(url, {"seance": [str(first.id), str(second.id), "nonsense"]})
    assert session.get_one(ActivitySession, late.id).status is SS.DECLARED
    client.post_form(url, {"seance": shown(client, url)})
    assert {row.status for row in october(session)} == {SS.CONFIRMED}


def test_another_month_or_another_association_is_out_of_reach_a2(
    client: PageClient, opened: tuple[AssociationLink, str], session: Session, make: Factory
) -> None:
    _, url = opened
    foreign = make.activity_session(make.engagement(started_on=date(2026, 9, 1)), date(2026, 10, 6))
    september = next(row for row in session.scalars(select(ActivitySession)) if row.starts_at.month == 9)
    answer = client.post_form(url, {"seance": [str(foreign.id), str(september.id)]}, follow_redirects=True)
    assert "Tout était déjà confirmé" in answer.text
    assert {row.status for row in session.scalars(select(ActivitySession))} == {SS.DECLARED}
    for row in (foreign, september):
        assert client.get(f"{url}/seances/{row.id}/signaler").status_code == 404


def test_two_phones_at_once_confirm_each_session_once(
    app: Flask, opened: tuple[AssociationLink, str], session: Session, make: Factory
) -> None:
    _, url = opened
    for row in october(session):
        for day in range(12, 20):
            make.activity_session(row.engagement, date(2026, 10, day))
    phones = [new_client(app) for _ in range(4)]
    keys = [str(row.id) for row in october(session)]
    session.commit()
    tokens = [phone.csrf_token() for phone in phones]
    answers = all_at_once(
        [
            lambda phone=phone, token=token: (
                phone.post(url, data={"csrf_token": token, "seance": keys}).status
            )
            for phone, token in zip(phones, tokens, strict=True)
        ]
    )
    assert set(answers) == {"303 SEE OTHER"}
    session.expire_all()
    assert {row.status for row in october(session)} == {SS.CONFIRMED}
    assert len(session.scalars(select(JournalEntry)).all()) == 2


def test_a_difference_is_signalled_without_an_account(
    client: PageClient, opened: tuple[AssociationLink, str], session: Session
) -> None:
    _, url = opened
    row = october(session)[0]
    path = f"{url}/seances/{row.id}/signaler"
    assert client.get(path).status_code == 200
    data = {"kind": "times", "day": "2026-10-06", "hour": "11:00", "hours": "2", "minutes": "30"}
    refused = client.post_form(path, data)
    assert (refused.status_code, "déjà noté" in refused.text) == (422, True)
    assert client.post_form(path, {"kind": "not_noted"}).status_code == 303
    saved = session.get_one(ActivitySession, row.id)
    assert saved.status is SS.CONTESTED
    assert saved.contest_note == "L'association n'a pas cette séance dans ses notes."
    assert "À revoir ensemble" in client.get(url).text


def test_a_confirmed_session_can_still_be_signalled(
    client: PageClient, opened: tuple[AssociationLink, str], session: Session
) -> None:
    _, url = opened
    client.post_form(url, {"seance": shown(client, url)})
    path = f"{url}/seances/{october(session)[0].id}/signaler"
    assert path in client.get(url).text
    assert client.post_form(path, {"kind": "not_noted"}).status_code == 303
    assert [row.status for row in october(session)] == [SS.CONTESTED, SS.CONFIRMED]


@pytest.mark.parametrize("why", ["unknown", "expired", "suspended", "revoked"])
def test_a_link_that_opens_nothing_says_the_same_whatever_the_reason(
    client: PageClient,
    opened: tuple[AssociationLink, str],
    session: Session,
    association: Association,
    clock: Clock,
    why: str,
) -> None:
    link, url = opened
    if why == "unknown":
        url = f"/acces/presences/{'x' * 43}"
    elif why == "expired":
        clock.advance(days=8)
    elif why == "suspended":
        association.status = AssociationStatus.SUBMITTED
    else:
        link.revoked_at = clock()
    session.commit()
    key = str(october(session)[0].id)
    read, done = client.get(url), client.post_form(url, {"seance": [key]})
    assert (read.status_code, done.status_code) == (410, 410)
    words = re.sub(r"\S+/nouveau-lien|value=\"[^\"]+\"", "", Page(read.text).text)
    assert "Ce lien ne s'ouvre pas" in words
    assert "Recevoir un nouveau lien" in words
    assert association.name not in read.text
    assert {row.status for row in october(session)} == {SS.DECLARED}


def test_a_new_link_goes_to_the_same_address_only(
    client: PageClient, opened: tuple[AssociationLink, str], session: Session, clock: Clock
) -> None:
    link, url = opened
    clock.advance(days=30)
    answer = client.post_form(f"{url}/nouveau-lien", {"email": "voleur@exemple.fr"}, follow_redirects=True)
    assert "Regardez vos courriels" in answer.text
    (mail,) = session.scalars(select(OutboxMessage)).all()
    assert mail.recipient == link.recipient
    assert client.get(f"/acces/presences/{mail.context['token']}").status_code == 200
    before = Page(answer.text).text
    unknown = client.post_form(f"/acces/presences/{'x' * 43}/nouveau-lien", follow_redirects=True)
    assert Page(unknown.text).text == before
    assert len(session.scalars(select(OutboxMessage)).all()) == 1


def test_asking_again_and_again_is_slowed_down_l1(
    client: PageClient, opened: tuple[AssociationLink, str], session: Session, clock: Clock
) -> None:
    _, url = opened
    answers = [client.post_form(f"{url}/nouveau-lien").status_code for _ in range(7)]
    assert answers == [303] * 5 + [429] * 2
    assert len(session.scalars(select(OutboxMessage)).all()) == 5


def test_an_old_link_does_not_fill_a_mailbox_in_a_day_l1(
    client: PageClient, opened: tuple[AssociationLink, str], session: Session, clock: Clock
) -> None:
    """Whoever found an old link in a history can ask for mails to its owner, and for nothing else."""
    _, url = opened
    for _ in range(12):
        clock.advance(minutes=30)
        for _ in range(2):
            client.post_form(f"{url}/nouveau-lien")
    assert 10 <= len(session.scalars(select(OutboxMessage)).all()) <= 16


def test_tokens_tried_at_random_are_slowed_down_by_address_l1(client: PageClient) -> None:
    answers = [client.post_form(f"/acces/presences/{number}").status_code for number in range(32)]
    assert answers == [410] * 30 + [429] * 2


def test_the_address_is_kept_out_of_caches_and_of_the_next_page(
    client: PageClient, opened: tuple[AssociationLink, str]
) -> None:
    for url in (opened[1], "/acces/presences/unknown"):
        headers = client.get(url).headers
        assert headers["Cache-Control"] == "no-store"
        assert headers["Referrer-Policy"] == "strict-origin"
        assert headers["X-Robots-Tag"] == "noindex"


def test_the_token_is_in_no_address_but_the_page_s_own(
    client: PageClient, opened: tuple[AssociationLink, str]
) -> None:
    links = [link for link in Page(client.get(opened[1]).text).links if opened[1] in link]
    assert all(urlsplit(link).netloc == "" and "?" not in link for link in links)


def test_a_month_costs_the_same_for_two_people_and_for_twelve_q3(
    client: PageClient, opened: tuple[AssociationLink, str], session: Session, make: Factory
) -> None:
    _, url = opened
    before = len(statements_of(client, url))
    offer = october(session)[0].engagement.offer
    for _ in range(10):
        engagement = make.engagement(make.active_profile(), offer, started_on=date(2026, 9, 1))
        make.activity_session(engagement, date(2026, 10, 8))
    assert len(statements_of(client, url)) == before


def test_namesakes_are_told_apart_by_their_first_day(
    client: PageClient, opened: tuple[AssociationLink, str], session: Session, make: Factory
) -> None:
    offer = october(session)[0].engagement.offer
    other = make.engagement(make.active_profile(first_name="Amina"), offer, started_on=date(2026, 10, 2))
    make.activity_session(other, date(2026, 10, 8))
    page = Page(client.get(opened[1]).text).text
    assert "depuis le 02/10/2026" in page
    assert "depuis le 01/09/2026" in page


def test_what_changed_meanwhile_stops_none_of_the_others_and_is_told(
    client: PageClient, session: Session, make: Factory, clock: Clock, opened: tuple[AssociationLink, str]
) -> None:
    """Three taps: Samir's session was corrected and Amina's taken back while the page was read; the third counts."""
    _, url = opened
    first, second = october(session)
    third = make.activity_session(first.engagement, date(2026, 10, 20))
    session.commit()
    keys = shown(client, url)
    assert len(keys) == 3
    by = first.engagement.profile.referent.as_actor()
    activity_sessions.correct(
        session,
        first,
        starts_at=first.starts_at,
        ends_at=first.ends_at - timedelta(minutes=30),
        by=by,
        now=clock(),
    )
    session_withdrawals.withdraw(session, second, by=by, now=clock())
    session.commit()
    page = Page(client.post_form(url, {"seance": keys}, follow_redirects=True).text)
    assert "1 séance est confirmée pour Samir" in page.text
    assert (
        "Samir, mardi 6 octobre 2026, de 11 h à 13 h 30 : cette séance a changé entre-temps, relisez-la."
        in page.text
    )
    assert "cette séance est retirée, il n'y a rien à faire" in page.text
    session.expire_all()
    assert third.status is SS.CONFIRMED
    assert [row.status for row in (first, second)] == [SS.DECLARED, SS.DECLARED]


def test_a_difference_said_with_a_link_is_in_the_journal(
    client: PageClient, session: Session, opened: tuple[AssociationLink, str]
) -> None:
    """R40: who (the association, by this link), about whom, when; never what was said."""
    link, url = opened
    row = october(session)[0]
    client.post_form(f"{url}/seances/{row.id}/signaler", {"kind": "not_noted"})
    written = session.scalars(
        select(JournalEntry).where(JournalEntry.event == JournalEvent.PRESENCE_CONTESTED)
    ).one()
    assert (written.profile_id, written.subject_id, written.account_id) == (row.profile_id, link.id, None)
