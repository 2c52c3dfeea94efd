"""Makers of every noun, straight through the models. Their names read as sentences; nothing random is in them.

``make.published_offer()`` makes what it stands on (association, supervisor, commune) unless it is given:
``make.published_offer(association=mine, supervision_capacity=2)``. Every maker commits.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from bénévolat.domain import identifiers
from bénévolat.domain.actors import ActorKind
from bénévolat.domain.associations import AssociationStatus
from bénévolat.domain.cer import CerRecordStatus
from bénévolat.domain.engagements import EngagementStatus, SessionStatus
from bénévolat.domain.enums import (
    AgreementKind,
    AnswerReason,
    Channel,
    ContractKind,
    Domain,
    EndKind,
    EngagementNature,
    ExclusionKind,
    HalfDay,
    Level,
    LinkKind,
    MembershipRole,
    ProfileStatus,
    Right,
    Role,
    SupervisionLevel,
    TravelMeans,
)
from bénévolat.domain.offers import OfferStatus
from bénévolat.domain.propositions import HOLDING, PropositionStatus
from bénévolat.models.accounts import Account
from bénévolat.models.activity_sessions import ActivitySession
from bénévolat.models.agreements import Agreement
from bénévolat.models.associations import Association, Membership
from bénévolat.models.cards import Card
from bénévolat.models.cer import CerRecord
from bénévolat.models.communes import Commune, Epci, PostalCode
from bénévolat.models.contracts import Contract
from bénévolat.models.engagements import Engagement
from bénévolat.models.exports import ExportFile
from bénévolat.models.links import LinkToken
from bénévolat.models.matches import Match
from bénévolat.models.offers import Offer
from bénévolat.models.profiles import Exclusion, Profile
from bénévolat.models.propositions import Proposition
from bénévolat.models.supervisors import Supervisor
from bénévolat.models.teams import Sector, Team
from tests.clock import Clock

Row = TypeVar("Row")

COMMUNES = (
    ("10387", "Troyes", "10000", 48.2973, 4.0744),
    ("10323", "Romilly-sur-Seine", "10100", 48.5153, 3.7267),
    ("10033", "Bar-sur-Aube", "10200", 48.2333, 4.7081),
    ("10081", "La Chapelle-Saint-Luc", "10600", 48.3119, 4.0439),
)
"""Four real communes of the Aube: INSEE code, name, postal code, rounded point."""


class Factory:
    """Makes rows in the test's session. ``now`` is the test's clock."""

    def __init__(self, session: Session, clock: Clock) -> None:
        self.session = session
        self.clock = clock
        self._numbers = count(1)

    @property
    def now(self) -> datetime:
        """Return the test's present instant."""
        return self.clock()

    @property
    def today(self) -> date:
        """Return the test's present day."""
        return self.clock().date()

    def _keep(self, row: Row) -> Row:
        self.session.add(row)
        self.session.commit()
        return row

    # Places and teams

    def commune(self, insee: str = "10387") -> Commune:
        """Return one of the four communes of the tests, with its postal code and EPCI."""
        known = self.session.get(Commune, insee)
        if known is not None:
            return known
        _, name, postal_code, lat, lon = next(row for row in COMMUNES if row[0] == insee)
        if self.session.get(Epci, "200069250") is None:
            self._keep(Epci(siren="200069250", name="CA Troyes Champagne Métropole"))
        return self._keep(
            Commune(
                insee=insee,
                name=name,
                search_key=name.lower().replace("-", " "),
                departement="10",
                epci_siren="200069250",
                population=1000,
                lat=lat,
                lon=lon,
                postal_codes=[PostalCode(code=postal_code)],
            )
        )

    def communes(self) -> list[Commune]:
        """Return the four communes of the tests."""
        return [self.commune(row[0]) for row in COMMUNES]

    def sector(self, name: str | None = None, communes: Sequence[Commune] = ()) -> Sector:
        """Return a sector that covers these communes, Troyes by default."""
        return self._keep(
            Sector(name=name or f"Secteur {next(self._numbers)}", communes=list(communes) or [self.commune()])
        )

    def team(self, name: str | None = None, **values: Any) -> Team:
        """Return a team with a phone and a sector."""
        values.setdefault("phone", "03 25 00 00 01")
        if "sector" not in values:
            values["sector"] = self.sector()
        return self._keep(Team(name=name or f"Équipe {next(self._numbers)}", **values))

    # Accounts

    def account(self, role: Role, **values: Any) -> Account:
        """Return an account of this role, with a second factor already set."""
        number = next(self._numbers)
        given = {
            "email": f"compte{number}@exemple.fr",
            "first_name": "Camille",
            "last_name": f"Martin{number}",
            "totp_confirmed_at": self.now,
            "totp_secret": "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
            "created_at": self.now,
        }
        return self._keep(Account(role=role, **{**given, **values}))

    def travailleur_social(self, team: Team | None = None, **values: Any) -> Account:
        """Return a travailleur social of a team."""
        return self.account(Role.TRAVAILLEUR_SOCIAL, team=team or self.team(), **values)

    def departement_agent(self, *rights: Right, **values: Any) -> Account:
        """Return an agent of the Département who holds exactly these rights."""
        return self.account(Role.DEPARTEMENT, **{f"can_{right.value}": True for right in rights}, **values)

    def administrator(self, **values: Any) -> Account:
        """Return an agent of the Département who holds every right."""
        return self.departement_agent(*Right, **values)

    def member_of(
        self, association: Association, role: MembershipRole = MembershipRole.ADMINISTRATOR, **values: Any
    ) -> Account:
        """Return the account of an active member of an association."""
        account = self.account(Role.ASSOCIATION, **values)
        self._keep(Membership(association=association, account=account, role=role, created_at=self.now))
        return account

    def card(self, profile: Profile, *, handle: str | None = None, **values: Any) -> Card:
        """Return the card of a person; its secret cannot be typed, sign in with ``sign_in_as(card)``."""
        given = {
            "secret_hash": "unusable",
            "issued_by_id": profile.referent_id,
            "created_at": self.now,
            "expires_at": self.now + timedelta(days=183),
        }
        handle = handle or identifiers.random_code(identifiers.HANDLE_LENGTH)
        return self._keep(Card(profile=profile, handle=handle, **{**given, **values}))

    def link(self, account: Account, kind: LinkKind = LinkKind.INVITATION, **values: Any) -> tuple[LinkToken, str]:
        """Return a mailed link and the token that opens it."""
        token = identifiers.random_token()
        given = {"created_at": self.now, "expires_at": self.now + timedelta(days=14)}
        row = LinkToken(
            kind=kind, account=account, token_hash=identifiers.token_hash(token), **{**given, **values}
        )
        return self._keep(row), token

    # Associations and offers

    def association(self, name: str | None = None, **values: Any) -> Association:
        """Return an association whose record is still a draft."""
        name = name or f"Les Jardins partagés {next(self._numbers)}"
        given: dict[str, Any] = {
            "name": name,
            "search_key": name.lower(),
            "rna": "W101000001",
            "purpose": "Cultiver un jardin ouvert à tous.",
            "address": "1 rue des Tilleuls",
            "commune": self.commune(),
            "phone": "03 25 00 00 02",
            "email": "contact@jardins.exemple.fr",
            "insured": True,
            "insurer": "Mutuelle du Jardin",
            "created_at": self.now,
        }
        return self._keep(Association(**{**given, **values}))

    def submitted_association(self, **values: Any) -> Association:
        """Return an association that waits for the Département's validation."""
        return self.association(
            **{
                "status": AssociationStatus.SUBMITTED,
                "submitted_at": self.now,
                "charter_accepted_at": self.now,
                **values,
            }
        )

    def validated_association(self, **values: Any) -> Association:
        """Return an association that the Département has validated."""
        return self.association(
            **{
                "status": AssociationStatus.VALIDATED,
                "submitted_at": self.now,
                "validated_at": self.now,
                "charter_accepted_at": self.now,
                **values,
            }
        )

    def supervisor(self, association: Association, **values: Any) -> Supervisor:
        """Return a tutor of an association, there on Tuesday and Thursday mornings."""
        given: dict[str, Any] = {
            "first_name": "Dominique",
            "last_name": "Leroy",
            "phone": "06 00 00 00 03",
            "half_days": [HalfDay.TUE_AM, HalfDay.THU_AM],
            "created_at": self.now,
        }
        return self._keep(Supervisor(association=association, **{**given, **values}))

    def offer(self, association: Association | None = None, **values: Any) -> Offer:
        """Return a complete draft offer, ready to be submitted."""
        association = association or self.validated_association()
        given: dict[str, Any] = {
            "title": f"Aide au jardin {next(self._numbers)}",
            "description": "Semer, arroser et récolter avec l'équipe du jardin.",
            "simple_text": "Vous aidez au jardin. Vous êtes avec une équipe.",
            "tasks": ["Arroser", "Récolter"],
            "domain": Domain.ENVIRONMENT,
            "commune": self.commune(),
            "address": "Chemin du Moulin",
            "half_days": [HalfDay.TUE_AM, HalfDay.THU_AM],
            "session_minutes": 150,
            "places": 4,
            "supervision_capacity": 2,
            "supervision_level": SupervisionLevel.REGULAR,
            "supervision_half_days": [HalfDay.TUE_AM, HalfDay.THU_AM],
            "french_level": Level.SOME,
            "insured": True,
            "created_at": self.now,
            "updated_at": self.now,
        }
        if "supervisor" not in values:
            given["supervisor"] = self.supervisor(association)
        return self._keep(Offer(association=association, **{**given, **values}))

    def submitted_offer(self, association: Association | None = None, **values: Any) -> Offer:
        """Return an offer that waits for the Département's answer."""
        return self.offer(association, **{"status": OfferStatus.SUBMITTED, "submitted_at": self.now, **values})

    def published_offer(self, association: Association | None = None, **values: Any) -> Offer:
        """Return a published offer of a validated association, with two supervised places free."""
        return self.offer(
            association,
            **{
                "status": OfferStatus.PUBLISHED,
                "submitted_at": self.now,
                "published_at": self.now,
                **values,
            },
        )

    def full_offer(self, association: Association | None = None, **values: Any) -> Offer:
        """Return a published offer whose only supervised place is taken."""
        return self.published_offer(association, **{"supervision_capacity": 1, "places_taken": 1, **values})

    # People

    def profile(self, referent: Account | None = None, **values: Any) -> Profile:
        """Return a profile whose registration has only begun."""
        number = next(self._numbers)
        referent = referent or self.travailleur_social()
        given: dict[str, Any] = {
            "departement_ref": f"D10-{number:05d}",
            "first_name": "Andrea",
            "last_name": f"Petit{number}",
            "search_key": f"andrea petit{number}",
            "referent": referent,
            "team_id": referent.team_id,
            "created_at": self.now,
            "updated_at": self.now,
            "last_contact_at": self.now,
        }
        return self._keep(Profile(**{**given, **values}))

    def active_profile(self, referent: Account | None = None, **values: Any) -> Profile:
        """Return a complete profile of a person who agreed to volunteer."""
        given: dict[str, Any] = {
            "status": ProfileStatus.ACTIVE,
            "commune": self.commune(),
            "wishes": ["jardin", "cuisine"],
            "skills": ["jardinage"],
            "travel": {TravelMeans.WALK.value: 30, TravelMeans.BUS.value: 45},
            "half_days": [HalfDay.TUE_AM, HalfDay.THU_AM, HalfDay.FRI_PM],
            "french_level": Level.ENOUGH,
            "supervision_need": SupervisionLevel.REGULAR,
            "phone": "06 00 00 00 04",
        }
        profile = self.profile(referent, **{**given, **values})
        self.agreement(profile, AgreementKind.VOLUNTEERING)
        return profile

    def exclusion(
        self, profile: Profile, association: Association, kind: ExclusionKind = ExclusionKind.WISH
    ) -> Exclusion:
        """Return the association left out for a person."""
        return self._keep(
            Exclusion(profile_id=profile.id, association=association, kind=kind, created_at=self.now)
        )

    def agreement(self, profile: Profile, kind: AgreementKind, **values: Any) -> Agreement:
        """Return an agreement given orally today."""
        given: dict[str, Any] = {
            "channel": Channel.ORAL,
            "given_on": self.today,
            "recorded_at": self.now,
            "recorded_by_kind": ActorKind.TRAVAILLEUR_SOCIAL,
            "recorded_by_id": profile.referent_id,
        }
        return self._keep(Agreement(profile_id=profile.id, kind=kind, **{**given, **values}))

    def contract(self, profile: Profile, **values: Any) -> Contract:
        """Return a contract in force since the beginning of the month before."""
        given: dict[str, Any] = {
            "kind": ContractKind.CER,
            "starts_on": self.today - timedelta(days=60),
            "ends_on": self.today + timedelta(days=120),
            "review_on": self.today + timedelta(days=30),
            "weekly_hours_target": 7,
            "volunteering_included": True,
            "created_at": self.now,
        }
        return self._keep(Contract(profile=profile, **{**given, **values}))

    # Pairings

    def match(self, profile: Profile, offer: Offer, **values: Any) -> Match:
        """Return a suggestion with its reasons."""
        given: dict[str, Any] = {
            "near_miss": False,
            "rank": 1,
            "score": 82,
            "version": "test-1",
            "parts": {"wishes": 40, "reach": 42},
            "reasons": ["Vous aimez le jardin.", "À 15 minutes à pied."],
            "to_check": [],
            "blocked_by": [],
            "computed_at": self.now,
        }
        return self._keep(Match(profile=profile, offer=offer, **{**given, **values}))

    def near_miss(self, profile: Profile, offer: Offer, **values: Any) -> Match:
        """Return a near miss, with what would unlock it."""
        given = {"near_miss": True, "blocked_by": ["half_days"], "unlock": "Un autre jour de la semaine."}
        return self.match(profile, offer, **{**given, **values})

    def proposition(
        self,
        profile: Profile | None = None,
        offer: Offer | None = None,
        status: PropositionStatus = PropositionStatus.PROPOSED,
        **values: Any,
    ) -> Proposition:
        """Return a proposition in any status, with the agreement and the place that this status supposes."""
        profile = profile or self.active_profile()
        offer = offer or self.published_offer()
        states = PropositionStatus
        answered = status not in {states.PROPOSED, states.WITHDRAWN, states.EXPIRED}
        sent = status in {states.SUBMITTED, states.MEETING, states.ACCEPTED, states.REFUSED}
        decided = status in {states.ACCEPTED, states.REFUSED}
        given: dict[str, Any] = {
            "pseudonym": f"Personne {next(self._numbers)}",
            "former_employee": False,
            "presentation": "Je voudrais aider au jardin.",
            "proposed_by_id": profile.referent_id,
            "proposed_at": self.now,
            "answered_at": self.now if answered else None,
            "submitted_at": self.now if sent else None,
            "decided_at": self.now if decided else None,
            "meeting_at": self.now + timedelta(days=3) if status is states.MEETING else None,
            "answer_reason": AnswerReason.SCHEDULE if status is states.REFUSED else None,
            "match_version": "test-1",
        }
        proposition = Proposition(profile=profile, offer=offer, status=status, **{**given, **values})
        self._keep(proposition)
        if sent or status is states.AGREED:
            self.agreement(profile, AgreementKind.TRANSMISSION, proposition_id=proposition.id)
        if status in HOLDING:
            self._hold_a_place(offer)
        return proposition

    def submitted_proposition(
        self, profile: Profile | None = None, offer: Offer | None = None, **values: Any
    ) -> Proposition:
        """Return a proposition that the association has received; it holds a place."""
        return self.proposition(profile, offer, PropositionStatus.SUBMITTED, **values)

    def _hold_a_place(self, offer: Offer) -> None:
        offer.places_taken += 1
        self.session.commit()

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
            "content": b"a;b\r\n",
            "created_at": self.now,
            "expires_at": self.now + timedelta(hours=48),
        }
        return self._keep(ExportFile(account=account, **{**given, **values}))
