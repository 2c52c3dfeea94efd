"""Presences of a month, for everybody my association welcomes: one page, one tap when all is right (A3)."""

from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bénévolat.domain.enums import Audience
from bénévolat.domain.errors import DomainError
from bénévolat.extensions import db, transaction
from bénévolat.services import association_links, links, presences
from bénévolat.web.access import AudienceBlueprint, actor, my_association, now, today
from bénévolat.web.presences import differ_page, keys, month_in, tell

bp = AudienceBlueprint(
    "association_presences", __name__, audience=Audience.ASSOCIATION, url_prefix="/association/presences"
)


@bp.get("")
def index() -> ResponseReturnValue:
    """List the months that wait; when there is one only, open it."""
    months = presences.months_waiting(db.session(), my_association().id)
    if len(months) == 1:
        return redirect(url_for(".month", month=f"{months[0][0]:%Y-%m}"))
    return render_template("association/presences/index.html", months=months, this_month=today())


@bp.get("/<month>")
def month(month: str) -> ResponseReturnValue:
    """Show the presences of a month by person."""
    day, association = month_in(month), my_association()
    session = db.session()
    people = presences.of_month(session, association.id, day, now=now())
    return render_template(
        "association/presences/month.html",
        month=day,
        people=people,
        waiting=[one for person in people for one in person.waiting],
        difference_urls={
            one.id: url_for(".differ", month=month, session_id=one.id)
            for person in people
            for one in person.presences
        },
        links=session.scalars(association_links.active_of(association.id, day, now=now())).all(),
        others=[other for other, _ in presences.months_waiting(session, association.id) if other != day],
    )


@bp.post("/<month>")
def confirm(month: str) -> ResponseReturnValue:
    """Confirm the sessions that were shown: all of them, or those of one person."""
    day = month_in(month)
    try:
        with transaction() as session:
            done = presences.confirm(
                session,
                my_association().id,
                day,
                keys(request.form.getlist("seance")),
                by=actor(),
                now=now(),
            )
    except DomainError as refusal:
        flash(refusal.sentence, "danger")
    else:
        tell(done)
    return redirect(url_for(".month", month=month), 303)


@bp.route("/<month>/seances/<uuid:session_id>/signaler", methods=["GET", "POST"])
def differ(month: str, session_id: UUID) -> ResponseReturnValue:
    """Say that a session differs from our notes."""
    row = presences.one_of_month(db.session(), my_association().id, month_in(month), session_id, now=now())
    if row is None:
        abort(404)
    return differ_page(
        row,
        "association/presences/differ.html",
        by=actor(),
        back=url_for(".month", month=month),
        month=month_in(month),
        first_name=row.engagement.profile.first_name,
    )


@bp.post("/liens/annuler")
def revoke_links() -> ResponseReturnValue:
    """Make the links mailed to my association useless at once."""
    with transaction() as session:
        links.revoke_of_association(session, my_association().id, now=now())
    flash("Les liens envoyés par courriel ne s'ouvrent plus.", "success")
    return redirect(url_for(".index"), 303)
