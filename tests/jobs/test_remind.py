"""Reminders: at 3 and 10 days, once each, grouped, and told once after a stop (domain §2, R12)."""

import re
from datetime import date, datetime, timedelta

from flask import Flask
from sqlalchemy.orm import Session

from bénévolat.domain.associations import AssociationStatus
from bénévolat.domain.data_requests import RequestStatus
from bénévolat.domain.engagements import SessionStatus
from bénévolat.domain.enums import EngagementNature
from bénévolat.jobs import remind, review_notice
from bénévolat.jobs.mailer import compose
from bénévolat.jobs.registry import Job
from bénévolat.jobs.runner import run
from bénévolat.models.activity_sessions import ActivitySession
from bénévolat.models.outbox import OutboxMessage
from bénévolat.services.outbox import Claimed
from tests.clock import Clock
from tests.factories import Factory
from tests.inspection import ASSOCIATION_NEVER_READS, NEVER_WRITTEN


def morning(app: Flask, session: Session, at: datetime, job: Job = remind.JOB) -> None:
    """Run a job twice."""
    session.commit()
    with app.app_context():
        for _ in range(2):
            assert run(job, at=at).failed == 0
    session.expire_all()


def mails(session: Session) -> list[tuple[str, str]]:
    rows = session.query(OutboxMessage).order_by(OutboxMessage.created_at, OutboxMessage.template)
    return [(row.template, row.recipient) for row in rows]


def texts(app: Flask, session: Session) -> list[str]:
    with app.app_context():
        return [
            str(
                compose(
                    Claimed(row.id, row.template, row.recipient, dict(row.context), row.created_at)
                ).get_content()
            )
            for row in session.query(OutboxMessage).order_by(OutboxMessage.created_at)
        ]


def test_an_association_that_does_not_answer_is_reminded_at_three_and_ten_days_then_the_referent_is_told(
    app: Flask, session: Session, make: Factory, clock: Clock
) -> None:
    sent = make.submitted_proposition()
    member = make.member_of(sent.offer.association)
    make.member_of(sent.offer.association, disabled_at=clock())
    for day in range(1, 29):
        morning(app, session, clock() + timedelta(days=day))
        expected = 0 if day < 3 else 1 if day < 10 else 3
        assert len(mails(session)) == expected, day
    assert mails(session) == [
        ("answers_awaited", member.email),
        ("answers_awaited", member.email),
        ("referent_silent", sent.profile.referent.email),
    ]


def test_after_a_long_stop_each_is_told_once_in_one_mail(
    app: Flask, session: Session, make: Factory, clock: Clock
) -> None:
    """Down five weeks: no stack of mails."""
    offer = make.published_offer(supervision_capacity=5, places=5)
    member = make.member_of(offer.association)
    referent = make.travailleur_social()
    for number in range(3):
        make.submitted_proposition(
            make.active_profile(referent), offer, submitted_at=clock() + timedelta(days=number * 4)
        )
    morning(app, session, clock() + timedelta(weeks=5))
    assert sorted(mails(session)) == sorted(
        [("answers_awaited", member.email), ("referent_silent", referent.email)]
    )
    morning(app, session, clock() + timedelta(weeks=5, days=1))
    assert len(mails(session)) == 2
    first, second = texts(app, session)
    said = first + second
    assert said.count("Personne") == 3
    assert "3 propositions" in said


def test_without_account_those_who_accompany_are_asked_to_call(
    app: Flask, session: Session, make: Factory, clock: Clock
) -> None:
    sent = make.submitted_proposition()
    assert sent.offer.supervisor is not None
    sent.offer.supervisor.email = "tutrice@exemple.fr"
    other = make.submitted_proposition()
    other.offer.association.email = "contact@exemple.fr"
    assert other.offer.supervisor is not None
    other.offer.supervisor.left_at = clock()
    morning(app, session, clock() + timedelta(days=4))
    assert sorted(address for _, address in mails(session)) == ["contact@exemple.fr", "tutrice@exemple.fr"]
    for text in texts(app, session):
        assert "appelez-nous" in text
        assert "/association/" not in text


def test_an_association_looked_at_again_or_that_answered_is_left_in_peace(
    app: Flask, session: Session, make: Factory, clock: Clock
) -> None:
    suspended = make.submitted_proposition()
    make.member_of(suspended.offer.association)
    suspended.offer.association.status = AssociationStatus.SUBMITTED
    make.engagement()
    morning(app, session, clock() + timedelta(days=5))
    assert mails(session) == []


def test_presences_are_reminded_of_by_month_and_never_confirmed_by_themselves(
    app: Flask, session: Session, make: Factory, clock: Clock
) -> None:
    engagement = make.engagement(started_on=date(2026, 9, 1))
    member = make.member_of(engagement.offer.association)
    for day in (6, 13, 20):
        make.activity_session(engagement, date(2026, 10, day))
    make.activity_session(engagement, date(2026, 10, 27), status=SessionStatus.CONFIRMED)
    counts = {}
    for day in range(1, 40):
        morning(app, session, clock() + timedelta(days=day))
        counts[day] = len(mails(session))
    assert (counts[2], counts[3], counts[9], counts[10], counts[39]) == (0, 1, 1, 2, 2)
    assert set(mails(session)) == {("presences_to_confirm", member.email)}
    assert all("3" in text for text in texts(app, session))
    waiting = [row for row in session.query(ActivitySession) if row.status is SessionStatus.DECLARED]
    assert len(waiting) == 3


def test_sessions_declared_day_after_day_do_not_make_a_mail_a_day(
    app: Flask, session: Session, make: Factory, clock: Clock
) -> None:
    engagement = make.engagement(started_on=date(2026, 9, 1))
    make.member_of(engagement.offer.association)
    for day in range(1, 11):
        at = clock() + timedelta(days=day)
        make.activity_session(engagement, at.date(), hour=6, minutes=60, declared_at=at)
        morning(app, session, at)
    assert len(mails(session)) <= 3


