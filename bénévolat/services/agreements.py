"""The person's agreement to volunteer and to be in the platform: recorded, withdrawn (R10, domain §1.10)."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from bénévolat.domain.actors import Actor, ActorKind
from bénévolat.domain.agreements import AgreementInFuture, NotThroughAgent
from bénévolat.domain.enums import AgreementKind, Channel, JournalEvent, ProfileStatus
from bénévolat.models.agreements import Agreement
from bénévolat.models.profiles import Profile
from bénévolat.services import journal, match_changes

_PARIS = ZoneInfo("Europe/Paris")


def record_volunteering(
    session: Session, profile: Profile, *, channel: Channel, given_on: date, by: Actor, now: datetime
) -> Agreement:
    """Record that the person agrees to volunteer and to be in the platform.

    Raises AgreementInFuture, NotThroughAgent when an agent writes «screen» in the person's place.
    """
    if given_on > now.astimezone(_PARIS).date():
        raise AgreementInFuture
    if channel is Channel.SCREEN and by.kind is not ActorKind.ALLOCATAIRE:
        raise NotThroughAgent
    agreement = Agreement(
        profile_id=profile.id,
        kind=AgreementKind.VOLUNTEERING,
        channel=channel,
        given_on=given_on,
        recorded_at=now,
        recorded_by_kind=by.kind,
        recorded_by_id=by.account_id,
    )
    session.add(agreement)
    session.flush()
    journal.write(
        session, JournalEvent.PROFILE_WRITTEN, by=by, now=now, profile_id=profile.id, subject_id=agreement.id
    )
    return agreement


def withdraw_volunteering(session: Session, profile: Profile, *, by: Actor, now: datetime) -> None:
    """Take back every standing agreement to volunteer; an active profile is paused. No reason is asked."""
    standing = session.scalars(
        select(Agreement).where(
            Agreement.profile_id == profile.id,
            Agreement.kind == AgreementKind.VOLUNTEERING,
            Agreement.withdrawn_at.is_(None),
        )
    ).all()
    for agreement in standing:
        agreement.withdrawn_at = now
    if profile.status is ProfileStatus.ACTIVE:
        profile.status = ProfileStatus.PAUSED
    profile.updated_at = now
    session.flush()
    journal.write(session, JournalEvent.PROFILE_WRITTEN, by=by, now=now, profile_id=profile.id)
    match_changes.profile_changed(session, profile.id, now=now)


def of_person(session: Session, profile_id: UUID) -> Sequence[Agreement]:
    """Return every agreement of the person, newest first, withdrawn ones included."""
    return session.scalars(
        select(Agreement)
        .where(Agreement.profile_id == profile_id)
        .order_by(Agreement.recorded_at.desc(), Agreement.id)
    ).all()
