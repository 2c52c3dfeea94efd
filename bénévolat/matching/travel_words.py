"""What is said of a journey: how long it is, why it is too far, what would make it possible (R32, R69)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bénévolat.matching.cases import Case
from bénévolat.matching.sentences import Remembered, distance_label, french, plural
from bénévolat.matching.settings import Means, Settings
from bénévolat.matching.travel import minutes_of

REMOTE, UNSURE, SAME_PLACE, USUAL = "remote", "unsure", "same place", "usual"
SAME_PLACE_METRES = 100
LONG_MINUTES = 90  # beyond, kilometres say more
SMALL_EFFORT = 10  # minutes more that can be asked of the person
RIDE = "Un covoiturage ou un transport à la demande le rendrait possible."


def travel_sentence(means: Means | None, minutes: int, limit: int, known: str = USUAL) -> str:
    """Return the sentence of the travel part; ``known``: what is known of the journey."""
    if known == REMOTE:
        return "La mission se fait à distance, sans trajet."
    if known == UNSURE:
        return french("Trajet : non renseigné, cette partie ne compte pas.")
    if means is None:
        return "Le trajet dépasse ce que la personne accepte."
    if known == SAME_PLACE:
        # Both are placed at the middle of their commune: minutes would say more than is known.
        return french(f"Dans la même commune ; la personne accepte {limit} minutes {means.phrase}.")
    time = plural(max(1, minutes), "minute", "minutes")
    return french(f"À environ {time} {means.phrase} : la personne accepte {limit} minutes.")


@dataclass(frozen=True, slots=True)
class Ways:
    """The means of a person before one class of transport: those it serves, with their limits, and the others."""

    served: tuple[tuple[Means, int], ...]
    without: tuple[str, ...]

    @classmethod
    def of(cls, limits: Mapping[str, int], transit: str, settings: Settings) -> "Ways":
        """Read the most minutes by each means."""
        held = [means for means in settings.means if means.code in limits]
        return cls(
            tuple([(means, limits[means.code]) for means in held if _serves(transit, means)]),
            tuple([means.phrase for means in held if not _serves(transit, means)]),
        )

    def closest(self, metres: int, settings: Settings) -> tuple[Means, int, int]:
        """Return the means that misses its limit least, its minutes and this limit."""
        found = [(means, minutes_of(means, metres, settings), limit) for means, limit in self.served]
        return found[0] if len(found) == 1 else min(found, key=_minutes_over)


def _serves(transit: str, means: Means) -> bool:
    return not means.transit or transit in means.transit


def _minutes_over(way: tuple[Means, int, int]) -> int:
    return way[1] - way[2]


def too_far(case: Case) -> tuple[str, str]:
    """Return why an offer is out of reach, and what would unlock it."""
    ways = Ways.of(case.profile.travel or {}, case.offer.transit, case.settings)
    return far_words(ways, case.metres, case.settings, case.runs)


def far_words(ways: Ways, metres: int, settings: Settings, runs: Callable[[], bool]) -> tuple[str, str]:
    """The same from what many pairs have in common. ``runs``: whether a line runs at the hours of the mission."""
    if not ways.served:
        return _no_way(distance_label(metres), ways.without)
    means, minutes, limit = ways.closest(metres, settings)
    if minutes <= limit and means.transit and not runs():
        return _no_line(means.phrase)
    away = distance_label(metres) if minutes > LONG_MINUTES else ""
    words: tuple[str, str] = _TOO_LONG[away, means.phrase, minutes, limit, ways.without]
    return words


def _no_way(away: str, without: tuple[str, ...]) -> tuple[str, str]:
    if not without:
        return (
            f"{away.capitalize()}, et les moyens de transport de la personne ne sont pas renseignés.",
            "Noter comment la personne se déplace dirait si c'est possible.",
        )
    return (
        french(
            f"{away.capitalize()} : la personne se déplace {' ou '.join(without)}, et aucune desserte n'est indiquée."
        ),
        RIDE,
    )


def _no_line(phrase: str) -> tuple[str, str]:
    return (
        f"La personne viendrait {phrase}, et aucun passage n'est indiqué à ces heures (soir ou dimanche).",
        "Un horaire en journée du lundi au samedi, ou quelqu'un qui conduit, le rendrait possible.",
    )


def _too_long(away: str, phrase: str, minutes: int, limit: int, without: tuple[str, ...]) -> tuple[str, str]:
    if away:
        why = f"{away.capitalize()} : la personne accepte {limit} minutes {phrase}"
    else:
        why = f"À {minutes} minutes {phrase} : la personne accepte {limit} minutes"
    why = french(f"{why}, et aucun transport n'est indiqué." if without else f"{why}.")
    over = minutes - limit
    if over > SMALL_EFFORT:
        return why, RIDE
    more = plural(max(1, over), "minute", "minutes")
    return why, f"Accepter {more} de plus {phrase} le rendrait possible."


_TOO_LONG = Remembered(_too_long, 20_000)
