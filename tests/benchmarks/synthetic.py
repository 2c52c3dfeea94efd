"""People and missions made up for the benchmarks, in the exchange formats, the same for the same seed.

    python -m tests.benchmarks.synthetic --profiles 10214 --offers 10000 --seed 1 --out DIR
    python -m tests.benchmarks.synthetic --nation 100 --profiles 18000 --offers 5000 --out DIR [--geo FILE]

Writes ``profiles.jsonl``, ``offers.jsonl`` and ``truth.jsonl`` (what each is really about: the first activity of a
mission is the main one). A nation is a folder for each département. ``--from-shared FOLDER`` takes the texts of the
missions from real ones, which say nothing of what they are about.

A record depends on the seed and its own number only: the first thousand of ten thousand are the thousand alone.
"""

import argparse
import json
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import islice
from pathlib import Path

from tests.benchmarks.synthetic_places import AUBE, Departement, displaced, read_departements
from tests.benchmarks.synthetic_records import Synthetic

FILES = ("profiles.jsonl", "offers.jsonl", "truth.jsonl")
MISSIONS = Path("data") / "missions" / "hub_missions.jsonl"


def aube(seed: int = 1) -> Synthetic:
    """Return the people and missions of the Aube."""
    return Synthetic(read_departements()[0], seed)


def write(synthetic: Synthetic, folder: Path, profiles: int, offers: int) -> None:
    """Write the three files of one département."""
    folder.mkdir(parents=True, exist_ok=True)
    one, two, three = (folder / name for name in FILES)
    with (
        one.open("w", encoding="utf-8") as people,
        two.open("w", encoding="utf-8") as missions,
        three.open("w", encoding="utf-8") as truth,
    ):
        for kind, stream, records in (
            ("profile", people, islice(synthetic.profiles(), profiles)),
            ("offer", missions, islice(synthetic.offers(), offers)),
        ):
            for record, about in records:
                stream.write(json.dumps(record, ensure_ascii=False) + "\n")
                truth.write(json.dumps({kind: record["id"], "activities": about}) + "\n")


def real_missions(shared: Path) -> list[tuple[str, str]]:
    """Return the titles and descriptions of real missions."""
    with (shared / MISSIONS).open(encoding="utf-8") as stream:
        read = map(json.loads, stream)
        return [(one["title"], one.get("description") or "") for one in read if one.get("title")]


def nation(geo: Path, count: int) -> list[Departement]:
    """Return the départements of a file of communes, or as many displaced copies of the only one."""
    found = read_departements(geo)
    return displaced(found[0], count) if len(found) == 1 else found[:count]


def _write_one(departement: Departement, options: argparse.Namespace) -> str:
    synthetic = Synthetic(departement, options.seed, prefix=f"{departement.code}-")
    write(synthetic, options.out / departement.code, options.profiles, options.offers)
    return departement.code


def main() -> None:
    """Write what is asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--profiles", type=int, default=10_214)
    parser.add_argument("--offers", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--geo", type=Path, default=AUBE, help="communes, as seed/communes_aube.csv")
    parser.add_argument("--nation", type=int, help="that many départements")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--from-shared", type=Path, help="folder with data/missions/hub_missions.jsonl")
    asked = parser.parse_args()
    if asked.nation:
        with ProcessPoolExecutor(asked.workers) as pool:
            for code in pool.map(partial(_write_one, options=asked), nation(asked.geo, asked.nation)):
                print(code, flush=True)
        return
    missions = real_missions(asked.from_shared) if asked.from_shared else ()
    write(
        Synthetic(read_departements(asked.geo)[0], asked.seed, missions=missions),
        asked.out,
        asked.profiles,
        asked.offers,
    )


if __name__ == "__main__":
    main()
