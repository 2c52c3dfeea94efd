"""The person's engagement: their hours in words, a session they did, a pause, the end in one action (R9)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from bénévolat.domain.engagements import SessionStatus
from bénévolat.domain.enums import Audience, EndKind
from bénévolat.domain.errors import DomainError
from bénévolat.extensions import db, transaction
from bénévolat.models.activity_sessions import ActivitySession
from bénévolat.models.engagements import Engagement
from bénévolat.models.offers import Offer
from bénévolat.services import (
    activity_sessions,
    bilans,
    engagements,
    on_behalf,
    session_drafts,
    session_withdrawals,
)
from bénévolat.services.journeys import journey
from bénévolat.web.access import AudienceBlueprint, actor, my_profile, now
from bénévolat.web.acts import act
from bénévolat.web.allocataire.mine import host_of, my_engagement, my_helper, today
from bénévolat.web.fields import ChoiceSelect, LocalDate, LocalTime, Required
from bénévolat.web.formats import duration
from bénévolat.web.languages import N_, said, say
from bénévolat.web.session_forms import TimesForm

bp = AudienceBlueprint(
    "allocataire_engagements",
    __name__,
    audience=Audience.ALLOCATAIRE,
    url_prefix="/mon-espace/engagement",
)

LENGTHS = tuple(range(30, 481, 30))
LAST_SESSIONS = 5
MOST_TO_NOTE = 10
MOST_FORESEEN = 3


class SessionForm(TimesForm):
    """A session I did: day, hour, length."""

    day = LocalDate(N_("Quel jour\u00a0?"), [Required(N_("Choisissez le jour."))])
    hour = LocalTime(N_("À quelle heure\u00a0?"), [Required(N_("Écrivez l'heure de début."))])
    length = ChoiceSelect(N_("Combien de temps\u00a0?"), [Required(N_("Choisissez la durée."))], blank=None)

    beside: ClassVar[dict[str, str]] = {"starts_at": "day", "ends_at": "length"}

    @classmethod
    def about(cls, minutes: int, **values: Any) -> "SessionForm":
        """Return the form, for a session of about that length."""
        lengths = sorted({*LENGTHS, minutes})
        form = cls(data={"length": minutes, **values})
        form.length.choices = [(str(length), duration(length)) for length in lengths]
        return form

    def times(self) -> tuple[datetime, datetime]:
        """Return the beginning and the end. Raises BadSessionTimes, HourTwice."""
        found = self.read_span(minutes=int(self.length.data or 0))
        return found.starts_at, found.ends_at


@bp.get("")
def index() -> ResponseReturnValue:
    """Show my engagements: the present ones first, with my hours."""
    session, person = db.session(), my_profile()
    rows = session.scalars(
        engagements.of_person(person.id)
        .options(
            joinedload(Engagement.offer).joinedload(Offer.supervisor),
            joinedload(Engagement.offer).joinedload(Offer.backup_supervisor),
        )
        .limit(10)
    ).all()
    foreseen, last = session_drafts.foreseen_of_person(person.id), _last_sessions(person.id)
    return render_template(
        "allocataire/engagements/index.html",
        engagements=rows,
        ways={row.id: journey(person, row.offer) for row in rows},
        hosts={row.id: host_of(row.offer) for row in rows},
        minutes=_minutes([row.id for row in rows]),
        sessions=last,
        noted=on_behalf.of_sessions(session, [row for some in last.values() for row in some]),
        entered=on_behalf.of_engagements(session, [row.id for row in rows]),
        to_note=_by_engagement(session_drafts.over(foreseen, now()), MOST_TO_NOTE),
        coming=_by_engagement(session_drafts.still_to_come(foreseen, now()), MOST_FORESEEN),
        bilans=bilans.of_engagements(session, [row.id for row in rows]),
        helper=my_helper(),
    )


def _minutes(ids: list[UUID]) -> dict[UUID, int]:
    rows = db.session.execute(
        select(ActivitySession.engagement_id, func.sum(ActivitySession.minutes))
        .where(
            ActivitySession.engagement_id.in_(ids),
            ActivitySession.replaced_at.is_(None),
            ActivitySession.status != SessionStatus.DRAFTED,
        )
        .group_by(ActivitySession.engagement_id)
    )
    return {row[0]: int(row[1]) for row in rows}


def _by_engagement(statement: Select[ActivitySession], most: int) -> dict[UUID, list[ActivitySession]]:
    """Return the first sessions of each engagement, ``most`` at the most."""
    found: dict[UUID, list[ActivitySession]] = {}
    for row in db.session.scalars(statement.limit(50)):
        kept = found.setdefault(row.engagement_id, [])
        if len(kept) < most:
            kept.append(row)
    return found


def _last_sessions(profile_id: UUID) -> dict[UUID, list[ActivitySession]]:
    rows = db.session.scalars(
        select(ActivitySession)
        .where(
            ActivitySession.profile_id == profile_id,
            ActivitySession.replaced_at.is_(None),
            ActivitySession.status != SessionStatus.DRAFTED,
        )
        .order_by(ActivitySession.starts_at.desc(), ActivitySession.id)
        .limit(50)
    )
    found: dict[UUID, list[ActivitySession]] = {}
    for row in rows:
        kept = found.setdefault(row.engagement_id, [])
        if len(kept) < LAST_SESSIONS:
            kept.append(row)
    return found


@bp.route("/<uuid:engagement_id>/seance", methods=["GET", "POST"])
def declare(engagement_id: UUID) -> ResponseReturnValue:
    """Say that I did a session."""
    engagement = my_engagement(engagement_id)
    form = SessionForm.about(engagement.session_minutes, day=today())
    return _session_page(engagement, form, None)


@bp.route("/<uuid:engagement_id>/seances/<uuid:session_id>", methods=["GET", "POST"])
def adjust(engagement_id: UUID, session_id: UUID) -> ResponseReturnValue:
    """Say that a session was otherwise: one that was foreseen, or that I noted and nobody confirmed yet."""
    engagement = my_engagement(engagement_id)
    row = _mine_not_confirmed(activity_sessions.current_of(engagement.id), session_id)
    return _session_page(engagement, SessionForm.about(row.minutes, **SessionForm.times_of(row)), row)


@bp.route("/<uuid:engagement_id>/seances/<uuid:session_id>/retirer", methods=["GET", "POST"])
def withdraw(engagement_id: UUID, session_id: UUID) -> ResponseReturnValue:
    """Take back a session that I noted by mistake and nobody confirmed yet: no reason is asked."""
    engagement = my_engagement(engagement_id)
    row = _mine_not_confirmed(session_withdrawals.withdrawable(engagement.id), session_id)
    if request.method == "POST":
        done = N_("D'accord. Cette séance est retirée.")
        return act(session_withdrawals.withdraw, row, done=done, back=url_for(".index"))
    return render_template(
        "allocataire/engagements/withdraw.html", engagement=engagement, row=row, helper=my_helper()
    )


def _mine_not_confirmed(statement: Select[ActivitySession], session_id: UUID) -> ActivitySession:
    row = db.session.scalar(
        statement.where(ActivitySession.id == session_id, ActivitySession.status != SessionStatus.CONFIRMED)
    )
    if row is None:
        abort(404)
    return row


def _session_page(
    engagement: Engagement, form: SessionForm, row: ActivitySession | None
) -> ResponseReturnValue:
    if form.validate_on_submit():
        try:
            warning = _write(engagement, form, row)
        except DomainError as refusal:
            form.add_refusal(refusal)
        else:
            flash(say("Merci. Votre séance est enregistrée."), "success")
            if warning:
                flash(said(warning), "warning")
            return redirect(url_for(".index"), 303)
    page = render_template(
        "allocataire/engagements/session.html", engagement=engagement, form=form, row=row, helper=my_helper()
    )
    return page, 422 if form.errors else 200


def _write(engagement: Engagement, form: SessionForm, row: ActivitySession | None) -> str | None:
    starts_at, ends_at = form.times()
    with transaction() as session:
        kept = activity_sessions.note(
            session, engagement, row, starts_at=starts_at, ends_at=ends_at, by=actor(), now=now()
        )
        return activity_sessions.weekly_warning(session, kept, to_person=True)


@bp.post("/<uuid:engagement_id>/seances/<uuid:session_id>/oui")
def say_yes(engagement_id: UUID, session_id: UUID) -> ResponseReturnValue:
    """Say in one tap that a session foreseen took place, at the agreed hours."""
    row = _my_foreseen(engagement_id, session_id)
    try:
        with transaction() as session:
            kept = activity_sessions.declare_draft(session, row, by=actor(), now=now())
            warning = activity_sessions.weekly_warning(session, kept, to_person=True)
    except DomainError as refusal:
        flash(said(refusal.sentence), "danger")
    else:
        flash(say("Merci. C'est noté\u00a0: %(time)s.", time=duration(kept.minutes)), "success")
        if warning:
            flash(said(warning), "warning")
    return redirect(url_for(".index"), 303)


@bp.post("/<uuid:engagement_id>/seances/<uuid:session_id>/non")
def say_no(engagement_id: UUID, session_id: UUID) -> ResponseReturnValue:
    """Take away a session foreseen: no reason, no trace."""
    row = _my_foreseen(engagement_id, session_id)
    with transaction() as session:
        session_drafts.remove(session, row)
    flash(say("D'accord. Il n'y a rien d'autre à faire."), "success")
    return redirect(url_for(".index"), 303)


def _my_foreseen(engagement_id: UUID, session_id: UUID) -> ActivitySession:
    engagement = my_engagement(engagement_id)
    row = db.session.scalar(
        activity_sessions.current_of(engagement.id).where(
            ActivitySession.id == session_id, ActivitySession.status == SessionStatus.DRAFTED
        )
    )
    if row is None:
        abort(404)
    return row


@bp.post("/<uuid:engagement_id>/pause")
def pause(engagement_id: UUID) -> ResponseReturnValue:
    """Pause; no reason is asked."""
    return _act(engagement_id, engagements.pause, N_("C'est en pause. Votre place est gardée."))


@bp.post("/<uuid:engagement_id>/reprise")
def resume(engagement_id: UUID) -> ResponseReturnValue:
    """Take it up again."""
    return _act(engagement_id, engagements.resume, N_("Vous reprenez. Bon retour\u00a0!"))


@bp.post("/<uuid:engagement_id>/fin")
def end(engagement_id: UUID) -> ResponseReturnValue:
    """Stop: one action, no reason (R9)."""
    return _act(
        engagement_id,
        engagements.end,
        N_("C'est terminé. Merci pour le temps donné."),
        end_kind=EndKind.PERSON_STOPS,
        ended_on=today(),
    )


def _act(engagement_id: UUID, service: Callable[..., None], done: str, **options: Any) -> ResponseReturnValue:
    return act(service, my_engagement(engagement_id), done=done, back=url_for(".index"), **options)
