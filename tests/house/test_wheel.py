"""The wheel holds all that a production needs, and starts."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.house.sources import ROOT, tracked


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Return the names inside a wheel built from the tree."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    assert told.returncode == 0, told.stderr.decode()
    wheel = next(Path(folder).glob("benevolat-*.whl"))
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_the_wheel_holds_every_file_of_the_package(names: set[str]) -> None:
    asked = {path for path in tracked() if path.startswith("bénévolat/")}
    assert asked - names == set()


@pytest.mark.parametrize(
    ("folder", "inside"), [("migrations/", "bénévolat/_migrations/"), ("seed/", "bénévolat/_seed/")]
)
def test_the_wheel_holds_migrations_and_reference_data(names: set[str], folder: str, inside: str) -> None:
    asked = {path.replace(folder, inside, 1) for path in tracked() if path.startswith(folder)}
    assert asked
    assert asked - names == set()


def test_the_command_keeps_an_ascii_name(names: set[str]) -> None:
    assert any(name.endswith("entry_points.txt") for name in names)
    assert 'benevolat = "bénévolat.cli:main"' in (ROOT / "pyproject.toml").read_text()
