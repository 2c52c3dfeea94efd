"""Communes and EPCI (R66, R67): INSEE codes are strings, postal codes never a key."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bénévolat.models.base import Base, Insee, Text200


class Epci(Base):
    """Group of communes, known by its SIREN."""

    __tablename__ = "epci"

    siren: Mapped[str] = mapped_column(String(9), primary_key=True)
    name: Mapped[Text200]


class Commune(Base):
    """Commune, with its postal codes and the WGS84 point of its town hall when known (R70)."""

    __tablename__ = "communes"
    __table_args__ = (
        CheckConstraint("length(insee) = 5", name="insee_length"),
        CheckConstraint(
            "(lat IS NULL AND lon IS NULL) OR (lat BETWEEN -90 AND 90 AND lon BETWEEN -180 AND 180)",
            name="point",
        ),
    )

    insee: Mapped[Insee] = mapped_column(String(5), primary_key=True)
    name: Mapped[Text200]
    search_key: Mapped[Text200] = mapped_column(index=True)
    departement: Mapped[str] = mapped_column(String(3), index=True)
    epci_siren: Mapped[str | None] = mapped_column(ForeignKey("epci.siren"), index=True)
    population: Mapped[int | None]
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    approximate: Mapped[bool] = mapped_column(default=False)

    epci: Mapped[Epci | None] = relationship()
    postal_codes: Mapped[list["PostalCode"]] = relationship(
        cascade="all, delete-orphan", order_by="PostalCode.code", lazy="selectin"
    )

    @property
    def label(self) -> str:
        """Return «Nom (10000)», or the name alone when no postal code is known."""
        return f"{self.name} ({self.postal_codes[0].code})" if self.postal_codes else self.name


class PostalCode(Base):
    """One postal code of one commune: a code may cover up to 36 communes of the Aube."""

    __tablename__ = "postal_codes"
    __table_args__ = (Index("ix_postal_codes_code", "code"),)

    insee: Mapped[str] = mapped_column(ForeignKey("communes.insee", ondelete="CASCADE"), primary_key=True)
    code: Mapped[str] = mapped_column(String(5), primary_key=True)
