"""My association: its record, its charter, its validation (R15, R20)."""

from dataclasses import asdict, replace

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bénévolat.domain.associations import AssociationStatus, OrganisationFields
from bénévolat.domain.enums import Audience
from bénévolat.domain.errors import DomainError, NotReady
from bénévolat.extensions import db, transaction
from bénévolat.models.associations import Association
from bénévolat.services import associations, memberships
from bénévolat.web.access import AudienceBlueprint, actor, my_association, my_membership, now, today
from bénévolat.web.acts import act
from bénévolat.web.fields import (
    CommuneField,
    EmailField,
    Form,
    LocalDate,
    PhoneField,
    Required,
    RnaField,
    ShortText,
    SiretField,
    StrippedString,
    YesBox,
)
from bénévolat.web.places import find_communes

bp = AudienceBlueprint(
    "association_organisation",
    __name__,
    audience=Audience.ASSOCIATION,
    url_prefix="/association/notre-association",
)


class RecordForm(Form):
    """What an association says of itself, and may always change."""

    purpose = ShortText("Ce que fait l'association", description="Deux ou trois phrases.", max_length=1000)
    commune = CommuneField("Commune")
    address = StrippedString("Adresse", max_length=300, render_kw={"autocomplete": "street-address"})
    phone = PhoneField("Téléphone")
    email = EmailField("Adresse électronique")
    website = StrippedString(
        "Site internet", max_length=290, render_kw={"inputmode": "url", "autocomplete": "url"}
    )
    insured = YesBox("Nos bénévoles sont assurés (responsabilité civile)")
    insurer = StrippedString("Nom de l'assureur", max_length=200)
    insured_until = LocalDate("Assurance valable jusqu'au")

    def fields_over(self, kept: OrganisationFields) -> OrganisationFields:
        """Return what was typed, over what is not asked here."""
        return replace(
            kept,
            purpose=self.purpose.data or None,
            address=self.address.data or None,
            commune_insee=self.commune.insee,
            phone=self.phone.data,
            email=self.email.data,
            website=_web_address(self.website.data),
            insured=self.insured.data,
            insurer=self.insurer.data or None,
            insured_until=self.insured_until.data,
        )


class OrganisationForm(RecordForm):
    """The whole record, until the Département has validated who the association is."""

    name = StrippedString(
        "Nom de l'association", [Required("Donnez le nom de l'association.")], max_length=200
    )
    rna = RnaField(
        "Numéro RNA", description="W suivi de neuf chiffres. Il est sur le récépissé de la préfecture."
    )
    local_law = YesBox("Association de droit local d'Alsace-Moselle (sans numéro RNA)")
    siret = SiretField("SIRET", description="Quatorze chiffres, si vous en avez un.")

    def fields_over(self, kept: OrganisationFields) -> OrganisationFields:
        """Return what was typed."""
        return replace(
            super().fields_over(kept),
            name=self.name.data or "",
            rna=self.rna.data,
            local_law=self.local_law.data,
            siret=self.siret.data,
        )


def _web_address(typed: str | None) -> str | None:
    """Return an address that can only be a web page (X1)."""
    if not typed:
        return None
    return typed if typed.lower().startswith(("http://", "https://")) else f"https://{typed}"


@bp.get("")
def show() -> ResponseReturnValue:
    """Show my association, what is missing and its members."""
    return _page(my_association())


def _page(association: Association, *, refused: NotReady | None = None) -> ResponseReturnValue:
    page = render_template(
        "association/organisation/show.html",
        association=association,
        membership=my_membership(),
        members=db.session.scalars(memberships.of_association(association.id)).all(),
        missing=refused.missing if refused else associations.missing(association, today=today()),
        refused=refused,
    )
    return page, 422 if refused else 200


@bp.route("/modifier", methods=["GET", "POST"])
def edit() -> ResponseReturnValue:
    """Rewrite the record; name and numbers are fixed once the association is validated."""
    association = my_association()
    kept = associations.fields_of(association)
    shown = asdict(kept) | {"commune": association.commune.label if association.commune else ""}
    validated = association.status is AssociationStatus.VALIDATED
    form = RecordForm(data=shown) if validated else OrganisationForm(data=shown)
    form.commune.find = find_communes
    if form.validate_on_submit():
        try:
            with transaction() as session:
                associations.edit(session, association, form.fields_over(kept), by=actor())
        except DomainError as refusal:
            form.add_refusal(refusal)
        else:
            flash("La fiche de votre association est enregistrée.", "success")
            for sentence in form.warnings():
                flash(sentence, "warning")
            return redirect(url_for(".show"), 303)
    page = render_template("association/organisation/edit.html", form=form, association=association)
    return page, 422 if form.is_submitted() else 200


@bp.route("/charte", methods=["GET", "POST"])
def charter() -> ResponseReturnValue:
    """Read the charter; a button accepts it."""
    if request.method == "POST":
        return act(
            associations.accept_charter,
            my_association(),
            done="La charte est acceptée. Merci.",
            back=url_for(".show"),
        )
    return render_template("association/organisation/charter.html", association=my_association())


@bp.post("/demander-la-validation")
def submit() -> ResponseReturnValue:
    """Ask the Département to validate the association, or say everything that is missing."""
    association = my_association()
    try:
        with transaction() as session:
            associations.submit(session, association, by=actor(), now=now())
    except NotReady as refused:
        return _page(association, refused=refused)
    except DomainError as refusal:
        flash(refusal.sentence, "danger")
    else:
        flash("Votre demande est envoyée au Département. Il vous répond par courriel.", "success")
    return redirect(url_for(".show"), 303)
