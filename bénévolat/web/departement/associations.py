"""Associations seen by the Département: read, validated, or returned with a reason (R15)."""

from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import joinedload

from bénévolat.domain.associations import AssociationCheck, AssociationStatus
from bénévolat.domain.enums import Audience, Right
from bénévolat.domain.errors import DomainError, NotReady
from bénévolat.extensions import db, transaction
from bénévolat.models.associations import Association
from bénévolat.services import associations, memberships
from bénévolat.web.access import AudienceBlueprint, actor, me, now, requires, today
from bénévolat.web.acts import act
from bénévolat.web.departement.validation_forms import RefuseForm
from bénévolat.web.fields import EnumCheckboxes, Form
from bénévolat.web.lists import chosen, paginated

bp = AudienceBlueprint(
    "departement_associations",
    __name__,
    audience=Audience.DEPARTEMENT,
    url_prefix="/departement/associations",
)


class ValidateForm(Form):
    """The checklist: every point is ticked by a person."""

    checklist = EnumCheckboxes("Ce que vous avez vérifié", AssociationCheck)


@bp.get("")
def index() -> ResponseReturnValue:
    """List the associations, by status or by words of their name."""
    status = chosen(AssociationStatus, "etat")
    typed = request.args.get("mots", "")[:100]
    return render_template(
        "departement/associations/index.html",
        page=paginated(associations.found_by(typed, status)),
        status=status,
        statuses=AssociationStatus,
        typed=typed,
    )


def _association(association_id: UUID) -> Association:
    options = [joinedload(Association.commune)]
    association = db.session.get(Association, association_id, options=options)
    if association is None:
        abort(404)
    return association


@bp.get("/<uuid:association_id>")
def show(association_id: UUID) -> ResponseReturnValue:
    """Show everything an association says of itself, its members and its life."""
    return _page(_association(association_id), ValidateForm())


def _page(association: Association, form: ValidateForm) -> ResponseReturnValue:
    session = db.session()
    page = render_template(
        "departement/associations/show.html",
        association=association,
        form=form,
        may_validate=Right.VALIDATE in me().rights,
        may_invite=Right.ADMINISTER in me().rights,
        missing=associations.missing(association, today=today()),
        members=session.scalars(memberships.of_association(association.id)).all(),
        events=associations.events_of(session, association.id),
    )
    return page, 422 if form.is_submitted() else 200


@bp.post("/<uuid:association_id>/valider")
@requires(Right.VALIDATE)
def validate(association_id: UUID) -> ResponseReturnValue:
    """Validate an association whose every point was checked."""
    association = _association(association_id)
    form = ValidateForm()
    if form.validate():
        try:
            with transaction() as session:
                associations.validate(
                    session, association, checked=form.checklist.data, by=actor(), now=now()
                )
        except NotReady as refusal:
            form.add_error(None, f"{refusal.sentence} Renvoyez la fiche à l'association.")
        except DomainError as refusal:
            form.add_refusal(refusal)
        else:
            flash("L'association est validée. Ses membres sont prévenus par courriel.", "success")
            return redirect(url_for(".show", association_id=association_id), 303)
    return _page(_association(association_id), form)


@bp.route("/<uuid:association_id>/renvoyer", methods=["GET", "POST"])
@requires(Right.VALIDATE)
def refuse(association_id: UUID) -> ResponseReturnValue:
    """Return the record to the association, with a reason and a word."""
    association = _association(association_id)
    form = RefuseForm()
    if form.validate_on_submit():
        try:
            with transaction() as session:
                associations.refuse(
                    session,
                    association,
                    reason=form.reason.data,
                    note=form.note.data or None,
                    by=actor(),
                    now=now(),
                )
        except DomainError as refusal:
            form.add_refusal(refusal)
        else:
            flash("La fiche est renvoyée. Les membres sont prévenus par courriel.", "success")
            return redirect(url_for(".show", association_id=association_id), 303)
    page = render_template("departement/associations/refuse.html", form=form, association=association)
    return page, 422 if form.is_submitted() else 200


@bp.post("/<uuid:association_id>/revoir")
@requires(Right.VALIDATE)
def suspend(association_id: UUID) -> ResponseReturnValue:
    """Look at a validation again."""
    return act(
        associations.suspend,
        _association(association_id),
        done="La validation est à revoir. Les offres ne sont plus proposées en attendant.",
        back=url_for(".show", association_id=association_id),
    )


@bp.post("/<uuid:association_id>/discretion")
@requires(Right.VALIDATE)
def discretion(association_id: UUID) -> ResponseReturnValue:
    """Hide the association's name in exports, or show it again (domain §1.8)."""
    association = _association(association_id)
    with transaction():
        associations.mark_sensitive(association, sensitive=not association.sensitive_name)
    hidden = association.sensitive_name
    words = "Son nom n'apparaîtra plus" if hidden else "Son nom apparaît de nouveau"
    flash(f"{words} dans les exports.", "success")
    return redirect(url_for(".show", association_id=association_id), 303)
