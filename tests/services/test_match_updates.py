"""An act on an offer or on a profile: the matches it concerns are computed again at once, as the night would."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session

from bénévolat.domain.actors import Actor, ActorKind
from bénévolat.domain.associations import AssociationCheck
from bénévolat.domain.enums import (
    AnswerReason,
    EndKind,
    ExclusionKind,
    HalfDay,
    Level,
    RefusalReason,
    SupervisionLevel,
    TravelMeans,
)
from bénévolat.domain.offers import OfferCheck, WelcomeFields
from bénévolat.domain.profiles import Availability, Suits, Wishes
from bénévolat.domain.propositions import PropositionStatus
from bénévolat.extensions import db, transaction
from bénévolat.jobs import update_matches
from bénévolat.jobs.runner import run
from bénévolat.models.associations import Association
from bénévolat.models.engagements import Engagement
from bénévolat.models.matches import Match, MatchChange
from bénévolat.models.offers import Offer
from bénévolat.models.profiles import Profile
from bénévolat.models.propositions import Proposition
from bénévolat.models.supervisors import Supervisor
from bénévolat.services import (
    associations,
    engagements,
    match_updates,
    offer_drafts,
    offers,
    profiles,
    propositions,
    suggestions,
    supervisors,
)
from tests.clock import Clock
from tests.factories import Factory

GARDEN = {
    "title": "Jardin partagé",
    "description": "Cultiver un jardin ouvert à tous, avec l'équipe.",
    "tasks": ["Semer", "Arroser"],
}
KITCHEN = {"title": "Cuisine du midi", "description": "Préparer un repas.", "tasks": ["Cuisiner"]}
READING = {"title": "Lire des contes", "description": "Lire à des enfants.", "tasks": ["Lire un conte"]}


class Scene:
    """A few people and offers whose lists are full and overlap, and one waiting offer."""

    def __init__(self, make: Factory) -> None:
        self.make = make
        host = make.validated_association()
        self.host = host.id
        self.offers = [
            make.published_offer(host, **words).id
            for words in (GARDEN, KITCHEN, READING, GARDEN, KITCHEN, READING)
        ]
        self.far = make.published_offer(host, **GARDEN, commune=make.commune("10323")).id
        self.sunday = make.published_offer(host, **KITCHEN, half_days=[HalfDay.SUN_EVE]).id
        self.waiting = make.submitted_offer(host, **GARDEN).id
        self.paused = make.published_offer(make.validated_association(), **READING).id
        self.supervisor = make.session.get_one(Offer, self.offers[0]).supervisor_id
        self.people = [
            make.active_profile(wishes=wishes, skills=[]).id
            for wishes in (
                ["jardin"],
                ["cuisine"],
                ["jardin", "cuisine"],
                ["lire des histoires"],
                ["mécanique"],
                [],
            )
        ]
        self.held = make.submitted_proposition(
            make.session.get_one(Profile, self.people[0]), make.session.get_one(Offer, self.offers[3])
        ).id
        self.engagement = make.engagement(
            make.session.get_one(Profile, self.people[1]), make.session.get_one(Offer, self.offers[4])
        ).id


@pytest.fixture
def scene(
    app: Flask, make: Factory, session: Session, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> Scene:
    monkeypatch.setattr(suggestions, "TOP", 3)
    found = Scene(make)
    suggestions.refresh_all(session, now=clock())
    session.commit()
    return found


Act = Callable[[Session, Scene, dict[str, Any]], Any]


def _get(session: Session, model: Any, key: UUID | None) -> Any:
    return session.get_one(model, key)


def _publish(session: Session, scene: Scene, who: dict[str, Any]) -> None:
    offers.publish(session, _get(session, Offer, scene.waiting), checked=list(OfferCheck), **who)


def _welcome(session: Session, scene: Scene, who: dict[str, Any], **changes: Any) -> None:
    offer = _get(session, Offer, scene.offers[0])
    said = offer_drafts.fields_of(offer)
    fields = WelcomeFields(**{name: getattr(said, name) for name in WelcomeFields.__dataclass_fields__})
    offer_drafts.adjust_welcome(session, offer, replace(fields, **changes), now=who["now"])


def _leave(session: Session, scene: Scene, who: dict[str, Any]) -> None:
    backup = scene.make.supervisor(scene.make.session.get_one(Association, scene.host))
    offer = _get(session, Offer, scene.offers[0])
    offer.backup_supervisor_id = backup.id
    session.flush()
    supervisors.leave(session, _get(session, Supervisor, scene.supervisor), now=who["now"])


def _again(session: Session, scene: Scene, who: dict[str, Any]) -> None:
    host = _get(session, Association, scene.host)
    associations.suspend(session, host, **who)
    associations.validate(session, host, checked=list(AssociationCheck), **who)


def _propose(session: Session, scene: Scene, who: dict[str, Any]) -> None:
    person = _get(session, Profile, scene.people[2])
    propositions.propose(
        session,
        person,
        scene.offers[0],
        former_employee=False,
        presentation=None,
        by=_referent(person),
        now=who["now"],
    )


def _submit(session: Session, scene: Scene, who: dict[str, Any]) -> None:
    person = scene.make.session.get_one(Profile, scene.people[2])
    offer = scene.make.session.get_one(Offer, scene.offers[1])
    agreed = scene.make.proposition(person, offer, PropositionStatus.AGREED)
    propositions.submit(session, _get(session, Proposition, agreed.id), by=_referent(person), now=who["now"])


def _referent(person: Profile) -> Actor:
    return Actor(ActorKind.TRAVAILLEUR_SOCIAL, account_id=person.referent_id)


def _on_offer(service: Callable[..., None], key: str, kind: ActorKind, **options: Any) -> Act:
    def act(session: Session, scene: Scene, who: dict[str, Any]) -> None:
        offer = _get(session, Offer, scene.offers[0] if key == "open" else scene.waiting)
        service(session, offer, by=Actor(kind), now=who["now"], **options)

    return act


def _on_person(service: Callable[..., None], number: int, *given: Any, **options: Any) -> Act:
    def act(session: Session, scene: Scene, who: dict[str, Any]) -> None:
        person = _get(session, Profile, scene.people[number])
        filled = [scene.host if value == "host" else value for value in given]
        service(session, person, *filled, by=_referent(person), now=who["now"], **options)

    return act


def _pause_and_resume(session: Session, scene: Scene, who: dict[str, Any]) -> None:
    offer = _get(session, Offer, scene.offers[0])
    for service in (offers.pause, offers.resume):
        service(session, offer, by=Actor(ActorKind.ASSOCIATION), now=who["now"])


def _refuse(session: Session, scene: Scene, who: dict[str, Any]) -> None:
    held = _get(session, Proposition, scene.held)
    propositions.refuse(
        session,
        held,
        reason=AnswerReason.SCHEDULE,
        shared=False,
        referent_note=None,
        by=Actor(ActorKind.ASSOCIATION),
        now=who["now"],
    )


def _withdraw(session: Session, scene: Scene, who: dict[str, Any]) -> None:
    held = _get(session, Proposition, scene.held)
    propositions.withdraw(session, held, by=_referent(held.profile), now=who["now"])


def _end(session: Session, scene: Scene, who: dict[str, Any]) -> None:
    engagement = _get(session, Engagement, scene.engagement)
    engagements.end(
        session,
        engagement,
        end_kind=EndKind.COMPLETED,
        ended_on=who["now"].date(),
        by=_referent(engagement.profile),
        now=who["now"],
    )


HOST, DEPARTEMENT = ActorKind.ASSOCIATION, ActorKind.DEPARTEMENT
ACTS: dict[str, Act] = {
    "an offer is published": _publish,
    "an offer is sent back": _on_offer(
        offers.refuse, "waiting", DEPARTEMENT, reason=RefusalReason.INCOMPLETE, note=None
    ),
    "an offer is paused": _on_offer(offers.pause, "open", HOST),
    "an offer is paused by the Département": _on_offer(offers.pause, "open", DEPARTEMENT),
    "an offer is published again": _pause_and_resume,
    "an offer is closed": _on_offer(offers.close, "open", HOST),
    "more places are opened": lambda *given: _welcome(*given, places=6, supervision_capacity=6),
    "the supervisor is away for a time": lambda *given: _welcome(
        *given, pause_from=given[2]["now"].date(), pause_to=given[2]["now"].date() + timedelta(days=9)
    ),
    "a supervisor leaves": _leave,
    "an association is looked at again": lambda session, scene, who: associations.suspend(
        session, _get(session, Association, scene.host), **who
    ),
    "an association is suspended, then validated": _again,
    "a mission is proposed": _propose,
    "a place is taken": _submit,
    "a proposition is refused": _refuse,
    "a proposition is withdrawn": _withdraw,
    "an engagement ends": _end,
    "wishes change": _on_person(profiles.edit_wishes, 4, Wishes(wishes=("jardin",), avoid=("cuisine",))),
    "nothing is wished any more": _on_person(profiles.edit_wishes, 0, Wishes()),
    "what suits changes": _on_person(
        profiles.edit_suits, 1, Suits(french_level=Level.NONE, supervision_need=SupervisionLevel.CLOSE)
    ),
    "half-days change": _on_person(
        profiles.edit_availability,
        2,
        Availability(commune_insee="10387", travel={TravelMeans.WALK: 30}, half_days=(HalfDay.SUN_EVE,)),
    ),
    "an association is left out": _on_person(profiles.exclude, 0, "host", ExclusionKind.WISH),
    "a former employer is noted": _on_person(profiles.exclude, 3, "host", ExclusionKind.FORMER_EMPLOYER),
    "a person is paused": _on_person(profiles.pause, 2),
    "an agreement is taken back": _on_person(propositions.leave_volunteering, 0),
}


def kept(session: Session) -> list[tuple[Any, ...]]:
    """Return every stored row, all columns but the instant of the computation."""
    session.rollback()
    columns = [column for column in Match.__table__.columns if column.name != "computed_at"]
    return [
        tuple(row)
        for row in session.execute(select(*columns).order_by(Match.profile_id, Match.near_miss, Match.rank))
    ]


def done(app: Flask, act: Act, scene: Scene, clock: Clock) -> None:
    """Do an act as a web worker does: in a transaction, whose commit is followed."""
    with app.app_context(), transaction() as session:
        act(session, scene, {"by": Actor(DEPARTEMENT), "now": clock.advance(minutes=1)})


DAY = (
    "an offer is published",
    "more places are opened",
    "a mission is proposed",
    "a place is taken",
    "wishes change",
    "half-days change",
    "a proposition is refused",
    "an engagement ends",
    "a former employer is noted",
    "an offer is paused",
    "a person is paused",
    "an association is looked at again",
)
"""Acts that may follow one another."""


def test_after_each_act_of_a_day_the_rows_are_those_of_the_night(
    app: Flask, scene: Scene, session: Session, clock: Clock
) -> None:
    for name in DAY:
        done(app, ACTS[name], scene, clock)
        at_once = kept(session)
        suggestions.refresh_all(session, now=clock())
        session.commit()
        assert at_once == kept(session), name


@pytest.mark.sqlite
@pytest.mark.parametrize("name", ACTS)
def test_after_any_act_the_rows_are_those_of_the_night(
    app: Flask, scene: Scene, session: Session, clock: Clock, name: str
) -> None:
    before = kept(session)
    done(app, ACTS[name], scene, clock)
    at_once = kept(session)
    assert session.scalars(select(MatchChange)).all() == []
    suggestions.refresh_all(session, now=clock())
    session.commit()
    assert at_once == kept(session)
    if name not in SILENT:
        assert at_once != before


SILENT = {
    "an offer is sent back",
    "an association is suspended, then validated",
    "an offer is published again",
    "a supervisor leaves",
}
"""Acts after which the same missions are suggested."""


def test_an_act_costs_a_few_statements_whatever_the_caseload(
    app: Flask, scene: Scene, make: Factory, session: Session, clock: Clock
) -> None:
    """Q3: one answer more is no statement more."""
    with app.app_context():
        engine = db.engine
    done(app, ACTS["more places are opened"], scene, clock)
    few = _statements(engine, lambda: done(app, ACTS["an offer is paused"], scene, clock))
    for _ in range(15):
        make.active_profile(wishes=["jardin"], skills=[])
        make.published_offer(**GARDEN)
    suggestions.refresh_all(session, now=clock())
    session.commit()
    scene.offers[0] = session.scalars(select(Match.offer_id).where(Match.rank == 1)).first()
    session.rollback()
    many = _statements(engine, lambda: done(app, ACTS["an offer is paused"], scene, clock))
    assert many <= few + 4  # The engine reads the new offers, then the new people.


def _statements(engine: Engine, act: Callable[[], None]) -> int:
    count = 0

    def note(*_given: Any) -> None:
        nonlocal count
        count += 1

    event.listen(engine, "before_cursor_execute", note)
    try:
        act()
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return count


def test_what_another_worker_has_answered_is_not_answered_again(
    app: Flask, scene: Scene, session: Session, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An older answer never covers a newer one: both notes are gone, the rows are those of the end."""
    slow: list[match_updates.Update] = []
    real = match_updates.apply

    def late(inner: Session, update: match_updates.Update, *given: Any, **options: Any) -> bool:
        if not slow:
            slow.append(update)
            monkeypatch.setattr(match_updates, "apply", real)
            with Session(session.get_bind(), expire_on_commit=False) as other:
                inner.rollback()  # The slow worker has read, and has not yet begun to write.
                offers.pause(
                    other,
                    other.get_one(Offer, scene.offers[1]),
                    by=Actor(HOST),
                    now=clock.advance(minutes=1),
                )
                other.commit()
                newer = match_updates.prepare(other)
                assert newer is not None
                assert newer.notes > update.notes
                assert real(other, newer, match_updates.compute(other, newer, newer.people))
                other.commit()
            assert not real(inner, update, match_updates.compute(inner, update, update.people))
            inner.rollback()
            return False
        return real(inner, update, *given, **options)

    monkeypatch.setattr(match_updates, "apply", late)
    done(app, ACTS["an offer is paused"], scene, clock)
    at_once = kept(session)
    assert slow
    assert session.scalars(select(MatchChange)).all() == []
    suggestions.refresh_all(session, now=clock())
    session.commit()
    assert at_once == kept(session)


