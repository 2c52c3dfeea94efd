"""People followed: my caseload, my team, one person's file."""

from collections.abc import Callable
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import joinedload

from bénévolat.domain.associations import AssociationStatus
from bénévolat.domain.enums import Audience, ExclusionKind, ProfileStatus
from bénévolat.domain.errors import DomainError
from bénévolat.extensions import db, transaction
from bénévolat.models.accounts import Account
from bénévolat.models.associations import Association
from bénévolat.models.profiles import Profile
from bénévolat.services import (
    associations,
    caseload,
    chips,
    contracts,
    engagements,
    match_plans,
    notices,
    profile_history,
    profiles,
    proposition_views,
    propositions,
    thesaurus,
)
from bénévolat.web.access import AudienceBlueprint, actor, me, now, today
from bénévolat.web.acts import act
from bénévolat.web.lists import chosen, paginated
from bénévolat.web.travailleur_social.mine import journal_reading, my_person
from bénévolat.web.travailleur_social.profile_words import french_words, language_words, travel_words
from bénévolat.web.travailleur_social.profiles_forms import ExclusionSearchForm, SearchForm, TransferForm

bp = AudienceBlueprint(
    "travailleur_social_profiles",
    __name__,
    audience=Audience.TRAVAILLEUR_SOCIAL,
    url_prefix="/travailleur-social/profils",
)

MOST_FOUND = 25


@bp.get("/")
def index() -> ResponseReturnValue:
    """List my caseload, or my team's."""
    team_view = request.args.get("vue") == "equipe"
    status = chosen(ProfileStatus, "statut")
    statement = profiles.visible_to(me()) if team_view else profiles.followed_by(me())
    if status is not None:
        statement = statement.where(Profile.status == status)
    people = paginated(
        statement.options(joinedload(Profile.referent), joinedload(Profile.commune)).order_by(
            Profile.last_name, Profile.first_name, Profile.id
        )
    )
    return render_template(
        "travailleur_social/profiles/index.html",
        people=people,
        counts=caseload.counts_of(db.session(), [person.id for person in people.items]),
        first=match_plans.first_lines(db.session(), [person.id for person in people.items], today=today()),
        team_view=team_view,
        status=status,
        statuses=list(ProfileStatus),
        search=SearchForm(formdata=None),
    )


@bp.post("/recherche")
def search() -> ResponseReturnValue:
    """Look for a person of my team by name; posted, so that no name is in an address (A2)."""
    form = SearchForm()
    found = None
    if form.validate_on_submit():
        statement = profiles.named_like(profiles.visible_to(me()), form.typed.data or "")
        found = db.session.scalars(
            statement.options(joinedload(Profile.referent), joinedload(Profile.commune))
            .order_by(Profile.last_name, Profile.first_name, Profile.id)
            .limit(MOST_FOUND + 1)
        ).all()
    page = render_template("travailleur_social/profiles/search.html", form=form, found=found, most=MOST_FOUND)
    return page, 422 if form.errors else 200


@bp.get("/<uuid:profile_id>")
def show(profile_id: UUID) -> ResponseReturnValue:
    """Show a person's whole file; the reading is journaled."""
    person = my_person(profile_id)
    journal_reading(person.id)
    session = db.session()
    lexicon = thesaurus.lexicon(session)
    return render_template(
        "travailleur_social/profiles/show.html",
        person=person,
        ideas={idea.text: idea for idea in chips.ideas_of(person, lexicon)},
        suggested=chips.suggested_constraints(person, lexicon),
        agreement=profiles.volunteering_agreement(session, person.id),
        informed=notices.delivered(session, person.id),
        contracts=contracts.of_person(session, person.id),
        changes=engagements.changes_to_propose(session, person.id, today=today()),
        exclusions=profiles.exclusions_of(session, person.id),
        propositions=session.scalars(proposition_views.of_person(person.id)).all(),
        engagements=session.scalars(engagements.of_person(person.id)).all(),
        counts=caseload.counts_of(session, [person.id])[person.id],
        french=french_words(person.french_level),
        languages=language_words(person.languages),
        travel=travel_words(person.travel),
        history=profile_history.of_person(session, person),
    )


@bp.post("/<uuid:profile_id>/pause")
def pause(profile_id: UUID) -> ResponseReturnValue:
    """Leave a person out of the matching for a time."""
    return _change(profile_id, profiles.pause, "Le profil est en pause\u00a0: aucune mission n'est suggérée.")


