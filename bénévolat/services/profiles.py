"""Volunteer profiles: registered step by step, seen by their référent and its team only (A2, R39, R40)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, contains_eager

from bénévolat.domain.actors import Actor
from bénévolat.domain.chips import MAX_CONCEPTS, TooManyConcepts
from bénévolat.domain.data_requests import Objected
from bénévolat.domain.enums import (
    AgreementKind,
    ContactChoice,
    ExclusionKind,
    JournalEvent,
    ProfileStatus,
    Role,
)
from bénévolat.domain.errors import WrongTransition
from bénévolat.domain.names import fold
from bénévolat.domain.profiles import (
    Availability,
    CommuneNeeded,
    ContactNeeded,
    Identity,
    NoTeam,
    NotInTeam,
    ReferenceTaken,
    RoleNeeded,
    Suits,
    VolunteeringAgreementNeeded,
    Wishes,
    clean_chips,
    normalise_allocataire_number,
)
from bénévolat.models.accounts import Account
from bénévolat.models.agreements import Agreement
from bénévolat.models.associations import Association
from bénévolat.models.profiles import Exclusion, Profile
from bénévolat.services import journal, match_changes


def visible_to(account: Account) -> Select[Profile]:
    """Select the profiles this travailleur social may open: followed by them, or by their team (A2, R39)."""
    mine = Profile.referent_id == account.id
    return select(Profile).where(
        mine if account.team_id is None else or_(mine, Profile.team_id == account.team_id)
    )


def followed_by(account: Account) -> Select[Profile]:
    """Select the profiles of this travailleur social's own caseload."""
    return select(Profile).where(Profile.referent_id == account.id)


def named_like(statement: Select[Profile], typed: str) -> Select[Profile]:
    """Narrow a selection to a name in any order, accents and hyphens forgiven, or to the exact reference."""
    by_name = [Profile.search_key.contains(word, autoescape=True) for word in fold(typed).split()]
    reference = Profile.departement_ref == typed.strip()
    if not by_name:
        return statement.where(reference)
    matching = by_name[0]
    for condition in by_name[1:]:
        matching = matching & condition
    return statement.where(or_(matching, reference))


def create(session: Session, identity: Identity, *, referent: Account, by: Actor, now: datetime) -> Profile:
    """Register a person as a draft, followed by ``referent`` in their team.

    Raises ReferenceTaken, NoTeam, RoleNeeded, ContactNeeded.
    """
    if referent.team_id is None:
        raise NoTeam
    _refuse_taken_reference(session, identity.departement_ref, but=None)
    profile = Profile(
        referent_id=referent.id,
        team_id=referent.team_id,
        status=ProfileStatus.DRAFT,
        wishes=[],
        skills=[],
        avoid=[],
        understood={},
        constraints=[],
        comfort=[],
        languages=[],
        travel={},
        half_days=[],
        created_at=now,
    )
    _write_identity(profile, identity)
    _touch(session, profile, by=by, now=now, flush=False)
    session.add(profile)
    try:
        with session.begin_nested():
            session.flush()
    except IntegrityError as error:  # Registered by someone else at the same instant.
        raise ReferenceTaken from error
    journal.write(session, JournalEvent.PROFILE_WRITTEN, by=by, now=now, profile_id=profile.id)
    return profile


def edit_identity(
    session: Session, profile: Profile, identity: Identity, *, by: Actor, now: datetime
) -> None:
    """Rewrite step 1. Raises ReferenceTaken, RoleNeeded, ContactNeeded."""
    _refuse_taken_reference(session, identity.departement_ref, but=profile.id)
    _write_identity(profile, identity)
    _touch(session, profile, by=by, now=now)


def edit_wishes(session: Session, profile: Profile, wishes: Wishes, *, by: Actor, now: datetime) -> None:
    """Rewrite step 2; what was confirmed stays for the texts that do not change. Raises TooManyChips."""
    profile.wishes = list(clean_chips(wishes.wishes))
    profile.skills = list(clean_chips(wishes.skills))
    profile.avoid = list(clean_chips(wishes.avoid))
    _keep_understood(profile, profile.understood)
    _touch(session, profile, by=by, now=now)
    match_changes.profile_changed(session, profile.id, now=now)


