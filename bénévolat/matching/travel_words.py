"""What is said of a journey: how long it is, why it is too far, what would make it possible (R32, R69)."""

from collections.abc import Sequence

from bénévolat.matching.cases import Case
from bénévolat.matching.sentences import distance_label, french, plural
from bénévolat.matching.settings import Means
from bénévolat.matching.travel import minutes_of

SAME_PLACE_METRES = 100
LONG_MINUTES = 90  # beyond, kilometres say more
SMALL_EFFORT = 10  # minutes more that can be asked of the person
RIDE = "Un covoiturage ou un transport à la demande le rendrait possible."


def travel_sentence(
    means: Means | None, minutes: int, limit: int, *, remote: bool, unsure: bool, same_place: bool
) -> str:
    """Return the sentence of the travel part."""
    if remote:
        return "La mission se fait à distance, sans trajet."
    if unsure:
        return french("Trajet : non renseigné, cette partie ne compte pas.")
    if means is None:
        return "Le trajet dépasse ce que la personne accepte."
    if same_place:
        # Both are placed at the middle of their commune: minutes would say more than is known.
        return french(f"Dans la même commune ; la personne accepte {limit} minutes {means.phrase}.")
    time = plural(max(1, minutes), "minute", "minutes")
    return french(f"À environ {time} {means.phrase} : la personne accepte {limit} minutes.")


def too_far(case: Case) -> tuple[str, str]:
    """Return why an offer is out of reach, and what would unlock it."""
    served = [(means, limit) for means, limit in case.ways() if case.served(means)]
    without = [means.phrase for means, _ in case.ways() if not case.served(means)]
    away = distance_label(case.metres).capitalize()
    if not case.ways():
        return (
            f"{away}, et les moyens de transport de la personne ne sont pas renseignés.",
            "Noter comment la personne se déplace dirait si c'est possible.",
        )
    if not served:
        return (
            f"{away} : la personne se déplace {' ou '.join(without)}, et aucune desserte n'est indiquée.",
            RIDE,
        )
    over, means, minutes, limit = _closest(case, served)
    if over <= 0 and means.transit and not case.runs():
        return (
            f"La personne viendrait {means.phrase}, et aucun passage n'est indiqué à ces heures (soir ou dimanche).",
            "Un horaire en journée du lundi au samedi, ou quelqu'un qui conduit, le rendrait possible.",
        )
    if minutes > LONG_MINUTES:
        why = f"{away} : la personne accepte {limit} minutes {means.phrase}."
    else:
        why = f"À {minutes} minutes {means.phrase} : la personne accepte {limit} minutes."
    if without:
        why = f"{why[:-1]}, et aucun transport n'est indiqué."
    if over <= SMALL_EFFORT:
        return (
            why,
            f"Accepter {plural(max(1, over), 'minute', 'minutes')} de plus {means.phrase} le rendrait possible.",
        )
    return why, RIDE


def _closest(case: Case, served: Sequence[tuple[Means, int]]) -> tuple[int, Means, int, int]:
    found = [
        (minutes_of(means, case.metres, case.settings) - limit, number, means, limit)
        for number, (means, limit) in enumerate(served)
    ]
    over, _, means, limit = min(found, key=lambda row: row[:2])
    return over, means, over + limit, limit
