"""Lines of the contract review: one per engagement and contract period, some engagements at a time (R6, R72)."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Select, exists, func, select, tuple_
from sqlalchemy.orm import Session, joinedload

from bénévolat.domain.enums import AgreementKind, EngagementNature
from bénévolat.exports.contract_review import HIDDEN_MISSION, HIDDEN_NAME, SEPARATOR, VERSION, ReviewLine
from bénévolat.models.accounts import Account
from bénévolat.models.agreements import Agreement
from bénévolat.models.associations import Association
from bénévolat.models.cer import CerAdjustment, CerRecord
from bénévolat.models.contracts import Contract
from bénévolat.models.engagements import Engagement
from bénévolat.models.offers import Offer
from bénévolat.models.profiles import Profile
from bénévolat.models.teams import Sector, Team
from bénévolat.services import bilans, reviewed_months
from bénévolat.services.bilans import ExportedBilan

PARIS = ZoneInfo("Europe/Paris")
BATCH = 500
"""Engagements read at a time: what a long export costs in memory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewScope:
    """Whose lines: whole months of a period (days), and if asked one team or one référent."""

    period_from: date
    period_to: date
    team_id: UUID | None = None
    referent_id: UUID | None = None

    @property
    def first_month(self) -> date:
        """Return the first day of the first month."""
        return self.period_from.replace(day=1)

    @property
    def last_month(self) -> date:
        """Return the first day of the last month."""
        return self.period_to.replace(day=1)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a batch ends: the key of its last engagement in the order of the export."""

    departement_ref: str
    started_on: date
    engagement_id: UUID


_person, _offer = joinedload(Engagement.profile), joinedload(Engagement.offer)
_NEEDED = (
    _person.load_only(
        Profile.departement_ref,
        Profile.household_role,
        Profile.allocataire_number,
        Profile.last_name,
        Profile.first_name,
    ),
    _person.joinedload(Profile.referent).load_only(Account.first_name, Account.last_name),
    _person.joinedload(Profile.team).load_only(Team.name).joinedload(Team.sector).load_only(Sector.name),
    _offer.load_only(Offer.title, Offer.domain, Offer.commune_insee),
    _offer.joinedload(Offer.association).load_only(
        Association.name, Association.rna, Association.sensitive_name
    ),
    joinedload(Engagement.agreement).load_only(Agreement.given_on),
)
"""What a line reads, and nothing else: the words of an offer are long."""


def count(session: Session, scope: ReviewScope) -> int:
    """Return how many engagements have a record in the period: what the progress counts."""
    wanted = _engagements(scope).order_by(None).with_only_columns(Engagement.id)
    return session.scalar(select(func.count()).select_from(wanted.subquery())) or 0


def lines(session: Session, scope: ReviewScope, *, now: datetime) -> Iterator[tuple[int, list[ReviewLine]]]:
    """Yield, some engagements at a time, how many were read and their lines.

    A month outside any contract in force, or of a personal engagement, is there only when the person agreed (R6,
    Conseil d'État 418975).
    """
    after: _Place | None = None
    while True:
        batch = _batch(session, scope, after)
        if not batch:
            return
        yield len(batch), _lines_of(session, scope, batch, now)
        last = batch[-1]
        after = _Place(last.profile.departement_ref, last.started_on, last.id)
        session.expunge_all()


def _engagements(scope: ReviewScope) -> Select[Engagement]:
    recorded = exists().where(
        CerRecord.engagement_id == Engagement.id,
        CerRecord.month.between(scope.first_month, scope.last_month),
    )
    statement = (
        select(Engagement)
        .join(Profile, Profile.id == Engagement.profile_id)
        .where(recorded)
        .order_by(Profile.departement_ref, Engagement.started_on, Engagement.id)
    )
    if scope.team_id is not None:
        statement = statement.where(Profile.team_id == scope.team_id)
    if scope.referent_id is not None:
        statement = statement.where(Profile.referent_id == scope.referent_id)
    return statement


def _batch(session: Session, scope: ReviewScope, after: _Place | None) -> Sequence[Engagement]:
    statement = _engagements(scope).options(*_NEEDED).limit(BATCH)
    if after is not None:
        place = (after.departement_ref, after.started_on, after.engagement_id)
        key = tuple_(Profile.departement_ref, Engagement.started_on, Engagement.id)
        # The first comparison says the same as the second of its first column: it lets the index begin there.
        statement = statement.where(Profile.departement_ref >= after.departement_ref, key > place)
    return session.scalars(statement).all()


def _lines_of(
    session: Session, scope: ReviewScope, engagements: Sequence[Engagement], now: datetime
) -> list[ReviewLine]:
    keys = [engagement.id for engagement in engagements]
    records = _records(session, scope, keys)
    contracts = _contracts(session, {engagement.profile_id for engagement in engagements})
    agreed = _agreed(session, keys)
    names = _names(session, [row for rows in records.values() for row in rows])
    said = bilans.exported(session, keys)
    found: list[ReviewLine] = []
    for engagement in engagements:
        own = contracts[engagement.profile_id]
        by_contract = reviewed_months.by_contract(
            engagement, records[engagement.id], own, agreed=engagement.id in agreed
        )
        known = {contract.id: contract for contract in own}
        for key, rows in by_contract.items():
            review = agreed.get(engagement.id) if key is None else engagement.agreement
            line = _line(engagement, known.get(key) if key else None, rows, review, names, now)
            found.append(_with_bilan(line, engagement, said.get(engagement.id)))
    return found


def _records(session: Session, scope: ReviewScope, keys: Sequence[UUID]) -> dict[UUID, list[CerRecord]]:
    grouped: dict[UUID, list[CerRecord]] = defaultdict(list)
    for row in session.scalars(
        select(CerRecord)
        .where(
            CerRecord.engagement_id.in_(keys), CerRecord.month.between(scope.first_month, scope.last_month)
        )
        .order_by(CerRecord.month)
    ):
        grouped[row.engagement_id].append(row)
    return grouped


def _contracts(session: Session, people: set[UUID]) -> dict[UUID, list[Contract]]:
    grouped: dict[UUID, list[Contract]] = defaultdict(list)
    for contract in session.scalars(
        select(Contract).where(Contract.profile_id.in_(people)).order_by(Contract.starts_on, Contract.id)
    ):
        grouped[contract.profile_id].append(contract)
    return grouped


def _agreed(session: Session, keys: Sequence[UUID]) -> dict[UUID, Agreement]:
    rows = session.scalars(
        select(Agreement)
        .where(
            Agreement.engagement_id.in_(keys),
            Agreement.kind == AgreementKind.REVIEW,
            Agreement.withdrawn_at.is_(None),
        )
        .order_by(Agreement.recorded_at, Agreement.id)
    )
    return {row.engagement_id: row for row in rows if row.engagement_id is not None}


def _names(session: Session, records: Sequence[CerRecord]) -> dict[UUID, list[tuple[str, datetime]]]:
    """Return, by record, who retained hours and when: in the month itself, or afterwards by an adjustment."""
    keys = [row.id for row in records]
    late = session.execute(
        select(CerAdjustment.record_id, CerAdjustment.retained_by_id, CerAdjustment.at).where(
            CerAdjustment.record_id.in_(keys), CerAdjustment.retained_by_id.is_not(None)
        )
    ).all()
    signed = [
        (row.id, row.retained_by_id, row.retained_at)
        for row in records
        if row.retained_by_id and row.retained_at
    ]
    signed += [(record_id, author, at) for record_id, author, at in late if author]
    authors = {
        key: f"{first} {last.upper()}"
        for key, first, last in session.execute(
            select(Account.id, Account.first_name, Account.last_name).where(
                Account.id.in_({author for _, author, _ in signed})
            )
        )
    }
    found: dict[UUID, list[tuple[str, datetime]]] = defaultdict(list)
    for record_id, author, at in signed:
        found[record_id].append((authors.get(author, ""), at))
    return found


def _hours(minutes: int) -> Decimal:
    return (Decimal(minutes) / 60).quantize(Decimal("0.01"))


def _line(
    engagement: Engagement,
    contract: Contract | None,
    rows: Sequence[CerRecord],
    agreement: Agreement | None,
    names: dict[UUID, list[tuple[str, datetime]]],
    now: datetime,
) -> ReviewLine:
    profile, offer = engagement.profile, engagement.offer
    hidden = offer.association.sensitive_name
    retained = [total for row in rows if (total := row.total_retained) is not None]
    signed = [one for row in rows for one in names.get(row.id, ())]
    sector = profile.team.sector
    return ReviewLine(
        version_export=VERSION,
        genere_le=now.astimezone(PARIS),
        identifiant_departement=profile.departement_ref,
        role=str(profile.household_role.value) if profile.household_role else "",
        nom=profile.last_name.upper(),
        prenom=profile.first_name,
        reference_contrat=(contract.reference or "") if contract else "",
        type_contrat=contract.kind.label if contract else EngagementNature.PERSONAL.label,
        debut_contrat=contract.starts_on if contract else None,
        fin_contrat=contract.ends_on if contract else None,
        date_revue=contract.review_on if contract else None,
        prevu_au_contrat=contract.volunteering_included if contract else False,
        referent=profile.referent.full_name,
        structure_referente=profile.team.name,
        secteur=sector.name if sector else "",
        association=HIDDEN_NAME if hidden else offer.association.name,
        rna="" if hidden else (offer.association.rna or ""),
        mission=HIDDEN_MISSION if hidden else offer.title,
        domaine="" if hidden else offer.domain.label,
        commune_mission_insee=offer.commune_insee or "",
        debut_engagement=engagement.started_on,
        fin_engagement=engagement.ended_on,
        statut=engagement.status.label,
        rythme_prevu=_rhythm(engagement),
        heures_declarees=_hours(sum(row.total_declared for row in rows)),
        heures_confirmees=_hours(sum(row.total_confirmed for row in rows)),
        heures_retenues=_hours(sum(retained)) if retained else None,
        retenues_par=SEPARATOR.join(sorted({name for name, _ in signed if name})),
        retenues_le=max(at for _, at in signed).astimezone(PARIS).date() if signed else None,
        nb_seances=sum(row.total_sessions for row in rows),
        savoir_etre="",
        bilan_association="",
        parole_de_la_personne="",
        accord_personne_le=agreement.given_on if agreement else None,
        numero_allocataire=profile.allocataire_number or "",
    )


def _with_bilan(line: ReviewLine, engagement: Engagement, said: ExportedBilan | None) -> ReviewLine:
    """Return the line with what was recognised and said (R11); a name that hides is in none of them."""
    if said is None:
        return line
    return replace(
        line,
        savoir_etre=SEPARATOR.join(skill.label for skill in said.skills),
        bilan_association="" if engagement.offer.association.sensitive_name else (said.text or ""),
        parole_de_la_personne=bilans.discreet_words(said, engagement.offer.association) or "",
    )


def _rhythm(engagement: Engagement) -> str:
    hours, rest = divmod(engagement.session_minutes, 60)
    length = f"{hours} h {rest:02d}" if rest else f"{hours} h"
    times = engagement.sessions_per_period
    return f"{engagement.rhythm.label.lower()}, {times} × {length}"
