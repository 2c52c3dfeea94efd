"""The calendar read by itself at a secret address: discreet, stopped in one tap, silent about what it does not know."""

import re
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bénévolat.domain.associations import AssociationStatus
from bénévolat.domain.engagements import SessionStatus
from bénévolat.models import Base
from bénévolat.models.accounts import Account
from bénévolat.models.cards import Card
from bénévolat.models.engagements import Engagement
from bénévolat.models.links import CalendarLink
from tests.clock import Clock
from tests.factories import Factory
from tests.pages import PageClient

SignIn = Callable[[Account | Card], PageClient]
MINE, THEIRS = "/mon-espace/documents/calendrier", "/association/documents/calendrier"


@pytest.fixture
def engagement(make: Factory, clock: Clock) -> Engagement:
    """Return an engagement of Samir with a session next week."""
    person = make.active_profile(first_name="Samir", last_name="Nomsecret")
    engagement = make.engagement(person, make.published_offer(title="Aide au jardin"))
    day = clock().date() + timedelta(days=7)
    make.activity_session(engagement, day, status=SessionStatus.DRAFTED)
    return engagement


def address_of(page: str) -> str:
    """Return the path of the address shown."""
    found = re.search(r'value="(https?://[^"]+/acces/calendrier/[^"]+)"', page)
    assert found is not None
    return urlsplit(found[1]).path


def test_the_person_takes_an_address_that_says_volunteering_and_nothing_else(
    client: PageClient, sign_in_as: SignIn, make: Factory, session: Session, engagement: Engagement
) -> None:
    """Domain §1.8: a telephone is often shared."""
    mine = sign_in_as(make.card(engagement.profile))
    answer = mine.post_form(MINE, {})
    path = address_of(answer.text)
    assert "no-store" in answer.headers["Cache-Control"]
    read = client.get(path)
    assert read.status_code == 200
    assert "SUMMARY:Bénévolat" in read.text
    for hidden in ("Samir", "Nomsecret", engagement.offer.association.name):
        assert hidden not in read.text
    assert read.headers["Cache-Control"] == "no-store"
    assert read.headers["X-Robots-Tag"] == "noindex"
    assert "Set-Cookie" not in read.headers
    kept = session.scalars(select(CalendarLink)).one()
    assert kept.token_hash not in path


def test_made_again_the_address_before_stops_and_stopped_nothing_opens(
    client: PageClient, sign_in_as: SignIn, make: Factory, engagement: Engagement
) -> None:
    mine = sign_in_as(make.card(engagement.profile))
    first = address_of(mine.post_form(MINE, {}).text)
    second = address_of(mine.post_form(MINE, {}).text)
    assert (client.get(first).status_code, client.get(second).status_code) == (404, 200)
    assert first not in mine.get("/mon-espace/documents").text
    mine.post_form(f"{MINE}/arret", {})
    assert client.get(second).status_code == 404


def test_a_member_takes_an_address_without_first_names_that_ends_with_the_membership(
    client: PageClient,
    sign_in_as: SignIn,
    make: Factory,
    session: Session,
    clock: Clock,
    engagement: Engagement,
) -> None:
    """A3: what leaves without anybody looking says the mission, not the person."""
    association = engagement.offer.association
    member, colleague = make.member_of(association), make.member_of(association)
    path = address_of(sign_in_as(member).post_form(THEIRS, {}).text)
    other = address_of(sign_in_as(colleague).post_form(THEIRS, {}).text)
    said = client.get(path).text.replace("\\,", ",")
    assert "Bénévolat, Aide au jardin" in said
    assert "Samir" not in said
    make.membership_of(member).ended_at = clock()
    session.commit()
    assert client.get(path).status_code == 404
    assert client.get(other).status_code == 200
    colleague.disabled_at = clock()
    session.commit()
    assert client.get(other).status_code == 404


def test_an_association_no_longer_validated_reads_nothing_more(
    client: PageClient, make: Factory, session: Session, engagement: Engagement
) -> None:
    member = make.member_of(engagement.offer.association)
    token = make.calendar_link(membership_id=make.membership_of(member).id)
    session.commit()
    assert client.get(f"/acces/calendrier/{token}.ics").status_code == 200
    engagement.offer.association.status = AssociationStatus.REFUSED
    session.commit()
    assert client.get(f"/acces/calendrier/{token}.ics").status_code == 404


@pytest.mark.parametrize("token", ["x" * 43, "x" * 4000, "..%2f", "é"])
def test_an_unknown_address_opens_nothing_and_writes_nothing(
    client: PageClient, session: Session, token: str
) -> None:
    before = {table.name: session.execute(select(table)).all() for table in Base.metadata.sorted_tables}
    assert client.get(f"/acces/calendrier/{token}.ics").status_code == 404
    session.rollback()
    assert before == {
        table.name: session.execute(select(table)).all() for table in Base.metadata.sorted_tables
    }


def test_a_person_or_a_member_has_one_address_at_a_time(session: Session, make: Factory) -> None:
    person = make.active_profile()
    make.calendar_link(profile_id=person.id)
    with pytest.raises(IntegrityError):
        make.calendar_link(profile_id=person.id)


def test_an_address_has_one_owner(session: Session, make: Factory) -> None:
    with pytest.raises(IntegrityError, match="owner"):
        make.calendar_link()
