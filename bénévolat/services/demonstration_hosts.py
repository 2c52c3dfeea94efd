"""Demonstration: sectors, teams, agents, associations and their missions, made by the ordinary use cases."""

from bénévolat.domain.accounts import AccountIdentity, Position
from bénévolat.domain.actors import Actor
from bénévolat.domain.associations import AssociationCheck, OrganisationFields
from bénévolat.domain.chips import MAX_CONCEPTS
from bénévolat.domain.enums import (
    BackgroundCheck,
    Comfort,
    Demand,
    Domain,
    ExpensesPolicy,
    HalfDay,
    Level,
    MembershipRole,
    RefusalReason,
    Rhythm,
    Right,
    Role,
    SupervisionLevel,
    Transit,
)
from bénévolat.domain.offers import OfferCheck, OfferFields, OfferStatus, WelcomeFields
from bénévolat.services import (
    accounts,
    associations,
    chips,
    offer_drafts,
    offers,
    supervisors,
    teams,
    thesaurus,
)
from bénévolat.services.demonstration_scene import Scene, Script

OPENING = 210
"""Days before the present day when the platform of the demonstration opened."""


def add_team(scene: Scene, script: Script) -> None:
    """Make a sector and its team."""
    listed = "\n".join(f"{scene.commune(name)} {name}" for name in script["communes"])
    sector = teams.create_sector(scene.session, name=script["name"], communes=listed)
    team = teams.create_team(scene.session, name=script["team"], phone=script["phone"], sector_id=sector.id)
    scene.teams[team.name] = team


def add_agent(scene: Scene, script: Script) -> None:
    """Make the account of an agent, who can sign in at once."""
    team = scene.teams.get(script.get("team", ""))
    account = accounts.create(
        scene.session,
        AccountIdentity(script["email"], script["first_name"], script["last_name"], script.get("phone")),
        Position(
            Role(script["role"]),
            team_id=team.id if team else None,
            rights=frozenset(Right(code) for code in script.get("rights", ())),
        ),
        password_hash=scene.password_hash,
        by=Actor.system(),
        now=scene.ago(OPENING),
    )
    scene.agents[account.email] = account
    if team is not None:
        scene.referents.setdefault(team.name, []).append(account)


def add_association(scene: Scene, script: Script) -> None:
    """Make an association, its member and supervisors, and take it as far as its status says."""
    session, opened = scene.session, scene.ago(OPENING - 2)
    association = associations.add(
        session,
        OrganisationFields(
            name=script["name"],
            rna=script.get("rna"),
            purpose=script["purpose"],
            address=script.get("address"),
            commune_insee=scene.commune(script["commune"]),
            phone=script.get("phone"),
            email=script["member"]["email"],
            insured=True,
            insurer="Mutuelle des Associations (exemple)",
            insured_until=scene.day(-300),
        ),
        now=opened,
    )
    member = accounts.create(
        session,
        AccountIdentity(
            script["member"]["email"], script["member"]["first_name"], script["member"]["last_name"]
        ),
        Position(
            Role.ASSOCIATION, association_id=association.id, membership_role=MembershipRole.ADMINISTRATOR
        ),
        password_hash=scene.password_hash,
        by=Actor.system(),
        now=opened,
    )
    key, by = script["key"], member.as_actor()
    scene.associations[key], scene.members[key] = association, member
    for person in script["supervisors"]:
        scene.supervisors[key, person["key"]] = supervisors.create(
            session,
            association,
            supervisors.SupervisorFields(
                first_name=person["first_name"],
                last_name=person["last_name"],
                function=person.get("function"),
                phone=person.get("phone"),
                half_days=[HalfDay(code) for code in person["half_days"]],
            ),
            now=opened,
        )
    status = script.get("status", "validated")
    if status == "draft":
        return
    associations.accept_charter(session, association, by=by, now=opened)
    associations.submit(session, association, by=by, now=opened)
    if status == "validated":
        associations.validate(
            session,
            association,
            checked=list(AssociationCheck),
            by=scene.validator(),
            now=scene.ago(OPENING - 4),
        )
    if script.get("sensitive"):
        associations.mark_sensitive(association, sensitive=True)


