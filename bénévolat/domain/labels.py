"""Enumerations whose members hold a stored code and the French label shown on screen."""

from enum import StrEnum
from typing import Self


class LabelledEnum(StrEnum):
    """A closed list: ``member.value`` is stored, ``member.label`` is shown.

    Members are written ``NAME = "code", "libellé"``.
    """

    label: str

    def __new__(cls, code: str, label: str = "") -> Self:
        """Make a member; ``label`` is always given, its default only lets ``Enum("code")`` be typed."""
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
