"""Sectors and teams of travailleurs sociaux: tables, never code (R68)."""

from uuid import UUID

from sqlalchemy import Column, ForeignKey, Table
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bénévolat.models.base import Base, Key, Text40, Text200
from bénévolat.models.communes import Commune

sector_communes = Table(
    "sector_communes",
    Base.metadata,
    Column("sector_id", ForeignKey("sectors.id", ondelete="CASCADE"), primary_key=True),
    Column("insee", ForeignKey("communes.insee", ondelete="CASCADE"), primary_key=True, index=True),
)


class Sector(Base):
    """Territory of a social centre, as a list of communes."""

    __tablename__ = "sectors"

    id: Mapped[Key]
    name: Mapped[Text200] = mapped_column(unique=True)

    communes: Mapped[list[Commune]] = relationship(secondary=sector_communes, order_by=Commune.search_key)


class Team(Base):
    """Team of travailleurs sociaux: the «structure référente» of the people it follows."""

    __tablename__ = "teams"

    id: Mapped[Key]
    name: Mapped[Text200] = mapped_column(unique=True)
    phone: Mapped[Text40 | None]
    sector_id: Mapped[UUID | None] = mapped_column(ForeignKey("sectors.id"))

    sector: Mapped[Sector | None] = relationship()
