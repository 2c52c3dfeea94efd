"""A fuller site for the crawl: the house's world, with every state of what it holds, long names, and empty spaces."""

from datetime import date, timedelta

from bénévolat.domain.engagements import SessionStatus
from bénévolat.domain.offers import OfferStatus
from bénévolat.domain.propositions import PropositionStatus
from bénévolat.models.accounts import Account
from bénévolat.models.associations import Association
from bénévolat.models.profiles import Profile
from tests.house.world import World
from tests.pages import sign_in_client

LONG = "Accueil des familles, tri et distribution des colis alimentaires du quartier des Chartreux"
LONG_NAME = "Association départementale d'entraide, de solidarité et de jardinage partagé du Nogentais"


def furnish(world: World) -> None:
    """Add every state, a few long names and people who begin; keep the whole as what is put back."""
    make, session = world.make, world.session
    referent = session.get_one(Account, world.ids["travailleur_social"])
    association = session.get_one(Association, world.values["association_id"])
    profile = session.get_one(Profile, world.values["profile_id"])
    make.profile(referent, first_name="Marie-Christine Emmanuelle", last_name="de La Rochefoucauld-Desmarets")
    for number, status in enumerate(PropositionStatus):
        person = make.active_profile(
            referent, first_name="Jean-Christophe", last_name=f"Vandenbroucke-{number}"
        )
        offer = make.published_offer(association, title=f"{LONG} {number}", supervision_capacity=9)
        make.proposition(person, offer, status)
    for status in PropositionStatus:
        make.proposition(profile, make.published_offer(make.validated_association(name=LONG_NAME)), status)
    for offer_status in (OfferStatus.PAUSED, OfferStatus.CLOSED):
        make.offer(association, status=offer_status, submitted_at=make.now, published_at=make.now)
    make.full_offer(association)
    engagement = make.engagement(profile, make.published_offer(association, title=LONG))
    for week, session_status in enumerate(SessionStatus):
        if session_status is not SessionStatus.WITHDRAWN:
            make.activity_session(
                engagement, make.today - timedelta(days=7 * week + 1), status=session_status
            )
    make.bilan(make.ended_engagement(profile, make.published_offer(association)), read=True)
    make.contract(profile, starts_on=date(2025, 1, 1), ends_on=date(2025, 6, 30))
    administrator = session.get_one(Account, world.ids["administrator"])
    world.values["export_id"] = make.export_file(administrator).id
    world.values["order_id"] = make.work_order(administrator).id
    for _ in range(24):
        make.published_offer(association)
    session.commit()
    world.database.save()


def empty_spaces(world: World) -> None:
    """Give the roles «…_empty» a browser: an association, a travailleur social and a person who have nothing yet."""
    make = world.make
    newcomer = make.profile()
    people = {
        "association_empty": make.member_of(make.association()),
        "travailleur_social_empty": make.travailleur_social(),
        "person_empty": make.card(newcomer),
    }
    for name, who in people.items():
        world.clients[name] = sign_in_client(world.app, world.session, world.clock, who)
    world.session.commit()
    world.database.save()
