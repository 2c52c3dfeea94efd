"""What other engines were seen to get wrong, in public: here it stays right."""

from dataclasses import replace

import pytest

from bénévolat.matching import Engine, Offer, Settings, match
from bénévolat.matching.people import People
from bénévolat.matching.places import abroad_words
from bénévolat.matching.text import stem
from bénévolat.matching.typos import Corrector
from tests.matching.builders import TODAY, answer, mission, near_miss, person, plain, proposal
from tests.matching.variety import Dice

# --- a mission abroad, hosted by an organisation that is near


@pytest.mark.parametrize(
    "title",
    [
        "Cuisiner dans un orphelinat au Togo",
        "Partir au Sénégal pour cuisiner dans une école",
        "Chantier solidaire : cuisine au Maroc",
        "Cuisine et animation en Inde",
        "Cuisiner à l'étranger pendant un an",
    ],
)
def test_a_mission_abroad_is_not_proposed_because_its_association_is_next_door(title: str) -> None:
    miss = near_miss(person(), mission(title=title))
    assert miss.blocked_by == ("abroad",)
    assert "a lieu à l'étranger" in plain(miss.why[0])


@pytest.mark.parametrize(
    "title",
    [
        "Cuisiner pour une école au Togo",
        "Vente de gâteaux cuisinés au profit d'un village au Mali",
        "Repas partagé et soirée au Liban des saveurs",
        "Cuisine : ateliers en visio avec des élèves au Bénin",
        "Cuisiner à Troyes",
        "Cuisine du Maroc",
    ],
)
def test_what_is_done_here_for_elsewhere_is_proposed(title: str) -> None:
    assert abroad_words(mission(title=title)) is None
    proposal(person(), mission(title=title))


# --- one broad word against two precise ones

BROAD = (
    mission(id="a1", title="Solidarité avec les enfants du quartier", tasks=[]),
    mission(id="a2", title="Aider les enfants", tasks=["être solidaire", "donner du temps aux enfants"]),
    mission(id="a3", title="Soutien aux personnes isolées et aux enfants", tasks=[]),
)
PRECISE = mission(id="z", title="Jardin potager et atelier couture", tasks=[])


@pytest.mark.parametrize(
    "wishes",
    [
        ["jardinage", "couture", "enfants"],
        ["enfants", "couture", "jardinage"],
        ["solidarité, jardiner, coudre"],
        ["aime les enfants, le jardin potager et la couture"],
    ],
)
def test_two_precise_words_come_before_one_broad_word(wishes: list[str]) -> None:
    found = answer(person(wishes=wishes), *BROAD, PRECISE).matches
    assert found[0].offer == "z"
    assert all(found[0].parts["wishes"].points > other.parts["wishes"].points for other in found[1:])


def test_a_word_that_says_nothing_alone_brings_nothing() -> None:
    for word in ("solidarité", "aider les autres", "être utile", "bénévolat", "le social"):
        assert answer(person(wishes=[word]), *BROAD, PRECISE).matches == (), word


# --- the same campaign in 137 towns


def _campaign(towns: int = 137) -> list[Offer]:
    return [
        mission(
            id=f"c{number:03}", title="Kermesse du tricot solidaire", tasks=[], commune=f"10{number:03}",
            lat=48.2973 + number / 10_000,
        )
        for number in range(towns)
    ]  # fmt: skip


KNITTING = [
    mission(id=f"t{number}", title=title, tasks=[])
    for number, title in enumerate(("Club de tricot", "Tricoter des bonnets", "Atelier crochet et tricot"))
]


def test_a_campaign_told_in_137_towns_is_one_line_of_the_list_and_of_the_plan() -> None:
    engine = Engine([*_campaign(), *KNITTING], today=TODAY)
    answers = list(match([person(wishes=["tricot"])], (), engine=engine))
    for one in (*answers, engine.one(person(wishes=["tricot"]))):
        found = [proposed.offer for proposed in one.matches]
        assert len([offer for offer in found if offer.startswith("c")]) == 1
        assert set(found) > {"t0", "t1", "t2"}
        assert len([offer for offer in one.plan if offer.startswith("c")]) <= 1
        assert len(one.plan) == 3


def test_it_is_told_in_the_town_that_suits_best() -> None:
    far_end = person(wishes=["tricot"], lat=48.2973 + 136 / 10_000, travel={"walk": 200})
    engine = Engine(_campaign(), today=TODAY)
    for _ in range(3):
        [told] = engine.one(far_end).matches
        towns = [engine.pair(far_end, offer) for offer in engine.row_of]
        assert told.score == max(town.score for town in towns if town.proposed)
        engine.refill(replace(engine.offers[engine.row_of[told.offer]], places_free=0))
    assert engine.one(far_end).matches[0].score == told.score > min(town.score for town in towns)


