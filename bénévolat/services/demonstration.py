"""The demonstration: an invented département, made only by the ordinary use cases, so that every rule holds.

Deterministic for a given day: same names, same missions, same paths. Nobody in it exists.
"""

from collections.abc import Callable
from datetime import datetime
from random import Random
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bénévolat.domain.labels import LabelledEnum
from bénévolat.models.accounts import Account
from bénévolat.models.profiles import Profile
from bénévolat.services import suggestions
from bénévolat.services.demonstration_draws import drawn_agents, drawn_hosts, drawn_person
from bénévolat.services.demonstration_hosts import add_agent, add_association, add_offer, add_team
from bénévolat.services.demonstration_paths import play
from bénévolat.services.demonstration_people import add_person
from bénévolat.services.demonstration_scene import Scene


class Size(LabelledEnum):
    """How many people and associations the demonstration holds."""

    SMALL = "small", "40 personnes, 14 associations"
    DEPARTEMENT = "departement", "10 214 personnes, 214 associations (plusieurs minutes)"


PEOPLE = {Size.SMALL: 40, Size.DEPARTEMENT: 10_214}
MAIN_PERSON = "DEMO-00001"
"""Reference of the person whose card is shown: engaged, two missions wait for her answer, ideas come after."""
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
    size: Size = Size.SMALL,
    say: Callable[[str], None] = lambda _: None,
) -> Scene:
    """Make the whole demonstration as it stands at ``now``. Communes must be loaded, the database be empty.

    ``script`` is what ``seeding.demonstration_script`` reads; ``say`` receives French words on the way.
    """
    scene = Scene(session, now, password_hash)
    chance = Random(SEED)  # noqa: S311 - the same people every time
    agents, hosts, missions = list(script["agent"]), list(script["association"]), list(script["offer"])
    if size is Size.DEPARTEMENT:
        agents += drawn_agents(script["pool"], [sector["team"] for sector in script["sector"]], chance)
        more_hosts, more_missions = drawn_hosts(script, chance)
        hosts += more_hosts
        missions += more_missions
    for sector in script["sector"]:
        add_team(scene, sector)
    for agent in agents:
        add_agent(scene, agent)
    for association in hosts:
        add_association(scene, association)
    for number, offer in enumerate(missions):
        add_offer(scene, offer, number=number)
    say(f"{len(scene.associations)} associations, {len(scene.offers)} offres")
    _people(scene, script, size, chance, say)
    suggestions.refresh_all(session, now=now)
    for path in sorted(script["path"], key=lambda path: -float(path["proposed"])):
        play(scene, path)
    suggestions.refresh_all(session, now=now)
    session.flush()
    return scene


def _people(
    scene: Scene, script: dict[str, Any], size: Size, chance: Random, say: Callable[[str], None]
) -> None:
    written = script["person"]
    for number, person in enumerate(written, start=1):
        add_person(scene, person, number=number)
    places = {sector["team"]: sector["communes"] for sector in script["sector"]}
    for number in range(len(written) + 1, PEOPLE[size] + 1):
        add_person(scene, drawn_person(script["pool"], places, chance), number=number)
        if number % 1000 == 0:
            say(f"{number} personnes")
    say(f"{PEOPLE[size]} personnes")


def main_person(session: Session) -> Profile:
    """Return the person whose card is shown."""
    return session.scalars(select(Profile).where(Profile.departement_ref == MAIN_PERSON)).one()
