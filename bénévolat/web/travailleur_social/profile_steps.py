"""Registering a person in one sitting: five steps, each saved as it is posted."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from bénévolat.domain.enums import Audience, ContactChoice, ProfileStatus
from bénévolat.domain.errors import DomainError
from bénévolat.extensions import db, transaction
from bénévolat.models.profiles import Profile
from bénévolat.services import agreements, chips, contracts, notices, profiles, thesaurus
from bénévolat.web.access import AudienceBlueprint, actor, me, now
from bénévolat.web.fields import Form
from bénévolat.web.places import find_communes
from bénévolat.web.travailleur_social.mine import journal_reading, my_person, today
from bénévolat.web.travailleur_social.profiles_forms import (
    AgreementForm,
    AvailabilityForm,
    IdentityForm,
    SuitsForm,
    WishesForm,
)

bp = AudienceBlueprint(
    "travailleur_social_profile_steps",
    __name__,
    audience=Audience.TRAVAILLEUR_SOCIAL,
    url_prefix="/travailleur-social/profils",
)

STEPS = (
    ("Identité et contact", "identity", "travailleur_social/profile_steps/identity.html"),
    ("Envies et savoir-faire", "wishes", "travailleur_social/profile_steps/wishes.html"),
    ("Ce qui convient", "suits", "travailleur_social/profile_steps/suits.html"),
    ("Temps et déplacements", "availability", "travailleur_social/profile_steps/availability.html"),
    ("Accord et contrat", "agreement", "travailleur_social/profile_steps/agreement.html"),
)
"""Words, endpoint and template of each step."""


def addresses(person: Profile | None) -> list[tuple[str, str | None]]:
    """Return the words and the address of each step; nowhere to go before the person is registered."""
    return [
        (words, url_for(f"{bp.name}.{endpoint}", profile_id=person.id) if person else None)
        for words, endpoint, _ in STEPS
    ]


@bp.route("/nouveau", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """Register a person: step 1 creates the draft."""
    form = IdentityForm(data={"contact_choice": ContactChoice.VIA_REFERENT})
    if form.validate_on_submit():
        try:
            with transaction() as session:
                person = profiles.create(session, form.identity(), referent=me(), by=actor(), now=now())
        except DomainError as refusal:
            form.add_refusal(refusal)
        else:
            return redirect(url_for(".wishes", profile_id=person.id), 303)
    return _page(form, person=None, number=1)


@bp.route("/<uuid:profile_id>/identite", methods=["GET", "POST"])
def identity(profile_id: UUID) -> ResponseReturnValue:
    """Step 1: who the person is and how to reach them."""
    person = my_person(profile_id)
    form = IdentityForm(obj=person)
    return _step(
        1,
        person,
        form,
        lambda session: profiles.edit_identity(session, person, form.identity(), by=actor(), now=now()),
    )


@bp.route("/<uuid:profile_id>/envies", methods=["GET", "POST"])
def wishes(profile_id: UUID) -> ResponseReturnValue:
    """Step 2: what the person likes, knows, and would rather not do."""
    person = my_person(profile_id)
    form = WishesForm(obj=person)
    return _step(
        2,
        person,
        form,
        lambda session: profiles.edit_wishes(session, person, form.answers(), by=actor(), now=now()),
        waiting=chips.unconfirmed,
    )


@bp.route("/<uuid:profile_id>/ce-qui-convient", methods=["GET", "POST"])
def suits(profile_id: UUID) -> ResponseReturnValue:
    """Step 3: positive wishes, never their cause (R36)."""
    person = my_person(profile_id)
    form = SuitsForm(obj=person)
    suggested = chips.suggested_constraints(person, thesaurus.lexicon(db.session()))
    if form.ticks_a_suggestion():
        return _page(form, person=person, number=3, suggested=suggested)
    return _step(
        3,
        person,
        form,
        lambda session: profiles.edit_suits(session, person, form.answers(), by=actor(), now=now()),
        suggested=suggested,
    )


@bp.route("/<uuid:profile_id>/temps-et-deplacements", methods=["GET", "POST"])
def availability(profile_id: UUID) -> ResponseReturnValue:
    """Step 4: half-days, commune, ways of travelling."""
    person = my_person(profile_id)
    form = AvailabilityForm(
        person=person,
        data={
            "half_days": person.half_days,
            "available_from": person.available_from,
            "commune": person.commune.label if person.commune else "",
        },
    )
    form.commune.find = find_communes
    return _step(
        4,
        person,
        form,
        lambda session: profiles.edit_availability(session, person, form.answers(), by=actor(), now=now()),
    )


@bp.route("/<uuid:profile_id>/accord", methods=["GET", "POST"])
def agreement(profile_id: UUID) -> ResponseReturnValue:
    """Step 5: the person's agreement; then the profile is open to the matching."""
    person = my_person(profile_id)
    standing = profiles.volunteering_agreement(db.session(), person.id)
    form = AgreementForm(data={"given_on": today()})
    if form.validate_on_submit():
        try:
            with transaction() as session:
                agreements.record_volunteering(
                    session,
                    person,
                    channel=form.channel.data,
                    given_on=form.given_on.data,
                    by=actor(),
                    now=now(),
                )
                if form.notice.data is not None:
                    notices.deliver(session, person, way=form.notice.data, by=actor(), now=now())
                _open(session, person)
        except DomainError as refusal:
            form.add_refusal(refusal)
        else:
            return _finished(person)
    return _page(form, person=person, number=5, standing=standing)


