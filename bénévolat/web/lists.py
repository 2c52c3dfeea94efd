"""Lists of the site: 25 rows a page, a filter that is a member of a closed list or nothing (Q3)."""

from collections.abc import Sequence
from enum import Enum
from typing import Any, TypeVar

from flask import request
from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import Select

from bénévolat.extensions import db

PAGE_SIZE = 25
Member = TypeVar("Member", bound=Enum)


def page_number(name: str = "page") -> int:
    """Return the page asked for; anything that is not a small number is the first one."""
    typed = request.args.get(name, "1")
    number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 6 else 1
    return max(1, number)


def paginated(statement: Select[Any], *, size: int = PAGE_SIZE) -> Pagination:
    """Return the page of rows asked for."""
    return db.paginate(statement, page=page_number(), per_page=size, max_per_page=size, error_out=False)


class _Rows(Pagination):
    """Pages of rows that are already in memory."""

    def _query_items(self) -> list[Any]:
        rows: Sequence[Any] = self._query_args["rows"]
        return list(rows[self._query_offset : self._query_offset + self.per_page])

    def _query_count(self) -> int:
        return len(self._query_args["rows"])


def paginated_rows(rows: Sequence[Any], *, size: int = PAGE_SIZE) -> Pagination:
    """Return the page asked for of rows that are already in memory."""
    return _Rows(page=page_number(), per_page=size, max_per_page=size, error_out=False, rows=rows)


def chosen(enum: type[Member], name: str) -> Member | None:
    """Return the member of a closed list that the address filters on, or None."""
    code = request.args.get(name, "")
    return next((member for member in enum if member.value == code), None)
