"""The places of an offer that several partitions hold: shared before planning, so that their sum is its limit.

Its own département is served first, up to what its people want (the offer among their first candidates). The others
share what is left in proportion to what theirs want, by largest remainder, ties by code; what nobody wants returns to
its own département. Nothing is ever given twice, so no offer can be proposed over its limit.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from bénévolat.matching.partition_tasks import Offers
from bénévolat.matching.plan_problem import Ints


@dataclass(frozen=True, slots=True)
class Claim:
    """What a partition asks of a shared offer: how many people want it, and whether it is of its département."""

    wanted: int
    own: bool


def divide(limit: int, claims: Sequence[Claim]) -> list[int]:
    """Return the places of each claim; their sum is ``limit``. ``claims``: in the order of the partitions."""
    given = [min(limit, claim.wanted) if claim.own else 0 for claim in claims]
    left = limit - sum(given)
    others = sum(claim.wanted for claim in claims if not claim.own)
    if others:
        shares = [0 if claim.own else min(claim.wanted * left // others, claim.wanted) for claim in claims]
        remainders = [0 if claim.own else claim.wanted * left % others for claim in claims]
        more = min(left, others) - sum(shares)
        for place in sorted(range(len(claims)), key=lambda place: (-remainders[place], place)):
            if more and not claims[place].own and shares[place] < claims[place].wanted:
                shares[place] += 1
                more -= 1
        given = [one + other for one, other in zip(given, shares, strict=True)]
    home = max(range(len(claims)), key=lambda place: (claims[place].own, claims[place].wanted, -place))
    given[home] += limit - sum(given)
    return given


def grant(offers: Sequence[Offers], shared: Sequence[int]) -> list[Ints]:
    """Return the limits of each partition. ``shared``: lines and places of partitions, in turn (see ``Split``)."""
    granted = [found.limits.copy() for found in offers]
    lines = set(shared[::2])
    rows = [{line: row for row, line in enumerate(found.lines.tolist()) if line in lines} for found in offers]
    holders: dict[int, list[int]] = defaultdict(list)
    for line, place in zip(shared[::2], shared[1::2], strict=True):
        holders[line].append(place)
    for line, places in holders.items():
        at = [(place, rows[place][line]) for place in places]
        claims = [Claim(int(offers[place].wanted[row]), bool(offers[place].own[row])) for place, row in at]
        first = at[0]
        limit = int(offers[first[0]].limits[first[1]])
        for (place, row), part in zip(at, divide(limit, claims), strict=True):
            granted[place][row] = part
    return granted
