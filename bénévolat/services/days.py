"""Days as lived in Paris: what has waited for some days, wherever the clock of the server stands (T1)."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bénévolat.domain.contracts import add_months

PARIS = ZoneInfo("Europe/Paris")


def day_of(moment: datetime) -> date:
    """Return the day of an instant in Paris."""
    return moment.astimezone(PARIS).date()


def begins(day: date) -> datetime:
    """Return the first instant of a day in Paris, in UTC."""
    return datetime.combine(day, time(), tzinfo=PARIS).astimezone(UTC)


def before(now: datetime, days: int) -> datetime:
    """Return the instant before which something has waited ``days`` days: three days after Monday is Thursday."""
    return begins(day_of(now) - timedelta(days=days - 1))


def months_before(now: datetime, months: int) -> datetime:
    """Return the first instant of the same day some months earlier."""
    return begins(add_months(day_of(now), -months))
