"""Demonstration: invented people, registered by their référent step by step, as on screen."""

from datetime import timedelta

from bénévolat.domain.actors import Actor
from bénévolat.domain.chips import MAX_CONCEPTS
from bénévolat.domain.contracts import ContractTerms, add_months
from bénévolat.domain.data_requests import Outcome, RequestKind
from bénévolat.domain.enums import (
    Channel,
    Comfort,
    Constraint,
    ContactChoice,
    ContractKind,
    HalfDay,
    Level,
    SupervisionLevel,
    TravelMeans,
)
from bénévolat.domain.notices import NoticeWay
from bénévolat.domain.profiles import Availability, Identity, Suits, Wishes
from bénévolat.models.profiles import Profile
from bénévolat.services import agreements, chips, contracts, data_requests, notices, profiles, thesaurus
from bénévolat.services.demonstration_scene import Scene, Script
from bénévolat.services.demonstration_texts import lose

USUAL_TEAM = "Équipe de Troyes"
_TRAVEL = {"walk": 30, "bus": 45}
NOTICE_LEFT = 8
"""One person in so many still has to be given the information on their data."""
EVERY, ANSWERED = 13, 20
ASKED = {5: 12, 7: 40, 9: ANSWERED, 11: 25}
"""Numbers of those who ask something about their data, and how many days ago."""


def add_person(scene: Scene, script: Script, *, number: int) -> Profile:
    """Register a person; ``number`` makes the reference and spreads the dates over the last months."""
    session = scene.session
    team = script.get("team", USUAL_TEAM)
    referents = scene.referents[team]
    referent = referents[0] if "key" in script else referents[number % len(referents)]
    by, first = referent.as_actor(), 165 if "key" in script else 5 + number % 150
    now = scene.ago(first)
    profile = profiles.create(
        session,
        Identity(
            departement_ref=f"DEMO-{number:05d}",
            first_name=script["first_name"],
            last_name=script["last_name"],
            phone=script.get("phone"),
            contact_choice=ContactChoice(script.get("contact", "via_referent")),
        ),
        referent=referent,
        by=by,
        now=now,
    )
    profiles.edit_wishes(session, profile, _wishes(script), by=by, now=now)
    if script.get("status") == "draft":
        return profile
    profiles.edit_suits(session, profile, _suits(script), by=by, now=now)
    availability = Availability(
        commune_insee=scene.commune(script["commune"]),
        travel={TravelMeans(code): minutes for code, minutes in script.get("travel", _TRAVEL).items()},
        half_days=tuple(HalfDay(code) for code in script["half_days"]),
    )
    profiles.edit_availability(session, profile, availability, by=by, now=now)
    agreements.record_volunteering(
        session,
        profile,
        channel=Channel(script.get("channel", "oral")),
        given_on=scene.day(first),
        by=by,
        now=now,
    )
    profiles.activate(session, profile, by=by, now=now)
    if number % NOTICE_LEFT:
        notices.deliver(session, profile, way=NoticeWay.PAPER, by=by, now=now)
    if contract := script.get("contract"):
        contracts.add(session, profile, _terms(scene, contract, number), by=by, now=now)
    if "lost_text" in script:
        lose(scene, profile, script["lost_text"])
    if script.get("status") == "paused":
        profiles.pause(session, profile, by=by, now=now + timedelta(days=1))
    for lapse in (days for which, days in ASKED.items() if number % EVERY == which):
        _ask(scene, profile, by=by, lapse=lapse)
    if key := script.get("key"):
        scene.people[key] = profile
        profiles.confirm_understood(session, profile, _understood(scene, profile), by=by, now=now)
    return profile


def _ask(scene: Scene, profile: Profile, *, by: Actor, lapse: int) -> None:
    """Have a person ask for a correction by phone some days ago; answered when it is long ago and in time."""
    request = data_requests.ask(
        scene.session,
        profile,
        kind=RequestKind.RECTIFY,
        text="Mon numéro de téléphone a changé.",
        channel=Channel.PHONE,
        asked_on=scene.day(lapse),
        by=by,
        now=scene.ago(lapse),
    )
    if lapse == ANSWERED:
        data_requests.answer(
            scene.session,
            request,
            outcome=Outcome.DONE,
            words="Votre nouveau numéro est noté. Merci de nous l'avoir dit.",
            channel=Channel.PHONE,
            by=by,
            now=scene.ago(lapse - 3),
        )


def _understood(scene: Scene, profile: Profile) -> dict[str, list[str]]:
    """Return the concepts read in each text, as a référent who finds them right confirms them."""
    ideas = chips.ideas_of(profile, thesaurus.lexicon(scene.session))
    return {idea.text: [chip.code for chip in idea.kept][:MAX_CONCEPTS] for idea in ideas}


def _wishes(script: Script) -> Wishes:
    return Wishes(
        wishes=tuple(script.get("wishes", ())),
        skills=tuple(script.get("skills", ())),
        avoid=tuple(script.get("avoid", ())),
    )


def _suits(script: Script) -> Suits:
    return Suits(
        constraints=tuple(Constraint(code) for code in script.get("constraints", ())),
        comfort=tuple(Comfort(code) for code in script.get("comfort", ())),
        languages=tuple(script.get("languages", ["fr"])),
        french_level=Level(script["french_level"]),
        supervision_need=SupervisionLevel(script["supervision_need"]),
    )


def _terms(scene: Scene, contract: Script, number: int) -> ContractTerms:
    starts_on = scene.day(contract["started"])
    return ContractTerms(
        kind=ContractKind(contract["kind"]),
        reference=f"C-{number:05d}",
        starts_on=starts_on,
        ends_on=add_months(starts_on, contract["months"]),
        weekly_hours_target=contract.get("hours"),
        volunteering_included=contract["included"],
    )
