"""«Pourquoi cette mission ?», «pourquoi pas ?»: one pair explained in full, for any open mission (R26, R27)."""

from uuid import UUID

from flask import render_template, request
from flask.typing import ResponseReturnValue

from bénévolat.domain.enums import Audience
from bénévolat.extensions import db
from bénévolat.services import catalogue, match_plans, match_reasons
from bénévolat.services.catalogue import Place, Search
from bénévolat.web.access import AudienceBlueprint, now
from bénévolat.web.lists import paginated
from bénévolat.web.travailleur_social.match_words import offer_read, part_lines, person_read, plain_parts
from bénévolat.web.travailleur_social.mine import journal_reading, my_person, open_offer, today

bp = AudienceBlueprint(
    "travailleur_social_reasons",
    __name__,
    audience=Audience.TRAVAILLEUR_SOCIAL,
    url_prefix="/travailleur-social/profils/<uuid:profile_id>/missions",
)


@bp.get("/<uuid:offer_id>/pourquoi")
def why(profile_id: UUID, offer_id: UUID) -> ResponseReturnValue:
    """Explain one mission for one person: points, filters, what is not known, what was read and where it comes from."""
    person, offer = my_person(profile_id), open_offer(offer_id)
    journal_reading(person.id)
    session = db.session()
    found = match_reasons.explain(session, person.id, offer, now=now())
    lines = match_plans.lines_of(session, person.id, today=today())
    return render_template(
        "travailleur_social/matches/why.html",
        person=person,
        offer=offer,
        pair=found.pair if found else None,
        parts=part_lines(plain_parts(found.pair.parts)) if found else [],
        person_read=person_read(person, found.profile) if found else [],
        offer_read=offer_read(offer) if found else [],
        line=next((line for line in lines if line.offer_id == offer.id), None),
        computed_at=now(),
    )


@bp.get("/chercher")
def search(profile_id: UUID) -> ResponseReturnValue:
    """Look for any open mission, to know why it is not suggested to this person."""
    person = my_person(profile_id)
    typed = request.args.get("mots", "")[:100]
    found = catalogue.search(db.session(), Search(words=typed), Place(), today=today())
    return render_template(
        "travailleur_social/matches/search.html",
        person=person,
        typed=typed,
        page=paginated(found) if typed.strip() else None,
    )
