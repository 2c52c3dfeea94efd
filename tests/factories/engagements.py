"""Engagements, sessions, monthly records, exports."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from bénévolat.domain import identifiers
from bénévolat.domain.actors import ActorKind
from bénévolat.domain.cer import CerRecordStatus
from bénévolat.domain.engagements import EngagementStatus, SessionStatus
from bénévolat.domain.enums import (
    Channel,
    EndKind,
    EngagementNature,
)
from bénévolat.domain.propositions import PropositionStatus
from bénévolat.domain.soft_skills import SoftSkill
from bénévolat.domain.work_orders import WorkKind, WorkStatus
from bénévolat.models.accounts import Account
from bénévolat.models.activity_sessions import ActivitySession
from bénévolat.models.agreements import Agreement
from bénévolat.models.associations import Association
from bénévolat.models.bilans import Bilan
from bénévolat.models.cer import CerRecord
from bénévolat.models.engagements import Engagement
from bénévolat.models.exports import ExportFile, ExportPiece, WorkOrder
from bénévolat.models.links import AssociationLink, CalendarLink
from bénévolat.models.offers import Offer
from bénévolat.models.profiles import Profile
from tests.factories.propositions import PropositionMaker


class EngagementMaker(PropositionMaker):
    """Makes what happens after acceptance."""

    def engagement(
        self, profile: Profile | None = None, offer: Offer | None = None, **values: Any
    ) -> Engagement:
        """Return an active engagement begun 30 days ago; it holds a place."""
        proposition = values.pop("proposition", None) or self.proposition(
            profile, offer, PropositionStatus.ACCEPTED
        )
        agreement = self.session.scalars(
            select(Agreement).where(Agreement.proposition_id == proposition.id)
        ).first()
        given: dict[str, Any] = {
            "agreement": agreement,
            "nature": EngagementNature.PERSONAL,
            "started_on": self.today - timedelta(days=30),
            "rhythm": proposition.offer.rhythm,
            "sessions_per_period": proposition.offer.sessions_per_period,
            "session_minutes": proposition.offer.session_minutes or 150,
            "created_at": self.now - timedelta(days=30),
        }
        engagement = Engagement(
            proposition=proposition,
            profile=proposition.profile,
            offer=proposition.offer,
            **{**given, **values},
        )
        self._keep(engagement)
        if engagement.status is not EngagementStatus.ENDED:
            self._hold_a_place(proposition.offer)
        return engagement

    def ended_engagement(
        self, profile: Profile | None = None, offer: Offer | None = None, **values: Any
    ) -> Engagement:
        """Return an engagement that came to its term yesterday."""
        given = {
            "status": EngagementStatus.ENDED,
            "ended_on": self.today - timedelta(days=1),
            "end_kind": EndKind.COMPLETED,
        }
        return self.engagement(profile, offer, **{**given, **values})

    def contract_engagement(self, profile: Profile | None = None, **values: Any) -> Engagement:
        """Return an engagement written in the person's contract."""
        profile = profile or self.active_profile()
        contract = values.pop("contract", None) or self.contract(profile)
        return self.engagement(profile, contract=contract, nature=EngagementNature.IN_CONTRACT, **values)

    def activity_session(
        self,
        engagement: Engagement,
        day: date | None = None,
        *,
        hour: int = 9,
        minutes: int = 150,
        status: SessionStatus = SessionStatus.DECLARED,
        **values: Any,
    ) -> ActivitySession:
        """Return a session, last week by default; ``hour`` is UTC."""
        starts_at = datetime.combine(
            day or self.today - timedelta(days=7), time(hour), tzinfo=self.now.tzinfo
        )
        declared = status is not SessionStatus.DRAFTED
        given: dict[str, Any] = {
            "starts_at": starts_at,
            "ends_at": starts_at + timedelta(minutes=minutes),
            "minutes": minutes,
            "status": status,
            "declared_at": self.now if declared else None,
            "declared_by_kind": ActorKind.ALLOCATAIRE if declared else None,
            "confirmed_at": self.now if status is SessionStatus.CONFIRMED else None,
            "created_at": self.now,
        }
        return self._keep(
            ActivitySession(engagement=engagement, profile_id=engagement.profile_id, **{**given, **values})
        )

    def cer_record(self, engagement: Engagement, month: date | None = None, **values: Any) -> CerRecord:
        """Return the open record of a month, the month before by default."""
        given: dict[str, Any] = {
            "month": month or (self.today.replace(day=1) - timedelta(days=1)).replace(day=1),
            "status": CerRecordStatus.OPEN,
            "minutes_declared": 600,
            "minutes_confirmed": 450,
            "nb_sessions": 4,
            "computed_at": self.now,
        }
        return self._keep(CerRecord(engagement=engagement, **{**given, **values}))

    def export_file(self, account: Account, **values: Any) -> ExportFile:
        """Return an export file that has not expired."""
        given: dict[str, Any] = {
            "kind": "contract-review",
            "motive": "Revue des contrats du semestre",
            "period_from": date(2026, 1, 1),
            "period_to": date(2026, 6, 30),
            "file_format": "csv",
            "file_name": "revue.csv",
            "nb_lines": 1,
            "size": 5,
            "created_at": self.now,
            "expires_at": self.now + timedelta(hours=48),
        }
        export = self._keep(ExportFile(account=account, **{**given, **values}))
        self._keep(ExportPiece(export_id=export.id, number=0, content=b"a;b\r\n"))
        return export

    def bilan(self, engagement: Engagement | None = None, *, read: bool = False, **values: Any) -> Bilan:
        """Return what an association wrote of an engagement, not read yet."""
        engagement = engagement or self.engagement()
        author = self.member_of(engagement.offer.association)
        given: dict[str, Any] = {
            "skills": [SoftSkill.TEAMWORK, SoftSkill.RIGOUR],
            "text": "Toujours de bonne humeur avec l'équipe du jardin.",
            "written_at": self.now,
            "written_by_id": author.id,
        }
        if read:
            given |= {
                "read_at": self.now,
                "read_by_kind": ActorKind.ALLOCATAIRE,
                "read_channel": Channel.SCREEN,
            }
        if values.get("words"):
            given |= {
                "words_at": self.now,
                "words_by_kind": ActorKind.ALLOCATAIRE,
                "words_channel": Channel.SCREEN,
            }
        return self._keep(Bilan(engagement=engagement, **{**given, **values}))

    def association_link(
        self, association: Association, month: date | None = None, **values: Any
    ) -> tuple[AssociationLink, str]:
        """Return a link mailed to an association for the month before, and the token that opens it."""
        token = identifiers.random_token()
        given: dict[str, Any] = {
            "month": month or (self.today.replace(day=1) - timedelta(days=1)).replace(day=1),
            "recipient": association.email,
            "created_at": self.now,
            "expires_at": self.now + timedelta(days=8),
        }
        link = AssociationLink(
            association=association, token_hash=identifiers.token_hash(token), **{**given, **values}
        )
        return self._keep(link), token

    def calendar_link(self, *, profile_id: UUID | None = None, membership_id: UUID | None = None) -> str:
        """Return the token of the address that a calendar reads by itself."""
        token = identifiers.random_token()
        self._keep(
            CalendarLink(
                token_hash=identifiers.token_hash(token),
                profile_id=profile_id,
                membership_id=membership_id,
                created_at=self.now,
            )
        )
        return token

    def work_order(self, account: Account, **values: Any) -> WorkOrder:
        """Return an order of a contract-review export nobody works on yet."""
        given: dict[str, Any] = {
            "kind": WorkKind.CONTRACT_REVIEW,
            "params": {"from": "2026-01-01", "to": "2026-06-30", "motive": "Revue des contrats du semestre"},
            "created_at": self.now,
        }
        return self._keep(WorkOrder(account=account, **{**given, **values}))

    def review_pack(self, account: Account, **values: Any) -> WorkOrder:
        """Return an order of the summaries of a caseload."""
        params = {"team": False, "which": "proches", "contract_label": "CER"}
        return self.work_order(account, kind=WorkKind.REVIEW_PACK, params=params, **values)

    def letters_order(self, account: Account, profile_id: UUID, **values: Any) -> WorkOrder:
        """Return an order of letters, made: its file is there."""
        params = {
            "kind": "waiting",
            "form": "pdf",
            "team": False,
            "people": [str(profile_id)],
            "backend": "off",
            "phone": "03 25 42 50 50",
        }
        export = self.export_file(account, kind="letters")
        given = {"status": WorkStatus.DONE, "finished_at": self.now, "export_id": export.id, **values}
        return self.work_order(account, kind=WorkKind.LETTERS, params=params, **given)
