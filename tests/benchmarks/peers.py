"""What one could use instead of the engine: rapidfuzz on whole texts, and bm25s.

A peer reads the texts of the missions once (``index``), then answers with positions and scores, best first, for each
query among the missions that are allowed. Preparing texts and indexes is charged to it, the mask is given.
"""

import heapq
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process, utils

from bénévolat.matching.text import content, is_soft

Mask = NDArray[np.bool_]
Answer = list[tuple[int, float]]


@dataclass(frozen=True, slots=True)
class Text:
    """The texts of a mission: ``short`` is its title and skills, ``full`` also its tasks and description."""

    short: str
    full: str


class Peer:
    """A way of ranking texts. ``read``: what of a text is kept, and how."""

    def __init__(self, read: Callable[[Text], str]) -> None:
        self.read = read
        self.texts: list[str] = []

    def query(self, said: str) -> str:
        """Return what a person says, prepared as the texts are."""
        return self.read(Text(said, said))

    def index(self, texts: Sequence[Text]) -> None:
        """Read the texts."""
        self.texts = [self.read(text) for text in texts]

    def answers(self, said: Sequence[str], allowed: Sequence[Mask], most: int) -> Iterator[Answer]:
        """Yield the best missions for each person."""
        for words, mask in zip(said, allowed, strict=True):
            yield self.answer(self.query(words), mask, most)

    def answer(self, query: str, allowed: Mask, most: int) -> Answer:
        """Return the best missions for one query."""
        raise NotImplementedError

    def other_cpu(self) -> float:
        """Return CPU seconds spent in another process for us."""
        return 0.0

    def other_peak_mb(self) -> float | None:
        """Return the peak memory of that other process, when it is where the work is done."""
        return None


def short(text: Text) -> str:
    return utils.default_process(text.short)


def full(text: Text) -> str:
    return utils.default_process(text.full)


def _stems(text: str) -> str:
    return " ".join(token.stem for token in content(text) if not is_soft(token))


def stemmed(text: Text) -> str:
    """The short text in our own stems, without empty words."""
    return _stems(text.short)


def stemmed_full(text: Text) -> str:
    """The whole text in our own stems, without empty words."""
    return _stems(text.full)


class Naive(Peer):
    """The loop that anyone writes first."""

    def __init__(self, read: Callable[[Text], str], scorer: Callable[..., float]) -> None:
        super().__init__(read)
        self.scorer = scorer

    def answer(self, query: str, allowed: Mask, most: int) -> Answer:
        scored = [
            (self.scorer(query, self.texts[place]), -place) for place in np.flatnonzero(allowed).tolist()
        ]
        return [(-place, score) for score, place in heapq.nlargest(most, scored)]


class Extract(Peer):
    """``process.extract`` on the missions that are allowed."""

    def __init__(self, read: Callable[[Text], str], scorer: Callable[..., float]) -> None:
        super().__init__(read)
        self.scorer = scorer

    def answer(self, query: str, allowed: Mask, most: int) -> Answer:
        choices = {place: self.texts[place] for place in np.flatnonzero(allowed).tolist()}
        found = process.extract(query, choices, scorer=self.scorer, limit=most)
        return [(place, score) for _, score, place in found]


class Cdist(Peer):
    """``process.cdist`` on every pair, a few people at a time; the mask comes after."""

    def __init__(self, read: Callable[[Text], str], scorer: Callable[..., float], at_once: int = 10) -> None:
        super().__init__(read)
        self.scorer, self.at_once = scorer, at_once

    def answers(self, said: Sequence[str], allowed: Sequence[Mask], most: int) -> Iterator[Answer]:
        for start in range(0, len(said), self.at_once):
            queries = [self.query(words) for words in said[start : start + self.at_once]]
            scores = process.cdist(queries, self.texts, scorer=self.scorer, workers=1)
            for row, mask in zip(scores, allowed[start : start + self.at_once], strict=True):
                yield best_of(np.where(mask, row, 0), most)


class Bm25s(Peer):
    """bm25s with our stems and the mask."""

    def __init__(self) -> None:
        super().__init__(stemmed_full)

    def index(self, texts: Sequence[Text]) -> None:
        import bm25s

        self._bm25 = bm25s.BM25()
        self._bm25.index([self.read(text).split() for text in texts], show_progress=False)

    def answer(self, query: str, allowed: Mask, most: int) -> Answer:
        words = [word for word in query.split() if word in self._bm25.vocab_dict]
        if not words:
            return []
        return best_of(self._bm25.get_scores(words, weight_mask=allowed), most)


def best_of(scores: NDArray[np.floating], most: int) -> Answer:
    """Return the best positions of an array of scores, those above zero."""
    most = min(most, len(scores))
    some = np.argpartition(-scores, most - 1)[:most]
    order = some[np.lexsort((some, -scores[some]))]
    return [(int(place), float(scores[place])) for place in order if scores[place] > 0]


RAPIDFUZZ: dict[str, tuple[Callable[[], Peer], int]] = {
    # name: (what makes it, people in the sample)
    "process.extract token_set_ratio, short": (lambda: Extract(short, fuzz.token_set_ratio), 300),
    "process.extract token_set_ratio, our stems": (lambda: Extract(stemmed, fuzz.token_set_ratio), 300),
    "process.extract token_set_ratio, full": (lambda: Extract(full, fuzz.token_set_ratio), 40),
    "process.extract WRatio, short": (lambda: Extract(short, fuzz.WRatio), 100),
    "process.extract WRatio, our stems": (lambda: Extract(stemmed, fuzz.WRatio), 100),
    "process.extract WRatio, full": (lambda: Extract(full, fuzz.WRatio), 20),
    "Python loop token_set_ratio, short": (lambda: Naive(short, fuzz.token_set_ratio), 200),
    "Python loop WRatio, full": (lambda: Naive(full, fuzz.WRatio), 20),
    "cdist ratio, full, every pair": (lambda: Cdist(full, fuzz.ratio), 100),
    "cdist token_set_ratio, short, every pair": (lambda: Cdist(short, fuzz.token_set_ratio), 60),
    "cdist WRatio, full, every pair": (lambda: Cdist(full, fuzz.WRatio), 10),
}
OTHERS: dict[str, tuple[Callable[[], Peer], int]] = {"bm25s, our stems": (Bm25s, 3000)}
