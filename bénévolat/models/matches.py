"""Computed pairings and the plan over them: deletable, replaced as a whole for one person (R26, R32)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bénévolat.models.base import Base, Key, Text40, Text300, Text1000
from bénévolat.models.offers import Offer
from bénévolat.models.profiles import Profile


class Match(Base):
    """One suggestion, or one near miss when ``blocked_by`` is not empty.

    ``version`` names the rules and the thesaurus that computed it: ``2.0.0/2026.11``.
    """

    __tablename__ = "matches"
    __table_args__ = (CheckConstraint("score BETWEEN 0 AND 100", name="score"),)

    profile_id: Mapped[UUID] = mapped_column(ForeignKey("profiles.id", ondelete="CASCADE"), primary_key=True)
    offer_id: Mapped[UUID] = mapped_column(
        ForeignKey("offers.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    near_miss: Mapped[bool]
    rank: Mapped[int]
    score: Mapped[int]
    version: Mapped[Text40]
    parts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    reasons: Mapped[list[str]] = mapped_column(default=list)
    to_check: Mapped[list[str]] = mapped_column(default=list)
    blocked_by: Mapped[list[str]] = mapped_column(default=list)
    unlock: Mapped[Text1000 | None]
    computed_at: Mapped[datetime]

    profile: Mapped[Profile] = relationship()
    offer: Mapped[Offer] = relationship()


class MatchCandidates(Base):
    """The offers a person could be proposed, best first, as the plan reads them: ``[[offer id, score], …]``."""

    __tablename__ = "match_candidates"

    profile_id: Mapped[UUID] = mapped_column(ForeignKey("profiles.id", ondelete="CASCADE"), primary_key=True)
    offers: Mapped[list[list[Any]]] = mapped_column(JSON, default=list)


class MatchChange(Base):
    """An act that may have changed stored matches: written with it, gone once they are computed again."""

    __tablename__ = "match_changes"
    __table_args__ = (CheckConstraint("(offer_id IS NULL) <> (profile_id IS NULL)", name="one_subject"),)

    id: Mapped[Key]
    offer_id: Mapped[UUID | None] = mapped_column(ForeignKey("offers.id", ondelete="CASCADE"), index=True)
    profile_id: Mapped[UUID | None] = mapped_column(ForeignKey("profiles.id", ondelete="CASCADE"), index=True)
    noted_at: Mapped[datetime]


class MatchPlan(Base):
    """A plan over the whole active caseload, with its certificate: what it reaches, and what no plan passes.

    ``objective`` and ``bound`` are in the units of ``matching.plan``; ``limit_factor`` is the most proposals of an
    offer for each free place.
    """

    __tablename__ = "match_plans"

    id: Mapped[Key]
    computed_at: Mapped[datetime] = mapped_column(index=True)
    version: Mapped[Text40]
    method: Mapped[Text40]
    people: Mapped[int]
    with_candidates: Mapped[int]
    offers: Mapped[int]
    proposals: Mapped[int]
    without_proposal: Mapped[int]
    over_limit: Mapped[int]
    size: Mapped[int]
    limit_factor: Mapped[int]
    score: Mapped[int] = mapped_column(BigInteger)
    objective: Mapped[int] = mapped_column(BigInteger)
    bound: Mapped[int] = mapped_column(BigInteger)

    @property
    def gap(self) -> float:
        """Return what may be missing to the best plan, per mille of the sum of the scores; 0: proved the best."""
        return 1000 * (self.bound - self.objective) / max(self.score, 1)


class PlanLine(Base):
    """The place of one mission in the order advised for one person, in the last plan, and why."""

    __tablename__ = "match_plan_lines"
    __table_args__ = (CheckConstraint("rank >= 1", name="rank"),)

    profile_id: Mapped[UUID] = mapped_column(ForeignKey("profiles.id", ondelete="CASCADE"), primary_key=True)
    offer_id: Mapped[UUID] = mapped_column(
        ForeignKey("offers.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    plan_id: Mapped[UUID] = mapped_column(ForeignKey("match_plans.id", ondelete="CASCADE"), index=True)
    rank: Mapped[int]
    score: Mapped[int]
    reason: Mapped[Text300]

    plan: Mapped[MatchPlan] = relationship()
    offer: Mapped[Offer] = relationship()
