"""The night and the day of a département, from database to database: rows read, matched, explained, planned, written.

    .venv/bin/python -m tests.benchmarks.database_to_database [--profiles 10214] [--offers 10000] [--database both]

Prints, for SQLite and PostgreSQL: CPU seconds of this process and elapsed seconds of each stage of the night, what
one act costs a web worker (an offer published, a place taken, a profile saved), and how long a new worker takes to
load the snapshot. The work of the PostgreSQL server is not in the CPU seconds.
"""

import argparse
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from bénévolat import seeding
from bénévolat.app import create_app
from bénévolat.domain.actors import Actor, ActorKind
from bénévolat.domain.associations import AssociationStatus
from bénévolat.domain.enums import ProfileStatus, Role
from bénévolat.domain.offers import OfferStatus
from bénévolat.domain.profiles import Wishes
from bénévolat.extensions import Intent, begin_as, db, transaction
from bénévolat.jobs import refresh_matches
from bénévolat.jobs.runner import run
from bénévolat.migrating import upgrade_database
from bénévolat.models.accounts import Account
from bénévolat.models.associations import Association
from bénévolat.models.base import Base
from bénévolat.models.matches import Match, MatchPlan
from bénévolat.models.offers import Offer
from bénévolat.models.profiles import Profile
from bénévolat.models.supervisors import Supervisor
from bénévolat.models.teams import Team
from bénévolat.services import matching_engine, offers, profiles
from tests import postgres
from tests.benchmarks.synthetic import aube

NOW = datetime(2026, 11, 4, 4, tzinfo=UTC)
NAMES = UUID("6e6f6d73-0000-4000-8000-000000000000")
ACTS = 20


def key(name: str) -> UUID:
    """Return the identifier of a made-up row."""
    return uuid5(NAMES, name)


def load(session: Session, people: int, missions: int) -> None:
    """Fill an empty database with made-up people and missions, in bulk."""
    seeding.load_reference(session)
    made = aube()
    written = [record for record, _ in islice(made.offers(), missions)]
    hosts = {record["association"]: record["association_name"] for record in written}
    team, referent = key("team"), key("referent")
    session.execute(insert(Team), [{"id": team, "name": "Équipe"}])
    session.execute(insert(Account), [_referent(referent, team)])
    for model, rows in (
        (Association, [_host(code, name) for code, name in hosts.items()]),
        (Supervisor, [_supervisor(code) for code in hosts]),
        (Offer, [_offer(record) for record in written]),
        (Profile, [_profile(record, referent, team) for record, _ in islice(made.profiles(), people)]),
    ):
        _insert(session, model, rows)


def _insert(session: Session, model: type[Base], rows: list[dict[str, Any]]) -> None:
    for start in range(0, len(rows), 1000):
        session.execute(insert(model), rows[start : start + 1000])


def _referent(account: UUID, team: UUID) -> dict[str, Any]:
    return {
        "id": account,
        "email": "referent@exemple.fr",
        "first_name": "Claire",
        "last_name": "Moreau",
        "role": Role.TRAVAILLEUR_SOCIAL,
        "team_id": team,
        "created_at": NOW,
    }


def _host(code: str, name: str) -> dict[str, Any]:
    return {
        "id": key(code),
        "name": name,
        "search_key": name.lower(),
        "insured": True,
        "charter_accepted_at": NOW,
        "status": AssociationStatus.VALIDATED,
        "created_at": NOW,
        "validated_at": NOW,
    }


def _supervisor(code: str) -> dict[str, Any]:
    return {
        "id": key(f"tutor {code}"),
        "association_id": key(code),
        "first_name": "Dominique",
        "last_name": "Leroy",
        "half_days": [],
        "created_at": NOW,
    }


