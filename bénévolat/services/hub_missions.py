"""Import of the national hub's missions as draft offers of their associations.

- One campaign is one offer: same folded title and same organisation, whatever the number of towns. Without an
  organisation, the same publisher and the same title without the town that ends it.
- An organisation becomes a draft association, or is the one that already has this name; a mission without one
  goes to «Association non précisée», one per publisher, so that none is lost.
- A place that is not sure is kept as it was written, with the reason, for a person to settle.
- Nothing is invented: no supervisor, a supervision capacity of zero. Such a draft cannot be published unread.
- Replaying is safe: an offer is known by the hub's identifier; a draft that someone changed here is kept.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from bénévolat.domain.actors import Actor
from bénévolat.domain.enums import JournalEvent
from bénévolat.domain.names import fold, search_key
from bénévolat.domain.offers import OfferStatus
from bénévolat.domain.places import FoundPlace, PlaceStatus
from bénévolat.exports.hub_report import HubDecision, HubLine
from bénévolat.models.associations import Association
from bénévolat.models.offers import Offer
from bénévolat.services import journal
from bénévolat.services.hub_places import campaign_of, place_of, title_of_campaign, written_place
from bénévolat.services.hub_records import BadRecord, HubMission, read_lines
from bénévolat.services.places import PlaceIndex

SOURCE = "hub"
_ORGANISATIONS = "hub:organisation:"
_SOURCES = "hub:source:"
_PLACED = frozenset({PlaceStatus.RESOLVED, PlaceStatus.NOT_NEEDED})


@dataclass(frozen=True, slots=True)
class HubReport:
    """What an import did, line by line, in the order of the file."""

    lines: tuple[HubLine, ...]

    @property
    def decisions(self) -> Counter[HubDecision]:
        """Return the number of lines by decision."""
        return Counter(line.decision for line in self.lines)

    @property
    def places(self) -> Counter[PlaceStatus]:
        """Return the number of lines by result of the look-up of their place."""
        return Counter(line.lieu for line in self.lines if line.lieu is not None)

    @property
    def places_of_offers(self) -> Counter[PlaceStatus]:
        """Return the same for offers only: duplicates and refusals left out."""
        kinds = {HubDecision.DUPLICATE, HubDecision.REFUSED}
        return Counter(line.lieu for line in self.lines if line.lieu and line.decision not in kinds)


@dataclass(frozen=True, slots=True)
class _Placed:
    """One readable line and its place."""

    mission: HubMission
    place: FoundPlace

    @property
    def ref(self) -> str:
        """Return what an offer is known by in later imports."""
        return f"hub:{self.mission.external_id}"


def import_missions(session: Session, lines: Iterable[bytes], *, by: Actor, now: datetime) -> HubReport:
    """Read JSON lines, write draft offers and associations, return the report.

    A line that cannot be read is reported, never fatal. The caller's transaction keeps all or nothing.
    """
    index = PlaceIndex.load(session)
    report: list[HubLine] = []
    first_lines: dict[str, _Placed] = {}
    campaigns: dict[tuple[str, str], list[_Placed]] = {}
    for number, read in read_lines(lines):
        if isinstance(read, BadRecord):
            report.append(_refused(number, read))
            continue
        placed = _Placed(read, place_of(index, read))
        first = first_lines.setdefault(read.external_id, placed)
        if first is not placed:
            report.append(_line(placed, HubDecision.DUPLICATE, of=first, reason="même identifiant"))
            continue
        campaigns.setdefault(campaign_of(index, read), []).append(placed)
    importer = _Importer(session, index, now=now)
    for (text, _), group in campaigns.items():
        report.extend(importer.write(text, group))
    journal.write(session, JournalEvent.IMPORT_DONE, by=by, now=now)
    session.flush()
    return HubReport(tuple(sorted(report, key=lambda line: line.ligne)))


class _Importer:
    """What is already known of the hub, and what one import adds to it."""

    def __init__(self, session: Session, index: PlaceIndex, *, now: datetime) -> None:
        self.session = session
        self.now = now
        self.associations: dict[str, Association] = {}
        for association in session.scalars(select(Association).order_by(Association.created_at.desc())):
            self.associations[association.search_key] = association
            if association.source_ref:
                self.associations[association.source_ref] = association
        self.offers: dict[str, Offer] = {}
        self.campaigns: dict[tuple[UUID, str], Offer] = {}
        known = select(Offer).where(Offer.source_name == SOURCE).order_by(Offer.source_ref.desc())
        for offer in session.scalars(known):
            ref = offer.association.source_ref or ""
            by_source = ref.startswith(_SOURCES)
            text = title_of_campaign(index, offer.title) if by_source else fold(offer.title)
            self.offers[offer.source_ref or ""] = offer
            self.campaigns[offer.association_id, text] = offer

    def write(self, text: str, group: Sequence[_Placed]) -> list[HubLine]:
        """Write the offer of one campaign and return a line for each of its missions."""
        association = self._association(group[0].mission)
        mine = [placed for placed in group if placed.ref in self.offers]
        candidates = [*mine, *group]
        chosen = next((placed for placed in candidates if placed.place.status in _PLACED), candidates[0])
        elsewhere = self.campaigns.get((association.id, text))
        if not mine and elsewhere is not None:
            reason = f"même campagne que l'offre déjà importée {elsewhere.source_ref}"
            return [_line(placed, HubDecision.DUPLICATE, reason=reason) for placed in group]
        values = _values(chosen)
        if mine:
            decision = self._update(self.offers[mine[0].ref], values)
        else:
            decision = self._create(association, chosen, values)
        same = "même titre, même organisation" if chosen.mission.organisation else "même titre, même source"
        return [
            _line(chosen, decision, remark=_remark_on_group(group))
            if placed is chosen
            else _line(placed, HubDecision.DUPLICATE, of=chosen, reason=same)
            for placed in group
        ]

    def _association(self, mission: HubMission) -> Association:
        """Return the association of a mission: the one that has this name here, or a new draft."""
        if mission.organisation:
            name, ref = mission.organisation, f"{_ORGANISATIONS}{fold(mission.organisation)}"
        else:
            name = f"Association non précisée ({mission.publisher})"
            ref = f"{_SOURCES}{fold(mission.publisher)}"
        key = search_key(name)
        known = self.associations.get(ref[:300]) or self.associations.get(key)
        if known is None:
            known = Association(
                id=uuid4(), name=name, search_key=key, source_ref=ref[:300], created_at=self.now
            )
            self.session.add(known)
            self.associations[key] = known
        self.associations[ref[:300]] = known
        return known

    def _create(self, association: Association, chosen: _Placed, values: dict[str, Any]) -> HubDecision:
        self.session.add(
            Offer(
                association=association,
                association_id=association.id,
                source_ref=chosen.ref,
                source_name=SOURCE,
                supervision_capacity=0,
                created_at=self.now,
                updated_at=self.now,
                **values,
            )
        )
        return HubDecision.CREATED

    @staticmethod
    def _update(offer: Offer, values: dict[str, Any]) -> HubDecision:
        """Bring a draft up to date; ``updated_at`` stays at its creation, so that a human's hand shows."""
        if all(getattr(offer, name) == value for name, value in values.items()):
            return HubDecision.UNCHANGED
        if offer.status is not OfferStatus.DRAFT or offer.updated_at != offer.created_at:
            return HubDecision.KEPT
        for name, value in values.items():
            setattr(offer, name, value)
        return HubDecision.UPDATED


