"""The snapshot of an epoch: the engine as the night left it, which every web worker loads instead of reading texts.

It lives in the folder that the database's engine names (``execution_options(benevolat_folder=…)``); without one,
each process begins its own epoch. Two files: the columns, then, once they are there, what names them and says from
which rows they were made. Whoever reads a snapshot half replaced finds none, and reads the offers instead.
"""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy.orm import Session

from bénévolat.logs import trace
from bénévolat.matching.engine import Engine
from bénévolat.matching.lexicon import Lexicon
from bénévolat.matching.settings import DEFAULT, Settings
from bénévolat.services import thesaurus

log = logging.getLogger(__name__)

FOLDER, SETTINGS = "benevolat_folder", "benevolat_matching"
"""Names of the execution options of the database's engine: where snapshots are kept, and the rules in force."""
SNAPSHOTS = "rapprochement"
"""Where snapshots are in that folder."""
_NAME = "epoque.json"

Stamps = Mapping[str, tuple[str, str]]
"""What tells whether an offer changed: its words, its places and presence."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """An engine, the stamps of the offers it was made from, and the name of its epoch."""

    engine: Engine
    stamps: Stamps
    name: str


def lexicon(session: Session) -> Lexicon:
    """Return the words in force."""
    return thesaurus.lexicon(session)


def settings(session: Session) -> Settings:
    """Return the weights, thresholds and speeds in force."""
    found: Settings = session.get_bind().get_execution_options().get(SETTINGS, DEFAULT)
    return found


def version(session: Session) -> str:
    """Return the version that an answer of today bears: rules and thesaurus in force."""
    return settings(session).version(lexicon(session).thesaurus.version)


def folder_of(session: Session) -> Path | None:
    """Return where the snapshots of this database are kept, None when nowhere."""
    found = session.get_bind().get_execution_options().get(FOLDER)
    return Path(found) / SNAPSHOTS if found else None


def newest(session: Session) -> str | None:
    """Return the name of the epoch whose snapshot is kept, None when there is none."""
    folder = folder_of(session)
    return None if folder is None else _name(folder)


def _name(folder: Path) -> str | None:
    try:
        with (folder / _NAME).open() as file:
            return file.readline().strip() or None
    except OSError:
        return None


def keep(session: Session, engine: Engine, stamps: Stamps, name: str) -> bool:
    """Write the snapshot of an epoch; False when no folder takes it, which only the log tells."""
    folder = folder_of(session)
    if folder is None:
        return False
    try:
        folder.mkdir(parents=True, exist_ok=True)
        before = set(folder.glob("*.npz"))
        engine.save(folder / f"{name}.npz")
        said = json.dumps({"version": engine.version, "stamps": stamps})
        fresh = folder / f"{name}.json"
        fresh.write_text(f"{name}\n{said}")
        fresh.replace(folder / _NAME)
        for old in before:
            if old.stem != name:
                old.unlink(missing_ok=True)
    except OSError as error:
        log.error("the snapshot of the matching could not be written\n%s", trace(error))
        return False
    return True


def load(session: Session, today: date) -> Snapshot | None:
    """Return the newest snapshot when it was made by the rules and words in force; None otherwise."""
    folder = folder_of(session)
    if folder is None:
        return None
    try:
        name, _, rest = (folder / _NAME).read_text().partition("\n")
        said = json.loads(rest)
        if said["version"] != version(session):
            return None
        engine = Engine.load(folder / f"{name}.npz", settings(session), today=today, lexicon=lexicon(session))
        return Snapshot(engine, {key: tuple(stamp) for key, stamp in said["stamps"].items()}, name)
    except FileNotFoundError:
        return None  # the first night has not been yet
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        log.warning("no usable snapshot of the matching: the offers are read again")
        return None
