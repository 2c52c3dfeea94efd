"""Papers of my association: the convention of an engagement, the sessions that come for a calendar (R22, A3)."""

from uuid import UUID

from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from bénévolat.domain.enums import Audience
from bénévolat.exports.calendars import calendar_ics
from bénévolat.exports.conventions import Convention, convention_docx, convention_pdf
from bénévolat.extensions import db, transaction
from bénévolat.services import calendar_links, calendars, conventions, journal
from bénévolat.web.access import AudienceBlueprint, actor, my_association, my_membership, now
from bénévolat.web.association.mine import my_engagement
from bénévolat.web.files import DOCX, ICS, PDF, file_name, handed_over

bp = AudienceBlueprint(
    "association_documents",
    __name__,
    audience=Audience.ASSOCIATION,
    url_prefix="/association/documents",
)


def _made(engagement_id: UUID) -> Convention:
    engagement = my_engagement(engagement_id)
    with transaction() as session:
        journal.document_made(
            session, profile_id=engagement.profile_id, about=engagement.id, by=actor(), now=now()
        )
        return conventions.of_engagement(session, engagement, now=now())


@bp.get("/<uuid:engagement_id>/convention.pdf")
def convention(engagement_id: UUID) -> ResponseReturnValue:
    """Hand the convention over, ready to sign."""
    made = _made(engagement_id)
    return handed_over(convention_pdf(made), PDF, file_name("convention", made.first_name, ending="pdf"))


@bp.get("/<uuid:engagement_id>/convention.docx")
def editable_convention(engagement_id: UUID) -> ResponseReturnValue:
    """Hand the convention over, to be completed."""
    made = _made(engagement_id)
    return handed_over(convention_docx(made), DOCX, file_name("convention", made.first_name, ending="docx"))


@bp.get("/calendrier")
def calendar_page() -> ResponseReturnValue:
    """Show the two ways to have the sessions that come in a calendar."""
    return _calendar_page(None)


@bp.post("/calendrier")
def subscribe() -> ResponseReturnValue:
    """Make the address that my calendar reads by itself; it is shown once."""
    with transaction() as session:
        token = calendar_links.make(session, membership_id=my_membership().id, now=now())
    return _calendar_page(current_app.config["BASE_URL"] + url_for("public_calendars.show", token=token))


@bp.post("/calendrier/arret")
def unsubscribe() -> ResponseReturnValue:
    """Stop the address of my calendar."""
    with transaction() as session:
        calendar_links.stop(session, membership_id=my_membership().id, now=now())
    flash("L'adresse de votre calendrier ne s'ouvre plus.", "success")
    return redirect(url_for(".calendar_page"), 303)


def _calendar_page(address: str | None) -> ResponseReturnValue:
    return render_template(
        "association/documents/calendar.html",
        address=address,
        since=calendar_links.since(db.session(), membership_id=my_membership().id),
    )


@bp.get("/calendrier.ics")
def calendar() -> ResponseReturnValue:
    """Hand the sessions that come over, for a calendar."""
    association = my_association()
    meetings = calendars.of_association(db.session(), association.id, now=now())
    name = f"Bénévoles, {association.name}"
    return handed_over(
        calendar_ics(name, meetings, made_at=now()), ICS, file_name("seances-benevoles", ending="ics")
    )
