"""People my association welcomes: first name and chosen contact only (A3), their sessions to confirm."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select

from bénévolat.domain.bilans import EXPLANATIONS
from bénévolat.domain.engagements import EngagementStatus, SessionStatus
from bénévolat.domain.enums import Audience, BackgroundCheck, ContactChoice, EndKind, Rhythm
from bénévolat.domain.errors import DomainError
from bénévolat.domain.soft_skills import SoftSkill
from bénévolat.extensions import db, transaction
from bénévolat.models.activity_sessions import ActivitySession
from bénévolat.models.bilans import Bilan
from bénévolat.models.engagements import Engagement
from bénévolat.services import (
    activity_sessions,
    bilans,
    engagements,
    presences,
    session_drafts,
    session_withdrawals,
)
from bénévolat.web.access import AudienceBlueprint, actor, my_association, now, today
from bénévolat.web.acts import act
from bénévolat.web.association.mine import journal_reading, my_engagement, my_session
from bénévolat.web.fields import EnumRadio, Form, LocalDate, Required
from bénévolat.web.formats import local
from bénévolat.web.lists import paginated
from bénévolat.web.presences import differ_page, keys, tell

bp = AudienceBlueprint(
    "association_engagements",
    __name__,
    audience=Audience.ASSOCIATION,
    url_prefix="/association/personnes-accueillies",
)

MOST_WITHDRAWN = 20
MOST_COMING = 6
END_KINDS = (
    EndKind.OTHER,
    EndKind.COMPLETED,
    EndKind.PERSON_STOPS,
    EndKind.ASSOCIATION_SIDE,
    EndKind.PLACE_CHANGE,
)


class EndForm(Form):
    """The end of an engagement: a date, and a neutral word (R9)."""

    ended_on = LocalDate("Dernier jour", [Required("Indiquez le dernier jour.")])
    end_kind = EnumRadio(
        "Comment cela se termine", EndKind, [Required("Choisissez une réponse.")], members=END_KINDS
    )


@dataclass(frozen=True, slots=True)
class Hosted:
    """The only fields of an engagement that its association reads (A3, R37)."""

    id: UUID
    first_name: str
    offer_title: str
    offer_id: UUID
    status: EngagementStatus
    started_on: date
    ended_on: date | None
    contact_label: str
    contact: str | None
    referent_name: str
    referent_phone: str | None
    rhythm: Rhythm
    sessions_per_period: int
    session_minutes: int
    agreed_slots: Sequence[dict[str, Any]]
    background_check: BackgroundCheck
    background_checked_on: date | None
    cover_confirmed_by: str | None
    cover_confirmed_on: date | None
    leads_volunteers: bool


def hosted(engagement: Engagement) -> Hosted:
    """Return what the association may read; once ended, the contact is hidden again."""
    person = engagement.profile
    shown = engagement.status is not EngagementStatus.ENDED
    contact = {ContactChoice.PHONE: person.phone, ContactChoice.EMAIL: person.email}.get(
        person.contact_choice
    )
    return Hosted(
        id=engagement.id,
        first_name=person.first_name,
        offer_title=engagement.offer.title,
        offer_id=engagement.offer_id,
        status=engagement.status,
        started_on=engagement.started_on,
        ended_on=engagement.ended_on,
        contact_label=person.contact_choice.label,
        contact=contact if shown else None,
        referent_name=person.referent.full_name,
        referent_phone=person.referent.phone,
        rhythm=engagement.rhythm,
        sessions_per_period=engagement.sessions_per_period,
        session_minutes=engagement.session_minutes,
        agreed_slots=engagement.agreed_slots,
        background_check=engagement.offer.background_check,
        background_checked_on=engagement.background_checked_on,
        cover_confirmed_by=engagement.cover_confirmed_by,
        cover_confirmed_on=engagement.cover_confirmed_on,
        leads_volunteers=engagement.leads_volunteers,
    )


@dataclass(frozen=True, slots=True)
class WrittenBilan:
    """The association's half of a bilan: the person's words are not its to read (R11, A3)."""

    skills: Sequence[SoftSkill]
    text: str | None
    written_at: datetime
    read_at: datetime | None


def bilan_state(bilan: Bilan | None) -> WrittenBilan | None:
    """Return what the association reads of a bilan: its own half, None while it wrote nothing."""
    if bilan is None or bilan.written_at is None:
        return None
    return WrittenBilan(bilan.skills, bilan.text, bilan.written_at, bilan.read_at)


@bp.get("")
def index() -> ResponseReturnValue:
    """List the people my association welcomes, and how many sessions wait to be confirmed."""
    page = paginated(engagements.hosted_by(my_association().id))
    keys_shown = [row.id for row in page.items]
    waiting = _waiting_by_engagement(keys_shown)
    written = bilans.of_engagements(db.session(), keys_shown)
    rows = [(hosted(row), waiting.get(row.id, 0), bilan_state(written.get(row.id))) for row in page.items]
    return render_template("association/engagements/index.html", page=page, rows=rows)


def _waiting_by_engagement(engagement_ids: Sequence[UUID]) -> dict[UUID, int]:
    counted = db.session.execute(
        select(ActivitySession.engagement_id, func.count())
        .where(
            ActivitySession.engagement_id.in_(engagement_ids),
            ActivitySession.status == SessionStatus.DECLARED,
            ActivitySession.replaced_at.is_(None),
        )
        .group_by(ActivitySession.engagement_id)
    )
    return dict(counted.all())


@bp.get("/<uuid:engagement_id>")
def show(engagement_id: UUID) -> ResponseReturnValue:
    """Show one person's sessions: those to confirm by month, then the others."""
    engagement = my_engagement(engagement_id)
    journal_reading(engagement.profile_id)
    current = activity_sessions.current_of(engagement.id)
    waiting = db.session.scalars(
        current.where(ActivitySession.status == SessionStatus.DECLARED).limit(200)
    ).all()
    others = current.where(ActivitySession.status.in_((SessionStatus.CONFIRMED, SessionStatus.CONTESTED)))
    return render_template(
        "association/engagements/show.html",
        hosted=hosted(engagement),
        bilan=bilan_state(bilans.of_engagement(db.session(), engagement.id)),
        explanations=EXPLANATIONS,
        months=_by_month(waiting),
        coming=db.session.scalars(
            session_drafts.still_to_come(session_drafts.foreseen_of(engagement.id), now()).limit(MOST_COMING)
        ).all(),
        sessions=paginated(others),
        withdrawn=db.session.scalars(
            session_withdrawals.of_engagement(engagement.id).limit(MOST_WITHDRAWN)
        ).all(),
    )


