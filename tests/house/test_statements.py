"""Q3: a page costs the same number of SQL statements whether it shows one row or twenty more; none is heavy."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session

from bénévolat.domain.engagements import SessionStatus
from bénévolat.domain.propositions import PropositionStatus
from bénévolat.extensions import db
from bénévolat.models.accounts import Account
from bénévolat.models.associations import Association
from bénévolat.models.engagements import Engagement
from bénévolat.models.profiles import Profile
from tests.clock import Clock
from tests.databases import Database
from tests.house.world import World, insiders

MORE = 20
HEAVY = 30
"""No page needs more statements than this, sign-in session included."""
COPIES = {"allocataire_personal_data.take", "travailleur_social_data_requests.take"}
"""The copy of all that is held on a person reads each table of theirs once: as many statements as tables."""


def costs(world: World) -> dict[str, int]:
    """Return the number of statements of each page, as read by somebody it is for."""
    with world.app.app_context():
        engine = db.engine
    found: dict[str, int] = {}
    for rule, client in insiders(world):
        if "GET" not in (rule.methods or ()):
            continue
        address = world.address(rule)
        client.get(address).close()  # The session's last visit is written once a minute: not here.
        count = 0

        def note(*_given: Any) -> None:
            nonlocal count
            count += 1

        event.listen(engine, "before_cursor_execute", note)
        try:
            with client.get(address) as answer:
                if answer.status_code == 200:
                    found[rule.endpoint] = count
        finally:
            event.remove(engine, "before_cursor_execute", note)
    return found


def grow(world: World) -> None:
    """Add twenty of everything to my side."""
    make, session = world.make, world.session
    association = session.get_one(Association, world.values["association_id"])
    referent = session.get_one(Account, world.ids["travailleur_social"])
    agent = session.get_one(Account, world.ids["agent_export"])
    profile = session.get_one(Profile, world.values["profile_id"])
    engagement = session.get_one(Engagement, world.values["engagement_id"])
    for number in range(MORE):
        person = make.active_profile(referent)
        offer = make.published_offer(association)
        make.submitted_proposition(person, offer)
        other = make.engagement(person, make.published_offer(association))
        make.activity_session(other)
        make.cer_record(other)
        make.match(profile, offer, rank=number + 2)
        make.near_miss(profile, make.published_offer(association), rank=number + 2)
        make.plan_line(profile, offer, rank=number + 2)
        make.plan_line(make.active_profile(referent), offer)
        make.proposition(profile, make.published_offer(association), PropositionStatus.DECLINED)
        make.ended_engagement(profile, make.published_offer(association))
        day = date(2026, 9, 1) + timedelta(days=number)
        make.activity_session(engagement, day, minutes=30, status=SessionStatus.CONFIRMED)
        make.contract(profile)
        make.card(profile, revoked_at=world.clock())
        make.exclusion(profile, make.submitted_association())
        make.member_of(association)
        make.supervisor(association)
        make.offer(association)
        make.submitted_offer(association)
        make.team(sector=make.sector())
        make.travailleur_social(referent.team)
        make.export_file(agent)
        make.listed_profile(referent)
        make.work_order(agent)
        make.review_pack(referent)
        make.thesaurus_edit()
        make.thesaurus_phrase()
        make.misreading()


@pytest.mark.sqlite
def test_a_page_costs_the_same_with_twenty_more_rows(
    app: Flask, database: Database, session: Session, clock: Clock
) -> None:
    world = World.of(app, database, session, clock)
    few = costs(world)
    grow(world)
    many = costs(world)
    assert len(few) > 60
    assert {"association_offers.index", "travailleur_social_profiles.index"} <= few.keys()
    wrong = {name: (few[name], many.get(name)) for name in few if many.get(name, 0) > few[name]}
    assert not wrong, f"statements with one row, with twenty more: {wrong}"
    assert {name: count for name, count in many.items() if count > HEAVY and name not in COPIES} == {}
    print(f"statements a page: {sum(many.values()) / len(many):.1f} on average, {max(many.values())} at most")
