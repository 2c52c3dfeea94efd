"""The calendar that a telephone or a computer reads by itself, at an address with a secret of its own (R52)."""

from flask import Response, abort
from flask.typing import ResponseReturnValue

from bénévolat.domain.enums import Audience
from bénévolat.exports.calendars import calendar_ics
from bénévolat.extensions import db
from bénévolat.services import calendar_links, calendars
from bénévolat.web.access import AudienceBlueprint, now
from bénévolat.web.files import ICS

bp = AudienceBlueprint("public_calendars", __name__, audience=Audience.PUBLIC, url_prefix="/acces")

LONGEST = 64
"""Signs of a token at most; a longer one is not looked up."""


@bp.get("/calendrier/<token>.ics")
def show(token: str) -> ResponseReturnValue:
    """Hand over the sessions that come; the same answer for an address unknown, stopped or lost with its account."""
    found = calendar_links.meetings(db.session(), token, now=now()) if len(token) <= LONGEST else None
    if found is None:
        abort(404)
    headers = {
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
        "X-Robots-Tag": "noindex",
        "Content-Disposition": 'inline; filename="benevolat.ics"',
    }
    content = calendar_ics(calendars.NEUTRAL, found, made_at=now())
    return Response(content, content_type=ICS, headers=headers)