def _offer(record: dict[str, Any]) -> dict[str, Any]:
    free = 1 if record["places_free"] is None else record["places_free"]
    return {
        "id": key(record["id"]),
        "association_id": key(record["association"]),
        "title": record["title"],
        "description": record["description"],
        "tasks": record["tasks"],
        "skills": record["skills"],
        "domain": record["domain"],
        "commune_insee": record["commune"],
        "transit": record["transit"] or "unknown",
        "transit_off_hours": record["transit_off_hours"],
        "half_days": record["slots"],
        "slots_needed": record["slots_needed"],
        "session_minutes": 120,
        "places": free + 2,
        "places_taken": 2,
        "supervision_capacity": free + 2,
        "supervisor_id": key(f"tutor {record['association']}"),
        "supervision_level": _level(record["supervision_level"]),
        "demands": record["demands"] or [],
        "french_level": _level(record["french_level"]),
        "insured": True,
        "status": OfferStatus.PUBLISHED,
        "created_at": NOW,
        "updated_at": NOW,
        "published_at": NOW,
    }


def _level(value: int | None) -> str:
    """Return the code of a level; what a made-up mission does not say is the usual answer of the form."""
    return "1" if value is None else str(value)


def _profile(record: dict[str, Any], referent: UUID, team: UUID) -> dict[str, Any]:
    return {
        "id": key(record["id"]),
        "departement_ref": record["id"],
        "first_name": "Andrea",
        "last_name": record["id"],
        "search_key": record["id"],
        "referent_id": referent,
        "team_id": team,
        "status": ProfileStatus.ACTIVE,
        "wishes": record["wishes"],
        "skills": record["skills"],
        "avoid": record["avoid"],
        "constraints": record["constraints"],
        "comfort": record["comfort"],
        "languages": record["languages"],
        "french_level": None if record["french_level"] is None else str(record["french_level"]),
        "supervision_need": None if record["supervision_need"] is None else str(record["supervision_need"]),
        "commune_insee": record["commune"],
        "travel": record["travel"] or {},
        "half_days": record["slots"],
        "available_from": None,
        "created_at": NOW,
        "updated_at": NOW,
        "last_contact_at": NOW,
    }


def spent(act: Callable[[], object]) -> tuple[float, float]:
    """Return the CPU seconds of this process and the elapsed seconds of an act."""
    cpu, wall = time.process_time(), time.perf_counter()
    act()
    return time.process_time() - cpu, time.perf_counter() - wall


def night(at: datetime) -> Iterator[tuple[str, float, float]]:
    """Do the night as the ledger does; yield stage, CPU and elapsed seconds."""
    stages: dict[str, tuple[float, float]] = {}
    effect = refresh_matches.effect

    def counted(session: Session, period: str, unit: str, at: datetime) -> dict[str, Any]:
        detail: dict[str, Any] = {}
        cpu, wall = spent(lambda: detail.update(effect(session, period, unit, at)))
        name = (
            unit
            if unit in {refresh_matches.EPOCH, refresh_matches.INACTIVE, refresh_matches.PLAN}
            else "people"
        )
        before = stages.get(name, (0.0, 0.0))
        stages[name] = (before[0] + cpu, before[1] + wall)
        return detail

    whole = spent(lambda: run(replace(refresh_matches.JOB, effect=counted), at=at))
    yield "**the night**", *whole
    yield from ((name, *figures) for name, figures in stages.items())


