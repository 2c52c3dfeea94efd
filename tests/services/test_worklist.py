"""The worklist: my own people, most urgent first, one constant number of statements."""

from datetime import date, timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from bénévolat.domain.engagements import EngagementStatus, SessionStatus
from bénévolat.domain.enums import ProfileStatus, Rhythm
from bénévolat.domain.propositions import PropositionStatus
from bénévolat.domain.worklist import TaskKind
from bénévolat.models.accounts import Account
from bénévolat.services import worklist
from tests.clock import Clock
from tests.factories import Factory


@pytest.fixture
def me(make: Factory) -> Account:
    return make.travailleur_social()


def kinds(session: Session, me: Account, clock: Clock) -> list[TaskKind]:
    session.commit()
    return [group.kind for group in worklist.of_account(session, me, now=clock())]


def test_nothing_waits_for_someone_whose_people_are_all_served(
    session: Session, me: Account, make: Factory, clock: Clock
) -> None:
    person = make.active_profile(me)
    make.match(person, make.published_offer())
    assert kinds(session, me, clock) == []


def test_who_wants_to_talk_comes_before_everything_else(
    session: Session, me: Account, make: Factory, clock: Clock
) -> None:
    make.profile(me)
    make.active_profile(me)
    offer = make.published_offer(supervision_capacity=4)
    person = make.active_profile(me)
    states = PropositionStatus
    for status in (states.TALK_FIRST, states.AGREED, states.MEETING):
        make.proposition(person, make.published_offer(), status)
    make.submitted_proposition(make.active_profile(me), offer, submitted_at=clock() - timedelta(days=4))
    make.contract(person, review_on=clock().date() + timedelta(days=30))
    engagement = make.engagement(make.active_profile(me), offer)
    make.activity_session(engagement, status=SessionStatus.CONTESTED)
    make.activity_session(engagement, hour=14, declared_at=clock() - timedelta(days=11))
    foreseen = make.engagement(make.active_profile(me), offer)
    make.activity_session(foreseen, status=SessionStatus.DRAFTED)
    make.bilan(engagement)
    make.plan_line(make.active_profile(me), make.published_offer())
    texted = make.texted_profile(me)
    make.text_reply(texted)
    make.text(proposition=make.proposition(texted), sent_at=clock() - timedelta(days=4))
    make.text(make.texted_profile(me), undelivered_at=clock())
    make.data_request(texted)
    make.notice(make.profile(me, status=ProfileStatus.PAUSED), version="2020-01")
    assert kinds(session, me, clock) == list(TaskKind)


def test_the_plan_s_first_mission_waits_while_it_is_open_and_nothing_else_is_under_way(
    session: Session, me: Account, make: Factory, clock: Clock
) -> None:
    person, other, open_offer = make.active_profile(me), make.active_profile(me), make.published_offer()
    plan = make.plan()
    make.plan_line(person, make.full_offer(), plan=plan)
    make.plan_line(person, open_offer, plan=plan, rank=2)
    make.plan_line(other, open_offer, plan=plan)
    make.plan_line(make.active_profile(), open_offer, plan=plan)
    make.submitted_proposition(other, make.published_offer())
    for one in (person, other):
        make.match(one, open_offer)
    session.commit()
    groups = {group.kind: group for group in worklist.of_account(session, me, now=clock())}
    advised = groups[TaskKind.PROPOSE]
    assert [(task.target_id, task.about) for task in advised.tasks] == [
        (person.id, f"{open_offer.title}, {open_offer.association.name}")
    ]
    assert advised.total == 1


@pytest.mark.parametrize(("days", "shown"), [(2, False), (4, True)])
def test_an_association_is_silent_after_three_days(
    session: Session, me: Account, make: Factory, clock: Clock, days: int, shown: bool
) -> None:
    make.submitted_proposition(make.active_profile(me), submitted_at=clock() - timedelta(days=days))
    assert (TaskKind.SILENT in kinds(session, me, clock)) is shown


@pytest.mark.parametrize(("days", "shown"), [(31, False), (30, True), (0, True), (-5, True)])
def test_a_review_is_announced_thirty_days_before(
    session: Session, me: Account, make: Factory, clock: Clock, days: int, shown: bool
) -> None:
    """Domain §1.5: the weeks before a review are when the record is useful; late ones stay."""
    make.contract(make.active_profile(me), review_on=clock().date() + timedelta(days=days))
    assert (TaskKind.REVIEW in kinds(session, me, clock)) is shown


