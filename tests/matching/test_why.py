"""«Pourquoi ?» and «pourquoi pas ?» of any person and any mission: the very answer of the lists, and every filter."""

from typing import Any

import pytest

from bénévolat.matching import Engine, Offer, Pair, Profile, Settings, public_filters
from tests.matching.builders import TODAY, answer, mission, person, plain
from tests.matching.test_gates import BLOCKED
from tests.matching.variety import Dice


def pair(profile: Profile, offer: Offer, settings: Settings | None = None) -> Pair:
    """Everything about one person and one mission."""
    return Engine([offer], settings or Settings(), today=TODAY).pair(profile, offer.id)


def test_a_proposal_says_why_in_the_words_of_the_list_and_passes_every_filter() -> None:
    [match] = answer(person(), mission()).matches
    found = pair(person(), mission())
    assert (found.score, dict(found.parts), found.reasons, found.to_check) == (
        match.score,
        dict(match.parts),
        match.reasons,
        match.to_check,
    )
    assert found.proposed
    assert (found.blocked_by, found.below) == ((), None)
    assert [(code, rule) for code, rule, *_ in found.gates] == public_filters()
    assert all(passed and not why and not unlock for _, _, passed, why, unlock in found.gates)


FOR_GOOD: list[tuple[str, dict[str, Any], dict[str, Any], str]] = [
    (
        "excluded_association",
        {"excluded_associations": ["a1"]},
        {},
        "demandé à ne pas aller dans cette association",
    ),
    ("former_employer", {"former_employers": ["a1"]}, {}, "a été salariée de cette association (L5425-8)"),
]


@pytest.mark.parametrize(("code", "who", "what", "words"), [*BLOCKED, *FOR_GOOD])
def test_each_filter_that_stops_a_pair_is_named_with_its_rule_and_its_reason(
    code: str, who: dict[str, Any], what: dict[str, Any], words: str
) -> None:
    found = pair(person(**who), mission(**what))
    assert not found.proposed
    assert found.blocked_by == (code,)
    stopped = {gate: (why, unlock) for gate, _, passed, why, unlock in found.gates if not passed}
    why, unlock = stopped[code]
    assert words in plain(why)
    assert bool(unlock) is (code not in {"excluded_association", "former_employer"})


def test_several_filters_are_all_said_even_when_the_list_shows_nothing() -> None:
    far_and_full = mission(lat=48.3872, places_free=0, supervision_level=0, french_level=3)
    assert answer(person(), far_and_full).near_misses == ()
    assert pair(person(), far_and_full).blocked_by == ("travel", "places", "supervision", "french")


def test_words_that_meet_nothing_are_said() -> None:
    found = pair(person(wishes=["généalogie"]), mission())
    assert (found.blocked_by, found.reasons[:0], found.proposed) == ((), (), False)
    assert found.below == "Rien, dans les mots de la mission, ne répond aux envies et aux savoir-faire notés."
    assert found.parts["wishes"].points == 0


def test_a_link_that_is_too_weak_is_said() -> None:
    severe = Settings(min_text=1000)
    said = "La cuisine est ouverte à tous."
    weak = pair(person(), mission(title="Rejoindre l'équipe", tasks=[], description=said), severe)
    assert weak.below == "Le lien avec les envies et les savoir-faire notés est trop faible pour la proposer."
    assert not weak.proposed
    assert weak.parts["wishes"].points > 0


def test_a_score_under_the_threshold_is_said_with_both_numbers() -> None:
    found = pair(person(), mission(), Settings(min_score=100))
    assert found.below == f"{found.score} points : au-dessous de 100, une mission n'est pas proposée."
    assert not found.proposed


def test_a_mission_unknown_to_the_engine_is_an_error() -> None:
    with pytest.raises(KeyError):
        Engine([mission()], today=TODAY).pair(person(), "o9")


def test_every_pair_of_varied_people_and_missions_agrees_with_the_lists() -> None:
    """Same score, parts, reasons and checks for what is proposed; same filters and sentences for near misses."""
    dice = Dice(10)
    people, offers = dice.people(16), dice.missions(40)
    engine = Engine(offers, today=TODAY)
    proposed = stopped = 0
    for who in people:
        one = engine.one(who, top=100)
        shown = {match.offer: match for match in one.matches}
        for offer in offers:
            found = engine.pair(who, offer.id)
            if offer.id in shown:
                match = shown[offer.id]
                assert found.proposed
                assert (found.score, found.parts, found.reasons, found.to_check) == (
                    match.score,
                    match.parts,
                    match.reasons,
                    match.to_check,
                )
                proposed += 1
            elif found.proposed:  # only a campaign told elsewhere is left out
                assert any(
                    other.title.casefold().split() == offer.title.casefold().split()
                    for other in offers
                    if other.id in shown
                )
        for miss in one.near_misses:
            found = engine.pair(who, miss.offer)
            assert (found.score, found.blocked_by) == (miss.score, miss.blocked_by)
            assert tuple(why for _, _, passed, why, _ in found.gates if not passed) == miss.why
            stopped += 1
    assert proposed > 20
    assert stopped > 20


def test_every_sentence_is_french_and_finished() -> None:
    """No code, no None, no minus one in what is read aloud."""
    dice = Dice(11)
    people, offers = dice.people(12), dice.missions(25)
    engine = Engine(offers, today=TODAY)
    for who in people:
        for offer in offers:
            found = engine.pair(who, offer.id)
            said = [*found.reasons, *found.to_check, *(part.why for part in found.parts.values())]
            said += [sentence for _, rule, _, why, unlock in found.gates for sentence in (rule, why, unlock)]
            for sentence in filter(None, said):
                assert sentence.endswith("."), sentence
                assert "None" not in sentence, sentence
                assert "-1" not in sentence, sentence
                assert "  " not in sentence, sentence
                assert " , " not in sentence, sentence
