"""What a note refuses, what it only seems to refuse, and what the mission's words then mean."""

import re
import time
import timeit

import pytest

from bénévolat.matching import chips
from bénévolat.matching.__main__ import index, scores
from bénévolat.matching.chips import AT_HOME

REFUSED = (
    ("aime le jardin mais pas de port de charges", "aime le jardin", "port de charges"),
    ("n'aime pas la foule", "", "la foule"),
    ("accueil sans téléphone", "accueil", "téléphone"),
    ("ne veut pas répondre au téléphone", "", "répondre au téléphone"),
    (
        "aide alimentaire, mais n'a pas le permis et n'aime pas la foule",
        "aide alimentaire",
        "le permis|la foule",
    ),
    ("mal à l'aise avec la foule", "", "la foule"),
    ("pas à l'aise dans les grands groupes", "", "les grands groupes"),
    ("pas trop à l'aise au téléphone", "", "téléphone"),
    ("n'est pas à l'aise à l'écrit ni avec l'ordinateur", "", "l'écrit|avec l'ordinateur"),
    ("peu à l'aise avec l'écrit", "", "l'écrit"),
    ("évite les enfants", "", "les enfants"),
    ("doit éviter les escaliers", "", "les escaliers"),
    ("besoin de calme, éviter les lieux bruyants", "besoin de calme", "les lieux bruyants"),
    ("craint la foule", "", "la foule"),
    ("crainte des chiens", "", "chiens"),
    ("a peur des chiens", "", "chiens"),
    ("peur de la foule et du bruit", "", "la foule|bruit"),
    ("a horreur du bruit", "", "bruit"),
    ("déteste le téléphone", "", "le téléphone"),
    ("refuse le téléphone", "", "le téléphone"),
    ("dit non au téléphone", "", "téléphone"),
    ("allergique aux chats", "", "chats"),
    ("supporte mal le bruit", "", "le bruit"),
    ("a du mal à lire et écrire", "", "lire|écrire"),
    ("hors de question de travailler avec des enfants", "", "travailler avec des enfants"),
    # the verb itself is refused
    ("ne conduit pas", "", "conduit"),
    ("ne lit pas bien", "", "lit"),
    ("lit mal", "", "lit"),
    ("ne peut plus porter de charges lourdes", "", "porter de charges lourdes"),
    ("a arrêté de conduire", "", "conduire"),
    ("n'est pas mobile", "", "mobile"),
    ("permis suspendu", "", "permis"),
    ("n'a ni voiture ni permis", "", "voiture|permis"),
    ("nulle en informatique", "", "informatique"),
    ("ancienne cuisinière, ne veut plus cuisiner", "ancienne cuisinière", "cuisiner"),
    ("n'aime pas être enfermé dans un bureau", "", "être enfermé dans un bureau"),
    ("le sport ne l'intéresse pas", "", "le sport"),
    ("pas douée en couture", "", "couture"),
    ("cuisine, mais pas de bar ni d'alcool", "cuisine", "bar|alcool"),
    ("n'importe quoi sauf le ménage", "", "ménage"),
    ("pas d'activité en extérieur", "", "activité en extérieur"),
    ("non véhiculée", "", "véhiculée"),
    # «ni», lists and scope
    ("ni enfants ni animaux", "", "enfants|animaux"),
    ("n'aime ni la foule ni le bruit", "", "la foule|le bruit"),
    ("ne supporte ni les cris ni la musique forte", "", "les cris|la musique forte"),
    ("ne sait ni lire ni écrire", "", "lire|écrire"),
    ("sans permis ni voiture", "", "permis|voiture"),
    ("évite la foule et le bruit", "", "la foule|le bruit"),
    ("n'aime pas la foule, le bruit, les escaliers", "", "la foule|le bruit|les escaliers"),
    ("pas de bruit, de foule ni d'enfants", "", "bruit|foule|enfants"),
    ("à éviter : foule, bruit, enfants", "", "foule|bruit|enfants"),
    ("pas de bruit, aime le jardin", "aime le jardin", "bruit"),
    ("n'aime pas la foule préfère un petit groupe", "préfère un petit groupe", "la foule"),
    ("pas de permis, sait cuisiner", "sait cuisiner", "permis"),
    ("bricolage (pas d'électricité)", "bricolage", "électricité"),
    ("tout sauf la cuisine", "", "cuisine"),
    ("aime les animaux sauf les chats", "aime les animaux", "chats"),
    # said before, refused after
    ("les chiens lui font peur", "", "les chiens"),
    ("les chiens, elle en a peur", "", "les chiens"),
    ("le bruit la fatigue", "", "le bruit"),
    ("la foule, très peu pour elle", "", "la foule"),
    ("les enfants, elle supporte pas", "", "les enfants"),
    ("les enfants c'est non", "", "les enfants"),
    ("la foule : non", "", "la foule"),
    ("enfants ? non", "", "enfants"),
    ("jardin : oui, enfants : non", "jardin", "enfants"),
    ("la cuisine, ce n'est pas son truc", "", "la cuisine"),
    ("la lecture est difficile pour elle", "", "la lecture"),
    ("port de charges interdit", "", "port de charges"),
    ("travailler avec des enfants ne lui plaît pas", "", "travailler avec des enfants"),
    # as it is spoken and typed
    ("aime pas la foule", "", "la foule"),
    ("veut pas d'enfants", "", "enfants"),
    ("supporte pas le bruit", "", "le bruit"),
    ("suporte pas les enfants", "", "les enfants"),
    ("n aime pas le monde", "", "le monde"),
    ("naime pas la foule", "", "la foule"),
    ("n'aime pa la foule", "", "la foule"),
    ("elle a pas le permis", "", "le permis"),
    ("préfère ne pas conduire", "", "conduire"),
    ("aucune envie de travailler dehors", "", "travailler dehors"),
    ("une activité qui ne demande pas de lire", "une activité", "lire"),
    ("personne timide qui n'aime pas le bruit", "personne timide", "le bruit"),
    # a cause is left out, a home that cannot take in refuses nothing else
    ("n'aime pas la foule car angoissée", "", "la foule"),
    ("animaux oui mais ne peut pas en prendre chez elle", "animaux", AT_HOME),
    ("ne peut pas accueillir d'animal à la maison", "", AT_HOME),
)

