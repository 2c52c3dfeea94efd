"""Declarative base, column types and the log mixin shared by every noun."""

from collections.abc import Iterable
from datetime import UTC, datetime
from enum import Enum
from typing import Annotated, Any, ClassVar
from uuid import UUID, uuid4

from sqlalchemy import JSON, DateTime, Dialect, ForeignKey, MetaData, String, Uuid
from sqlalchemy import Enum as SqlEnum
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

from bénévolat.domain.actors import Actor, ActorKind

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """Aware UTC datetimes on both databases (T1). A naive value is a mistake and is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn any aware datetime into UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive datetime")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give back an aware UTC datetime."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class EnumList(TypeDecorator[list[Any]]):
    """A list of members of a closed list, stored as a JSON array of codes in the declared order."""

    impl = JSON
    cache_ok = True

    def __init__(self, enum_class: type[Enum]) -> None:
        super().__init__()
        self.enum_class = enum_class

    def process_bind_param(self, value: Iterable[Any] | None, dialect: Dialect) -> list[str]:
        """Store codes, without doubles, in the order of the closed list."""
        chosen = {self.enum_class(item) for item in value or ()}
        return [str(member.value) for member in self.enum_class if member in chosen]

    def process_result_value(self, value: list[str] | None, dialect: Dialect) -> list[Any]:
        """Give back members; a code that left the closed list is skipped."""
        known = {str(member.value): member for member in self.enum_class}
        return [known[code] for code in value or () if code in known]


def closed(enum_class: type[Enum], *, check: str | None = None) -> SqlEnum:
    """Return a VARCHAR column type that a CHECK keeps inside the closed list.

    ``check`` names the constraint where one table holds the same list twice.
    """
    return SqlEnum(
        enum_class,
        native_enum=False,
        create_constraint=True,
        validate_strings=True,
        length=40,
        name=check or enum_class.__name__.lower(),
        values_callable=lambda cls: [str(member.value) for member in cls],
    )


class Base(DeclarativeBase):
    """Base of every model: plain (no dataclass), constraints named by convention."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcDateTime(),
        UUID: Uuid(),
        list[str]: JSON(),
        dict[str, Any]: JSON(),
        list[dict[str, Any]]: JSON(),
    }


Key = Annotated[UUID, mapped_column(primary_key=True, default=uuid4)]
Text40 = Annotated[str, mapped_column(String(40))]
Text120 = Annotated[str, mapped_column(String(120))]
Text200 = Annotated[str, mapped_column(String(200))]
Text300 = Annotated[str, mapped_column(String(300))]
Text1000 = Annotated[str, mapped_column(String(1000))]
Text4000 = Annotated[str, mapped_column(String(4000))]
Insee = Annotated[str, mapped_column(String(5))]


class LogRow:
    """One line of an append-only log: who did what, when, from which status to which."""

    id: Mapped[Key]
    at: Mapped[datetime]
    action: Mapped[Text40]
    from_status: Mapped[Text40 | None]
    to_status: Mapped[Text40]
    actor_kind: Mapped[ActorKind] = mapped_column(closed(ActorKind))
    actor_account_id: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    actor_profile_id: Mapped[UUID | None] = mapped_column(ForeignKey("profiles.id", ondelete="SET NULL"))
    note: Mapped[Text1000 | None]

    def signed(self, by: Actor, at: datetime) -> None:
        """Write the author and the time of the act."""
        self.at = at
        self.actor_kind = by.kind
        self.actor_account_id = by.account_id
        self.actor_profile_id = by.profile_id
