"""Accounts of the platform: invited, changed, closed by an agent who administers (S1, S2)."""

from uuid import UUID

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import joinedload

from bénévolat.domain.accounts import AccountState
from bénévolat.domain.associations import OrganisationFields
from bénévolat.domain.enums import Audience, MembershipRole, Right, Role
from bénévolat.domain.errors import DomainError
from bénévolat.extensions import db, transaction
from bénévolat.models.accounts import Account
from bénévolat.services import account_lists, accounts, associations, memberships, second_factor
from bénévolat.services.account_lists import state_of
from bénévolat.web.access import AudienceBlueprint, actor, now, recently_authenticated
from bénévolat.web.acts import act
from bénévolat.web.departement.accounts_forms import AgentForm, IdentityForm, MemberForm
from bénévolat.web.fields import Form, Required, StrippedString
from bénévolat.web.lists import chosen, paginated

bp = AudienceBlueprint(
    "departement_accounts",
    __name__,
    audience=Audience.DEPARTEMENT,
    right=Right.ADMINISTER,
    url_prefix="/departement/comptes",
)

FOUND_AT_MOST = 50


class FindForm(Form):
    """Search by name: posted, so that no name stands in an address (A2)."""

    name = StrippedString(
        "Nom ou adresse électronique",
        [Required("Écrivez un nom ou une adresse.")],
        max_length=100,
        render_kw={"autocomplete": "off"},
    )


@bp.get("")
def index() -> ResponseReturnValue:
    """List the accounts, of one role or in one state."""
    role, state = chosen(Role, "role"), chosen(AccountState, "etat")
    page = paginated(account_lists.in_order(role=role, state=state))
    return _list_page(FindForm(), page.items, page=page, role=role, state=state)


@bp.post("/recherche")
def find() -> ResponseReturnValue:
    """List the accounts that answer to a name."""
    form = FindForm()
    found: list[Account] | None = None
    if form.validate_on_submit():
        found = account_lists.find_named(db.session(), str(form.name.data), limit=FOUND_AT_MOST)
    page = _list_page(form, found or [], searched=True)
    return page if found is not None else (page, 422)


def _list_page(
    form: FindForm,
    rows: list[Account],
    *,
    page: object = None,
    role: Role | None = None,
    state: AccountState | None = None,
    searched: bool = False,
) -> str:
    return render_template(
        "departement/accounts/index.html",
        form=form,
        rows=rows,
        page=page,
        role=role,
        state=state,
        searched=searched,
        roles=Role,
        states=AccountState,
        state_of=state_of,
        association_names=account_lists.association_names(db.session(), rows),
        found_at_most=FOUND_AT_MOST,
    )


@bp.route("/inviter", methods=["GET", "POST"])
def invite() -> ResponseReturnValue:
    """Invite an agent."""
    form = AgentForm()
    form.offer_teams()
    if form.validate_on_submit() and form.is_consistent():
        try:
            with transaction() as session:
                days = current_app.config["INVITATION_DAYS"]
                accounts.invite(session, form.identity(), form.position(), by=actor(), now=now(), days=days)
        except DomainError as refusal:
            form.add_refusal(refusal)
        else:
            return _invited(form)
    return render_template("departement/accounts/invite.html", form=form), _status()


@bp.route("/inviter-une-association", methods=["GET", "POST"])
def invite_member() -> ResponseReturnValue:
    """Invite someone to manage an association, known or new."""
    form = MemberForm()
    form.prepare()
    if form.validate_on_submit() and form.find_association():
        try:
            with transaction() as session:
                fields = OrganisationFields(name=str(form.association.data))
                association = form.found or associations.add(session, fields, now=now())
                memberships.invite(
                    session,
                    association,
                    form.identity(),
                    role=MembershipRole.ADMINISTRATOR,
                    by=actor(),
                    now=now(),
                    days=current_app.config["INVITATION_DAYS"],
                )
        except DomainError as refusal:
            form.add_refusal(refusal)
        else:
            return _invited(form)
    return render_template("departement/accounts/invite_member.html", form=form), _status()