NOT_REFUSED = (
    ("aider ceux qui ne savent pas lire", "aider ceux qui ne savent pas lire"),
    ("aider des gens qui ne savent pas lire", "aider des gens qui ne savent pas lire"),
    (
        "accompagner des personnes qui n'ont pas le permis",
        "accompagner des personnes qui n'ont pas le permis",
    ),
    ("aider des enfants qui n'aiment pas lire", "aider des enfants qui n'aiment pas lire"),
    ("aider les personnes sans abri", "aider les personnes sans abri"),
    ("ancien gouvernant général en hôtellerie", "ancien gouvernant général en hôtellerie"),
    ("aide aux sans-papiers", "aide aux sans-papiers"),
    ("atelier zéro déchet", "atelier zéro déchet"),
    ("accompagner des non-voyants", "accompagner des non-voyants"),
    ("n'a pas peur des chiens", ""),
    ("ne craint pas le bruit", ""),
    ("pas gênée par le bruit, aime la danse", "aime la danse"),
    ("le froid ne lui fait pas peur", "le froid"),
    ("le bruit ne la gêne pas", "le bruit"),
    ("n'a pas peur de la foule ni du bruit", ""),
    ("ne refuse pas de porter", "porter"),
    ("ne déteste pas la cuisine", "la cuisine"),
    ("n'évite pas la foule", "la foule"),
    ("jardiner ne lui déplaît pas", "jardiner"),
    ("rien contre les enfants", "les enfants"),
    ("pas opposée à conduire", "conduire"),
    ("sans souci avec les enfants", "les enfants"),
    ("aucun problème pour conduire", "conduire"),
    ("pas de problème pour porter", "porter"),
    ("n'hésite pas à porter des cartons", "porter des cartons"),
    ("pourquoi pas du jardinage", "jardinage"),
    ("pas seulement la cuisine, aussi le jardin", "la cuisine|aussi le jardin"),
    ("n'aime que le jardinage", "le jardinage"),
    ("ne veut travailler qu'avec des adultes", "avec des adultes"),
    ("n'a pas d'expérience en couture", "couture"),
    ("n'a jamais jardiné mais voudrait apprendre", "jardiné|voudrait apprendre"),
    ("ne veut pas rester seule chez elle, aime rencontrer du monde", "aime rencontrer du monde"),
    # facts of a life
    ("sans emploi, aime le jardin", "aime le jardin"),
    ("n'a pas d'enfants à charge, aime cuisiner", "aime cuisiner"),
    ("seule sans enfants, aime lire", "aime lire"),
    ("ne parle pas français, parle arabe", "parle arabe"),
    ("ne travaille plus depuis 2 ans, bricoleuse", "bricoleuse"),
    ("ne mange pas de porc", ""),
    ("pas le matin", ""),
    ("sauf le lundi, aime jardiner", "aime jardiner"),
    ("aucune contrainte", ""),
    ("aucune connaissance en informatique", ""),
    ("aime tout, pas difficile", ""),
    ("vertiges, aime lire", "aime lire"),
    ("accueil, jamais en retard", "accueil"),
    # a state of the person, an origin
    ("souffre du dos, aime jardiner", "aime jardiner"),
    ("Mme est sourde, aime la couture", "aime la couture"),
    ("d'origine tunisienne, parle couramment arabe", "parle couramment arabe"),
)


