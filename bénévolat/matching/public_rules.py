"""The rules in force, in words for everybody: journeys, thresholds, sharing, what is read and never read (R28, R30)."""

from bénévolat.matching.gates import public_filters
from bénévolat.matching.sentences import french
from bénévolat.matching.settings import Settings

__all__ = ["READ", "public_filters", "sharing", "thresholds", "ways"]

READ = (
    (
        "Ses envies et ses savoir-faire",
        "tels que la personne et l'agent les ont écrits, et les thèmes confirmés",
    ),
    ("Ce qu'elle préfère éviter, ce qui convient", "des souhaits, jamais leur cause"),
    ("Ses demi-journées libres", "et le jour à partir duquel elle est disponible"),
    ("Sa commune et ses moyens de transport", "avec les minutes acceptées pour chacun"),
    ("L'accompagnement souhaité et son niveau de français", "pour être bien accueillie"),
    ("Les associations à écarter", "par choix, ou parce qu'elles l'ont employée"),
    ("Les missions déjà proposées", "pour varier"),
)
"""What is read of a person, and why."""


def ways(settings: Settings) -> list[tuple[str, str, str, str]]:
    """Return (means, speed, fixed minutes, condition) of each way of travelling (R69)."""
    return [
        (
            means.phrase[:1].upper() + means.phrase[1:],
            f"{means.speed / 1000:g}".replace(".", ",") + "\u00a0km/h",
            f"{means.fixed}\u00a0min" if means.fixed else "",
            "là où l'association l'indique ; ni le soir ni le dimanche, sauf si elle le dit"
            if means.transit
            else "",
        )
        for means in settings.means
    ]


def thresholds(settings: Settings) -> list[str]:
    """Return the sentences of the thresholds."""
    detour = f"{settings.detour / 1000:g}".replace(".", ",")
    return [
        french(sentence)
        for sentence in (
            (
                f"Au-dessous de {settings.min_score} points, rien n'est suggéré : le site dit « rien de vraiment "
                "proche », et ce qui ouvrirait des missions."
            ),
            (
                f"Le lien avec les envies doit valoir au moins {settings.min_text // 10} % de sa part : sans raison à "
                "lire, pas de suggestion."
            ),
            f"Un savoir-faire compte pour {settings.skill_weight // 10} % d'une envie.",
            (
                f"Une mission est « presque possible » quand une ou deux règles l'arrêtent, à moins de "
                f"{settings.near_miss_metres // 1000} km."
            ),
            f"Les minutes sont estimées : la distance à vol d'oiseau, multipliée par {detour}, à la vitesse du moyen.",
        )
    ]


def sharing(settings: Settings) -> list[str]:
    """Return the sentences of the plan («ordre conseillé»)."""
    return [
        french(sentence)
        for sentence in (
            (
                f"Chaque nuit, un ordre est conseillé : {settings.plan_size} missions au plus par personne, et pas "
                f"plus de {settings.plan_factor} personnes par place libre."
            ),
            (
                "La première mission de chacun passe avant la deuxième de qui que ce soit ; les personnes signalées "
                "prioritaires passent d'abord."
            ),
            "Cet ordre ne change aucun point et n'engage personne.",
        )
    ]
