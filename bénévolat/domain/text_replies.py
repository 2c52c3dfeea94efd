"""What a person means by a message: yes, no, to talk about it, or no more messages.

Tolerant of case, accents, marks and politeness; strict on the rest: a doubt is never an answer. «oui mais…»,
«peut-être», two answers in one message without their numbers: somebody reads it and calls.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bénévolat.domain.labels import LabelledEnum
from bénévolat.domain.names import fold


class ReplyMeaning(LabelledEnum):
    """What was understood."""

    YES = "yes", "Oui"
    NO = "no", "Non"
    TALK = "talk", "Veut en parler"
    STOP = "stop", "Plus de SMS"
    UNCLEAR = "unclear", "À lire"


@dataclass(frozen=True, slots=True)
class Said:
    """One thing said, and the number of the proposition it is about, when there is one."""

    meaning: ReplyMeaning
    code: str | None = None


LONGEST_ANSWER = 160
"""More than a message is a story: somebody reads it."""
MOST_ANSWERS = 3
"""Missions put before a person at the same time."""
UNCLEAR = (Said(ReplyMeaning.UNCLEAR),)

_YES = frozenset(
    {
        "oui",
        "ok",
        "okay",
        "oki",
        "yes",
        "ouais",
        "ouai",
        "d accord",
        "daccord",
        "dac",
        "volontiers",
        "avec plaisir",
        "je veux bien",
        "oui je veux bien",
        "ca m interesse",
        "oui ca m interesse",
        "je suis d accord",
        "je suis interesse",
        "je suis interessee",
        "partant",
        "partante",
        "c est bon",
        "c est oui",
        "c est d accord",
        "ca marche",
        "parfait",
        "oui ok",
        "ok oui",
        "oui d accord",
        "ok d accord",
        "oui volontiers",
        "oui avec plaisir",
        "bien sur",
        "oui bien sur",
        "ok je veux bien",
        "oui je suis d accord",
    }
)
_NO = frozenset(
    {
        "non",
        "no",
        "nan",
        "c est non",
        "pas interesse",
        "pas interessee",
        "je ne veux pas",
        "non je ne veux pas",
        "ca ne m interesse pas",
        "non ca ne m interesse pas",
        "non pas cette mission",
        "pas cette fois",
        "non pas cette fois",
    }
)
_TALK = frozenset(
    {
        "parler",
        "en parler",
        "je veux en parler",
        "je veux parler",
        "appelez moi",
        "rappelez moi",
        "appelez",
        "rappelez",
        "rappel",
        "question",
        "une question",
        "j ai une question",
    }
)
_STOP = frozenset(
    {
        "stop",
        "stop sms",
        "sms stop",
        "arret",
        "arret sms",
        "arretez",
        "arretez les sms",
        "plus de sms",
        "desabonner",
        "desinscription",
        "desinscrire",
        "unsubscribe",
    }
)
_POLITE = frozenset(
    {
        "bonjour",
        "bonsoir",
        "salut",
        "slt",
        "allo",
        "merci",
        "mrc",
        "svp",
        "stp",
        "madame",
        "monsieur",
        "beaucoup",
        "cordialement",
        "numero",
        "n",
    }
)
_POLITE_PHRASES = ("s il vous plait", "s il te plait", "bonne journee", "bonne soiree", "a vous")
_CODE = re.compile(r"\d{2}")
_GLUED = re.compile(r"(?<=[^\W\d])(?=\d)|(?<=\d)(?=[^\W\d])")
_THUMBS = {"👍": " oui ", "👎": " non "}


def read(text: str) -> Sequence[Said]:
    """Return what a message says: one thing, or one for each number («OUI 27 NON 31»). UNCLEAR alone when in doubt."""
    if len(text) > LONGEST_ANSWER:
        return UNCLEAR
    for picture, word in _THUMBS.items():
        text = text.replace(picture, word)
    folded = _without_politeness(fold(_GLUED.sub(" ", text)))
    words = folded.split()
    if _meaning([word for word in words if not _CODE.fullmatch(word)]) is ReplyMeaning.STOP:
        return (Said(ReplyMeaning.STOP),)
    codes = [word for word in words if _CODE.fullmatch(word)]
    if len(codes) < 2:
        meaning = _meaning([word for word in words if word not in codes])
        return (Said(meaning, codes[0] if codes else None),)
    return _several(words, codes)


def _several(words: list[str], codes: list[str]) -> Sequence[Said]:
    """Read «oui 27 non 31»: each number ends what is said of it."""
    if len(codes) > MOST_ANSWERS or len(set(codes)) < len(codes) or not _CODE.fullmatch(words[-1]):
        return UNCLEAR
    found, phrase = [], list[str]()
    for word in words:
        if not _CODE.fullmatch(word):
            phrase.append(word)
            continue
        meaning = _meaning([one for one in phrase if one != "et"])
        if meaning in {ReplyMeaning.UNCLEAR, ReplyMeaning.STOP}:
            return UNCLEAR
        found.append(Said(meaning, word))
        phrase = []
    return found


def _without_politeness(folded: str) -> str:
    for phrase in _POLITE_PHRASES:
        folded = re.sub(rf"\b{phrase}\b", " ", folded)
    return " ".join(word for word in folded.split() if word not in _POLITE)


def _meaning(words: list[str]) -> ReplyMeaning:
    said = " ".join(word for number, word in enumerate(words) if number == 0 or word != words[number - 1])
    for meaning, phrases in (
        (ReplyMeaning.STOP, _STOP),
        (ReplyMeaning.YES, _YES),
        (ReplyMeaning.NO, _NO),
        (ReplyMeaning.TALK, _TALK),
    ):
        if said in phrases:
            return meaning
    return ReplyMeaning.UNCLEAR
