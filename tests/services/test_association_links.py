"""Links mailed to an association: who gets one, what it opens, when it stops (R51, domain §2)."""

from datetime import date, timedelta
from email.message import EmailMessage

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from bénévolat.domain.associations import AssociationStatus
from bénévolat.domain.engagements import SessionStatus
from bénévolat.jobs.mailer import compose
from bénévolat.models.associations import Association
from bénévolat.models.links import AssociationLink
from bénévolat.models.outbox import OutboxMessage
from bénévolat.services import association_links, associations, memberships, outbox
from tests.clock import Clock
from tests.factories import Factory
from tests.inspection import ASSOCIATION_NEVER_READS, NEVER_WRITTEN

OCTOBER = date(2026, 10, 1)


@pytest.fixture
def association(make: Factory) -> Association:
    """Return an association that has two sessions of October to confirm, and no member."""
    engagement = make.engagement(started_on=date(2026, 9, 1))
    make.activity_session(engagement, date(2026, 10, 6))
    make.activity_session(engagement, date(2026, 10, 13))
    make.activity_session(engagement, date(2026, 10, 20), status=SessionStatus.CONFIRMED)
    make.activity_session(engagement, date(2026, 9, 29))
    return engagement.offer.association


def mails(session: Session) -> list[OutboxMessage]:
    """Return the mails written, by address."""
    return list(session.scalars(select(OutboxMessage).order_by(OutboxMessage.recipient)))


def token_of(session: Session) -> str:
    """Return the token of the last mail."""
    last = session.scalars(select(OutboxMessage).order_by(OutboxMessage.created_at.desc())).first()
    assert last is not None
    return str(last.context["token"])


def test_every_active_member_gets_a_link_of_their_own(
    session: Session, make: Factory, association: Association, clock: Clock
) -> None:
    first, second = make.member_of(association), make.member_of(association)
    make.member_of(association, disabled_at=clock())
    assert association_links.send_month(session, association, OCTOBER, now=clock()) == 2
    assert [mail.recipient for mail in mails(session)] == sorted([first.email, second.email])
    assert len({mail.context["token"] for mail in mails(session)}) == 2
    assert {mail.context["waiting"] for mail in mails(session)} == {2}


def test_without_a_member_the_association_is_written_to_then_who_accompanies(
    session: Session, make: Factory, association: Association, clock: Clock
) -> None:
    assert association_links.recipients(session, association, OCTOBER) == [association.email]
    association.email = None
    assert association_links.recipients(session, association, OCTOBER) == []
    for supervisor in association_links_supervisors(session, association):
        supervisor.email = "tutrice@exemple.fr"
    session.flush()
    assert association_links.recipients(session, association, OCTOBER) == ["tutrice@exemple.fr"]
    assert association_links.recipients(session, association, date(2026, 1, 1)) == []


def association_links_supervisors(session: Session, association: Association) -> list[object]:
    """Return the supervisors of an association."""
    from bénévolat.models.supervisors import Supervisor

    return list(session.scalars(select(Supervisor).where(Supervisor.association_id == association.id)))


def test_nothing_leaves_when_nothing_waits_or_just_after_another_mail(
    session: Session, association: Association, clock: Clock
) -> None:
    assert association_links.send_month(session, association, date(2026, 8, 1), now=clock()) == 0
    assert association_links.send_month(session, association, OCTOBER, now=clock()) == 1
    assert association_links.send_month(session, association, OCTOBER, now=clock.advance(days=1)) == 0
    assert association_links.send_month(session, association, OCTOBER, now=clock.advance(days=2)) == 1
    association.status = AssociationStatus.SUBMITTED
    assert association_links.send_month(session, association, OCTOBER, now=clock.advance(days=9)) == 0


