"""Files to erase: the list for the archives, their visa, one by one or all (R41). References only, no name."""

from datetime import datetime
from uuid import UUID

from flask import Response, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select

from bénévolat.domain.enums import Audience, JournalEvent, Right
from bénévolat.exports.french_csv import to_csv
from bénévolat.extensions import db, transaction
from bénévolat.models.profiles import Profile
from bénévolat.services import journal, retention
from bénévolat.web.access import AudienceBlueprint, actor, now
from bénévolat.web.acts import act
from bénévolat.web.lists import paginated

bp = AudienceBlueprint(
    "departement_retention",
    __name__,
    audience=Audience.DEPARTEMENT,
    right=Right.ADMINISTER,
    url_prefix="/departement/conservation",
)


@bp.get("")
def index() -> ResponseReturnValue:
    """Show the files listed and what remains to be decided."""
    months = current_app.config["RETENTION_MONTHS"]
    concerned = select(func.count()).select_from(Profile).where(retention.inactive(now(), months))
    return render_template(
        "departement/retention/index.html",
        listings=paginated(retention.listings()),
        waiting=_waiting(),
        enabled=current_app.config["RETENTION_ENABLED"],
        concerned=db.session.scalar(concerned),
        months=months,
        notice_days=current_app.config["RETENTION_NOTICE_DAYS"],
    )


def _waiting() -> int:
    counted = retention.without_visa().with_only_columns(func.count()).order_by(None)
    return db.session.scalar(counted) or 0


@bp.get("/liste.csv")
def listing() -> ResponseReturnValue:
    """Download the list for the archives; the reading is journaled."""
    with transaction() as session:
        rows = retention.rows(session)
        journal.write(
            session, JournalEvent.EXPORT_MADE, by=actor(), now=now(), motive="Bordereau d'élimination"
        )
    content, _ = to_csv(retention.HEADER, rows)
    headers = {"Content-Disposition": f'attachment; filename="elimination-{now():%Y-%m-%d}.csv"'}
    return Response(content, mimetype="text/csv", headers=headers)


@bp.route("/visa", methods=["GET", "POST"])
def visas() -> ResponseReturnValue:
    """Ask, then give the visa to every file that the question counted."""
    back = url_for(".index")
    if request.method == "POST":
        until = _instant(request.form.get("until", ""))
        return act(retention.give_visas, done="Le visa est donné.", back=back, listed_until=until)
    waiting = _waiting()
    if not waiting:
        return redirect(back, 303)
    return render_template("departement/retention/visas.html", waiting=waiting, until=now().isoformat())


def _instant(typed: str) -> datetime:
    """Return the instant at which the page counted, now when it is unreadable."""
    try:
        asked = datetime.fromisoformat(typed)
    except ValueError:
        return now()
    return asked if asked.tzinfo else now()


@bp.post("/<uuid:profile_id>/visa")
def visa(profile_id: UUID) -> ResponseReturnValue:
    """Give the visa to one file."""
    return act(retention.give_visa, profile_id, done="Le visa est donné.", back=url_for(".index"))


@bp.post("/<uuid:profile_id>/retirer-le-visa")
def take_back(profile_id: UUID) -> ResponseReturnValue:
    """Take the visa of one file back."""
    done = "Le visa est retiré\u00a0: ce dossier ne sera pas effacé."
    return act(retention.take_visa_back, profile_id, done=done, back=url_for(".index"))
