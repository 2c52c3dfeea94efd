"""The reasons of a proposal: a French sentence a part, quoting both sides, and what is to check (R27)."""

import re

from bénévolat.matching.demands import DEMANDS, demand_clause, demand_of, wish_label
from bénévolat.matching.formats import Offer, Profile
from bénévolat.matching.gates import Situation
from bénévolat.matching.index import DESCRIPTION, Evidence
from bénévolat.matching.sentences import (
    COMFORT,
    SUPERVISION,
    day_label,
    french,
    listing,
    plural,
    quote,
    slot_label,
)
from bénévolat.matching.table import UNKNOWN, slot_mask, slots_of

MOST_REASONS = 3
SAME_PLACE_METRES = 100


def chip_reason(evidence: Evidence, kind: str) -> str:
    """Return the sentence of one chip. ``kind``: wish or skill."""
    said = quote(evidence.said)
    if evidence.read_as and evidence.read_as[1] not in evidence.said:
        said += f" (compris comme {quote(evidence.read_as[1])})"
    theme = f" ({evidence.theme})" if evidence.theme else ""
    if evidence.field.kind == DESCRIPTION:
        there = f"la mission parle de {quote(evidence.found)}{theme}"
    else:
        there = (
            f"{'la mission propose' if kind == 'wish' else 'utile pour'} {quote(evidence.field.text)}{theme}"
        )
    return french(f"{'Envie' if kind == 'wish' else 'Savoir-faire'} {said} : {there}.")


def supervision_why(situation: Situation, row: int) -> str:
    """Return the sentence of the supervision part."""
    need, level = situation.profile.supervision_need, int(situation.table.level[row])
    places = int(situation.table.places[row])
    said = []
    if level != UNKNOWN and need is not None:
        said.append(f"Accompagnement proposé : {SUPERVISION[level]} ; souhaité : {SUPERVISION[need]}.")
    else:
        side = "proposé par la mission" if level == UNKNOWN else "souhaité par la personne"
        said.append(f"Accompagnement {side} : non renseigné.")
    if places == UNKNOWN:
        said.append("Places libres : non renseigné.")
    else:
        said.append(
            f"{plural(places, 'place accompagnée libre', 'places accompagnées libres').capitalize()}."
        )
    return french(" ".join(said))


def travel_why(situation: Situation, row: int) -> str:
    """Return the sentence of the travel part."""
    if situation.table.remote[row]:
        return "La mission se fait à distance, sans trajet."
    if situation.journeys.unsure[row]:
        return french("Trajet : non renseigné, cette partie ne compte pas.")
    number = int(situation.journeys.means[row])
    if number < 0:
        return "Le trajet dépasse ce que la personne accepte."
    means = situation.settings.means[number]
    limit = (situation.profile.travel or {})[means.code]
    here, offer = situation.profile.commune, situation.offers[row]
    if here and here == offer.commune and situation.journeys.metres[row] < SAME_PLACE_METRES:
        # Both are placed at the middle of their commune: minutes would say more than is known.
        return french(f"Dans la même commune ; la personne accepte {limit} minutes {means.phrase}.")
    minutes = max(1, int(situation.journeys.minutes[row]))
    time = plural(minutes, "minute", "minutes")
    return french(f"À environ {time} {means.phrase} : la personne accepte {limit} minutes.")


def availability_why(situation: Situation, row: int) -> str:
    """Return the sentence of the availability part."""
    mask = int(situation.table.slots[row])
    if not mask or not situation.profile.slots:
        side = "de la mission" if not mask else "de la personne"
        return french(f"Demi-journées {side} : non renseigné, cette partie ne compte pas.")
    common = [slot_label(code) for code in slots_of(mask & slot_mask(situation.profile.slots))]
    needed = int(situation.table.slots_needed[row])
    count = plural(len(common), "demi-journée commune", "demi-journées communes")
    days = f" ({listing(common[:5])})" if common else ""
    return french(f"{count}{days} ; la mission en demande {needed}.")


def renewal_why(situation: Situation, row: int) -> str:
    """Return the sentence of the renewal part."""
    seen = situation.profile.seen_offers
    if seen is None:
        return french("Missions déjà proposées : non renseigné, cette partie ne compte pas.")
    already = situation.offers[row].id in seen
    return "Mission déjà proposée à la personne." if already else "Mission pas encore proposée à la personne."


