"""The forms of an answer: objects, or the JSON that says the same, assembled from pieces already escaped.

A batch writes the same words many times. Escaping commutes with putting end to end: a sentence made of escaped
halves is escaped, and a line needs no reading again. The bytes are those of ``json.dumps(…, ensure_ascii=False)``
on ``ProfileMatches.to_json``.
"""

from collections.abc import Sequence
from json.encoder import encode_basestring
from typing import Protocol, TypeVar

from bénévolat.matching.formats import Match, NearMiss, Part
from bénévolat.matching.sentences import Remembered
from bénévolat.matching.settings import PARTS

PartForm = TypeVar("PartForm")
MatchForm_co = TypeVar("MatchForm_co", covariant=True)
MissForm_co = TypeVar("MissForm_co", covariant=True)


class Form(Protocol[PartForm, MatchForm_co, MissForm_co]):
    """How an answer is given. ``words``, ``why``, ``reasons`` and ``offer`` are given in this form already."""

    def words(self, text: str) -> str:
        """Return a text in this form."""

    def part(self, points: int, most: int, why: str) -> PartForm:
        """Return a part of the score."""

    def match(
        self,
        offer: str,
        score: int,
        parts: tuple[PartForm, PartForm, PartForm, PartForm, PartForm],
        reasons: Sequence[str],
        checked: tuple[str, ...],
    ) -> MatchForm_co:
        """Return a proposal; ``parts`` in the order of ``PARTS``."""

    def near_miss(
        self, offer: str, score: int, codes: tuple[str, ...], whys: tuple[str, ...], unlock: str
    ) -> MissForm_co:
        """Return a near miss."""


class Objects:
    """The answer as objects."""

    def words(self, text: str) -> str:
        """Return a text as it is."""
        return text

    def part(self, points: int, most: int, why: str) -> Part:
        """Return a part of the score."""
        return Part(points, most, why)

    def match(
        self,
        offer: str,
        score: int,
        parts: tuple[Part, Part, Part, Part, Part],
        reasons: Sequence[str],
        checked: tuple[str, ...],
    ) -> Match:
        """Return a proposal."""
        return Match(offer, score, dict(zip(PARTS, parts, strict=True)), tuple(reasons), checked)

    def near_miss(
        self, offer: str, score: int, codes: tuple[str, ...], whys: tuple[str, ...], unlock: str
    ) -> NearMiss:
        """Return a near miss."""
        return NearMiss(offer, score, codes, whys, unlock)


class Lines:
    """The answer as JSON."""

    def words(self, text: str) -> str:
        """Return a text as it is written between two quotes."""
        return encode_basestring(text)[1:-1]

    def part(self, points: int, most: int, why: str) -> str:
        """Return a part of the score."""
        return f'{{"points": {points}, "max": {most}, "why": "{why}"}}'

    def match(
        self,
        offer: str,
        score: int,
        parts: tuple[str, str, str, str, str],
        reasons: Sequence[str],
        checked: tuple[str, ...],
    ) -> str:
        """Return a proposal."""
        wishes, supervision, travel, availability, renewal = parts
        said = f'"{_NEXT.join(reasons)}"' if reasons else ""
        return (
            f'{{"offer": "{offer}", "score": {score}, "parts": {{"wishes": {wishes}, "supervision": {supervision}, '
            f'"travel": {travel}, "availability": {availability}, "renewal": {renewal}}}, '
            f'"reasons": [{said}], "to_check": {_often(checked)}}}'
        )

    def near_miss(
        self, offer: str, score: int, codes: tuple[str, ...], whys: tuple[str, ...], unlock: str
    ) -> str:
        """Return a near miss."""
        return (
            f'{{"offer": "{offer}", "score": {score}, "blocked_by": {_LISTED[codes]}, '
            f'"why": {_often(whys)}, "unlock": {_QUOTED[unlock]}}}'
        )


def begin_line(
    profile: str, version: str, matches: Sequence[str], misses: Sequence[str], wider: tuple[str, ...]
) -> str:
    """Return an answer up to its plan, which is known only when everyone has been seen."""
    return (
        f'{{"profile": {encode_basestring(profile)}, "version": {encode_basestring(version)}, '
        f'"matches": [{", ".join(matches)}], "near_misses": [{", ".join(misses)}], '
        f'"widen": {_listed(*wider)}, "plan": '
    )


def end_line(plan: tuple[str, ...]) -> str:
    """Return the plan and the end of an answer."""
    return f"{_listed(*plan)}}}"


def _listed(*texts: str) -> str:
    return f"[{', '.join(map(encode_basestring, texts))}]"


def _often(texts: tuple[str, ...]) -> str:
    """List texts that many answers have."""
    return f"[{', '.join(map(_QUOTED.__getitem__, texts))}]" if texts else "[]"


_NEXT = '", "'
_QUOTED = Remembered(encode_basestring, 20_000)
_LISTED = Remembered(_listed, 1_000)
