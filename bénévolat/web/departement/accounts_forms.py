"""Forms of the accounts: agents of the Département, members of associations."""

from collections.abc import Sequence
from uuid import UUID

from flask import request
from sqlalchemy import select

from bénévolat.domain.accounts import RIGHTS_OF, AccountIdentity, Position
from bénévolat.domain.associations import is_rna, normalise_rna
from bénévolat.domain.enums import Right, Role
from bénévolat.extensions import db
from bénévolat.models.associations import Association
from bénévolat.services import associations, teams
from bénévolat.web.fields import (
    ChoiceSelect,
    EmailField,
    EnumCheckboxes,
    EnumRadio,
    Form,
    PhoneField,
    Required,
    StrippedString,
    YesBox,
)

MOST_OFFERED = 20
"""Associations offered when several answer to what was typed."""


class IdentityForm(Form):
    """Who the account is; alone, it edits a member of an association."""

    first_name = StrippedString("Prénom", [Required("Écrivez le prénom.")], render_kw={"autocomplete": "off"})
    last_name = StrippedString("Nom", [Required("Écrivez le nom.")], render_kw={"autocomplete": "off"})
    email = EmailField(
        "Adresse électronique",
        [Required("Écrivez l'adresse électronique.")],
        render_kw={"autocomplete": "off"},
    )
    phone = PhoneField("Téléphone", render_kw={"autocomplete": "off"})

    def identity(self) -> AccountIdentity:
        """Return what was typed."""
        return AccountIdentity(
            email=str(self.email.data),
            first_name=str(self.first_name.data),
            last_name=str(self.last_name.data),
            phone=self.phone.data,
        )


class AgentForm(IdentityForm):
    """An agent: identity, role, team, rights."""

    role = EnumRadio(
        "Rôle",
        Role,
        [Required("Choisissez un rôle.")],
        members=[Role.TRAVAILLEUR_SOCIAL, Role.DEPARTEMENT],
    )
    team = ChoiceSelect(
        "Équipe", description="Pour un travailleur social\u00a0: l'équipe dont il suit les personnes."
    )
    rights = EnumCheckboxes(
        "Droits",
        Right,
        description="Un travailleur social ne peut avoir que le droit «\u00a0Retenir les heures\u00a0».",
    )

    def offer_teams(self) -> None:
        """Fill the list of teams."""
        rows = db.session.scalars(teams.in_order()).all()
        self.team.choices = [(str(team.id), team.name) for team in rows]

    def is_consistent(self) -> bool:
        """Tell whether role, team and rights go together; each error is put beside its field."""
        if self.role.data is Role.TRAVAILLEUR_SOCIAL and not self.team.data:
            self.add_error("team", "Choisissez l'équipe de ce travailleur social.")
        if self.role.data is Role.DEPARTEMENT and self.team.data:
            self.add_error("team", "Un agent du Département n'a pas d'équipe. Choisissez la ligne vide.")
        if set(self.rights.data) - RIGHTS_OF[self.role.data]:
            self.add_error(
                "rights", "Un travailleur social ne peut avoir que «\u00a0Retenir les heures\u00a0»."
            )
        return not self.errors

    def position(self) -> Position:
        """Return what was chosen."""
        team_id = UUID(self.team.data) if self.team.data else None
        return Position(role=self.role.data, team_id=team_id, rights=frozenset(self.rights.data))


class MemberForm(IdentityForm):
    """The first person, or another one, of an association."""

    association = StrippedString(
        "Association",
        [Required("Écrivez le nom de l'association ou son numéro RNA.")],
        description="Son nom, quelques mots de son nom, ou son numéro RNA.",
        max_length=200,
        render_kw={"autocomplete": "off"},
    )
    association_choice = ChoiceSelect("Laquelle\u00a0?", blank="Choisir dans la liste…")
    new_association = YesBox(
        "C'est une nouvelle association\u00a0: l'ajouter",
        description="La personne invitée complétera sa fiche.",
    )
    rows: Sequence[Association] = ()
    found: Association | None = None

    def prepare(self) -> None:
        """Offer the associations that answer to what was typed, or the one whose page led here."""
        if request.method == "POST":
            self.rows = _answering(str(self.association.data))
            self.association_choice.choices = [(str(row.id), _words(row)) for row in self.rows]
            return
        try:
            association = db.session.get(Association, UUID(request.args.get("association", "")))
        except ValueError:
            return
        if association is not None:
            self.association.data = association.name

    def find_association(self) -> bool:
        """Take the association that answers, or the chosen one. Tell whether the form can go on."""
        rows = self.rows
        chosen = [row for row in rows if str(row.id) == self.association_choice.data]
        self.found = chosen[0] if chosen else None
        if self.found is not None or self.new_association.data:
            return True
        if len(rows) == 1:
            self.found = rows[0]
        elif len(rows) > MOST_OFFERED:
            self.association_choice.choices = []
            self.add_error(
                "association", "Beaucoup d'associations répondent à ces mots. Écrivez le nom complet."
            )
        elif rows:
            self.add_error(
                "association_choice", "Plusieurs associations répondent à ces mots\u00a0: choisissez."
            )
        else:
            self.add_error(
                "association", "Cette association n'est pas connue. Vérifiez le nom, ou ajoutez-la."
            )
        return self.found is not None


def _answering(typed: str) -> list[Association]:
    """Return the associations of an RNA number or of words of a name, one more than can be offered."""
    number = normalise_rna(typed)
    if is_rna(number):
        statement = select(Association).where(Association.rna == number).order_by(Association.search_key)
    else:
        statement = associations.found_by(typed)
    rows = list(db.session.scalars(statement.limit(MOST_OFFERED + 1)).all())
    same = [row for row in rows if row.name.casefold() == typed.casefold()]
    return same or rows


def _words(association: Association) -> str:
    place = association.commune.name if association.commune else None
    return " — ".join(part for part in (association.name, place, association.rna) if part)
