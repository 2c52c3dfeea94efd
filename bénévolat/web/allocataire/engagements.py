"""The person's engagement: their hours in words, a session they did, a pause, the end in one action (R9)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select

from bénévolat.domain.engagements import BadSessionTimes, SessionStatus
from bénévolat.domain.enums import Audience, EndKind
from bénévolat.domain.errors import DomainError
from bénévolat.extensions import db, transaction
from bénévolat.models.activity_sessions import ActivitySession
from bénévolat.models.engagements import Engagement
from bénévolat.services import activity_sessions, engagements
from bénévolat.web.access import AudienceBlueprint, actor, my_profile, now
from bénévolat.web.acts import act
from bénévolat.web.allocataire.mine import my_engagement, my_helper, today
from bénévolat.web.fields import ChoiceSelect, Form, LocalDate, LocalTime, Required, paris_to_utc
from bénévolat.web.formats import duration

bp = AudienceBlueprint(
    "allocataire_engagements",
    __name__,
    audience=Audience.ALLOCATAIRE,
    url_prefix="/mon-espace/engagement",
)

LENGTHS = tuple(range(30, 481, 30))
LAST_SESSIONS = 5


class SessionForm(Form):
    """A session I did: day, hour, length."""

    day = LocalDate("Quel jour\u00a0?", [Required("Choisissez le jour.")])
    hour = LocalTime("À quelle heure\u00a0?", [Required("Écrivez l'heure de début.")])
    length = ChoiceSelect(
        "Combien de temps\u00a0?",
        [Required("Choisissez la durée.")],
        choices=[(str(minutes), duration(minutes)) for minutes in LENGTHS],
    )

    def add_refusal(self, refusal: DomainError) -> None:
        """Show the sentence beside the field of this form that the service's field comes from."""
        beside = {"starts_at": "day", "ends_at": "length"}.get(refusal.field or "", refusal.field)
        self.add_error(beside, refusal.sentence)


@bp.get("")
def index() -> ResponseReturnValue:
    """Show my engagements: the present ones first, with my hours."""
    session, person = db.session(), my_profile()
    rows = session.scalars(engagements.of_person(person.id).limit(10)).all()
    return render_template(
        "allocataire/engagements/index.html",
        engagements=rows,
        minutes=_minutes([row.id for row in rows]),
        sessions=_last_sessions(person.id),
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
    usual = min(LENGTHS, key=lambda minutes: abs(minutes - engagement.session_minutes))
    form = SessionForm(data={"day": today(), "length": usual})
    if form.validate_on_submit():
        try:
            _declare(engagement, form)
        except DomainError as refusal:
            form.add_refusal(refusal)
        else:
            flash("Merci. Votre séance est enregistrée.", "success")
            return redirect(url_for(".index"), 303)
    page = render_template(
        "allocataire/engagements/session.html", engagement=engagement, form=form, helper=my_helper()
    )
    return page, 422 if form.errors else 200


def _declare(engagement: Engagement, form: SessionForm) -> None:
    try:
        starts_at = paris_to_utc(form.day.data, form.hour.data)
    except ValueError as error:
        raise BadSessionTimes(str(error), field="hour") from None
    with transaction() as session:
        activity_sessions.declare(
            session,
            engagement,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=int(form.length.data or 0)),
            by=actor(),
            now=now(),
        )


@bp.post("/<uuid:engagement_id>/pause")
def pause(engagement_id: UUID) -> ResponseReturnValue:
    """Pause; no reason is asked."""
    return _act(engagement_id, engagements.pause, "C'est en pause. Votre place est gardée.")


@bp.post("/<uuid:engagement_id>/reprise")
def resume(engagement_id: UUID) -> ResponseReturnValue:
    """Take it up again."""
    return _act(engagement_id, engagements.resume, "Vous reprenez. Bon retour\u00a0!")


@bp.post("/<uuid:engagement_id>/fin")
def end(engagement_id: UUID) -> ResponseReturnValue:
    """Stop: one action, no reason (R9)."""
    return _act(
        engagement_id,
        engagements.end,
        "C'est terminé. Merci pour le temps donné.",
        end_kind=EndKind.PERSON_STOPS,
        ended_on=today(),
    )


def _act(engagement_id: UUID, service: Callable[..., None], done: str, **options: Any) -> ResponseReturnValue:
    return act(service, my_engagement(engagement_id), done=done, back=url_for(".index"), **options)