def _pieces(said: str) -> tuple[str, ...]:
    return tuple(piece for piece in said.split("|") if piece)


@pytest.mark.parametrize(("note", "wanted", "avoided"), REFUSED)
def test_what_is_refused_leaves_what_is_wanted(note: str, wanted: str, avoided: str) -> None:
    assert chips.split(note) == chips.Chips(_pieces(wanted), _pieces(avoided))


@pytest.mark.parametrize(("note", "wanted"), NOT_REFUSED)
def test_what_only_looks_refused_is_not(note: str, wanted: str) -> None:
    assert chips.split(note) == chips.Chips(_pieces(wanted), ())


def test_there_are_at_least_eighty_sentences() -> None:
    assert len(REFUSED) + len(NOT_REFUSED) >= 80
    assert len({note for note, *_ in (*REFUSED, *NOT_REFUSED)}) == len(REFUSED) + len(NOT_REFUSED)


KEPT_AND_BROKEN = (
    # note, a mission that suits, a mission that breaks what it refuses
    (
        "aime la nature mais pas de port de charges",
        "Observer les oiseaux",
        "Chantier nature et débroussaillage",
    ),
    (
        "logistique, mais ne peut pas porter",
        "Tenir l'inventaire du stock",
        "Déménagement de l'entrepôt et logistique",
    ),
    (
        "veut jardiner mais ne supporte pas les enfants",
        "Potager partagé",
        "Jardinage avec les élèves de l'école",
    ),
    ("aide alimentaire, n'a pas le permis", "Tri des denrées", "Chauffeur pour la banque alimentaire"),
    ("cuisine, n'aime pas la foule", "Préparer un repas partagé", "Cuisine pour le festival"),
    (
        "accueil, ne veut pas répondre au téléphone",
        "Accueil des visiteurs",
        "Accueil physique et téléphonique",
    ),
    ("aime les animaux, a peur des chiens", "Soins à la chatterie", "Promenade des chiens du refuge"),
    ("animaux oui, ne peut pas en prendre chez elle", "Soigneur au refuge", "Famille d'accueil pour chatons"),
    ("cuisine, ne sait pas lire", "Cuisine du jeudi", "Cuisine et lecture de recettes"),
    ("secrétariat, mais pas d'ordinateur", "Classement du courrier", "Secrétariat et saisie informatique"),
    ("musique, ne supporte pas le bruit", "Chorale du mardi", "Musique pour le concert du festival"),
    ("aime la compagnie, pas à l'aise à l'hôpital", "Visites à domicile", "Visites à l'hôpital"),
    (
        "fêtes, ne veut pas servir d'alcool",
        "Fête de quartier : décoration",
        "Fête de quartier : tenir le bar",
    ),
    ("bricolage, pas d'escaliers", "Bricolage à l'atelier", "Bricolage dans les étages"),
    ("bricolage, pas dehors", "Bricolage à l'atelier", "Bricolage et pierre sèche en pleine nature"),
)


@pytest.mark.parametrize(("note", "suits", "breaks"), KEPT_AND_BROKEN)
def test_a_mission_that_breaks_what_a_note_refuses_is_not_proposed(
    note: str, suits: str, breaks: str
) -> None:
    questions = index([{"title": suits}, {"title": breaks}])
    kept, broken = scores(questions, note)
    assert kept > 0
    assert broken == 0
    assert scores(questions, re.split(r",| mais", note, maxsplit=1)[0])[1] > 0, "refused for another reason"


def test_a_nuance_of_what_is_wanted_refuses_nothing() -> None:
    questions = index([{"title": "Jeux avec les enfants"}])
    assert scores(questions, "aime les enfants, mais pas les enfants en bas âge")[0] > 0


@pytest.mark.parametrize("word", ["pas ", "ni ", "il ", "c'est pas trop ", "pas'", "sans a "])
def test_the_time_of_a_note_grows_with_its_length_and_not_with_its_square(word: str) -> None:
    """A file may hold a text of 100,000 signs: it must not stop the night."""

    def seconds(length: int) -> float:
        note = (word * length)[:length] + "jardin"
        return min(
            timeit.repeat(
                lambda: chips.split.__wrapped__(note),
                time.process_time,
                number=1,
                repeat=1 + 3 * (length < 10_000),
            )
        )

    assert seconds(16_000) < 10 * seconds(4_000), "4 times the length; its square would be 16"


def test_a_long_sentence_without_a_comma_is_still_read_whole() -> None:
    said = chips.split(
        "elle aime le jardin "
        + "et elle raconte sa journée " * 60
        + "mais pas la cuisine "
        + "et le bois " * 90
    )
    assert "la cuisine" in " ".join(said.avoided)
    assert "jardin" in said.wanted[0]
    assert sum(text.count("journée") for text in said.wanted) == 60
