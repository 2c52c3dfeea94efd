"""«Mal compris»: what joined the words, reported without anybody's name, treated or put aside."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bénévolat.domain.thesaurus import MisreadingStatus, PhraseTaken, TooManyPhrases
from bénévolat.models.offers import Offer
from bénévolat.models.profiles import Profile
from bénévolat.models.thesaurus import Misreading, ThesaurusPhrase
from bénévolat.services import misreadings, thesaurus_phrases
from bénévolat.services.misreadings import Meeting
from tests.clock import Clock
from tests.factories import Factory

GARDEN = Meeting("aime le potager", "potager", "gardening", "jardinage")


@pytest.fixture
def person(make: Factory) -> Profile:
    make.communes()
    return make.active_profile(
        first_name="Jean-Noël", last_name="Dubois", wishes=["aime le potager", "chanter"], skills=[]
    )


@pytest.fixture
def offer(make: Factory, person: Profile) -> Offer:
    return make.published_offer(title="Entretenir le potager", tasks=["arroser"], description="", skills=[])


def reports(session: Session) -> list[Misreading]:
    return list(session.scalars(select(Misreading)))


def test_what_joined_a_person_and_a_mission_is_told(
    session: Session, person: Profile, offer: Offer, clock: Clock
) -> None:
    found = misreadings.meetings(session, person, offer.id, now=clock())
    assert found == [GARDEN]
    assert len(found[0].key) == 16


def test_what_the_engine_does_not_know_has_no_meeting(
    make: Factory, session: Session, person: Profile, clock: Clock
) -> None:
    draft = make.offer()
    assert misreadings.meetings(session, person, draft.id, now=clock()) == []


def test_a_report_holds_words_only(
    make: Factory, session: Session, person: Profile, offer: Offer, clock: Clock
) -> None:
    by = make.travailleur_social().as_actor()
    meeting = Meeting("Jean-Noël aime le potager des Dubois", "potager", "gardening", "jardinage")
    row = misreadings.report(
        session, person, offer, meeting, meant="dubois veut seulement en parler", by=by, now=clock()
    )
    assert row.said == "…-… aime le potager des …"
    assert row.meant == "… veut seulement en parler"
    assert (row.found, row.concept, row.offer_title) == ("potager", "gardening", "Entretenir le potager")
    assert (row.status, row.reporter_id) == (MisreadingStatus.OPEN, by.account_id)
    assert not any("profile" in column.name for column in Misreading.__table__.columns)


def test_words_that_say_too_much_are_left_out(
    make: Factory, session: Session, person: Profile, offer: Offer, clock: Clock
) -> None:
    by = make.travailleur_social().as_actor()
    meeting = Meeting("potager depuis sa dépression", "potager", "gardening", "jardinage")
    row = misreadings.report(session, person, offer, meeting, meant="", by=by, now=clock())
    assert row.said == ""


def test_the_same_report_is_counted_until_it_is_closed(
    make: Factory, session: Session, person: Profile, offer: Offer, clock: Clock
) -> None:
    by = make.travailleur_social().as_actor()
    for meant in ("", "un potager sur la table", "autre"):
        misreadings.report(session, person, offer, GARDEN, meant=meant, by=by, now=clock())
    (row,) = reports(session)
    assert (row.reports, row.meant) == (3, "un potager sur la table")
    misreadings.dismiss(session, row, by=by, now=clock())
    session.flush()
    misreadings.report(session, person, offer, GARDEN, meant="", by=by, now=clock())
    assert len(reports(session)) == 2
    assert misreadings.count_open(session) == 1


def test_other_things_are_each_kept(
    make: Factory, session: Session, person: Profile, offer: Offer, clock: Clock
) -> None:
    by = make.travailleur_social().as_actor()
    for meant in ("une chose", "une autre"):
        misreadings.report(session, person, offer, None, meant=meant, by=by, now=clock())
    assert {row.meant for row in reports(session)} == {"une chose", "une autre"}


def test_a_report_closed_meanwhile_stays_as_it_is(make: Factory, session: Session, clock: Clock) -> None:
    row = make.misreading()
    by = make.administrator().as_actor()
    misreadings.treat(session, row, 4, by=by, now=clock())
    session.commit()
    misreadings.dismiss(session, row, by=by, now=clock())
    assert (row.status, row.edit_number, row.closed_by_id) == (MisreadingStatus.TREATED, 4, by.account_id)


# Evaluation phrases ----------------------------------------------------------------------------------------


def test_the_phrases_of_the_seed_fill_an_empty_list_once(session: Session, clock: Clock) -> None:
    added = thesaurus_phrases.load_seed(session, now=clock())
    assert added >= 60
    assert thesaurus_phrases.load_seed(session, now=clock()) == 0
    assert thesaurus_phrases.count(session) == added == len(thesaurus_phrases.every(session))


def test_a_phrase_is_there_once(make: Factory, session: Session, clock: Clock) -> None:
    kept = make.thesaurus_phrase("Faire du compost", ("compost",))
    other = make.thesaurus_phrase("Jardiner")
    with pytest.raises(PhraseTaken):
        thesaurus_phrases.add(session, text="Faire du compost", expected=[], now=clock())
    with pytest.raises(PhraseTaken):
        thesaurus_phrases.change(session, other, text="Faire du compost", expected=[], now=clock())
    thesaurus_phrases.change(
        session, kept, text="Faire du compost", expected=["compost", "compost"], now=clock()
    )
    assert kept.expected == ["compost"]


def test_the_list_is_bounded(
    make: Factory, session: Session, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(thesaurus_phrases, "MOST", 1)
    phrase = make.thesaurus_phrase()
    with pytest.raises(TooManyPhrases):
        thesaurus_phrases.add(session, text="Une autre", expected=[], now=clock())
    thesaurus_phrases.remove(session, phrase)
    session.flush()
    thesaurus_phrases.add(session, text="Une autre", expected=[], now=clock())
    assert session.scalars(select(ThesaurusPhrase.text)).all() == ["Une autre"]
