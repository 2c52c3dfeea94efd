"""Words that announce what is never kept: health, religion, union, origin, justice, benefits (domain §1.6, §1.8, R35).

The list warns, it never blocks: a word may be innocent (a choir sings in a «temple»). It is our own, short,
and looks for the person's situation rather than for the mission's subject.
"""

import re
import unicodedata

_LISTED = """
sante handicap handicape handicapee rqth aah mdph invalidite invalide ald maladie malade diagnostic
symptome traitement medicament medicaments ordonnance hopital clinique irm chimio chimiotherapie cancer
tumeur diabete epilepsie epileptique asthme lombalgie sciatique hernie arthrose fibromyalgie
infarctus avc vih sida seropositif seropositive hepatite covid prothese dialyse
depression depressif depressive burnout angoisse angoisses anxiete bipolaire autisme autiste tdah
phobie suicide suicidaire psy psychologue antidepresseur antidepresseurs anxiolytique
alcool alcoolique alcoolisme drogue cannabis heroine cocaine sevrage methadone subutex addiction
addictions enceinte grossesse accouchement ivg pma menopause
religion religieux religieuse croyant croyante musulman musulmane musulmans catholique juif juive
chretien chretienne protestant protestante bouddhiste islam ramadan judaisme athee
syndicat syndique syndiquee syndicaliste cgt cfdt cftc fsu unsa
nationalite ethnie ethnique refugie refugiee
homosexuel homosexuelle homosexualite lesbienne gay transgenre
prison detention detenu detenue incarcere incarceree condamnation condamne condamnee
rsa allocataire
"""
WORDS = frozenset(_LISTED.split())
STEMS = ("psychiatr", "psychotherap", "schizophren", "hospitalis", "toxicoman", "chirurgi", "cancereu")
"""Beginnings that have no innocent continuation."""

PHRASES = (
    "mal de dos",
    "mal au dos",
    "problemes de dos",
    "burn out",
    "fausse couche",
    "arret de travail",
    "suivi medical",
    "raisons medicales",
    "orientation sexuelle",
    "titre de sejour",
    "sans papiers",
    "demandeur d asile",
    "demandeuse d asile",
    "gens du voyage",
    "parti politique",
    "casier judiciaire",
    "bracelet electronique",
)

INNOCENT = ("traitement de texte", "traitement de textes", "traitement des dechets")
"""Phrases whose listed word means something else."""

_WORD = re.compile(r"[^\W_]+")


def find_sensitive_words(text: str) -> list[str]:
    """Return the listed words and phrases as they are typed in the text, each once, in their order."""
    typed = _WORD.findall(text)
    folded = [_fold(word) for word in typed]
    found: dict[str, str] = {}
    for position, word in enumerate(folded):
        for phrase in PHRASES:
            parts = phrase.split()
            if folded[position : position + len(parts)] == parts:
                found.setdefault(phrase, " ".join(typed[position : position + len(parts)]))
        if any(folded[position : position + len(parts)] == parts for parts in map(str.split, INNOCENT)):
            continue
        if word in WORDS or (word.endswith("s") and word[:-1] in WORDS) or word.startswith(STEMS):
            found.setdefault(word, typed[position])
    return list(found.values())


def _fold(word: str) -> str:
    letters = unicodedata.normalize("NFKD", word.lower().replace("œ", "oe"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
