"""Reading the thesaurus of the package (``thesaurus.toml``): themes, trades and languages."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Theme:
    """What volunteers do, for whom or where: label, strength (per mille), aliases and related themes."""

    label: str
    strength: int
    aliases: tuple[str, ...]
    related: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Trade:
    """Trades of the same family and the themes where they are of use (per mille)."""

    aliases: tuple[str, ...]
    themes: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Thesaurus:
    """The whole of it; ``languages`` are themes of their own; ``hints``: words that suggest a demand."""

    themes: Mapping[str, Theme]
    trades: tuple[Trade, ...]
    languages: tuple[str, ...]
    hints: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def parse(text: str) -> Thesaurus:
    """Read a thesaurus written in TOML. Raises ValueError when a theme that is named does not exist."""
    data = tomllib.loads(text)
    themes = {
        code: Theme(row["label"], row["strength"], tuple(row["aliases"]), row.get("related", {}))
        for code, row in data["theme"].items()
    }
    trades = tuple(Trade(tuple(row["aliases"]), row["themes"]) for row in data["trade"])
    for named in [theme.related for theme in themes.values()] + [trade.themes for trade in trades]:
        unknown = set(named) - set(themes)
        if unknown:
            raise ValueError(
                f"Le thésaurus nomme des thèmes qui n'existent pas : {', '.join(sorted(unknown))}."
            )
    hints = {demand: tuple(words) for demand, words in data.get("hints", {}).items()}
    return Thesaurus(themes, trades, tuple(data["languages"]), hints)


@lru_cache(maxsize=1)
def default_thesaurus() -> Thesaurus:
    """Return the thesaurus of the package, read once a process."""
    return parse(files(__package__).joinpath("thesaurus.toml").read_text(encoding="utf-8"))
