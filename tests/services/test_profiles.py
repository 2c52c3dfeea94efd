"""Profiles: one per reference, seen by their référent and team, active only with an agreement."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bénévolat.domain.enums import (
    Channel,
    ContactChoice,
    ExclusionKind,
    HalfDay,
    HouseholdRole,
    JournalEvent,
    ProfileStatus,
    TravelMeans,
)
from bénévolat.domain.profiles import (
    Availability,
    ChipTooLong,
    CommuneNeeded,
    ContactNeeded,
    Identity,
    NoTeam,
    NotInTeam,
    ReferenceTaken,
    RoleNeeded,
    TooManyChips,
    VolunteeringAgreementNeeded,
    Wishes,
    clean_chips,
    normalise_allocataire_number,
)
from bénévolat.models.journal import JournalEntry
from bénévolat.models.profiles import Exclusion, Profile
from bénévolat.services import agreements, profiles
from tests.clock import Clock
from tests.factories import Factory


def identity(**values: object) -> Identity:
    given = {"departement_ref": "D-0001", "first_name": "Amina", "last_name": "Éloi-Saint"}
    return Identity(**{**given, **values})  # type: ignore[arg-type]


def journal_of(session: Session, profile: Profile) -> list[JournalEvent]:
    return list(session.scalars(select(JournalEntry.event).where(JournalEntry.profile_id == profile.id)))


def test_a_new_person_is_a_draft_of_the_referents_team_and_the_writing_is_journaled(
    session: Session, make: Factory, clock: Clock
) -> None:
    """R40: who wrote, whose file, no value."""
    me = make.travailleur_social()
    person = profiles.create(session, identity(), referent=me, by=me.as_actor(), now=clock())
    assert (person.status, person.team_id, person.referent_id) == (ProfileStatus.DRAFT, me.team_id, me.id)
    assert journal_of(session, person) == [JournalEvent.PROFILE_WRITTEN]


def test_the_reference_of_the_departement_belongs_to_one_person(
    session: Session, make: Factory, clock: Clock
) -> None:
    """domain §1.7: the Département's reference is the key."""
    me = make.travailleur_social()
    profiles.create(session, identity(), referent=me, by=me.as_actor(), now=clock())
    other = profiles.create(
        session, identity(departement_ref="D-0002"), referent=me, by=me.as_actor(), now=clock()
    )
    with pytest.raises(ReferenceTaken):
        profiles.create(
            session, identity(departement_ref=" D-0001 "), referent=me, by=me.as_actor(), now=clock()
        )
    with pytest.raises(ReferenceTaken):
        profiles.edit_identity(session, other, identity(), by=me.as_actor(), now=clock())
    profiles.edit_identity(
        session, other, identity(departement_ref="D-0002", first_name="Zoé"), by=me.as_actor(), now=clock()
    )
    assert other.first_name == "Zoé"


def test_an_account_without_team_cannot_register_anyone(
    session: Session, make: Factory, clock: Clock
) -> None:
    me = make.travailleur_social()
    me.team_id = None
    session.commit()
    with pytest.raises(NoTeam):
        profiles.create(session, identity(), referent=me, by=me.as_actor(), now=clock())


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"allocataire_number": "12345"}, RoleNeeded),
        ({"contact_choice": ContactChoice.PHONE}, ContactNeeded),
        ({"contact_choice": ContactChoice.EMAIL}, ContactNeeded),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(
    session: Session, make: Factory, clock: Clock, values: dict[str, object], refusal: type[Exception]
) -> None:
    """domain §1.7: a household number needs the role; a chosen contact must exist."""
    me = make.travailleur_social()
    with pytest.raises(refusal):
        profiles.create(session, identity(**values), referent=me, by=me.as_actor(), now=clock())


def test_the_household_number_is_kept_without_spaces_and_with_its_zeros(
    session: Session, make: Factory, clock: Clock
) -> None:
    """R77."""
    assert normalise_allocataire_number(" 12 345 ") == normalise_allocataire_number("00012345") == "0012345"
    me = make.travailleur_social()
    person = profiles.create(
        session,
        identity(allocataire_number="12 345", household_role=HouseholdRole.CJT),
        referent=me,
        by=me.as_actor(),
        now=clock(),
    )
    assert person.allocataire_number == "0012345"


def test_a_person_is_seen_by_their_referent_and_the_team_only(session: Session, make: Factory) -> None:
    """A2, R39."""
    me = make.travailleur_social()
    colleague, stranger = make.travailleur_social(me.team), make.travailleur_social()
    person = make.active_profile(referent=me)
    assert session.scalars(profiles.visible_to(me)).all() == [person]
    assert session.scalars(profiles.visible_to(colleague)).all() == [person]
    assert session.scalars(profiles.followed_by(colleague)).all() == []
    assert session.scalars(profiles.visible_to(stranger)).all() == []


