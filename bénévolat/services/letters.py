"""Letters in batch for a caseload: who may be written to, the order, the file made apart (R52)."""

import re
import unicodedata
import zipfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import Session, joinedload

from bénévolat.domain.enums import ProfileStatus, Role
from bénévolat.domain.errors import NotAllowed
from bénévolat.domain.letters import MOST, LetterForm, LetterKind, NobodyToWrite, TooManyLetters
from bénévolat.domain.propositions import PropositionStatus
from bénévolat.domain.work_orders import WorkKind
from bénévolat.exports.french_csv import CsvWriter
from bénévolat.exports.letters import Letter, Letters, letters_pdf
from bénévolat.exports.typesetting import in_parallel
from bénévolat.models.accounts import Account
from bénévolat.models.cards import Card
from bénévolat.models.exports import WorkOrder
from bénévolat.models.profiles import Profile
from bénévolat.models.propositions import Proposition
from bénévolat.services import cards, profiles, texts, work_orders
from bénévolat.services.texts import OFF, Desk
from bénévolat.services.work_orders import Made, Progress

PARIS = ZoneInfo("Europe/Paris")
AT_ONCE = 100
"""People read at a time."""


def concerned(account: Account, kind: LetterKind, *, team: bool, now: datetime) -> Select[Profile]:
    """Select whom such a letter is for, in my caseload or my team's, by name."""
    statement = profiles.visible_to(account) if team else profiles.followed_by(account)
    waits = exists().where(
        Proposition.profile_id == Profile.id, Proposition.status == PropositionStatus.PROPOSED
    )
    has_card = exists().where(
        Card.profile_id == Profile.id,
        Card.revoked_at.is_(None),
        Card.expires_at > now,
        Card.failed_tries < cards.MAX_TRIES,
    )
    which = {
        LetterKind.WAITING: waits,
        LetterKind.CARD: ~has_card,
        LetterKind.CALL: Profile.status != ProfileStatus.DRAFT,
    }[kind]
    return (
        statement.where(Profile.status != ProfileStatus.DRAFT, which)
        .options(joinedload(Profile.team), joinedload(Profile.commune))
        .order_by(Profile.last_name, Profile.first_name, Profile.id)
    )


def ask(
    session: Session,
    account: Account,
    kind: LetterKind,
    form: LetterForm,
    chosen: Sequence[UUID],
    *,
    team: bool,
    desk: Desk,
    now: datetime,
) -> WorkOrder:
    """Order the letters of the people chosen among those concerned; each proposition gets its number.

    Raises NobodyToWrite, TooManyLetters, StillWorking.
    """
    wanted = set(chosen)
    if len(wanted) > MOST:
        raise TooManyLetters
    among = session.scalars(concerned(account, kind, team=team, now=now).with_only_columns(Profile.id)).all()
    ids = [one for one in among if one in wanted]
    if not ids:
        raise NobodyToWrite
    if kind is LetterKind.WAITING:
        for row in session.scalars(
            select(Proposition)
            .where(Proposition.profile_id.in_(ids), Proposition.status == PropositionStatus.PROPOSED)
            .where(Proposition.reply_code.is_(None))
            .options(joinedload(Proposition.profile))
        ).all():
            texts.reply_code(session, row)
    params = {
        "kind": kind.value,
        "form": form.value,
        "team": team,
        "people": [str(one) for one in ids],
        "backend": desk.backend,
        "phone": desk.phone,
    }
    return work_orders.ask(session, account, WorkKind.LETTERS, params, now=now)


