"""The hand-moved clock of the tests: no test ever sleeps."""

from datetime import UTC, datetime, timedelta

START = datetime(2026, 11, 3, 9, 0, tzinfo=UTC)
"""A Tuesday, 10 o'clock in Paris."""


class Clock:
    """Callable that gives the present instant of a test, in UTC."""

    def __init__(self, start: datetime = START) -> None:
        self.now = start

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **lapse: float) -> datetime:
        """Move forward by ``timedelta(**lapse)`` and return the new instant."""
        self.now += timedelta(**lapse)
        return self.now
