"""Reviews that come, and one page about each person: on screen, as PDF, as a file to complete (R8, R11)."""

from uuid import UUID

from flask import abort, current_app, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import func

from bénévolat.domain.contracts import ReviewList
from bénévolat.domain.enums import Audience
from bénévolat.exports.review_summaries import (
    KEY,
    NO_ENGAGEMENT,
    NO_HOURS,
    ReviewSummary,
    contract_words,
    engagement_words,
    period_words,
    review_docx,
    review_pdf,
)
from bénévolat.extensions import db, transaction
from bénévolat.models.contracts import Contract
from bénévolat.services import journal, review_summaries
from bénévolat.web.access import AudienceBlueprint, actor, me, now, today
from bénévolat.web.files import DOCX, PDF, file_name, handed_over
from bénévolat.web.lists import paginated
from bénévolat.web.travailleur_social.mine import journal_reading

bp = AudienceBlueprint(
    "travailleur_social_review_summaries",
    __name__,
    audience=Audience.TRAVAILLEUR_SOCIAL,
    url_prefix="/travailleur-social/revues",
)


@bp.get("/")
def index() -> ResponseReturnValue:
    """List the contracts whose review comes, nearest first."""
    team, which = request.args.get("vue") == "equipe", review_list(request.args.get("quand"))
    passed = review_summaries.due(me(), ReviewList.PASSED, team=team, now=now())
    return render_template(
        "travailleur_social/review_summaries/index.html",
        page=paginated(review_summaries.due(me(), which, team=team, now=now())),
        nb_passed=db.session.scalar(
            passed.order_by(None).with_only_columns(func.count(), maintain_column_froms=True)
        ),
        team_view=team,
        which=which,
        lists=list(ReviewList),
        today=today(),
    )


def review_list(typed: str | None) -> ReviewList:
    """Return the list that an address or a form names; the nearest reviews otherwise."""
    return next((one for one in ReviewList if one.value == typed), ReviewList.SOON)


def _my_summary(contract_id: UUID) -> ReviewSummary:
    """Return the summary of a contract of a person I follow, or my team follows; 404 otherwise."""
    session = db.session()
    scope = review_summaries.followed_by(me()).where(Contract.id == contract_id)
    if session.scalar(scope) is None:
        abort(404)
    label = current_app.config["CONTRACT_LABEL"]
    (summary,) = review_summaries.summaries(session, [contract_id], contract_label=label, now=now())
    return summary


@bp.get("/<uuid:contract_id>")
def show(contract_id: UUID) -> ResponseReturnValue:
    """Show the summary of one person; the reading is journaled."""
    summary = _my_summary(contract_id)
    journal_reading(summary.profile_id)
    return render_template(
        "travailleur_social/review_summaries/show.html",
        summary=summary,
        contract_id=contract_id,
        pairs=contract_words(summary),
        period=period_words(summary),
        engagement_words=engagement_words,
        key=KEY,
        no_hours=NO_HOURS,
        no_engagement=NO_ENGAGEMENT,
    )


@bp.get("/<uuid:contract_id>/synthese.pdf")
def pdf(contract_id: UUID) -> ResponseReturnValue:
    """Hand the page over as PDF."""
    summary = _made(contract_id)
    return handed_over(review_pdf(summary), PDF, file_name("synthese", summary.person, ending="pdf"))


@bp.get("/<uuid:contract_id>/synthese.docx")
def docx(contract_id: UUID) -> ResponseReturnValue:
    """Hand the same facts over as a file to complete."""
    summary = _made(contract_id)
    return handed_over(review_docx(summary), DOCX, file_name("synthese", summary.person, ending="docx"))


def _made(contract_id: UUID) -> ReviewSummary:
    summary = _my_summary(contract_id)
    with transaction() as session:
        journal.document_made(
            session, profile_id=summary.profile_id, about=contract_id, by=actor(), now=now()
        )
    return summary
