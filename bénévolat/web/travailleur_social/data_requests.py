"""Data of a person I follow: information handed over, requests noted and answered, their copy (R42, R43, R54)."""

from uuid import UUID

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import joinedload

from bénévolat.domain.agreements import THROUGH_AGENT
from bénévolat.domain.data_requests import ANSWERABLE, LIMITS, MOST_SIGNS, Outcome, RequestKind, left_words
from bénévolat.domain.enums import Audience, Channel
from bénévolat.domain.errors import DomainError
from bénévolat.domain.notices import VERSION, NoticeWay
from bénévolat.extensions import db, transaction
from bénévolat.models.data_requests import DataRequest
from bénévolat.models.profiles import Profile
from bénévolat.services import data_requests, notices, profiles
from bénévolat.web.access import AudienceBlueprint, actor, me, now, today
from bénévolat.web.acts import act
from bénévolat.web.fields import EnumRadio, Form, LocalDate, Required, ShortText
from bénévolat.web.personal_data import copy_handed_over
from bénévolat.web.travailleur_social.mine import journal_reading, my_person

bp = AudienceBlueprint(
    "travailleur_social_data_requests",
    __name__,
    audience=Audience.TRAVAILLEUR_SOCIAL,
    url_prefix="/travailleur-social",
)


class NoticeForm(Form):
    """How and when the person had the information."""

    way = EnumRadio("Comment la personne l'a-t-elle eue\u00a0?", NoticeWay, [Required("Indiquez comment.")])
    given_on = LocalDate("Quel jour\u00a0?", [Required("Indiquez le jour.")])


class AskForm(Form):
    """What the person asks, said to me or written to us."""

    kind = EnumRadio("Que demande la personne\u00a0?", RequestKind, [Required("Choisissez la demande.")])
    text = ShortText("Ses mots", max_length=MOST_SIGNS, description="Rien sur sa santé.")
    channel = EnumRadio(
        "Comment l'a-t-elle demandé\u00a0?", Channel, [Required("Indiquez comment.")], members=THROUGH_AGENT
    )
    asked_on = LocalDate(
        "Quel jour\u00a0?", [Required("Indiquez le jour\u00a0: la réponse est due un mois après.")]
    )


class AnswerForm(Form):
    """What is answered."""

    outcome = EnumRadio("Quelle suite\u00a0?", Outcome, [Required("Choisissez la suite donnée.")])
    answer = ShortText(
        "La réponse, pour la personne",
        [Required("Écrivez la réponse, avec des mots simples.")],
        max_length=MOST_SIGNS,
        description="Elle la lit dans son espace. Si vous refusez, dites pourquoi.",
    )
    channel = EnumRadio(
        "Comment la lui donnez-vous\u00a0?",
        Channel,
        [Required("Indiquez comment la personne a la réponse.")],
        members=ANSWERABLE,
    )


@bp.get("/profils/<uuid:profile_id>/donnees")
def index(profile_id: UUID) -> ResponseReturnValue:
    """Show the information handed over, the requests and the copy of a person."""
    person = my_person(profile_id)
    journal_reading(person.id)
    return _page(person, NoticeForm(formdata=None, data={"given_on": today()}))


def _page(person: Profile, form: NoticeForm, status: int = 200) -> ResponseReturnValue:
    session = db.session()
    page = render_template(
        "travailleur_social/data_requests/index.html",
        person=person,
        form=form,
        deliveries=notices.of_person(session, person.id),
        version=VERSION,
        requests=data_requests.of_person(session, person.id),
        left=lambda request: left_words(request.due_on, today()),
        today=today(),
    )
    return page, status


@bp.post("/profils/<uuid:profile_id>/donnees/information")
def deliver(profile_id: UUID) -> ResponseReturnValue:
    """Write that the person had the information in force."""
    person = my_person(profile_id)
    form = NoticeForm()
    if form.validate_on_submit():
        try:
            with transaction() as session:
                notices.deliver(
                    session,
                    person,
                    way=form.way.data,
                    given_on=form.given_on.data,
                    by=actor(),
                    now=now(),
                )
        except DomainError as refusal:
            form.add_refusal(refusal)
        else:
            flash("La remise de l'information est enregistrée.", "success")
            return redirect(url_for(".index", profile_id=person.id), 303)
    return _page(person, form, 422)