@bp.post("/<uuid:profile_id>/reprise")
def resume(profile_id: UUID) -> ResponseReturnValue:
    """Take a paused profile up again."""
    return _change(profile_id, profiles.resume, "Le profil est de nouveau actif.")


@bp.post("/<uuid:profile_id>/en-premier")
def go_first(profile_id: UUID) -> ResponseReturnValue:
    """Have the order advised serve this person first."""
    return _change(
        profile_id,
        profiles.go_first,
        "L'ordre conseillé servira cette personne en premier, dès la nuit prochaine.",
    )


@bp.post("/<uuid:profile_id>/avec-les-autres")
def go_with_others(profile_id: UUID) -> ResponseReturnValue:
    """Have the order advised serve this person with everybody."""
    return _change(profile_id, profiles.go_with_others, "Cette personne est servie avec les autres.")


@bp.get("/<uuid:profile_id>/retrait-accord")
def confirm_agreement_withdrawal(profile_id: UUID) -> ResponseReturnValue:
    """Ask before the agreement to volunteer is taken back."""
    return render_template(
        "travailleur_social/profiles/withdraw_agreement.html", person=my_person(profile_id)
    )


@bp.post("/<uuid:profile_id>/retrait-accord")
def withdraw_agreement(profile_id: UUID) -> ResponseReturnValue:
    """Take back the person's agreement to volunteer: profile paused, propositions withdrawn (R10)."""
    return _change(
        profile_id,
        propositions.leave_volunteering,
        "L'accord est retiré. Le profil est en pause et les propositions en cours sont retirées.",
    )


def _change(profile_id: UUID, service: Callable[..., None], done: str) -> ResponseReturnValue:
    person = my_person(profile_id)
    return act(service, person, done=done, back=url_for(".show", profile_id=person.id))


@bp.route("/<uuid:profile_id>/referent", methods=["GET", "POST"])
def transfer(profile_id: UUID) -> ResponseReturnValue:
    """Hand a person over to a colleague of the team."""
    person = my_person(profile_id)
    form = TransferForm()
    others = [
        account for account in profiles.colleagues(db.session(), person) if account.id != person.referent_id
    ]
    form.referent.choices = [(str(account.id), account.full_name) for account in others]
    if form.validate_on_submit():
        to = db.session.get_one(Account, UUID(form.referent.data))
        try:
            with transaction() as session:
                profiles.transfer(session, person, to=to, by=actor(), now=now())
        except DomainError as refusal:
            form.add_refusal(refusal)
        else:
            flash(f"{to.full_name} suit maintenant cette personne.", "success")
            return redirect(url_for(".show", profile_id=person.id), 303)
    page = render_template(
        "travailleur_social/profiles/transfer.html", person=person, form=form, others=others
    )
    return page, 422 if form.errors else 200


@bp.route("/<uuid:profile_id>/associations-ecartees", methods=["GET", "POST"])
def exclusions(profile_id: UUID) -> ResponseReturnValue:
    """Look for an association to leave out of the suggestions."""
    person = my_person(profile_id)
    form = ExclusionSearchForm()
    found = None
    if form.validate_on_submit():
        found = db.session.scalars(
            associations.found_by(form.name.data or "", AssociationStatus.VALIDATED).limit(MOST_FOUND)
        ).all()
    elif not form.is_submitted():
        journal_reading(person.id)
    page = render_template(
        "travailleur_social/profiles/exclusions.html",
        person=person,
        form=form,
        found=found,
        exclusions=profiles.exclusions_of(db.session(), person.id),
        kinds=list(ExclusionKind),
    )
    return page, 422 if form.errors else 200


@bp.post("/<uuid:profile_id>/associations-ecartees/<uuid:association_id>/<any(wish, former_employer):kind>")
def exclude(profile_id: UUID, association_id: UUID, kind: str) -> ResponseReturnValue:
    """Leave an association out: the person's wish, or a former employer (R19)."""
    person = my_person(profile_id)
    if db.session.get(Association, association_id) is None:
        abort(404)
    return act(
        profiles.exclude,
        person,
        association_id,
        ExclusionKind(kind),
        done="Cette association n'est plus suggérée.",
        back=url_for(".exclusions", profile_id=person.id),
    )


@bp.post("/<uuid:profile_id>/associations-ecartees/<uuid:association_id>/reprise")
def include_again(profile_id: UUID, association_id: UUID) -> ResponseReturnValue:
    """Take an exclusion back; the journal keeps it."""
    person = my_person(profile_id)
    return act(
        profiles.include_again,
        person,
        association_id,
        done="Cette association peut de nouveau être suggérée.",
        back=url_for(".exclusions", profile_id=person.id),
    )
