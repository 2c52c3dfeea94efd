"""Erasure of one person: everything goes, the hours stay as figures without identity (R41)."""

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from bénévolat.models.cer import CerRecord
from bénévolat.models.communes import Commune
from bénévolat.models.engagements import Engagement
from bénévolat.models.offers import Offer
from bénévolat.models.profiles import Profile
from bénévolat.models.retention import RetainedFigure


def erase(session: Session, profile: Profile) -> int:
    """Delete a person and all that is theirs; return how many months were kept as figures.

    Engagements go first: sessions, records, even closed, bilans and agreements follow them (triggers of revision
    0006 let a closed month go only with its engagement); then the profile takes the rest with it.
    """
    figures = _keep_figures(session, profile)
    key = profile.id
    session.flush()
    session.expunge(profile)
    session.execute(
        delete(Engagement).where(Engagement.profile_id == key).execution_options(synchronize_session=False)
    )
    session.execute(delete(Profile).where(Profile.id == key).execution_options(synchronize_session=False))
    session.expire_all()
    return figures


def _keep_figures(session: Session, profile: Profile) -> int:
    """Write each month of each engagement without identity: month, EPCI and domain of the mission, minutes."""
    records = session.execute(
        select(
            CerRecord.month,
            Commune.epci_siren.label("epci_code"),
            Offer.domain,
            (CerRecord.minutes_declared + CerRecord.minutes_declared_adjusted).label("minutes_declared"),
            (CerRecord.minutes_confirmed + CerRecord.minutes_confirmed_adjusted).label("minutes_confirmed"),
            (func.coalesce(CerRecord.minutes_retained, 0) + CerRecord.minutes_retained_adjusted).label(
                "minutes_retained"
            ),
            (CerRecord.nb_sessions + CerRecord.nb_sessions_adjusted).label("nb_sessions"),
        )
        .join(Engagement, Engagement.id == CerRecord.engagement_id)
        .join(Offer, Offer.id == Engagement.offer_id)
        .outerjoin(Commune, Commune.insee == Offer.commune_insee)
        .where(Engagement.profile_id == profile.id)
    ).all()
    for record in records:
        values = {**record._mapping, "domain": record.domain.value}  # noqa: SLF001 - the row as a mapping
        session.execute(insert(RetainedFigure).values(**values))
    return len(records)
