"""«Mal compris»: reasons of a suggestion that a travailleur social found wrong, told to the Département.

What is kept says which words met which, never about whom: no identifier, and a name that stands in the words is
taken out.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2s
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload

from bénévolat.domain.actors import Actor
from bénévolat.domain.sensitive_words import find_sensitive_words
from bénévolat.domain.thesaurus import MisreadingStatus
from bénévolat.matching.text import fold
from bénévolat.models.offers import Offer
from bénévolat.models.profiles import Profile
from bénévolat.models.thesaurus import Misreading
from bénévolat.services import matching_engine, matching_rows

PARIS = ZoneInfo("Europe/Paris")
MOST_SHOWN = 6
LONGEST = 200
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Meeting:
    """Words of a person that met words of a mission, and the concept that joined them (code, label)."""

    said: str
    found: str
    concept: str | None
    label: str | None

    @property
    def key(self) -> str:
        """Return a short text that stands for this meeting in a form."""
        parts = "\n".join((self.said, self.found, self.concept or ""))
        return blake2s(parts.encode(), digest_size=8).hexdigest()


def meetings(session: Session, profile: Profile, offer_id: UUID, *, now: datetime) -> list[Meeting]:
    """Return what made the engine suggest a mission to a person, strongest first; nothing when it does not know."""
    with matching_engine.LOCK:
        engine = matching_engine.current(session, now.astimezone(PARIS).date())
        row = engine.row_of.get(str(offer_id))
        record = matching_rows.profiles(session, [profile.id]).get(profile.id)
        if row is None or record is None:
            return []
        codes = {label: code for code, label in engine.epoch.lexicon.labels.items()}
        chips, _ = engine.questions.of_profile(record, engine.settings.skill_weight)
        concepts = engine.documents.concept_terms(row)
        found: dict[Meeting, int] = {}
        for chip in chips:
            evidence = engine.questions.evidence(chip, row, concepts)
            if evidence is not None:
                meeting = Meeting(
                    chip.words, evidence.found, codes.get(evidence.concept or ""), evidence.concept
                )
                found[meeting] = max(evidence.strength * chip.weight, found.get(meeting, 0))
    ranked = sorted(found, key=lambda meeting: (-found[meeting], meeting.said, meeting.found))
    return ranked[:MOST_SHOWN]


def report(
    session: Session,
    profile: Profile,
    offer: Offer,
    meeting: Meeting | None,
    *,
    meant: str,
    by: Actor,
    now: datetime,
) -> Misreading:
    """Tell the Département of a meeting that is wrong (None: something else, said by ``meant``).

    The same one reported again is counted, not written twice.
    """
    said = _kept(meeting.said, profile) if meeting else ""
    found = meeting.found[:LONGEST] if meeting else ""
    concept = meeting.concept if meeting else None
    meant = _nameless(meant, profile)
    if meeting is not None:
        known = session.scalar(
            select(Misreading)
            .where(
                Misreading.status == MisreadingStatus.OPEN,
                Misreading.said == said,
                Misreading.found == found,
                Misreading.concept.is_(None) if concept is None else Misreading.concept == concept,
            )
            .with_for_update()
            .limit(1)
        )
        if known is not None:
            known.reports += 1
            known.meant = known.meant or meant
            return known
    row = Misreading(
        said=said,
        offer_title=offer.title,
        found=found,
        concept=concept,
        meant=meant,
        reports=1,
        status=MisreadingStatus.OPEN,
        reported_at=now,
        reporter_id=by.account_id,
    )
    session.add(row)
    session.flush()
    return row


def _kept(words: str, profile: Profile) -> str:
    """Return the words of a person as they may leave their file: without their name; nothing if they say more."""
    return "" if find_sensitive_words(words) else _nameless(words, profile)[:LONGEST]


def _nameless(words: str, profile: Profile) -> str:
    names = {fold(name) for whole in (profile.first_name, profile.last_name) for name in _WORD.findall(whole)}
    return _WORD.sub(lambda word: "…" if fold(word[0]) in names else word[0], words)


def with_status(status: MisreadingStatus) -> Select[Misreading]:
    """Select the reports in a state: open ones by number of reports, the others the last closed first."""
    statement = select(Misreading).where(Misreading.status == status).options(joinedload(Misreading.reporter))
    if status is MisreadingStatus.OPEN:
        return statement.order_by(Misreading.reports.desc(), Misreading.reported_at, Misreading.id)
    return statement.order_by(Misreading.closed_at.desc(), Misreading.id)


def count_open(session: Session) -> int:
    """Return how many reports wait."""
    statement = select(func.count()).select_from(Misreading).where(Misreading.status == MisreadingStatus.OPEN)
    return session.scalar(statement) or 0


def dismiss(session: Session, misreading: Misreading, *, by: Actor, now: datetime) -> None:
    """Put a report aside: nothing is to change."""
    _close(session, misreading, MisreadingStatus.DISMISSED, by=by, now=now)


def treat(session: Session, misreading: Misreading, edit_number: int, *, by: Actor, now: datetime) -> None:
    """Close a report by the edit that answers it."""
    if _close(session, misreading, MisreadingStatus.TREATED, by=by, now=now):
        misreading.edit_number = edit_number


def _close(
    session: Session, misreading: Misreading, status: MisreadingStatus, *, by: Actor, now: datetime
) -> bool:
    """Close an open report; one that somebody closed meanwhile stays as it is."""
    session.refresh(misreading, with_for_update={"of": Misreading})
    if misreading.status is not MisreadingStatus.OPEN:
        return False
    misreading.status, misreading.closed_at, misreading.closed_by_id = status, now, by.account_id
    return True
