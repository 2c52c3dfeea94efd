"""Syllables of written French, as a reading aid counts them: «e» heard at the end of no word, «ent» of verbs mute.

Rules of the manuals of French phonetics (Fouché, *Traité de prononciation française*, 1959): a run of vowels is one
syllable, except hiatus («thé-âtre», «ré-u-nion») and «i», «u», «ou» after two consonants («ou-vri-er», «cru-el»).
``static/js/readability.js`` counts the same way; one list of texts holds both to it.
"""

import re

VOWELS = "aeiouyàâäéèêëîïôöùûüœæ"

_RUN = re.compile(rf"[{VOWELS}]+")
_MUTE_E = re.compile(rf"([qg]u|[^{VOWELS}])es?$")
_VERB_END = re.compile(r"()ent$")
_HARD = re.compile(r"[qg]u(?=[aeiouyàâéèêî])")
_GLIDE_Y = re.compile(rf"(^|[{VOWELS}])y(?=[{VOWELS}])")
_HIATUS = (
    (re.compile(r"([aoé])(?=[éèêïëü])"), r"\1-"),  # a-éré, po-ète, ma-ïs, No-ël
    (re.compile(r"é(?=[aouiâôî]|e[nl])"), "é-"),  # thé-âtre, ré-union, lycé-en, ré-el
    (re.compile(r"(a(?=o[^ûun])|o(?=a)|co(?=o))"), r"\1-"),  # cha-os, o-asis, co-opérer
    (
        re.compile(r"([bcdfgkptv][lr](?:i|u(?!i)|ou(?!i[^r])))(?=[aoéèâêô]|e[^s]|ir)"),
        r"\1-",
    ),  # ouvri-er, cru-el
)

_PRONOUNCED_WORDS = """
absent accent accident adhérent adolescent agent aliment argent cent client compétent conscient continent
content dent devient différent efficient éloquent équivalent évident excellent fréquent gent indulgent
innocent intelligent lent obtient occident orient parent patient permanent pertinent précédent présent
président prudent récent résident retient revient sent serpent souvent talent tient torrent transparent
urgent vent vient violent
"""
PRONOUNCED = frozenset(_PRONOUNCED_WORDS.split())
"""Words in «ent» that are heard; those in «ment» are too, except the verbs below."""

_MUTE_WORDS = """
aiment allument animent arment assument calment chôment confirment consomment dorment enferment estiment
expriment ferment filment forment impriment informent nomment programment rament résument sèment
suppriment transforment
"""
MUTE = frozenset(_MUTE_WORDS.split())
"""Verbs in «ment» whose ending is not heard."""


def _of_part(part: str) -> int:
    heard = part in PRONOUNCED or (part.endswith("ment") and part not in MUTE)
    ending = _VERB_END if part.endswith("ent") else _MUTE_E
    cut = part if part.endswith("ent") and heard else ending.sub(r"\1", part)
    if cut != part and cut.endswith(("qu", "gu")):
        cut = cut[:-1]
    word = cut if _RUN.search(cut) else part
    word = _HARD.sub("k", word)
    word = _GLIDE_Y.sub(r"\1j", word)
    if word.startswith("pays"):
        word = "pa-is" + word[4:]
    for pattern, broken in _HIATUS:
        word = pattern.sub(broken, word)
    return max(1, len(_RUN.findall(word)))


def syllables(word: str) -> int:
    """Return the number of syllables of a word, at least one; the parts of a compound are added up.

    A number written in figures counts for one: it is read at a glance.
    """
    parts = word.lower().replace("'", "").replace("’", "").split("-")
    return sum(_of_part(part) for part in parts if part) or 1
