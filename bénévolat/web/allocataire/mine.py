"""What is mine, as the person with the card: fetched among mine, 404 otherwise (A2, L2)."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from flask import abort, current_app
from sqlalchemy.orm import joinedload

from bénévolat.extensions import db
from bénévolat.models.engagements import Engagement
from bénévolat.models.matches import Match
from bénévolat.models.offers import Offer
from bénévolat.models.propositions import Proposition
from bénévolat.models.supervisors import Supervisor
from bénévolat.services import engagements, proposition_views, suggestions
from bénévolat.web.access import my_profile, now
from bénévolat.web.formats import local


@dataclass(frozen=True, slots=True)
class Helper:
    """The human being to call: first name and phone."""

    first_name: str
    phone: str


def today() -> date:
    """Return the present day in Paris."""
    return local(now()).date()


def my_helper() -> Helper:
    """Return whom I call: the person who accompanies me, at their own number or the team's."""
    person = my_profile()
    phone = person.referent.phone or person.team.phone or current_app.config["DEPARTEMENT_PHONE"]
    return Helper(person.referent.first_name, phone)


def my_proposition(proposition_id: UUID) -> Proposition:
    """Return a mission proposed to me, with what its page shows; 404 otherwise."""
    found = db.session.scalar(
        proposition_views.of_person(my_profile().id)
        .where(Proposition.id == proposition_id)
        .options(
            joinedload(Proposition.offer).joinedload(Offer.supervisor),
            joinedload(Proposition.offer).joinedload(Offer.backup_supervisor),
        )
    )
    if found is None:
        abort(404)
    return found


def my_idea(offer_id: UUID) -> Match:
    """Return the suggestion of an open mission to me; 404 otherwise."""
    found = next(
        (
            match
            for match in suggestions.suggestions_of(db.session(), my_profile().id)
            if match.offer_id == offer_id
        ),
        None,
    )
    if found is None:
        abort(404)
    return found


def host_of(offer: Offer) -> Supervisor | None:
    """Return whom to ask for: who accompanies, or who replaces them; None when nobody is there any more."""
    people = (offer.supervisor, offer.backup_supervisor)
    return next((one for one in people if one is not None and one.left_at is None), None)


def my_engagement(engagement_id: UUID) -> Engagement:
    """Return an engagement of mine; 404 otherwise."""
    found = db.session.scalar(engagements.of_person(my_profile().id).where(Engagement.id == engagement_id))
    if found is None:
        abort(404)
    return found
