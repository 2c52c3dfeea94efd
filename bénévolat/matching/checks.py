"""What nobody declared and someone must ask: said beside a proposal, never a reason to refuse it (R31)."""

from collections.abc import Iterable, Sequence
from datetime import date

from bénévolat.matching.demands import demand_clause, demand_of, wish_label
from bénévolat.matching.sentences import COMFORT, Remembered, day_label, french, listing, quote
from bénévolat.matching.sides import OfferSide, PersonSide

Mentioned = tuple[str, str] | None
"""What the person avoids, and the words of the offer that say it."""


def to_checks(
    people: Sequence[PersonSide],
    sides: Sequence[OfferSide],
    metres: Sequence[int],
    unsure: Sequence[bool],
    mentioned: Iterable[Mentioned],
) -> list[tuple[str, ...]]:
    """Return the sentences of what is to check for each pair, in a stable order.

    ``unsure``: the journey is not known; ``mentioned``: what the offer says that the person avoids.
    """
    found = []
    for person, side, away, doubt, mention in zip(people, sides, metres, unsure, mentioned, strict=True):
        profile, offer = person.profile, side.offer
        said: tuple[str, ...]
        said = _UNDECLARED[person.said, side.said, _journey(person, side, away) if doubt else ""]
        if profile.constraints:
            said += _demands(person, side)
        if mention is not None and mention[1] not in map(demand_clause, offer.demands or ()):
            avoided, words = map(quote, mention)
            said += (french(f"La personne préfère éviter {avoided} : le texte parle de {words}."),)
        if side.skills:
            terms = person.terms
            missing = tuple([words for words, asked in side.skills if asked.isdisjoint(terms)])
            if missing:
                said += (_SKILLS[missing],)
        if profile.comfort:
            said += _COMFORT[profile.comfort, offer.comfort]
        if side.dated:
            said += _DATES[person.available, offer.starts, offer.closed_dates]
        found.append(said)
    return found


def _journey(person: PersonSide, side: OfferSide, metres: int) -> str:
    """Return what is to check of a journey that is not known."""
    profile = person.profile
    if metres < 0:
        if profile.commune and profile.commune == side.offer.commune:
            return "Lieu exact non renseigné, même commune : trajet à vérifier."
        return "Lieu non renseigné : trajet à vérifier."
    if not profile.travel:
        return "Moyens de transport de la personne non renseignés : trajet à vérifier."
    return "Desserte en transport en commun non renseignée : à vérifier."


def _undeclared(person: str, offer: str, journey: str) -> tuple[str, ...]:
    """Return what one side does not say (``said``); ``journey``: the sentence of a journey that is not known."""
    held, there = person.split(), offer.split()
    found: list[str] = []
    if "remote" in there:
        found.append("Mission à distance : vérifier le matériel et l'aise avec les outils.")
    elif journey:
        found.append(journey)
    if "slots" not in held or "slots" not in there:
        side = "de la personne" if "slots" in there else "de la mission"
        found.append(f"Demi-journées {side} : à vérifier.")
    if "need" in held and "level" not in there:
        found.append("Accompagnement proposé par l'association : à vérifier.")
    if "places" not in there:
        found.append("Nombre de places accompagnées libres : à vérifier.")
    if "french" in there and "french" not in held:
        found.append("Niveau de français de la personne : à vérifier avec elle.")
    return tuple(map(french, found))


def _demands(person: PersonSide, side: OfferSide) -> tuple[str, ...]:
    """Return what is to check of the constraints: what is not declared, and what only words hint at."""
    hinted = side.hinted
    if not person.odd_constraints and hinted.keys().isdisjoint(person.demands):
        return side.asked
    found = []
    for constraint in person.profile.constraints:
        demand = demand_of(constraint)
        if demand is None:
            found.append(f"Souhait {quote(constraint)} inconnu du moteur : à vérifier.")
        elif demand in hinted:
            found.append(f"Souhait {quote(wish_label(demand))} : le texte parle de {quote(hinted[demand])}.")
    return side.asked + tuple(map(french, found))


def _skills(*missing: str) -> str:
    """A skill that is asked and not said warns: it may be learnt there."""
    words = "Savoir-faire souhaités" if len(missing) > 1 else "Savoir-faire souhaité"
    skills = listing(list(missing))
    return french(f"{words} par l'association : {skills}. À voir avec la personne : cela peut s'apprendre.")


def _comfort(wished: tuple[str, ...], offered: tuple[str, ...]) -> tuple[str, ...]:
    missing = [quote(COMFORT.get(code, code)) for code in wished if code not in offered]
    return (french(f"Confort souhaité : {listing(missing)}, à vérifier sur place."),) if missing else ()


def _dates(available: date, starts: date | None, closed: tuple[date, ...]) -> tuple[str, ...]:
    found = []
    first = max(available, starts or available)
    if starts and starts > available:
        found.append(f"La mission commence le {day_label(starts)}.")
    if first in closed:
        found.append(f"L'association est fermée le {day_label(first)} : convenir d'une autre date.")
    return tuple(map(french, found))


_UNDECLARED = Remembered(_undeclared, 5_000)
_SKILLS = Remembered(_skills, 5_000)
_COMFORT = Remembered(_comfort, 5_000)
_DATES = Remembered(_dates, 5_000)
