"""One person before one offer, in plain values: what the sentences are written from."""

from dataclasses import dataclass
from datetime import date

from bénévolat.matching.formats import Offer, Profile
from bénévolat.matching.settings import Settings
from bénévolat.matching.table import line_mask, slot_mask


@dataclass(frozen=True, slots=True)
class Case:
    """A pair and what was computed of it.

    ``metres``: straight line, -1 when a point is missing. ``minutes``: by the quickest ``means`` that the person
    accepts (index in the settings, -1 if none). ``avoided``: (what the person avoids, words of the offer).
    """

    profile: Profile
    offer: Offer
    today: date
    settings: Settings
    metres: int
    minutes: int
    means: int
    unsure: bool
    avoided: tuple[str, str] | None = None

    @property
    def first_day(self) -> date:
        """Return the first day the person is available."""
        return max(self.today, self.profile.available_from or self.today)

    @property
    def common(self) -> int:
        """Return the half-days of both, as bits."""
        return slot_mask(self.offer.slots) & slot_mask(self.profile.slots)

    @property
    def needed(self) -> int:
        """Return how many half-days the offer needs, never more than it has."""
        return min(self.offer.slots_needed, len(self.offer.slots) or 1)

    def runs(self) -> bool:
        """Tell whether a declared line runs on enough of the half-days that remain possible."""
        slots = self.common if self.profile.slots else slot_mask(self.offer.slots)
        return (slots & line_mask(self.offer)).bit_count() >= min(self.needed, slots.bit_count())
