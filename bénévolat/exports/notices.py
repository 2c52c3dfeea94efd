"""The information notice on paper: one A4 page, in its normal or simple version (R42)."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from bénévolat.domain.notices import Notice
from bénévolat.exports import typesetting


def _facts(notice: Notice, *, large: bool) -> dict[str, Any]:
    return {**asdict(notice), "large": large, "foot": f"Version {notice.version}"}


def notice_pdf(notice: Notice, *, made_at: datetime, large: bool = False) -> bytes:
    """Return the page, tagged (PDF/UA-1); ``large`` for those who read with difficulty."""
    return typesetting.pdf("notice", _facts(notice, large=large), made_at=made_at)


def notice_pictures(notice: Notice, *, made_at: datetime, large: bool = False) -> Sequence[bytes]:
    """Return the page as it is seen, as PNG."""
    return typesetting.pictures("notice", _facts(notice, large=large), made_at=made_at)
