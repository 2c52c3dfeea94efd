"""French words: what is one family, what only looks like it, and words that bring no mission."""

import pytest

from bénévolat.matching.lexicon import default_lexicon
from bénévolat.matching.text import content, is_soft, stem, tokens
from bénévolat.matching.typos import RIGHT_WORDS, Corrector


@pytest.mark.parametrize(
    "family",
    [
        "livraison livrer livreur livreuse livraisons",
        "football foot footballeur footballeuse",
        "ressourcerie ressourceries",
        "danse danser danseuse danseurs",
        "maraude maraudes maraudeur maraudeuse",
        "parrain parrainage parrainer parrainée",
        "tuteur tutrice tutorat",
        "instituteur institutrice instituteurs",
        "serveur serveuse serveurs",
        "réalisateur réalisatrice",
        "épicerie épicier épicière",
        "berger bergère bergerie",
        "boulanger boulangère boulangerie",
        "compost composter composteur compostage",
        "vigne vignoble vigneron vigneronne",
        "ouvrier ouvrière ouvriers",
        "policier police policière",
        "plongée plongées",
        "éleveur éleveurs",
        "coudre cousu",
        "accueillir accueille accueillant",
        "maçon maçonne maçonnerie",
    ],
)
def test_a_family_shares_its_stem(family: str) -> None:
    assert len({stem(word) for word in family.split()}) == 1


FALSE_FRIENDS = """
habits/habitants chercher/chercheur poste/posts collecte/collectif composer/composteur concert/concertation
forme/formation développement/développeur serveur/servir tailleur/taille tournée/tournage
tournée/tourneur fermier/fermement foyer/foi cave/cavalier arche/archer berges/berger
boules/boulanger cadre/cadreur chine/chiner compote/compost consultant/consultation cuir/cuire
désigner/designer détenir/détention direction/directeur éclaireur/éclairer entrer/entrée équité/équitation
étrange/étranger exclusif/exclus forcer/forcément fraise/fraiseur fruit/fruitier gare/gars golf/golfe goût/goûter
greffier/greffe hall/halle haltère/halte illustre/île informer/information institution/institutrice
intégrer/intégration interprète/interprétation isolé/isolation journal/journalière léger/legs machine/machiniste
mars/mares mobile/mobilier mobilier/mobilisation modèle/modelage naturel/nature orienter/orientation ouvrir/ouvrier
paie/paix perçu/perceuse pilote/pilotage plan/planeur plonge/plongée pompe/pompier
programme/programmer rang/ranger référence/référencement reporter/reportage ressource/ressourcerie roman/romane
route/routier sentir/sentier signe/signal soigner/soigneur soir/soirée sortir/sortie table/tableur tenter/tente
terrasse/terrassement tomber/tombe trace/tracteur traite/traitement trésor/trésorier veste/vestiaire
voile/voilà vendée/vendre verge/verger violon/violation violence/violon peintre/pente
élève/élevé marine/mariage marraine/marrant banque/banc couteau/couture coudre/coude médecin/médiation
pharmacie/phare conte/comptabilité foule/foulées mère/maire guitare/guide chaton/château chœur/cœur
chant/champ sel/selle maître/mètre ville/vielle cheval/chevalier poêle/poil mousse/moustique
planter/plancher photo/photocopie sang/sans ancre/encre voix/voie pain/pin cane/canne
"""


@pytest.mark.parametrize("pair", FALSE_FRIENDS.split())
def test_false_friends_do_not_share_a_stem(pair: str) -> None:
    one, other = pair.split("/")
    assert stem(one) != stem(other)


def test_words_of_two_that_function_words_would_lose_are_one() -> None:
    assert [word.folded for word in content("bien-être")] == ["bienetre"]
    assert [word.folded for word in content("le mal-être des tout-petits")] == ["maletre", "toutpetits"]
    assert [word.folded for word in content("touche-à-tout")] == ["touchetout"]
    assert [word.folded for word in content("porte-à-porte")] == ["porte", "porte"]


def test_a_spelling_is_read_once() -> None:
    assert tokens("Jardin")[0] is tokens("le jardin")[1]


def test_an_accent_saves_a_word_from_the_function_words() -> None:
    assert [word.surface for word in content("même mémé")] == ["mémé"]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("marche de noel", "market"),
        ("peche a la ligne", "fishing"),
        ("aide aux eleves, etude surveillee", "homework"),
        ("epicerie sociale et solidaire", "social_grocery"),
    ],
)
def test_phrases_typed_without_accents_are_understood(typed: str, read: str) -> None:
    assert read in _concepts(typed)


@pytest.mark.parametrize(
    "said",
    [
        "d'origine tunisienne, musulmane pratiquante",
        "catholique, veuf",
        "de nationalité syrienne",
        "malienne, arrivée en janvier",
        "dépression, fatigue, traitement lourd",
        "homme sérieux, ponctuel et très motivé",
    ],
)
def test_facts_about_a_person_bring_no_mission(said: str) -> None:
    """R30, R36: religion, origin, health and praise are neither a concept nor a word to compare."""
    units = default_lexicon().units(content(said))
    assert [
        unit for unit in units if unit.concepts or (unit.word and not is_soft(content(unit.surface)[0]))
    ] == []


@pytest.mark.parametrize("word", ["astrologie", "perte", "accorder", "chapeau", "charbon", "patrie"])
def test_a_right_word_is_never_taken_for_a_misspelt_one(word: str) -> None:
    assert Corrector(default_lexicon().words).nearest(word) is None


def test_no_alias_of_the_thesaurus_hides_among_the_right_words() -> None:
    known = default_lexicon().words
    assert all(word.isascii() and word.isalpha() and word.islower() for word in RIGHT_WORDS)
    assert len(RIGHT_WORDS & known.keys()) < len(RIGHT_WORDS) // 20


def _concepts(text: str) -> set[str]:
    return {code for unit in default_lexicon().units(content(text)) for code, _ in unit.concepts}
