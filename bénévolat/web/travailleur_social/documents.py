"""Papers of an engagement, made for the person or for their file: attestation, convention (R13, R22, R54)."""

from collections.abc import Callable
from uuid import UUID

from flask import Response, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from bénévolat.domain.enums import Audience, JournalEvent
from bénévolat.domain.errors import DomainError
from bénévolat.exports.calendars import calendar_ics
from bénévolat.exports.certificates import Certificate, certificate_pdf
from bénévolat.exports.conventions import Convention, convention_docx, convention_pdf
from bénévolat.extensions import db, transaction
from bénévolat.models.engagements import Engagement
from bénévolat.services import calendar_links, calendars, certificates, conventions, journal
from bénévolat.web.access import AudienceBlueprint, actor, now
from bénévolat.web.files import DOCX, ICS, PDF, file_name, handed_over
from bénévolat.web.travailleur_social.mine import journal_reading, my_engagement

bp = AudienceBlueprint(
    "travailleur_social_documents",
    __name__,
    audience=Audience.TRAVAILLEUR_SOCIAL,
    url_prefix="/travailleur-social/engagements/<uuid:engagement_id>/documents",
)


@bp.get("")
def index(engagement_id: UUID) -> ResponseReturnValue:
    """Show the papers that can be made of an engagement."""
    engagement = my_engagement(engagement_id)
    journal_reading(engagement.profile_id)
    since = calendar_links.since(db.session(), profile_id=engagement.profile_id)
    return render_template(
        "travailleur_social/documents/index.html", engagement=engagement, calendar_since=since
    )


@bp.get("/attestation.pdf")
def certificate(engagement_id: UUID) -> ResponseReturnValue:
    """Hand over the person's own paper, made for them (R54)."""
    with_name = request.args.get("nom") != "sans"

    def facts(session: Session, engagement: Engagement) -> Certificate:
        return certificates.for_person(session, engagement, with_name=with_name, now=now())

    return _certificate(engagement_id, facts, "attestation")


@bp.get("/copie.pdf")
def copy(engagement_id: UUID) -> ResponseReturnValue:
    """Hand over the copy for the person's file (R13); out of the contract, only if the person agreed (R6)."""

    def facts(session: Session, engagement: Engagement) -> Certificate:
        label = current_app.config["CONTRACT_LABEL"]
        return certificates.for_referent(session, engagement, contract_label=label, now=now())

    return _certificate(engagement_id, facts, "copie-attestation")


def _certificate(
    engagement_id: UUID, facts: Callable[[Session, Engagement], Certificate], name: str
) -> Response | ResponseReturnValue:
    engagement = my_engagement(engagement_id)
    try:
        with transaction() as session:
            made = facts(session, engagement)
            journal.document_made(
                session, profile_id=engagement.profile_id, about=engagement.id, by=actor(), now=now()
            )
    except DomainError as refusal:
        flash(refusal.sentence, "error")
        return redirect(url_for(".index", engagement_id=engagement_id), 303)
    return handed_over(certificate_pdf(made), PDF, file_name(name, made.person, ending="pdf"))


@bp.get("/calendrier.ics")
def calendar(engagement_id: UUID) -> ResponseReturnValue:
    """Hand over the person's coming sessions, as they would take them from their own space (R54)."""
    engagement = my_engagement(engagement_id)
    journal_reading(engagement.profile_id)
    meetings = calendars.of_person(db.session(), engagement.profile_id, now=now())
    return handed_over(
        calendar_ics(calendars.NEUTRAL, meetings, made_at=now()), ICS, file_name("benevolat", ending="ics")
    )


@bp.post("/calendrier/arret")
def stop_calendar(engagement_id: UUID) -> ResponseReturnValue:
    """Stop the address that the person's calendar reads, as they ask: a telephone lost, lent, sold (R54)."""
    engagement = my_engagement(engagement_id)
    with transaction() as session:
        calendar_links.stop(session, profile_id=engagement.profile_id, now=now())
        journal.write(
            session, JournalEvent.PROFILE_WRITTEN, by=actor(), now=now(), profile_id=engagement.profile_id
        )
    flash("C'est fait\u00a0: l'ancienne adresse du calendrier ne montre plus rien.", "success")
    return redirect(url_for(".index", engagement_id=engagement.id), 303)


def _convention(engagement_id: UUID) -> Convention:
    engagement = my_engagement(engagement_id)
    with transaction() as session:
        journal.document_made(
            session, profile_id=engagement.profile_id, about=engagement.id, by=actor(), now=now()
        )
        return conventions.of_engagement(session, engagement, now=now())


@bp.get("/convention.pdf")
def convention(engagement_id: UUID) -> ResponseReturnValue:
    """Hand the convention over, ready to sign."""
    made = _convention(engagement_id)
    return handed_over(convention_pdf(made), PDF, file_name("convention", made.first_name, ending="pdf"))


@bp.get("/convention.docx")
def editable_convention(engagement_id: UUID) -> ResponseReturnValue:
    """Hand the convention over, to be completed."""
    made = _convention(engagement_id)
    return handed_over(convention_docx(made), DOCX, file_name("convention", made.first_name, ending="docx"))
