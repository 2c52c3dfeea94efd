"""People who act at the same instant: threads of this process, and threads of several processes."""

import multiprocessing
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from multiprocessing.synchronize import Barrier as ProcessBarrier
from threading import Barrier
from uuid import UUID

from bénévolat.app import create_app
from bénévolat.domain.errors import DomainError
from bénévolat.extensions import db, transaction
from bénévolat.services import offers


def all_at_once(acts: Sequence[Callable[[], str]]) -> Counter[str]:
    """Run every act in a thread of its own, started together; count what each one says."""
    gate = Barrier(len(acts))

    def run(act: Callable[[], str]) -> str:
        gate.wait(timeout=30)
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return Counter(future.result(timeout=60) for future in [pool.submit(run, act) for act in acts])


def worker(
    url: str, data_dir: str, offer_ids: list[str], threads: int, gate: ProcessBarrier
) -> dict[str, int]:
    """One web worker: its own application and connections, ``threads`` people on each offer in turn."""
    app = create_app({"DATABASE_URL": url, "DATA_DIR": data_dir, "SECRET_KEY": "x"})
    said: Counter[str] = Counter()

    def take(offer_id: str) -> str:
        with app.app_context():
            try:
                with transaction() as session:
                    offers.take_place(session, UUID(offer_id), now=datetime.now(UTC))
            except DomainError as refusal:
                return type(refusal).__name__
            return "taken"

    for offer_id in offer_ids:
        gate.wait(timeout=60)
        said += all_at_once([lambda of=offer_id: take(of)] * threads)
    with app.app_context():
        db.engine.dispose()
    return dict(said)


def workers_at_once(
    url: str, data_dir: str, offer_ids: list[str], *, workers: int, threads: int
) -> Counter[str]:
    """Run several web workers on the same offers at the same instants; count what was said."""
    context = multiprocessing.get_context("spawn")
    with context.Manager() as manager, context.Pool(workers) as pool:
        gate = manager.Barrier(workers)
        jobs = [pool.apply_async(worker, (url, data_dir, offer_ids, threads, gate)) for _ in range(workers)]
        return sum((Counter(job.get(timeout=300)) for job in jobs), Counter())
