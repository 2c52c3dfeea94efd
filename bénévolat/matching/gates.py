"""Hard filters: each has a code, a mask over the offers, a sentence and what would unlock it (R31, R32).

A filter is never traded against interest. What is not known never blocks: it goes to ``to_check``.
Sentences are for the travailleur social and can be read aloud to the person.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from bénévolat.matching.demands import demand_clause, demand_of, wish_label
from bénévolat.matching.formats import Offer, Profile
from bénévolat.matching.places import abroad_words
from bénévolat.matching.sentences import FRENCH, SUPERVISION, day_label, french, listing, quote, slots_listing
from bénévolat.matching.settings import Settings
from bénévolat.matching.table import UNKNOWN, OfferTable, is_association, slot_mask, slots_of
from bénévolat.matching.travel import Journeys, too_far

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Situation:
    """One person before some offers: everything a filter may read. ``avoided``: words found, by position."""

    profile: Profile
    offers: list[Offer]
    table: OfferTable
    journeys: Journeys
    avoided: dict[int, tuple[str, str]]
    today: date
    settings: Settings

    @property
    def first_day(self) -> date:
        """Return the first day the person is available."""
        return max(self.today, self.profile.available_from or self.today)

    def common_slots(self) -> NDArray[np.int64]:
        """Return how many half-days are common to the person and each offer."""
        common = self.table.slots & slot_mask(self.profile.slots)
        return np.array([int(mask).bit_count() for mask in common], dtype=np.int64)


@dataclass(frozen=True)
class Gate:
    """A filter. ``blocks``: mask; ``explain``: (why, unlock) at a position; ``final``: never a near miss."""

    code: str
    rule: str
    blocks: Callable[[Situation], Mask]
    explain: Callable[[Situation, int], tuple[str, str]]
    final: Callable[[Situation], Mask] | None = None


def _each(situation: Situation, test: Callable[[Offer], bool]) -> Mask:
    return np.array([test(offer) for offer in situation.offers], dtype=bool)


def _never(situation: Situation) -> Mask:
    return np.zeros(len(situation.table), dtype=bool)


# --- reach


def _travel(situation: Situation) -> Mask:
    return situation.journeys.blocked


def _travel_said(situation: Situation, row: int) -> tuple[str, str]:
    return too_far(situation.journeys, row, situation.profile, situation.table, situation.settings)


def _travel_final(situation: Situation) -> Mask:
    return situation.journeys.metres > situation.settings.near_miss_metres


def _abroad_said(situation: Situation, row: int) -> tuple[str, str]:
    words = abroad_words(situation.offers[row]) or "à l'étranger"
    return (
        f"D'après ses mots ({quote(words)}), la mission a lieu à l'étranger.",
        "Demander à l'association si une partie de la mission se fait près d'ici.",
    )


# --- half-days


def _slots(situation: Situation) -> Mask:
    if not situation.profile.slots:
        return _never(situation)
    blocked: Mask = (situation.table.slots != 0) & (situation.common_slots() < situation.table.slots_needed)
    return blocked


def _slots_said(situation: Situation, row: int) -> tuple[str, str]:
    held = int(situation.table.slots[row])
    common = slots_of(held & slot_mask(situation.profile.slots))
    others = [code for code in slots_of(held) if code not in common][:4]
    needed = int(situation.table.slots_needed[row])
    if common:
        days = slots_listing(common)
        why = f"La mission demande {needed} demi-journées ; la personne n'est libre que {days}."
    else:
        why = f"Aucune demi-journée commune : la mission a lieu {slots_listing(others)}."
    when = slots_listing(others, "ou")
    return why, f"Être libre {when}, ou convenir d'un autre créneau avec l'association, le rendrait possible."


# --- supervision


def _places(situation: Situation) -> Mask:
    blocked: Mask = (
        (situation.table.places != UNKNOWN) & (situation.table.places <= 0)
    ) | ~situation.table.present
    return blocked


def _places_said(situation: Situation, row: int) -> tuple[str, str]:
    if not situation.table.present[row]:
        return (
            "La personne qui encadre est absente en ce moment.",
            "Son retour, ou un remplaçant, le rendrait possible.",
        )
    return (
        "Toutes les places accompagnées sont prises.",
        "Une place qui se libère le rendrait possible : le dire à l'association.",
    )


def _supervision(situation: Situation) -> Mask:
    need = situation.profile.supervision_need
    if need is None:
        return _never(situation)
    blocked: Mask = (situation.table.level != UNKNOWN) & (situation.table.level < need)
    return blocked


def _supervision_said(situation: Situation, row: int) -> tuple[str, str]:
    need, level = situation.profile.supervision_need or 0, int(situation.table.level[row])
    return (
        f"Accompagnement souhaité : {SUPERVISION[need]} ; la mission propose : {SUPERVISION[level]}.",
        "Un accompagnement plus proche au début, vu avec l'association, le rendrait possible.",
    )


# --- what the mission asks


def blocking_demands(profile: Profile, offer: Offer) -> list[str]:
    """Return the declared demands that the person's constraints exclude (``no_X`` excludes ``X``)."""
    if not offer.demands:
        return []
    excluded = {demand_of(code) for code in profile.constraints}
    return [code for code in offer.demands if code in excluded]