def test_a_review_is_told_once_for_each_date_and_says_what_there_is(
    app: Flask, session: Session, make: Factory, clock: Clock
) -> None:
    referent = make.travailleur_social()
    engaged, alone, over = (make.active_profile(referent) for _ in range(3))
    make.engagement(engaged)
    contract = make.contract(engaged, review_on=date(2026, 12, 20))
    make.contract(alone, review_on=date(2026, 12, 21))
    make.contract(over, review_on=date(2026, 11, 20), ends_on=date(2026, 11, 21))
    job = review_notice.JOB
    morning(app, session, datetime(2026, 11, 3, 9, tzinfo=clock().tzinfo), job)
    assert mails(session) == [("review_notice", referent.email)], "the one that ends soon"
    for day in (19, 20, 21, 22, 28):
        morning(app, session, datetime(2026, 11, day, 9, tzinfo=clock().tzinfo), job)
    assert len(mails(session)) == 3
    contract.review_on = date(2027, 1, 20)
    for day in (20, 22):
        morning(app, session, datetime(2026, 12, day, 9, tzinfo=clock().tzinfo), job)
    assert len(mails(session)) == 4
    said = texts(app, session)
    assert "sans engagement" in "".join(said)
    assert "avec un engagement" in said[-1]
    assert not any(engaged.last_name in text or engaged.first_name in text for text in said)


def test_reviews_of_five_weeks_without_a_clock_come_in_one_mail(
    app: Flask, session: Session, make: Factory, clock: Clock
) -> None:
    referent = make.travailleur_social(disabled_at=clock())
    colleague = make.travailleur_social(referent.team)
    for day in (1, 8, 20):
        make.contract(make.active_profile(referent), review_on=date(2026, 12, day))
    morning(app, session, clock() + timedelta(weeks=5), review_notice.JOB)
    assert mails(session) == [("review_notice", colleague.email)]
    [text] = texts(app, session)
    assert text.count("un dossier, revue le") == 3


def test_no_mail_names_what_is_never_written_and_each_gives_a_phone_number(
    app: Flask, session: Session, make: Factory, clock: Clock
) -> None:
    sent = make.submitted_proposition()
    make.member_of(sent.offer.association)
    engagement = make.engagement(started_on=date(2026, 9, 1))
    make.member_of(engagement.offer.association)
    make.activity_session(engagement, date(2026, 10, 6))
    make.contract(sent.profile)
    at = clock() + timedelta(days=12)
    morning(app, session, at)
    morning(app, session, at, review_notice.JOB)
    said = texts(app, session)
    assert len(said) == 4
    for text in said:
        assert not ASSOCIATION_NEVER_READS.search(text)
        assert not NEVER_WRITTEN.search(text)
        assert sent.profile.last_name not in text
        assert re.search(r"Appelez le 03 25 42 50 50", text)


def test_before_a_review_the_association_is_asked_once_for_the_bilan_it_did_not_write(
    app: Flask, session: Session, make: Factory, clock: Clock
) -> None:
    """R11, R38: a living and an ended engagement of the period; nothing says what for."""
    person = make.active_profile()
    contract = make.contract(person, starts_on=date(2026, 8, 1), review_on=date(2026, 11, 20))
    living = make.engagement(person, nature=EngagementNature.IN_CONTRACT, contract=contract)
    ended = make.ended_engagement(person, nature=EngagementNature.IN_CONTRACT, contract=contract)
    written = make.engagement(person, nature=EngagementNature.IN_CONTRACT, contract=contract)
    make.bilan(written)
    personal = make.engagement(person, nature=EngagementNature.PERSONAL, contract=None)
    members = {one.id: make.member_of(one.offer.association) for one in (living, ended, written, personal)}
    for days in (0, 1, 8, 15):
        morning(app, session, clock() + timedelta(days=days), review_notice.JOB)
    asked = [who for template, who in mails(session) if template == "bilan_asked"]
    assert sorted(asked) == sorted(members[one.id].email for one in (living, ended))
    said = texts(app, session)
    assert sum("un bilan est demandé" in text for text in said) == 1
    assert not any("revue" in text or "contrat" in text for text in said if "cases à cocher" in text)
    contract.review_on = date(2027, 1, 20)
    morning(app, session, clock() + timedelta(days=60), review_notice.JOB)
    again = [who for template, who in mails(session) if template == "bilan_asked"]
    assert len(again) == 4, "another review asks again for what nobody wrote"


def test_a_request_about_personal_data_is_told_a_week_before_its_month_ends_and_once_late(
    app: Flask, session: Session, make: Factory, clock: Clock
) -> None:
    """R43: the référent is told twice at most, without a name; an answered request is told no more."""
    referent = make.travailleur_social()
    person = make.active_profile(referent)
    make.data_request(person)
    make.data_request(make.active_profile(referent))
    make.data_request(person, status=RequestStatus.WITHDRAWN)
    morning(app, session, clock() + timedelta(days=20))
    assert mails(session) == []
    morning(app, session, clock() + timedelta(days=24))
    morning(app, session, clock() + timedelta(days=25))
    assert mails(session) == [("requests_due", referent.email)]
    assert "2 personnes" in texts(app, session)[0].replace("\u00a0", " ")
    morning(app, session, clock() + timedelta(days=40))
    assert mails(session) == [("requests_due", referent.email)] * 2
    morning(app, session, clock() + timedelta(days=60))
    assert len(mails(session)) == 2
    assert all(person.last_name not in text for text in texts(app, session))
