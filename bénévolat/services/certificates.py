"""Attestation de bénévolat: its facts for the person, and for the référent's copy (R13)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bénévolat.domain.engagements import SessionStatus
from bénévolat.domain.enums import AgreementKind, EngagementNature
from bénévolat.domain.errors import DomainError
from bénévolat.domain.french import short_date
from bénévolat.exports.certificates import Certificate, ReferentCopy, Tally
from bénévolat.exports.contract_review import HIDDEN_MISSION, HIDDEN_NAME
from bénévolat.models.activity_sessions import ActivitySession
from bénévolat.models.agreements import Agreement
from bénévolat.models.engagements import Engagement
from bénévolat.services import bilans


class NotForTheReferent(DomainError):
    """R6: what is out of the contract is copied to a file only if the person wants it."""

    sentence = (
        "Cet engagement est hors contrat\u00a0: la copie pour le dossier se fait seulement si la personne a demandé "
        "qu'il figure dans sa revue."
    )


def for_person(
    session: Session, engagement: Engagement, *, with_name: bool = True, now: datetime
) -> Certificate:
    """Return what the person's own paper says; ``with_name`` False leaves the association and the mission out.

    The engagement comes with its profile, offer, association and commune.
    """
    offer = engagement.offer
    return _certificate(
        session,
        engagement,
        association=offer.association.name if with_name else None,
        mission=offer.title if with_name else None,
        referent=None,
        now=now,
    )


def for_referent(
    session: Session, engagement: Engagement, *, contract_label: str, now: datetime
) -> Certificate:
    """Return the copy kept in the person's file; a sensitive name is masked. Raises NotForTheReferent (R6)."""
    personal = engagement.nature is EngagementNature.PERSONAL
    if personal and not _wanted_in_review(session, engagement.id):
        raise NotForTheReferent
    offer, contract, profile = engagement.offer, engagement.contract, engagement.profile
    hidden = offer.association.sensitive_name
    words = EngagementNature.PERSONAL.label
    if contract is not None and not personal:
        dates = f"du {short_date(contract.starts_on)} au {short_date(contract.ends_on)}"
        words = f"{contract.kind.label} {dates}"
    return _certificate(
        session,
        engagement,
        association=HIDDEN_NAME if hidden else offer.association.name,
        mission=HIDDEN_MISSION if hidden else offer.title,
        referent=ReferentCopy(profile.departement_ref, profile.referent.full_name, contract_label, words),
        now=now,
    )


def _certificate(
    session: Session,
    engagement: Engagement,
    *,
    association: str | None,
    mission: str | None,
    referent: ReferentCopy | None,
    now: datetime,
) -> Certificate:
    confirmed, waiting = _tallies(session, engagement.id)
    bilan = bilans.exportable(bilans.of_engagement(session, engagement.id))
    commune = engagement.offer.commune
    return Certificate(
        person=engagement.profile.full_name,
        association=association,
        mission=mission,
        place=commune.name if commune is not None and association != HIDDEN_NAME else None,
        started_on=engagement.started_on,
        ended_on=engagement.ended_on,
        confirmed=confirmed,
        waiting=waiting,
        skills=tuple(skill.label for skill in bilan.skills),
        made_at=now,
        referent=referent,
    )


def _wanted_in_review(session: Session, engagement_id: UUID) -> bool:
    standing = select(Agreement.id).where(
        Agreement.engagement_id == engagement_id,
        Agreement.kind == AgreementKind.REVIEW,
        Agreement.withdrawn_at.is_(None),
    )
    return session.scalar(standing.limit(1)) is not None


def _tallies(session: Session, engagement_id: UUID) -> tuple[Tally, Tally]:
    """Return what the association confirmed, and what waits for it: two facts that are never added up."""
    rows = session.execute(
        select(ActivitySession.status, func.sum(ActivitySession.minutes), func.count())
        .where(
            ActivitySession.engagement_id == engagement_id,
            ActivitySession.replaced_at.is_(None),
            ActivitySession.status != SessionStatus.DRAFTED,
        )
        .group_by(ActivitySession.status)
    ).all()
    confirmed = [row for row in rows if row[0] is SessionStatus.CONFIRMED]
    waiting = [row for row in rows if row[0] is not SessionStatus.CONFIRMED]
    return (
        Tally(sum(int(row[1]) for row in confirmed), sum(row[2] for row in confirmed)),
        Tally(sum(int(row[1]) for row in waiting), sum(row[2] for row in waiting)),
    )
