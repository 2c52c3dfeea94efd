"""What belongs to my association: fetched among mine, 404 otherwise (A2)."""

from uuid import UUID

from flask import abort
from sqlalchemy.orm import joinedload

from bénévolat.domain.enums import JournalEvent
from bénévolat.extensions import db, transaction
from bénévolat.models.activity_sessions import ActivitySession
from bénévolat.models.associations import Membership
from bénévolat.models.engagements import Engagement
from bénévolat.models.offers import Offer
from bénévolat.models.propositions import Proposition
from bénévolat.models.supervisors import Supervisor
from bénévolat.services import (
    activity_sessions,
    engagements,
    journal,
    memberships,
    offers,
    proposition_views,
    supervisors,
)
from bénévolat.web.access import actor, my_association, now


def my_offer(offer_id: UUID) -> Offer:
    """Return an offer of my association, with what its page shows."""
    offer = db.session.scalar(
        offers.of_association(my_association().id)
        .where(Offer.id == offer_id)
        .options(
            joinedload(Offer.association),
            joinedload(Offer.commune),
            joinedload(Offer.supervisor),
            joinedload(Offer.backup_supervisor),
        )
    )
    if offer is None:
        abort(404)
    return offer


def my_supervisor(supervisor_id: UUID) -> Supervisor:
    """Return a supervisor of my association who has not left."""
    supervisor = db.session.scalar(
        supervisors.of_association(my_association().id).where(Supervisor.id == supervisor_id)
    )
    if supervisor is None:
        abort(404)
    return supervisor


def my_member(membership_id: UUID) -> Membership:
    """Return an active membership of my association."""
    membership = db.session.scalar(
        memberships.of_association(my_association().id).where(Membership.id == membership_id)
    )
    if membership is None:
        abort(404)
    return membership


def my_proposition(proposition_id: UUID) -> Proposition:
    """Return a proposition my association has received."""
    proposition = db.session.scalar(
        proposition_views.received_by(my_association().id).where(Proposition.id == proposition_id)
    )
    if proposition is None:
        abort(404)
    return proposition


def my_engagement(engagement_id: UUID) -> Engagement:
    """Return an engagement hosted by my association."""
    engagement = db.session.scalar(
        engagements.hosted_by(my_association().id).where(Engagement.id == engagement_id)
    )
    if engagement is None:
        abort(404)
    return engagement


def my_session(engagement: Engagement, session_id: UUID) -> ActivitySession:
    """Return a session of this engagement, as it stands."""
    row = db.session.scalar(
        activity_sessions.current_of(engagement.id).where(ActivitySession.id == session_id)
    )
    if row is None:
        abort(404)
    return row


def journal_reading(profile_id: UUID) -> None:
    """Write that the association read of this person: the person sees it among who looked (R40). No value."""
    with transaction() as session:
        journal.write(session, JournalEvent.PROFILE_READ, by=actor(), now=now(), profile_id=profile_id)
