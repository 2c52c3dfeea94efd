"""Contract-review exports: gathered, kept 48 hours, journaled (R6, R72 to R75)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from bénévolat.domain.enums import AgreementKind, EngagementNature, JournalEvent, Right
from bénévolat.domain.errors import DomainError, NotAllowed
from bénévolat.exports.contract_review import (
    HIDDEN_MISSION,
    HIDDEN_NAME,
    VERSION,
    ReviewLine,
    review_csv,
)
from bénévolat.exports.french_csv import CsvProfile
from bénévolat.models.accounts import Account
from bénévolat.models.agreements import Agreement
from bénévolat.models.cer import CerRecord
from bénévolat.models.contracts import Contract
from bénévolat.models.engagements import Engagement
from bénévolat.models.exports import ExportFile
from bénévolat.models.offers import Offer
from bénévolat.models.profiles import Profile
from bénévolat.models.teams import Team
from bénévolat.services import export_files, journal

PARIS = ZoneInfo("Europe/Paris")
MIN_MOTIVE = 10


class BadPeriod(DomainError):
    """The period ends after it starts and holds two years at most."""

    field = "period_to"


class NoMotive(DomainError):
    """An export says what it is for (R75)."""

    sentence = "Indiquez le motif de cet export en quelques mots (10 caractères au moins)."
    field = "motive"


def _hours(minutes: int) -> Decimal:
    return (Decimal(minutes) / 60).quantize(Decimal("0.01"))


def _first_of_month(day: date) -> date:
    return day.replace(day=1)


def _records(
    session: Session, period_from: date, period_to: date, team_id: UUID | None
) -> dict[UUID, list[CerRecord]]:
    statement = (
        select(CerRecord)
        .join(Engagement, Engagement.id == CerRecord.engagement_id)
        .join(Profile, Profile.id == Engagement.profile_id)
        .where(
            CerRecord.month >= _first_of_month(period_from),
            CerRecord.month <= _first_of_month(period_to),
        )
        .order_by(CerRecord.month)
    )
    if team_id is not None:
        statement = statement.where(Profile.team_id == team_id)
    grouped: dict[UUID, list[CerRecord]] = defaultdict(list)
    for row in session.scalars(statement):
        grouped[row.engagement_id].append(row)
    return grouped


def _engagements(session: Session, keys: Iterable[UUID]) -> Sequence[Engagement]:
    wanted = list(keys)
    found: list[Engagement] = []
    for start in range(0, len(wanted), 500):
        found += session.scalars(
            select(Engagement)
            .where(Engagement.id.in_(wanted[start : start + 500]))
            .options(
                joinedload(Engagement.profile).joinedload(Profile.referent),
                joinedload(Engagement.profile).joinedload(Profile.team).joinedload(Team.sector),
                joinedload(Engagement.offer).joinedload(Offer.association),
                selectinload(Engagement.agreement),
            )
        ).unique()
    return sorted(found, key=lambda item: (item.profile.departement_ref, item.started_on, item.id.hex))


def _covering(contracts: Sequence[Contract], month: date) -> Contract | None:
    """Return the contract a month belongs to: in force on its first day, else the one that starts within it."""
    following = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    for contract in contracts:
        if contract.starts_on <= month <= contract.ends_on:
            return contract
    for contract in contracts:
        if month < contract.starts_on < following:
            return contract
    return None


def gather(
    session: Session, *, period_from: date, period_to: date, team_id: UUID | None, now: datetime
) -> list[ReviewLine]:
    """Return one line per engagement and contract period, from the monthly records of whole months.

    A month of volunteering outside any contract in force, or of a personal engagement, is there only when the
    person agreed (R6, Conseil d'État 418975).
    """
    grouped = _records(session, period_from, period_to, team_id)
    engagements = _engagements(session, grouped)
    contracts: dict[UUID, list[Contract]] = defaultdict(list)
    followed = select(Engagement.profile_id).join(CerRecord, CerRecord.engagement_id == Engagement.id)
    for contract in session.scalars(
        select(Contract).where(Contract.profile_id.in_(followed)).order_by(Contract.starts_on, Contract.id)
    ):
        contracts[contract.profile_id].append(contract)
    agreed = {
        row.engagement_id: row
        for row in session.scalars(
            select(Agreement).where(Agreement.kind == AgreementKind.REVIEW, Agreement.withdrawn_at.is_(None))
        )
    }
    names = {key: f"{first} {last.upper()}" for key, first, last in _names(session)}
    lines: list[ReviewLine] = []
    for engagement in engagements:
        by_contract: dict[UUID | None, list[CerRecord]] = defaultdict(list)
        known = {contract.id: contract for contract in contracts[engagement.profile_id]}
        for row in grouped[engagement.id]:
            inside = (
                _covering(contracts[engagement.profile_id], row.month)
                if engagement.nature is EngagementNature.IN_CONTRACT
                else None
            )
            if inside is not None or engagement.id in agreed:
                by_contract[inside.id if inside else None].append(row)
        for key, rows in by_contract.items():
            review = agreed.get(engagement.id) if key is None else engagement.agreement
            lines.append(_line(engagement, known.get(key) if key else None, rows, review, names, now))
    return lines


def _names(session: Session) -> Iterable[tuple[UUID, str, str]]:
    statement = select(Account.id, Account.first_name, Account.last_name).where(
        Account.id.in_(select(CerRecord.retained_by_id).distinct())
    )
    return [(row[0], row[1], row[2]) for row in session.execute(statement)]


def _line(
    engagement: Engagement,
    contract: Contract | None,
    rows: Sequence[CerRecord],
    agreement: Agreement | None,
    names: dict[UUID, str],
    now: datetime,
) -> ReviewLine:
    profile, offer = engagement.profile, engagement.offer
    hidden = offer.association.sensitive_name
    retained = [row for row in rows if row.minutes_retained is not None]
    authors = sorted({names.get(row.retained_by_id, "") for row in retained if row.retained_by_id})
    dates = [row.retained_at for row in retained if row.retained_at]
    sector = profile.team.sector
    return ReviewLine(
        version_export=VERSION,
        genere_le=now.astimezone(PARIS),
        identifiant_departement=profile.departement_ref,
        role=profile.household_role.value if profile.household_role else "",
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
        heures_declarees=_hours(sum(row.minutes_declared for row in rows)),
        heures_confirmees=_hours(sum(row.minutes_confirmed for row in rows)),
        heures_retenues=_hours(sum(row.minutes_retained or 0 for row in retained)) if retained else None,
        retenues_par=" | ".join(authors),
        retenues_le=max(dates).astimezone(PARIS).date() if dates else None,
        nb_seances=sum(row.nb_sessions for row in rows),
        savoir_etre="",
        bilan_association="",
        parole_de_la_personne="",
        accord_personne_le=agreement.given_on if agreement else None,
    )


def _rhythm(engagement: Engagement) -> str:
    hours, rest = divmod(engagement.session_minutes, 60)
    length = f"{hours} h {rest:02d}" if rest else f"{hours} h"
    times = engagement.sessions_per_period
    return f"{engagement.rhythm.label.lower()}, {times} × {length}"


def make(
    session: Session,
    account: Account,
    *,
    period_from: date,
    period_to: date,
    motive: str,
    profile: CsvProfile,
    team_id: UUID | None,
    lasts: timedelta,
    now: datetime,
) -> ExportFile:
    """Produce an export and keep it for ``lasts``; one journal line says who, when and why.

    Raises NotAllowed without the right, NoMotive, BadPeriod.
    """
    if Right.EXPORT not in account.rights or account.disabled_at is not None:
        raise NotAllowed
    if len(motive.strip()) < MIN_MOTIVE:
        raise NoMotive
    if period_to < period_from:
        raise BadPeriod("La fin de la période doit être après son début.")
    if (period_to - period_from).days > 731:
        raise BadPeriod("Choisissez une période de deux ans au plus.")
    lines = gather(session, period_from=period_from, period_to=period_to, team_id=team_id, now=now)
    content, replaced = review_csv(lines, profile)
    export = ExportFile(
        account_id=account.id,
        kind="contract-review",
        motive=motive.strip(),
        period_from=period_from,
        period_to=period_to,
        file_format=f"csv-{profile.value}",
        file_name=f"revue-contrats_{period_from:%Y-%m-%d}_{period_to:%Y-%m-%d}.csv",
        nb_lines=len(lines),
        nb_transliterated=replaced,
        created_at=now,
        expires_at=now + lasts,
        size=0,
    )
    session.add(export)
    session.flush()
    writer = export_files.PieceWriter(session, export)
    writer.write(content)
    writer.close()
    journal.write(
        session,
        JournalEvent.EXPORT_MADE,
        by=account.as_actor(),
        now=now,
        subject_id=export.id,
        motive=motive.strip(),
    )
    return export
