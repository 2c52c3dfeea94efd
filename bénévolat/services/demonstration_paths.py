"""Demonstration: what happened to people: propositions at each step, engagements, sessions, monthly records."""

from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from bénévolat.domain.actors import Actor
from bénévolat.domain.cer import CerRecordStatus
from bénévolat.domain.engagements import SessionStatus
from bénévolat.domain.enums import AnswerReason, Channel, EndKind, Rhythm
from bénévolat.domain.propositions import PropositionAction
from bénévolat.domain.session_drafts import AgreedRhythm, AgreedSlot, last_drafted
from bénévolat.domain.soft_skills import SoftSkill
from bénévolat.models.activity_sessions import ActivitySession
from bénévolat.models.cer import CerRecord
from bénévolat.models.engagements import Engagement
from bénévolat.models.propositions import Proposition
from bénévolat.services import (
    activity_sessions,
    bilans,
    cer,
    cer_retained,
    engagements,
    propositions,
    session_drafts,
    session_withdrawals,
)
from bénévolat.services.demonstration_scene import PARIS, Scene, Script, at
from bénévolat.services.demonstration_texts import announce

LATELY = timedelta(days=9)
"""Days gone by whose sessions are still to note."""
_SKIPPED_WEEK = 5
"""One week in five has no session: life is so."""


def play(scene: Scene, script: Script) -> None:
    """Play one path: the proposition, its answer, what the association said, and the engagement."""
    session, person = scene.session, scene.people[script["person"]]
    referent = person.referent.as_actor()
    offer = scene.offers[script["offer"]]
    host = next(
        member.as_actor()
        for key, member in scene.members.items()
        if scene.associations[key].id == offer.association_id
    )
    proposition = propositions.propose(
        session,
        person,
        offer.id,
        former_employee=False,
        presentation=script.get("presentation"),
        by=referent,
        now=scene.ago(script["proposed"]),
    )
    if texted := script.get("texted"):
        announce(scene, proposition, texted)
    if answer := script.get("answer"):
        channel = Channel(answer["channel"])
        propositions.answer(
            session,
            proposition,
            PropositionAction(answer["action"]),
            channel=channel,
            given_on=scene.day(answer["days"]),
            by=Actor.person(person.id) if channel is Channel.SCREEN else referent,
            now=scene.ago(answer["days"], 15),
        )
    if "submitted" in script:
        propositions.submit(session, proposition, by=referent, now=scene.ago(script["submitted"], 16))
    if "withdrawn" in script:
        propositions.withdraw(session, proposition, by=referent, now=scene.ago(script["withdrawn"]))
    _answer_of_association(scene, script, proposition, host)


def _answer_of_association(scene: Scene, script: Script, proposition: Proposition, host: Actor) -> None:
    session = scene.session
    if meeting := script.get("meeting"):
        propositions.ask_meeting(
            session,
            proposition,
            meeting_at=at(scene.day(meeting["at"]), 14),
            note=meeting["note"],
            by=host,
            now=scene.ago(meeting["days"], 17),
        )
    if refused := script.get("refused"):
        propositions.refuse(
            session,
            proposition,
            reason=AnswerReason(refused["reason"]),
            shared=refused["shared"],
            referent_note=refused["note"],
            by=host,
            now=scene.ago(refused["days"]),
        )
    if accepted := script.get("accepted"):
        engagement = propositions.accept(
            session,
            proposition,
            started_on=scene.day(accepted["started"]),
            by=host,
            now=scene.ago(accepted["days"], 18),
        )
        _agree(scene, script, engagement, host)
        _engage(scene, script, engagement, host)


def _agree(scene: Scene, script: Script, engagement: Engagement, host: Actor) -> None:
    """Write what was agreed on the day of the welcome: the days and hours when the sessions come back."""
    slots = tuple(AgreedSlot(one["weekday"], time(one["hour"])) for one in script["sessions"])
    agreed = AgreedRhythm(
        rhythm=Rhythm.WEEKLY,
        sessions_per_period=len(slots),
        session_minutes=min(one["minutes"] for one in script["sessions"]),
        slots=slots,
    )
    when = scene.ago(script["accepted"]["days"], 18)
    engagements.agree_rhythm(scene.session, engagement, agreed, by=host, now=when)


def _foresee(scene: Scene, engagement: Engagement) -> None:
    """Leave the sessions foreseen as they would be today: the last days to note, the weeks that come."""
    session, today = scene.session, scene.now.astimezone(PARIS).date()
    session_drafts.forget_old(session, now=scene.now, lasts=LATELY)
    session_drafts.draft(session, [engagement.id], today - LATELY, last_drafted(today), now=scene.now)


def _engage(scene: Scene, script: Script, engagement: Engagement, host: Actor) -> None:
    session = scene.session
    referent = engagement.proposition.profile.referent.as_actor()
    ended = script.get("ended")
    noted_until = float(script["paused"] if "paused" in script else script.get("noted_until", 1))
    last = scene.day(ended["days"] if ended else noted_until)
    _sessions(scene, script, engagement, host, last=last)
    if "paused" in script:
        engagements.pause(session, engagement, by=referent, now=scene.ago(script["paused"]))
    if ended:
        engagements.end(
            session,
            engagement,
            end_kind=EndKind(ended["kind"]),
            ended_on=last,
            by=referent,
            now=scene.ago(ended["days"], 17),
        )
    _foresee(scene, engagement)
    _records(scene, engagement, referent)
    _afterwards(scene, script, engagement, referent)
    _bilan(scene, script, engagement, host)


