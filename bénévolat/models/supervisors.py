"""Named people of an association who accompany volunteers."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bénévolat.domain.enums import HalfDay
from bénévolat.models.associations import Association
from bénévolat.models.base import Base, EnumList, Key, Text40, Text120


class Supervisor(Base):
    """Tuteur or tutrice: named, with the half-days of presence."""

    __tablename__ = "supervisors"

    id: Mapped[Key]
    association_id: Mapped[UUID] = mapped_column(ForeignKey("associations.id"), index=True)
    first_name: Mapped[Text120]
    last_name: Mapped[Text120]
    function: Mapped[Text120 | None]
    phone: Mapped[Text40 | None]
    email: Mapped[str | None] = mapped_column(String(254))
    half_days: Mapped[list[HalfDay]] = mapped_column(EnumList(HalfDay))
    created_at: Mapped[datetime]
    left_at: Mapped[datetime | None]

    association: Mapped[Association] = relationship()

    @property
    def full_name(self) -> str:
        """Return «Prénom NOM»."""
        return f"{self.first_name} {self.last_name.upper()}"
