"""What nobody answered comes to its end once, however late; offers are pointed at, then paused (domain §2)."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from bénévolat.domain.actors import ActorKind
from bénévolat.domain.engagements import SessionStatus
from bénévolat.domain.offers import OfferStatus
from bénévolat.domain.propositions import PropositionStatus
from bénévolat.jobs import expire
from bénévolat.jobs.runner import run
from bénévolat.models.activity_sessions import ActivitySession
from bénévolat.models.links import LinkToken
from bénévolat.models.outbox import OutboxMessage
from bénévolat.services import expiry_notices, invariants, offers
from tests.clock import Clock
from tests.factories import Factory

S = PropositionStatus


def morning(app: Flask, session: Session, at: datetime, *, times: int = 2) -> None:
    session.commit()
    with app.app_context():
        for _ in range(times):
            assert run(expire.JOB, at=at).failed == 0
    session.expire_all()


def mails(session: Session) -> list[tuple[str, str]]:
    rows = session.query(OutboxMessage).order_by(OutboxMessage.template, OutboxMessage.recipient)
    return [(row.template, row.recipient) for row in rows]


def test_thirty_days_without_answer_give_the_place_back_and_tell_both_sides_once(
    app: Flask, session: Session, make: Factory, clock: Clock
) -> None:
    offer = make.published_offer(supervision_capacity=3, places=3)
    member = make.member_of(offer.association)
    sent = make.submitted_proposition(None, offer)
    answered = make.proposition(None, offer, S.ACCEPTED)
    make.engagement(proposition=answered)
    morning(app, session, clock() + timedelta(days=29))
    assert (sent.status, mails(session)) == (S.SUBMITTED, [])
    for days in (30, 31, 65):
        morning(app, session, clock() + timedelta(days=days))
    assert (sent.status, answered.status) == (S.EXPIRED, S.ACCEPTED)
    assert offer.places_taken == 1
    assert sent.events[-1].actor_kind is ActorKind.SYSTEM
    assert mails(session) == [
        ("offers_stale", member.email),
        ("proposition_expired", member.email),
        ("referent_expired", sent.profile.referent.email),
    ]
    assert invariants.broken(session) == []


def test_a_meeting_planned_later_is_waited_for(
    app: Flask, session: Session, make: Factory, clock: Clock
) -> None:
    met = make.proposition(None, None, S.MEETING, meeting_at=clock() + timedelta(days=40))
    morning(app, session, clock() + timedelta(days=50))
    assert met.status is S.MEETING
    morning(app, session, clock() + timedelta(days=71))
    assert met.status is S.EXPIRED


def test_a_mission_left_aside_by_the_person_closes_after_sixty_days_for_their_referent_only(
    app: Flask, session: Session, make: Factory, clock: Clock
) -> None:
    offer = make.published_offer(updated_at=clock() + timedelta(days=80))
    make.member_of(offer.association)
    aside = make.proposition(None, offer)
    agreed = make.proposition(None, offer, S.AGREED)
    declined = make.proposition(None, offer, S.DECLINED)
    morning(app, session, clock() + timedelta(days=59))
    assert aside.status is S.PROPOSED
    morning(app, session, clock() + timedelta(days=95))
    assert [row.status for row in (aside, agreed, declined)] == [S.EXPIRED, S.EXPIRED, S.DECLINED]
    assert {template for template, _ in mails(session)} == {"referent_expired"}
    assert all(not mail.context["unanswered"] for mail in session.query(OutboxMessage))
    assert offer.places_taken == 0


def test_an_offer_is_pointed_at_once_at_sixty_days_and_paused_at_ninety(
    app: Flask, session: Session, make: Factory, clock: Clock
) -> None:
    first = make.published_offer(title="Aide au jardin")
    second = make.published_offer(first.association, title="Aide à la cuisine")
    member = make.member_of(first.association)
    make.member_of(first.association, disabled_at=clock())
    for days in (60, 61, 75, 89):
        morning(app, session, clock() + timedelta(days=days))
    assert mails(session) == [("offers_stale", member.email)]
    [mail] = session.query(OutboxMessage)
    assert [told["title"] for told in mail.context["offers"]] == ["Aide au jardin", "Aide à la cuisine"]
    offers.refresh(session, second, by=member.as_actor(), now=clock() + timedelta(days=89))
    morning(app, session, clock() + timedelta(days=90))
    assert (first.status, second.status) == (OfferStatus.PAUSED, OfferStatus.PUBLISHED)
    assert mails(session) == [("offers_stale", member.email), ("offers_unpublished", member.email)]
    morning(app, session, clock() + timedelta(days=149))
    assert len(mails(session)) == 3, "refreshed, it is pointed at again when its time comes"


def test_after_a_long_stop_an_offer_is_told_once_not_twice(
    app: Flask, session: Session, make: Factory, clock: Clock
) -> None:
    offer = make.published_offer()
    member = make.member_of(offer.association)
    morning(app, session, clock() + timedelta(days=200))
    assert offer.status is OfferStatus.PAUSED
    assert mails(session) == [("offers_unpublished", member.email)]


def test_what_opens_nothing_is_deleted_after_a_while(
    app: Flask, session: Session, make: Factory, clock: Clock
) -> None:
    make.link(make.invited_account())
    card = make.card(make.active_profile())
    engagement = make.engagement()
    make.activity_session(engagement, status=SessionStatus.DRAFTED)
    make.activity_session(engagement, hour=15)
    session.commit()
    morning(app, session, clock() + timedelta(days=20))
    assert session.query(LinkToken).count() == 1
    morning(app, session, card.expires_at + timedelta(days=366))
    assert session.query(LinkToken).count() == 0
    assert session.query(type(card)).count() == 0
    assert [row.status for row in session.query(ActivitySession)] == [SessionStatus.DECLARED]


def test_a_dry_run_writes_nothing(app: Flask, session: Session, make: Factory, clock: Clock) -> None:
    sent = make.submitted_proposition()
    session.commit()
    with app.app_context():
        outcome = run(expire.JOB, at=clock() + timedelta(days=40), dry_run=True)
    session.expire_all()
    assert outcome.detail["propositions"] == 1
    assert (sent.status, mails(session)) == (S.SUBMITTED, [])


def test_all_that_ends_one_morning_is_told_in_one_mail_to_each(
    app: Flask, session: Session, make: Factory, clock: Clock
) -> None:
    offer, referent = make.published_offer(supervision_capacity=9, places=9), make.travailleur_social()
    member = make.member_of(offer.association)
    sent = [make.submitted_proposition(make.active_profile(referent), offer) for _ in range(3)]
    aside = make.proposition(make.active_profile(referent), make.published_offer(offer.association))
    morning(app, session, clock() + timedelta(days=95))
    assert {row.status for row in (*sent, aside)} == {S.EXPIRED}
    told = [mail for mail in session.query(OutboxMessage) if not mail.template.startswith("offers_")]
    assert {mail.recipient: mail.template for mail in told} == {
        member.email: "proposition_expired",
        referent.email: "referent_expired",
    }
    assert len(told) == 2
    host, reader = sorted(told, key=lambda mail: mail.template)
    assert sorted(line["pseudonym"] for line in host.context["propositions"]) == sorted(
        row.pseudonym for row in sent
    )
    assert set(reader.context["unanswered"]) == {str(row.id) for row in sent}
    assert reader.context["left_aside"] == [str(aside.id)]
    assert invariants.broken(session) == []


@pytest.mark.parametrize("next_day", [False, True])
def test_stopped_between_the_closings_and_the_mails_everything_is_told_once(
    app: Flask, session: Session, make: Factory, clock: Clock, monkeypatch: pytest.MonkeyPatch, next_day: bool
) -> None:
    """J1: the process dies before a word is written, the morning is taken up again, that day or the next."""
    offer = make.published_offer(supervision_capacity=9, places=9, updated_at=clock() + timedelta(days=35))
    member = make.member_of(offer.association)
    for _ in range(2):
        make.submitted_proposition(None, offer)
    at = clock() + timedelta(days=40)
    session.commit()

    def die(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with app.app_context(), monkeypatch.context() as patched:
        patched.setattr(expiry_notices, "_tell_referents", die)
        with pytest.raises(KeyboardInterrupt):
            run(expire.JOB, at=at)
    assert mails(session) == []
    for _ in range(2):
        morning(app, session, at + timedelta(days=next_day))
    assert [who for template, who in mails(session) if template == "proposition_expired"] == [member.email]
    assert len([1 for template, _ in mails(session) if template == "referent_expired"]) == 2
