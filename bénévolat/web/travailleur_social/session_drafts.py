"""Sessions foreseen of the people I follow: those to note, several at once (R54); those that do not take place."""

import re
from collections.abc import Sequence
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bénévolat.domain.enums import Audience
from bénévolat.extensions import db, transaction
from bénévolat.models.activity_sessions import ActivitySession
from bénévolat.models.profiles import Profile
from bénévolat.services import activity_sessions, session_drafts
from bénévolat.web.access import AudienceBlueprint, actor, me, now
from bénévolat.web.formats import plural, short_date
from bénévolat.web.lists import paginated

bp = AudienceBlueprint(
    "travailleur_social_session_drafts",
    __name__,
    audience=Audience.TRAVAILLEUR_SOCIAL,
    url_prefix="/travailleur-social/seances-a-noter",
)

KEY = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
MOST = 100
"""Sessions noted in one transaction."""


@bp.get("/")
def index() -> ResponseReturnValue:
    """List the sessions to note of my caseload or my team, the oldest first; nothing is ticked unless it is asked."""
    team_view = request.args.get("vue") == "equipe"
    statement = session_drafts.over(session_drafts.foreseen_followed_by(me()), now())
    if not team_view:
        statement = statement.where(Profile.referent_id == me().id)
    return render_template(
        "travailleur_social/session_drafts/index.html",
        rows=paginated(statement),
        team_view=team_view,
        all_ticked=request.args.get("cocher") == "toutes",
    )


@bp.post("/noter")
def note() -> ResponseReturnValue:
    """Note the chosen sessions at their agreed hours, each marked as written by me; the others stay."""
    rows = _chosen()
    with transaction() as session:
        noted = activity_sessions.declare_drafts(session, rows, by=actor(), now=now())
        warnings = {
            row.engagement.profile.full_name
            for row in noted.done
            if activity_sessions.weekly_warning(session, row) is not None
        }
    if noted.done:
        flash(f"C'est noté\u00a0: {plural(len(noted.done), 'séance')}.", "success")
    for row, sentence in noted.refused:
        flash(f"{row.engagement.profile.full_name}, {short_date(row.starts_at)}\u00a0: {sentence}", "danger")
    for name in sorted(warnings):
        flash(
            f"{name}\u00a0: plus de 7\u00a0h dans la semaine. Vérifiez que cela convient à la personne.",
            "warning",
        )
    if not rows:
        flash("Aucune séance à noter n'était cochée.", "warning")
    return _back()


@bp.post("/retirer")
def remove() -> ResponseReturnValue:
    """Take away sessions foreseen that do not or did not take place: no reason, no trace."""
    rows = _chosen()
    with transaction() as session:
        removed = sum(session_drafts.remove(session, row) for row in rows)
    words = f"{plural(removed, 'séance')} en moins dans la liste. Il n'en reste aucune trace."
    flash(words if removed else "Aucune séance n'était cochée.", "success" if removed else "warning")
    return _back()


def _chosen() -> Sequence[ActivitySession]:
    """Return the sessions foreseen of people I follow among those that were posted."""
    typed = request.form.getlist("seance")[:MOST]
    keys = [UUID(text) for text in typed if KEY.fullmatch(text)]
    return db.session.scalars(
        session_drafts.foreseen_followed_by(me()).where(ActivitySession.id.in_(keys))
    ).all()


def _back() -> ResponseReturnValue:
    """Go back to the engagement the act was made from, or to the list."""
    typed = request.form.get("engagement", "")
    if KEY.fullmatch(typed):
        page = url_for("travailleur_social_engagements.show", engagement_id=typed, _anchor="seances")
        return redirect(page, 303)
    return redirect(url_for(".index", vue=request.form.get("vue") or None), 303)
