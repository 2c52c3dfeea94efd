"""What is held on a person, table by table: each column under its French name, or left out with its reason (R43).

The French names are in ``personal_data_shape.toml``.

``tests/services/test_personal_data.py`` walks every table with a path to the profile: a new column has its place here.
"""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from sqlalchemy import Select, Table, select
from sqlalchemy.orm import joinedload

from bénévolat.domain.enums import TravelMeans
from bénévolat.domain.languages import Language
from bénévolat.domain.session_drafts import slots_of, slots_words
from bénévolat.models.activity_sessions import ActivitySession
from bénévolat.models.agreements import Agreement
from bénévolat.models.base import Base
from bénévolat.models.bilans import Bilan
from bénévolat.models.cards import Card
from bénévolat.models.cer import CerAdjustment, CerRecord
from bénévolat.models.contracts import Contract
from bénévolat.models.data_requests import DataRequest
from bénévolat.models.engagements import Engagement, EngagementEvent
from bénévolat.models.journal import JournalEntry
from bénévolat.models.links import CalendarLink
from bénévolat.models.matches import Match, PlanLine
from bénévolat.models.notices import NoticeDelivery
from bénévolat.models.offers import Offer
from bénévolat.models.profiles import Exclusion, Profile
from bénévolat.models.propositions import Proposition, PropositionEvent
from bénévolat.models.retention import RetentionListing
from bénévolat.models.sessions import LoginSession
from bénévolat.models.texts import TextMessage, TextReply

SOMEBODY = "identité d'une autre personne (agent, bénévole de l'association)\u00a0: sa qualité est donnée"
LINK = "identifiant technique, qui relie deux lignes"
SECRET = "code secret, gardé sous forme d'empreinte"  # noqa: S105 - a reason, not a secret
DERIVED = "calculé d'autres colonnes, qui sont données"
TECHNICAL = "réglage de l'affichage ou note de travail du calcul, sans fait sur la personne"


_NAMES: dict[str, Any] = tomllib.loads(
    files("bénévolat.services").joinpath("personal_data_shape.toml").read_text(encoding="utf-8")
)

Teller = Callable[[Any], object]


@dataclass(frozen=True, slots=True)
class Column:
    """One column shown: its name, its French label, whether it is printed or only in the JSON."""

    name: str
    label: str
    on_paper: bool


class Held:
    """One table: how its rows are found from the profile, its columns, what is told of the rows they point at.

    ``path``: foreign key columns to follow up to the profile. ``beside``: label and way to a value of another table,
    read in the same statement (``load``).
    """

    def __init__(self, model: type[Base], *path: Any, load: Sequence[Any] = (), **beside: Teller) -> None:
        names = _NAMES[model.__tablename__]
        self.load = load
        self.model, self.path = model, path
        self.beside = {label.replace("_", " ").capitalize(): teller for label, teller in beside.items()}
        self.title, self.note = str(names["title"]), str(names.get("note", ""))
        self.newest: str | None = names.get("newest")
        only_json = names.get("json", ())
        self.columns = tuple(
            Column(name, label, name not in only_json) for name, label in names["columns"].items()
        )

    @property
    def table(self) -> Table:
        """Return its table."""
        return self.model.metadata.tables[self.model.__tablename__]

    def of(self, profile_id: object) -> Select[Any]:
        """Select the rows of one person, newest first."""
        condition = self.path[-1] == profile_id
        for column, further in reversed(list(zip(self.path[:-1], self.path[1:], strict=True))):
            condition = column.in_(select(further.class_.id).where(condition))
        statement = select(self.model).where(condition).options(*self.load)
        return statement.order_by(getattr(self.model, self.newest).desc()) if self.newest else statement


def _mission(row: Any) -> str:
    return f"{row.offer.title}, {row.offer.association.name}"


def _of_engagement(row: Any) -> str:
    return _mission(row.engagement)


def _offer(way: Any) -> Any:
    return joinedload(way).joinedload(Offer.association)


def _engagement(way: Any) -> Any:
    return joinedload(way).joinedload(Engagement.offer).joinedload(Offer.association)


def _travel(kept: Mapping[str, int]) -> list[str]:
    known = {str(one.value): one.label for one in TravelMeans}
    return [f"{known.get(code, code)}\u00a0: {minutes}\u00a0minutes" for code, minutes in kept.items()]


