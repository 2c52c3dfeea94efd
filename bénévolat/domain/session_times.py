"""Hours of Paris turned into instants: the nights when clocks change are exact (T1)."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bénévolat.domain.engagements import BadSessionTimes
from bénévolat.domain.labels import LabelledEnum

PARIS = ZoneInfo("Europe/Paris")


class WhichHour(LabelledEnum):
    """Which of the two, on the autumn night when one hour comes twice."""

    FIRST = "first", "La première fois, avant que l'horloge recule"
    SECOND = "second", "La deuxième fois, après que l'horloge a reculé"


class HourTwice(BadSessionTimes):
    """The hour comes twice that night: which one has to be said."""

    sentence = "Cette nuit-là, l'horloge recule et cette heure arrive deux fois. Précisez laquelle."
    field = "which"


@dataclass(frozen=True, slots=True)
class Span:
    """A beginning and an end, in UTC."""

    starts_at: datetime
    ends_at: datetime

    @property
    def minutes(self) -> int:
        """Return the length in real time."""
        return int((self.ends_at - self.starts_at).total_seconds() // 60)


def instants(day: date, at: time) -> tuple[datetime, ...]:
    """Return the UTC instants when a clock in Paris shows this: one; none or two when clocks change."""
    shown = datetime.combine(day, at)
    found = {shown.replace(tzinfo=PARIS, fold=fold).astimezone(UTC) for fold in (0, 1)}
    return tuple(sorted(i for i in found if i.astimezone(PARIS).replace(tzinfo=None, fold=0) == shown))


def planned_instant(day: date, at: time) -> datetime:
    """Return the instant of a session foreseen: the first when there are two, an hour later when there is none."""
    return datetime.combine(day, at, tzinfo=PARIS).astimezone(UTC)


def which_of(instant: datetime) -> WhichHour | None:
    """Return which one an instant is when its hour comes twice, else None."""
    here = instant.astimezone(PARIS)
    if len(instants(here.date(), here.time().replace(second=0, microsecond=0, fold=0))) < 2:
        return None
    return WhichHour.SECOND if here.fold else WhichHour.FIRST


def span(
    day: date,
    at: time,
    *,
    minutes: int | None = None,
    until: time | None = None,
    which: WhichHour | None = None,
) -> Span:
    """Return a session from its day and hour in Paris, and its length or the hour it ends.

    An end not after the beginning on the clock is on the next day. Where both ends fall in the hour that comes twice,
    ``which`` speaks of the beginning. Raises HourTwice when it has to be said, BadSessionTimes for an hour that spring
    skips, for an end at the very hour of the beginning, or when neither length nor end is given.
    """
    starts_at = _chosen(instants(day, at), which, "hour")
    if until is None:
        if minutes is None:
            raise BadSessionTimes("Indiquez la durée, ou l'heure de fin.", field="ends_at")
        return Span(starts_at, starts_at + timedelta(minutes=minutes))
    if until == at and len(instants(day, at)) == 1:
        raise BadSessionTimes(
            "L'heure de fin est la même que l'heure de début. Vérifiez les heures.", field="until"
        )
    ends = [i for i in instants(day, until) if i > starts_at]
    if not ends:
        ends = [i for i in instants(day + timedelta(days=1), until) if i > starts_at]
        if not instants(day, until) and until > at:
            ends = []
    if len(ends) > 1 and which_of(starts_at) is not None:
        ends = ends[:1]
    return Span(starts_at, _chosen(tuple(ends), which, "until"))


def _chosen(found: tuple[datetime, ...], which: WhichHour | None, field: str) -> datetime:
    if not found:
        raise BadSessionTimes(
            "Cette heure n'existe pas ce jour-là\u00a0: on passe à l'heure d'été.", field=field
        )
    if len(found) == 1:
        return found[0]
    if which is None:
        raise HourTwice
    return found[1] if which is WhichHour.SECOND else found[0]
