"""What every maker stands on: the test's session, its clock, and a counter instead of chance."""

from datetime import date, datetime
from itertools import count
from typing import TypeVar

from sqlalchemy.orm import Session

from tests.clock import Clock

Row = TypeVar("Row")


class Maker:
    """Makes rows in the test's session. ``now`` is the test's clock."""

    def __init__(self, session: Session, clock: Clock) -> None:
        self.session = session
        self.clock = clock
        self._numbers = count(1)

    @property
    def now(self) -> datetime:
        """Return the test's present instant."""
        return self.clock()

    @property
    def today(self) -> date:
        """Return the test's present day."""
        return self.clock().date()

    def _keep(self, row: Row) -> Row:
        self.session.add(row)
        self.session.commit()
        return row
