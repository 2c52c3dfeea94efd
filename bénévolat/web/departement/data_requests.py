"""Requests about personal data that wait, late ones first: the month of the law (R43). References only, no name."""

from flask import render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select

from bénévolat.domain.data_requests import left_words
from bénévolat.domain.enums import Audience, Right
from bénévolat.extensions import db
from bénévolat.models.profiles import Profile
from bénévolat.services import data_requests, notices
from bénévolat.web.access import AudienceBlueprint, today
from bénévolat.web.lists import paginated

bp = AudienceBlueprint(
    "departement_data_requests",
    __name__,
    audience=Audience.DEPARTEMENT,
    right=Right.ADMINISTER,
    url_prefix="/departement/demandes",
)


@bp.get("")
def index() -> ResponseReturnValue:
    """Show the open requests of every team, and how many people lack the information."""
    session = db.session()
    without_notice = select(func.count()).select_from(Profile).where(notices.missing())
    return render_template(
        "departement/data_requests/index.html",
        requests=paginated(data_requests.everywhere()),
        late=data_requests.count_late(session, today()),
        without_notice=session.scalar(without_notice),
        today=today(),
        left_words=left_words,
    )
