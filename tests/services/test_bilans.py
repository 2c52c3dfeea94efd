"""Bilan of an engagement: read by the person before it leaves the platform (R11)."""

import pytest
from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session

from bénévolat.domain.actors import Actor
from bénévolat.domain.agreements import NotThroughAgent
from bénévolat.domain.bilans import EXPLANATIONS, BilanChanged, BilanTooLong, EmptyBilan, NoBilanYet, NoWords
from bénévolat.domain.enums import Channel, JournalEvent
from bénévolat.domain.soft_skills import SoftSkill
from bénévolat.models.bilans import Bilan
from bénévolat.models.engagements import Engagement
from bénévolat.models.journal import JournalEntry
from bénévolat.models.outbox import OutboxMessage
from bénévolat.services import bilans
from bénévolat.services.bilans import ExportedBilan
from tests.clock import Clock
from tests.factories import Factory


@pytest.fixture
def engagement(make: Factory) -> Engagement:
    """Return an engagement."""
    return make.engagement()


@pytest.fixture
def member(make: Factory, engagement: Engagement) -> Actor:
    """Return a member of the association."""
    return make.member_of(engagement.offer.association).as_actor()


@pytest.fixture
def person(engagement: Engagement) -> Actor:
    """Return the person."""
    return Actor.person(engagement.profile_id)


def write(
    session: Session, engagement: Engagement, by: Actor, clock: Clock, text: str | None = "Bravo."
) -> Bilan:
    """Write a bilan."""
    return bilans.write(session, engagement, skills=[SoftSkill.RIGOUR], text=text, by=by, now=clock())


def leaves(session: Session, engagement: Engagement) -> ExportedBilan:
    """Return what an export would say of an engagement."""
    return bilans.exported(session, [engagement.id]).get(engagement.id, ExportedBilan())


def events(session: Session) -> list[JournalEvent]:
    """Return what the journal says, oldest first."""
    return list(session.scalars(select(JournalEntry.event).order_by(JournalEntry.at)))


def test_a_bilan_leaves_the_platform_only_once_read(
    session: Session, engagement: Engagement, member: Actor, person: Actor, clock: Clock
) -> None:
    bilan = write(session, engagement, member, clock)
    assert leaves(session, engagement) == ExportedBilan()
    clock.advance(days=1)
    bilans.mark_read(session, engagement, written_at=bilan.written_at, by=person, now=clock())
    assert leaves(session, engagement) == ExportedBilan((SoftSkill.RIGOUR,), "Bravo.", None)
    assert events(session) == [JournalEvent.BILAN_WRITTEN, JournalEvent.BILAN_READ]


def test_rewritten_it_has_to_be_read_again(
    session: Session, engagement: Engagement, member: Actor, person: Actor, clock: Clock
) -> None:
    bilan = write(session, engagement, member, clock)
    seen = bilan.written_at
    bilans.mark_read(session, engagement, written_at=seen, by=person, now=clock())
    clock.advance(minutes=1)
    write(session, engagement, member, clock, "Autre texte.")
    assert leaves(session, engagement) == ExportedBilan()
    with pytest.raises(BilanChanged):
        bilans.mark_read(session, engagement, written_at=seen, by=person, now=clock())


def test_written_again_without_a_change_it_stays_read(
    session: Session, engagement: Engagement, member: Actor, person: Actor, clock: Clock
) -> None:
    bilan = write(session, engagement, member, clock)
    bilans.mark_read(session, engagement, written_at=bilan.written_at, by=person, now=clock())
    clock.advance(minutes=1)
    write(session, engagement, member, clock)
    assert leaves(session, engagement).text == "Bravo."


def test_the_person_s_words_need_no_bilan_and_can_be_changed_or_removed(
    session: Session, engagement: Engagement, person: Actor, clock: Clock
) -> None:
    bilans.say(session, engagement, words=" J'aime venir. ", by=person, now=clock())
    assert leaves(session, engagement) == ExportedBilan(words="J'aime venir.")
    bilans.say(session, engagement, words="J'aime beaucoup venir.", by=person, now=clock())
    assert leaves(session, engagement).words == "J'aime beaucoup venir."
    bilans.unsay(session, engagement, by=person, now=clock())
    assert leaves(session, engagement) == ExportedBilan()
    bilans.unsay(session, engagement, by=person, now=clock())
    assert events(session) == [JournalEvent.WORDS_WRITTEN] * 3


