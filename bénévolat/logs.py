"""What a log may say of an error: where it happened and its kind, never its words (G1).

The words of an error may hold what people typed: a database names the row it refuses.
"""

import traceback
from pathlib import Path

_HERE = Path(__file__).parent.parent


def trace(error: BaseException) -> str:
    """Return the way to an error and to those that led to it, the first one first; no value, no message."""
    chain: list[BaseException] = []
    step: BaseException | None = error
    while step is not None and step not in chain:
        chain.append(step)
        step = step.__cause__ or (None if step.__suppress_context__ else step.__context__)
    return "\n".join(line for one in reversed(chain) for line in _way(one))


def _way(error: BaseException) -> list[str]:
    kind = type(error)
    frames = [
        f"  {_short(frame.filename)}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)
    ]
    return [f"{kind.__module__}.{kind.__qualname__}", *frames]


def _short(path: str) -> str:
    file = Path(path)
    return str(file.relative_to(_HERE) if file.is_relative_to(_HERE) else Path(*file.parts[-2:]))
