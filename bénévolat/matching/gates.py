"""Hard filters: each has a code, a mask over pairs, a sentence and what would unlock it (R31, R32).

A filter is never traded against interest. What is not known never blocks: it goes to ``to_check``.
Sentences are for the travailleur social and can be read aloud to the person.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from bénévolat.matching.cases import Case
from bénévolat.matching.demands import demand_clause, wish_label
from bénévolat.matching.formats import Offer, Profile
from bénévolat.matching.pairs import NOTHING, SUBJECT, Pairs
from bénévolat.matching.people_table import excluded_demands
from bénévolat.matching.places import abroad_words
from bénévolat.matching.sentences import FRENCH, SUPERVISION, day_label, french, listing, quote, slots_listing
from bénévolat.matching.table import UNKNOWN, slot_mask, slots_of
from bénévolat.matching.travel_words import too_far

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Gate:
    """A filter. ``blocks``: mask over pairs; ``said``: (why, unlock) of a pair; ``final``: never a near miss.

    ``key``: the columns of the person that the mask depends on, when they are few; None otherwise.
    """

    code: str
    rule: str
    blocks: Callable[[Pairs], Mask]
    said: Callable[[Case], tuple[str, str]]
    final: Callable[[Pairs], Mask] | None = None
    key: tuple[str, ...] | None = None


# --- reach


def _travel(pairs: Pairs) -> Mask:
    return pairs.out_of_reach


def _travel_final(pairs: Pairs) -> Mask:
    far: Mask = pairs.out_of_reach & (pairs.metres > pairs.settings.near_miss_metres)
    return far


def _abroad_said(case: Case) -> tuple[str, str]:
    words = abroad_words(case.offer) or "à l'étranger"
    return (
        f"D'après ses mots ({quote(words)}), la mission a lieu à l'étranger.",
        "Demander à l'association si une partie de la mission se fait près d'ici.",
    )


# --- half-days


def _slots(pairs: Pairs) -> Mask:
    if len(pairs.people.slots) == 1 and not pairs.people.slots[0]:
        return NOTHING
    blocked: Mask = (pairs.common_count < pairs.offers.slots_needed) & pairs.dated
    return blocked


def _slots_said(case: Case) -> tuple[str, str]:
    common = slots_of(case.common)
    others = [code for code in slots_of(slot_mask(case.offer.slots)) if code not in common][:4]
    if common:
        days = slots_listing(common)
        why = f"La mission demande {case.needed} demi-journées ; la personne n'est libre que {days}."
    else:
        why = f"Aucune demi-journée commune : la mission a lieu {slots_listing(others)}."
    when = slots_listing(others, "ou")
    return why, f"Être libre {when}, ou convenir d'un autre créneau avec l'association, le rendrait possible."


# --- supervision


def _places(pairs: Pairs) -> Mask:
    blocked: Mask = (pairs.offers.places == 0) | (pairs.offers.present == 0)
    return blocked


def _places_said(case: Case) -> tuple[str, str]:
    if not case.offer.supervision_present:
        return (
            "La personne qui encadre est absente en ce moment.",
            "Son retour, ou un remplaçant, le rendrait possible.",
        )
    return (
        "Toutes les places accompagnées sont prises.",
        "Une place qui se libère le rendrait possible : le dire à l'association.",
    )


def _supervision(pairs: Pairs) -> Mask:
    known = (pairs.people.need != UNKNOWN) & (pairs.offers.level != UNKNOWN)
    blocked: Mask = known & (pairs.offers.level < pairs.people.need)
    return blocked


def _supervision_said(case: Case) -> tuple[str, str]:
    need, level = case.profile.supervision_need or 0, case.offer.supervision_level or 0
    return (
        f"Accompagnement souhaité : {SUPERVISION[need]} ; la mission propose : {SUPERVISION[level]}.",
        "Un accompagnement plus proche au début, vu avec l'association, le rendrait possible.",
    )


# --- what the mission asks


def blocking_demands(profile: Profile, offer: Offer) -> list[str]:
    """Return the declared demands that the person's constraints exclude (``no_X`` excludes ``X``)."""
    excluded = excluded_demands(profile)
    return [code for code in offer.demands or () if code in excluded]


def _constraints(pairs: Pairs) -> Mask:
    blocked: Mask = (pairs.people.excluded_demands & pairs.offers.demands) != 0
    return blocked


def _constraints_said(case: Case) -> tuple[str, str]:
    found = blocking_demands(case.profile, case.offer)
    wishes = listing([quote(wish_label(code)) for code in found])
    asked = listing([demand_clause(code) for code in found])
    return (
        f"Souhait {wishes} : la mission {asked}.",
        "Confier cette tâche à quelqu'un d'autre le rendrait possible : en parler avec l'association.",
    )


