"""Propositions: put by a travailleur social, answered by the person, then by the association."""

from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from bénévolat.domain.actors import Actor, ActorKind
from bénévolat.domain.associations import AssociationStatus
from bénévolat.domain.enums import (
    AgreementKind,
    AnswerReason,
    Channel,
    ExclusionKind,
    ProfileStatus,
)
from bénévolat.domain.errors import DomainError
from bénévolat.domain.identifiers import random_code
from bénévolat.domain.profiles import VolunteeringAgreementNeeded
from bénévolat.domain.propositions import (
    HOLDING,
    LIVE,
    FormerEmployer,
    HostNotValidated,
    MonthlyCapReached,
    NoAgreement,
    ProfileNotActive,
    PropositionAction,
    PropositionStatus,
)
from bénévolat.matching.gates import public_filters
from bénévolat.models.agreements import Agreement
from bénévolat.models.associations import Association
from bénévolat.models.engagements import Engagement
from bénévolat.models.matches import Match
from bénévolat.models.offers import Offer
from bénévolat.models.profiles import Exclusion, Profile
from bénévolat.models.propositions import Proposition
from bénévolat.services import (
    agreements,
    engagements,
    match_changes,
    matching_inputs,
    offers,
    profiles,
    proposition_messages,
    proposition_rules,
    proposition_views,
    texts,
)

PARIS = ZoneInfo("Europe/Paris")
OUTSIDE_MATCHING = "hors rapprochement"
"""``match_version`` of a proposition put without a suggestion of the matcher."""


class BadDate(DomainError):
    """A day that cannot be: an answer in the future, a start long ago."""


# --- acts of the travailleur social --------------------------------------------------------------


def propose(
    session: Session,
    profile: Profile,
    offer_id: UUID,
    *,
    former_employee: bool,
    presentation: str | None,
    by: Actor,
    now: datetime,
) -> Proposition:
    """Put a mission before a person; keep what the matcher said at that moment (R26, R29).

    Raises ProfileNotActive (R10), FormerEmployer (R19), OfferNotOpen, AlreadyProposed, TooManyPropositions.
    """
    session.refresh(profile, ["status"], with_for_update=True)
    if profile.status is not ProfileStatus.ACTIVE:
        raise ProfileNotActive
    offer = proposition_rules.open_offer(session, offer_id)
    exclusion = session.get(Exclusion, (profile.id, offer.association_id))
    if former_employee or (exclusion is not None and exclusion.kind is ExclusionKind.FORMER_EMPLOYER):
        raise FormerEmployer
    proposition_rules.check_room(session, profile.id, offer.id)
    match = session.get(Match, (profile.id, offer.id))
    assert by.account_id is not None
    proposition = Proposition(
        profile=profile,
        offer=offer,
        status=PropositionStatus.PROPOSED,
        pseudonym=f"Personne {random_code(4)}",
        former_employee=False,
        presentation=presentation or None,
        proposed_by_id=by.account_id,
        proposed_at=now,
        match_version=match.version if match else OUTSIDE_MATCHING,
        match_score=match.score if match else None,
        match_parts=match.parts if match else {},
        match_reasons=match.reasons if match else [],
        match_gates=_gates(match) if match else {},
        match_inputs=matching_inputs.snapshot(profile, offer),
    )
    session.add(proposition)
    session.flush()
    texts.reply_code(session, proposition)
    profile.last_contact_at = now
    match_changes.profile_changed(session, profile.id, now=now)  # What was already proposed counts (renewal).
    return proposition


def _gates(match: Match) -> dict[str, list[str]]:
    """Return the filters passed and not passed, and what nobody knew (R26)."""
    passed = [code for code, _ in public_filters() if code not in match.blocked_by]
    return {"passed": passed, "blocked_by": match.blocked_by, "to_check": match.to_check}


def _locked(session: Session, proposition: Proposition) -> Proposition:
    session.refresh(proposition, ["status", "submitted_at"], with_for_update=True)
    return proposition


_ANSWERS = frozenset({PropositionAction.AGREE, PropositionAction.TALK, PropositionAction.DECLINE})


def answer(
    session: Session,
    proposition: Proposition,
    action: PropositionAction,
    *,
    channel: Channel,
    given_on: date,
    by: Actor,
    now: datetime,
) -> None:
    """Record the person's answer; «oui» records the agreement to transmit (R10), anything else withdraws it.

    Raises WrongTransition once the association has received it, BadDate for a day in the future; AlreadyProposed or
    TooManyPropositions for a «no» taken back when the mission was put again, or three others, meanwhile.
    """
    if action not in _ANSWERS:
        raise ValueError(action)
    if given_on > now.astimezone(PARIS).date():
        raise BadDate("La date de la réponse ne peut pas être dans le futur.", field="given_on")
    session.refresh(proposition.profile, ["status"], with_for_update=True)
    if _locked(session, proposition).status is PropositionStatus.DECLINED:
        proposition_rules.check_room(session, proposition.profile_id, proposition.offer_id)
    proposition.apply(action, by=by, now=now, channel=channel)
    proposition.answered_at = now
    _withdraw_agreement(session, proposition, now=now)
    if action is PropositionAction.AGREE:
        session.add(
            Agreement(
                profile_id=proposition.profile_id,
                kind=AgreementKind.TRANSMISSION,
                proposition_id=proposition.id,
                channel=channel,
                given_on=given_on,
                recorded_at=now,
                recorded_by_kind=by.kind,
                recorded_by_id=by.account_id,
            )
        )
    proposition.profile.last_contact_at = now
    if by.kind is ActorKind.ALLOCATAIRE:
        proposition_messages.tell_referent(session, proposition, "referent_answer", now=now)


