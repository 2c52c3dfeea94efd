"""A populated site with two of everything: what is mine, and what is somebody else's."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.routing import AnyConverter, Rule

from bénévolat.domain.engagements import SessionStatus
from bénévolat.domain.enums import Audience, HouseholdRole, LinkKind, Right
from bénévolat.extensions import db
from bénévolat.jobs.catalogue import JOBS
from bénévolat.models.accounts import Account
from bénévolat.models.cards import Card
from bénévolat.models.sessions import LoginSession
from bénévolat.web.access import OPEN_ENDPOINTS, AudienceBlueprint
from tests.clock import Clock
from tests.databases import Database
from tests.factories import Factory
from tests.pages import PageClient, new_client, sign_in_client

MINE = {
    "person": Audience.ALLOCATAIRE,
    "association": Audience.ASSOCIATION,
    "travailleur_social": Audience.TRAVAILLEUR_SOCIAL,
}
RIGHTS: dict[str, tuple[Right, ...]] = {
    "agent": (),
    **{f"agent_{right.value}": (right,) for right in Right},
    "administrator": tuple(Right),
}
HELD: dict[str, tuple[Right, ...]] = {
    **RIGHTS,
    "travailleur_social": (Right.RETAIN_HOURS,),
    "other_travailleur_social": (Right.RETAIN_HOURS,),
}
"""Rights of each role: a travailleur social may retain the hours of their own people."""
ROLES = ("anonymous", *MINE, *(f"other_{name}" for name in MINE), *RIGHTS)
"""Everybody who may come: nobody, my side, the other side, each agent of the Département."""

SECRETS = {
    "last_name": "Nomsecret",
    "departement_ref": "D10-REFSECRETE",
    "allocataire_number": "0765432Z",
    "phone": "06 99 88 77 66",
    "email": "adresse.secrete@exemple.fr",
}
WORDS = "Une parole qui reste entre nous."
"""What the person answers to a bilan: for them and their référent, never for the association."""
"""What an association never reads of a person who chose to be reached through the référent (A3)."""


@dataclass
class Side:
    """One association, one team, one person: values of the routes, and who signs in."""

    values: dict[str, Any]
    people: dict[str, Account | Card]


class World:
    """Two sides, every agent, a browser for each role, and a value for each parameter of a route.

    It is made once per worker and database, then put back as it was before each test.
    """

    def __init__(self, app: Flask, database: Database, session: Session, clock: Clock) -> None:
        self.app, self.database, self.session, self.clock = app, database, session, clock
        self.make = Factory(session, clock)
        self.make.communes()
        mine, other = self._side(SECRETS), self._side({})
        people: dict[str, Account | Card | None] = {
            "anonymous": None,
            **mine.people,
            **{f"other_{name}": who for name, who in other.people.items()},
            **{name: self.make.departement_agent(*rights) for name, rights in RIGHTS.items()},
        }
        self.clients = {name: self._client(people[name]) for name in ROLES}
        self.ids = {name: who.id for name, who in people.items() if who is not None}
        self.values = mine.values
        self.values["login_id"] = self._login(mine.people["association"])
        export_agent = people["agent_export"]
        assert isinstance(export_agent, Account)
        self.values["export_id"] = self.make.export_file(export_agent).id
        travailleur_social = mine.people["travailleur_social"]
        assert isinstance(travailleur_social, Account)
        self.values["pack_file_id"] = self.make.export_file(travailleur_social, kind="review-pack").id
        self.values["pack_id"] = self.make.review_pack(travailleur_social).id
        self.values["letters_id"] = self.make.letters_order(travailleur_social, mine.values["profile_id"]).id
        self.values["order_id"] = self.make.work_order(export_agent).id
        database.save()

    @classmethod
    def of(cls, app: Flask, database: Database, session: Session, clock: Clock) -> "World":
        """Return the world of this database, as new, seen through the present test's session."""
        kept: World | None = app.extensions.get("world")
        if kept is None:
            kept = app.extensions["world"] = cls(app, database, session, clock)
        kept.session = session
        kept.make.session, kept.make.clock = session, clock
        for client in kept.clients.values():
            client.test_session = session
        kept.restore()
        return kept

    def _side(self, secrets: dict[str, str]) -> Side:
        make = self.make
        association = make.validated_association()
        member, colleague = make.member_of(association), make.member_of(association)
        referent = make.travailleur_social(can_retain_hours=True)
        profile = make.active_profile(
            referent, household_role=HouseholdRole.DEM if secrets else None, **secrets
        )
        contract = make.contract(profile)
        offer = make.published_offer(association, supervision_capacity=3)
        received = make.submitted_proposition(profile, offer)
        proposed = make.proposition(profile, make.published_offer(association))
        engagement = make.engagement(profile, make.published_offer(association))
        awaited = make.activity_session(engagement)
        make.activity_session(engagement, hour=14, status=SessionStatus.CONFIRMED)
        foreseen = make.activity_session(engagement, hour=18, status=SessionStatus.DRAFTED)
        make.bilan(engagement, words=WORDS)
        idea = make.match(profile, make.published_offer(association))
        make.near_miss(profile, make.published_offer(association))
        make.plan_line(profile, make.published_offer(association))
        card = make.card(profile)
        draft = make.offer(association)
        make.submitted_offer(association)
        make.member_of(make.submitted_association())
        values = {
            "account_id": make.member_of(association).id,
            "association_id": association.id,
            "card_id": card.id,
            "contract_id": contract.id,
            "engagement_id": engagement.id,
            "membership_id": make.membership_of(colleague).id,
            "idea_id": idea.offer_id,
            "misreading_id": make.misreading().id,
            "number": make.thesaurus_edit().number,
            "offer_id": offer.id,
            "phrase_id": make.thesaurus_phrase().id,
            "profile_id": profile.id,
            "proposition_id": received.id,
            "reply_id": make.text_reply(profile).id,
            "request_id": make.data_request(profile).id,
            "record_id": make.cer_record(engagement).id,
            "sector_id": make.sector().id,
            "session_id": awaited.id,
            "supervisor_id": make.supervisor(association).id,
            "team_id": make.team().id,
            "name": JOBS[0].name,
            "code": "gardening",
            "allocataire_engagements.say_yes:session_id": foreseen.id,
            "allocataire_engagements.say_no:session_id": foreseen.id,
            "allocataire_propositions:proposition_id": proposed.id,
            "travailleur_social_propositions:proposition_id": proposed.id,
            "departement_retention:profile_id": make.listed_profile().profile_id,
            "association_offers.edit:offer_id": draft.id,
            "association_offers.submit:offer_id": draft.id,
            "association_presences:month": "2026-10",
            "public_calendars:token": make.calendar_link(profile_id=profile.id),
            "public_presences:token": make.association_link(association)[1],
            "compte_access.invitation:token": make.link(make.invited_account())[1],
            "compte_access.reset:token": make.link(member, LinkKind.PASSWORD_RESET)[1],
        }
        return Side(values, {"person": card, "association": member, "travailleur_social": referent})

    def _client(self, who: Account | Card | None) -> PageClient:
        if who is None:
            return new_client(self.app, self.session)
        return sign_in_client(self.app, self.session, self.clock, who)

    def _login(self, account: Account | Card) -> UUID:
        """Return an older session of an account, which it may close."""
        sign_in_client(self.app, self.session, self.clock, account)
        rows = self.session.query(LoginSession).filter_by(account_id=account.id)
        return rows.order_by(LoginSession.id).first().id

    def restore(self) -> None:
        """Put every row back as it was when the world was made."""
        self.session.rollback()
        with self.app.app_context():
            db.engine.dispose()
        self.database.restore()
        self.session.expire_all()
        for client in self.clients.values():
            client.come_back()

    def value(self, rule: Rule, parameter: str) -> Any:
        """Return what stands in my side's address for a parameter of a route."""
        blueprint = rule.endpoint.rsplit(".", 1)[0]
        converter = rule._converters[parameter]
        for key in (f"{rule.endpoint}:{parameter}", f"{blueprint}:{parameter}", parameter):
            if key in self.values:
                return self.values[key]
        if isinstance(converter, AnyConverter):
            return sorted(converter.items)[0]
        raise AssertionError(f"{rule.endpoint}: give «{parameter}» a value in tests/house/world.py")

    def address(self, rule: Rule) -> str:
        """Return the address of a route, about my side's objects."""
        values = {name: self.value(rule, name) for name in rule.arguments}
        return self.app.url_map.bind("localhost").build(rule.endpoint, values)

    def audience(self, rule: Rule) -> AudienceBlueprint:
        """Return the blueprint of a route. AssertionError when the route has no audience (A1)."""
        blueprint = self.app.blueprints[rule.endpoint.rsplit(".", 1)[0]]
        assert isinstance(blueprint, AudienceBlueprint), rule.endpoint
        return blueprint


def routes(app: Flask) -> Iterator[Rule]:
    """Yield every route of the site but the static files."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda one: (one.endpoint, one.rule)):
        if rule.endpoint not in OPEN_ENDPOINTS:
            yield rule


def insiders(world: World) -> Iterator[tuple[Rule, PageClient]]:
    """Yield each route with the browser of somebody it lets in: others never reach its view."""
    browsers = {
        Audience.PUBLIC: "anonymous",
        Audience.COMPTE: "association",
        Audience.ALLOCATAIRE: "person",
        Audience.ASSOCIATION: "association",
        Audience.TRAVAILLEUR_SOCIAL: "travailleur_social",
        Audience.DEPARTEMENT: "administrator",
    }
    for rule in routes(world.app):
        yield rule, world.clients[browsers[world.audience(rule).audience]]
