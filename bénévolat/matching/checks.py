"""What nobody declared and someone must ask: said beside a proposal, never a reason to refuse it (R31)."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from bénévolat.matching.demands import DEMANDS, demand_clause, demand_of, wish_label
from bénévolat.matching.formats import Offer, Profile
from bénévolat.matching.questions import Chip, Questions
from bénévolat.matching.ranker import Ranker
from bénévolat.matching.sentences import COMFORT, day_label, french, listing, quote


@dataclass(frozen=True, slots=True)
class Person:
    """A person, and the terms of all they said: what tells whether a skill asked is held."""

    profile: Profile
    terms: frozenset[str]

    @classmethod
    def of(cls, profile: Profile, chips: Sequence[Chip], questions: Questions) -> "Person":
        """Gather the terms of the chips."""
        return cls(profile, frozenset[str]().union(*(questions.said(chip.question) for chip in chips)))


def to_check(
    person: Person,
    offer: Offer,
    row: int,
    engine: Ranker,
    metres: int,
    mentioned: tuple[str, str] | None,
    *,
    unsure: bool,
) -> list[str]:
    """Return the sentences of what is to check, in a stable order.

    ``mentioned``: (what the person avoids, words of the offer). ``unsure``: the journey is not known.
    """
    profile = person.profile
    found = _unknown(profile, offer, metres, unsure=unsure)
    if profile.constraints:
        hints = engine.documents.hints(row)
        relevant = tuple((demand, hints[demand]) for demand in sorted(hints)) if hints else ()
        found += _demands(profile.constraints, offer.demands, relevant)
    if mentioned is not None and mentioned[1] not in map(demand_clause, offer.demands or ()):
        found.append(
            f"La personne préfère éviter {quote(mentioned[0])} : le texte parle de {quote(mentioned[1])}."
        )
    if offer.skills:
        found += _skills(person, offer, engine)
    if profile.comfort:
        found += _comfort(profile.comfort, offer.comfort)
    found += _dates(profile, offer, engine)
    return [french(sentence) for sentence in found]


def _unknown(profile: Profile, offer: Offer, metres: int, *, unsure: bool) -> list[str]:
    found: list[str] = []
    if offer.remote:
        found.append("Mission à distance : vérifier le matériel et l'aise avec les outils.")
    elif unsure:
        found.append(_travel(profile, offer, metres))
    if not profile.slots or not offer.slots:
        found.append(f"Demi-journées {'de la personne' if offer.slots else 'de la mission'} : à vérifier.")
    if profile.supervision_need is not None and offer.supervision_level is None:
        found.append("Accompagnement proposé par l'association : à vérifier.")
    if offer.places_free is None:
        found.append("Nombre de places accompagnées libres : à vérifier.")
    if profile.french_level is None and offer.french_level:
        found.append("Niveau de français de la personne : à vérifier avec elle.")
    return found


def _travel(profile: Profile, offer: Offer, metres: int) -> str:
    if metres < 0:
        if profile.commune and profile.commune == offer.commune:
            return "Lieu exact non renseigné, même commune : trajet à vérifier."
        return "Lieu non renseigné : trajet à vérifier."
    if not profile.travel:
        return "Moyens de transport de la personne non renseignés : trajet à vérifier."
    return "Desserte en transport en commun non renseignée : à vérifier."


@lru_cache(maxsize=20_000)
def _demands(
    constraints: tuple[str, ...], demands: tuple[str, ...] | None, hints: tuple[tuple[str, str], ...]
) -> tuple[str, ...]:
    found = []
    if demands is None:
        found.append("Ce que la mission demande n'est pas déclaré : vérifier les souhaits de la personne.")
    unknown = [demand for demand in demands or () if demand not in DEMANDS]
    found += [f"La mission {demand_clause(demand)} : vérifier que cela convient." for demand in unknown]
    said = dict(hints)
    for constraint in constraints:
        demand = demand_of(constraint)
        if demand is None:
            found.append(f"Souhait {quote(constraint)} inconnu du moteur : à vérifier.")
        elif demand in said and (demands is None or demand not in demands):
            found.append(f"Souhait {quote(wish_label(demand))} : le texte parle de {quote(said[demand])}.")
    return tuple(found)


def _skills(person: Person, offer: Offer, engine: Ranker) -> list[str]:
    """A skill that is asked and not said warns: it may be learnt there."""
    missing = [
        quote(skill) for skill in offer.skills if not person.terms & engine.questions.terms_said(skill)
    ]
    if not missing:
        return []
    words = "Savoir-faire souhaités" if len(missing) > 1 else "Savoir-faire souhaité"
    return [
        f"{words} par l'association : {listing(missing)}. À voir avec la personne : cela peut s'apprendre."
    ]


@lru_cache(maxsize=10_000)
def _comfort(wished: tuple[str, ...], offered: tuple[str, ...]) -> tuple[str, ...]:
    missing = [quote(COMFORT.get(code, code)) for code in wished if code not in offered]
    return (f"Confort souhaité : {listing(missing)}, à vérifier sur place.",) if missing else ()


def _dates(profile: Profile, offer: Offer, engine: Ranker) -> list[str]:
    if offer.starts is None and not offer.closed_dates:
        return []
    found = []
    available = max(engine.today, profile.available_from or engine.today)
    first = max(available, offer.starts or available)
    if offer.starts and offer.starts > available:
        found.append(f"La mission commence le {day_label(offer.starts)}.")
    if first in offer.closed_dates:
        found.append(f"L'association est fermée le {day_label(first)} : convenir d'une autre date.")
    return found