def _constraints(situation: Situation) -> Mask:
    if not situation.profile.constraints:
        return _never(situation)
    return _each(situation, lambda offer: bool(blocking_demands(situation.profile, offer)))


def _constraints_said(situation: Situation, row: int) -> tuple[str, str]:
    found = blocking_demands(situation.profile, situation.offers[row])
    wishes = listing([quote(wish_label(code)) for code in found])
    asked = listing([demand_clause(code) for code in found])
    return (
        f"Souhait {wishes} : la mission {asked}.",
        "Confier cette tâche à quelqu'un d'autre le rendrait possible : en parler avec l'association.",
    )


def _french(situation: Situation) -> Mask:
    level = situation.profile.french_level
    if level is None:
        return _never(situation)
    blocked: Mask = (situation.table.french != UNKNOWN) & (situation.table.french > level)
    return blocked


def _french_said(situation: Situation, row: int) -> tuple[str, str]:
    held, asked = situation.profile.french_level or 0, int(situation.table.french[row])
    return (
        f"Français demandé : {quote(FRENCH[asked])} ; niveau de la personne : {quote(FRENCH[held])}.",
        "Un binôme francophone sur place le rendrait possible.",
    )


def _avoid(situation: Situation) -> Mask:
    blocked = _never(situation)
    blocked[list(situation.avoided)] = True
    return blocked


def _avoid_said(situation: Situation, row: int) -> tuple[str, str]:
    chip, words = situation.avoided[row]
    return (
        f"La personne préfère éviter {quote(chip)} : la mission parle de {quote(words)}.",
        "Vérifier avec l'association si la mission peut se faire autrement.",
    )


# --- dates


def _open_day(offer: Offer, first: date) -> bool:
    """Tell whether one day at least is open between ``first`` and the end of the mission."""
    day = max(first, offer.starts or first)
    if offer.ends is None:
        return True
    closed = set(offer.closed_dates)
    return any(day + timedelta(days=gap) not in closed for gap in range((offer.ends - day).days + 1))


def _dates(situation: Situation) -> Mask:
    blocked = situation.table.ends < situation.first_day.toordinal()
    for row in np.flatnonzero(~blocked):
        offer = situation.offers[row]
        if offer.closed_dates and not _open_day(offer, situation.first_day):
            blocked[row] = True
    return blocked


def _dates_said(situation: Situation, row: int) -> tuple[str, str]:
    offer = situation.offers[row]
    end = f"La mission se termine le {day_label(offer.ends)}" if offer.ends else "La mission est fermée"
    if situation.table.ends[row] >= situation.first_day.toordinal():
        return f"{end}, et l'association est fermée d'ici là.", "Une réouverture le rendrait possible."
    return (
        f"{end} ; la personne est disponible à partir du {day_label(situation.first_day)}.",
        "Commencer plus tôt, ou une mission reconduite, le rendrait possible.",
    )


def _dates_final(situation: Situation) -> Mask:
    return situation.table.ends < situation.today.toordinal()


# --- associations


def _excluded(situation: Situation) -> Mask:
    names = situation.profile.excluded_associations
    return _each(situation, lambda offer: is_association(offer, names)) if names else _never(situation)


def _former(situation: Situation) -> Mask:
    names = situation.profile.former_employers
    return _each(situation, lambda offer: is_association(offer, names)) if names else _never(situation)


GATES: tuple[Gate, ...] = (
    Gate(
        "travel",
        "Le lieu est atteint avec les moyens et le temps de trajet que la personne accepte.",
        _travel,
        _travel_said,
        _travel_final,
    ),
    Gate(
        "abroad",
        "La mission n'a pas lieu à l'étranger.",
        lambda situation: situation.table.abroad,
        _abroad_said,
    ),
    Gate("slots", "Il y a assez de demi-journées communes.", _slots, _slots_said),
    Gate(
        "places", "Une place accompagnée est libre et la personne qui encadre est là.", _places, _places_said
    ),
    Gate("supervision", "L'accompagnement offert couvre le besoin.", _supervision, _supervision_said),
    Gate(
        "constraints",
        "La mission ne demande rien de ce que la personne souhaite éviter.",
        _constraints,
        _constraints_said,
    ),
    Gate("avoid", "Le sujet de la mission n'est pas ce que la personne préfère éviter.", _avoid, _avoid_said),
    Gate("french", "Le niveau de français demandé est celui de la personne.", _french, _french_said),
    Gate(
        "dates",
        "La mission n'est pas finie quand la personne est disponible.",
        _dates,
        _dates_said,
        _dates_final,
    ),
    Gate(
        "excluded_association",
        "L'association n'est pas de celles que la personne a écartées.",
        _excluded,
        lambda _situation, _row: ("La personne a demandé à ne pas aller dans cette association.", ""),
        _excluded,
    ),
    Gate(
        "former_employer",
        "L'association n'a pas employé la personne (Code du travail, L5425-8).",
        _former,
        lambda _situation, _row: ("La personne a été salariée de cette association (L5425-8).", ""),
        _former,
    ),
)


def public_filters() -> list[tuple[str, str]]:
    """Return ``(code, sentence)`` for each filter, for the public rules page (R28)."""
    return [(gate.code, french(gate.rule)) for gate in GATES]
