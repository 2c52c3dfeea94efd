"""«Mal compris» reported by travailleurs sociaux: each leads to an edit to try, or is put aside."""

from uuid import UUID

from flask import abort, render_template, url_for
from flask.typing import ResponseReturnValue

from bénévolat.domain.enums import Audience, Right
from bénévolat.domain.thesaurus import MisreadingStatus
from bénévolat.extensions import db
from bénévolat.models.thesaurus import Misreading
from bénévolat.services import misreadings, thesaurus
from bénévolat.web.access import AudienceBlueprint
from bénévolat.web.acts import act
from bénévolat.web.lists import chosen, paginated

bp = AudienceBlueprint(
    "departement_misreadings",
    __name__,
    audience=Audience.DEPARTEMENT,
    right=Right.ADMINISTER,
    url_prefix="/departement/thesaurus/mal-compris",
)


@bp.get("")
def index() -> ResponseReturnValue:
    """List the reports, those that wait unless the address asks for others."""
    session = db.session()
    status = chosen(MisreadingStatus, "etat") or MisreadingStatus.OPEN
    lexicon = thesaurus.lexicon(session)
    page = paginated(misreadings.with_status(status))
    codes = {row.id: lexicon.follow(row.concept) if row.concept else None for row in page.items}
    return render_template(
        "departement/thesaurus/misreadings.html",
        page=page,
        status=status,
        statuses=MisreadingStatus,
        codes={key: code for key, code in codes.items() if code in lexicon.thesaurus.concepts},
        labels=lexicon.labels,
    )


@bp.post("/<uuid:misreading_id>/ecarter")
def dismiss(misreading_id: UUID) -> ResponseReturnValue:
    """Put a report aside."""
    found = db.session.get(Misreading, misreading_id) or abort(404)
    return act(misreadings.dismiss, found, done="Le signalement est écarté.", back=url_for(".index"))
