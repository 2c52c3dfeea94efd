"""Engagements of the people I follow: sessions noted for them, pause, end, link with a contract."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Select, select

from bénévolat.domain.bilans import EXPLANATIONS
from bénévolat.domain.engagements import EngagementStatus, SessionStatus
from bénévolat.domain.enums import AgreementKind, Audience, EndKind
from bénévolat.domain.errors import DomainError
from bénévolat.extensions import db, transaction
from bénévolat.models.activity_sessions import ActivitySession
from bénévolat.models.agreements import Agreement
from bénévolat.models.contracts import Contract
from bénévolat.models.engagements import Engagement
from bénévolat.models.profiles import Profile
from bénévolat.services import (
    activity_sessions,
    bilans,
    cer,
    contracts,
    engagements,
    profile_history,
    session_drafts,
    session_withdrawals,
)
from bénévolat.web.access import AudienceBlueprint, actor, me, now
from bénévolat.web.acts import act
from bénévolat.web.lists import chosen, paginated
from bénévolat.web.session_forms import RhythmForm
from bénévolat.web.travailleur_social.engagements_forms import EndForm, NatureForm, ReviewForm, SessionForm
from bénévolat.web.travailleur_social.mine import journal_reading, my_engagement, today

MOST_FORESEEN = 60
MOST_COMING = 6

bp = AudienceBlueprint(
    "travailleur_social_engagements",
    __name__,
    audience=Audience.TRAVAILLEUR_SOCIAL,
    url_prefix="/travailleur-social/engagements",
)


@bp.get("/")
def index() -> ResponseReturnValue:
    """List the engagements of my caseload or my team."""
    team_view = request.args.get("vue") == "equipe"
    status = chosen(EngagementStatus, "etat")
    statement = engagements.followed_by(me())
    if not team_view:
        statement = statement.where(Profile.referent_id == me().id)
    if status is not None:
        statement = statement.where(Engagement.status == status)
    return render_template(
        "travailleur_social/engagements/index.html",
        rows=paginated(statement),
        team_view=team_view,
        status=status,
        statuses=list(EngagementStatus),
    )


@bp.get("/<uuid:engagement_id>")
def show(engagement_id: UUID) -> ResponseReturnValue:
    """Show an engagement with its sessions and monthly records."""
    engagement = my_engagement(engagement_id)
    journal_reading(engagement.profile_id)
    session = db.session()
    sessions = paginated(activity_sessions.noted_of(engagement.id))
    before = activity_sessions.corrected(session, sessions.items)
    foreseen = session.scalars(session_drafts.foreseen_of(engagement.id).limit(MOST_FORESEEN)).all()
    withdrawn = session.scalars(session_withdrawals.of_engagement(engagement.id).limit(MOST_FORESEEN)).all()
    shown = [*sessions.items, *withdrawn, *(old for rows in before.values() for old in rows)]
    bilan = bilans.of_engagement(session, engagement.id)
    authors = [*bilans.authors(bilan), *(row.declared_by_id for row in shown)]
    return render_template(
        "travailleur_social/engagements/show.html",
        engagement=engagement,
        sessions=sessions,
        before=before,
        withdrawn=withdrawn,
        to_review=session.scalars(
            activity_sessions.noted_of(engagement.id)
            .where(ActivitySession.status == SessionStatus.CONTESTED)
            .limit(MOST_COMING)
        ).all(),
        to_note=[row for row in foreseen if row.ends_at <= now()],
        coming=[row for row in foreseen if row.ends_at > now()][:MOST_COMING],
        names=profile_history.names_of(session, authors),
        records=session.scalars(cer.records_of(engagement.id)).all(),
        review=_review_agreement(engagement),
        bilan=bilan,
        explanations=EXPLANATIONS,
    )


def _review_agreement(engagement: Engagement) -> Agreement | None:
    return db.session.scalar(
        select(Agreement)
        .where(
            Agreement.engagement_id == engagement.id,
            Agreement.kind == AgreementKind.REVIEW,
            Agreement.withdrawn_at.is_(None),
        )
        .order_by(Agreement.recorded_at.desc())
        .limit(1)
    )


@bp.route("/<uuid:engagement_id>/seances/nouvelle", methods=["GET", "POST"])
def declare(engagement_id: UUID) -> ResponseReturnValue:
    """Note a session for the person; it is marked as written by me (R54)."""
    engagement = my_engagement(engagement_id)
    hours, minutes = divmod(engagement.session_minutes, 60)
    form = SessionForm(data={"day": today(), "hours": hours, "minutes": minutes})
    return _session_page(engagement, form, None)


@bp.route("/<uuid:engagement_id>/seances/<uuid:session_id>", methods=["GET", "POST"])
def correct(engagement_id: UUID, session_id: UUID) -> ResponseReturnValue:
    """Correct a session: a new row points at the old one."""
    engagement = my_engagement(engagement_id)
    row = _my_session(activity_sessions.current_of(engagement.id), session_id)
    return _session_page(engagement, SessionForm.of(row), row)


@bp.route("/<uuid:engagement_id>/seances/<uuid:session_id>/retirer", methods=["GET", "POST"])
def withdraw(engagement_id: UUID, session_id: UUID) -> ResponseReturnValue:
    """Take back a session noted by mistake: a new line says so, no reason is asked."""
    engagement = my_engagement(engagement_id)
    row = _my_session(session_withdrawals.withdrawable(engagement.id), session_id)
    if request.method == "POST":
        back = url_for(".show", engagement_id=engagement.id)
        return act(session_withdrawals.withdraw, row, done="Cette séance est retirée.", back=back)
    journal_reading(engagement.profile_id)
    return render_template("travailleur_social/engagements/withdraw.html", engagement=engagement, row=row)


def _my_session(statement: Select[ActivitySession], session_id: UUID) -> ActivitySession:
    row = db.session.scalar(statement.where(ActivitySession.id == session_id))
    if row is None:
        abort(404)
    return row


def _session_page(
    engagement: Engagement, form: SessionForm, row: ActivitySession | None
) -> ResponseReturnValue:
    if form.validate_on_submit():
        try:
            warning = _write_session(engagement, form, row)
        except DomainError as refusal:
            form.add_refusal(refusal)
        else:
            foreseen = row is None or row.status is SessionStatus.DRAFTED
            flash("La séance est notée." if foreseen else "La séance est corrigée.", "success")
            if warning:
                flash(warning, "warning")
            return redirect(url_for(".show", engagement_id=engagement.id), 303)
    elif not form.is_submitted():
        journal_reading(engagement.profile_id)
    page = render_template(
        "travailleur_social/engagements/session.html", engagement=engagement, form=form, row=row
    )
    return page, 422 if form.errors else 200


def _write_session(engagement: Engagement, form: SessionForm, row: ActivitySession | None) -> str | None:
    starts_at, ends_at = form.times()
    with transaction() as session:
        written = activity_sessions.note(
            session, engagement, row, starts_at=starts_at, ends_at=ends_at, by=actor(), now=now()
        )
        return activity_sessions.weekly_warning(session, written)


@bp.route("/<uuid:engagement_id>/convenu", methods=["GET", "POST"])
def rhythm(engagement_id: UUID) -> ResponseReturnValue:
    """Write what is agreed with the person: how often, how long, which days."""
    engagement = my_engagement(engagement_id)
    form = RhythmForm.of(engagement)
    return _form_page(
        engagement,
        form,
        "travailleur_social/engagements/rhythm.html",
        "Ce qui est convenu est noté. Les prochaines séances suivent.",
        lambda session: engagements.agree_rhythm(session, engagement, form.agreed(), by=actor(), now=now()),
    )


@bp.post("/<uuid:engagement_id>/pause")
def pause(engagement_id: UUID) -> ResponseReturnValue:
    """Pause an engagement; no reason is asked."""
    return _act(engagement_id, engagements.pause, "L'engagement est en pause. La place reste gardée.")


@bp.post("/<uuid:engagement_id>/reprise")
def resume(engagement_id: UUID) -> ResponseReturnValue:
    """Take an engagement up again."""
    return _act(engagement_id, engagements.resume, "L'engagement reprend.")


def _act(engagement_id: UUID, service: Callable[..., None], done: str) -> ResponseReturnValue:
    engagement = my_engagement(engagement_id)
    return act(service, engagement, done=done, back=url_for(".show", engagement_id=engagement.id))


@bp.route("/<uuid:engagement_id>/fin", methods=["GET", "POST"])
def end(engagement_id: UUID) -> ResponseReturnValue:
    """End an engagement: a neutral word, no reason (R9)."""
    engagement = my_engagement(engagement_id)
    form = EndForm(data={"ended_on": max(today(), engagement.started_on), "end_kind": EndKind.PERSON_STOPS})
    return _form_page(
        engagement,
        form,
        "travailleur_social/engagements/end.html",
        "L'engagement est terminé. La place est libérée.",
        lambda session: engagements.end(
            session,
            engagement,
            end_kind=form.end_kind.data,
            ended_on=form.ended_on.data,
            by=actor(),
            now=now(),
        ),
    )


@bp.route("/<uuid:engagement_id>/contrat", methods=["GET", "POST"])
def classify(engagement_id: UUID) -> ResponseReturnValue:
    """Put an engagement in a contract, or out of any (R6)."""
    engagement = my_engagement(engagement_id)
    known = {str(row.id): row for row in contracts.of_person(db.session(), engagement.profile_id)}
    form = NatureForm(data={"contract": engagement.contract_id})
    form.contract.choices = [(key, _contract_words(row)) for key, row in known.items()]
    return _form_page(
        engagement,
        form,
        "travailleur_social/engagements/classify.html",
        "C'est enregistré.",
        lambda _session: engagements.classify(engagement, contract=known.get(form.contract.data or "")),
    )


def _contract_words(contract: Contract) -> str:
    words = f"{contract.kind.label}, du {contract.starts_on:%d/%m/%Y} au {contract.ends_on:%d/%m/%Y}"
    return f"{words} ({contract.reference})" if contract.reference else words


@bp.route("/<uuid:engagement_id>/accord-revue", methods=["GET", "POST"])
def agree_to_review(engagement_id: UUID) -> ResponseReturnValue:
    """Record that the person agrees to show a personal engagement in the review (R6)."""
    engagement = my_engagement(engagement_id)
    form = ReviewForm(data={"given_on": today()})
    form.given_on.not_after = today()
    return _form_page(
        engagement,
        form,
        "travailleur_social/engagements/review.html",
        "L'accord de la personne est enregistré.",
        lambda session: engagements.agree_to_review(
            session,
            engagement,
            channel=form.channel.data,
            given_on=form.given_on.data,
            by=actor(),
            now=now(),
        ),
    )


@bp.post("/<uuid:engagement_id>/accord-revue/retrait")
def withdraw_review(engagement_id: UUID) -> ResponseReturnValue:
    """Take back the person's agreement to show a personal engagement in the review."""
    engagement = my_engagement(engagement_id)
    with transaction() as session:
        engagements.withdraw_review_agreement(session, engagement, now=now())
    flash("L'accord est retiré\u00a0: cet engagement ne figurera pas dans la revue.", "success")
    return redirect(url_for(".show", engagement_id=engagement.id), 303)


def _form_page(
    engagement: Engagement, form: Any, template: str, done: str, save: Callable[[Any], object]
) -> ResponseReturnValue:
    if form.validate_on_submit():
        try:
            with transaction() as session:
                save(session)
        except DomainError as refusal:
            form.add_refusal(refusal)
        else:
            flash(done, "success")
            return redirect(url_for(".show", engagement_id=engagement.id), 303)
    page = render_template(template, engagement=engagement, form=form)
    return page, 422 if form.errors else 200
