"""Engagements: opened by an acceptance, paused, ended without fault, read by those concerned."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, joinedload

from bénévolat.domain.actors import Actor
from bénévolat.domain.engagements import EngagementAction, EngagementStatus
from bénévolat.domain.enums import AgreementKind, Channel, EndKind, EngagementNature
from bénévolat.domain.errors import DomainError
from bénévolat.domain.session_drafts import AgreedRhythm, check_rhythm, common_slots, slots_of
from bénévolat.models.accounts import Account
from bénévolat.models.agreements import Agreement
from bénévolat.models.contracts import Contract
from bénévolat.models.engagements import Engagement
from bénévolat.models.offers import Offer
from bénévolat.models.profiles import Profile
from bénévolat.models.propositions import Proposition
from bénévolat.services import offers, session_drafts

PARIS = ZoneInfo("Europe/Paris")


class BadEndDate(DomainError):
    """An engagement ends between its first day and today."""

    sentence = "La date de fin doit être entre le début de l'engagement et aujourd'hui."
    field = "ended_on"


class BadCheckDate(DomainError):
    """A check that was done has a day gone by."""

    sentence = "Cette date n'est pas encore passée. Vérifiez la date."
    field = "background_checked_on"


class ContractNotInForce(DomainError):
    """R6: an engagement in a contract starts within its dates."""

    sentence = "Ce contrat ne couvre pas la date de début de l'engagement. Choisissez un autre contrat."
    field = "contract_id"


def _readable() -> Select[Engagement]:
    return (
        select(Engagement)
        .options(
            joinedload(Engagement.offer).joinedload(Offer.association),
            joinedload(Engagement.offer).joinedload(Offer.commune),
            joinedload(Engagement.profile).joinedload(Profile.referent),
            joinedload(Engagement.proposition),
            joinedload(Engagement.contract),
        )
        .order_by(Engagement.status, Engagement.started_on.desc(), Engagement.id)
    )


def hosted_by(association_id: UUID) -> Select[Engagement]:
    """Return the engagements of an association's offers: its scope (A2)."""
    return (
        _readable().join(Offer, Offer.id == Engagement.offer_id).where(Offer.association_id == association_id)
    )


def followed_by(account: Account) -> Select[Engagement]:
    """Return the engagements of the people a travailleur social or their team follows (R39)."""
    return (
        _readable()
        .join(Profile, Profile.id == Engagement.profile_id)
        .where(or_(Profile.referent_id == account.id, Profile.team_id == account.team_id))
    )


def of_person(profile_id: UUID) -> Select[Engagement]:
    """Return the engagements of one person."""
    return _readable().where(Engagement.profile_id == profile_id)


def contract_in_force(session: Session, profile_id: UUID, day: date) -> Contract | None:
    """Return the contract that covers a day, the latest one first; None is a normal state (R2)."""
    return session.scalar(
        select(Contract)
        .where(Contract.profile_id == profile_id, Contract.starts_on <= day, Contract.ends_on >= day)
        .order_by(Contract.starts_on.desc(), Contract.id)
        .limit(1)
    )


def open_from(
    session: Session, proposition: Proposition, agreement: Agreement, *, started_on: date, now: datetime
) -> Engagement:
    """Open the engagement of an accepted proposition. The place it holds stays held.

    It is in the contract only when volunteering is written in the contract in force (R6); the référent may
    change that with ``classify``. The half-days that the mission and the person have in common are when it comes
    back, if they are as many as its sessions; otherwise nothing is foreseen until it is agreed.
    """
    offer = session.get_one(Offer, proposition.offer_id)
    contract = contract_in_force(session, proposition.profile_id, started_on)
    inside = contract is not None and contract.volunteering_included
    free = session.get_one(Profile, proposition.profile_id).half_days
    slots = common_slots(offer.half_days, free)
    engagement = Engagement(
        proposition_id=proposition.id,
        profile_id=proposition.profile_id,
        offer_id=offer.id,
        agreement_id=agreement.id,
        nature=EngagementNature.IN_CONTRACT if inside else EngagementNature.PERSONAL,
        contract_id=contract.id if contract is not None and inside else None,
        started_on=started_on,
        rhythm=offer.rhythm,
        sessions_per_period=offer.sessions_per_period,
        session_minutes=offer.session_minutes or 120,
        agreed_slots=[slot.stored() for slot in slots] if len(slots) == offer.sessions_per_period else [],
        created_at=now,
    )
    session.add(engagement)
    session_drafts.draft_ahead(session, engagement, now=now)
    return engagement


def _locked(session: Session, engagement: Engagement) -> Engagement:
    session.refresh(engagement, ["status", "ended_on"], with_for_update=True)
    return engagement


def agreed_rhythm(engagement: Engagement) -> AgreedRhythm:
    """Return what is agreed."""
    return AgreedRhythm(
        rhythm=engagement.rhythm,
        sessions_per_period=engagement.sessions_per_period,
        session_minutes=engagement.session_minutes,
        slots=slots_of(engagement.agreed_slots),
    )


def agree_rhythm(
    session: Session, engagement: Engagement, agreed: AgreedRhythm, *, by: Actor, now: datetime
) -> None:
    """Write what is agreed with the person; what was foreseen is foreseen anew. The log keeps who and when.

    Raises WrongRhythm, WrongTransition once the engagement has ended.
    """
    check_rhythm(agreed)
    _locked(session, engagement).apply(EngagementAction.AGREE, by=by, now=now)
    engagement.rhythm = agreed.rhythm
    engagement.sessions_per_period = agreed.sessions_per_period
    engagement.session_minutes = agreed.session_minutes
    engagement.agreed_slots = [slot.stored() for slot in sorted(agreed.slots)]
    session.flush()
    session_drafts.draft_again(session, engagement, now=now)


