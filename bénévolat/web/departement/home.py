"""First page of the Département: what waits to be checked, and the platform in figures."""

from flask import render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from bénévolat.domain.associations import AssociationStatus
from bénévolat.domain.engagements import EngagementStatus
from bénévolat.domain.enums import Audience, Right
from bénévolat.domain.offers import OfferStatus
from bénévolat.extensions import db
from bénévolat.models.associations import Association
from bénévolat.models.engagements import Engagement
from bénévolat.models.offers import Offer
from bénévolat.services import associations, data_requests, offers
from bénévolat.web.access import AudienceBlueprint, me, today

bp = AudienceBlueprint("departement", __name__, audience=Audience.DEPARTEMENT, url_prefix="/departement")

SHOWN = 5


@bp.get("/")
def home() -> ResponseReturnValue:
    """Show the oldest associations and offers that wait, and a few figures."""
    session, administers = db.session(), Right.ADMINISTER in me().rights
    waiting_associations = (
        associations.found_by(status=AssociationStatus.SUBMITTED)
        .order_by(None)
        .order_by(Association.submitted_at, Association.id)
    )
    waiting_offers = offers.waiting().options(joinedload(Offer.association), joinedload(Offer.commune))
    return render_template(
        "departement/home.html",
        may_validate=Right.VALIDATE in me().rights,
        associations=session.scalars(waiting_associations.limit(SHOWN)).all(),
        offers=session.scalars(waiting_offers.limit(SHOWN)).all(),
        association_counts=associations.count_by_status(session),
        offer_counts=offers.count_by_status(session),
        association_statuses=AssociationStatus,
        offer_statuses=OfferStatus,
        late_requests=data_requests.count_late(session, today()) if administers else 0,
        free_places=offers.free_places(session),
        engaged=session.scalar(
            select(func.count()).select_from(Engagement).where(Engagement.status == EngagementStatus.ACTIVE)
        ),
    )
