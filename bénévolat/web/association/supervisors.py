"""Supervisors of my association: the named people who accompany (R16)."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bénévolat.domain.enums import Audience, HalfDay
from bénévolat.domain.errors import DomainError
from bénévolat.extensions import db, transaction
from bénévolat.models.supervisors import Supervisor
from bénévolat.services import supervisors
from bénévolat.services.supervisors import SupervisorFields
from bénévolat.web.access import AudienceBlueprint, my_association, now
from bénévolat.web.association.mine import my_supervisor
from bénévolat.web.fields import EmailField, EnumCheckboxes, Form, PhoneField, Required, StrippedString
from bénévolat.web.lists import paginated

bp = AudienceBlueprint(
    "association_supervisors", __name__, audience=Audience.ASSOCIATION, url_prefix="/association/tuteurs"
)


class SupervisorForm(Form):
    """A named person who accompanies."""

    first_name = StrippedString("Prénom", [Required("Écrivez le prénom.")], render_kw={"autocomplete": "off"})
    last_name = StrippedString("Nom", [Required("Écrivez le nom.")], render_kw={"autocomplete": "off"})
    function = StrippedString(
        "Rôle dans l'association", description="«\u00a0Trésorière\u00a0», «\u00a0Chef de cuisine\u00a0»…"
    )
    phone = PhoneField("Téléphone", render_kw={"autocomplete": "off"})
    email = EmailField("Adresse électronique", render_kw={"autocomplete": "off"})
    half_days = EnumCheckboxes("Présence habituelle", HalfDay)

    def supervisor_fields(self) -> SupervisorFields:
        """Return what was typed."""
        return SupervisorFields(
            first_name=self.first_name.data or "",
            last_name=self.last_name.data or "",
            function=self.function.data or None,
            phone=self.phone.data,
            email=self.email.data,
            half_days=self.half_days.data,
        )


@bp.get("")
def index() -> ResponseReturnValue:
    """List my supervisors."""
    rows = paginated(supervisors.of_association(my_association().id))
    return render_template("association/supervisors/index.html", supervisors=rows)


@bp.route("/nouveau", methods=["GET", "POST"])
def create() -> ResponseReturnValue:
    """Add someone who accompanies."""
    form = SupervisorForm()
    if form.validate_on_submit():
        with transaction() as session:
            supervisors.create(session, my_association(), form.supervisor_fields(), now=now())
        flash("Cette personne peut maintenant être choisie sur vos offres.", "success")
        return redirect(url_for(".index"), 303)
    return _form_page(form, None)


@bp.route("/<uuid:supervisor_id>/modifier", methods=["GET", "POST"])
def edit(supervisor_id: UUID) -> ResponseReturnValue:
    """Rewrite what is said of a supervisor."""
    supervisor = my_supervisor(supervisor_id)
    form = SupervisorForm(obj=supervisor)
    if form.validate_on_submit():
        with transaction():
            supervisors.edit(supervisor, form.supervisor_fields())
        flash("C'est enregistré.", "success")
        return redirect(url_for(".index"), 303)
    return _form_page(form, supervisor)


def _form_page(form: SupervisorForm, supervisor: Supervisor | None) -> ResponseReturnValue:
    page = render_template("association/supervisors/form.html", form=form, supervisor=supervisor)
    return page, 422 if form.is_submitted() else 200


@bp.route("/<uuid:supervisor_id>/depart", methods=["GET", "POST"])
def leave(supervisor_id: UUID) -> ResponseReturnValue:
    """Ask, then note that a supervisor leaves."""
    supervisor = my_supervisor(supervisor_id)
    if request.method == "POST":
        try:
            with transaction() as session:
                supervisors.leave(session, supervisor, now=now())
        except DomainError as refusal:
            flash(refusal.sentence, "danger")
        else:
            flash("Le départ est noté.", "success")
        return redirect(url_for(".index"), 303)
    offers = supervisors.offers_of(db.session(), supervisor.id)
    return render_template("association/supervisors/leave.html", supervisor=supervisor, offers=offers)