def _by_month(rows: Sequence[ActivitySession]) -> list[tuple[date, list[ActivitySession]]]:
    return [
        (month, list(group))
        for month, group in groupby(rows, key=lambda row: local(row.starts_at).date().replace(day=1))
    ]


@bp.post("/<uuid:engagement_id>/seances/confirmer")
def confirm(engagement_id: UUID) -> ResponseReturnValue:
    """Confirm the sessions that were shown: one, or all those of a month."""
    engagement = my_engagement(engagement_id)
    with transaction() as session:
        done = presences.confirm_of_engagement(
            session, engagement, keys(request.form.getlist("seance")), by=actor(), now=now()
        )
    tell(done)
    return redirect(url_for(".show", engagement_id=engagement_id), 303)


@bp.route("/<uuid:engagement_id>/seances/<uuid:session_id>/signaler", methods=["GET", "POST"])
def contest(engagement_id: UUID, session_id: UUID) -> ResponseReturnValue:
    """Say that a session differs from what was seen."""
    engagement = my_engagement(engagement_id)
    row = my_session(engagement, session_id)
    return differ_page(
        row,
        "association/engagements/contest.html",
        by=actor(),
        back=url_for(".show", engagement_id=engagement_id),
        hosted=hosted(engagement),
    )


@bp.post("/<uuid:engagement_id>/mettre-en-pause")
def pause(engagement_id: UUID) -> ResponseReturnValue:
    """Pause an engagement, without a reason."""
    back = url_for(".show", engagement_id=engagement_id)
    return act(engagements.pause, my_engagement(engagement_id), done="L'engagement est en pause.", back=back)


@bp.post("/<uuid:engagement_id>/reprendre")
def resume(engagement_id: UUID) -> ResponseReturnValue:
    """Resume a paused engagement."""
    back = url_for(".show", engagement_id=engagement_id)
    return act(engagements.resume, my_engagement(engagement_id), done="L'engagement reprend.", back=back)


@bp.route("/<uuid:engagement_id>/terminer", methods=["GET", "POST"])
def end(engagement_id: UUID) -> ResponseReturnValue:
    """End an engagement: a date and a neutral word."""
    engagement = my_engagement(engagement_id)
    form = EndForm(data={"ended_on": today(), "end_kind": EndKind.OTHER})
    if form.validate_on_submit() and form.ended_on.data:
        try:
            with transaction() as session:
                engagements.end(
                    session,
                    engagement,
                    end_kind=form.end_kind.data,
                    ended_on=form.ended_on.data,
                    by=actor(),
                    now=now(),
                )
        except DomainError as refusal:
            form.add_refusal(refusal)
        else:
            flash("L'engagement est terminé. Merci de votre accueil.", "success")
            return redirect(url_for(".show", engagement_id=engagement_id, _anchor="bilan"), 303)
    page = render_template("association/engagements/end.html", form=form, hosted=hosted(engagement))
    return page, 422 if form.is_submitted() else 200