@bp.post("/<uuid:profile_id>/terminer")
def finish(profile_id: UUID) -> ResponseReturnValue:
    """Open a profile whose agreement is already recorded."""
    person = my_person(profile_id)
    try:
        with transaction() as session:
            _open(session, person)
    except DomainError as refusal:
        flash(refusal.sentence, "danger")
        return redirect(url_for(".agreement", profile_id=person.id), 303)
    return _finished(person)


def _open(session: Session, person: Profile) -> None:
    if person.status is not ProfileStatus.ACTIVE:
        profiles.activate(session, person, by=actor(), now=now())


def _finished(person: Profile) -> ResponseReturnValue:
    flash("Le profil est complet. Voici les missions qui peuvent convenir.", "success")
    return redirect(url_for("travailleur_social_matches.index", profile_id=person.id), 303)


def _step(
    number: int,
    person: Profile,
    form: Form,
    save: Callable[[Session], None],
    *,
    waiting: Callable[[Profile], bool] = lambda _person: False,
    **values: Any,
) -> ResponseReturnValue:
    """Show a step, or save it and go on: to the next step of a draft, back to the file otherwise.

    ``waiting`` tells whether what is saved waits for a confirmation of what was understood: that comes first.
    """
    if form.validate_on_submit():
        try:
            with transaction() as session:
                save(session)
        except DomainError as refusal:
            form.add_refusal(refusal)
        else:
            for sentence in form.warnings():
                flash(sentence, "warning")
            draft = person.status is ProfileStatus.DRAFT
            if not draft:
                flash("Les suggestions sont à jour.", "success")
            if waiting(person):
                return redirect(url_for("travailleur_social_chips.confirm", profile_id=person.id), 303)
            if draft:
                return redirect(url_for(f".{STEPS[number][1]}", profile_id=person.id), 303)
            return redirect(url_for("travailleur_social_profiles.show", profile_id=person.id), 303)
    return _page(form, person=person, number=number, **values)


def _page(form: Form, *, person: Profile | None, number: int, **values: Any) -> ResponseReturnValue:
    if person is not None and not form.is_submitted():
        journal_reading(person.id)
    steps = addresses(person)
    known = contracts.of_person(db.session(), person.id) if person and number == len(STEPS) else []
    page = render_template(
        STEPS[number - 1][2],
        form=form,
        person=person,
        steps=steps,
        number=number,
        contracts=known,
        **values,
    )
    return page, 422 if form.errors else 200