def confirm_understood(
    session: Session, profile: Profile, understood: Mapping[str, Sequence[str]], *, by: Actor, now: datetime
) -> None:
    """Keep the concepts confirmed for wishes and skills, by their very words; none leaves them plain words.

    Words that the person does not say any more are left out. Raises TooManyConcepts.
    """
    if any(len(codes) > MAX_CONCEPTS for codes in understood.values()):
        raise TooManyConcepts
    _keep_understood(profile, {**profile.understood, **understood})
    _touch(session, profile, by=by, now=now)
    match_changes.profile_changed(session, profile.id, now=now)


def _keep_understood(profile: Profile, understood: Mapping[str, Sequence[str]]) -> None:
    said = {*profile.wishes, *profile.skills}
    profile.understood = {text: list(codes) for text, codes in understood.items() if text in said}


def edit_suits(session: Session, profile: Profile, suits: Suits, *, by: Actor, now: datetime) -> None:
    """Rewrite step 3: positive wishes of the person, never a cause (R36)."""
    profile.constraints = list(suits.constraints)
    profile.comfort = list(suits.comfort)
    profile.languages = list(suits.languages)
    profile.french_level = suits.french_level
    profile.supervision_need = suits.supervision_need
    _touch(session, profile, by=by, now=now)
    match_changes.profile_changed(session, profile.id, now=now)


def edit_availability(
    session: Session, profile: Profile, availability: Availability, *, by: Actor, now: datetime
) -> None:
    """Rewrite step 4. Raises CommuneNeeded when an active profile would lose its commune."""
    if availability.commune_insee is None and profile.status is ProfileStatus.ACTIVE:
        raise CommuneNeeded("Un profil actif garde une commune : indiquez-la.")
    profile.commune_insee = availability.commune_insee
    profile.travel = {str(means.value): minutes for means, minutes in availability.travel.items()}
    profile.half_days = list(availability.half_days)
    profile.available_from = availability.available_from
    _touch(session, profile, by=by, now=now)
    match_changes.profile_changed(session, profile.id, now=now)


def activate(session: Session, profile: Profile, *, by: Actor, now: datetime) -> None:
    """Open a draft to the matching. Raises CommuneNeeded, VolunteeringAgreementNeeded, Objected, WrongTransition."""
    if profile.status is ProfileStatus.ACTIVE:
        raise WrongTransition
    if profile.objected_at is not None:
        raise Objected
    if profile.commune_insee is None:
        raise CommuneNeeded
    if volunteering_agreement(session, profile.id) is None:
        raise VolunteeringAgreementNeeded
    profile.status = ProfileStatus.ACTIVE
    _touch(session, profile, by=by, now=now)
    match_changes.profile_changed(session, profile.id, now=now)


def pause(session: Session, profile: Profile, *, by: Actor, now: datetime) -> None:
    """Leave the person out of the matching for a time; no reason is asked. Raises WrongTransition."""
    if profile.status is not ProfileStatus.ACTIVE:
        raise WrongTransition
    profile.status = ProfileStatus.PAUSED
    _touch(session, profile, by=by, now=now)
    match_changes.profile_changed(session, profile.id, now=now)


def resume(session: Session, profile: Profile, *, by: Actor, now: datetime) -> None:
    """Take a paused profile up again. Raises WrongTransition, VolunteeringAgreementNeeded, Objected."""
    if profile.status is not ProfileStatus.PAUSED:
        raise WrongTransition
    activate(session, profile, by=by, now=now)


def transfer(session: Session, profile: Profile, *, to: Account, by: Actor, now: datetime) -> None:
    """Hand the person over to a colleague of the same team. Raises NotInTeam."""
    if to.role is not Role.TRAVAILLEUR_SOCIAL or to.disabled_at is not None or to.team_id != profile.team_id:
        raise NotInTeam
    profile.referent = to
    _touch(session, profile, by=by, now=now)


def colleagues(session: Session, profile: Profile) -> Sequence[Account]:
    """Return the accounts that may follow this person, by name."""
    return session.scalars(
        select(Account)
        .where(
            Account.role == Role.TRAVAILLEUR_SOCIAL,
            Account.team_id == profile.team_id,
            Account.disabled_at.is_(None),
        )
        .order_by(Account.last_name, Account.first_name, Account.id)
    ).all()


