"""What belongs to me or my team: fetched among mine, 404 otherwise; every reading is journaled (A2, R40)."""

from datetime import date
from uuid import UUID

from flask import abort
from sqlalchemy.orm import joinedload

from bénévolat.domain.enums import JournalEvent
from bénévolat.extensions import db, transaction
from bénévolat.models.associations import Association
from bénévolat.models.engagements import Engagement
from bénévolat.models.offers import Offer
from bénévolat.models.profiles import Profile
from bénévolat.models.propositions import Proposition
from bénévolat.services import (
    engagements,
    journal,
    match_changes,
    offers,
    profiles,
    proposition_views,
)
from bénévolat.web.access import actor, me, now
from bénévolat.web.formats import local


def today() -> date:
    """Return the present day in Paris."""
    return local(now()).date()


def my_person(profile_id: UUID) -> Profile:
    """Return a person I follow, or my team follows; 404 otherwise."""
    person = db.session.scalar(
        profiles.visible_to(me())
        .where(Profile.id == profile_id)
        .options(joinedload(Profile.referent), joinedload(Profile.team), joinedload(Profile.commune))
    )
    if person is None:
        abort(404)
    return person


def my_proposition(proposition_id: UUID) -> Proposition:
    """Return a proposition of a person I follow, or my team follows; 404 otherwise."""
    found = db.session.scalar(proposition_views.followed_by(me()).where(Proposition.id == proposition_id))
    if found is None:
        abort(404)
    return found


def my_engagement(engagement_id: UUID) -> Engagement:
    """Return an engagement of a person I follow, or my team follows; 404 otherwise."""
    found = db.session.scalar(engagements.followed_by(me()).where(Engagement.id == engagement_id))
    if found is None:
        abort(404)
    return found


def open_offer(offer_id: UUID) -> Offer:
    """Return a published offer of a validated association, with what a page shows of it; 404 otherwise."""
    offer = db.session.scalar(
        offers.published(today())
        .where(Offer.id == offer_id)
        .options(
            joinedload(Offer.association).joinedload(Association.commune),
            joinedload(Offer.commune),
            joinedload(Offer.supervisor),
            joinedload(Offer.backup_supervisor),
        )
    )
    if offer is None:
        abort(404)
    return offer


def journal_reading(profile_id: UUID) -> None:
    """Write that I opened this person's file: who, what, when, no value (R40). In its own transaction."""
    with transaction() as session:
        journal.write(session, JournalEvent.PROFILE_READ, by=actor(), now=now(), profile_id=profile_id)


def refresh_matches(person: Profile) -> None:
    """Ask for the suggestions of a person again: they are computed after the commit, out of any write (D1)."""
    with transaction() as session:
        match_changes.profile_changed(session, person.id, now=now())
