"""Bilan and words of a person I follow: read with them, written for them, marked as such (R11, R54)."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from bénévolat.domain.agreements import THROUGH_AGENT
from bénévolat.domain.bilans import EXPLANATIONS
from bénévolat.domain.enums import Audience, Channel
from bénévolat.domain.errors import DomainError
from bénévolat.extensions import db, transaction
from bénévolat.models.bilans import Bilan
from bénévolat.models.engagements import Engagement
from bénévolat.services import bilans, profile_history
from bénévolat.web.access import AudienceBlueprint, actor, now
from bénévolat.web.acts import act
from bénévolat.web.bilans import WordsForm, read_instant
from bénévolat.web.fields import EnumRadio, Form, HiddenField, Required
from bénévolat.web.travailleur_social.mine import journal_reading, my_engagement

bp = AudienceBlueprint(
    "travailleur_social_bilans",
    __name__,
    audience=Audience.TRAVAILLEUR_SOCIAL,
    url_prefix="/travailleur-social/engagements",
)


class ReadForm(Form):
    """How the person read it with me."""

    channel = EnumRadio(
        "Comment l'avez-vous lu ensemble\u00a0?",
        Channel,
        [Required("Indiquez comment.")],
        members=THROUGH_AGENT,
    )
    written_at = HiddenField()


class SpokenForm(WordsForm):
    """The person's words, as they told them to me."""

    channel = EnumRadio(
        "Comment la personne vous l'a-t-elle dit\u00a0?",
        Channel,
        [Required("Indiquez comment.")],
        members=THROUGH_AGENT,
    )


@bp.get("/<uuid:engagement_id>/bilan")
def show(engagement_id: UUID) -> ResponseReturnValue:
    """Show both halves, with what may be noted for the person."""
    engagement = my_engagement(engagement_id)
    journal_reading(engagement.profile_id)
    return _page(engagement)


def _page(
    engagement: Engagement, *, reading: ReadForm | None = None, spoken: SpokenForm | None = None
) -> ResponseReturnValue:
    session = db.session()
    bilan = bilans.of_engagement(session, engagement.id)
    if reading is not None:
        reading.written_at.data = _written(bilan)
    page = render_template(
        "travailleur_social/bilans/show.html",
        engagement=engagement,
        bilan=bilan,
        names=profile_history.names_of(session, bilans.authors(bilan)),
        explanations=EXPLANATIONS,
        reading=reading or ReadForm(formdata=None, data={"written_at": _written(bilan)}, prefix="lu-"),
        spoken=spoken
        or SpokenForm(formdata=None, data={"words": bilan.words if bilan else ""}, prefix="mots-"),
        form=reading or spoken,
    )
    return page, 422 if reading or spoken else 200


def _written(bilan: Bilan | None) -> str:
    return bilan.written_at.isoformat() if bilan and bilan.written_at else ""


@bp.post("/<uuid:engagement_id>/bilan/lu")
def read(engagement_id: UUID) -> ResponseReturnValue:
    """Note that the person read it with me."""
    engagement, form = my_engagement(engagement_id), ReadForm(prefix="lu-")
    return _note(
        engagement,
        form,
        bilans.mark_read,
        lambda: {"written_at": read_instant(form.written_at.data), "channel": form.channel.data},
        done="C'est noté\u00a0: le bilan est lu.",
        again=lambda: _page(engagement, reading=form),
    )


@bp.post("/<uuid:engagement_id>/bilan/parole")
def say(engagement_id: UUID) -> ResponseReturnValue:
    """Write the person's words for them."""
    engagement, form = my_engagement(engagement_id), SpokenForm(prefix="mots-")
    return _note(
        engagement,
        form,
        bilans.say,
        lambda: {"words": form.words.data or "", "channel": form.channel.data},
        done="Ses mots sont enregistrés.",
        again=lambda: _page(engagement, spoken=form),
    )


def _note(
    engagement: Engagement,
    form: Form,
    service: Callable[..., Any],
    typed: Callable[[], dict[str, Any]],
    *,
    done: str,
    again: Callable[[], ResponseReturnValue],
) -> ResponseReturnValue:
    if not form.validate_on_submit():
        return again()
    try:
        with transaction() as session:
            service(session, engagement, by=actor(), now=now(), **typed())
    except DomainError as refusal:
        form.add_refusal(refusal)
        return again()
    flash(done, "success")
    for sentence in form.warnings():
        flash(sentence, "warning")
    return redirect(url_for(".show", engagement_id=engagement.id), 303)


@bp.post("/<uuid:engagement_id>/bilan/parole/effacer")
def unsay(engagement_id: UUID) -> ResponseReturnValue:
    """Remove the person's words, as they ask."""
    back = url_for(".show", engagement_id=engagement_id)
    return act(bilans.unsay, my_engagement(engagement_id), done="Ses mots sont effacés.", back=back)


@bp.post("/<uuid:engagement_id>/bilan/demander")
def ask(engagement_id: UUID) -> ResponseReturnValue:
    """Ask the association for a bilan, by mail."""
    back = url_for(".show", engagement_id=engagement_id)
    done = "La demande est envoyée à l'association."
    return act(bilans.ask, my_engagement(engagement_id), done=done, back=back)