def go_first(session: Session, profile: Profile, *, by: Actor, now: datetime) -> None:
    """Have the order advised serve this person first; no cause is asked, no point changes."""
    profile.priority = True
    _touch(session, profile, by=by, now=now)


def go_with_others(session: Session, profile: Profile, *, by: Actor, now: datetime) -> None:
    """Have the order advised serve this person with everybody."""
    profile.priority = False
    _touch(session, profile, by=by, now=now)


def exclude(
    session: Session, profile: Profile, association_id: UUID, kind: ExclusionKind, *, by: Actor, now: datetime
) -> None:
    """Leave an association out for this person; a former employer stays one (R19)."""
    known = session.get(Exclusion, (profile.id, association_id))
    if known is None:
        session.add(
            Exclusion(profile_id=profile.id, association_id=association_id, kind=kind, created_at=now)
        )
    elif kind is ExclusionKind.FORMER_EMPLOYER:
        known.kind = kind
    _touch(session, profile, by=by, now=now)
    match_changes.profile_changed(session, profile.id, now=now)


def include_again(
    session: Session, profile: Profile, association_id: UUID, *, by: Actor, now: datetime
) -> None:
    """Take an exclusion back; the act is in the journal, so never silent (R19)."""
    known = session.get(Exclusion, (profile.id, association_id))
    if known is not None:
        session.delete(known)
    _touch(session, profile, by=by, now=now)
    match_changes.profile_changed(session, profile.id, now=now)


def exclusions_of(session: Session, profile_id: UUID) -> Sequence[Exclusion]:
    """Return the associations left out for a person, by name."""
    return session.scalars(
        select(Exclusion)
        .join(Exclusion.association)
        .where(Exclusion.profile_id == profile_id)
        .options(contains_eager(Exclusion.association))
        .order_by(Association.search_key, Association.id)
    ).all()


def volunteering_agreement(session: Session, profile_id: UUID) -> Agreement | None:
    """Return the person's standing agreement to volunteer, the last one given (R10)."""
    return session.scalar(
        select(Agreement)
        .where(
            Agreement.profile_id == profile_id,
            Agreement.kind == AgreementKind.VOLUNTEERING,
            Agreement.withdrawn_at.is_(None),
        )
        .order_by(Agreement.recorded_at.desc(), Agreement.id)
        .limit(1)
    )


def _write_identity(profile: Profile, identity: Identity) -> None:
    number = normalise_allocataire_number(identity.allocataire_number)
    if number is not None and identity.household_role is None:
        raise RoleNeeded
    if identity.contact_choice is ContactChoice.PHONE and not identity.phone:
        raise ContactNeeded("Notez un téléphone, ou choisissez une autre façon de joindre la personne.")
    if identity.contact_choice is ContactChoice.EMAIL and not identity.email:
        raise ContactNeeded("Notez une adresse, ou choisissez une autre façon de joindre la personne.")
    profile.departement_ref = identity.departement_ref.strip()
    profile.allocataire_number = number
    profile.household_role = identity.household_role
    profile.first_name = identity.first_name.strip()
    profile.last_name = identity.last_name.strip()
    profile.search_key = fold(f"{profile.first_name} {profile.last_name}")[:240]
    profile.phone = identity.phone or None
    profile.email = identity.email or None
    profile.contact_choice = identity.contact_choice


def _refuse_taken_reference(session: Session, reference: str, *, but: UUID | None) -> None:
    with session.no_autoflush:
        taken = session.scalar(select(Profile.id).where(Profile.departement_ref == reference.strip()))
    if taken is not None and taken != but:
        raise ReferenceTaken


def _touch(session: Session, profile: Profile, *, by: Actor, now: datetime, flush: bool = True) -> None:
    """Write who changed the file and when (R40), and the last contact that retention counts from (R41)."""
    profile.updated_at = now
    if by.account_id is not None or by.profile_id is not None or profile.last_contact_at is None:
        profile.last_contact_at = now
    if flush:
        session.flush()
        journal.write(session, JournalEvent.PROFILE_WRITTEN, by=by, now=now, profile_id=profile.id)
