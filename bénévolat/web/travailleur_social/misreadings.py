"""«Mal compris»: a travailleur social tells the Département that a reason is wrong, without saying for whom."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from bénévolat.domain.enums import Audience
from bénévolat.domain.names import fold
from bénévolat.extensions import Intent, begin_as, db, release, transaction
from bénévolat.services import misreadings
from bénévolat.services.misreadings import Meeting
from bénévolat.web.access import AudienceBlueprint, actor, now
from bénévolat.web.fields import ChoiceRadio, Form, Required, ShortText
from bénévolat.web.travailleur_social.mine import journal_reading, my_person, open_offer

bp = AudienceBlueprint(
    "travailleur_social_misreadings",
    __name__,
    audience=Audience.TRAVAILLEUR_SOCIAL,
    url_prefix="/travailleur-social/profils/<uuid:profile_id>/missions/<uuid:offer_id>/mal-compris",
)

OTHER = "autre"


class MisreadingForm(Form):
    """Which reason is wrong, and what was meant."""

    reason = ChoiceRadio(
        "Qu'est-ce qui est mal compris\u00a0?", [Required("Choisissez ce qui est mal compris.")]
    )
    meant = ShortText(
        "Ce que ces mots voulaient dire",
        description="Quelques mots sur le sens, rien sur la personne.",
        max_length=200,
    )

    def prepare(self, found: list[Meeting]) -> None:
        """Offer what joined the words of the person and those of the mission."""
        self.reason.choices = [(one.key, words_of(one)) for one in found] + [(OTHER, "Autre chose")]

    def is_enough(self) -> bool:
        """Tell whether the report says something; otherwise the error stands beside its field."""
        if self.reason.data == OTHER and not self.meant.data:
            self.add_error("meant", "Dites en quelques mots ce qui est mal compris.")
        return not self.errors


def words_of(meeting: Meeting) -> str:
    """Return what joined two texts, in words."""
    words = f"«\u00a0{meeting.said}\u00a0» rapproché de «\u00a0{meeting.found}\u00a0»"
    if not meeting.label or fold(meeting.label) in {fold(meeting.said), fold(meeting.found)}:
        return words
    return f"{words}, compris comme «\u00a0{meeting.label}\u00a0»"


@bp.route("", methods=["GET", "POST"])
def report(profile_id: UUID, offer_id: UUID) -> ResponseReturnValue:
    """Ask what is wrong, and tell the Département."""
    release()  # What joined them is looked for without holding any lock (D1).
    begin_as(Intent.READ)
    person, offer = my_person(profile_id), open_offer(offer_id)
    found = misreadings.meetings(db.session(), person, offer.id, now=now())
    form = MisreadingForm()
    form.prepare(found)
    if form.validate_on_submit() and form.is_enough():
        meeting = next((one for one in found if one.key == form.reason.data), None)
        with transaction() as session:
            misreadings.report(
                session, person, offer, meeting, meant=str(form.meant.data or ""), by=actor(), now=now()
            )
        for sentence in form.warnings():
            flash(sentence, "warning")
        flash("Merci. Le Département relira ces mots, sans savoir de qui il s'agit.", "success")
        return redirect(url_for("travailleur_social_matches.index", profile_id=person.id), 303)
    if not form.is_submitted():
        journal_reading(person.id)
    page = render_template(
        "travailleur_social/matches/misread.html", form=form, person=person, offer=offer, found=found
    )
    return page, 422 if form.errors else 200
