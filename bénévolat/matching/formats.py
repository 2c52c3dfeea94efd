"""The exchange formats of the engine: profiles, offers and matches, one JSON object a line (matching.md §3).

Unknown keys are ignored. A value that is missing stays None: it lowers what can be said, it never
excludes anyone (R31). No field describes health, sex, age, nationality, family or seniority (R30).
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from bénévolat.matching.fields import FormatError, Row
from bénévolat.matching.sentences import SLOTS
from bénévolat.matching.settings import MEANS

__all__ = ["FormatError", "Match", "NearMiss", "Offer", "Pair", "Part", "Profile", "ProfileMatches"]

TRANSIT = ("unknown", "none", "declared", "on_demand")
OFF_HOURS = ("evening", "sunday")
_MEANS = tuple(means.code for means in MEANS)


@dataclass(frozen=True, slots=True)
class Profile:
    """What the person wants, can do and accepts. ``travel``: most minutes by each means the person has.

    ``understood``: for a wish or skill, the concepts that a travailleur social confirmed; a text that is not a key
    is read by the engine, an empty list keeps the text as plain words.
    """

    id: str
    wishes: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    constraints: tuple[str, ...] = ()
    comfort: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    french_level: int | None = None
    supervision_need: int | None = None
    commune: str | None = None
    lat: float | None = None
    lon: float | None = None
    travel: Mapping[str, int] | None = None
    slots: tuple[str, ...] = ()
    available_from: date | None = None
    excluded_associations: tuple[str, ...] = ()
    former_employers: tuple[str, ...] = ()
    priority: bool = False
    seen_offers: tuple[str, ...] | None = None
    understood: Mapping[str, tuple[str, ...]] | None = None

    @classmethod
    def from_json(cls, data: object) -> "Profile":
        """Read one decoded JSON object. Raises FormatError (French sentence, field)."""
        row = Row(data, "Un profil")
        lat, lon = point(row)
        return cls(
            id=row.required("id"),
            wishes=row.texts("wishes") or (),
            skills=row.texts("skills") or (),
            avoid=row.texts("avoid") or (),
            constraints=row.texts("constraints") or (),
            comfort=row.texts("comfort") or (),
            languages=row.texts("languages") or (),
            french_level=row.whole("french_level", 0, 3),
            supervision_need=row.whole("supervision_need", 0, 2),
            commune=row.text("commune"),
            lat=lat,
            lon=lon,
            travel=row.minutes("travel", _MEANS),
            slots=row.codes("slots", SLOTS) or (),
            available_from=row.day("from"),
            excluded_associations=row.texts("excluded_associations") or (),
            former_employers=row.texts("former_employers") or (),
            priority=bool(row.flag("priority")),
            seen_offers=row.texts("seen_offers"),
            understood=row.lists("understood"),
        )

    def to_json(self) -> dict[str, Any]:
        """Return the JSON object that ``from_json`` reads back."""
        data: dict[str, Any] = _plain(asdict(self))
        data["from"] = data.pop("available_from")
        return data


@dataclass(frozen=True, slots=True)
class Offer:
    """A mission as the engine sees it. ``demands`` None: not declared; () : declared, nothing asked.

    ``concepts``: what the association confirmed that the mission is about; None leaves the reading to the engine.
    ``transit_off_hours``: when the declared transport also runs, ``evening`` and ``sunday``.
    """

    id: str
    title: str
    association: str | None = None
    association_name: str | None = None
    description: str = ""
    tasks: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    domain: str | None = None
    commune: str | None = None
    lat: float | None = None
    lon: float | None = None
    remote: bool = False
    transit: str = "unknown"
    transit_off_hours: tuple[str, ...] = ()
    slots: tuple[str, ...] = ()
    slots_needed: int = 1
    demands: tuple[str, ...] | None = None
    comfort: tuple[str, ...] = ()
    french_level: int | None = None
    supervision_level: int | None = None
    supervision_present: bool = True
    places_free: int | None = None
    starts: date | None = None
    ends: date | None = None
    closed_dates: tuple[date, ...] = ()
    concepts: tuple[str, ...] | None = None

    @classmethod
    def from_json(cls, data: object) -> "Offer":
        """Read one decoded JSON object. Raises FormatError (French sentence, field)."""
        row = Row(data, "Une offre")
        lat, lon = point(row)
        starts, ends = row.day("starts"), row.day("ends")
        if starts and ends and ends < starts:
            raise FormatError("la fin est avant le début : corriger l'une des deux dates.", field="ends")
        present = row.flag("supervision_present")
        needed = row.whole("slots_needed", 1, len(SLOTS))
        return cls(
            id=row.required("id"),
            title=row.required("title"),
            association=row.text("association"),
            association_name=row.text("association_name"),
            description=row.text("description", 100_000) or "",
            tasks=row.texts("tasks") or (),
            skills=row.texts("skills") or (),
            domain=row.text("domain"),
            commune=row.text("commune"),
            lat=lat,
            lon=lon,
            remote=bool(row.flag("remote")),
            transit=row.code("transit", TRANSIT) or "unknown",
            transit_off_hours=row.codes("transit_off_hours", OFF_HOURS) or (),
            slots=row.codes("slots", SLOTS) or (),
            slots_needed=1 if needed is None else needed,
            demands=row.texts("demands"),
            comfort=row.texts("comfort") or (),
            french_level=row.whole("french_level", 0, 3),
            supervision_level=row.whole("supervision_level", 0, 2),
            supervision_present=True if present is None else present,
            places_free=row.whole("places_free", 0, 100_000),
            starts=starts,
            ends=ends,
            closed_dates=row.days("closed_dates"),
            concepts=row.texts("concepts"),
        )

    def to_json(self) -> dict[str, Any]:
        """Return the JSON object that ``from_json`` reads back."""
        data: dict[str, Any] = _plain(asdict(self))
        return data


@dataclass(frozen=True, slots=True)
class Part:
    """Points of one part of the score. ``max`` 0: not known, left out of the total."""

    points: int
    max: int
    why: str


@dataclass(frozen=True, slots=True)
class Match:
    """One proposal: total of 100, parts, reasons to read aloud, and what remains to be checked."""

    offer: str
    score: int
    parts: Mapping[str, Part]
    reasons: tuple[str, ...]
    to_check: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NearMiss:
    """An offer that one or two filters stop: their codes, why, and what would unlock it (R32)."""

    offer: str
    score: int
    blocked_by: tuple[str, ...]
    why: tuple[str, ...]
    unlock: str


@dataclass(frozen=True, slots=True)
class Pair:
    """One person and any offer: «pourquoi ?» or «pourquoi pas ?».

    ``proposed``: passes every filter and both thresholds. ``gates``: (code, rule, passed, why, unlock) of every
    filter in order. ``below``: the sentence of the threshold that is not reached, or None.
    """

    offer: str
    version: str
    score: int
    parts: Mapping[str, Part]
    reasons: tuple[str, ...]
    to_check: tuple[str, ...]
    gates: tuple[tuple[str, str, bool, str, str], ...]
    below: str | None

    @property
    def blocked_by(self) -> tuple[str, ...]:
        """Return the codes of the filters that stop the pair."""
        return tuple(code for code, _, passed, _, _ in self.gates if not passed)

    @property
    def proposed(self) -> bool:
        """Tell whether the engine would propose this offer to this person."""
        return not self.blocked_by and self.below is None


@dataclass(frozen=True, slots=True)
class ProfileMatches:
    """The answer for one person. ``plan``: up to three offers, free places shared over the whole batch.

    ``widen``: what would open missions, when there is no match («rien de vraiment proche»).
    """

    profile: str
    version: str
    matches: tuple[Match, ...]
    near_misses: tuple[NearMiss, ...]
    plan: tuple[str, ...]
    widen: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the JSON object of ``matches.jsonl``."""
        return {
            "profile": self.profile,
            "version": self.version,
            "matches": [
                {
                    "offer": match.offer,
                    "score": match.score,
                    "parts": {
                        name: {"points": part.points, "max": part.max, "why": part.why}
                        for name, part in match.parts.items()
                    },
                    "reasons": list(match.reasons),
                    "to_check": list(match.to_check),
                }
                for match in self.matches
            ],
            "near_misses": [
                {
                    "offer": miss.offer,
                    "score": miss.score,
                    "blocked_by": list(miss.blocked_by),
                    "why": list(miss.why),
                    "unlock": miss.unlock,
                }
                for miss in self.near_misses
            ],
            "widen": list(self.widen),
            "plan": list(self.plan),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "ProfileMatches":
        """Read back an object written by ``to_json`` (our own output: a missing key is a FormatError)."""
        try:
            matches = tuple(
                Match(
                    item["offer"],
                    item["score"],
                    {name: Part(**part) for name, part in item["parts"].items()},
                    tuple(item["reasons"]),
                    tuple(item["to_check"]),
                )
                for item in data["matches"]
            )
            misses = tuple(
                NearMiss(
                    item["offer"],
                    item["score"],
                    tuple(item["blocked_by"]),
                    tuple(item.get("why", ())),
                    item["unlock"],
                )
                for item in data["near_misses"]
            )
            plan, wider = tuple(data["plan"]), tuple(data.get("widen", ()))
            return cls(data["profile"], data["version"], matches, misses, plan, wider)
        except (KeyError, TypeError, AttributeError) as error:
            raise FormatError("ce rapprochement n'a pas été écrit par le moteur : le recalculer.") from error


def point(row: Row) -> tuple[float | None, float | None]:
    """Return latitude and longitude, both or neither."""
    lat, lon = row.number("lat", -90, 90), row.number("lon", -180, 180)
    return (None, None) if lat is None or lon is None else (lat, lon)


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
