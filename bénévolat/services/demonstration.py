"""The demonstration: an invented département, made only by the ordinary use cases, so that every rule holds.

Deterministic for a given day: same names, same missions, same paths. Nobody in it exists.
"""

from collections.abc import Callable
from datetime import datetime
from random import Random
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bénévolat.models.accounts import Account
from bénévolat.models.profiles import Profile
from bénévolat.services import suggestions
from bénévolat.services.demonstration_hosts import add_agent, add_association, add_offer, add_team
from bénévolat.services.demonstration_paths import play
from bénévolat.services.demonstration_people import add_person, drawn
from bénévolat.services.demonstration_scene import Scene

PEOPLE = 40
MAIN_PERSON = "DEMO-00009"
"""Reference of the person whose card is shown: two missions wait for her answer."""
SEED = 10387


def exists(session: Session) -> bool:
    """Tell whether the demonstration is in this database."""
    return session.scalar(select(Profile.id).where(Profile.departement_ref == MAIN_PERSON)) is not None


def is_empty(session: Session) -> bool:
    """Tell whether nobody uses this database yet: the demonstration never mixes with real accounts."""
    return session.scalar(select(Account.id).limit(1)) is None


def build(
    session: Session,
    script: dict[str, Any],
    *,
    password_hash: str,
    now: datetime,
    people: int = PEOPLE,
    say: Callable[[str], None] = lambda _: None,
) -> Scene:
    """Make the whole demonstration as it stands at ``now``. Communes must be loaded, the database be empty.

    ``script`` is what ``seeding.demonstration_script`` reads; ``people`` is how many there are in all.
    """
    scene = Scene(session, now, password_hash)
    for team in script["sector"]:
        add_team(scene, team)
    for agent in script["agent"]:
        add_agent(scene, agent)
    for association in script["association"]:
        add_association(scene, association)
    for number, offer in enumerate(script["offer"]):
        add_offer(scene, offer, number=number)
    say(f"{len(scene.associations)} associations, {len(scene.offers)} offres")
    for number, person in enumerate(script["person"], start=1):
        add_person(scene, person, number=number)
    chance = Random(SEED)  # noqa: S311 - the same people every time
    places = {team["team"]: team["communes"] for team in script["sector"]}
    for number in range(len(script["person"]) + 1, people + 1):
        add_person(scene, drawn(script["pool"], places, chance), number=number)
        if number % 1000 == 0:
            say(f"{number} personnes")
    suggestions.refresh_all(session, now=now)
    for path in sorted(script["path"], key=lambda path: -float(path["proposed"])):
        play(scene, path)
    suggestions.refresh_all(session, now=now)
    session.flush()
    return scene


def main_person(session: Session) -> Profile:
    """Return the person whose card is shown."""
    return session.scalars(select(Profile).where(Profile.departement_ref == MAIN_PERSON)).one()
