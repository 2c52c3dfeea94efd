"""What nobody declared and someone must ask: said beside a proposal, never a reason to refuse it (R31)."""

from datetime import date
from functools import lru_cache

from bénévolat.matching.demands import DEMANDS, demand_clause, demand_of, wish_label
from bénévolat.matching.sentences import COMFORT, day_label, french, listing, quote
from bénévolat.matching.sides import OfferFacts, OfferSide, PersonFacts, PersonSide


def to_check(
    person: PersonSide, side: OfferSide, metres: int, mentioned: tuple[str, str] | None, *, unsure: bool
) -> tuple[str, ...]:
    """Return the sentences of what is to check, in a stable order.

    ``mentioned``: (what the person avoids, words of the offer). ``unsure``: the journey is not known.
    """
    profile, offer = person.profile, side.offer
    found = _undeclared(person.facts, side.facts, _journey(person, side, metres) if unsure else "")
    if mentioned is not None and mentioned[1] not in map(demand_clause, offer.demands or ()):
        found += (_mention(*mentioned),)
    if side.skills:
        terms = person.terms
        missing = tuple([words for words, asked in side.skills if asked.isdisjoint(terms)])
        if missing:
            found += (_skills(missing),)
    if profile.comfort:
        found += _comfort(profile.comfort, offer.comfort)
    if offer.starts is not None or offer.closed_dates:
        found += _dates(person.available, offer.starts, offer.closed_dates)
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


@lru_cache(maxsize=20_000)
def _undeclared(person: PersonFacts, offer: OfferFacts, journey: str) -> tuple[str, ...]:
    """Return what one side does not say; ``journey``: the sentence of a journey that is not known."""
    found: list[str] = []
    if offer.remote:
        found.append("Mission à distance : vérifier le matériel et l'aise avec les outils.")
    elif journey:
        found.append(journey)
    if not person.slots or not offer.slots:
        found.append(f"Demi-journées {'de la personne' if offer.slots else 'de la mission'} : à vérifier.")
    if person.need and not offer.level:
        found.append("Accompagnement proposé par l'association : à vérifier.")
    if not offer.places:
        found.append("Nombre de places accompagnées libres : à vérifier.")
    if offer.french and not person.french:
        found.append("Niveau de français de la personne : à vérifier avec elle.")
    if person.constraints:
        found += _demands(person.constraints, offer.demands, dict(offer.hints))
    return tuple(map(french, found))


def _demands(
    constraints: tuple[str, ...], demands: tuple[str, ...] | None, said: dict[str, str]
) -> list[str]:
    found = []
    if demands is None:
        found.append("Ce que la mission demande n'est pas déclaré : vérifier les souhaits de la personne.")
    unknown = [demand for demand in demands or () if demand not in DEMANDS]
    found += [f"La mission {demand_clause(demand)} : vérifier que cela convient." for demand in unknown]
    for constraint in constraints:
        demand = demand_of(constraint)
        if demand is None:
            found.append(f"Souhait {quote(constraint)} inconnu du moteur : à vérifier.")
        elif demand in said and (demands is None or demand not in demands):
            found.append(f"Souhait {quote(wish_label(demand))} : le texte parle de {quote(said[demand])}.")
    return found


@lru_cache(maxsize=5_000)
def _mention(avoided: str, words: str) -> str:
    return french(f"La personne préfère éviter {quote(avoided)} : le texte parle de {quote(words)}.")


@lru_cache(maxsize=5_000)
def _skills(missing: tuple[str, ...]) -> str:
    """A skill that is asked and not said warns: it may be learnt there."""
    words = "Savoir-faire souhaités" if len(missing) > 1 else "Savoir-faire souhaité"
    skills = listing(list(missing))
    return french(f"{words} par l'association : {skills}. À voir avec la personne : cela peut s'apprendre.")


@lru_cache(maxsize=10_000)
def _comfort(wished: tuple[str, ...], offered: tuple[str, ...]) -> tuple[str, ...]:
    missing = [quote(COMFORT.get(code, code)) for code in wished if code not in offered]
    return (french(f"Confort souhaité : {listing(missing)}, à vérifier sur place."),) if missing else ()


@lru_cache(maxsize=5_000)
def _dates(available: date, starts: date | None, closed: tuple[date, ...]) -> tuple[str, ...]:
    found = []
    first = max(available, starts or available)
    if starts and starts > available:
        found.append(f"La mission commence le {day_label(starts)}.")
    if first in closed:
        found.append(f"L'association est fermée le {day_label(first)} : convenir d'une autre date.")
    return tuple(map(french, found))
