"""Contract-review exports: right, motive, period, re-authentication, 48 hours (R75, E1)."""

from uuid import UUID

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Select, select

from bénévolat.domain.enums import Audience, Right, Role
from bénévolat.domain.errors import DomainError
from bénévolat.domain.work_orders import WorkKind
from bénévolat.exports.contract_review import ReviewFormat
from bénévolat.exports.french_csv import CsvProfile
from bénévolat.extensions import db, transaction
from bénévolat.models.accounts import Account
from bénévolat.models.exports import WorkOrder
from bénévolat.models.teams import Team
from bénévolat.services import contract_reviews, export_files, work_orders
from bénévolat.services.contract_reviews import ReviewOrder
from bénévolat.services.review_lines import ReviewScope
from bénévolat.web import work_orders as long_work
from bénévolat.web.access import AudienceBlueprint, me, now, recently_authenticated
from bénévolat.web.fields import ChoiceSelect, EnumRadio, Form, LocalDate, Required, ShortText, YesBox
from bénévolat.web.lists import paginated

bp = AudienceBlueprint(
    "departement_exports",
    __name__,
    audience=Audience.DEPARTEMENT,
    right=Right.EXPORT,
    url_prefix="/departement/exports",
)


class ExportForm(Form):
    """What is exported, and why."""

    period_from = LocalDate("Du", [Required("Indiquez le début de la période.")])
    period_to = LocalDate("Au", [Required("Indiquez la fin de la période.")])
    team = ChoiceSelect(
        "Équipe référente",
        description="Laissez « Toutes les équipes » pour exporter l'ensemble du Département.",
    )
    referent = ChoiceSelect("Référent ou référente")
    motive = ShortText(
        "Motif",
        [Required("Indiquez le motif de cet export en quelques mots.")],
        description="Exemple : revue des contrats du premier semestre. Le motif est gardé au journal.",
        max_length=300,
    )
    file_format = EnumRadio(
        "Fichier", ReviewFormat, [Required("Choisissez un fichier.")], default=ReviewFormat.CSV
    )
    encoding = EnumRadio(
        "Encodage d'un CSV", CsvProfile, [Required("Choisissez un encodage.")], default=CsvProfile.UTF8
    )
    with_number = YesBox(
        "Ajouter le numéro d'allocataire",
        description="C'est le numéro du foyer. Seulement si le logiciel qui lira le fichier en a besoin.",
    )

    def order(self) -> ReviewOrder:
        """Return what was asked."""
        return ReviewOrder(
            scope=ReviewScope(
                period_from=self.period_from.data,
                period_to=self.period_to.data,
                team_id=UUID(self.team.data) if self.team.data else None,
                referent_id=UUID(self.referent.data) if self.referent.data else None,
            ),
            motive=self.motive.data or "",
            file_format=self.file_format.data,
            encoding=self.encoding.data,
            with_number=bool(self.with_number.data),
        )


def _form() -> ExportForm:
    form = ExportForm()
    teams = db.session.execute(select(Team.id, Team.name).order_by(Team.name)).all()
    form.team.choices = [("", "Toutes les équipes"), *((str(row.id), row.name) for row in teams)]
    referents = db.session.execute(
        select(Account.id, Account.first_name, Account.last_name)
        .where(Account.role == Role.TRAVAILLEUR_SOCIAL)
        .order_by(Account.last_name, Account.first_name, Account.id)
    ).all()
    form.referent.choices = [
        ("", "Tous les référents"),
        *((str(row.id), f"{row.last_name.upper()} {row.first_name}") for row in referents),
    ]
    return form


def _mine() -> Select[WorkOrder]:
    return work_orders.of_account(me().id, WorkKind.CONTRACT_REVIEW)


def _page(form: ExportForm, code: int = 200) -> ResponseReturnValue:
    page = render_template(
        "departement/exports/index.html",
        form=form,
        orders=paginated(_mine()),
        words=long_work.words,
        now=now(),
    )
    return page, code


@bp.get("")
def index() -> ResponseReturnValue:
    """Show the form and my exports."""
    return _page(_form())


@bp.post("")
@recently_authenticated()
def create() -> ResponseReturnValue:
    """Order an export; a short one is ready at once, a long one shows its progress."""
    form = _form()
    if form.validate_on_submit():
        try:
            with transaction() as session:
                order = contract_reviews.ask(session, me(), form.order(), now=now())
        except DomainError as refusal:
            form.add_refusal(refusal)
        else:
            long_work.begin(order.id)
            return redirect(url_for(".progress", order_id=order.id), code=303)
    return _page(form, 422)


def _order(order_id: UUID) -> WorkOrder:
    order = long_work.found(_mine(), order_id)
    if order is None:
        abort(404)
    return order


@bp.get("/commandes/<uuid:order_id>")
def progress(order_id: UUID) -> ResponseReturnValue:
    """Show how far one of my exports is; once ready, it is downloaded from here."""
    order = _order(order_id)
    return render_template(
        "departement/exports/progress.html", order=order, state=long_work.state(order), now=now()
    )


@bp.get("/commandes/<uuid:order_id>/etat")
def state(order_id: UUID) -> ResponseReturnValue:
    """Return the same in numbers, for the script of that page."""
    return long_work.state_answer(_order(order_id))


@bp.get("/<uuid:export_id>")
@recently_authenticated()
def download(export_id: UUID) -> ResponseReturnValue:
    """Download one of my exports while it lives; the reading is journaled."""
    answer = long_work.download(export_files.mine(me().id), export_id, me())
    if answer is None:
        abort(404)
    return answer
