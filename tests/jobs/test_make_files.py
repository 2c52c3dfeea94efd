"""Long files: made once whoever works and whatever dies, from one state of the database (J1, K1)."""

from datetime import date
from pathlib import Path
from threading import Event, Semaphore

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bénévolat.domain.enums import JournalEvent, Right
from bénévolat.domain.work_orders import WorkStatus
from bénévolat.jobs import make_files
from bénévolat.jobs.background import in_background
from bénévolat.models.exports import ExportFile, ExportPiece, WorkOrder
from bénévolat.models.journal import JournalEntry
from bénévolat.services import contract_reviews, export_files, review_lines, work_orders
from bénévolat.services.contract_reviews import ReviewOrder
from bénévolat.services.review_lines import ReviewScope
from tests.clock import Clock
from tests.factories import Factory

YEAR = ReviewScope(period_from=date(2026, 1, 1), period_to=date(2026, 12, 31))


@pytest.fixture
def order(make: Factory, session: Session, clock: Clock) -> WorkOrder:
    """Return an order for three engagements, in the order of nothing."""
    for _ in range(3):
        make.cer_record(make.contract_engagement(started_on=date(2026, 9, 1)), date(2026, 10, 1))
    agent = make.departement_agent(Right.EXPORT)
    asked = contract_reviews.ask(
        session, agent, ReviewOrder(scope=YEAR, motive="Revue des contrats"), now=clock()
    )
    session.commit()
    return asked


def files(session: Session) -> list[ExportFile]:
    session.rollback()
    session.expire_all()
    return list(session.scalars(select(ExportFile)))


def test_an_order_is_made_once_however_often_the_clock_rings(
    app: Flask, session: Session, clock: Clock, order: WorkOrder
) -> None:
    with app.app_context():
        first = make_files.make_waiting(clock(), dry_run=False)
        second = make_files.make_waiting(clock(), dry_run=False)
    assert (first, second) == ({"made": 1, "failed": 0}, {})
    (export,) = files(session)
    assert (export.nb_lines, order.status, order.export_id) == (3, WorkStatus.DONE, export.id)
    events = session.scalars(select(JournalEntry.event)).all()
    assert events.count(JournalEvent.EXPORT_MADE) == 1


def test_a_dry_run_makes_nothing(app: Flask, session: Session, clock: Clock, order: WorkOrder) -> None:
    with app.app_context():
        assert make_files.make_waiting(clock(), dry_run=True) == {"to_make": 1}
    assert files(session) == []


def test_somebody_elses_order_is_left_alone_until_two_minutes_of_silence(
    app: Flask, session: Session, clock: Clock, order: WorkOrder
) -> None:
    """Who worked was killed: nothing was kept, and the clock takes the order up again."""
    assert work_orders.claim(session, order.id, now=clock()) is not None
    session.commit()
    with app.app_context():
        clock.advance(minutes=1)
        assert make_files.make_waiting(clock(), dry_run=False) == {}
        clock.advance(minutes=2)
        assert make_files.make_waiting(clock(), dry_run=False) == {"made": 1, "failed": 0}
    assert len(files(session)) == 1
    assert order.attempts == 2


