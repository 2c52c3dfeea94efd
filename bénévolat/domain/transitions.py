"""A life is a table: ``(action, from) → to``. One generic look-up for every noun."""

from collections.abc import Mapping
from typing import TypeVar

from bénévolat.domain.actors import ActorKind
from bénévolat.domain.errors import NotAllowed, WrongTransition

Status = TypeVar("Status")
Action = TypeVar("Action")


def next_status(
    table: Mapping[tuple[Action, Status], Status],
    allowed: Mapping[Action, frozenset[ActorKind]],
    *,
    action: Action,
    status: Status,
    by: ActorKind,
) -> Status:
    """Return the status that ``action`` leads to.

    Raises NotAllowed when this kind of author never does it, WrongTransition when the present
    status does not allow it.
    """
    if by not in allowed[action]:
        raise NotAllowed
    try:
        return table[(action, status)]
    except KeyError:
        raise WrongTransition from None