def add_offer(scene: Scene, script: Script, *, number: int) -> None:
    """Make a mission and take it as far as its status says; ``number`` spreads the last changes."""
    session, key = scene.session, script["association"]
    association, by = scene.associations[key], scene.members[key].as_actor()
    fields = _fields(scene, script)
    offer = offer_drafts.create_draft(session, association, fields, now=scene.ago(OPENING - 5))
    scene.offers[script["key"]] = offer
    if number % 2 == 0:
        idea = chips.idea_of(offer, thesaurus.lexicon(session))
        codes = [chip.code for chip in idea.kept][:MAX_CONCEPTS]
        offer_drafts.confirm_concepts(session, offer, codes, now=scene.ago(OPENING - 5))
    status = OfferStatus(script.get("status", "published"))
    if status is OfferStatus.DRAFT:
        return
    recent = status in {OfferStatus.SUBMITTED, OfferStatus.REFUSED}
    offers.submit(session, offer, by=by, now=scene.ago(6 if recent else OPENING - 6))
    if status is OfferStatus.SUBMITTED:
        return
    if status is OfferStatus.REFUSED:
        refusal = script["refusal"]
        offers.refuse(
            session,
            offer,
            reason=RefusalReason(refusal["reason"]),
            note=refusal["note"],
            by=scene.validator(),
            now=scene.ago(3),
        )
        return
    offers.publish(session, offer, checked=list(OfferCheck), by=scene.validator(), now=scene.ago(OPENING - 8))
    if status is OfferStatus.PAUSED:
        offers.pause(session, offer, by=by, now=scene.ago(15))
    elif status is OfferStatus.CLOSED:
        offers.close(session, offer, by=by, now=scene.ago(50))
    else:
        offer_drafts.adjust_welcome(session, offer, _welcome(fields), now=scene.ago(2 + number % 40))


def _fields(scene: Scene, script: Script) -> OfferFields:
    key = script["association"]
    association = scene.associations[key]
    supervisor = scene.supervisors[key, script["supervisor"]]
    backup = scene.supervisors.get((key, script.get("backup", "")))
    half_days = [HalfDay(code) for code in script["half_days"]]
    return OfferFields(
        title=script["title"],
        description=script["description"],
        simple_text=script.get("simple_text", ""),
        tasks=script.get("tasks", []),
        skills=script.get("skills", []),
        domain=Domain(script["domain"]),
        commune_insee=association.commune_insee,
        address=association.address,
        access_notes=script.get("access_notes"),
        transit=Transit(script.get("transit", "unknown")),
        transit_notes=script.get("transit_notes"),
        wheelchair=script.get("wheelchair"),
        half_days=half_days,
        rhythm=Rhythm(script.get("rhythm", "weekly")),
        sessions_per_period=script.get("sessions_per_period", 1),
        session_minutes=script.get("session_minutes"),
        places=script.get("places", 2),
        supervision_capacity=script.get("capacity", 2),
        supervisor_id=supervisor.id,
        backup_supervisor_id=backup.id if backup else None,
        supervision_half_days=half_days,
        supervision_level=SupervisionLevel(script.get("level", "1")),
        monthly_cap=script.get("monthly_cap"),
        demands=[Demand(code) for code in script.get("demands", ())],
        comfort=[Comfort(code) for code in script.get("comfort", ())],
        french_level=Level(script.get("french_level", "1")),
        expenses=ExpensesPolicy(script.get("expenses", "unknown")),
        insured=True,
        vulnerable_public=script.get("vulnerable", False),
        background_check=BackgroundCheck(script.get("background_check", "none")),
    )


def _welcome(fields: OfferFields) -> WelcomeFields:
    return WelcomeFields(
        places=fields.places,
        supervision_capacity=fields.supervision_capacity,
        supervisor_id=fields.supervisor_id,
        backup_supervisor_id=fields.backup_supervisor_id,
        supervision_half_days=fields.supervision_half_days,
        monthly_cap=fields.monthly_cap,
    )
