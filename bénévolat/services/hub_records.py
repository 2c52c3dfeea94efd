"""Missions of the national hub: one JSON object a line, read with suspicion and cleaned.

Field names are those of the hub's public format: ``_id, type, title, description, organizationName,
publisherName, domain, remote, city, postalCode, departmentName, location{lat,lon}, places, schedule``.
"""

import html
import json
import math
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from bénévolat.domain.enums import Domain, Remote
from bénévolat.domain.nir import contains_nir
from bénévolat.domain.places import Point, WrittenPlace

MAX_LINE = 200_000
"""Bytes of a line beyond which it is refused unread."""

DOMAINS = {
    "environnement": Domain.ENVIRONMENT,
    "solidarite-insertion": Domain.SOLIDARITY,
    "humanitaire": Domain.SOLIDARITY,
    "emploi": Domain.SOLIDARITY,
    "sante": Domain.HEALTH_SUPPORT,
    "culture-loisirs": Domain.CULTURE,
    "education": Domain.EDUCATION,
    "sport": Domain.SPORT,
    "vivre-ensemble": Domain.ISOLATION,
    "animaux": Domain.ANIMALS,
    "benevolat-competences": Domain.OTHER,
    "memoire-et-citoyennete": Domain.OTHER,
    "prevention-protection": Domain.OTHER,
    "autre": Domain.OTHER,
}
"""Domain of the hub → ours; a domain that is absent or unknown becomes «autre domaine»."""

_REMOTES = {"no": Remote.NO, "local": Remote.NO, "possible": Remote.POSSIBLE, "full": Remote.FULL}
_BLOCK_END = re.compile(r"<\s*(?:br|/p|/li|/div|/h[1-6])[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<!--.*?-->", re.DOTALL)


class BadRecord(ValueError):
    """The line cannot become a mission; the message says why, in French, without repeating its content."""


@dataclass(frozen=True, slots=True)
class HubMission:
    """One mission, cleaned; texts are in NFC, without tags, entities or control characters.

    ``title`` is what an offer can hold (200 signs), ``whole_title`` what was written.
    """

    line: int
    external_id: str
    title: str
    whole_title: str
    description: str
    organisation: str
    publisher: str
    domain: Domain
    remote: Remote
    place: WrittenPlace
    places: int | None
    schedule: str
    remarks: tuple[str, ...]


def read_lines(lines: Iterable[bytes]) -> Iterator[tuple[int, HubMission | BadRecord]]:
    """Yield ``(line number, mission or refusal)``; blank lines are skipped. Never raises for a bad line."""
    for number, raw in enumerate(lines, start=1):
        if not raw.strip():
            continue
        try:
            yield number, _mission(number, _decoded(raw))
        except BadRecord as refusal:
            yield number, refusal


def clean(value: object, limit: int) -> str:
    """Return a text without entities, tags, control or invisible signs; «» for anything but text."""
    if not isinstance(value, str):
        return ""
    text = value[: 4 * limit + 1000]
    for _ in range(3):
        unescaped = html.unescape(text)
        if unescaped == text:
            break
        text = unescaped
    text = _TAG.sub("", _BLOCK_END.sub("\n", text))
    text = "".join(_kept(sign) for sign in unicodedata.normalize("NFC", text))
    lines = (" ".join(line.split()) for line in text.split("\n"))
    text = "\n".join(filter(None, lines))
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def _kept(sign: str) -> str:
    if sign == "\n":
        return sign
    category = unicodedata.category(sign)
    if category in {"Cc", "Zl", "Zp"}:
        return " "
    return "" if category in {"Cf", "Cs", "Co", "Cn"} else sign


def _one_line(value: object, limit: int) -> str:
    return " ".join(clean(value, limit).split())


def _decoded(raw: bytes) -> dict[str, Any]:
    if len(raw) > MAX_LINE:
        raise BadRecord(f"ligne de plus de {MAX_LINE // 1000} Ko")
    try:
        record = json.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise BadRecord("la ligne n'est pas en UTF-8") from None
    except (ValueError, RecursionError):
        raise BadRecord("la ligne n'est pas un objet JSON complet") from None
    if not isinstance(record, dict):
        raise BadRecord("la ligne n'est pas un objet JSON")
    return record


def _mission(line: int, record: dict[str, Any]) -> HubMission:
    external_id = record.get("_id")
    if not isinstance(external_id, str) or not external_id.strip():
        raise BadRecord("identifiant (_id) absent")
    external_id = _one_line(external_id, 1000)
    if not 1 <= len(external_id) <= 280:
        raise BadRecord("identifiant (_id) vide ou trop long")
    if record.get("type", "benevolat") != "benevolat":
        raise BadRecord("ce n'est pas une mission de bénévolat")
    whole_title = _one_line(record.get("title"), 1000)
    title = _one_line(whole_title, 200)
    if len(title) < 3:
        raise BadRecord("titre absent")
    remarks = []
    if title != whole_title:
        remarks.append("titre raccourci")
    code = _one_line(record.get("domain"), 60)
    if code and code not in DOMAINS:
        remarks.append(f"domaine inconnu « {code} »")
    mission = HubMission(
        line=line,
        external_id=external_id,
        title=title,
        whole_title=whole_title,
        description=clean(record.get("description"), 3500),
        organisation=_one_line(record.get("organizationName"), 200),
        publisher=_one_line(record.get("publisherName"), 40) or "source inconnue",
        domain=DOMAINS.get(code, Domain.OTHER),
        remote=_REMOTES.get(_one_line(record.get("remote"), 20), Remote.NO),
        place=WrittenPlace(
            city=_one_line(record.get("city"), 120),
            postal_code=_postal_code(record.get("postalCode")),
            departement=_one_line(record.get("departmentName"), 60),
            point=_point(record.get("location")),
        ),
        places=_count(record.get("places")),
        schedule=_one_line(record.get("schedule"), 300),
        remarks=tuple(remarks),
    )
    texts = (
        mission.whole_title,
        mission.description,
        mission.organisation,
        mission.schedule,
        mission.place.city,
    )
    if any(contains_nir(text) for text in texts):
        raise BadRecord("un numéro de sécurité sociale s'y trouve : il ne doit jamais être transmis")
    return mission


def _postal_code(value: object) -> str:
    """Return a postal code as text, with the zero that a number has lost."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 100_000:
        return f"{value:05d}"
    return _one_line(value, 10)


def _point(location: object) -> Point | None:
    if not isinstance(location, dict):
        return None
    point = _number(location.get("lat")), _number(location.get("lon"))
    if point[0] is None or point[1] is None or point == (0.0, 0.0):
        return None
    return point[0], point[1]


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) and abs(number) <= 180 else None


def _count(value: object) -> int | None:
    number = value if isinstance(value, int) and not isinstance(value, bool) else None
    return None if number is None or number < 0 else min(number, 1000)
