"""Presences of a month with a mailed link, without an account: GET shows, POST acts (R51)."""

from uuid import UUID

from flask import Response, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bénévolat.domain.actors import Actor, ActorKind
from bénévolat.domain.enums import Audience
from bénévolat.domain.errors import DomainError
from bénévolat.domain.identifiers import token_hash
from bénévolat.extensions import db, transaction
from bénévolat.services import association_links, presences
from bénévolat.services.attempts import AttemptKind, TooManyTries
from bénévolat.web import throttle
from bénévolat.web.access import AudienceBlueprint, now
from bénévolat.web.presences import differ_page, keys, tell

bp = AudienceBlueprint("public_presences", __name__, audience=Audience.PUBLIC, url_prefix="/acces")

WITH_A_LINK = Actor(ActorKind.ASSOCIATION)
"""The association, without knowing who: the link is written beside what it did."""


@bp.after_request
def keep_secret(response: Response) -> Response:
    """Keep the address out of caches, search engines and the next page's logs."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "strict-origin"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@bp.get("/presences/<token>")
def show(token: str) -> ResponseReturnValue:
    """Show the presences of the month; nothing changes, whoever or whatever opens the link."""
    link = association_links.find(db.session(), token, now=now())
    if link is None:
        return _closed(token)
    people = presences.of_month(db.session(), link.association_id, link.month, now=now())
    return render_template(
        "public/presences/month.html",
        link=link,
        token=token,
        people=people,
        waiting=[one for person in people for one in person.waiting],
        difference_urls={
            one.id: url_for(".differ", token=token, session_id=one.id)
            for person in people
            for one in person.presences
        },
    )


@bp.post("/presences/<token>")
def confirm(token: str) -> ResponseReturnValue:
    """Confirm the sessions that were shown."""
    shown = keys(request.form.getlist("seance"))
    try:
        with transaction() as session:
            link = association_links.find(session, token, now=now())
            if link is not None:
                done = presences.confirm(
                    session,
                    link.association_id,
                    link.month,
                    shown,
                    by=WITH_A_LINK,
                    now=now(),
                    link=link,
                )
    except DomainError as refusal:
        flash(refusal.sentence, "danger")
        return redirect(url_for(".show", token=token), 303)
    if link is None:
        return _closed(token)
    tell(done)
    return redirect(url_for(".show", token=token), 303)


@bp.route("/presences/<token>/seances/<uuid:session_id>/signaler", methods=["GET", "POST"])
def differ(token: str, session_id: UUID) -> ResponseReturnValue:
    """Say that a session differs from the association's notes."""
    link = association_links.find(db.session(), token, now=now())
    if link is None:
        return _closed(token)
    row = presences.one_of_month(db.session(), link.association_id, link.month, session_id, now=now())
    if row is None:
        abort(404)
    return differ_page(
        row,
        "public/presences/differ.html",
        by=WITH_A_LINK,
        back=url_for(".show", token=token),
        link=link,
        token=token,
        first_name=row.engagement.profile.first_name,
    )


@bp.post("/presences/<token>/nouveau-lien")
def renew(token: str) -> ResponseReturnValue:
    """Mail a new link to the address that had this one; the answer is the same for a link we never sent (L1)."""
    try:
        with transaction() as session:
            throttle.count(session, AttemptKind.LINK_RENEWED, token_hash(token), now=now())
            association_links.renew(session, token, now=now(), days=current_app.config["LINK_DAYS"])
    except TooManyTries as refusal:
        return render_template("public/presences/closed.html", token=token, refusal=refusal.sentence), 429
    return redirect(url_for(".sent"), 303)


@bp.get("/lien-envoye")
def sent() -> ResponseReturnValue:
    """Say what was done, without saying whether the link was one of ours."""
    return render_template("public/presences/sent.html")


def _closed(token: str) -> ResponseReturnValue:
    """Say that a link opens nothing, the same whether it is unknown, too old or cancelled."""
    if request.method == "POST":
        try:
            with transaction() as session:
                throttle.count(session, now=now())
        except TooManyTries as refusal:
            return render_template("public/presences/closed.html", token=token, refusal=refusal.sentence), 429
    return render_template("public/presences/closed.html", token=token, refusal=None), 410
