"""People as columns, in the same codes as the offers: what the filters and the score read of them (R30)."""

from collections.abc import Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from bénévolat.matching.demands import demand_of
from bénévolat.matching.formats import TRANSIT, Profile
from bénévolat.matching.settings import MEANS, Settings
from bénévolat.matching.table import UNKNOWN, Columns, OfferTable, association_key, slot_mask, unit_vector
from bénévolat.matching.travel import Reach

_LINES = tuple(f"line_{code}" for code in TRANSIT)
_LIMITS = tuple(f"limit_{means.code}" for means in MEANS)
PERSON_COLUMNS = (
    "own_reach", *_LINES, *_LIMITS, "has_travel", "slots", "need", "french", "excluded_demands", "from_day",
)  # fmt: skip


class PeopleTable(Columns):
    """Columns of people; ``points`` are unit vectors, not a number where the place is unknown.

    Limits are the most minutes by each means, ``UNKNOWN`` for a means the person does not have.
    """

    def __init__(self, profiles: Sequence[Profile], offers: OfferTable, settings: Settings) -> None:
        self._offers, self._settings = offers, settings
        self._vectors = [_point(profile) for profile in profiles]
        self._points: NDArray[np.float64] | None = None
        super().__init__(PERSON_COLUMNS, [self._row(profile) for profile in profiles])

    def put(self, profile: Profile) -> int:
        """Add a person and return their row."""
        self._vectors.append(_point(profile))
        return self.append(self._row(profile))

    @property
    def points(self) -> NDArray[np.float64]:
        """Return where people live, as unit vectors, shape (people, 3)."""
        if self._points is None or len(self._points) != len(self._vectors):
            self._points = np.array(self._vectors, dtype=np.float64).reshape(-1, 3)
        return self._points

    def rows(self) -> list[list[int]]:
        """Return everyone in plain whole numbers, in the order of ``PERSON_COLUMNS``."""
        rows: list[list[int]] = self.held().T.tolist()
        return rows

    def _row(self, profile: Profile) -> tuple[int, ...]:
        far = Reach.of(profile.travel, self._settings)
        travel = profile.travel or {}
        return (
            far.own,
            *far.lines,
            *(travel.get(means.code, UNKNOWN) for means in MEANS),
            far.known,
            slot_mask(profile.slots),
            _known(profile.supervision_need),
            _known(profile.french_level),
            self._offers.demand_codes.bits(excluded_demands(profile)),
            profile.available_from.toordinal() if profile.available_from else 0,
        )


def excluded_demands(profile: Profile) -> list[str]:
    """Return the demands that the person's constraints exclude (``no_X`` excludes ``X``)."""
    return [demand for code in profile.constraints if (demand := demand_of(code)) is not None]


def excluded_names(names: Sequence[str]) -> list[str]:
    """Return the keys under which associations set aside are compared."""
    return sorted({association_key(name) for name in names})


def first_day(profile: Profile, today: date) -> date:
    """Return the first day the person is available."""
    return max(today, profile.available_from or today)


def _point(profile: Profile) -> tuple[float, float, float]:
    if profile.lat is None or profile.lon is None:
        return (np.nan, np.nan, np.nan)
    return unit_vector(profile.lat, profile.lon)


def _known(value: int | None) -> int:
    return UNKNOWN if value is None else value