def test_a_session_that_has_not_ended_is_not_asked_about(
    session: Session, make: Factory, clock: Clock
) -> None:
    engagement = make.engagement()
    make.activity_session(engagement, clock().date(), hour=8)
    waiting = association_links.waiting_in(engagement.offer.association_id, date(2026, 11, 1), now=clock())
    assert session.scalars(waiting).all() == []
    assert session.scalars(association_links.to_ask(date(2026, 11, 1), now=clock())).all() == []
    clock.advance(hours=3)
    asked = association_links.to_ask(date(2026, 11, 1), now=clock())
    assert session.scalars(asked).all() == [engagement.offer.association_id]


def test_the_database_keeps_the_hash_of_a_token_only(
    session: Session, association: Association, clock: Clock
) -> None:
    association_links.send_month(session, association, OCTOBER, now=clock())
    token = token_of(session)
    link = session.scalars(select(AssociationLink)).one()
    assert token not in str(vars(link))
    assert association_links.find(session, token, now=clock()) is link
    assert association_links.find(session, token + "x", now=clock()) is None


def test_a_link_lasts_eight_days_and_is_renewed_to_the_same_address(
    session: Session, association: Association, clock: Clock
) -> None:
    association_links.send_month(session, association, OCTOBER, now=clock())
    token, start = token_of(session), clock()
    just_before = start + timedelta(days=8) - timedelta(seconds=1)
    assert association_links.find(session, token, now=just_before) is not None
    assert association_links.find(session, token, now=start + timedelta(days=8)) is None
    clock.advance(days=20)
    assert association_links.renew(session, token, now=clock())
    assert [mail.recipient for mail in mails(session)] == [association.email] * 2
    assert association_links.find(session, token_of(session), now=clock()) is not None
    assert not association_links.renew(session, "unknown", now=clock())


@pytest.mark.parametrize("how", ["suspended", "address changed"])
def test_a_link_stops_with_what_gave_it(
    session: Session, make: Factory, association: Association, clock: Clock, how: str
) -> None:
    association_links.send_month(session, association, OCTOBER, now=clock())
    token = token_of(session)
    if how == "suspended":
        associations.suspend(session, association, by=make.administrator().as_actor(), now=clock())
        association.status = AssociationStatus.VALIDATED
    else:
        association.email = "autre@exemple.fr"
    session.flush()
    assert association_links.find(session, token, now=clock()) is None
    assert not association_links.renew(session, token, now=clock())


def test_a_member_who_leaves_keeps_no_key(
    session: Session, make: Factory, association: Association, clock: Clock
) -> None:
    make.member_of(association)
    leaving = make.member_of(association)
    association_links.send_month(session, association, OCTOBER, now=clock())
    token = next(mail.context["token"] for mail in mails(session) if mail.recipient == leaving.email)
    assert association_links.find(session, token, now=clock()) is not None
    memberships.end(session, make.membership_of(leaving), by=leaving.as_actor(), now=clock())
    session.flush()
    assert association_links.find(session, token, now=clock()) is None


def mail_of(app: Flask, session: Session, clock: Clock) -> EmailMessage:
    """Return the mail as it leaves."""
    (row,) = mails(session)
    session.commit()
    with app.app_context():
        return compose(outbox.Claimed(row.id, row.template, row.recipient, dict(row.context), clock()))


@pytest.mark.parametrize("again", [False, True])
def test_the_mail_holds_one_link_a_phone_number_and_no_person(
    app: Flask, session: Session, association: Association, clock: Clock, again: bool
) -> None:
    """R38, R52."""
    association_links.send_month(session, association, OCTOBER, now=clock(), again=again)
    mail = mail_of(app, session, clock)
    text = f"{mail['Subject']}\n{mail.get_content()}"
    assert text.startswith("Rappel\u00a0: présences d'octobre 2026" if again else "Présences d'octobre 2026")
    assert "2\u00a0séances d'octobre 2026 attendent votre confirmation" in text
    assert text.count("http") == 1
    assert app.config["DEPARTEMENT_PHONE"] in text
    assert not ASSOCIATION_NEVER_READS.search(text)
    assert not NEVER_WRITTEN.search(text)
    person = association.name, "Amina"
    assert not any(word in text for word in person)
