"""Which months a contract review may read: those of the contract in force, others only if the person agreed (R6).

One rule for the export of the Département and for the summary of the référent (Conseil d'État 2019, n° 418975).
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from bénévolat.domain.enums import EngagementNature
from bénévolat.models.cer import CerRecord
from bénévolat.models.contracts import Contract
from bénévolat.models.engagements import Engagement


def covering(contracts: Sequence[Contract], month: date) -> Contract | None:
    """Return the contract a month belongs to: in force on its first day, else the one that starts within it.

    ``contracts`` are those of one person, oldest first; ``month`` is a first day.
    """
    following = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    for contract in contracts:
        if contract.starts_on <= month <= contract.ends_on:
            return contract
    for contract in contracts:
        if month < contract.starts_on < following:
            return contract
    return None


def by_contract(
    engagement: Engagement, records: Iterable[CerRecord], contracts: Sequence[Contract], *, agreed: bool
) -> dict[UUID | None, list[CerRecord]]:
    """Return the months of an engagement that a review may read, by contract; None gathers those out of any.

    A month outside the contracts, or of a personal engagement, is there only when the person ``agreed`` (R6).
    """
    kept: dict[UUID | None, list[CerRecord]] = defaultdict(list)
    for record in records:
        inside = (
            covering(contracts, record.month) if engagement.nature is EngagementNature.IN_CONTRACT else None
        )
        if inside is not None or agreed:
            kept[inside.id if inside else None].append(record)
    return kept