def test_a_failure_breaks_no_act_and_the_clock_repairs_it(
    app: Flask,
    scene: Scene,
    session: Session,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken(*_given: Any, **_options: Any) -> None:
        raise RuntimeError

    with monkeypatch.context() as broke:
        broke.setattr(match_updates, "compute", broken)
        done(app, ACTS["an offer is published"], scene, clock)
    assert "could not be brought up to date" in caplog.text
    assert len(session.scalars(select(MatchChange)).all()) == 1
    session.rollback()
    with app.app_context():
        outcome = run(update_matches.JOB, at=clock.advance(minutes=1))
        again = run(update_matches.JOB, at=clock())
    assert outcome.detail["notes"] == 1
    assert outcome.detail["profiles"] > 0
    assert again.detail == {"notes": 0, "profiles": 0}
    at_once = kept(session)
    suggestions.refresh_all(session, now=clock())
    session.commit()
    assert at_once == kept(session)


def test_when_too_many_people_are_concerned_the_clock_does_it_some_at_a_time(
    app: Flask, scene: Scene, session: Session, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(update_matches, "AT_ONCE", 1)
    before = kept(session)
    done(app, ACTS["an association is looked at again"], scene, clock)
    assert kept(session) == before
    with app.app_context():
        said = run(update_matches.JOB, at=clock(), dry_run=True)
        assert said.detail["profiles"] > 1
        run(update_matches.JOB, at=clock())
    at_once = kept(session)
    assert at_once != before
    assert session.scalars(select(MatchChange)).all() == []
    suggestions.refresh_all(session, now=clock())
    session.commit()
    assert at_once == kept(session)


def test_an_act_undone_leaves_no_note(app: Flask, scene: Scene, session: Session, clock: Clock) -> None:
    def undone(inner: Session, _scene: Scene, who: dict[str, Any]) -> None:
        offers.pause(inner, inner.get_one(Offer, scene.offers[0]), by=Actor(HOST), now=who["now"])
        raise ZeroDivisionError

    before = kept(session)
    with pytest.raises(ZeroDivisionError):
        done(app, undone, scene, clock)
    assert kept(session) == before
    assert session.scalars(select(MatchChange)).all() == []
