"""Teams of travailleurs sociaux and their sectors, lists of communes (R68)."""

from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bénévolat.domain.enums import Audience, Right
from bénévolat.domain.errors import DomainError
from bénévolat.domain.teams import UnknownCommunes
from bénévolat.extensions import db, transaction
from bénévolat.models.teams import Sector, Team
from bénévolat.services import teams
from bénévolat.web.access import AudienceBlueprint
from bénévolat.web.departement.teams_forms import SectorForm, TeamForm
from bénévolat.web.lists import paginated

bp = AudienceBlueprint(
    "departement_teams",
    __name__,
    audience=Audience.DEPARTEMENT,
    right=Right.ADMINISTER,
    url_prefix="/departement/equipes",
)


@bp.get("")
def index() -> ResponseReturnValue:
    """List teams and sectors."""
    session = db.session()
    return render_template(
        "departement/teams/index.html",
        teams=paginated(teams.in_order()),
        sectors=session.scalars(teams.sectors_in_order()).all(),
        members=teams.count_members(session),
        communes=teams.count_communes(session),
    )


@bp.route("/nouvelle", methods=["GET", "POST"])
def create() -> ResponseReturnValue:
    """Make a team."""
    form = _team_form(None)
    if form.validate_on_submit():
        try:
            with transaction() as session:
                teams.create_team(session, **form.values())
        except DomainError as refusal:
            form.add_refusal(refusal)
        else:
            return _done("L'équipe est créée.")
    return render_template("departement/teams/team.html", form=form, team=None), _status()


@bp.route("/<uuid:team_id>", methods=["GET", "POST"])
def edit(team_id: UUID) -> ResponseReturnValue:
    """Change a team."""
    team = db.session.get(Team, team_id) or abort(404)
    form = _team_form(team)
    if form.validate_on_submit():
        try:
            with transaction() as session:
                teams.change_team(session, team, **form.values())
        except DomainError as refusal:
            form.add_refusal(refusal)
        else:
            return _done("L'équipe est enregistrée.")
    return render_template("departement/teams/team.html", form=form, team=team), _status()


@bp.route("/secteurs/nouveau", methods=["GET", "POST"])
def create_sector() -> ResponseReturnValue:
    """Make a sector."""
    form = SectorForm()
    if form.validate_on_submit():
        try:
            with transaction() as session:
                teams.create_sector(session, name=str(form.name.data), communes=str(form.communes.data))
        except DomainError as refusal:
            _refuse(form, refusal)
        else:
            return _done("Le secteur est créé.")
    return render_template("departement/teams/sector.html", form=form, sector=None), _status()


@bp.route("/secteurs/<uuid:sector_id>", methods=["GET", "POST"])
def edit_sector(sector_id: UUID) -> ResponseReturnValue:
    """Change a sector and its communes."""
    sector = db.session.get(Sector, sector_id) or abort(404)
    form = SectorForm(data={"name": sector.name, "communes": teams.write_communes(sector)})
    if form.validate_on_submit():
        try:
            with transaction() as session:
                teams.change_sector(
                    session, sector, name=str(form.name.data), communes=str(form.communes.data)
                )
        except DomainError as refusal:
            _refuse(form, refusal)
        else:
            return _done("Le secteur est enregistré.")
    return render_template("departement/teams/sector.html", form=form, sector=sector), _status()


def _team_form(team: Team | None) -> TeamForm:
    kept = {"name": team.name, "phone": team.phone, "sector": team.sector_id} if team else {}
    form = TeamForm(data=kept)
    sectors = db.session.scalars(teams.sectors_in_order()).all()
    form.sector.choices = [(str(sector.id), sector.name) for sector in sectors]
    return form


def _refuse(form: SectorForm, refusal: DomainError) -> None:
    """Put each sentence beside its field: one per line of communes that could not be read."""
    if isinstance(refusal, UnknownCommunes):
        for sentence in refusal.sentences:
            form.add_error("communes", sentence)
    else:
        form.add_refusal(refusal)


def _done(sentence: str) -> ResponseReturnValue:
    flash(sentence, "success")
    return redirect(url_for("departement_teams.index"), 303)


def _status() -> int:
    return 422 if request.method == "POST" else 200
