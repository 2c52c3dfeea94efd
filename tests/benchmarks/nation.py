"""A made-up nation matched by département: time, memory, and the same bytes whatever the number of workers.

    python -m tests.benchmarks.nation [--departements 100] [--profiles 18000] [--offers 5000] [--workers 2]
        [--halo-km 30] [--top 10] [--geo FILE] [--folder DIR] [--compare]

The nation is written first (see ``tests.benchmarks.synthetic``), one département after the other; ``--folder`` keeps
its files for another run. ``--compare`` matches again with one process, and says whether the bytes are the same.
Memory is the most of one process; «reading» is cutting, sharing places and writing, in the process that leads.
"""

import argparse
import hashlib
import json
import resource
import shutil
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import Any

from bénévolat.matching.nation import match_nation
from bénévolat.matching.partition_runners import here, processes
from tests.benchmarks.synthetic_places import AUBE
from tests.benchmarks.synthetic_records import TODAY

NAMES = ("profiles.jsonl", "offers.jsonl")


def write(folder: Path, asked: argparse.Namespace) -> list[Path]:
    """Write the nation as two files; return them."""
    paths = [folder / name for name in NAMES]
    if all(path.exists() for path in paths):
        return paths
    parts = folder / "parts"
    command = [
        sys.executable,
        "-m",
        "tests.benchmarks.synthetic",
        "--out",
        str(parts),
        "--geo",
        str(asked.geo),
    ]
    for name, value in (
        ("nation", asked.departements),
        ("profiles", asked.profiles),
        ("offers", asked.offers),
        ("workers", asked.workers),
    ):
        command += [f"--{name}", str(value)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    for path in paths:
        with path.open("wb") as whole:
            for part in sorted(parts.iterdir()):
                with (part / path.name).open("rb") as stream:
                    shutil.copyfileobj(stream, whole)
    shutil.rmtree(parts)
    return paths


def told(counts: dict[str, Any], out: Path) -> str:
    """Return what a run did, in lines."""
    leading = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 if sys.platform == "darwin" else 1024)
    spent = counts["cpu_seconds"]
    return "\n".join(
        (
            (
                f"{counts['profiles']} people, {counts['offers']} offers, {counts['partitions']} départements, "
                f"{counts['shared_offers']} offers near a border"
            ),
            (
                f"{counts['pairs'] / 1e9:.2f} G pairs, {counts['eligible'] / 1e6:.1f} M allowed, "
                f"{counts['matches']} proposals explained, {out.stat().st_size / 1e9:.2f} GB written"
            ),
            (
                f"wall {counts['seconds']:.0f} s; CPU: matching {spent['match']:.0f} s, plan {spent['plan']:.0f} s, "
                f"reading {spent['here']:.0f} s"
            ),
            f"memory: {counts['peak_mb']:.0f} MB a worker, {leading:.0f} MB the one that leads",
            (
                f"plan: {counts['proposals']} proposals, {counts['over_limit']} offers over limit, "
                f"{counts['without_proposal']} people matched and left, {counts['served_last']} served last, "
                f"gap {counts['gap']} ‰"
            ),
        )
    )


def main() -> None:
    """Write the nation, match it, and say what it took."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name, value in (
        ("departements", 100),
        ("profiles", 18_000),
        ("offers", 5_000),
        ("workers", 2),
        ("top", 10),
    ):
        parser.add_argument(f"--{name}", type=int, default=value)
    parser.add_argument("--halo-km", type=int)
    parser.add_argument("--geo", type=Path, default=AUBE)
    parser.add_argument("--folder", type=Path, help="where the nation's files are kept")
    parser.add_argument("--compare", action="store_true", help="match again with one process")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = asked.folder or Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        paths, out = write(folder, asked), folder / "matches.jsonl"
        marks = []
        for workers in [asked.workers, 1] if asked.compare else [asked.workers]:
            runner = partial(processes, workers) if workers > 1 else here
            counts = match_nation(*paths, out, asked.top, TODAY, runner=runner, halo_km=asked.halo_km)
            with out.open("rb") as stream:
                marks.append(hashlib.file_digest(stream, "sha256").hexdigest())
            print(f"\n{workers} process{'es' if workers > 1 else ''}: {marks[-1][:16]}\n{told(counts, out)}")
            print(json.dumps(counts, ensure_ascii=False), flush=True)
        if asked.compare:
            print("\nthe same bytes" if len(set(marks)) == 1 else "\nDIFFERENT BYTES")


if __name__ == "__main__":
    main()
