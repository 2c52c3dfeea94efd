"""The sentences of the parts of the score, and the first half of those that quote a chip (R27)."""

from bénévolat.matching.sentences import COMFORT, SUPERVISION, french, listing, plural, quote, slot_label
from bénévolat.matching.table import UNKNOWN, slots_of


def chip_half(said: str, kind: str, read_as: str = "") -> str:
    """Return the half of a sentence that quotes a chip. ``kind``: wish or skill."""
    words = f"{quote(said)} (compris comme {quote(read_as)})" if read_as else quote(said)
    return french(f"{'Envie' if kind == 'wish' else 'Savoir-faire'} {words} : ")


def supervision_why(level: int | None, need: int | None, places: int | None) -> str:
    """Return the sentence of the supervision part (None: not said)."""
    if level is not None and need is not None:
        said = f"Accompagnement proposé : {SUPERVISION[level]} ; souhaité : {SUPERVISION[need]}."
    else:
        side = "proposé par la mission" if level is None else "souhaité par la personne"
        said = f"Accompagnement {side} : non renseigné."
    if places is None:
        return french(f"{said} Places libres : non renseigné.")
    return french(f"{said} {plural(places, 'place accompagnée libre', 'places accompagnées libres')}.")


def availability_why(unsaid: bool, unknown: bool, common: int, needed: int) -> str:  # noqa: FBT001
    """Return the sentence of the availability part; ``common``: half-days as bits.

    ``unsaid``: the mission says none; ``unknown``: those of the person are not known.
    """
    if unsaid or unknown:
        side = "de la mission" if unsaid else "de la personne"
        return french(f"Demi-journées {side} : non renseigné, cette partie ne compte pas.")
    labels = [slot_label(code) for code in slots_of(common)]
    count = plural(len(labels), "demi-journée commune", "demi-journées communes")
    days = f" ({listing(labels[:5])})" if labels else ""
    return french(f"{count}{days} ; la mission en demande {needed}.")


RENEWAL = {
    UNKNOWN: french("Missions déjà proposées : non renseigné, cette partie ne compte pas."),
    0: "Mission pas encore proposée à la personne.",
    1: "Mission déjà proposée à la personne.",
}


def comfort_reason(wished: tuple[str, ...], offered: tuple[str, ...]) -> str | None:
    """Return the comfort asked by the person and offered by the place, or None."""
    shared = [quote(COMFORT.get(code, code)) for code in wished if code in offered]
    return french(f"Confort souhaité et proposé : {listing(shared)}.") if shared else None
