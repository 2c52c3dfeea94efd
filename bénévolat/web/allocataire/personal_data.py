"""My data: who looked, my copy, what I ask about them, the information on my rights (R42, R43)."""

from uuid import UUID

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from bénévolat.domain.data_requests import LIMITS, RequestKind
from bénévolat.domain.enums import Audience, Channel
from bénévolat.domain.errors import DomainError
from bénévolat.domain.notices import NoticeWay, normal, simple
from bénévolat.extensions import db, transaction
from bénévolat.models.data_requests import DataRequest
from bénévolat.services import data_requests, notices, readings
from bénévolat.web.access import AudienceBlueprint, actor, my_profile, now
from bénévolat.web.acts import act
from bénévolat.web.allocataire.identity import ask_name_first
from bénévolat.web.allocataire.mine import my_helper
from bénévolat.web.lists import paginated_rows
from bénévolat.web.personal_data import RequestForm, controller, copy_handed_over

bp = AudienceBlueprint(
    "allocataire_personal_data",
    __name__,
    audience=Audience.ALLOCATAIRE,
    url_prefix="/mon-espace/mes-donnees",
)
ask_name_first(bp)

LAST_READINGS = 3
KINDS = {
    "corriger": RequestKind.RECTIFY,
    "dire-non": RequestKind.OBJECT,
    "effacer": RequestKind.ERASE,
    "autre": RequestKind.OTHER,
}
"""Words of the addresses."""
DONE = {
    RequestKind.RECTIFY: "Votre demande est notée.",
    RequestKind.OBJECT: "C'est noté. Nous ne vous proposons plus de missions.",
    RequestKind.ERASE: "Votre demande est notée.",
    RequestKind.OTHER: "Votre demande est notée.",
}


@bp.get("")
def index() -> ResponseReturnValue:
    """Show who looked last, my copy, my requests and their answers; opening them is having read them."""
    person = my_profile()
    with transaction() as session:
        data_requests.mark_read(session, person.id, now=now())
    session = db.session()
    return render_template(
        "allocataire/personal_data/index.html",
        person=person,
        readings=readings.of_person(session, person.id)[:LAST_READINGS],
        requests=data_requests.of_person(session, person.id),
        informed=notices.delivered(session, person.id),
        helper=my_helper(),
    )


@bp.get("/qui-a-regarde")
def looked() -> ResponseReturnValue:
    """Show who looked at my file, by day and kind of person; no name."""
    lines = paginated_rows(readings.of_person(db.session(), my_profile().id))
    return render_template(
        "allocataire/personal_data/readings.html",
        lines=lines,
        months=controller().journal_months,
        helper=my_helper(),
    )


@bp.get("/mes-informations.<any(pdf, json):ending>")
def take(ending: str) -> ResponseReturnValue:
    """Hand my copy over."""
    return copy_handed_over(my_profile(), ending)


@bp.route('/demande/<any(corriger, "dire-non", effacer, autre):word>', methods=["GET", "POST"])
def ask(word: str) -> ResponseReturnValue:
    """Ask something about my data: one month to answer me."""
    kind = KINDS[word]
    form = RequestForm()
    if form.validate_on_submit():
        try:
            with transaction() as session:
                data_requests.ask(
                    session,
                    my_profile(),
                    kind=kind,
                    text=form.text.data,
                    channel=Channel.SCREEN,
                    by=actor(),
                    now=now(),
                )
        except DomainError as refusal:
            form.add_refusal(refusal)
        else:
            flash(DONE[kind], "success")
            return redirect(url_for(".index"), 303)
    page = render_template(
        "allocataire/personal_data/ask.html", kind=kind, limits=LIMITS[kind], form=form, helper=my_helper()
    )
    return page, 422 if form.errors else 200


@bp.post("/demande/<uuid:request_id>/annuler")
def withdraw(request_id: UUID) -> ResponseReturnValue:
    """Take a request of mine back."""
    found = db.session.get(DataRequest, request_id)
    if found is None or found.profile_id != my_profile().id:
        abort(404)
    return act(data_requests.withdraw, found, done="Votre demande est annulée.", back=url_for(".index"))


@bp.post("/dire-oui")
def allow() -> ResponseReturnValue:
    """I want missions again."""
    done = "C'est noté. La personne qui vous accompagne peut de nouveau vous proposer des missions."
    return act(data_requests.allow_matching, my_profile(), done=done, back=url_for(".index"))


@bp.get("/information")
def notice() -> ResponseReturnValue:
    """Read the information on my data, simple first."""
    return render_template(
        "allocataire/personal_data/notice.html",
        simple=simple(controller()),
        normal=normal(controller()),
        informed=notices.delivered(db.session(), my_profile().id),
        helper=my_helper(),
    )


@bp.post("/information")
def notice_read() -> ResponseReturnValue:
    """Say that I have read it."""
    done = "C'est noté\u00a0: vous avez lu."
    return act(notices.deliver, my_profile(), way=NoticeWay.SCREEN, done=done, back=url_for(".index"))
