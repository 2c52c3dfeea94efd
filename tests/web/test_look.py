"""The look keeps its promises: contrast, light files, nothing from elsewhere, no State mark (R47, R58)."""

import re
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "bénévolat"
CSS = (PACKAGE / "static/css/benevolat.css").read_text(encoding="utf-8")
TEMPLATES = sorted((PACKAGE / "templates").rglob("*.html"))


def colour(name: str) -> str:
    """Return the value of one of our variables, or the value itself."""
    found = re.search(rf"--{name}: (#[0-9a-f]{{6}});", CSS)
    return found[1] if found else name


def luminance(value: str) -> float:
    """Return the relative luminance of WCAG 2 for «#rrggbb»."""
    parts = [int(value[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(front: str, ground: str) -> float:
    """Return the contrast of two colours, 1 to 21."""
    high, low = sorted((luminance(colour(front)), luminance(colour(ground))), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(
    ("front", "ground", "asked"),
    [
        ("ink", "paper", 7),
        ("ink", "sand", 7),
        ("muted", "paper", 4.5),
        ("muted", "sand", 4.5),
        ("green", "paper", 4.5),
        ("green", "green-soft", 4.5),
        ("#ffffff", "green", 4.5),
        ("#ffffff", "green-dark", 4.5),
        ("#ffffff", "green-night", 4.5),
        ("#ffffff", "terracotta", 4.5),
        ("terracotta", "paper", 4.5),
        ("terracotta", "sand", 4.5),
        ("danger", "paper", 4.5),
        ("edge", "#ffffff", 3),
        ("edge", "paper", 3),
        ("apricot", "green-night", 3),
    ],
)
def test_words_and_borders_stand_out_from_their_ground(front: str, ground: str, asked: float) -> None:
    assert contrast(front, ground) >= asked


def test_badges_and_messages_stand_out_from_their_ground() -> None:
    badges = re.findall(r"\.status-\w+ \{ background: (#\w{6}); color: (#\w{6}); \}", CSS)
    alerts = re.findall(r"--bs-alert-color: (#\w{6}); --bs-alert-bg: (#\w{6});", CSS)
    assert len(badges) == 5
    assert len(alerts) >= 3
    assert all(contrast(front, ground) >= 4.5 for ground, front in badges)
    assert all(contrast(front, ground) >= 4.5 for front, ground in alerts)


def test_fonts_are_ours_to_give_and_light() -> None:
    fonts = list((PACKAGE / "static/fonts").glob("*.woff2"))
    assert len(fonts) == 4
    assert all(font.stat().st_size <= 25 * 1024 for font in fonts)
    assert "SIL OPEN FONT LICENSE" in (PACKAGE / "static/fonts/AtkinsonHyperlegible-LICENSE.txt").read_text(
        "utf-8"
    )
    assert all(
        (PACKAGE / "static/fonts" / name).is_file() for name in re.findall(r"fonts/([\w-]+\.woff2)", CSS)
    )


def test_nothing_comes_from_elsewhere() -> None:
    assert not re.search(r"url\([\"']?(https?:)?//|@import", CSS)
    for script in (PACKAGE / "static/js").glob("*.js"):
        assert "http" not in script.read_text(encoding="utf-8")


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(PACKAGE / "templates")))
def test_templates_carry_no_inline_code_nor_state_mark(template: Path) -> None:
    text = template.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle=|<style|\son\w+=\"|javascript:", text)
    assert not re.search(r"\bfr-(btn|card|grid|container)\b|\bdsfr\b|marianne", text, re.IGNORECASE)
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", text))
