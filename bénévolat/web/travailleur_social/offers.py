"""Open missions, seen from my caseload: who of my people one of them suits, and why (reverse search)."""

from collections.abc import Sequence
from uuid import UUID

from flask import render_template, request
from flask.typing import ResponseReturnValue

from bénévolat.domain.enums import Audience, JournalEvent
from bénévolat.extensions import db, transaction
from bénévolat.services import catalogue, journal, match_reasons
from bénévolat.services.catalogue import Place, Search
from bénévolat.services.match_reasons import PersonSuited
from bénévolat.web.access import AudienceBlueprint, actor, me, now
from bénévolat.web.lists import paginated, paginated_rows
from bénévolat.web.travailleur_social.mine import open_offer, today

bp = AudienceBlueprint(
    "travailleur_social_offers",
    __name__,
    audience=Audience.TRAVAILLEUR_SOCIAL,
    url_prefix="/travailleur-social/offres",
)


@bp.get("/")
def index() -> ResponseReturnValue:
    """List the open missions, all or by words."""
    typed = request.args.get("mots", "")[:100]
    found = catalogue.search(db.session(), Search(words=typed), Place(), today=today())
    return render_template("travailleur_social/offers/index.html", page=paginated(found), typed=typed)


@bp.get("/<uuid:offer_id>/personnes")
def people(offer_id: UUID) -> ResponseReturnValue:
    """Show who of my caseload, or of my team's, this mission suits; each of them is journaled as read (R40)."""
    offer = open_offer(offer_id)
    team_view = request.args.get("vue") == "equipe"
    session = db.session()
    found = match_reasons.people_for(session, me(), offer, team=team_view, now=now())
    page = paginated_rows(found.suited)
    shown = [*page.items, *(found.near if page.page == 1 else ())]
    explained = match_reasons.explain_people(session, offer, shown, now=now())
    _journal(explained)
    suited = [one for one in explained if one.person.id in set(page.items)]
    return render_template(
        "travailleur_social/offers/people.html",
        offer=offer,
        page=page,
        suited=suited,
        near=[one for one in explained if one not in suited],
        team_view=team_view,
    )


def _journal(shown: Sequence[PersonSuited]) -> None:
    if not shown:
        return
    with transaction() as session:
        for one in shown:
            journal.write(session, JournalEvent.PROFILE_READ, by=actor(), now=now(), profile_id=one.person.id)
