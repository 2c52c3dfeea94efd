"""Text messages of a person: their wish, what was sent, what they answered (R10, R52, R54)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import abort, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from bénévolat.domain.agreements import THROUGH_AGENT
from bénévolat.domain.enums import Audience, Channel
from bénévolat.domain.errors import DomainError
from bénévolat.domain.texts import TextKind, mobile
from bénévolat.extensions import db, transaction
from bénévolat.models.profiles import Profile
from bénévolat.models.texts import TextMessage, TextReply
from bénévolat.services import profile_history, text_replies, texts
from bénévolat.services.texts import OFF, Desk
from bénévolat.web.access import AudienceBlueprint, actor, now
from bénévolat.web.acts import act
from bénévolat.web.fields import EnumRadio, Form, LocalDate, Required
from bénévolat.web.travailleur_social.mine import journal_reading, my_person, my_proposition, today

bp = AudienceBlueprint(
    "travailleur_social_texts",
    __name__,
    audience=Audience.TRAVAILLEUR_SOCIAL,
    url_prefix="/travailleur-social",
)


class WishForm(Form):
    """The person says that they wish to be texted."""

    channel = EnumRadio(
        "Comment la personne l'a-t-elle dit\u00a0?",
        Channel,
        [Required("Indiquez comment la personne l'a dit.")],
        members=THROUGH_AGENT,
    )
    given_on = LocalDate("Quel jour\u00a0?", [Required("Indiquez le jour de l'accord.")])


@dataclass(frozen=True, slots=True)
class Line:
    """One message, on one side or the other."""

    at: datetime
    sent: TextMessage | None = None
    received: TextReply | None = None


def _lines(messages: Iterable[TextMessage], replies: Iterable[TextReply]) -> list[Line]:
    """Return what was written on both sides, newest first."""
    lines = [Line(row.created_at, sent=row) for row in messages]
    lines += [Line(row.received_at, received=row) for row in replies]
    return sorted(lines, key=lambda line: (line.at, line.sent is not None), reverse=True)


def desk() -> Desk:
    """Return what this installation says of messages."""
    return Desk(current_app.config["SMS_BACKEND"], current_app.config["DEPARTEMENT_PHONE"])


@bp.get("/profils/<uuid:profile_id>/sms")
def index(profile_id: UUID) -> ResponseReturnValue:
    """Show the person's wish, the messages and the answers."""
    person = my_person(profile_id)
    journal_reading(person.id)
    return _page(person, WishForm(formdata=None, data={"given_on": today()}))


def _page(person: Profile, form: WishForm) -> ResponseReturnValue:
    session = db.session()
    wish = texts.wish_of(session, person.id)
    messages, replies = texts.of_person(session, person.id), texts.replies_of(session, person.id)
    authors = [
        *(row.asked_by_id for row in messages),
        *(row.read_by_id for row in replies),
        wish.recorded_by_id if wish else None,
    ]
    page = render_template(
        "travailleur_social/texts/index.html",
        person=person,
        form=form,
        wish=wish,
        mobile=mobile(person.phone),
        off=desk().backend == OFF,
        may_text=texts.may_text(session, person, desk=desk()),
        unreachable=texts.is_unreachable(session, person),
        lines=_lines(messages, replies),
        replies=replies,
        names=profile_history.names_of(session, authors),
    )
    return page, 422 if form.errors else 200


@bp.post("/profils/<uuid:profile_id>/sms/accord")
def agree(profile_id: UUID) -> ResponseReturnValue:
    """Note that the person wishes to be texted: who said so, how, when (R54)."""
    person, form = my_person(profile_id), WishForm()
    if form.validate_on_submit():
        try:
            with transaction() as session:
                texts.agree(
                    session,
                    person,
                    channel=form.channel.data,
                    given_on=form.given_on.data,
                    by=actor(),
                    now=now(),
                )
        except DomainError as refusal:
            form.add_refusal(refusal)
        else:
            flash("C'est noté\u00a0: la personne veut bien recevoir des SMS.", "success")
            return redirect(url_for(".index", profile_id=person.id), 303)
    return _page(person, form)


@bp.post("/profils/<uuid:profile_id>/sms/arret")
def stop(profile_id: UUID) -> ResponseReturnValue:
    """Note that the person wants no more messages."""
    person = my_person(profile_id)
    return act(
        texts.stop,
        person,
        done="C'est noté\u00a0: plus de SMS pour cette personne.",
        back=url_for(".index", profile_id=person.id),
    )


@bp.post("/profils/<uuid:profile_id>/sms/rappel")
def ask_call(profile_id: UUID) -> ResponseReturnValue:
    """Ask the person to call back."""
    person = my_person(profile_id)
    return act(
        texts.ask,
        person,
        TextKind.CALL,
        desk=desk(),
        done="Le SMS est prêt. Il part dans la journée, entre 9\u00a0h et 19\u00a0h.",
        back=url_for(".index", profile_id=person.id),
    )


@bp.post("/propositions/<uuid:proposition_id>/sms")
def announce(proposition_id: UUID) -> ResponseReturnValue:
    """Tell the person that a proposition waits, or the day of their meeting; neither association nor place."""
    proposition = my_proposition(proposition_id)
    return act(
        texts.ask_answer,
        proposition,
        desk=desk(),
        done="Le SMS est prêt. Il part dans la journée, entre 9\u00a0h et 19\u00a0h.",
        back=url_for("travailleur_social_propositions.show", proposition_id=proposition.id),
    )


@bp.post("/profils/<uuid:profile_id>/sms/<uuid:reply_id>/lu")
def mark_read(profile_id: UUID, reply_id: UUID) -> ResponseReturnValue:
    """Note that I read what the person wrote, and did what it asks."""
    person = my_person(profile_id)
    reply = db.session.scalar(
        select(TextReply).where(TextReply.id == reply_id, TextReply.profile_id == person.id)
    )
    if reply is None:
        abort(404)
    back = url_for(".index", profile_id=person.id)
    return act(text_replies.mark_read, reply, done="C'est noté\u00a0: vous l'avez lu.", back=back)
