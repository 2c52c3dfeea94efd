"""Where the reference data are, and how they are loaded: communes, EPCI, postal codes of the département."""

import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from bénévolat.services import thesaurus_phrases
from bénévolat.services.commune_files import CommuneReport, import_rows, read_file

HERE = Path(__file__).parent


def seed_folder() -> Path:
    """Return the folder of the reference data: inside an installed wheel, beside the package in a checkout."""
    inside = HERE / "_seed"
    return inside if inside.is_dir() else HERE.parent / "seed"


def load_reference(session: Session) -> CommuneReport:
    """Load the communes of the Aube and the evaluation phrases; a second time changes nothing."""
    thesaurus_phrases.load_seed(session, now=datetime.now(UTC))
    return import_rows(session, read_file((seed_folder() / "communes_aube.csv").read_bytes()))


def demonstration_script() -> dict[str, Any]:
    """Return every table of ``seed/demonstration``, by name."""
    script: dict[str, Any] = {}
    for path in sorted((seed_folder() / "demonstration").glob("*.toml")):
        script |= tomllib.loads(path.read_text(encoding="utf-8"))
    return script
