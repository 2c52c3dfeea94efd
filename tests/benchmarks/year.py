"""A year of the demonstration: every week the jobs that are due, and people who do what people do.

    .venv/bin/python -m tests.benchmarks.year [--database sqlite] [--weeks 52]

Prints a line for each month: what was foreseen, declared, confirmed, recorded, closed, announced, then the state of the
data (invariants). What people do is drawn once, the same each time: four sessions foreseen of five took place, nine of
ten are confirmed by the association within two weeks, one of thirty is looked at again; hours confirmed are retained at
the beginning of the next month.
"""

import argparse
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import ColumnElement, func, select

from bénévolat import seeding
from bénévolat.domain.actors import Actor
from bénévolat.domain.engagements import SessionStatus
from bénévolat.domain.enums import Right
from bénévolat.extensions import db, transaction
from bénévolat.jobs.catalogue import JOBS
from bénévolat.jobs.runner import run_due
from bénévolat.models.accounts import Account
from bénévolat.models.activity_sessions import ActivitySession
from bénévolat.models.associations import Membership
from bénévolat.models.bilans import Bilan
from bénévolat.models.cer import CerAdjustment, CerRecord
from bénévolat.models.engagements import Engagement
from bénévolat.models.offers import Offer
from bénévolat.models.outbox import OutboxMessage
from bénévolat.models.propositions import Proposition
from bénévolat.services import (
    activity_sessions,
    cer,
    cer_retained,
    demonstration,
    invariants,
    passwords,
    session_drafts,
)
from tests.benchmarks.bulk import application
from tests.clock import Clock
from tests.factories import Factory

BEGINNING = datetime(2026, 1, 5, 7, 0, tzinfo=UTC)


def people_act(chance: Random, agent: Actor, now: datetime) -> None:
    """Declare what was foreseen and took place, confirm it or look at it again, retain what is confirmed."""
    with transaction() as session:
        foreseen = session_drafts.over(session_drafts.foreseen(), now)
        for row in session.scalars(foreseen).all():
            if chance.random() < 0.8:
                activity_sessions.declare_drafts(session, [row], by=Actor.person(row.profile_id), now=now)
            else:
                session_drafts.remove(session, row)
    with transaction() as session:
        members = session.execute(
            select(Membership.association_id, Account).join(Account, Account.id == Membership.account_id)
        )
        hosts = {association_id: account.as_actor() for association_id, account in members}
        for row, association_id in session.execute(
            select(ActivitySession, Offer.association_id)
            .join(Engagement, Engagement.id == ActivitySession.engagement_id)
            .join(Offer, Offer.id == Engagement.offer_id)
            .where(
                ActivitySession.status == SessionStatus.DECLARED,
                ActivitySession.replaced_at.is_(None),
                ActivitySession.declared_at < now - timedelta(days=5),
            )
            .order_by(ActivitySession.starts_at, ActivitySession.id)
        ).all():
            drawn, by = chance.random(), hosts[association_id]
            if drawn < 0.03:
                activity_sessions.contest(session, row, note="Une heure ce jour-là.", by=by, now=now)
            elif drawn < 0.9:
                activity_sessions.confirm(session, row, by=by, now=now)
    with transaction() as session:
        rows = session.scalars(cer.records().where(CerRecord.minutes_retained.is_(None))).unique().all()
        seen = {row.id: cer_retained.proposed(row) for row in rows}
        cer_retained.retain_confirmed(session, rows, seen=seen, by=agent, now=now)


def count(*conditions: ColumnElement[bool], of: Any) -> int:
    """Return how many rows there are."""
    return db.session.scalar(select(func.count()).select_from(of).where(*conditions)) or 0


def line(month: str, failed: int) -> str:
    """Return the state of the tables, as one line of the print."""
    states = [
        count(ActivitySession.status == status, ActivitySession.replaced_at.is_(None), of=ActivitySession)
        for status in SessionStatus
    ]
    minutes = db.session.execute(
        select(
            func.sum(CerRecord.minutes_declared + CerRecord.minutes_declared_adjusted),
            func.sum(CerRecord.minutes_confirmed + CerRecord.minutes_confirmed_adjusted),
            func.sum(func.coalesce(CerRecord.minutes_retained, 0) + CerRecord.minutes_retained_adjusted),
        )
    ).one()
    hours = [int(one or 0) // 60 for one in minutes]
    figures = [
        *states,
        count(of=CerRecord),
        count(CerRecord.closed_at.is_not(None), of=CerRecord),
        count(of=CerAdjustment),
        *hours,
        count(Proposition.status == "expired", of=Proposition),
        count(Offer.status == "paused", of=Offer),
        count(of=OutboxMessage),
        failed,
    ]
    return f"{month:8}" + "".join(f"{figure:9,}" for figure in figures)


TITLES = "foreseen declared confirmed again records closed adjust. h.decl. h.conf. h.ret. expired paused mails failed"


def main() -> None:
    """Print the year."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--weeks", type=int, default=52)
    asked = parser.parse_args()
    with ExitStack() as stack:
        application(asked.database, stack)
        chance = Random(7)
        with transaction() as session:
            seeding.load_reference(session)
            demonstration.build(
                session,
                seeding.demonstration_script(),
                password_hash=passwords.hash_secret("une phrase de passe de sept mots"),
                now=BEGINNING,
            )
            agent = Factory(session, Clock(BEGINNING)).departement_agent(Right.RETAIN_HOURS).as_actor()
        print(f"{'month':8}" + "".join(f"{title:>9}" for title in TITLES.split()))
        failed = 0
        for week in range(asked.weeks + 1):
            now = BEGINNING + timedelta(weeks=week)
            failed += sum(outcome.failed for outcome in run_due(JOBS, at=now))
            people_act(chance, agent, now)
            if (now + timedelta(weeks=1)).month != now.month or week == asked.weeks:
                print(line(f"{now:%Y-%m}", failed), flush=True)
        with transaction() as session:
            wrong = invariants.broken(session)
            print("invariants:", wrong or "all hold")
            print("bilans:", count(of=Bilan))


if __name__ == "__main__":
    main()
