"""«Rien de vraiment proche»: what would open missions to a person, counted, most useful first (R32)."""

from collections import Counter

import numpy as np
from numpy.typing import NDArray

from bénévolat.matching.formats import Profile
from bénévolat.matching.gates import GATES
from bénévolat.matching.ranker import Ranker
from bénévolat.matching.rankings import Ranking
from bénévolat.matching.sentences import french, listing, plural, quote, slot_label
from bénévolat.matching.table import slot_mask, slots_of

MOST_SENTENCES = 3
MOST_CONCEPTS = 3
NOTHING_SAID = "Ajouter une envie ou un savoir-faire : rien n'est encore noté."

_OPENS = {
    "travel": "Un trajet un peu plus long, un covoiturage ou un transport à la demande ouvrirait {missions}.",
    "places": "Une place accompagnée qui se libère, ou le retour d'un tuteur, ouvrirait {missions}.",
    "supervision": "Un accompagnement plus proche, vu avec l'association, ouvrirait {missions}.",
    "constraints": "Confier à quelqu'un d'autre ce que la personne veut éviter ouvrirait {missions}.",
    "avoid": "Vérifier avec l'association ce que la personne veut éviter ouvrirait {missions}.",
    "french": "Un binôme francophone sur place ouvrirait {missions}.",
    "dates": "Une mission reconduite, ou commencer plus tôt, ouvrirait {missions}.",
}


def widen(engine: Ranker, profile: Profile, ranking: Ranking) -> tuple[str, ...]:
    """Return at most three sentences: the one change that opens most missions first, then what is near."""
    if not ranking.chips:
        return (NOTHING_SAID,)
    found = _single_changes(engine, profile, ranking)
    nearby = _nearby(engine, profile, ranking)
    return tuple(french(sentence) for sentence in (*found[: MOST_SENTENCES - 1], *nearby))[:MOST_SENTENCES]


def _missions(count: int) -> str:
    return plural(count, "mission proche de ses envies", "missions proches de ses envies")


def _told_once(engine: Ranker, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return one row of each campaign: told in a hundred towns, it opens one mission."""
    rows = rows[np.argsort(engine.order[rows])]  # rows depend on what changed since, identifiers do not
    _, first = np.unique(engine.table.campaign[rows], return_index=True)
    return rows[first]


def _single_changes(engine: Ranker, profile: Profile, ranking: Ranking) -> list[str]:
    wanted = engine.questions.text(ranking.chips) >= engine.settings.min_text
    filtered = engine.filters(profile, ranking.avoid)
    one = wanted & (filtered.count == 1) & ~filtered.final() & (engine.order >= 0)
    ways: Counter[str] = Counter()
    for gate in GATES:
        stopped = _told_once(engine, np.flatnonzero(one & filtered.blocks(gate.code)))
        if not len(stopped):
            continue
        if gate.code == "slots":
            ways.update(_half_days(engine, profile, stopped))
        elif gate.code in _OPENS:
            ways[_OPENS[gate.code]] += len(stopped)
    order = sorted(ways.items(), key=lambda way: (-way[1], way[0]))
    return [sentence.format(missions=_missions(number)) for sentence, number in order]


def _half_days(engine: Ranker, profile: Profile, rows: NDArray[np.int64]) -> Counter[str]:
    """Count the missions that one more half-day would open; the best one speaks."""
    held, counts = slot_mask(profile.slots), Counter[str]()
    for row in rows.tolist():
        offered, needed = int(engine.table.slots[row]), int(engine.table.slots_needed[row])
        if (offered & held).bit_count() == needed - 1:
            counts.update(slots_of(offered & ~held))
    if not counts:
        return counts
    code, number = min(counts.items(), key=lambda item: (-item[1], item[0]))
    return Counter({f"Être libre aussi le {slot_label(code)} ouvrirait {{missions}}.": number})


def _nearby(engine: Ranker, profile: Profile, ranking: Ranking) -> list[str]:
    """Say what the missions that pass every filter are about, when the person's words meet none of them."""
    filtered = engine.filters(profile, ranking.avoid)
    labels: Counter[str] = Counter()
    for row in _told_once(engine, np.flatnonzero((filtered.count == 0) & (engine.order >= 0))).tolist():
        labels.update(engine.subjects(row))
    if not labels:
        return []
    best = sorted(labels.items(), key=lambda item: (-item[1], item[0]))[:MOST_CONCEPTS]
    return [
        f"Les missions possibles près d'ici parlent surtout de : {listing([quote(label) for label, _ in best])}."
    ]
