"""Rows read in bulk say exactly what ``matching_inputs`` says of the objects (R30)."""

from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bénévolat.domain.enums import (
    Comfort,
    Constraint,
    Demand,
    ExclusionKind,
    Level,
    OffHours,
    Remote,
    SupervisionLevel,
    Transit,
)
from bénévolat.matching.formats import Offer as OfferRecord
from bénévolat.matching.formats import Profile as ProfileRecord
from bénévolat.models.offers import Offer
from bénévolat.models.profiles import Profile
from bénévolat.services import matching_inputs, matching_rows
from tests.clock import Clock
from tests.factories import Factory


def test_people_read_in_bulk_are_those_of_the_inputs(session: Session, make: Factory) -> None:
    full = make.active_profile(
        wishes=["« jardin », l'été", "cuisine"],
        skills=["français"],
        avoid=["la foule"],
        understood={"cuisine": ["cooking"]},
        constraints=[Constraint.NO_NOISE, Constraint.NO_HEAVY_LOAD],
        comfort=[Comfort.SEATED],
        languages=["fr", "ar"],
        available_from=date(2027, 1, 4),
    )
    make.active_profile(
        french_level=None, supervision_need=None, travel={}, half_days=[], wishes=[], skills=[]
    )
    make.profile()
    make.exclusion(full, make.validated_association())
    make.exclusion(full, make.validated_association(), ExclusionKind.FORMER_EMPLOYER)
    seen = make.proposition(full).offer_id
    session.expire_all()  # Objects are read as the database stores them.
    people = session.scalars(select(Profile).order_by(Profile.id)).all()
    found = matching_rows.profiles(session, [person.id for person in people])
    assert len(found) == 2
    for person in people:
        if person.id not in found:
            continue
        seen_offers = [str(seen)] if person.id == full.id else []
        said = ProfileRecord.from_json({**matching_inputs.profile_record(person), "seen_offers": seen_offers})
        assert found[person.id] == said


def test_missions_read_in_bulk_are_those_of_the_inputs(session: Session, make: Factory, clock: Clock) -> None:
    today = clock().date()
    make.published_offer(
        tasks=["Trier", "Ranger"],
        skills=["Sourire"],
        concepts=["gardening"],
        transit=Transit.DECLARED,
        transit_off_hours=[OffHours.SUNDAY],
        demands=[Demand.STANDING, Demand.HEAVY_LOAD],
        comfort=[Comfort.INDOOR, Comfort.BREAKS],
        french_level=Level.NONE,
        supervision_level=SupervisionLevel.CLOSE,
        starts_on=today,
        ends_on=today + timedelta(days=40),
        places_taken=1,
    )
    make.published_offer(remote=Remote.FULL, commune=None, half_days=[], transit=Transit.UNKNOWN)
    make.full_offer(pause_from=today, pause_to=today + timedelta(days=1))
    make.published_offer(pause_from=today - timedelta(days=3), pause_to=today - timedelta(days=1))
    left = make.published_offer()
    assert left.supervisor
    left.supervisor.left_at = clock()
    backed = make.published_offer()
    backed.backup_supervisor_id = make.supervisor(backed.association).id
    assert backed.supervisor
    backed.supervisor.left_at = clock()
    session.commit()
    session.expire_all()
    rows = session.scalars(select(Offer).order_by(Offer.id)).all()
    said = [OfferRecord.from_json(matching_inputs.offer_record(offer, today=today)) for offer in rows]
    assert matching_rows.offers(session, [offer.id for offer in rows], today) == said
    assert {one.supervision_present for one in said} == {True, False}
