"""One line of the side-by-side table, measured in this process: a peer on a sample of people, or the engine on all."""

import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bénévolat.matching import __main__ as protocol
from bénévolat.matching.batch import match, rank_all
from bénévolat.matching.engine import Engine
from bénévolat.matching.files import read_offers, read_profiles
from bénévolat.matching.formats import Offer, Profile
from tests.benchmarks.judging import Mask, Truth, ndcg_on_notes
from tests.benchmarks.peers import OTHERS, RAPIDFUZZ, Peer, Text, best_of
from tests.benchmarks.peers_in_sql import POSTGRESQL, SQLITE, peak_mb
from tests.benchmarks.synthetic_records import TODAY

PEERS = {**OTHERS, **SQLITE, **RAPIDFUZZ, **POSTGRESQL}
REFERENCE = "the engine: ranked on every part, reasons, plan"
OURS = ("the engine: words alone", "the engine: ranked on every part", REFERENCE)
TEN = 10
Result = dict[str, Any]


class Masks(Sequence[Mask]):
    """Which missions each of some people may be proposed, unpacked one at a time."""

    def __init__(self, folder: Path, people: Sequence[int], missions: int) -> None:
        self._packed = np.load(folder / "allowed.npy", mmap_mode="r")
        self._people, self._missions = people, missions

    def __len__(self) -> int:
        return len(self._people)

    def __getitem__(self, place: Any) -> Any:
        if isinstance(place, slice):
            return [self[one] for one in range(*place.indices(len(self)))]
        return np.unpackbits(self._packed[self._people[place]], count=self._missions).view(bool)


def quality(folder: Path, ids: Sequence[str], lists: Sequence[Sequence[int]], masks: Sequence[Mask]) -> float:
    """Return the mean nDCG@10 of the lists of some people."""
    truth = Truth(folder / "truth.jsonl")
    found = [truth.ndcg(one, best, mask) for one, best, mask in zip(ids, lists, masks, strict=True)]
    return float(np.mean([one for one in found if one is not None]))


def read(folder: Path) -> tuple[list[Profile], list[Offer]]:
    """Return the people and missions of the run."""
    return read_profiles(folder / "profiles.jsonl"), read_offers(folder / "offers.jsonl")


def prepare(folder: Path) -> Result:
    """Write which missions pass the filters for each person, and the bare texts that peers read."""
    profiles, offers = read(folder)
    engine = Engine(offers, today=TODAY)
    packed = np.zeros((len(profiles), (len(offers) + 7) // 8), dtype=np.uint8)
    pairs = 0
    for row, profile in enumerate(profiles):
        allowed = _allowed(engine, profile)
        pairs += int(np.count_nonzero(allowed))
        packed[row] = np.packbits(allowed)
    np.save(folder / "allowed.npy", packed)
    people = [(profile.id, " ".join((*profile.wishes, *profile.skills))) for profile in profiles]
    missions = []
    for offer in engine.offers:
        short = " ".join((offer.title, *offer.skills))
        missions.append((short, " ".join((short, *offer.tasks, offer.description))))
    (folder / "texts.json").write_text(json.dumps([people, missions]), "utf-8")
    return {"pairs": len(profiles) * len(offers), "eligible": pairs}


def _allowed(engine: Engine, profile: Profile) -> Mask:
    _, avoid = engine.questions.of_profile(profile, engine.settings.skill_weight)
    allowed: Mask = engine.filters(profile, avoid).count == 0
    return allowed


def measure_peer(name: str, folder: Path, shared: Path | None, share: float) -> Result:
    """Measure a peer on a sample of people, spread over the file."""
    make, most = PEERS[name]
    everybody, missions = json.loads((folder / "texts.json").read_text("utf-8"))
    people = np.linspace(
        0, len(everybody) - 1, min(max(3, round(most * share)), len(everybody)), dtype=int
    ).tolist()
    ids, words = [everybody[one][0] for one in people], [everybody[one][1] for one in people]
    texts = [Text(*mission) for mission in missions]
    masks = Masks(folder, people, len(missions))
    peer = make()
    clock = _clock(peer)
    start = clock()
    peer.index(texts)
    ready = clock()
    lists = [[place for place, _ in answer] for answer in peer.answers(words, masks, TEN)]
    spent = clock() - ready
    server = peer.other_peak_mb()
    result: Result = {
        "n": len(people),
        "cpu": ready - start + spent * len(everybody) / len(people),
        "peak_mb": server or peak_mb(),
        "server": server is not None,
        "ndcg": quality(folder, ids, lists, masks),
    }
    if shared:
        result["dev"] = ndcg_on_notes(shared, lambda docs, queries: _score_notes(make(), docs, queries))
    return result


def _clock(peer: Peer) -> Callable[[], float]:
    return lambda: time.process_time() + peer.other_cpu()


def _score_notes(peer: Peer, docs: list[Any], queries: list[Any]) -> dict[str, list[float]]:
    peer.index([Text(doc["title"], f"{doc['title']} {doc['description']}") for doc in docs])
    everything = [np.ones(len(docs), dtype=bool)] * len(queries)
    answers = peer.answers([query["text"] for query in queries], everything, len(docs))
    scores = {}
    for query, answer in zip(queries, answers, strict=True):
        row = scores[query["id"]] = [0.0] * len(docs)
        for place, score in answer:
            row[place] = score
    return scores


def measure_ours(name: str, folder: Path, shared: Path | None) -> Result:
    """Measure the engine on everybody."""
    profiles, offers = read(folder)
    start = time.process_time()
    engine = Engine(offers, today=TODAY)
    lists: list[list[int]] = []
    if name == OURS[0]:
        for profile in profiles:
            chips, avoid = engine.questions.of_profile(profile, engine.settings.skill_weight)
            allowed = engine.filters(profile, avoid).count == 0
            lists.append(
                [place for place, _ in best_of(np.where(allowed, engine.questions.text(chips), 0), TEN)]
            )
    elif name == OURS[1]:
        lists = [ranking.rows.tolist() for ranking in rank_all(engine, profiles, TEN)]
    else:
        rows = engine.row_of
        lists = [
            [rows[one.offer] for one in answer.matches]
            for answer in match(profiles, (), top=TEN, engine=engine)
        ]
    result: Result = {"n": len(profiles), "cpu": time.process_time() - start, "peak_mb": peak_mb()}
    masks = Masks(folder, range(len(profiles)), len(offers))
    result["ndcg"] = quality(folder, [profile.id for profile in profiles], lists, masks)
    if shared and name == OURS[0]:
        result["dev"] = ndcg_on_notes(shared, _score_notes_ours)
    return result


def _score_notes_ours(docs: list[Any], queries: list[Any]) -> dict[str, list[float]]:
    questions = protocol.index(docs)
    return {
        query["id"]: [float(one) for one in protocol.scores(questions, query["text"])] for query in queries
    }