def make(
    session: Session, account: Account, params: dict[str, Any], folder: Path, say: Progress, now: datetime
) -> Made:
    """Write the letters in ``folder``: one PDF, or a ZIP with a PDF for each person and their list as CSV.

    Whoever is followed no more, or whose answer came meanwhile, gets none. Raises NotAllowed, NobodyToWrite.
    """
    if account.role is not Role.TRAVAILLEUR_SOCIAL or account.disabled_at is not None:
        raise NotAllowed
    kind, form = LetterKind(params["kind"]), LetterForm(params["form"])
    desk = Desk(params["backend"], params["phone"])
    wanted = {UUID(one) for one in params["people"]}
    among = concerned(account, kind, team=params["team"], now=now).with_only_columns(Profile.id)
    keys = [one for one in session.scalars(among).all() if one in wanted]
    if not keys:
        raise NobodyToWrite
    say(0, len(keys))
    letters: list[tuple[UUID, Letter]] = []
    for start in range(0, len(keys), AT_ONCE):
        letters += _letters(session, kind, keys[start : start + AT_ONCE], desk, now)
        session.expunge_all()
        if form is LetterForm.PDF:
            say(len(letters), len(keys))
    day = now.astimezone(PARIS).date()
    path = folder / f"courriers_{day}.{form.value}"
    if form is LetterForm.PDF:
        path.write_bytes(letters_pdf(Letters(letters=tuple(letter for _, letter in letters), made_at=now)))
    else:
        _pack(path, folder, letters, say, now)
    return Made(
        path=path,
        motive=f"Courriers\u00a0: {kind.label.lower()}",
        period_from=day,
        period_to=day,
        file_format=form.value,
        nb_lines=len(letters),
        told=tuple((key, key) for key, _ in letters),
    )


def _pack(
    path: Path, folder: Path, letters: Sequence[tuple[UUID, Letter]], say: Progress, now: datetime
) -> None:
    def render(one: tuple[UUID, Letter]) -> bytes:
        return letters_pdf(Letters(letters=(one[1],), made_at=now))

    with (
        (folder / "liste.csv").open("wb") as listed,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as pack,
    ):
        index = CsvWriter(listed, ("personne", "courrier_pdf"))
        for number, ((key, letter), page) in enumerate(
            zip(letters, in_parallel(render, letters), strict=True), start=1
        ):
            name = f"{_slug(letter.full_name)}_{key.hex[:8]}.pdf"
            pack.writestr(f"courriers/{name}", page, zipfile.ZIP_STORED)
            index.row([letter.full_name, f"courriers/{name}"])
            say(number, len(letters))
        listed.flush()
        pack.write(folder / "liste.csv", "liste.csv")


def _slug(name: str) -> str:
    folded = unicodedata.normalize("NFKD", name.replace("œ", "oe").replace("Œ", "OE"))
    letters = "".join(sign for sign in folded if not unicodedata.combining(sign))
    return re.sub(r"[^A-Za-z0-9]+", "-", letters).strip("-")[:60].rstrip("-")


def _letters(
    session: Session, kind: LetterKind, keys: Sequence[UUID], desk: Desk, now: datetime
) -> list[tuple[UUID, Letter]]:
    """Return the letters of some people, in their order; a constant number of statements."""
    people = {
        row.id: row
        for row in session.scalars(
            select(Profile).where(Profile.id.in_(keys)).options(joinedload(Profile.team))
        )
    }
    codes: dict[UUID, list[str]] = {}
    for profile_id, code in session.execute(
        select(Proposition.profile_id, Proposition.reply_code)
        .where(Proposition.profile_id.in_(keys), Proposition.status == PropositionStatus.PROPOSED)
        .order_by(Proposition.proposed_at, Proposition.id)
    ):
        if code:
            codes.setdefault(profile_id, []).append(code)
    wished = texts.wished_among(session, keys) if desk.backend != OFF else set()
    carded = set(
        session.scalars(
            select(Card.profile_id).where(
                Card.profile_id.in_(keys), Card.revoked_at.is_(None), Card.expires_at > now
            )
        )
    )
    return [
        (
            key,
            Letter(
                kind=kind,
                first_name=people[key].first_name,
                full_name=people[key].full_name,
                codes=tuple(codes.get(key, ())),
                phone=desk.number_for(people[key]),
                by_text=key in wished,
                by_card=key in carded,
            ),
        )
        for key in keys
    ]