def write_welcome(
    session: Session,
    engagement: Engagement,
    *,
    background_checked_on: date | None,
    leads_volunteers: bool,
    now: datetime,
) -> None:
    """Write what the association says of its welcome: the day of a check, never a document (R21); a role (R24).

    Raises BadCheckDate when the day is to come.
    """
    if background_checked_on is not None and background_checked_on > now.astimezone(PARIS).date():
        raise BadCheckDate
    engagement.background_checked_on, engagement.leads_volunteers = background_checked_on, leads_volunteers
    session.flush()


def pause(session: Session, engagement: Engagement, *, by: Actor, now: datetime) -> None:
    """Pause an engagement: no reason is asked (R9). The place stays held."""
    _locked(session, engagement).apply(EngagementAction.PAUSE, by=by, now=now)
    session_drafts.forget_coming(session, engagement.id, now=now)


def resume(session: Session, engagement: Engagement, *, by: Actor, now: datetime) -> None:
    """Resume a paused engagement."""
    _locked(session, engagement).apply(EngagementAction.RESUME, by=by, now=now)
    session_drafts.draft_ahead(session, engagement, now=now)


def end(
    session: Session,
    engagement: Engagement,
    *,
    end_kind: EndKind,
    ended_on: date,
    by: Actor,
    now: datetime,
) -> None:
    """End an engagement and give its place back. No reason is asked (R9).

    Raises BadEndDate when the day is before the start or after today.
    """
    today = now.astimezone(PARIS).date()
    if ended_on < engagement.started_on and engagement.started_on > today:
        ended_on = engagement.started_on  # Stopped before the first day: it simply does not begin.
    elif not engagement.started_on <= ended_on <= today:
        raise BadEndDate
    with session.no_autoflush:  # Status and end date go together (constraint ended_on).
        _locked(session, engagement).apply(EngagementAction.END, by=by, now=now)
        engagement.ended_on = ended_on
        engagement.end_kind = end_kind
    session_drafts.forget_coming(session, engagement.id, now=now)
    session_drafts.forget_after(session, engagement.id, ended_on)
    offers.give_place_back(session, engagement.offer_id, now=now)


def fits(engagement: Engagement, contract: Contract) -> bool:
    """Tell whether an engagement may be in a contract of the person (R6).

    The contract covers its first day; an engagement already in a contract goes on in the one that follows.
    """
    if contract.profile_id != engagement.profile_id:
        return False
    if contract.starts_on <= engagement.started_on <= contract.ends_on:
        return True
    follows = engagement.nature is EngagementNature.IN_CONTRACT and contract.starts_on > engagement.started_on
    return follows and (engagement.ended_on is None or engagement.ended_on >= contract.starts_on)


def classify(engagement: Engagement, *, contract: Contract | None) -> None:
    """Put an engagement in a contract, or out of any contract when ``contract`` is None (R6).

    Raises ContractNotInForce.
    """
    if contract is None:
        engagement.nature, engagement.contract_id = EngagementNature.PERSONAL, None
        return
    if not fits(engagement, contract):
        raise ContractNotInForce
    engagement.nature, engagement.contract_id = EngagementNature.IN_CONTRACT, contract.id


@dataclass(frozen=True, slots=True)
class Proposed:
    """A change of nature to propose: into a contract, or out of any (None). Never done by itself (R6)."""

    engagement: Engagement
    contract: Contract | None


def changes_to_propose(
    session: Session, profile_id: UUID, *, today: date, written: Contract | None = None
) -> list[Proposed]:
    """Return the engagements that go on and whose nature may be looked at again, with what to propose.

    Those in a contract that is over, or that no longer covers them; and, when ``written`` was just recorded with
    volunteering in it, those outside any contract that it covers.
    """
    rows = session.scalars(of_person(profile_id).where(Engagement.status != EngagementStatus.ENDED)).all()
    present = contract_in_force(session, profile_id, today)
    found = []
    for row in rows:
        kept = row.contract
        if kept is None:
            if written is not None and written.volunteering_included and fits(row, written):
                found.append(Proposed(row, written))
        elif kept.ends_on < today or not (kept.starts_on > row.started_on or fits(row, kept)):
            other = present if present is not None and present.volunteering_included else None
            found.append(Proposed(row, other if other is not None and fits(row, other) else None))
    return found


def agree_to_review(
    session: Session, engagement: Engagement, *, channel: Channel, given_on: date, by: Actor, now: datetime
) -> Agreement:
    """Record that the person agrees to show a personal engagement in the contract review (R6)."""
    agreement = Agreement(
        profile_id=engagement.profile_id,
        kind=AgreementKind.REVIEW,
        engagement_id=engagement.id,
        channel=channel,
        given_on=given_on,
        recorded_at=now,
        recorded_by_kind=by.kind,
        recorded_by_id=by.account_id,
    )
    session.add(agreement)
    session.flush()
    return agreement


def withdraw_review_agreement(session: Session, engagement: Engagement, *, now: datetime) -> None:
    """Withdraw the person's agreement to show a personal engagement in the review (domain §1.10)."""
    for agreement in session.scalars(
        select(Agreement).where(
            Agreement.engagement_id == engagement.id,
            Agreement.kind == AgreementKind.REVIEW,
            Agreement.withdrawn_at.is_(None),
        )
    ):
        agreement.withdrawn_at = now