def _bilan(scene: Scene, script: Script, engagement: Engagement, host: Actor) -> None:
    """Write what the association recognised, then what the person read and said, alone or with their référent."""
    session = scene.session
    if said := script.get("bilan"):
        bilan = bilans.write(
            session,
            engagement,
            skills=[SoftSkill(code) for code in said["skills"]],
            text=said["text"],
            by=host,
            now=scene.ago(said["days"], 16),
        )
        if "read" in said:
            channel = Channel(said["channel"])
            bilans.mark_read(
                session,
                engagement,
                written_at=bilan.written_at,
                channel=channel,
                by=_said_by(engagement, channel),
                now=scene.ago(said["read"], 10),
            )
    if words := script.get("words"):
        channel = Channel(words["channel"])
        by = _said_by(engagement, channel)
        now = scene.ago(words["days"], 11)
        bilans.say(session, engagement, words=words["text"], channel=channel, by=by, now=now)


def _said_by(engagement: Engagement, channel: Channel) -> Actor:
    if channel is Channel.SCREEN:
        return Actor.person(engagement.profile_id)
    return engagement.profile.referent.as_actor()


def _sessions(scene: Scene, script: Script, engagement: Engagement, host: Actor, *, last: date) -> None:
    person, referent = Actor.person(engagement.profile_id), engagement.profile.referent.as_actor()
    contested = scene.day(script["contested"]) if "contested" in script else None
    for moment, minutes in _moments(script, engagement.started_on, last):
        declared = moment + timedelta(minutes=minutes, hours=6)
        if declared > scene.now:
            continue
        row = activity_sessions.declare(
            scene.session,
            engagement,
            starts_at=moment,
            ends_at=moment + timedelta(minutes=minutes),
            by=person if moment.toordinal() % 2 else referent,
            now=declared,
        )
        day = moment.date()
        if contested is not None and contested <= day:
            note = "La séance a duré deux heures ce jour-là, l'atelier a fermé plus tôt."
            activity_sessions.contest(
                scene.session, row, note=note, by=host, now=min(declared + timedelta(days=2), scene.now)
            )
            contested = None
        elif day <= scene.day(script["confirmed_until"]):
            activity_sessions.confirm(
                scene.session, row, by=host, now=min(declared + timedelta(days=3), scene.now)
            )


def _moments(script: Script, first: date, last: date) -> list[tuple[datetime, int]]:
    """Return the starts (time of Paris) and lengths in minutes of the sessions between two days."""
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return [
        (at(day, session["hour"]), session["minutes"])
        for day in days
        for session in script["sessions"]
        if session["weekday"] == day.weekday() and day.isocalendar().week % _SKIPPED_WEEK
    ]


def _records(scene: Scene, engagement: Engagement, referent: Actor) -> None:
    """Write the records of the months that are over; retain the older ones, close the oldest."""
    session, today = scene.session, scene.now.astimezone(PARIS).date()
    month = engagement.started_on.replace(day=1)
    while month < today.replace(day=1):
        following = (month + timedelta(days=32)).replace(day=1)
        cer.record(session, engagement.id, month, now=at(following, 5))
        month = following
    rows = session.scalars(
        select(CerRecord).where(CerRecord.engagement_id == engagement.id).order_by(CerRecord.month)
    ).all()
    for row in rows[:-1]:
        cer_retained.retain(session, row, minutes=row.minutes_confirmed, by=referent, now=scene.ago(4))
    for row in rows[:-2]:
        if row.status is CerRecordStatus.OPEN:
            cer.close(session, row, by=referent, now=scene.ago(3))


def _afterwards(scene: Scene, script: Script, engagement: Engagement, referent: Actor) -> None:
    """Play what comes late: a session told after its month was closed, one noted by mistake and taken back."""
    session = scene.session
    first = session.scalars(
        select(CerRecord).where(CerRecord.engagement_id == engagement.id).order_by(CerRecord.month).limit(1)
    ).first()
    if "told_late" in script and first is not None and first.status is CerRecordStatus.CLOSED:
        moment = at(_last_saturday(first.month), 10)
        if moment.date() >= engagement.started_on:
            activity_sessions.declare(
                session,
                engagement,
                starts_at=moment,
                ends_at=moment + timedelta(minutes=script["told_late"]["minutes"]),
                by=referent,
                now=scene.ago(script["told_late"]["days"]),
            )
    if "taken_back" in script:
        noted = session.scalars(
            activity_sessions.noted_of(engagement.id).where(ActivitySession.status == SessionStatus.DECLARED)
        ).first()
        if noted is not None:
            by = Actor.person(engagement.profile_id)
            session_withdrawals.withdraw(session, noted, by=by, now=scene.now)


def _last_saturday(month: date) -> date:
    """Return the last Saturday of a month."""
    last = (month.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    return last - timedelta(days=(last.weekday() - 5) % 7)