def comfort_reason(profile: Profile, offer: Offer) -> str | None:
    """Return the comfort asked by the person and offered by the place, or None."""
    shared = [quote(COMFORT.get(code, code)) for code in profile.comfort if code in offer.comfort]
    return french(f"Confort souhaité et proposé : {listing(shared)}.") if shared else None


def unlock_all(sentences: list[str]) -> str:
    """Return what would unlock a near miss: the sentence, or all that is needed together."""
    kept = [sentence for sentence in sentences if sentence]
    if len(kept) < 2:
        return "".join(kept)
    needs = [re.sub(r",? le rendrait possible", "", sentence).rstrip(".") for sentence in kept]
    return french(f"Il faudrait à la fois : {' ; '.join(need[0].lower() + need[1:] for need in needs)}.")


def to_check(
    situation: Situation, row: int, hints: dict[str, str], mentioned: tuple[str, str] | None
) -> list[str]:
    """Return what nobody declared and someone must ask, never a reason to refuse (R31).

    ``hints``: demands suggested by the offer's words; ``mentioned``: (chip to avoid, words found).
    """
    profile, offer, table = situation.profile, situation.offers[row], situation.table
    found = [*_travel_checks(situation, row)]
    if not profile.slots or not offer.slots:
        found.append(f"Demi-journées {'de la personne' if offer.slots else 'de la mission'} : à vérifier.")
    if profile.supervision_need is not None and table.level[row] == UNKNOWN:
        found.append("Accompagnement proposé par l'association : à vérifier.")
    if table.places[row] == UNKNOWN:
        found.append("Nombre de places accompagnées libres : à vérifier.")
    if profile.french_level is None and offer.french_level:
        found.append("Niveau de français de la personne : à vérifier avec elle.")
    found += _demand_checks(profile, offer, hints)
    if mentioned is not None:
        found.append(
            f"La personne préfère éviter {quote(mentioned[0])} : le texte parle de {quote(mentioned[1])}."
        )
    missing = [quote(COMFORT.get(code, code)) for code in profile.comfort if code not in offer.comfort]
    if missing:
        found.append(f"Confort souhaité : {listing(missing)}, à vérifier sur place.")
    first = max(situation.first_day, offer.starts or situation.first_day)
    if offer.starts and offer.starts > situation.first_day:
        found.append(f"La mission commence le {day_label(offer.starts)}.")
    if first in offer.closed_dates:
        found.append(f"L'association est fermée le {day_label(first)} : convenir d'une autre date.")
    return [french(sentence) for sentence in found]


def _travel_checks(situation: Situation, row: int) -> list[str]:
    profile, offer = situation.profile, situation.offers[row]
    if situation.table.remote[row]:
        return ["Mission à distance : vérifier le matériel et l'aise avec les outils."]
    if not situation.journeys.unsure[row]:
        return []
    if situation.journeys.metres[row] < 0:
        if profile.commune and profile.commune == offer.commune:
            return ["Lieu exact non renseigné, même commune : trajet à vérifier."]
        return ["Lieu non renseigné : trajet à vérifier."]
    if not profile.travel:
        return ["Moyens de transport de la personne non renseignés : trajet à vérifier."]
    return ["Desserte en transport en commun non renseignée : à vérifier."]


def _demand_checks(profile: Profile, offer: Offer, hints: dict[str, str]) -> list[str]:
    if not profile.constraints:
        return []
    found = []
    if offer.demands is None:
        found.append("Ce que la mission demande n'est pas déclaré : vérifier les souhaits de la personne.")
    unknown = [demand for demand in offer.demands or () if demand not in DEMANDS]
    found += [f"La mission {demand_clause(demand)} : vérifier que cela convient." for demand in unknown]
    for constraint in profile.constraints:
        demand = demand_of(constraint)
        if demand is None:
            found.append(f"Souhait {quote(constraint)} inconnu du moteur : à vérifier.")
        elif demand in hints:
            found.append(f"Souhait {quote(wish_label(demand))} : le texte parle de {quote(hints[demand])}.")
    return found
