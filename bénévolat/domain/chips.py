"""Concepts confirmed for what somebody typed: short lists, chosen one by one."""

from bénévolat.domain.errors import DomainError

MAX_CONCEPTS = 12
"""Concepts kept for one wish, one skill or one offer."""


class TooManyConcepts(DomainError):
    """A list of everything says nothing."""

    sentence = f"Gardez {MAX_CONCEPTS} concepts au plus\u00a0: ceux qui comptent le plus."
