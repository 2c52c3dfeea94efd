"""The public catalogue forgives accents and finds what is near (R33, R50, R66)."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from bénévolat.domain.enums import Domain, HalfDay, Remote
from bénévolat.models.offers import Offer
from bénévolat.services import catalogue
from bénévolat.services.catalogue import Search
from tests.clock import Clock
from tests.factories import Factory


def found(session: Session, clock: Clock, **asked: object) -> list[Offer]:
    search = Search(**asked)  # type: ignore[arg-type]
    place = catalogue.find_place(session, search.place)
    statement = catalogue.search(session, search, place, today=clock().date())
    return list(session.scalars(statement).unique().all())


@pytest.mark.parametrize("typed", ["epicerie", "Épicerie", "ÉPICERIE  solidaire", "epic"])
def test_words_are_found_whatever_their_accents_r33(
    make: Factory, session: Session, clock: Clock, typed: str
) -> None:
    wanted = make.published_offer(title="Tenir l'épicerie solidaire")
    make.published_offer(title="Réparer des vélos", simple_text="Vous réparez.")
    assert found(session, clock, words=typed) == [wanted]


def test_a_wildcard_of_the_database_is_only_a_sign(make: Factory, session: Session, clock: Clock) -> None:
    make.published_offer()
    assert found(session, clock, words="zz%__zz") == []


def test_every_word_counts_and_tasks_and_association_are_read(
    make: Factory, session: Session, clock: Clock
) -> None:
    association = make.validated_association(name="Les Étoiles du cœur")
    wanted = make.published_offer(association, tasks=["Éplucher les légumes"])
    make.published_offer(association)
    assert found(session, clock, words="étoiles legumes") == [wanted]


def test_a_postal_code_gives_its_communes_and_missions_from_home_stay_r66(
    make: Factory, session: Session, clock: Clock
) -> None:
    make.communes()
    troyes = make.published_offer(commune=make.commune("10387"))
    home = make.published_offer(remote=Remote.FULL, commune=None)
    make.published_offer(commune=make.commune("10323"))
    assert set(found(session, clock, place="10000")) == {troyes, home}


def test_a_distance_widens_the_search_in_a_straight_line(
    make: Factory, session: Session, clock: Clock
) -> None:
    make.communes()
    near = make.published_offer(commune=make.commune("10081"))
    make.published_offer(commune=make.commune("10323"))
    assert found(session, clock, place="Troyes") == []
    assert found(session, clock, place="Troyes", within_km=10) == [near]


def test_an_unknown_place_gives_names_that_look_like_it(
    make: Factory, session: Session, clock: Clock
) -> None:
    make.communes()
    place = catalogue.find_place(session, "Troyess")
    assert not place.communes
    assert "Troyes" in [commune.name for commune in place.suggestions]


def test_half_day_and_domain_narrow_the_list(make: Factory, session: Session, clock: Clock) -> None:
    wanted = make.published_offer(half_days=[HalfDay.SUN_AM], domain=Domain.SPORT)
    make.published_offer(half_days=[HalfDay.SUN_AM], domain=Domain.CULTURE)
    make.published_offer(half_days=[HalfDay.SUN_PM], domain=Domain.SPORT)
    assert found(session, clock, half_day=HalfDay.SUN_AM, domain=Domain.SPORT) == [wanted]


def test_what_is_over_paused_or_not_validated_is_not_shown(
    make: Factory, session: Session, clock: Clock
) -> None:
    make.published_offer(ends_on=clock().date() - timedelta(days=1))
    make.offer()
    make.published_offer(make.association())
    assert found(session, clock) == []
