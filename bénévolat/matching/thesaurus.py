"""Reading the thesaurus of the seed folder (``thesaurus/*.toml``): concepts, trades, languages, hints.

A list of words is written as one text cut at commas: it reads as a list, and is read three times faster.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

_PACKAGE = Path(__file__).parent.parent


@dataclass(frozen=True, slots=True)
class Concept:
    """What volunteers do, for whom or where: label, strength (per mille), aliases and related concepts.

    ``excluded``: phrases that hold an alias and do not mean the concept («école du chat» is no school);
    ``weak``: words that often mean it and may mean something else («accueillir»).
    """

    label: str
    strength: int
    aliases: tuple[str, ...]
    related: Mapping[str, int] = field(default_factory=dict)
    excluded: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Trade:
    """Trades of the same family, the concepts where they are of use (per mille), and their ROME code."""

    aliases: tuple[str, ...]
    concepts: Mapping[str, int]
    rome: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Thesaurus:
    """The whole of it; ``languages`` are concepts of their own; ``hints``: words that suggest a demand.

    ``refusals`` and ``wishes``: words of a person for the demand refused, or for its opposite.
    ``same_language``: another name of a language -> its name in ``languages``.
    ``merged``: code of a concept that is no more -> code of the one it was merged into.
    """

    concepts: Mapping[str, Concept]
    trades: tuple[Trade, ...]
    languages: tuple[str, ...]
    hints: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    version: str = ""
    merged: Mapping[str, str] = field(default_factory=dict)
    refusals: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    wishes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    same_language: Mapping[str, str] = field(default_factory=dict)


def _listed(value: str | list[str]) -> tuple[str, ...]:
    words = value.split(",") if isinstance(value, str) else value
    return tuple(word for word in (" ".join(word.split()) for word in words) if word)


def _concept(row: Mapping[str, Any]) -> Concept:
    return Concept(
        row["label"],
        row.get("strength", 1000),
        _listed(row["aliases"]),
        row.get("related", {}),
        _listed(row.get("excluded", "")),
        _listed(row.get("weak", "")),
    )


def _trade(row: Mapping[str, Any]) -> Trade:
    return Trade(_listed(row["aliases"]), row["concepts"], row.get("rome", ""), row.get("label", ""))


def parse(*texts: str) -> Thesaurus:
    """Read a thesaurus written in TOML, in one or several files.

    Raises ValueError when a concept that is named does not exist, or is written twice.
    """
    concepts: dict[str, Concept] = {}
    trades: list[Trade] = []
    languages: list[str] = []
    words: dict[str, dict[str, tuple[str, ...]]] = {"hints": {}, "refusals": {}, "wishes": {}}
    same: dict[str, str] = {}
    version = ""
    for text in texts:
        data = tomllib.loads(text)
        rows = data.get("concept", {})
        if twice := concepts.keys() & rows.keys():
            raise ValueError(f"Le thésaurus décrit deux fois : {', '.join(sorted(twice))}.")
        concepts |= {code: _concept(row) for code, row in rows.items()}
        trades += [_trade(row) for row in data.get("trade", ())]
        languages += _listed(data.get("languages", ""))
        same |= data.get("same_language", {})
        for kind, table in words.items():
            table |= {code: _listed(said) for code, said in data.get(kind, {}).items()}
        version = data.get("version", version)
    _check(concepts, trades)
    return Thesaurus(
        concepts,
        tuple(trades),
        tuple(languages),
        hints=words["hints"],
        version=version,
        refusals=words["refusals"],
        wishes=words["wishes"],
        same_language=same,
    )


def _check(concepts: Mapping[str, Concept], trades: Iterable[Trade]) -> None:
    for named in [concept.related for concept in concepts.values()] + [trade.concepts for trade in trades]:
        if unknown := set(named) - set(concepts):
            raise ValueError(
                f"Le thésaurus nomme des concepts qui n'existent pas : {', '.join(sorted(unknown))}."
            )


def seed_folder() -> Path:
    """Return the folder of the thesaurus: inside an installed wheel, beside the package in a checkout."""
    inside = _PACKAGE / "_seed"
    return (inside if inside.is_dir() else _PACKAGE.parent / "seed") / "thesaurus"


@lru_cache(maxsize=1)
def default_thesaurus() -> Thesaurus:
    """Return the thesaurus of the seed, read once a process."""
    return parse(*(path.read_text(encoding="utf-8") for path in sorted(seed_folder().glob("*.toml"))))
