"""What a mission may ask of the person: codes and words on screen.

The codes are those of the exchange format (matching.md §3): constraint ``no_X`` excludes demand ``X``.
A constraint is a positive wish («sans port de charges»); its cause is never known (R36).
"""

DEMANDS: dict[str, tuple[str, str]] = {
    # code: (what «la mission …» does, the person's wish)
    "heavy_load": ("demande de porter des charges", "sans port de charges"),
    "standing": ("demande de rester longtemps debout", "activité assise ou variée"),
    "stairs": ("demande de monter des escaliers", "sans escaliers"),
    "outdoor": ("se passe dehors", "à l'intérieur"),
    "noise": ("se passe dans un lieu bruyant", "au calme"),
    "crowd": ("se passe avec beaucoup de monde", "en petit groupe"),
    "reading": ("demande de lire des consignes", "sans lecture"),
    "writing": ("demande d'écrire", "sans écrit"),
    "digital": ("demande d'utiliser un ordinateur ou un téléphone", "sans ordinateur"),
    "phone": ("demande de parler au téléphone", "sans téléphone"),
    "driving": ("demande de conduire", "sans conduite"),
    "minors": ("se passe avec des enfants", "entre adultes"),
    "animals": ("se passe près d'animaux", "sans animaux"),
    "alone": ("demande de travailler seul", "jamais seul"),
}


def demand_of(constraint: str) -> str | None:
    """Return the demand a constraint excludes: ``no_heavy_load`` -> ``heavy_load``; None for another code."""
    return constraint[3:] if constraint.startswith("no_") and len(constraint) > 3 else None


def demand_clause(code: str) -> str:
    """Return what «la mission …» asks, or its code quoted when it is not in the table."""
    return DEMANDS[code][0] if code in DEMANDS else f"demande « {code} »"


def wish_label(demand: str) -> str:
    """Return the French words for the wish that excludes a demand."""
    return DEMANDS[demand][1] if demand in DEMANDS else f"sans {demand}"
