"""First page of the person's space: the missions put before them, then ideas to talk about; help."""

from datetime import timedelta

from flask import render_template
from flask.typing import ResponseReturnValue

from bénévolat.domain.engagements import EngagementStatus
from bénévolat.domain.enums import Audience
from bénévolat.domain.propositions import PropositionStatus
from bénévolat.extensions import db
from bénévolat.models.bilans import Bilan
from bénévolat.models.engagements import Engagement
from bénévolat.models.propositions import Proposition
from bénévolat.services import bilans, engagements, proposition_views, session_drafts, suggestions
from bénévolat.services.journeys import journey
from bénévolat.web.access import AudienceBlueprint, current_login, my_profile, now
from bénévolat.web.allocataire.mine import my_helper

bp = AudienceBlueprint("allocataire", __name__, audience=Audience.ALLOCATAIRE, url_prefix="/mon-espace")

MOST_IDEAS = 3
SHOWN_AFTER = timedelta(days=30)
"""How long a mission that will not happen stays in sight."""

_S = PropositionStatus
ANSWERED = (_S.AGREED, _S.TALK_FIRST, _S.SUBMITTED, _S.MEETING, _S.DECLINED, _S.REFUSED)


@bp.get("/")
def home() -> ResponseReturnValue:
    """Show what waits for my answer, my answers, my engagement, and a few ideas."""
    session, person = db.session(), my_profile()
    rows = session.scalars(
        proposition_views.of_person(person.id).where(Proposition.status.in_((_S.PROPOSED, *ANSWERED)))
    ).all()
    put = {row.offer_id for row in rows}
    mine = session.scalars(
        engagements.of_person(person.id).where(Engagement.status != EngagementStatus.ENDED)
    ).all()
    taken = put | {row.offer_id for row in mine}
    found = [match.offer for match in suggestions.suggestions_of(session, person.id)]
    ideas = [offer for offer in found if offer.id not in taken][:MOST_IDEAS]
    written = bilans.of_engagements(session, [row.id for row in mine])
    return render_template(
        "allocataire/home.html",
        person=person,
        helper=my_helper(),
        to_answer=[row for row in rows if row.status is _S.PROPOSED],
        answered=[row for row in rows if row.status is not _S.PROPOSED and _recent(row)],
        engagements=mine,
        to_note=session_drafts.count_to_note(session, person.id, now()),
        to_read=[row for row in mine if _unread(written.get(row.id))],
        ideas=ideas,
        ways={offer.id: journey(person, offer) for offer in (*(row.offer for row in rows), *ideas)},
    )


def _unread(bilan: Bilan | None) -> bool:
    return bilan is not None and bilan.written_at is not None and bilan.read_at is None


def _recent(row: Proposition) -> bool:
    over = row.status in {_S.DECLINED, _S.REFUSED}
    return not over or now() - (row.decided_at or row.answered_at or row.proposed_at) < SHOWN_AFTER


@bp.get("/aide")
def help() -> ResponseReturnValue:  # noqa: A001 - the word on the button
    """Tell whom to call, what this space is for, and until when the card works."""
    return render_template("allocataire/help.html", helper=my_helper(), card=current_login().card)