def _languages(codes: Sequence[str]) -> list[str]:
    known = {str(one.value): one.label for one in Language}
    return [known.get(code, code) for code in codes]


def _slots(kept: list[dict[str, Any]]) -> str:
    return slots_words(slots_of(list(kept)))


TOLD: Mapping[str, Teller] = {
    "profiles.languages": _languages,
    "profiles.travel": _travel,
    "engagements.agreed_slots": _slots,
}
"""Columns whose value is not told as it is kept."""

HELD: tuple[Held, ...] = (
    Held(
        Profile,
        Profile.id,
        commune=lambda row: row.commune.label if row.commune else None,
        équipe=lambda row: row.team.name,
    ),
    Held(
        Exclusion,
        Exclusion.profile_id,
        load=(joinedload(Exclusion.association),),
        association=lambda row: row.association.name,
    ),
    Held(Agreement, Agreement.profile_id),
    Held(NoticeDelivery, NoticeDelivery.profile_id),
    Held(DataRequest, DataRequest.profile_id),
    Held(Contract, Contract.profile_id),
    Held(Proposition, Proposition.profile_id, load=(_offer(Proposition.offer),), mission=_mission),
    Held(PropositionEvent, PropositionEvent.proposition_id, Proposition.profile_id),
    Held(TextMessage, TextMessage.profile_id),
    Held(TextReply, TextReply.profile_id),
    Held(Engagement, Engagement.profile_id, load=(_offer(Engagement.offer),), mission=_mission),
    Held(EngagementEvent, EngagementEvent.engagement_id, Engagement.profile_id),
    Held(
        ActivitySession,
        ActivitySession.profile_id,
        load=(_engagement(ActivitySession.engagement),),
        mission=_of_engagement,
    ),
    Held(
        CerRecord,
        CerRecord.engagement_id,
        Engagement.profile_id,
        load=(_engagement(CerRecord.engagement),),
        mission=_of_engagement,
    ),
    Held(CerAdjustment, CerAdjustment.record_id, CerRecord.engagement_id, Engagement.profile_id),
    Held(
        Bilan,
        Bilan.engagement_id,
        Engagement.profile_id,
        load=(_engagement(Bilan.engagement),),
        mission=_of_engagement,
    ),
    Held(Match, Match.profile_id, load=(_offer(Match.offer),), mission=_mission),
    Held(PlanLine, PlanLine.profile_id, load=(_offer(PlanLine.offer),), mission=_mission),
    Held(Card, Card.profile_id),
    Held(LoginSession, LoginSession.card_id, Card.profile_id),
    Held(CalendarLink, CalendarLink.profile_id),
    Held(RetentionListing, RetentionListing.profile_id),
    Held(JournalEntry, JournalEntry.profile_id),
)
"""Every table of the copy, in its order."""

LEFT_OUT: Mapping[str, str] = {
    "profiles.search_key": DERIVED,
    "propositions.reply_code": LINK,
    "text_messages.gateway_id": LINK,
    "text_replies.gateway_id": LINK,
    "cards.secret_hash": SECRET,
    "calendar_links.token_hash": SECRET,
    "login_sessions.token_hash": SECRET,
    "login_sessions.second_factor_at": "ne sert qu'aux comptes des professionnels",
    "login_sessions.reauthenticated_at": "ne sert qu'aux comptes des professionnels",
    "journal.account_id": SOMEBODY,
    "journal.profile_id": LINK,
    "journal.subject_id": LINK,
    "match_candidates.offers": DERIVED,
    "match_changes.noted_at": TECHNICAL,
}
"""Columns with a path to the profile that are not in the copy, with their reason."""


TABLES_LEFT_OUT: Mapping[str, str] = {
    "association_events": "vie d'une association\u00a0: aucune personne accompagnée n'y agit",
    "offer_events": "vie d'une offre\u00a0: aucune personne accompagnée n'y agit",
}
"""Tables with a path to the profile that say nothing of a person, with their reason."""


def reason_left_out(column: Any) -> str | None:
    """Return why a column is not in the copy, None when nothing says so. Keys are links, or somebody else."""
    table = column.table.name
    written = TABLES_LEFT_OUT.get(table) or LEFT_OUT.get(f"{table}.{column.name}")
    if written is not None:
        return written
    targets = {key.column.table.name for key in column.foreign_keys}
    if "accounts" in targets:
        return SOMEBODY
    return LINK if targets or column.primary_key else None
