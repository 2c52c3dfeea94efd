"""Acts that change whom an offer suits, on a small scene: what the tests of the stored matches go through."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

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
from bénévolat.models.associations import Association
from bénévolat.models.engagements import Engagement
from bénévolat.models.offers import Offer
from bénévolat.models.profiles import Profile
from bénévolat.models.propositions import Proposition
from bénévolat.models.supervisors import Supervisor
from bénévolat.services import (
    associations,
    engagements,
    offer_drafts,
    offers,
    profiles,
    propositions,
    supervisors,
)
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