def test_words_stay_when_the_association_takes_its_text_back(
    session: Session, engagement: Engagement, member: Actor, person: Actor, clock: Clock
) -> None:
    bilan = write(session, engagement, member, clock)
    bilans.mark_read(session, engagement, written_at=bilan.written_at, by=person, now=clock())
    bilans.say(session, engagement, words="Merci.", by=person, now=clock())
    bilans.withdraw(session, engagement, by=member, now=clock())
    assert leaves(session, engagement) == ExportedBilan(words="Merci.")
    with pytest.raises(NoBilanYet):
        bilans.withdraw(session, engagement, by=member, now=clock())


def test_an_agent_says_how_the_person_told_it(
    session: Session, make: Factory, engagement: Engagement, member: Actor, person: Actor, clock: Clock
) -> None:
    """R54: marked as written by an agent, with the channel."""
    agent = engagement.profile.referent.as_actor()
    bilan = write(session, engagement, member, clock)
    with pytest.raises(NotThroughAgent):
        bilans.mark_read(session, engagement, written_at=bilan.written_at, by=agent, now=clock())
    with pytest.raises(NotThroughAgent):
        bilans.say(session, engagement, words="Oui", channel=Channel.PHONE, by=person, now=clock())
    bilans.mark_read(
        session, engagement, written_at=bilan.written_at, channel=Channel.ORAL, by=agent, now=clock()
    )
    bilans.say(session, engagement, words="Oui.", channel=Channel.PHONE, by=agent, now=clock())
    assert (bilan.read_channel, bilan.read_by_id) == (Channel.ORAL, agent.account_id)
    assert (bilan.words_channel, bilan.words_by_id) == (Channel.PHONE, agent.account_id)


def test_what_says_nothing_or_too_much_is_refused(
    session: Session, engagement: Engagement, member: Actor, person: Actor, clock: Clock
) -> None:
    with pytest.raises(EmptyBilan):
        bilans.write(session, engagement, skills=[], text="  ", by=member, now=clock())
    with pytest.raises(BilanTooLong):
        write(session, engagement, member, clock, "é" * 601)
    with pytest.raises(BilanTooLong):
        bilans.say(session, engagement, words="é" * 601, by=person, now=clock())
    with pytest.raises(NoWords):
        bilans.say(session, engagement, words=" ", by=person, now=clock())
    with pytest.raises(NoBilanYet):
        bilans.mark_read(session, engagement, written_at=None, by=person, now=clock())
    assert write(session, engagement, member, clock, "é" * 600).text == "é" * 600


def test_the_referent_is_told_once_until_it_is_read(
    session: Session, engagement: Engagement, member: Actor, person: Actor, clock: Clock
) -> None:
    """Domain §1.8: no name in the message."""
    write(session, engagement, member, clock)
    bilan = write(session, engagement, member, clock, "Corrigé.")
    (mail,) = session.scalars(select(OutboxMessage)).all()
    assert mail.recipient == engagement.profile.referent.email
    assert set(mail.context) == {"first_name", "engagement_id"}
    bilans.mark_read(session, engagement, written_at=bilan.written_at, by=person, now=clock())
    write(session, engagement, member, clock, "Encore.")
    assert len(session.scalars(select(OutboxMessage)).all()) == 2


def test_the_team_is_told_when_the_referent_has_left(
    session: Session, make: Factory, engagement: Engagement, member: Actor, clock: Clock
) -> None:
    engagement.profile.referent.disabled_at = clock()
    colleague = make.travailleur_social(engagement.profile.team)
    write(session, engagement, member, clock)
    assert session.scalars(select(OutboxMessage.recipient)).all() == [colleague.email]


def test_a_list_of_bilans_costs_one_statement(session: Session, engine: Engine, make: Factory) -> None:
    keys = [make.bilan(read=number % 2 == 0).engagement_id for number in range(4)]
    session.expire_all()
    statements: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *given: statements.append(given[2]))
    found = bilans.exported(session, keys)
    assert len([one for one in statements if one.startswith("SELECT")]) == 1
    assert set(found) == {keys[0], keys[2]}


def test_bilans_to_be_read_are_those_of_my_people(session: Session, make: Factory) -> None:
    mine = make.bilan()
    make.bilan()
    make.bilan(make.engagement(make.active_profile(mine.engagement.profile.referent)), read=True)
    rows = session.scalars(bilans.to_read_with(mine.engagement.profile.referent)).all()
    assert [row.id for row in rows] == [mine.id]


def test_every_savoir_etre_is_explained_in_a_short_sentence() -> None:
    assert set(EXPLANATIONS) == set(SoftSkill)
    assert all(len(words.split()) <= 12 for words in EXPLANATIONS.values())
