"""The engine and what one could use instead, side by side in one run: CPU, memory, quality.

    python -m tests.benchmarks.side_by_side [--shared ../shared] [--profiles 10214 --offers 10000] [--sample 1.0]

Each line is measured in a process of its own, on the same people and missions and with the same missions allowed for
each person: those that pass the engine's filters. What is slow is measured on a sample and scaled to everybody (``n``).
``ndcg@10``: made-up truth, among the missions allowed; ``dev``: nDCG@5 on the judged notes. Files are read before the
clock starts. The engine's own lines hold the filters too; peers are given them.
"""

import argparse
import contextlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests import postgres
from tests.benchmarks.measuring import OURS, PEERS, REFERENCE, Result, measure_ours, measure_peer, prepare
from tests.benchmarks.peers_in_sql import POSTGRESQL
from tests.benchmarks.synthetic import aube, write

EXTRACT = "process.extract token_set_ratio, "
FEW = 60  # the quality of the lists of fewer people is only a hint, and is shown in brackets


def _apart(asked: argparse.Namespace, name: str) -> Result:
    """Measure one line in a process of its own."""
    command = [
        sys.executable,
        "-m",
        "tests.benchmarks.side_by_side",
        "--data",
        str(asked.data),
        "--one",
        name,
    ]
    command += ["--sample", str(asked.sample)]
    if asked.shared:
        command += ["--shared", str(asked.shared)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        return {"failed": (done.stderr.strip().splitlines() or ["?"])[-1]}
    result: Result = json.loads(done.stdout)
    return result


@contextlib.contextmanager
def _database() -> Iterator[str | None]:
    """Start PostgreSQL for the peers that need it; say why when there is none."""
    try:
        server = postgres.start()
    except postgres.NoPostgres as reason:
        print(f"no PostgreSQL: {reason}", file=sys.stderr)
        yield None
        return
    try:
        os.environ["BENCHMARK_POSTGRES"] = server.create_database()
        yield os.environ["BENCHMARK_POSTGRES"]
    finally:
        server.stop()


def lines(asked: argparse.Namespace) -> dict[str, Result]:
    """Measure every line asked for."""
    found: dict[str, Result] = {}
    with _database() as database:
        for name in (*OURS, *PEERS):
            if asked.only and asked.only not in name and name != REFERENCE:
                continue
            if name in POSTGRESQL and database is None:
                continue
            found[name] = _apart(asked, name)
            print(f"{name}: {found[name]}", file=sys.stderr, flush=True)
    return found


def table(found: dict[str, Result], people: int) -> str:
    """Return the lines as a table, cheapest first, with what each costs against the engine's whole work."""
    done = {name: one for name, one in found.items() if "cpu" in one}
    ours = done[REFERENCE]["cpu"]
    rows = [
        "| method | n | CPU s | × engine | ms a person | peak MB | nDCG@10 | dev nDCG@5 |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for name, one in sorted(done.items(), key=lambda item: item[1]["cpu"]):
        shown = f"**{name}**" if name in OURS else name
        dev = f"{one['dev']:.3f}" if "dev" in one else ""
        memory = f"{one['peak_mb']:.0f}" + (" (server)" if one.get("server") else "")
        quality_of_list = f"{one['ndcg']:.3f}" if one["n"] >= FEW else f"({one['ndcg']:.2f})"
        rows.append(
            f"| {shown} | {one['n']} | {one['cpu']:.1f} | {one['cpu'] / ours:.1f} | {1000 * one['cpu'] / people:.2f}"
            f" | {memory} | {quality_of_list} | {dev} |"
        )
    rows += [f"| {name} | | failed: {one['failed']} |" for name, one in found.items() if "failed" in one]
    return "\n".join(rows)


def ratios(found: dict[str, Result]) -> str:
    """Return the ratio that is required: 12 or more against ``process.extract(token_set_ratio)``."""
    said = []
    for name in OURS:
        mine = found.get(name, {}).get("cpu")
        for other, one in found.items():
            if mine and other.startswith(EXTRACT) and "cpu" in one:
                said.append(f"{other.removeprefix(EXTRACT)}: {one['cpu'] / mine:.1f}× dearer than {name}")
    return "process.extract(token_set_ratio) on eligible pairs (12× required, 25× aimed at):\n" + "\n".join(
        said
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--profiles", type=int, default=10_214)
    parser.add_argument("--offers", type=int, default=10_000)
    parser.add_argument("--shared", type=Path, help="folder with data/match_dev, for the judged notes")
    parser.add_argument(
        "--sample", type=float, default=1.0, help="share of the usual samples of slow methods"
    )
    parser.add_argument("--only", help="lines whose name holds this, and the engine")
    parser.add_argument("--data", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--one", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        if asked.one == "prepare":
            result = prepare(asked.data)
        elif asked.one in OURS:
            result = measure_ours(asked.one, asked.data, asked.shared)
        else:
            result = measure_peer(asked.one, asked.data, asked.shared, asked.sample)
        print(json.dumps(result))
        return
    with tempfile.TemporaryDirectory() as folder:
        asked.data = Path(folder)
        write(aube(), asked.data, asked.profiles, asked.offers)
        counts = _apart(asked, "prepare")
        print(f"{asked.profiles} people × {asked.offers} missions: {counts}\n")
        found = lines(asked)
        print(table(found, asked.profiles))
        print()
        print(ratios(found))


if __name__ == "__main__":
    main()
