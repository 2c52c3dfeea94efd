"""A nation on a cluster of two processes: one is killed in the middle of its work, and not a byte changes."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from bénévolat.matching import FormatError, partition_runners
from bénévolat.matching.partition_runners import cluster
from tests.matching.test_nation import country, run

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:distributed", "ignore::ResourceWarning")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start a scheduler and two workers of one thread each on this machine; return the scheduler's address."""
    pytest.importorskip("distributed")
    tmp_path = tmp_path_factory.mktemp("cluster")
    known = tmp_path / "scheduler.json"
    common = ["--no-dashboard", "--scheduler-file", str(known)]
    orders = [
        ["scheduler", "--host", "127.0.0.1", "--port", "0", *common],
        *[["worker", "--nthreads", "1", "--host", "127.0.0.1", "--memory-limit", "0", *common]] * 2,
    ]
    started = []
    try:
        for order in orders:
            command = [sys.executable, "-m", f"distributed.cli.dask_{order[0]}", *order[1:]]
            with (tmp_path / f"{len(started)}.log").open("wb") as log:
                started.append(
                    subprocess.Popen(
                        command,
                        cwd=tmp_path,
                        stdout=log,
                        stderr=log,
                        env={**os.environ, "PYTHONPATH": str(ROOT)},
                    )
                )
        yield _wait(lambda: json.loads(known.read_text())["address"], tmp_path)
    finally:
        for process in started[::-1]:
            process.terminate()
        for process in started:
            process.wait(30)


def _wait(ask: Any, logs: Path, seconds: int = 90) -> Any:
    """Return the first true answer."""
    for _ in range(seconds * 20):
        try:
            if found := ask():
                return found
        except (OSError, ValueError):
            pass
        time.sleep(0.05)
    raise AssertionError("\n".join(log.read_text() for log in sorted(logs.glob("*.log"))))


def test_a_worker_killed_in_the_middle_of_its_work_changes_no_byte(address: str, tmp_path: Path) -> None:
    from distributed import Client

    profiles, offers = country(people=150, offers=60)
    killed = []

    def kill_one_at_work(client: Any, pids: dict[str, int]) -> None:
        busy = _wait(lambda: [worker for worker, tasks in client.processing().items() if tasks], tmp_path)
        os.kill(pids[busy[0]], signal.SIGKILL)
        killed.append(busy[0])

    with Client(address, set_as_default=False) as client:
        client.wait_for_workers(2, timeout=90)
        killer = Thread(target=kill_one_at_work, args=(client, client.run(os.getpid)))
        killer.start()
        counts = run(tmp_path / "cluster", profiles, offers, runner=partial(cluster, address))
        killer.join(90)
    assert len(killed) == 1
    run(tmp_path / "here", profiles, offers)
    kept = [(tmp_path / name / "m.jsonl").read_bytes() for name in ("cluster", "here")]
    assert kept[0] == kept[1]
    assert counts["over_limit"] == 0
    assert list((tmp_path / "cluster").glob("*")) == list((tmp_path / "cluster").glob("*.jsonl"))


def test_a_mistake_found_on_the_cluster_is_told_as_here(address: str, tmp_path: Path) -> None:
    profiles, offers = country()
    offers[4] = type(offers[4])(
        **{name: getattr(offers[4], name) for name in offers[4].__slots__} | {"slots_needed": 0}
    )
    with pytest.raises(FormatError, match="Ligne 5"):
        run(tmp_path / "cluster", profiles, offers, runner=partial(cluster, address))


def test_an_address_where_nobody_answers_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setattr(partition_runners, "SECONDS", 1)
    with pytest.raises(FormatError, match="Aucun ordonnanceur Dask ne répond"):
        run(tmp_path, *country(), runner=partial(cluster, "tcp://127.0.0.1:1"))
