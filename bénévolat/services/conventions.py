"""Facts of a convention d'engagement: those the association and the person both know (R22, A3)."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from bénévolat.domain.contact_words import postal_words, spoken_phone
from bénévolat.domain.enums import BackgroundCheck
from bénévolat.domain.french import clock, duration, plural, short_date
from bénévolat.exports.conventions import Convention
from bénévolat.exports.registers import NOT_SAID
from bénévolat.models.associations import Association
from bénévolat.models.engagements import Engagement
from bénévolat.models.offers import Offer
from bénévolat.models.supervisors import Supervisor


def of_engagement(session: Session, engagement: Engagement, *, now: datetime) -> Convention:
    """Return the facts of one engagement; the caller has checked that it is theirs. One statement."""
    offer = session.scalars(
        select(Offer)
        .where(Offer.id == engagement.offer_id)
        .options(
            joinedload(Offer.association).joinedload(Association.commune),
            joinedload(Offer.commune),
            joinedload(Offer.supervisor),
            joinedload(Offer.backup_supervisor),
        )
        .execution_options(populate_existing=True)
    ).one()
    association = offer.association
    commune = offer.commune.name if offer.commune else None
    return Convention(
        association=association.name,
        association_lines=_association_lines(association),
        first_name=engagement.profile.first_name,
        mission=offer.title,
        tasks=tuple(offer.tasks),
        place=postal_words(offer.address, commune),
        moments=moments_words(engagement),
        started_on=engagement.started_on,
        supervisor=_supervisor(offer.supervisor),
        backup=_supervisor(offer.backup_supervisor),
        insurer=association.insurer,
        insured_until=association.insured_until,
        cover=_cover(engagement),
        expenses=offer.expenses,
        background_check=_background_check(engagement, offer),
        made_at=now,
    )


def _association_lines(association: Association) -> tuple[str, ...]:
    commune = association.commune.name if association.commune else None
    lines = [postal_words(association.address, commune)]
    if association.rna:
        lines.append(f"RNA {association.rna}")
    return tuple(line for line in lines if line)


def moments_words(engagement: Engagement) -> str:
    """Return the rhythm agreed, as an indication: «chaque semaine, 1 fois 2 h 30, le mardi à 9 h 30»."""
    times = f"{plural(engagement.sessions_per_period, 'fois', 'fois')} {duration(engagement.session_minutes)}"
    words = f"{engagement.rhythm.label.lower()}, {times}"
    slots = [_slot_words(slot["weekday"], str(slot["at"])) for slot in engagement.agreed_slots]
    return f"{words}, {' et '.join(slots)}" if slots else words


def _slot_words(weekday: int, at: str) -> str:
    days = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
    return f"le {days[weekday]} à {clock(datetime.strptime(at, '%H:%M').time())}"  # noqa: DTZ007 - an hour of Paris


def _supervisor(one: Supervisor | None) -> str | None:
    if one is None:
        return None
    return ", ".join(filter(None, (one.full_name, one.function, spoken_phone(one.phone))))


def _cover(engagement: Engagement) -> str:
    if engagement.cover_confirmed_on is None:
        return f"{NOT_SAID}, à vérifier avec l'association avant la première séance"
    return f"confirmée par {engagement.cover_confirmed_by} le {short_date(engagement.cover_confirmed_on)}"


def _background_check(engagement: Engagement, offer: Offer) -> str | None:
    if offer.background_check is BackgroundCheck.NONE:
        return None
    if engagement.background_checked_on is None:
        return offer.background_check.label
    return f"{offer.background_check.label}, vérifié le {short_date(engagement.background_checked_on)}"
