"""Contract-review exports: right, motive, period, re-authentication, 48 hours (R75, E1)."""

from datetime import timedelta
from uuid import UUID

from flask import Response, abort, current_app, flash, redirect, render_template, stream_with_context, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from bénévolat.domain.enums import Audience, Right
from bénévolat.domain.errors import DomainError
from bénévolat.exports.french_csv import CsvProfile
from bénévolat.extensions import db, transaction
from bénévolat.models.exports import ExportFile
from bénévolat.models.teams import Team
from bénévolat.services import contract_reviews, export_files
from bénévolat.web.access import AudienceBlueprint, me, now, recently_authenticated
from bénévolat.web.fields import ChoiceSelect, EnumRadio, Form, LocalDate, Required, ShortText
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
        description="Laissez « Toutes les équipes » pour exporter l'ensemble du Département.",
    )
    motive = ShortText(
        "Motif",
        [Required("Indiquez le motif de cet export en quelques mots.")],
        description="Exemple : revue des contrats du premier semestre. Le motif est gardé au journal.",
        max_length=300,
    )
    encoding = EnumRadio(
        "Encodage du fichier", CsvProfile, [Required("Choisissez un encodage.")], default=CsvProfile.UTF8
    )


def _form() -> ExportForm:
    form = ExportForm()
    teams = db.session.execute(select(Team.id, Team.name).order_by(Team.name)).all()
    form.team.choices = [("", "Toutes les équipes"), *((str(row.id), row.name) for row in teams)]
    return form


def _page(form: ExportForm, code: int = 200) -> ResponseReturnValue:
    files = paginated(export_files.mine(me().id))
    return render_template("departement/exports/index.html", form=form, files=files, now=now()), code


@bp.get("")
def index() -> ResponseReturnValue:
    """Show the form and my exports."""
    return _page(_form())


@bp.post("")
@recently_authenticated()
def create() -> ResponseReturnValue:
    """Produce an export."""
    form = _form()
    if form.validate_on_submit() and form.period_from.data and form.period_to.data:
        try:
            with transaction() as session:
                contract_reviews.make(
                    session,
                    me(),
                    period_from=form.period_from.data,
                    period_to=form.period_to.data,
                    motive=form.motive.data or "",
                    profile=form.encoding.data,
                    team_id=UUID(form.team.data) if form.team.data else None,
                    lasts=timedelta(hours=current_app.config["EXPORT_HOURS"]),
                    now=now(),
                )
        except DomainError as refusal:
            form.add_refusal(refusal)
        else:
            flash("L'export est prêt : téléchargez-le ci-dessous. Il sera effacé dans 48 heures.", "success")
            return redirect(url_for(".index"), code=303)
    return _page(form, 422)


@bp.get("/<uuid:export_id>")
@recently_authenticated()
def download(export_id: UUID) -> ResponseReturnValue:
    """Download one of my exports while it lives; the reading is journaled."""
    with transaction() as session:
        export = session.scalar(export_files.mine(me().id).where(ExportFile.id == export_id))
        if export is None:
            abort(404)
        export_files.open_for(session, export, account=me(), now=now())
    headers = {
        "Content-Disposition": f'attachment; filename="{export.file_name}"',
        "Content-Length": str(export.size),
    }
    return Response(
        stream_with_context(export_files.pieces(db.session(), export.id)),
        mimetype="text/csv",
        headers=headers,
    )