@pytest.mark.parametrize("typed", ["eloi", "SAINT eloi", "amina", "Éloi-Saint Amina", " D-0001 "])
def test_a_name_is_found_without_its_accents_in_any_order_or_by_reference(
    session: Session, make: Factory, clock: Clock, typed: str
) -> None:
    """R33."""
    me = make.travailleur_social()
    person = profiles.create(session, identity(), referent=me, by=me.as_actor(), now=clock())
    assert session.scalars(profiles.named_like(profiles.visible_to(me), typed)).all() == [person]


@pytest.mark.parametrize("typed", ["%", "_", "--", "D-00", "zzz"])
def test_joker_signs_find_nobody(session: Session, make: Factory, clock: Clock, typed: str) -> None:
    me = make.travailleur_social()
    profiles.create(session, identity(), referent=me, by=me.as_actor(), now=clock())
    assert session.scalars(profiles.named_like(profiles.visible_to(me), typed)).all() == []


def test_a_draft_becomes_active_only_with_a_commune_and_an_agreement(
    session: Session, make: Factory, clock: Clock
) -> None:
    """R10: the agreement to volunteer is recorded first."""
    me = make.travailleur_social()
    by = me.as_actor()
    make.commune()
    person = profiles.create(session, identity(), referent=me, by=by, now=clock())
    with pytest.raises(CommuneNeeded):
        profiles.activate(session, person, by=by, now=clock())
    profiles.edit_availability(
        session,
        person,
        Availability(commune_insee="10387", travel={TravelMeans.WALK: 20}, half_days=(HalfDay.MON_AM,)),
        by=by,
        now=clock(),
    )
    with pytest.raises(VolunteeringAgreementNeeded):
        profiles.activate(session, person, by=by, now=clock())
    agreements.record_volunteering(
        session, person, channel=Channel.ORAL, given_on=clock().date(), by=by, now=clock()
    )
    profiles.activate(session, person, by=by, now=clock())
    assert person.status is ProfileStatus.ACTIVE
    assert person.travel == {"walk": 20}


def test_withdrawing_the_agreement_pauses_the_profile_and_it_cannot_resume_without_a_new_one(
    session: Session, make: Factory, clock: Clock
) -> None:
    """domain §1.10: the agreement can be withdrawn."""
    me = make.travailleur_social()
    person = make.active_profile(referent=me)
    agreements.withdraw_volunteering(session, person, by=me.as_actor(), now=clock())
    assert person.status is ProfileStatus.PAUSED
    with pytest.raises(VolunteeringAgreementNeeded):
        profiles.resume(session, person, by=me.as_actor(), now=clock())


def test_an_agent_cannot_write_an_agreement_given_tomorrow_or_on_the_persons_screen(
    session: Session, make: Factory, clock: Clock
) -> None:
    me = make.travailleur_social()
    person = make.active_profile(referent=me)
    for channel, day in ((Channel.ORAL, date(2100, 1, 1)), (Channel.SCREEN, clock().date())):
        with pytest.raises(agreements.AgreementInFuture if day.year == 2100 else agreements.NotThroughAgent):
            agreements.record_volunteering(
                session, person, channel=channel, given_on=day, by=me.as_actor(), now=clock()
            )


def test_a_person_is_handed_over_inside_the_team_only(session: Session, make: Factory, clock: Clock) -> None:
    me = make.travailleur_social()
    colleague, stranger = make.travailleur_social(me.team), make.travailleur_social()
    person = make.active_profile(referent=me)
    with pytest.raises(NotInTeam):
        profiles.transfer(session, person, to=stranger, by=me.as_actor(), now=clock())
    profiles.transfer(session, person, to=colleague, by=me.as_actor(), now=clock())
    session.commit()
    assert person.referent_id == colleague.id


def test_a_former_employer_stays_one_even_when_the_person_also_wishes_it(
    session: Session, make: Factory, clock: Clock
) -> None:
    """R19."""
    me = make.travailleur_social()
    person, association = make.active_profile(referent=me), make.validated_association()
    for kind in (ExclusionKind.FORMER_EMPLOYER, ExclusionKind.WISH):
        profiles.exclude(session, person, association.id, kind, by=me.as_actor(), now=clock())
    assert session.scalars(select(Exclusion.kind)).all() == [ExclusionKind.FORMER_EMPLOYER]
    profiles.include_again(session, person, association.id, by=me.as_actor(), now=clock())
    assert session.scalars(select(Exclusion)).all() == []


def test_wishes_are_short_lines_without_doubles(session: Session, make: Factory, clock: Clock) -> None:
    me = make.travailleur_social()
    person = make.active_profile(referent=me)
    wishes = Wishes(wishes=("- aime cuisiner", "Aime  cuisiner", "", "le jardin"), avoid=("la foule",))
    profiles.edit_wishes(session, person, wishes, by=me.as_actor(), now=clock())
    assert (person.wishes, person.skills, person.avoid) == (["aime cuisiner", "le jardin"], [], ["la foule"])
    with pytest.raises(TooManyChips):
        clean_chips(f"envie {number}" for number in range(13))
    with pytest.raises(ChipTooLong):
        clean_chips(["a" * 81])
