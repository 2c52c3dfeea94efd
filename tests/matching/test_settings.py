"""Weights, thresholds and speeds are settings: read from a file, versioned, refused when they make no sense (R28)."""

import pytest

from bénévolat.matching import DEFAULT, VERSION, Engine, Settings
from bénévolat.matching.lexicon import default_lexicon
from tests.matching.builders import TODAY, mission, person


def test_a_file_changes_only_what_it_says() -> None:
    found = Settings.from_toml("wishes = 40\nsupervision = 25\n[means.bus]\nspeed = 18000\n")
    assert (found.wishes, found.supervision, found.travel) == (40, 25, 20)
    speeds = {means.code: (means.speed, means.fixed) for means in found.means}
    usual = {means.code: (means.speed, means.fixed) for means in DEFAULT.means}
    assert speeds == {**usual, "bus": (18_000, usual["bus"][1])}
    assert Settings.from_toml("") == DEFAULT


def test_other_settings_are_another_version_and_other_points() -> None:
    """R26: each proposal says which rules it was computed by."""
    thesaurus = default_lexicon().thesaurus.version
    other = Settings.from_toml("wishes = 40\nsupervision = 25")
    usual, changed = Engine([mission()], today=TODAY), Engine([mission()], other, TODAY)
    assert usual.one(person()).version == f"{VERSION}/{thesaurus}"
    assert changed.one(person()).version != usual.one(person()).version
    assert changed.one(person()).matches[0].parts["wishes"].max == 40
    assert len(changed.version) <= 40


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("wishes = ", "TOML"),
        ("wishes = 50", "100 points"),
        ("wishes = true", "un nombre entier"),
        ("wishes = 45.5", "un nombre entier"),
        ("speed = 3", "n'est pas dans les réglages"),
        ("means = 3", "dans une table"),
        ("[means.rocket]\nspeed = 3", "n'est pas dans les moyens"),
        ("[means]\nbus = 3", "une table"),
        ("[means.bus]\nwings = 2", "n'est pas dans les chiffres"),
        ("[means.bus]\nspeed = 0", "positifs"),
        ("plan_size = 0", "hors limites"),
        ("halo_km = -1", "hors limites"),
        (f"detour = {10**30}", "démesuré"),
        (f"near_misses = {10**400}", "démesuré"),
        (f"[means.car]\nspeed = {10**18}", "démesuré"),
        (f"[means.bus]\nfixed = {10**18}", "démesuré"),
        ("detour = 10", "au moins 1000"),
    ],
)
def test_settings_that_cannot_be_are_refused_in_french(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Settings.from_toml(text)
