"""First page of an association: what waits, and what to do next."""

from typing import Any
from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import Select, func, literal, select

from bénévolat.domain.enums import Audience
from bénévolat.domain.offers import OfferStatus
from bénévolat.domain.propositions import HOLDING
from bénévolat.extensions import db
from bénévolat.models.offers import Offer
from bénévolat.models.propositions import Proposition
from bénévolat.services import activity_sessions, associations, proposition_views, supervisors
from bénévolat.web.access import AudienceBlueprint, my_association, today

bp = AudienceBlueprint("association", __name__, audience=Audience.ASSOCIATION, url_prefix="/association")

SHOWN = 5


@bp.get("/")
def home() -> ResponseReturnValue:
    """Show propositions to answer, sessions to confirm and offers to finish."""
    association = my_association()
    waiting = proposition_views.received_by(association.id).where(Proposition.status.in_(HOLDING))
    to_confirm = activity_sessions.to_confirm(association.id)
    by_status = _offers_by_status(association.id)
    return render_template(
        "association/home.html",
        association=association,
        missing=associations.missing(association, today=today()),
        views=[
            proposition_views.association_view(row)
            for row in db.session.scalars(waiting.limit(SHOWN)).unique()
        ],
        waiting_count=db.session.scalar(_count(waiting)),
        to_confirm_count=db.session.scalar(_count(to_confirm)),
        has_supervisor=db.session.scalar(supervisors.of_association(association.id).limit(1)) is not None,
        has_offer=bool(by_status),
        to_finish_count=by_status.get(OfferStatus.DRAFT, 0) + by_status.get(OfferStatus.REFUSED, 0),
        published_count=by_status.get(OfferStatus.PUBLISHED, 0),
    )


def _count(statement: Select[Any]) -> Select[int]:
    return select(func.count()).select_from(statement.order_by(None).with_only_columns(literal(1)).subquery())


def _offers_by_status(association_id: UUID) -> dict[OfferStatus, int]:
    counted = db.session.execute(
        select(Offer.status, func.count())
        .where(Offer.association_id == association_id)
        .group_by(Offer.status)
    )
    return dict(counted.all())