@bp.get("/profils/<uuid:profile_id>/donnees/mes-informations.<any(pdf, json):ending>")
def take(profile_id: UUID, ending: str) -> ResponseReturnValue:
    """Take the person's copy for them: it bears my name."""
    return copy_handed_over(my_person(profile_id), ending)


@bp.route("/profils/<uuid:profile_id>/donnees/demande", methods=["GET", "POST"])
def ask(profile_id: UUID) -> ResponseReturnValue:
    """Write a request down for a person."""
    person = my_person(profile_id)
    form = AskForm(data={"asked_on": today()})
    if form.validate_on_submit():
        try:
            with transaction() as session:
                data_requests.ask(
                    session,
                    person,
                    kind=form.kind.data,
                    text=form.text.data,
                    channel=form.channel.data,
                    asked_on=form.asked_on.data,
                    by=actor(),
                    now=now(),
                )
        except DomainError as refusal:
            form.add_refusal(refusal)
        else:
            flash("La demande est enregistrée. La réponse est due dans le mois.", "success")
            for sentence in form.warnings():
                flash(sentence, "warning")
            return redirect(url_for(".index", profile_id=person.id), 303)
    page = render_template(
        "travailleur_social/data_requests/ask.html", person=person, form=form, limits=LIMITS
    )
    return page, 422 if form.errors else 200


@bp.post("/profils/<uuid:profile_id>/donnees/missions-a-nouveau")
def allow(profile_id: UUID) -> ResponseReturnValue:
    """The person changed their mind: missions may be proposed again."""
    done = "C'est noté. Vous pouvez maintenant reprendre le profil."
    back = url_for("travailleur_social_profiles.show", profile_id=profile_id)
    return act(data_requests.allow_matching, my_person(profile_id), done=done, back=back)


def _my_request(request_id: UUID) -> DataRequest:
    """Return a request of a person I follow, or my team follows; 404 otherwise (A2)."""
    mine = profiles.visible_to(me()).with_only_columns(Profile.id)
    found = db.session.scalar(
        data_requests.any_of(mine)
        .where(DataRequest.id == request_id)
        .options(joinedload(DataRequest.profile))
    )
    if found is None:
        abort(404)
    return found


@bp.route("/demandes/<uuid:request_id>", methods=["GET", "POST"])
def show(request_id: UUID) -> ResponseReturnValue:
    """Show a request and its clock; answer it."""
    asked = _my_request(request_id)
    person = my_person(asked.profile_id)
    form = AnswerForm()
    if form.validate_on_submit():
        try:
            with transaction() as session:
                data_requests.answer(
                    session,
                    asked,
                    outcome=form.outcome.data,
                    words=form.answer.data or "",
                    channel=form.channel.data,
                    by=actor(),
                    now=now(),
                )
        except DomainError as refusal:
            form.add_refusal(refusal)
        else:
            flash("La réponse est enregistrée. La personne la lit dans son espace.", "success")
            return redirect(url_for(".index", profile_id=person.id), 303)
    elif not form.is_submitted():
        journal_reading(person.id)
    page = render_template(
        "travailleur_social/data_requests/show.html",
        asked=asked,
        person=person,
        form=form,
        left=left_words(asked.due_on, today()),
        limits=LIMITS[asked.kind],
    )
    return page, 422 if form.errors else 200


@bp.post("/demandes/<uuid:request_id>/annuler")
def withdraw(request_id: UUID) -> ResponseReturnValue:
    """The person takes the request back."""
    asked = _my_request(request_id)
    back = url_for(".index", profile_id=asked.profile_id)
    return act(data_requests.withdraw, asked, done="La demande est annulée.", back=back)
