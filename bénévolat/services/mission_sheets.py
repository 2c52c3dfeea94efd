"""Facts of the sheet of missions: read from what was proposed, written in short sentences (R53)."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from bénévolat.domain.actors import Actor
from bénévolat.domain.contact_words import postal_words
from bénévolat.domain.enums import ExpensesPolicy, JournalEvent, Rhythm, SupervisionLevel, TravelMeans
from bénévolat.domain.french import duration, long_date
from bénévolat.domain.half_days import half_day_lines
from bénévolat.domain.propositions import MAX_WITH_PERSON, WITH_PERSON
from bénévolat.exports.map_sketches import Spot, kilometres
from bénévolat.exports.mission_sheets import Fact, Mission, MissionSheet, Way
from bénévolat.exports.pictograms import Picture
from bénévolat.models.communes import Commune
from bénévolat.models.offers import Offer
from bénévolat.models.profiles import Profile
from bénévolat.models.propositions import Proposition
from bénévolat.services import cards, journal, proposition_views, texts
from bénévolat.services.journeys import Journey, JourneyKind, journey
from bénévolat.services.texts import OFF, Desk

MOST_LINES = 5
MOST_LETTERS = 90
"""Letters of a line of «what you will do»; a longer text is cut at a sentence."""
RHYTHMS = {
    Rhythm.WEEKLY: "Chaque semaine.",
    Rhythm.FORTNIGHTLY: "Une semaine sur deux.",
    Rhythm.MONTHLY: "Chaque mois.",
    Rhythm.ONE_OFF: "De temps en temps.",
}
ACCOMPANIED = {
    SupervisionLevel.LIGHT: "On vous montre au début. Ensuite, vous êtes autonome.",
    SupervisionLevel.REGULAR: "Quelqu'un vous accompagne souvent.",
    SupervisionLevel.CLOSE: "Quelqu'un est toujours avec vous.",
}
PICTOGRAMS = {
    TravelMeans.WALK: Picture.WALK,
    TravelMeans.BIKE: Picture.BIKE,
    TravelMeans.MOPED: Picture.MOPED,
    TravelMeans.BUS: Picture.BUS,
    TravelMeans.ON_DEMAND: Picture.BUS,
    TravelMeans.CAR: Picture.CAR,
    TravelMeans.LIFT: Picture.CAR,
}


def waiting_of(session: Session, profile_id: UUID) -> Sequence[Proposition]:
    """Return the missions put before a person, three at most, with what a sheet says of them."""
    return session.scalars(
        proposition_views.of_person(profile_id)
        .where(Proposition.status.in_(WITH_PERSON))
        .options(
            joinedload(Proposition.offer).joinedload(Offer.supervisor),
            joinedload(Proposition.offer).joinedload(Offer.backup_supervisor),
        )
        .limit(MAX_WITH_PERSON)
    ).all()


def sheet_of(
    session: Session, person: Profile, rows: Sequence[Proposition], *, desk: Desk, now: datetime
) -> MissionSheet:
    """Return the facts of a person's sheet; each mission gets its number, drawn once."""
    around = _around(session, person)
    return MissionSheet(
        first_name=person.first_name,
        missions=tuple(_mission(session, person, row, around) for row in rows),
        phone=desk.number_for(person),
        by_text=desk.backend != OFF and texts.wish_of(session, person.id) is not None,
        by_card=cards.current_of(session, person.id, now=now) is not None,
        made_at=now,
    )


def write_made(session: Session, person: Profile, *, by: Actor, now: datetime) -> None:
    """Write in the journal that a sheet was made for this person (R40)."""
    journal.write(session, JournalEvent.LETTER_MADE, by=by, now=now, profile_id=person.id)


