"""Who reads which propositions (A2), and the allow-list of what an association sees of a person (A3, R37)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload

from bénévolat.domain.enums import ContactChoice, HalfDay
from bénévolat.domain.propositions import SEEN_BY_ASSOCIATION, PropositionStatus
from bénévolat.models.accounts import Account
from bénévolat.models.offers import Offer
from bénévolat.models.profiles import Profile
from bénévolat.models.propositions import Proposition


def _readable() -> Select[Proposition]:
    return (
        select(Proposition)
        .options(
            joinedload(Proposition.offer).joinedload(Offer.association),
            joinedload(Proposition.offer).joinedload(Offer.commune),
            joinedload(Proposition.profile).joinedload(Profile.commune),
            joinedload(Proposition.profile).joinedload(Profile.referent),
            joinedload(Proposition.profile).joinedload(Profile.team),
        )
        .order_by(Proposition.proposed_at.desc(), Proposition.id)
    )


def received_by(association_id: UUID) -> Select[Proposition]:
    """Return what an association has received: nothing before the person's agreement (domain §1.8)."""
    return (
        _readable()
        .join(Offer, Offer.id == Proposition.offer_id)
        .where(
            Offer.association_id == association_id,
            or_(
                Proposition.status.in_(SEEN_BY_ASSOCIATION),
                Proposition.status.in_((PropositionStatus.WITHDRAWN, PropositionStatus.EXPIRED))
                & Proposition.submitted_at.is_not(None),
            ),
        )
    )


def followed_by(account: Account) -> Select[Proposition]:
    """Return the propositions of the people a travailleur social or their team follows (R39)."""
    return (
        _readable()
        .join(Profile, Profile.id == Proposition.profile_id)
        .where(or_(Profile.referent_id == account.id, Profile.team_id == account.team_id))
    )


def of_person(profile_id: UUID) -> Select[Proposition]:
    """Return the propositions of one person."""
    return _readable().where(Proposition.profile_id == profile_id)


@dataclass(frozen=True, slots=True)
class AssociationView:
    """The only fields of a person an association ever receives (A3, R37).

    ``first_name``, ``contact`` and ``contact_label`` stay None until both sides have agreed. ``over``: nothing
    of the person is read any more, but the first name of someone who came.
    """

    id: UUID
    name: str
    place: str
    half_days: list[HalfDay]
    wishes: list[str]
    presentation: str | None
    first_name: str | None
    contact_label: str | None
    contact: str | None
    referent_name: str
    referent_phone: str | None
    status: PropositionStatus
    submitted_at: datetime | None
    offer_id: UUID
    offer_title: str
    over: bool


_OVER = frozenset({PropositionStatus.REFUSED, PropositionStatus.WITHDRAWN, PropositionStatus.EXPIRED})
"""The person's agreement to be read has ended with the proposition."""


def association_view(proposition: Proposition, *, ended: bool = False) -> AssociationView:
    """Return what the association may read of a proposition it has received.

    ``ended`` says that the engagement it opened is over: the contact is hidden again.
    """
    profile = proposition.profile
    both_agreed = proposition.status is PropositionStatus.ACCEPTED
    over = ended or proposition.status in _OVER
    contact: str | None = None
    if both_agreed and not over:
        contact = {
            ContactChoice.PHONE: profile.phone,
            ContactChoice.EMAIL: profile.email,
            ContactChoice.VIA_REFERENT: None,
        }[profile.contact_choice]
    return AssociationView(
        id=proposition.id,
        name=profile.first_name if both_agreed else proposition.pseudonym,
        place="" if over else (profile.commune.name if profile.commune else "Aube"),
        half_days=[] if over else list(profile.half_days),
        wishes=[] if over else list(profile.wishes),
        presentation=None if over else proposition.presentation,
        first_name=profile.first_name if both_agreed else None,
        contact_label=profile.contact_choice.label if both_agreed and not over else None,
        contact=contact,
        referent_name=profile.referent.full_name,
        referent_phone=profile.referent.phone or profile.team.phone,
        status=proposition.status,
        submitted_at=proposition.submitted_at,
        offer_id=proposition.offer_id,
        offer_title=proposition.offer.title,
        over=over,
    )
