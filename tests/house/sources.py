"""What the universal tests read: files known to git, templates without their comments, Python as trees."""

import ast
import re
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "bénévolat"
TEMPLATES = PACKAGE / "templates"
COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)


@cache
def tracked() -> tuple[str, ...]:
    """Return every path of the tree: tracked, or about to be (``-z``: git quotes accents otherwise)."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout
    return tuple(sorted(path for path in listed.decode().split("\0") if path and (ROOT / path).exists()))


def python_files(*folders: str) -> list[Path]:
    """Return the Python files under these folders of the tree."""
    return [ROOT / path for path in tracked() if path.endswith(".py") and path.startswith(folders)]


def template_names(folder: str = "", suffixes: tuple[str, ...] = (".html", ".txt")) -> list[str]:
    """Return the names of the templates under a folder, as Jinja knows them."""
    found = (TEMPLATES / folder).rglob("*")
    return sorted(str(path.relative_to(TEMPLATES)) for path in found if path.suffix in suffixes)


def template_source(name: str) -> str:
    """Return a template without its comments: they are never sent."""
    return COMMENT.sub("", (TEMPLATES / name).read_text())


def tree_of(path: Path) -> ast.Module:
    """Return a Python file as a tree."""
    return ast.parse(path.read_text(), str(path))


def short(path: Path) -> str:
    """Return a path as written in the tree."""
    return str(path.relative_to(ROOT))