def test_what_breaks_three_times_is_told_and_leaves_nothing(
    app: Flask, session: Session, clock: Clock, order: WorkOrder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("disk full")

    monkeypatch.setitem(make_files.MAKERS, order.kind, broken)
    with app.app_context():
        for _ in range(4):
            make_files.make_waiting(clock(), dry_run=False)
    assert files(session) == []
    assert (order.status, order.attempts) == (WorkStatus.FAILED, 3)
    assert order.refusal == work_orders.NOT_DONE
    assert session.scalars(select(ExportPiece)).all() == []


def test_what_kills_its_maker_three_times_is_told_and_its_author_may_ask_again(
    app: Flask, session: Session, clock: Clock, order: WorkOrder
) -> None:
    """A file too big for the machine: nobody is left to say that it failed."""
    for _ in range(3):
        assert work_orders.claim(session, order.id, now=clock()) is not None
        session.commit()
        clock.advance(minutes=3)
    with app.app_context():
        assert make_files.make_waiting(clock(), dry_run=True) == {"to_make": 0}
        assert make_files.make_waiting(clock(), dry_run=False) == {}
    session.expire_all()
    assert (order.status, order.attempts) == (WorkStatus.FAILED, 3)
    assert order.refusal == work_orders.NOT_DONE
    again = work_orders.ask(session, order.account, order.kind, order.params, now=clock())
    assert again.status is WorkStatus.WAITING


def test_without_a_clock_the_author_of_a_dead_order_is_not_kept_waiting(
    session: Session, clock: Clock, order: WorkOrder
) -> None:
    for _ in range(3):
        work_orders.claim(session, order.id, now=clock())
        clock.advance(minutes=3)
    again = work_orders.ask(session, order.account, order.kind, order.params, now=clock())
    assert again.id != order.id


def test_two_long_files_of_one_process_are_made_one_after_the_other(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ten agents who click at once leave the connections of the pages free (D2)."""
    app.config["BACKGROUND"] = True
    at_work, most, ended = 0, 0, Semaphore(0)

    def work() -> None:
        nonlocal at_work, most
        at_work += 1
        most = max(most, at_work)
        Event().wait(0.01)
        at_work -= 1
        ended.release()

    for _ in range(10):
        in_background(app, work)
    for _ in range(10):
        assert ended.acquire(timeout=10)
    assert most == 1


def test_two_workers_at_the_end_keep_one_file(
    app: Flask, session: Session, clock: Clock, order: WorkOrder, tmp_path: Path
) -> None:
    """The slow one comes back after the other has ended the order."""
    claimed = work_orders.claim(session, order.id, now=clock())
    session.commit()
    assert claimed is not None
    clock.advance(minutes=3)
    with app.app_context():
        assert make_files.make_one(order.id, at=clock())
    path = tmp_path / "late.csv"
    path.write_bytes(b"late")
    made = work_orders.Made(
        path=path,
        motive="Revue des contrats",
        period_from=YEAR.period_from,
        period_to=YEAR.period_to,
        file_format="csv",
        nb_lines=1,
    )
    session.rollback()
    assert (
        work_orders.keep(session, claimed, made, lasts=order.created_at - order.created_at, now=clock())
        is None
    )
    assert len(files(session)) == 1


def test_a_long_export_gives_each_engagement_once_whatever_the_size_of_the_batches(
    app: Flask, session: Session, clock: Clock, make: Factory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Several engagements of one person begun the same day stand at the border of two batches."""
    profile = make.active_profile()
    contract = make.contract(profile)
    for _ in range(4):
        engagement = make.contract_engagement(profile, contract=contract, started_on=date(2026, 9, 1))
        make.cer_record(engagement, date(2026, 10, 1))
    for _ in range(3):
        make.cer_record(make.contract_engagement(started_on=date(2026, 9, 1)), date(2026, 10, 1))
    session.commit()
    found = {}
    for size in (1, 2, 3, 100):
        monkeypatch.setattr(review_lines, "BATCH", size)
        with Session(session.get_bind()) as reader:
            batches = list(review_lines.lines(reader, YEAR, now=clock()))
        assert sum(read for read, _ in batches) == review_lines.count(session, YEAR) == 7
        found[size] = [line for _, lines in batches for line in lines]
    assert len(found[100]) == 7
    assert all(lines == found[100] for lines in found.values())


def test_pieces_give_back_the_very_bytes(
    session: Session, make: Factory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_files, "PIECE", 10)
    export = make.export_file(make.departement_agent(Right.EXPORT), size=0)
    session.execute(update(ExportFile).values(size=0))
    session.query(ExportPiece).delete()
    session.refresh(export)
    writer = export_files.PieceWriter(session, export)
    content = bytes(range(47))
    for start in range(0, 47, 7):
        writer.write(content[start : start + 7])
    writer.close()
    assert b"".join(export_files.pieces(session, export.id)) == content
    assert export.size == 47
    assert [
        len(row.content) for row in session.scalars(select(ExportPiece).order_by(ExportPiece.number))
    ] == [10] * 4 + [7]
