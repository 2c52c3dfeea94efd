"""Suggested missions of a person, with their reasons; one of them is put before the person (R27, R29, R32)."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from bénévolat.domain.enums import Audience, ExclusionKind
from bénévolat.domain.errors import DomainError
from bénévolat.domain.propositions import LIVE, MAX_WITH_PERSON, FormerEmployer
from bénévolat.extensions import db, transaction
from bénévolat.models.matches import Match
from bénévolat.models.offers import Offer
from bénévolat.models.profiles import Profile
from bénévolat.models.propositions import Proposition
from bénévolat.services import caseload, match_plans, profiles, propositions, suggestions
from bénévolat.web.access import AudienceBlueprint, actor, now
from bénévolat.web.acts import act
from bénévolat.web.travailleur_social.match_words import part_lines
from bénévolat.web.travailleur_social.matches_forms import ProposeForm, YesNo
from bénévolat.web.travailleur_social.mine import (
    journal_reading,
    my_person,
    open_offer,
    refresh_matches,
    today,
)

bp = AudienceBlueprint(
    "travailleur_social_matches",
    __name__,
    audience=Audience.TRAVAILLEUR_SOCIAL,
    url_prefix="/travailleur-social/profils/<uuid:profile_id>/missions",
)


@bp.get("/")
def index(profile_id: UUID) -> ResponseReturnValue:
    """Show the suggestions of a person, then the near misses."""
    person = my_person(profile_id)
    journal_reading(person.id)
    session = db.session()
    return render_template(
        "travailleur_social/matches/index.html",
        person=person,
        matches=suggestions.suggestions_of(session, person.id),
        near_misses=suggestions.near_misses_of(session, person.id),
        order=match_plans.lines_of(session, person.id, today=today()),
        plan=match_plans.latest(session),
        already=_already(person),
        counts=caseload.counts_of(session, [person.id])[person.id],
        most=MAX_WITH_PERSON,
        part_lines=part_lines,
    )


def _already(person: Profile) -> dict[UUID, Proposition]:
    """Return the last proposition of each mission already put before this person."""
    rows = db.session.scalars(
        select(Proposition)
        .where(Proposition.profile_id == person.id)
        .order_by(Proposition.proposed_at, Proposition.id)
    )
    return {row.offer_id: row for row in rows}


@bp.post("/recalcul")
def refresh(profile_id: UUID) -> ResponseReturnValue:
    """Compute the suggestions again: offers may have changed since."""
    person = my_person(profile_id)
    refresh_matches(person)
    flash("Les suggestions sont à jour.", "success")
    return redirect(url_for(".index", profile_id=person.id), 303)


@bp.route("/<uuid:offer_id>", methods=["GET", "POST"])
def propose(profile_id: UUID, offer_id: UUID) -> ResponseReturnValue:
    """Show a mission and why it may suit, ask R19's question, and put it before the person."""
    person, offer = my_person(profile_id), open_offer(offer_id)
    form = ProposeForm()
    if form.validate_on_submit():
        try:
            proposition_id = _propose(person, offer, form)
        except FormerEmployer as refusal:
            _note_former_employer(person, offer)
            form.add_refusal(refusal)
        except DomainError as refusal:
            form.add_refusal(refusal)
        else:
            for sentence in form.warnings():
                flash(sentence, "warning")
            flash("La mission est proposée. Elle apparaît dans l'espace de la personne.", "success")
            return redirect(
                url_for("travailleur_social_propositions.show", proposition_id=proposition_id), 303
            )
    elif not form.is_submitted():
        journal_reading(person.id)
    page = render_template(
        "travailleur_social/matches/propose.html",
        person=person,
        offer=offer,
        form=form,
        match=db.session.get(Match, (person.id, offer.id)),
        live=_live(person, offer),
        part_lines=part_lines,
    )
    return page, 422 if form.errors else 200


def _live(person: Profile, offer: Offer) -> Proposition | None:
    found = _already(person).get(offer.id)
    return found if found is not None and found.status in LIVE else None


def _propose(person: Profile, offer: Offer, form: ProposeForm) -> UUID:
    with transaction() as session:
        proposition = propositions.propose(
            session,
            person,
            offer.id,
            former_employee=form.former_employee.data is YesNo.YES,
            presentation=form.presentation.data or None,
            by=actor(),
            now=now(),
        )
    return proposition.id


def _note_former_employer(person: Profile, offer: Offer) -> None:
    """Keep the answer: missions of this association are not suggested any more (R19)."""
    with transaction() as session:
        profiles.exclude(
            session,
            person,
            offer.association_id,
            ExclusionKind.FORMER_EMPLOYER,
            by=actor(),
            now=now(),
        )


@bp.post("/<uuid:offer_id>/ecarter")
def exclude(profile_id: UUID, offer_id: UUID) -> ResponseReturnValue:
    """Leave this association out, as the person wishes."""
    person, offer = my_person(profile_id), open_offer(offer_id)
    return act(
        profiles.exclude,
        person,
        offer.association_id,
        ExclusionKind.WISH,
        done=f"Les missions de {offer.association.name} ne sont plus suggérées.",
        back=url_for(".index", profile_id=person.id),
    )
