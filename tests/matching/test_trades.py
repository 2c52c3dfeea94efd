"""Trades: recognised by their names, led to what an association may ask, told from the verb of their activity."""

import re

import pytest

from bénévolat.matching.lexicon import default_lexicon
from bénévolat.matching.text import content
from bénévolat.matching.thesaurus import default_thesaurus
from bénévolat.matching.trades import TradeNames, trade_form

THESAURUS = default_thesaurus()
NAMES = TradeNames(THESAURUS.trades)


def _trade(said: str) -> dict[str, int]:
    words = content(said)
    for start in range(len(words)):
        length, concepts = NAMES.at(words, start)
        if length:
            return dict(concepts)
    return {}


def test_there_are_enough_trades_each_with_its_code_label_and_concepts() -> None:
    codes = [trade.rome for trade in THESAURUS.trades]
    assert len(codes) >= 120
    assert len(set(codes)) == len(codes)
    for trade in THESAURUS.trades:
        assert re.fullmatch(r"[A-N][1-5][0-9]{3}", trade.rome), trade
        assert trade.label
        assert len(trade.aliases) >= 2, trade.rome
        assert max(trade.concepts.values()) == 1000, trade.rome
        assert all(100 <= weight <= 1000 for weight in trade.concepts.values()), trade.rome
        assert len(trade.concepts) >= 1


def test_every_name_of_a_trade_leads_to_its_concepts() -> None:
    for trade in THESAURUS.trades:
        for alias in trade.aliases:
            assert content(alias), alias
            assert set(trade.concepts) <= set(_trade(alias)), (trade.rome, alias)


def test_a_name_is_never_a_word_that_says_nothing() -> None:
    from bénévolat.matching.text import is_soft

    for trade in THESAURUS.trades:
        for alias in trade.aliases:
            words = content(alias)
            assert len(words) > 1 or not is_soft(words[0]), (trade.rome, alias)


@pytest.mark.parametrize(
    ("feminine", "masculine"),
    [
        ("animatrices", "animateur"),
        ("cuisinière", "cuisinier"),
        ("vendeuses", "vendeur"),
        ("musicienne", "musicien"),
        ("maçonnes", "maçon"),
        ("soignante", "soignant"),
        ("avocate", "avocat"),
        ("employées", "employé"),
        ("professeure", "professeur"),
        ("cheffe", "chef"),
    ],
)
def test_the_form_of_a_trade_forgets_gender_and_number(feminine: str, masculine: str) -> None:
    fold = {token.surface: token.folded for token in content(f"{feminine} {masculine}")}
    assert trade_form(fold[feminine]) == trade_form(fold[masculine])


@pytest.mark.parametrize(
    "pair",
    ["animer/animateur", "cuisine/cuisinier", "vendre/vendeur", "former/formateur", "coudre/couturier"],
)
def test_the_verb_of_an_activity_is_no_trade(pair: str) -> None:
    activity, trade = pair.split("/")
    assert not _trade(activity)
    assert _trade(trade)


@pytest.mark.parametrize(
    ("said", "concepts"),
    [
        ("ancien maçon", "building diy"),
        ("a travaillé dans le BTP", "building"),
        ("aide-soignante en EHPAD", "elderly visits"),
        ("aide-soignant", "elderly visits"),
        ("préparatrice de commandes", "logistics food_aid"),
        ("cariste", "logistics"),
        ("agente d'entretien", "cleaning"),
        ("femme de ménage", "cleaning"),
        ("hôtesse de caisse", "sales"),
        ("vendeuse en prêt-à-porter", "sales clothing"),
        ("ouvrière du bâtiment", "building"),
        ("vendangeurs", "farming gardening"),
        ("monitrice d'auto-école", "driving"),
        ("chauffeuse routière", "driving"),
        ("livreur", "driving"),
        ("conductrice de bus", "driving"),
        ("institutrice", "homework literacy"),
        ("prof de maths", "homework"),
        ("secrétaire médicale", "office welcome"),
        ("comptable", "accounting"),
        ("coiffeuse", "elderly"),
        ("nounou", "children"),
        ("auxiliaire de vie", "elderly visits"),
        ("mécano", "mechanics bikes"),
        ("électricienne", "electricity diy"),
        ("menuisière", "woodwork"),
        ("paysagistes", "gardening"),
        ("éboueur", "cleanup"),
        ("vigile", "security"),
        ("journaliste", "writing"),
        ("développeuse", "computing digital_help"),
        ("couturière", "sewing"),
        ("pompier", "first_aid"),
        ("assistante sociale", "paperwork listening"),
        ("à l'usine, travail à la chaîne", "logistics"),
    ],
)
def test_a_trade_leads_to_what_an_association_may_ask(said: str, concepts: str) -> None:
    found = _trade(said)
    assert set(concepts.split()) <= set(found), found


def test_a_carer_is_never_led_to_care_first() -> None:
    """Missions are volunteering: presence, listening, prevention."""
    for trade in THESAURUS.trades:
        if trade.rome.startswith("J"):
            assert not {"cooking", "manual"} & set(trade.concepts)


def test_the_longest_name_wins() -> None:
    assert _trade("vendeuse en prêt-à-porter")["clothing"] > _trade("vendeuse")["clothing"]
    assert "office" in _trade("secrétaire comptable")


def test_a_mission_that_names_a_trade_keeps_only_what_it_is() -> None:
    lexicon = default_lexicon()
    (person,) = lexicon.units(content("maçon"))
    (mission,) = lexicon.units(content("maçon"), mission=True)
    assert set(dict(mission.concepts)) < set(dict(person.concepts))
    assert min(dict(mission.concepts).values()) >= 900
