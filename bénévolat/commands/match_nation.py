"""``benevolat match-files --partition``: one département after the other, or several at once."""

from functools import partial
from pathlib import Path
from typing import Any

from bénévolat.matching.nation import Opener, match_nation
from bénévolat.matching.partition_runners import cluster, here, processes


def nation(
    profiles: Path,
    offers: Path,
    out: Path,
    top: int,
    workers: int | None,
    scheduler_address: str | None,
    halo_km: int | None,
    *,
    exact: bool,
) -> dict[str, Any]:
    """Match the files of a country; ``workers`` processes here, or those of a Dask scheduler."""
    runner = _runner(workers, scheduler_address)
    return match_nation(profiles, offers, out, top, runner=runner, halo_km=halo_km, exact=exact)


def _runner(workers: int | None, scheduler_address: str | None) -> Opener:
    if scheduler_address:
        return partial(cluster, scheduler_address)
    return partial(processes, workers) if workers and workers > 1 else here