def _agreement(session: Session, proposition: Proposition) -> Agreement | None:
    return session.scalar(
        select(Agreement).where(
            Agreement.proposition_id == proposition.id,
            Agreement.kind == AgreementKind.TRANSMISSION,
            Agreement.withdrawn_at.is_(None),
        )
    )


def _withdraw_agreement(session: Session, proposition: Proposition, *, now: datetime) -> None:
    agreement = _agreement(session, proposition)
    if agreement is not None:
        agreement.withdrawn_at = now
        session.flush()


def submit(session: Session, proposition: Proposition, *, by: Actor, now: datetime) -> None:
    """Send an agreed proposition to the association: it holds one supervised place from now on (C1).

    Raises VolunteeringAgreementNeeded, NoAgreement, WrongTransition, OfferNotOpen, NoPlaceLeft,
    MonthlyCapReached.
    """
    _locked(session, proposition)
    if profiles.volunteering_agreement(session, proposition.profile_id) is None:
        raise VolunteeringAgreementNeeded
    if _agreement(session, proposition) is None and proposition.status is PropositionStatus.AGREED:
        raise NoAgreement
    proposition.submitted_at = now
    proposition.apply(PropositionAction.SUBMIT, by=by, now=now)
    offer = proposition_rules.open_offer(session, proposition.offer_id)
    offers.take_place(session, offer.id, now=now)
    if (
        offer.monthly_cap is not None
        and proposition_rules.submitted_this_month(session, offer.id, now) > offer.monthly_cap
    ):
        raise MonthlyCapReached
    proposition_messages.tell_association(session, proposition, "proposition_received", now=now)


def withdraw(session: Session, proposition: Proposition, *, by: Actor, now: datetime) -> None:
    """Withdraw a live proposition, any time, without a reason (R9); a held place is given back."""
    held = _locked(session, proposition).status in HOLDING
    proposition.apply(PropositionAction.WITHDRAW, by=by, now=now)
    proposition.decided_at = now
    _withdraw_agreement(session, proposition, now=now)
    if held:
        offers.give_place_back(session, proposition.offer_id, now=now)
        proposition_messages.tell_association(session, proposition, "proposition_withdrawn", now=now)
    if by.kind is ActorKind.ALLOCATAIRE:
        proposition_messages.tell_referent(session, proposition, "referent_answer", now=now)


def leave_volunteering(session: Session, profile: Profile, *, by: Actor, now: datetime) -> None:
    """Take back the person's agreement to volunteer, in one action and without a reason (R9, R10).

    The profile is paused and whatever has not begun is withdrawn: no association reads on, nor accepts, without
    an agreement. An engagement already open is ended from its own page.
    """
    session.refresh(profile, ["status"], with_for_update=True)
    agreements.withdraw_volunteering(session, profile, by=by, now=now)
    for proposition in session.scalars(
        proposition_views.of_person(profile.id).where(Proposition.status.in_(LIVE))
    ).all():
        if _locked(session, proposition).status in LIVE:  # Not answered at the same instant.
            withdraw(session, proposition, by=by, now=now)


# --- acts of the association ---------------------------------------------------------------------


def ask_meeting(
    session: Session,
    proposition: Proposition,
    *,
    meeting_at: datetime | None,
    note: str | None,
    by: Actor,
    now: datetime,
) -> None:
    """Ask to meet the person first; the place stays held. ``meeting_at`` may be left to be agreed."""
    _locked(session, proposition).apply(PropositionAction.MEET, by=by, now=now)
    proposition.meeting_at = meeting_at
    proposition.meeting_note = note or None
    proposition_messages.tell_referent(session, proposition, "referent_meeting", now=now)


def accept(
    session: Session, proposition: Proposition, *, started_on: date, by: Actor, now: datetime
) -> Engagement:
    """Welcome the person: the engagement opens and keeps the place.

    Raises WrongTransition, NoAgreement when the person's agreement was withdrawn (R10), HostNotValidated while
    the association's validation is looked at again.
    """
    today = now.astimezone(PARIS).date()
    if abs((started_on - today).days) > 366:
        raise BadDate("Choisissez une date de début à moins d'un an d'aujourd'hui.", field="started_on")
    _locked(session, proposition).apply(PropositionAction.ACCEPT, by=by, now=now)
    agreement = _agreement(session, proposition)
    if agreement is None:
        raise NoAgreement
    if _host_status(session, proposition.offer_id) is not AssociationStatus.VALIDATED:
        raise HostNotValidated
    proposition.decided_at = now
    session.flush()
    engagement = engagements.open_from(session, proposition, agreement, started_on=started_on, now=now)
    proposition_messages.tell_referent(session, proposition, "referent_accepted", now=now)
    return engagement


def _host_status(session: Session, offer_id: UUID) -> AssociationStatus | None:
    return session.scalar(
        select(Association.status)
        .join(Offer, Offer.association_id == Association.id)
        .where(Offer.id == offer_id)
    )


def refuse(
    session: Session,
    proposition: Proposition,
    *,
    reason: AnswerReason,
    shared: bool,
    referent_note: str | None,
    by: Actor,
    now: datetime,
) -> None:
    """Say that the association cannot welcome the person; the place is given back.

    ``shared`` lets the person read the reason; ``referent_note`` is for the référent only.
    """
    _locked(session, proposition)
    proposition.answer_reason = reason
    proposition.answer_reason_shared = shared
    proposition.referent_note = referent_note or None
    proposition.decided_at = now
    proposition.apply(PropositionAction.REFUSE, by=by, now=now)
    offers.give_place_back(session, proposition.offer_id, now=now)
    proposition_messages.tell_referent(session, proposition, "referent_refused", now=now)
