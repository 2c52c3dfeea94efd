"""Enumerations whose members hold a stored code and the French label shown on screen."""

from enum import Enum
from typing import Self


class LabelledEnum(str, Enum):
    """A closed list: ``member.value`` is stored, ``member.label`` is shown.

    Members are written ``NAME = "code", "libellé"``.
    """

    label: str

    def __new__(cls, code: str, label: str) -> Self:
        member = str.__new__(cls, code)
        member._value_ = code
        member.label = label
        return member

    def __str__(self) -> str:
        return str(self.value)

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """Return ``(code, label)`` pairs in the declared order."""
        return [(str(member.value), member.label) for member in cls]
