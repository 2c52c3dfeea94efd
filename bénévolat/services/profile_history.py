"""History of a person's file: agreements, propositions and engagements, with who and how (R10, R54)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from bénévolat.domain.actors import ActorKind
from bénévolat.domain.engagements import EngagementAction
from bénévolat.domain.enums import Channel
from bénévolat.domain.propositions import PropositionAction
from bénévolat.models.accounts import Account
from bénévolat.models.agreements import Agreement
from bénévolat.models.base import LogRow
from bénévolat.models.engagements import Engagement, EngagementEvent
from bénévolat.models.offers import Offer
from bénévolat.models.profiles import Profile
from bénévolat.models.propositions import Proposition, PropositionEvent
from bénévolat.services import agreements

PROPOSED = "Mission proposée"
OWN_ACTS = frozenset(
    {
        PropositionAction.AGREE.value,
        PropositionAction.TALK.value,
        PropositionAction.DECLINE.value,
        PropositionAction.WITHDRAW.value,
        EngagementAction.PAUSE.value,
        EngagementAction.RESUME.value,
        EngagementAction.END.value,
    }
)
"""What the person does by themselves in their own space: written down by an agent, it is told as such (R54)."""
DONE: dict[PropositionAction | EngagementAction, str] = {
    PropositionAction.AGREE: "Réponse\u00a0: oui, cela m'intéresse",
    PropositionAction.TALK: "Réponse\u00a0: je veux en parler",
    PropositionAction.DECLINE: "Réponse\u00a0: non, pas cette mission",
    PropositionAction.SUBMIT: "Proposition envoyée à l'association",
    PropositionAction.MEET: "Rencontre demandée par l'association",
    PropositionAction.ACCEPT: "Personne accueillie",
    PropositionAction.REFUSE: "L'association ne peut pas accueillir",
    PropositionAction.WITHDRAW: "Proposition retirée",
    PropositionAction.EXPIRE: "Proposition close sans réponse",
    EngagementAction.PAUSE: "Engagement mis en pause",
    EngagementAction.RESUME: "Engagement repris",
    EngagementAction.END: "Engagement terminé",
    EngagementAction.AGREE: "Jours et durée convenus",
}
"""What each act is called once done."""


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One act: when, what, about which mission, by whom, through which channel.

    ``for_person``: an act of the person's that an agent wrote down: «saisi par» (R54).
    """

    at: datetime
    what: str
    about: str | None
    who: str
    channel: Channel | None = None
    for_person: bool = False


def of_person(session: Session, person: Profile) -> list[HistoryLine]:
    """Return the acts on a person's file, latest first, in a constant number of statements."""
    events = session.execute(
        select(PropositionEvent, Offer.title)
        .join(Proposition, Proposition.id == PropositionEvent.proposition_id)
        .join(Offer, Offer.id == Proposition.offer_id)
        .where(Proposition.profile_id == person.id)
    ).all()
    put = session.execute(
        select(Proposition.proposed_at, Proposition.proposed_by_id, Offer.title)
        .join(Offer, Offer.id == Proposition.offer_id)
        .where(Proposition.profile_id == person.id)
    ).all()
    engaged = session.execute(
        select(EngagementEvent, Offer.title)
        .join(Engagement, Engagement.id == EngagementEvent.engagement_id)
        .join(Offer, Offer.id == Engagement.offer_id)
        .where(Engagement.profile_id == person.id)
    ).all()
    given = [row for row in agreements.of_person(session, person.id) if row.proposition_id is None]
    names = names_of(
        session,
        [event.actor_account_id for event, _ in events]
        + [event.actor_account_id for event, _ in engaged]
        + [row.recorded_by_id for row in given]
        + [row.proposed_by_id for row in put],
    )
    lines = [
        HistoryLine(row.proposed_at, PROPOSED, row.title, names.get(row.proposed_by_id, "")) for row in put
    ]
    lines += [
        HistoryLine(
            event.at,
            DONE[PropositionAction(event.action)],
            title,
            author(event, names),
            event.channel,
            is_for_person(event),
        )
        for event, title in events
    ]
    lines += [
        HistoryLine(
            event.at,
            DONE[EngagementAction(event.action)],
            title,
            author(event, names),
            for_person=is_for_person(event),
        )
        for event, title in engaged
    ]
    lines += _agreement_lines(given, names)
    return sorted(lines, key=lambda line: line.at, reverse=True)


def of_proposition(session: Session, proposition: Proposition) -> list[HistoryLine]:
    """Return the life of one proposition, latest first."""
    names = names_of(
        session, [proposition.proposed_by_id, *(row.actor_account_id for row in proposition.events)]
    )
    lines = [HistoryLine(proposition.proposed_at, PROPOSED, None, names.get(proposition.proposed_by_id, ""))]
    lines += [
        HistoryLine(
            event.at,
            DONE[PropositionAction(event.action)],
            None,
            author(event, names),
            event.channel,
            is_for_person(event),
        )
        for event in proposition.events
    ]
    return lines[::-1]


def names_of(session: Session, account_ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """Return the names of accounts, by identifier."""
    wanted = {key for key in account_ids if key is not None}
    if not wanted:
        return {}
    return {row.id: row.full_name for row in session.scalars(select(Account).where(Account.id.in_(wanted)))}


def is_for_person(event: LogRow) -> bool:
    """Tell whether an act is the person's own, written down by their travailleur social (R54)."""
    return event.actor_kind is ActorKind.TRAVAILLEUR_SOCIAL and event.action in OWN_ACTS


def author(event: LogRow, names: dict[UUID, str]) -> str:
    """Return who did an act: a name, or the kind of author."""
    if event.actor_kind is ActorKind.ASSOCIATION or event.actor_account_id is None:
        return event.actor_kind.label
    return names.get(event.actor_account_id, event.actor_kind.label)


def _agreement_lines(given: Iterable[Agreement], names: dict[UUID, str]) -> list[HistoryLine]:
    lines = []
    for row in given:
        who = names.get(row.recorded_by_id, "") if row.recorded_by_id else row.recorded_by_kind.label
        lines.append(
            HistoryLine(
                row.recorded_at,
                f"Accord\u00a0: {row.kind.label}",
                None,
                who,
                row.channel,
                row.recorded_by_id is not None,
            )
        )
        if row.withdrawn_at is not None:
            lines.append(HistoryLine(row.withdrawn_at, f"Accord retiré\u00a0: {row.kind.label}", None, ""))
    return lines
