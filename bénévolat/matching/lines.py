"""An answer as a line of JSON: the bytes of ``json.dumps(answer.to_json(), ensure_ascii=False)``, for less.

A batch writes the same parts and the same checks many times: what comes back is remembered as it is written.
"""

from functools import lru_cache
from json.encoder import encode_basestring as quoted

from bénévolat.matching.formats import Match, NearMiss, Part, ProfileMatches
from bénévolat.matching.settings import PARTS

MOST_KEPT = 10_000
_WISHES, *_OTHERS = PARTS  # the sentences of «wishes» hardly ever come back
_quoted_whys: dict[str, str] = {}  # those of the other parts do, and are reasons too


def line_of(found: ProfileMatches) -> str:
    """Return an answer as a line, without its end."""
    return f"{begin_line(found)}{end_line(found.plan)}"


def begin_line(found: ProfileMatches) -> str:
    """Return an answer up to its plan, which is known only when everyone has been seen."""
    matches = ", ".join([_match(match) for match in found.matches])
    misses = ", ".join([_near_miss(miss) for miss in found.near_misses])
    return (
        f'{{"profile": {quoted(found.profile)}, "version": {quoted(found.version)}, "matches": [{matches}], '
        f'"near_misses": [{misses}], "widen": {_listed(found.widen)}, "plan": '
    )


def end_line(plan: tuple[str, ...]) -> str:
    """Return the plan and the end of the answer."""
    return f"{_listed(plan)}}}"


def _match(match: Match) -> str:
    parts = match.parts
    wishes = parts[_WISHES]
    others = "".join([f', "{name}": {_part(parts[name])}' for name in _OTHERS])
    reasons = ", ".join([_quoted_whys.get(reason) or quoted(reason) for reason in match.reasons])
    return (
        f'{{"offer": {quoted(match.offer)}, "score": {match.score}, "parts": {{"{_WISHES}": '
        f'{{"points": {wishes.points}, "max": {wishes.max}, "why": {quoted(wishes.why)}}}{others}}}, '
        f'"reasons": [{reasons}], "to_check": {_often(match.to_check)}}}'
    )


def _part(part: Part) -> str:
    return _remembered(part.points, part.max, part.why)


@lru_cache(maxsize=MOST_KEPT)
def _remembered(points: int, most: int, why: str) -> str:
    if len(_quoted_whys) >= MOST_KEPT:
        _quoted_whys.clear()
    text = _quoted_whys[why] = quoted(why)
    return f'{{"points": {points}, "max": {most}, "why": {text}}}'


def _near_miss(miss: NearMiss) -> str:
    return (
        f'{{"offer": {quoted(miss.offer)}, "score": {miss.score}, "blocked_by": {_often(miss.blocked_by)}, '
        f'"why": {_often(miss.why)}, "unlock": {quoted(miss.unlock)}}}'
    )


def _listed(texts: tuple[str, ...]) -> str:
    return f"[{', '.join(map(quoted, texts))}]"


_often = lru_cache(maxsize=MOST_KEPT)(_listed)