def _french(pairs: Pairs) -> Mask:
    known = (pairs.people.french != UNKNOWN) & (pairs.offers.french != UNKNOWN)
    blocked: Mask = known & (pairs.offers.french > pairs.people.french)
    return blocked


def _french_said(case: Case) -> tuple[str, str]:
    held, asked = case.profile.french_level or 0, case.offer.french_level or 0
    return (
        f"Français demandé : {quote(FRENCH[asked])} ; niveau de la personne : {quote(FRENCH[held])}.",
        "Un binôme francophone sur place le rendrait possible.",
    )


def _avoid_said(case: Case) -> tuple[str, str]:
    chip, words = case.avoided or ("", "")
    declared = words in map(demand_clause, case.offer.demands or ())
    return (
        f"La personne préfère éviter {quote(chip)} : la mission {words if declared else f'parle de {quote(words)}'}.",
        "Vérifier avec l'association si la mission peut se faire autrement.",
    )


# --- dates


def open_day(offer: Offer, first: date) -> bool:
    """Tell whether one day at least is open between ``first`` and the end of the mission."""
    day = max(first, offer.starts or first)
    if offer.ends is None:
        return True
    closed = set(offer.closed_dates)
    return any(day + timedelta(days=gap) not in closed for gap in range((offer.ends - day).days + 1))


def _dates(pairs: Pairs) -> Mask:
    return (pairs.offers.ends < pairs.first_day) | pairs.shut


def _dates_said(case: Case) -> tuple[str, str]:
    offer = case.offer
    end = f"La mission se termine le {day_label(offer.ends)}" if offer.ends else "La mission est fermée"
    if offer.ends is None or offer.ends >= case.first_day:
        return f"{end}, et l'association est fermée d'ici là.", "Une réouverture le rendrait possible."
    return (
        f"{end} ; la personne est disponible à partir du {day_label(case.first_day)}.",
        "Commencer plus tôt, ou une mission reconduite, le rendrait possible.",
    )


def _dates_final(pairs: Pairs) -> Mask:
    return pairs.offers.ends < pairs.today.toordinal()


GATES: tuple[Gate, ...] = (
    Gate(
        "travel",
        "Le lieu est atteint avec les moyens et le temps de trajet que la personne accepte.",
        _travel,
        too_far,
        _travel_final,
    ),
    Gate(
        "abroad",
        "La mission n'a pas lieu à l'étranger.",
        lambda pairs: pairs.offers.abroad != 0,
        _abroad_said,
        key=(),
    ),
    Gate("slots", "Il y a assez de demi-journées communes.", _slots, _slots_said),
    Gate(
        "places",
        "Une place accompagnée est libre et la personne qui encadre est là.",
        _places,
        _places_said,
        key=(),
    ),
    Gate(
        "supervision",
        "L'accompagnement offert couvre le besoin.",
        _supervision,
        _supervision_said,
        key=("need",),
    ),
    Gate(
        "constraints",
        "La mission ne demande rien de ce que la personne souhaite éviter.",
        _constraints,
        _constraints_said,
        key=("excluded_demands",),
    ),
    Gate(
        "avoid",
        "Le sujet de la mission n'est pas ce que la personne préfère éviter.",
        lambda pairs: pairs.avoided == SUBJECT,
        _avoid_said,
    ),
    Gate(
        "french",
        "Le français demandé est à la portée de la personne.",
        _french,
        _french_said,
        key=("french",),
    ),
    Gate(
        "dates",
        "La mission n'est pas finie quand la personne est disponible.",
        _dates,
        _dates_said,
        _dates_final,
        key=("from_day",),
    ),
    Gate(
        "excluded_association",
        "L'association n'est pas de celles que la personne a écartées.",
        lambda pairs: pairs.excluded,
        lambda _case: ("La personne a demandé à ne pas aller dans cette association.", ""),
        lambda pairs: pairs.excluded,
    ),
    Gate(
        "former_employer",
        "L'association n'a pas employé la personne (Code du travail, L5425-8).",
        lambda pairs: pairs.former,
        lambda _case: ("La personne a été salariée de cette association (L5425-8).", ""),
        lambda pairs: pairs.former,
    ),
)


def public_filters() -> list[tuple[str, str]]:
    """Return ``(code, sentence)`` for each filter, for the public rules page (R28)."""
    return [(gate.code, french(gate.rule)) for gate in GATES]