@pytest.mark.parametrize(
    ("rhythm", "days", "shown"),
    [
        (Rhythm.WEEKLY, 13, False),
        (Rhythm.WEEKLY, 14, True),
        (Rhythm.MONTHLY, 30, False),
        (Rhythm.MONTHLY, 45, True),
    ],
)
def test_a_session_is_asked_about_at_the_rhythm_of_the_mission(
    session: Session, me: Account, make: Factory, clock: Clock, rhythm: Rhythm, days: int, shown: bool
) -> None:
    """Domain §1.3: a question, never an absence."""
    engagement = make.engagement(
        make.active_profile(me), rhythm=rhythm, started_on=clock().date() - timedelta(days=90)
    )
    make.activity_session(engagement, clock().date() - timedelta(days=days))
    assert (TaskKind.SESSIONS in kinds(session, me, clock)) is shown


def test_a_paused_engagement_asks_for_nothing(
    session: Session, me: Account, make: Factory, clock: Clock
) -> None:
    make.engagement(make.active_profile(me), status=EngagementStatus.PAUSED)
    assert kinds(session, me, clock) == []


def test_someone_with_a_live_proposition_or_an_engagement_is_not_without_a_mission(
    session: Session, me: Account, make: Factory, clock: Clock
) -> None:
    make.proposition(make.active_profile(me))
    make.engagement(make.active_profile(me), started_on=clock().date())
    assert TaskKind.NO_MATCH not in kinds(session, me, clock)


def test_my_worklist_holds_my_own_people_only(
    session: Session, me: Account, make: Factory, clock: Clock
) -> None:
    """A2: neither my colleague's nor another team's."""
    for other in (make.travailleur_social(me.team), make.travailleur_social()):
        make.proposition(make.active_profile(other), status=PropositionStatus.TALK_FIRST)
        make.profile(other)
    assert kinds(session, me, clock) == []


def test_the_worklist_costs_the_same_whatever_its_length(
    session: Session, me: Account, make: Factory, clock: Clock
) -> None:
    """Q3; lines are bounded and the count tells the rest."""
    offer = make.published_offer(places=60, supervision_capacity=60)

    def add(count: int) -> None:
        for _ in range(count):
            person = make.active_profile(me)
            make.proposition(person, offer, PropositionStatus.TALK_FIRST)
            make.engagement(person, make.published_offer(association=offer.association))
            make.contract(person)

    def measured() -> tuple[int, list[worklist.TaskGroup]]:
        session.commit()
        session.expire_all()
        statements: list[str] = []
        bind = session.get_bind()

        def note(*arguments: object) -> None:
            statements.append(str(arguments[2]))

        event.listen(bind, "before_cursor_execute", note)
        try:
            groups = worklist.of_account(session, me, now=clock())
        finally:
            event.remove(bind, "before_cursor_execute", note)
        return len(statements), groups

    add(2)
    few, _ = measured()
    add(21)
    many, groups = measured()
    assert many == few
    assert [(len(group.tasks), group.total) for group in groups] == [(20, 23)] * 3


def test_presences_reminded_of_twice_come_to_the_referent_by_engagement_and_stay_as_they_are(
    session: Session, me: Account, make: Factory, clock: Clock
) -> None:
    """They are never confirmed by themselves, and silence is never an absence (domain §1.3)."""
    engagement = make.engagement(make.active_profile(me))
    for day in (1, 2):
        declared = clock() - timedelta(days=10 + day)
        make.activity_session(engagement, declared.date(), declared_at=declared)
    recent = make.engagement(make.active_profile(me))
    make.activity_session(recent, declared_at=clock() - timedelta(days=5))
    session.commit()
    groups = {group.kind: group for group in worklist.of_account(session, me, now=clock())}
    [task] = groups[TaskKind.UNCONFIRMED].tasks
    assert groups[TaskKind.UNCONFIRMED].total == 1
    assert (task.target_id, task.person) == (engagement.id, engagement.profile.full_name)
    assert task.about is not None
    assert "(2\u00a0séances)" in task.about


def test_sessions_to_note_are_one_line_an_engagement(
    session: Session, me: Account, make: Factory, clock: Clock
) -> None:
    """R12: foreseen, over, not noted; it says how many, and nothing of why."""
    engagement = make.engagement(make.active_profile(me), agreed_slots=[{"weekday": 1, "at": "09:00"}])
    for day in (13, 20, 27):
        make.activity_session(engagement, date(2026, 10, day), status=SessionStatus.DRAFTED)
    make.activity_session(engagement, date(2026, 11, 10), status=SessionStatus.DRAFTED)
    make.activity_session(make.engagement(), status=SessionStatus.DRAFTED)
    groups = worklist.of_account(session, me, now=clock())
    assert [group.kind for group in groups] == [TaskKind.TO_NOTE]
    task = groups[0].tasks[0]
    assert (task.since, task.target_id, groups[0].total) == (date(2026, 10, 13), engagement.id, 1)
    assert task.about is not None
    assert task.about.endswith("3\u00a0séances")
