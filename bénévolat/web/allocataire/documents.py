"""My papers: an attestation and a bilan for each engagement, my sessions for a calendar (R13)."""

from uuid import UUID

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bénévolat.domain.enums import Audience
from bénévolat.exports.calendars import calendar_ics
from bénévolat.exports.certificates import certificate_pdf
from bénévolat.extensions import db, transaction
from bénévolat.services import bilans, calendar_links, calendars, certificates, engagements, journal
from bénévolat.web.access import AudienceBlueprint, actor, my_profile, now
from bénévolat.web.allocataire.identity import ask_name_first
from bénévolat.web.allocataire.mine import my_engagement, my_helper
from bénévolat.web.files import ICS, PDF, file_name, handed_over
from bénévolat.web.languages import say

bp = AudienceBlueprint(
    "allocataire_documents",
    __name__,
    audience=Audience.ALLOCATAIRE,
    url_prefix="/mon-espace/documents",
)
ask_name_first(bp)


@bp.get("")
def index() -> ResponseReturnValue:
    """Show what I can take with me."""
    session, person = db.session(), my_profile()
    rows = session.scalars(engagements.of_person(person.id).limit(20)).all()
    return render_template(
        "allocataire/documents/index.html",
        engagements=rows,
        bilans=bilans.of_engagements(session, [row.id for row in rows]),
        coming=len(calendars.of_person(session, person.id, now=now())),
        calendar_since=calendar_links.since(session, profile_id=person.id),
        helper=my_helper(),
    )


@bp.get("/<uuid:engagement_id>/attestation.pdf")
def certificate(engagement_id: UUID) -> ResponseReturnValue:
    """Hand my attestation over; the association's name is left out when I choose so."""
    engagement = my_engagement(engagement_id)
    with_name = request.args.get("nom") != "sans"
    with transaction() as session:
        made = certificates.for_person(session, engagement, with_name=with_name, now=now())
        journal.document_made(
            session, profile_id=engagement.profile_id, about=engagement.id, by=actor(), now=now()
        )
    return handed_over(certificate_pdf(made), PDF, file_name("attestation", "benevolat", ending="pdf"))


@bp.get("/calendrier.ics")
def calendar() -> ResponseReturnValue:
    """Hand my coming sessions over, for the calendar of a telephone."""
    meetings = calendars.of_person(db.session(), my_profile().id, now=now())
    return handed_over(
        calendar_ics(calendars.NEUTRAL, meetings, made_at=now()), ICS, file_name("benevolat", ending="ics")
    )


@bp.post("/calendrier")
def subscribe() -> ResponseReturnValue:
    """Make the address that my telephone's calendar reads by itself; it is shown once."""
    with transaction() as session:
        token = calendar_links.make(session, profile_id=my_profile().id, now=now())
    return render_template(
        "allocataire/documents/calendar.html",
        address=current_app.config["BASE_URL"] + url_for("public_calendars.show", token=token),
        helper=my_helper(),
    )


@bp.post("/calendrier/arret")
def unsubscribe() -> ResponseReturnValue:
    """Stop the address of my calendar."""
    with transaction() as session:
        calendar_links.stop(session, profile_id=my_profile().id, now=now())
    flash(say("C'est arrêté. L'adresse ne marche plus."), "success")
    return redirect(url_for(".index"), 303)
