"""Teams and sectors (R68): named, changed, and the list of communes of a sector."""

import re
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload

from bénévolat.domain.names import fold
from bénévolat.domain.teams import NameTaken, UnknownCommunes
from bénévolat.models.accounts import Account
from bénévolat.models.communes import Commune, PostalCode
from bénévolat.models.teams import Sector, Team, sector_communes
from bénévolat.services import communes as all_communes

_INSEE = re.compile(r"(?:\d{2}|2[ABab])\d{3}")
MOST_ERRORS = 10


def in_order() -> Select[Team]:
    """Select teams by name, with their sector."""
    return select(Team).options(joinedload(Team.sector)).order_by(func.lower(Team.name), Team.id)


def sectors_in_order() -> Select[Sector]:
    """Select sectors by name."""
    return select(Sector).order_by(func.lower(Sector.name), Sector.id)


def count_members(session: Session) -> dict[UUID, int]:
    """Return how many accounts that may sign in each team has."""
    counted = session.execute(
        select(Account.team_id, func.count())
        .where(Account.team_id.is_not(None), Account.disabled_at.is_(None))
        .group_by(Account.team_id)
    )
    return {row[0]: row[1] for row in counted if row[0] is not None}


def count_communes(session: Session) -> dict[UUID, int]:
    """Return how many communes each sector has."""
    column = sector_communes.c.sector_id
    return {row[0]: row[1] for row in session.execute(select(column, func.count()).group_by(column))}


def create_team(session: Session, *, name: str, phone: str | None, sector_id: UUID | None) -> Team:
    """Make a team. Raises NameTaken."""
    _refuse_taken(session, Team, name, but=None)
    team = Team(name=name, phone=phone, sector_id=sector_id)
    session.add(team)
    session.flush()
    return team


def change_team(
    session: Session, team: Team, *, name: str, phone: str | None, sector_id: UUID | None
) -> None:
    """Change a team. Raises NameTaken."""
    _refuse_taken(session, Team, name, but=team.id)
    team.name, team.phone, team.sector_id = name, phone, sector_id


def create_sector(session: Session, *, name: str, communes: str) -> Sector:
    """Make a sector from its name and its communes, one a line. Raises NameTaken, UnknownCommunes."""
    _refuse_taken(session, Sector, name, but=None)
    sector = Sector(name=name, communes=read_communes(session, communes))
    session.add(sector)
    session.flush()
    return sector


def change_sector(session: Session, sector: Sector, *, name: str, communes: str) -> None:
    """Change a sector and its whole list of communes. Raises NameTaken, UnknownCommunes."""
    found = read_communes(session, communes)
    _refuse_taken(session, Sector, name, but=sector.id)
    sector.name, sector.communes = name, found


def write_communes(sector: Sector) -> str:
    """Return the communes of a sector as they are typed: «10387 Troyes», one a line."""
    return "\n".join(f"{commune.insee} {commune.name}" for commune in sector.communes)


def read_communes(session: Session, text: str) -> list[Commune]:
    """Return the communes of a typed list, one a line: a name, an INSEE code, or both (R66, R67).

    Each is kept once. Two statements whatever the length. Raises UnknownCommunes with one sentence per line
    that names no commune, or several.
    """
    lines = [(number, " ".join(line.split())) for number, line in enumerate(text.splitlines(), 1)]
    lines = [(number, line) for number, line in lines if line]
    by_code, by_key = _candidates(session, [line for _, line in lines])
    found: dict[str, Commune] = {}
    errors: list[str] = []
    for number, line in lines:
        code, name = _split(line)
        matches = [by_code[code]] if code in by_code else _named(by_key, name or line)
        if len(matches) == 1:
            found[matches[0].insee] = matches[0]
        else:
            errors.append(_sentence(session, number, line, code, matches))
    if errors:
        more = len(errors) - MOST_ERRORS
        tail = [f"Et {more} autres lignes à corriger."] if more > 1 else errors[MOST_ERRORS:]
        raise UnknownCommunes(errors[:MOST_ERRORS] + tail)
    return sorted(found.values(), key=lambda commune: (commune.search_key, commune.insee))


def _split(line: str) -> tuple[str, str]:
    """Return the INSEE code and the name of a line; either may be empty."""
    first, _, rest = line.partition(" ")
    return (first.upper(), rest.strip(" -,;")) if _INSEE.fullmatch(first) else ("", line)


def _keys(name: str) -> set[str]:
    return {fold(name), all_communes.search_key(name)} - {""}


def _candidates(session: Session, lines: list[str]) -> tuple[dict[str, Commune], dict[str, list[Commune]]]:
    parts = [_split(line) for line in lines]
    codes = {code for code, _ in parts if code}
    keys = {key for _, name in parts for key in _keys(name)}
    by_code = {row.insee: row for row in session.scalars(select(Commune).where(Commune.insee.in_(codes)))}
    by_key: dict[str, list[Commune]] = {}
    for row in session.scalars(select(Commune).where(Commune.search_key.in_(keys))):
        by_key.setdefault(row.search_key, []).append(row)
    return by_code, by_key


def _named(by_key: dict[str, list[Commune]], name: str) -> list[Commune]:
    return list({row.insee: row for key in _keys(name) for row in by_key.get(key, [])}.values())


def _sentence(session: Session, number: int, line: str, code: str, matches: list[Commune]) -> str:
    start = f"Ligne {number}, «\u00a0{line[:60]}\u00a0»\u00a0: "
    if matches:
        words = ", ".join(f"{row.insee} {row.name}" for row in matches[:5])
        return f"{start}plusieurs communes portent ce nom ({words}). Écrivez le code INSEE."
    if code and session.scalar(select(PostalCode.insee).where(PostalCode.code == code).limit(1)):
        return f"{start}c'est un code postal. Écrivez le nom de la commune ou son code INSEE."
    return f"{start}cette commune n'est pas connue."


def _refuse_taken(session: Session, kind: type[Team] | type[Sector], name: str, *, but: UUID | None) -> None:
    taken = select(kind.id).where(func.lower(kind.name) == name.lower())
    if but is not None:
        taken = taken.where(kind.id != but)
    if session.scalar(taken.limit(1)) is not None:
        raise NameTaken