def _invited(form: IdentityForm) -> ResponseReturnValue:
    days = current_app.config["INVITATION_DAYS"]
    flash(f"L'invitation part à {form.email.data}. Elle est valable {days}\u00a0jours.", "success")
    return redirect(url_for("departement_accounts.index"), 303)


def _status() -> int:
    return 422 if request.method == "POST" else 200


@bp.get("/<uuid:account_id>")
def show(account_id: UUID) -> ResponseReturnValue:
    """Show an account and the form that changes it."""
    account = _account(account_id)
    return _account_page(account, _form_of(account))


@bp.post("/<uuid:account_id>")
@recently_authenticated(30)
def edit(account_id: UUID) -> ResponseReturnValue:
    """Change an account; a change of role, team or rights ends its sessions."""
    account = _account(account_id)
    form = _form_of(account)
    agent = form if isinstance(form, AgentForm) else None
    if form.validate_on_submit() and (agent is None or agent.is_consistent()):
        try:
            with transaction() as session:
                accounts.change_identity(session, account, form.identity(), by=actor(), now=now())
                if agent is not None:
                    accounts.change_position(session, account, agent.position(), by=actor(), now=now())
        except DomainError as refusal:
            form.add_refusal(refusal)
        else:
            flash("Le compte est enregistré.", "success")
            return redirect(url_for("departement_accounts.show", account_id=account_id), 303)
    return _account_page(account, form), 422


@bp.post("/<uuid:account_id>/renvoyer")
def invite_again(account_id: UUID) -> ResponseReturnValue:
    """Mail the invitation again."""
    days = current_app.config["INVITATION_DAYS"]
    done = "Une nouvelle invitation part. L'ancien lien ne sert plus."
    return act(accounts.invite_again, _account(account_id), done=done, back=_back(account_id), days=days)


@bp.get("/<uuid:account_id>/desactiver")
def ask_disable(account_id: UUID) -> ResponseReturnValue:
    """Ask before an account is closed."""
    return render_template("departement/accounts/disable.html", subject=_account(account_id))


@bp.post("/<uuid:account_id>/desactiver")
def disable(account_id: UUID) -> ResponseReturnValue:
    """Close an account."""
    done = "Le compte est désactivé, ses sessions sont fermées."
    return act(accounts.disable, _account(account_id), done=done, back=_back(account_id))


@bp.post("/<uuid:account_id>/reactiver")
def enable(account_id: UUID) -> ResponseReturnValue:
    """Open a closed account again."""
    return act(accounts.enable, _account(account_id), done="Le compte est réactivé.", back=_back(account_id))


@bp.post("/<uuid:account_id>/second-facteur/retirer")
@recently_authenticated(30)
def remove_second_factor(account_id: UUID) -> ResponseReturnValue:
    """Take the second factor off someone who lost their telephone and codes."""
    done = "Le second facteur est retiré\u00a0: un nouveau sera demandé à la prochaine connexion."
    return act(second_factor.disable, _account(account_id), done=done, back=_back(account_id))


def _account(account_id: UUID) -> Account:
    account = db.session.get(Account, account_id, options=[joinedload(Account.team)])
    if account is None:
        abort(404)
    return account


def _back(account_id: UUID) -> str:
    return url_for("departement_accounts.show", account_id=account_id)


def _form_of(account: Account) -> IdentityForm:
    kept = {
        "first_name": account.first_name,
        "last_name": account.last_name,
        "email": account.email,
        "phone": account.phone,
    }
    if account.role is Role.ASSOCIATION:
        return IdentityForm(data=kept)
    form = AgentForm(data={**kept, "role": account.role, "team": account.team_id, "rights": account.rights})
    form.offer_teams()
    return form


def _account_page(account: Account, form: IdentityForm) -> str:
    return render_template(
        "departement/accounts/show.html",
        subject=account,
        form=form,
        state=state_of(account),
        association=account_lists.association_names(db.session(), [account]).get(account.id),
    )
