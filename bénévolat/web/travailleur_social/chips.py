"""What was understood of a person's words: to confirm, correct, remove or add, between steps 2 and 3."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from bénévolat.domain.enums import Audience, ProfileStatus
from bénévolat.domain.errors import DomainError
from bénévolat.extensions import db, transaction
from bénévolat.models.profiles import Profile
from bénévolat.services import chips, profiles, thesaurus
from bénévolat.web.access import AudienceBlueprint, actor, now
from bénévolat.web.chips import chips_form, concepts_as_json
from bénévolat.web.travailleur_social.mine import journal_reading, my_person

bp = AudienceBlueprint(
    "travailleur_social_chips",
    __name__,
    audience=Audience.TRAVAILLEUR_SOCIAL,
    url_prefix="/travailleur-social",
)


@bp.route("/profils/<uuid:profile_id>/envies/compris", methods=["GET", "POST"])
def confirm(profile_id: UUID) -> ResponseReturnValue:
    """Show the concepts understood in each wish and skill, and keep those that are confirmed."""
    person = my_person(profile_id)
    if not chips.texts_of(person):
        return redirect(url_for("travailleur_social_profile_steps.wishes", profile_id=person.id), 303)
    lexicon = thesaurus.lexicon(db.session())
    form = chips_form(chips.ideas_of(person, lexicon), lexicon)
    if form.validate_on_submit():
        try:
            with transaction() as session:
                profiles.confirm_understood(session, person, form.confirmed(), by=actor(), now=now())
        except DomainError as refusal:
            form.add_refusal(refusal)
        else:
            return _confirmed(person)
    if not form.is_submitted():
        journal_reading(person.id)
    page = render_template(
        "travailleur_social/profile_steps/chips.html",
        form=form,
        person=person,
        suggested=chips.suggested_constraints(person, lexicon),
    )
    return page, 422 if form.errors else 200


def _confirmed(person: Profile) -> ResponseReturnValue:
    if person.status is ProfileStatus.DRAFT:
        return redirect(url_for("travailleur_social_profile_steps.suits", profile_id=person.id), 303)
    flash("Ces mots sont confirmés, et les suggestions sont à jour.", "success")
    return redirect(url_for("travailleur_social_profiles.show", profile_id=person.id), 303)


@bp.get("/concepts")
def concepts() -> ResponseReturnValue:
    """Return the concepts that a few letters may mean."""
    return concepts_as_json(thesaurus.lexicon(db.session()))
