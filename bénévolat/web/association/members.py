"""Members of my association: invited, given a role, removed; administrators only."""

from uuid import UUID

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bénévolat.domain.accounts import AccountIdentity
from bénévolat.domain.enums import Audience, MembershipRole
from bénévolat.domain.errors import DomainError
from bénévolat.extensions import transaction
from bénévolat.services import memberships
from bénévolat.web.access import AudienceBlueprint, actor, me, my_association, my_membership, now
from bénévolat.web.acts import act
from bénévolat.web.association.mine import my_member
from bénévolat.web.fields import EmailField, EnumRadio, Form, Required, StrippedString

bp = AudienceBlueprint(
    "association_members",
    __name__,
    audience=Audience.ASSOCIATION,
    url_prefix="/association/notre-association/membres",
)


class InvitationForm(Form):
    """Someone to invite."""

    first_name = StrippedString("Prénom", [Required("Écrivez le prénom.")], render_kw={"autocomplete": "off"})
    last_name = StrippedString("Nom", [Required("Écrivez le nom.")], render_kw={"autocomplete": "off"})
    email = EmailField(
        "Adresse électronique", [Required("Écrivez son adresse.")], render_kw={"autocomplete": "off"}
    )
    role = EnumRadio(
        "Rôle",
        MembershipRole,
        [Required("Choisissez un rôle.")],
        description="Une personne qui administre peut inviter et retirer des membres.",
    )

    def identity(self) -> AccountIdentity:
        """Return who is invited."""
        return AccountIdentity(
            email=self.email.data or "",
            first_name=self.first_name.data or "",
            last_name=self.last_name.data or "",
        )


def _administrators_only() -> None:
    if my_membership().role is not MembershipRole.ADMINISTRATOR:
        abort(403)


@bp.route("/inviter", methods=["GET", "POST"])
def invite() -> ResponseReturnValue:
    """Invite someone by mail."""
    _administrators_only()
    form = InvitationForm(data={"role": MembershipRole.MEMBER})
    if form.validate_on_submit():
        try:
            with transaction() as session:
                memberships.invite(
                    session,
                    my_association(),
                    form.identity(),
                    role=form.role.data,
                    by=actor(),
                    now=now(),
                    days=current_app.config["INVITATION_DAYS"],
                )
        except DomainError as refusal:
            form.add_refusal(refusal)
        else:
            flash("L'invitation part par courriel.", "success")
            return redirect(url_for("association_organisation.show"), 303)
    page = render_template("association/members/invite.html", form=form)
    return page, 422 if form.is_submitted() else 200


@bp.post("/<uuid:membership_id>/role/<any(member, administrator):role>")
def change_role(membership_id: UUID, role: str) -> ResponseReturnValue:
    """Give a member another role."""
    return act(
        memberships.change_role,
        my_member(membership_id),
        role=MembershipRole(role),
        done="Le rôle est changé. Cette personne doit se reconnecter.",
        back=url_for("association_organisation.show"),
    )


@bp.route("/<uuid:membership_id>/retirer", methods=["GET", "POST"])
def remove(membership_id: UUID) -> ResponseReturnValue:
    """Ask, then end a membership: mine, or another's when I administer."""
    membership = my_member(membership_id)
    if membership.account_id != me().id:
        _administrators_only()
    if request.method == "POST":
        return act(
            memberships.end,
            membership,
            done=f"{membership.account.full_name} ne fait plus partie de l'association sur le site.",
            back=url_for("association_organisation.show"),
        )
    return render_template("association/members/remove.html", membership=membership)