def _mission(session: Session, person: Profile, row: Proposition, around: Sequence[Spot]) -> Mission:
    offer = row.offer
    way = journey(person, offer)
    facts = (
        Fact(Picture.TASKS, "Ce que vous ferez", _what(offer)),
        Fact(Picture.DAYS, "Quand", _when(offer)),
        Fact(Picture.PLACE, "Où", _where(offer)),
        Fact(_picture(way), "Comment venir", _ways(offer, way)),
        Fact(Picture.HOST, "Avec qui", _who(offer)),
    )
    home, there = _spot(person.commune), _spot(offer.commune)
    to_draw = None
    if home and there and kilometres(home, there) > 0.3 and way.kind is not JourneyKind.HOME:
        names = {home.name, there.name}
        to_draw = Way(home, there, tuple(one for one in around if one.name not in names))
    return Mission(
        title=offer.title,
        association=offer.association.name,
        facts=tuple(fact for fact in facts if fact.lines),
        way=to_draw,
        code=texts.reply_code(session, row),
    )


def _around(session: Session, person: Profile) -> list[Spot]:
    """Return the larger communes of the person's département: what people know to find their way."""
    if person.commune is None:
        return []
    rows = session.scalars(
        select(Commune)
        .where(Commune.departement == person.commune.departement, Commune.lat.is_not(None))
        .order_by(Commune.population.desc().nulls_last(), Commune.insee)
        .limit(60)
    )
    return [spot for row in rows if (spot := _spot(row))]


def _spot(commune: Commune | None) -> Spot | None:
    if commune is None or commune.lat is None or commune.lon is None:
        return None
    return Spot(commune.name, commune.lat, commune.lon, commune.population or 0)


def _what(offer: Offer) -> tuple[str, ...]:
    """Return the simple text, or the tasks, or the beginning of the description, one idea a line."""
    said = [line.strip() for line in offer.simple_text.splitlines() if line.strip()]
    said = said or list(offer.tasks)
    if not said:
        kept = ""
        for sentence in offer.description.replace("\n", " ").split(". "):
            if kept and len(kept) + len(sentence) > 2 * MOST_LETTERS:
                break
            kept = f"{kept}. {sentence}" if kept else sentence
        said = [kept[: 4 * MOST_LETTERS]]
    return tuple(line for line in said if line)[:MOST_LINES]


def _when(offer: Offer) -> tuple[str, ...]:
    days = [f"{line.capitalize()}." for line in half_day_lines(offer.half_days)]
    lines = days or ["Les jours se choisissent ensemble."]
    often = RHYTHMS[offer.rhythm]
    if offer.sessions_per_period > 1:
        often += f" {offer.sessions_per_period}\u00a0fois."
    lines.append(often)
    if offer.session_minutes:
        lines.append(f"{duration(offer.session_minutes)} à chaque fois.")
    if offer.starts_on:
        lines.append(f"À partir du {long_date(offer.starts_on)}.")
    return tuple(lines)


def _where(offer: Offer) -> tuple[str, ...]:
    place = postal_words(offer.address, offer.commune.name if offer.commune else None)
    return tuple(filter(None, (place or offer.remote.label, offer.access_notes)))


def _picture(way: Journey) -> Picture:
    if way.ways:
        return PICTOGRAMS[way.ways[0].means]
    return Picture.HOME if way.kind is JourneyKind.HOME else Picture.ASK


def _ways(offer: Offer, way: Journey) -> tuple[str, ...]:
    """Return the person's own ways with their minutes, as the matcher counts them; never a line nobody declared."""
    lines = {
        JourneyKind.HOME: ["Vous restez chez vous."],
        JourneyKind.SAME_PLACE: ["C'est dans votre commune."],
        JourneyKind.ASK: ["On cherche avec vous."],
        JourneyKind.WAYS: [
            f"{one.means.label}\u00a0: {one.minutes}\u00a0minute{'s' if one.minutes > 1 else ''} environ."
            for one in way.ways[:2]
        ],
    }[way.kind]
    if offer.transit_notes and way.kind is not JourneyKind.HOME:
        lines.append(offer.transit_notes)
    if offer.expenses not in {ExpensesPolicy.UNKNOWN, ExpensesPolicy.NONE}:
        lines.append(f"{offer.expenses.label}.")
    return tuple(lines)


def _who(offer: Offer) -> tuple[str, ...]:
    host = offer.supervisor or offer.backup_supervisor
    asked = []
    if host is not None:
        function = f", {host.function.lower()}" if host.function else ""
        asked.append(f"Demandez {host.first_name}{function}.")
    return (*asked, ACCOMPANIED[offer.supervision_level])