def test_it_fills_neither_the_near_misses_nor_what_would_widen() -> None:
    nobody_there = [replace(offer, supervision_present=False) for offer in _campaign()]
    found = Engine([*nobody_there, *KNITTING[:1]], today=TODAY).one(
        person(wishes=["tricot"], slots=["mon_am"])
    )
    assert len([miss for miss in found.near_misses if miss.offer.startswith("c")]) == 1
    alone = Engine(nobody_there, today=TODAY).one(person(wishes=["tricot"]))
    assert "ouvrirait 1 mission proche" in plain(alone.widen[0])


def test_a_campaign_that_is_full_everywhere_does_not_hide_another_near_miss() -> None:
    full = [replace(offer, title="Club de tricot", places_free=0) for offer in _campaign()]
    other = mission(id="z", title="Jardinage, cuisine, théâtre et tricot", tasks=[], places_free=0)
    found = answer(person(wishes=["tricot"]), *full, other)
    assert [miss.offer for miss in found.near_misses] == ["c000", "z"]


def test_its_words_are_not_made_common() -> None:
    once, often = Engine(_campaign(1), today=TODAY), Engine(_campaign(), today=TODAY)
    word = stem("kermesse")
    assert once.epoch.rarity(word) == often.epoch.rarity(word)


def test_two_missions_of_one_title_in_one_town_are_two_missions() -> None:
    found = answer(person(), mission(id="a"), mission(id="b", slots=["wed_pm"]))
    assert [one.offer for one in found.matches] == ["a", "b"]


# --- a supervisor who is full or absent


def test_a_full_or_absent_supervisor_is_never_proposed_planned_nor_searched() -> None:
    dice = Dice(8)
    people, offers = dice.people(40), dice.missions(120)
    engine = Engine(offers, Settings(supervision=0, wishes=65), today=TODAY)
    closed = {one.id for one in offers if one.places_free == 0 or not one.supervision_present}
    assert len(closed) > 15
    for one in match(people, (), engine=engine, top=100):
        assert not closed & {found.offer for found in one.matches}
        assert not closed & set(one.plan)
    crowd = People(engine, people)
    assert all(crowd.for_offer(offer) == [] for offer in closed)


def test_a_supervisor_who_leaves_or_fills_up_in_the_day_is_seen_at_once() -> None:
    engine = Engine([mission()], today=TODAY)
    for changed in (mission(places_free=0), mission(supervision_present=False)):
        assert engine.one(person()).matches
        engine.refill(changed)
        assert engine.one(person()).matches == ()
        engine.refill(mission())


# --- a skill that is asked


def test_a_missing_skill_warns_and_never_hides_nor_lowers() -> None:
    usual = proposal(person(), mission())
    asked = proposal(person(), mission(skills=["permis bateau", "plomberie"]))
    assert asked.score == usual.score
    [check] = asked.to_check
    assert plain(check).startswith(
        "Savoir-faire souhaités par l'association : « permis bateau » et « plomberie »."
    )
    assert check.endswith("cela peut s'apprendre.")


def test_a_skill_that_is_held_in_other_words_warns_of_nothing() -> None:
    assert proposal(person(skills=["ancien plombier"]), mission(skills=["plomberie"])).to_check == ()


# --- the boundary of corrections

_LETTERS = "bdfgjlmnprtvbdfgjlmn"


@pytest.mark.parametrize("length", range(5, 21))
def test_one_letter_of_five_may_be_wrong_and_no_more(length: int) -> None:
    """Every fraction of wrong, missing or added letters up to twenty: .80 itself is kept, less is not."""
    word = _LETTERS[:length]
    corrector = Corrector({word: word})
    for wrong in range(1, length - 1):
        start, end = word[: length - wrong - 1], word[length - 1 :]
        damaged = {
            f"{start}{'kw' * wrong}"[: length - 1] + end: 5 * wrong <= length,
            start + end: 5 * wrong <= length,
            f"{word[:-1]}{('kw' * wrong)[:wrong]}{end}": 5 * wrong <= length + wrong,
        }
        for spelling, near in damaged.items():
            found = corrector.nearest(spelling)
            if len(spelling) >= 5:
                assert found == (word if near else None), (spelling, wrong)


# --- what is to avoid, said by nobody but declared


@pytest.mark.parametrize(
    ("avoid", "demand", "clause"),
    [
        ("la foule", "crowd", "se passe avec beaucoup de monde"),
        ("les enfants", "minors", "se passe avec des enfants"),
        ("le bruit", "noise", "se passe dans un lieu bruyant"),
        ("conduire", "driving", "demande de conduire"),
    ],
)
def test_what_the_person_avoids_is_found_in_what_the_mission_declares(
    avoid: str, demand: str, clause: str
) -> None:
    for someone in (person(avoid=[avoid]), person(wishes=[f"aime cuisiner mais pas {avoid}"])):
        miss = near_miss(someone, mission(demands=[demand]))
        assert miss.blocked_by == ("avoid",)
        assert plain(miss.why[0]) == f"La personne préfère éviter « {avoid} » : la mission {clause}."
        found = People(Engine([mission(demands=[demand])], today=TODAY), [someone]).before_offer("o1")
        assert [one.blocked_by for one in found] == [("avoid",)]
