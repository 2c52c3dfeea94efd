"""The information notice: handed over, written down, asked again when its text changes (R42)."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from bénévolat.domain.actors import Actor
from bénévolat.domain.enums import JournalEvent, ProfileStatus
from bénévolat.domain.notices import VERSION, NoticeInFuture, NoticeWay
from bénévolat.models.notices import NoticeDelivery
from bénévolat.models.profiles import Profile
from bénévolat.services import days, journal


def deliver(
    session: Session,
    profile: Profile,
    *,
    way: NoticeWay,
    given_on: date | None = None,
    by: Actor,
    now: datetime,
) -> NoticeDelivery:
    """Write that the person had the version in force; today when no day is given. Raises NoticeInFuture."""
    today = days.day_of(now)
    if given_on is not None and given_on > today:
        raise NoticeInFuture
    row = NoticeDelivery(
        profile_id=profile.id,
        version=VERSION,
        way=way,
        given_on=given_on or today,
        recorded_at=now,
        recorded_by_kind=by.kind,
        recorded_by_id=by.account_id,
    )
    session.add(row)
    profile.last_contact_at = now
    session.flush()
    journal.write(
        session, JournalEvent.NOTICE_GIVEN, by=by, now=now, profile_id=profile.id, subject_id=row.id
    )
    return row


def of_person(session: Session, profile_id: UUID) -> Sequence[NoticeDelivery]:
    """Return the deliveries to a person, newest first."""
    return session.scalars(
        select(NoticeDelivery)
        .where(NoticeDelivery.profile_id == profile_id)
        .order_by(NoticeDelivery.recorded_at.desc(), NoticeDelivery.id)
    ).all()


def delivered(session: Session, profile_id: UUID) -> bool:
    """Tell whether the person had the version in force."""
    return bool(session.scalar(select(_had(profile_id))))


def missing() -> ColumnElement[bool]:
    """Condition on a registered profile: the version in force was not handed over."""
    return (Profile.status != ProfileStatus.DRAFT) & ~_had(Profile.id)


def _had(profile_id: object) -> ColumnElement[bool]:
    return exists().where(NoticeDelivery.profile_id == profile_id, NoticeDelivery.version == VERSION)