def acts(count: int) -> Iterator[tuple[str, list[float], list[float]]]:
    """Do a few acts as a web worker; yield the act, CPU and elapsed milliseconds, follow-up included."""
    ids = db.session.scalars(select(Offer.id).order_by(Offer.id).limit(count * 3)).all()
    people = db.session.scalars(select(Profile.id).order_by(Profile.id).limit(count)).all()
    db.session.rollback()
    at = NOW + timedelta(hours=6)
    host, referent = Actor(ActorKind.ASSOCIATION), Actor(ActorKind.TRAVAILLEUR_SOCIAL, key("referent"))

    def on_offer(service: Callable[..., None]) -> Callable[[UUID], None]:
        def act(one: UUID) -> None:
            with transaction() as session:
                service(session, session.get_one(Offer, one), by=host, now=at)

        return act

    def take(one: UUID) -> None:
        with transaction() as session:
            offer = session.get_one(Offer, one)
            (offers.take_place if offer.places_free else offers.give_place_back)(session, one, now=at)

    def save(one: UUID) -> None:
        with transaction() as session:
            person = session.get_one(Profile, one)
            wishes = Wishes(wishes=("jardiner", "faire la cuisine"))
            profiles.edit_wishes(session, person, wishes, by=referent, now=at)

    for name, act, subjects in (
        ("offer paused, the first of a cold worker", on_offer(offers.pause), ids[:1]),
        ("offer published again, the first of a cold worker", on_offer(offers.resume), ids[:1]),
        ("offer paused", on_offer(offers.pause), ids[1:count]),
        ("offer published", on_offer(offers.resume), ids[1:count]),
        ("place taken or given back", take, ids[count : 2 * count]),
        ("profile saved", save, people),
    ):
        figures = [spent(lambda one=one, act=act: act(one)) for one in subjects]
        yield name, [1000 * cpu for cpu, _ in figures], [1000 * wall for _, wall in figures]


def measure(url: str, folder: Path, people: int, missions: int) -> None:
    """Print the table of one database."""
    app = create_app({"DATABASE_URL": url, "DATA_DIR": str(folder), "SECRET_KEY": "x"})
    with app.app_context():
        upgrade_database(db.engine)
        with transaction() as session:
            load(session, people, missions)
        print(f"\n## {db.engine.dialect.name}, {people:,} people × {missions:,} missions\n")
        print("| | CPU s | elapsed s |\n|---|---|---|")
        for at, name in ((NOW, "first"), (NOW + timedelta(days=1), "second: every row replaced")):
            for stage, cpu, wall in night(at):
                print(f"| {stage}, {name} | {cpu:.2f} | {wall:.2f} |")
        begin_as(Intent.READ)
        matching_engine.forget()
        cpu, wall = spent(lambda: matching_engine.current(db.session(), (NOW + timedelta(days=1)).date()))
        print(f"| snapshot loaded by a new worker | {cpu:.3f} | {wall:.3f} |")
        db.session.rollback()
        begin_as(Intent.WRITE)
        matching_engine.forget()
        print(
            "\n| one act, follow-up included | CPU ms, median | elapsed ms, median | worst |\n|---|---|---|---|"
        )
        for name, cpus, walls in acts(ACTS):
            median = statistics.median
            print(f"| {name} | {median(cpus):.0f} | {median(walls):.0f} | {max(walls):.0f} |", flush=True)
        _counts()
        db.session.rollback()
        db.engine.dispose()


def _counts() -> None:
    rows = db.session.execute(select(Match.near_miss, func.count()).group_by(Match.near_miss))
    found = dict(rows.all())
    plan = db.session.scalars(select(MatchPlan).order_by(MatchPlan.computed_at.desc())).first()
    assert plan is not None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"\n{found.get(False, 0):,} suggestions and {found.get(True, 0):,} near misses written; plan: "
        f"{plan.proposals:,} proposals, {plan.without_proposal} people left without, {plan.over_limit} missions over "
        f"their limit, gap {plan.gap:.2f} per mille. Peak {peak:.0f} MB."
    )


def main() -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--profiles", type=int, default=10_214)
    parser.add_argument("--offers", type=int, default=10_000)
    parser.add_argument("--database", choices=["sqlite", "postgresql", "both"], default="both")
    asked = parser.parse_args()
    with ExitStack() as stack:
        if asked.database != "postgresql":
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            measure(f"sqlite:///{folder / 'site.db'}", folder, asked.profiles, asked.offers)
            matching_engine.forget()
        if asked.database != "sqlite":
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            server = postgres.start()
            stack.callback(server.stop)
            measure(server.create_database(), folder, asked.profiles, asked.offers)


if __name__ == "__main__":
    main()
