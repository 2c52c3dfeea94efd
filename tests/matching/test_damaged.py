"""Damaged words: three in ten misspelt and no accents keep nine tenths of the list (matching.md §4)."""

import random

from bénévolat.matching.__main__ import index, scores
from bénévolat.matching.text import STOP_WORDS, fold

NOTES = """
aime jardiner et s'occuper des fleurs
bricolage et petites réparations
ancienne couturière, fait des retouches
préparer des repas pour beaucoup de monde
aide aux devoirs avec des collégiens
rendre visite à des personnes âgées
promener les chiens du refuge
trier des vêtements et tenir la boutique
secrétariat, saisie et classement
comptabilité et trésorerie
conduire une camionnette pour la collecte
réparer des vélos
animer des ateliers informatiques
apprendre le français à des réfugiés
lire des histoires aux enfants
photographie et montage vidéo
chanter dans une chorale
randonnée et observation des oiseaux
distribution alimentaire et préparation de colis
montage de stands pour un festival
accueil du public à la billetterie
peinture et dessin avec des adolescents
généalogie et recherches aux archives
premiers secours pendant les manifestations sportives
ramassage de déchets au bord de la rivière
menuiserie, fabriquer des meubles
maraudes auprès des personnes à la rue
écoute téléphonique
communication et réseaux sociaux
restauration de vieilles pierres
entraîner une équipe de football
jeux de société avec des seniors
""".strip().splitlines()

TITLES = (
    """
J'entretiens le jardin partagé du quartier|Je fleuris le village au printemps
Atelier bricolage au centre social|Je répare les objets au repair café|Atelier couture et retouches
Je couds des doudous pour la maternité|Je prépare les repas du jeudi
Je sers les petits déjeuners à l'accueil de jour|Soutien scolaire au collège
J'aide les enfants à faire leurs devoirs|Visites de convivialité à l'EHPAD
Je tiens compagnie à une personne isolée|Je promène les chiens de la SPA
Je nourris les chats de la chatterie|Tri des dons au vestiaire|Je tiens la boutique solidaire
Secrétariat de l'association|Saisie et classement des dossiers|Trésorier adjoint
Je tiens les comptes du club|Chauffeur pour la ramasse alimentaire
Je conduis des personnes à leurs rendez-vous|Atelier d'autoréparation de vélos|Bourse aux vélos
Initiation à l'informatique|Je reconditionne des ordinateurs|Cours de français pour les nouveaux arrivants
Atelier de conversation|Lecture d'albums à la crèche|Je raconte des contes à la médiathèque
Reportage photo de la fête|Montage de vidéos courtes|Je chante avec la chorale du foyer
Batteur pour un groupe de musique|Balade nature le dimanche|Comptage des oiseaux du lac
Distribution de colis alimentaires|Collecte en supermarché|Montage et démontage du festival
Buvette du bal populaire|Billetterie du théâtre|Accueil des visiteurs du musée
Atelier dessin avec les jeunes|Fresque murale au collège|Atelier de généalogie|Numérisation d'archives
Poste de secours du marathon|Signaleur sur la course|Nettoyage des berges|Plantation de haies
Atelier bois et palettes|Je monte des meubles à la ressourcerie|Maraude du vendredi soir|Accueil de nuit
Permanence d'écoute téléphonique|Appels de convivialité|Animer les réseaux sociaux
Affiches et tracts du salon|Chantier de restauration du lavoir|Murs en pierre sèche du château
Entraîneur des moins de dix ans au foot|Arbitre de basket|Après-midi jeux de société|Ludothèque à l'hôpital
Écrivain public|Aide aux démarches en ligne|Parrainer un enfant confié|Mentor d'un étudiant
Visiteur de prison|Traduire pour des familles réfugiées|Collecte de dons sur la voie publique
Conseil d'administration|Don du sang
""".replace("\n", "|")
    .strip("|")
    .split("|")
)

LETTERS = "abcdefghijklmnopqrstuvwxyz"
SHARE, TOP = 0.3, 10


def _slip(word: str, dice: random.Random) -> str:
    place = dice.randrange(1, len(word) - 1)
    return dice.choice(
        (
            word[:place] + word[place + 1 :],
            word[:place] + word[place] + word[place:],
            word[:place] + word[place + 1] + word[place] + word[place + 2 :],
            word[:place] + dice.choice(LETTERS) + word[place + 1 :],
        )
    )


def damaged(note: str, dice: random.Random) -> str:
    """Return a note without accents, three content words in ten misspelt."""
    words = fold(note).replace("'", " ").split()
    return " ".join(
        _slip(word, dice) if len(word) > 3 and word not in STOP_WORDS and dice.random() < SHARE else word
        for word in words
    )


def _best(scored: list[int]) -> list[int]:
    order = sorted((place for place, score in enumerate(scored) if score > 0), key=lambda p: (-scored[p], p))
    return order[:TOP]


def test_damaged_notes_keep_their_list() -> None:
    questions = index({"title": title} for title in TITLES)
    dice = random.Random(7)
    kept = possible = 0
    for note in NOTES:
        clean = _best(scores(questions, note))
        assert clean, note
        for _ in range(10):
            found = set(_best(scores(questions, damaged(note, dice))))
            kept += len(found & set(clean))
            possible += len(clean)
    print(f"list kept: {kept / possible:.3f} of {possible}")
    assert kept / possible >= 0.90


def test_capitals_and_missing_accents_change_nothing() -> None:
    questions = index({"title": title} for title in TITLES)
    for note in NOTES:
        assert _best(scores(questions, note.upper())) == _best(scores(questions, note))
