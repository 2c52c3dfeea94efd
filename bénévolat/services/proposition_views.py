"""What an association may see of a person: an allow-list, in one place (A3, R37)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bénévolat.domain.enums import ContactChoice, HalfDay
from bénévolat.domain.propositions import PropositionStatus
from bénévolat.models.propositions import Proposition


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
