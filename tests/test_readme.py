"""The README tells the truth about settings and commands."""

import re
from pathlib import Path

from bénévolat.config import SETTINGS

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")


def settings_table() -> str:
    """Return the table of settings as the README must hold it."""
    lines = ["| Variable | Par défaut | Rôle |", "|---|---|---|"]
    for setting in SETTINGS:
        default = f"`{setting.default}`" if setting.default else "(vide)"
        lines.append(f"| `BENEVOLAT_{setting.name}` | {default} | {setting.meaning} |")
    return "\n".join(lines)


def test_the_readme_lists_every_setting_with_its_default() -> None:
    between = re.search(r"<!-- settings -->\n(.*?)\n?<!-- /settings -->", README, re.DOTALL)
    assert between is not None
    assert between.group(1) == settings_table()


def test_every_linked_page_exists() -> None:
    root = Path(__file__).parents[1]
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert (root / target).exists(), target
