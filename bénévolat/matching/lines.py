"""An answer as a line of JSON: the bytes of ``json.dumps(answer.to_json(), ensure_ascii=False)``, for less.

A batch writes the same parts and the same checks many times: what comes back is remembered as it is written.
"""

from json.encoder import encode_basestring as quoted

from bénévolat.matching.formats import Match, NearMiss, ProfileMatches
from bénévolat.matching.sentences import Remembered
from bénévolat.matching.settings import PARTS

MOST_KEPT = 10_000
_OTHERS = tuple(part for part in PARTS if part != "wishes")  # the sentences of «wishes» hardly ever come back
_quoted_whys: dict[str, str] = {}  # those of the others do, and are reasons too


def line_of(found: ProfileMatches) -> str:
    """Return an answer as a line, without its end."""
    return f"{begin_line(found)}{end_line(found.plan)}"


def begin_line(found: ProfileMatches) -> str:
    """Return an answer up to its plan, which is known only when everyone has been seen."""
    matches = ", ".join([_match(match) for match in found.matches])
    misses = ", ".join([_near_miss(miss) for miss in found.near_misses])
    return (
        f'{{"profile": {quoted(found.profile)}, "version": {quoted(found.version)}, "matches": [{matches}], '
        f'"near_misses": [{misses}], "widen": {_listed(*found.widen)}, "plan": '
    )


def end_line(plan: tuple[str, ...]) -> str:
    """Return the plan and the end of the answer."""
    return f"{_listed(*plan)}}}"


def _match(match: Match) -> str:
    parts = match.parts
    wishes = parts["wishes"]
    others = [(name, parts[name]) for name in _OTHERS]
    written = "".join([f', "{name}": {_PARTS[part.points, part.max, part.why]}' for name, part in others])
    reasons = ", ".join([_quoted_whys.get(reason) or quoted(reason) for reason in match.reasons])
    return (
        f'{{"offer": {quoted(match.offer)}, "score": {match.score}, "parts": {{"wishes": '
        f'{{"points": {wishes.points}, "max": {wishes.max}, "why": {quoted(wishes.why)}}}{written}}}, '
        f'"reasons": [{reasons}], "to_check": {_OFTEN[match.to_check]}}}'
    )


def _written(points: int, most: int, why: str) -> str:
    if len(_quoted_whys) >= MOST_KEPT:
        _quoted_whys.clear()
    text = _quoted_whys[why] = quoted(why)
    return f'{{"points": {points}, "max": {most}, "why": {text}}}'


def _near_miss(miss: NearMiss) -> str:
    return (
        f'{{"offer": {quoted(miss.offer)}, "score": {miss.score}, "blocked_by": {_OFTEN[miss.blocked_by]}, '
        f'"why": {_OFTEN[miss.why]}, "unlock": {quoted(miss.unlock)}}}'
    )


def _listed(*texts: str) -> str:
    return f"[{', '.join(map(quoted, texts))}]"


_OFTEN = Remembered(_listed, MOST_KEPT)
_PARTS = Remembered(_written, MOST_KEPT)