def _values(placed: _Placed) -> dict[str, Any]:
    """Return what an offer takes from a mission."""
    mission, place = placed.mission, placed.place
    schedule = f"Horaires indiqués : {mission.schedule}" if mission.schedule else ""
    unresolved = None
    if place.status not in _PLACED:
        unresolved = f"{written_place(mission) or 'lieu absent'} ({place.reason})"[:300]
    return {
        "title": mission.title,
        "description": "\n\n".join(filter(None, (mission.description, schedule))),
        "domain": mission.domain,
        "remote": mission.remote,
        "commune_insee": place.insee,
        "unresolved_place": unresolved,
        "places": 1 if mission.places is None else mission.places,
    }


def _remark_on_group(group: Sequence[_Placed]) -> str:
    if len(group) == 1:
        return ""
    towns = {placed.place.insee for placed in group if placed.place.insee}
    return f"même campagne sur {len(group)} lignes, dans {len(towns)} communes trouvées"


def _line(
    placed: _Placed,
    decision: HubDecision,
    *,
    of: _Placed | None = None,
    reason: str = "",
    remark: str = "",
) -> HubLine:
    mission, place = placed.mission, placed.place
    return HubLine(
        ligne=mission.line,
        identifiant=mission.external_id,
        decision=decision,
        doublon_de_la_ligne=of.mission.line if of else None,
        lieu_lu=written_place(mission),
        lieu=place.status,
        commune_insee=place.insee or "",
        commune=place.name,
        raison=" ; ".join(filter(None, (reason, place.reason))),
        remarques=" ; ".join(filter(None, (*mission.remarks, place.remark, remark))),
    )


def _refused(number: int, refusal: BadRecord) -> HubLine:
    return HubLine(
        ligne=number,
        identifiant="",
        decision=HubDecision.REFUSED,
        doublon_de_la_ligne=None,
        lieu_lu="",
        lieu=None,
        commune_insee="",
        commune="",
        raison=str(refusal),
        remarques="",
    )
