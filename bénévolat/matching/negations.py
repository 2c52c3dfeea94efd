"""What a clause of a note refuses: where a negation starts, how far it goes, and whose it is.

The reader goes from cue to cue. A cue says what becomes of the words after it (wanted, to avoid, left out) or of
those before it («la foule, très peu pour elle»). A refused dislike is a liking («n'a pas peur des chiens»); what
others cannot do refuses nothing («des gens qui ne savent pas lire»); a cause is never kept, only the wish (R36).
"""

import re
import tomllib
from dataclasses import dataclass
from enum import Enum, auto
from importlib.resources import files

_LISTS: dict[str, str] = {
    name: "|".join(re.split(r",\s+", words.strip()))
    for name, words in tomllib.loads(
        files(__package__).joinpath("negations.toml").read_text(encoding="utf-8")
    ).items()
}


class Fate(Enum):
    """What becomes of some words."""

    WANTED = auto()
    AVOIDED = auto()
    LEFT_OUT = auto()


class _Cue(Enum):
    WANTED = auto()  # what follows is wanted
    AVOIDED = auto()  # what follows is to avoid
    LEFT_OUT = auto()  # what follows says nothing
    BEFORE = auto()  # what comes before is to avoid
    WELCOME = auto()  # what comes before is wanted
    SKIP = auto()  # only the cue itself is left out
    NAME = auto()  # a name that holds a negation: «sans-abri»
    RESUME = auto()  # a will that ends what was to avoid


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a clause: ``spans`` (starts and ends) in the clause, and their fate."""

    fate: Fate
    spans: tuple[tuple[int, int], ...]

    def of(self, clause: str) -> str:
        """Return the words of the piece."""
        return " ".join(clause[start:end].strip() for start, end in self.spans).strip(" '.-")


_NE = r"\b(?:ne\s+|n'\s*|n\s+)"
_NE_OR_NOT = r"\b(?:ne\s+|n'\s*|n\s+)?"
_PRONOUNS = r"(?:(?:se|me|te|le|la|les|lui|leur|y|en|nous|vous)\s+|(?:s|m|t|l)'\s*){0,2}"
_NO = r"(?:pas|plus|jamais|guere|point|aucune?s?|rien|pa)\b"
_MORE = r"(?:\s+(?:du tout|trop|tres|tellement|vraiment|bien|beaucoup|forcement|specialement|particulierement|toujours|encore|plus)\b)*"
_OF = r"(?:\s+(?:de|des|du|par|avec|pour|a|au|aux|sur|dans|en)\b|\s+d')?"
_HAS = r"(?:\bn'\s*|\bn\s+|(?<=\belle )|(?<=\bil )|(?<=\bon )|(?<=\bmme )|(?<=\bm )|(?<=\bet )|^)(?:a|ai|ont|avait|aura|ayant)\s+"
_IS = r"(?:\bn'\s*|\bn\s+|\bne\s+|(?<=\belle )|(?<=\bil )|(?<=\bon )|(?<=\bmme )|(?<=\bm )|(?<=\bet )|^)(?:est|suis|sont|etait|sera|serait|se sent|sent)\s+"

_RULES: tuple[tuple[_Cue, str], ...] = (
    (_Cue.NAME, r"\b<names>"),
    (_Cue.SKIP, r"\b<origin>"),
    (_Cue.SKIP, r"\b<condition>"),
    (_Cue.SKIP, r"(?<![a-z])<harmless>"),
    (_Cue.LEFT_OUT, r"\b<cause>.*"),
    (_Cue.WANTED, rf"{_NE}{_PRONOUNS}<dislike>\s+{_NO}{_MORE}{_OF}"),
    (_Cue.LEFT_OUT, rf"{_NE}{_PRONOUNS}<fear>\s+{_NO}{_MORE}"),
    (_Cue.LEFT_OUT, rf"(?:{_HAS})?\b{_NO}{_MORE}\s+(?:de\s+|d')?peur\b|\bsans\s+peur\b"),
    (_Cue.LEFT_OUT, rf"(?:{_IS})?\b(?:pas|plus)\s+(?:du tout\s+|trop\s+)?<fearless>(?![a-z])"),
    (_Cue.WANTED, rf"{_HAS}{_NO}{_MORE}\s+(?:de\s+|d')?<problem>\b{_OF}"),
    (_Cue.WANTED, rf"(?:{_IS})?\bpas\s+(?:du tout\s+|trop\s+)?<welcome_adjective>(?![a-z]){_OF}"),
    (_Cue.WANTED, rf"\b(?:aucune?|sans|pas\s+de|pas\s+d'|nul)\s*(?:trop\s+de\s+)?<problem>\b{_OF}"),
    (_Cue.WELCOME, rf"{_NE_OR_NOT}{_PRONOUNS}(?:fait\s+|font\s+)?<bothering>\s+{_NO}{_MORE}"),
    (_Cue.WELCOME, rf"{_NE}{_PRONOUNS}(?:fait|font|pose\w*)\s+{_NO}{_MORE}\s+(?:de\s+|d')?(?:peur|horreur|mal|<problem>)\b{_MORE}"),
    (_Cue.WELCOME, rf"\b(?:c'?\s*|ce\s+)?{_NE_OR_NOT}(?:est|sont)\s+{_NO}\s+(?:un\s+|une\s+|des\s+)?<problem>\b(?:\s+pour\s+\w+)?"),
    (_Cue.BEFORE, rf"{_NE_OR_NOT}{_PRONOUNS}<pleasing>\s+{_NO}{_MORE}"),
    (_Cue.BEFORE, rf"(?:\bce\s+|\bc'\s*)?{_NE_OR_NOT}(?:(?:est|sont|sera)\s+)?{_NO}{_MORE}\s+<not_for>(?![a-z])"),
    (_Cue.LEFT_OUT, rf"{_NE}{_PRONOUNS}<facts>\s+{_NO}"),
    (_Cue.LEFT_OUT, rf"{_NE_OR_NOT}(?:parl\w+|compren\w+|maitris\w+|lit|ecrit)\s+{_NO}{_MORE}\s+(?:le\s+|la\s+)?(?:francais|langue)"),
    (_Cue.LEFT_OUT, rf"{_NE}{_PRONOUNS}parl\w+\s+{_NO}{_MORE}(?!\s+(?:a|au|aux|en|devant)\b)"),
    (_Cue.LEFT_OUT, rf"{_HAS}{_NO}{_MORE}\s+(?:encore\s+|fini\b\s*)?(?:<family>|d'enfants?\b)"),
    (_Cue.LEFT_OUT, r"\b(?:pas d'|sans )enfants? a charge|\bsans enfant\b|\b(?:seule?|celibataire|veuve?|divorcee?|separee?|mariee?)\s+(?:et\s+)?sans\s+enfants"),
    (_Cue.AVOIDED, rf"{_NE_OR_NOT}{_PRONOUNS}<modal>\s+ni\b"),
    (_Cue.WANTED, r"(?:\bn'\s*(?:a|ai|ont)\s+)?\brien\s+contre\b"),
    (_Cue.WANTED, rf"{_HAS}(?:jamais|pas\s+encore|encore\s+jamais)\s+(?:ete\s+|ose\s+)?(?:fait|essaye|appris|pratique|touche|eu)?(?:\s+de\b|\s+d'|\s+du\b|\s+a\b)?"),
    (_Cue.WANTED, rf"(?:{_HAS}{_NO}|\bsans|\bpas|\baucune?){_MORE}\s+(?:de\s+)?<unknown_yet>{_OF}"),
    (_Cue.AVOIDED, rf"(?:{_HAS})?\b(?:pas|plus|aucune?){_MORE}\s+(?:d'|de\s+)?<unwilling>{_OF}"),
    (_Cue.AVOIDED, rf"{_HAS}{_NO}{_MORE}(?:\s+(?:pu|su|supporte|aime|apprecie|voulu|souhaite)\b)?"),
    (_Cue.AVOIDED, rf"(?:{_IS})?\b(?:pas|plus){_MORE}\s+<uneasy>(?:\s+(?:de|des|du|par|avec|pour|a|au|aux|sur|dans|en|chez|face a|devant|quand)\b|\s+d')?"),
    (_Cue.LEFT_OUT, rf"{_IS}{_NO}{_MORE}\s+<free>"),
    (_Cue.AVOIDED, rf"{_IS}{_NO}{_MORE}"),
    (_Cue.WANTED, rf"{_NE}{_PRONOUNS}(?!{_NO})\w+(?:\s+(?!{_NO})\w+){{0,3}}?\s+(?:que\s+|qu')"),
    (_Cue.AVOIDED, rf"(?:{_NE}|\bn(?=aime\b|ose\b|arrive\b)){_PRONOUNS}(?P<verb>\w+)(?:\s+(?!{_NO})\w+){{0,2}}?\s+{_NO}{_MORE}"),
    (_Cue.AVOIDED, rf"\b(?P<spoken><oral>)\s+(?:vraiment\s+|trop\s+|surtout\s+|absolument\s+)?(?:pas|jamais|pa|aucune?|rien)\b{_MORE}"),
    (_Cue.AVOIDED, r"\b(?P<nomore>peut|peux|supporte|supportait|veut|veux|conduit|sait|souhaite|porte)\s+plus\b(?!\s+(?:de|que)\b|\s+d')"),
    (_Cue.AVOIDED, rf"\b(?:veut|souhaite|demande|prefere|prefererait|voudrait|aimerait|merci de|a)\s+ne\s+(?:pas|plus|jamais|rien)\b{_MORE}"),
    (_Cue.AVOIDED, r"\bne\s+(?:pas|plus|jamais|rien)\b(?:\s+(?:faire|proposer|mettre|donner|placer|positionner|orienter|envoyer)\b)?(?:\s+(?:sur|vers|dans|de|en)\b)?"),
    (_Cue.AVOIDED, r"\b(?P<badly>lit|lis|ecrit|ecris)\s+(?:tres\s+|assez\s+|plutot\s+)?(?:mal|difficilement|peu)\b"),
    (_Cue.LEFT_OUT, r"\b(?:voit|entend|dort|marche|respire|se deplace)\s+(?:tres\s+|assez\s+|plutot\s+)?(?:mal|difficilement)\b"),
    (_Cue.BEFORE, r"\ben\s+a\s+(?:tres\s+|grand\s+|trop\s+)*(?:peur|marre|horreur|assez)\b"),
    (_Cue.AVOIDED, r"<disliked>"),
    (_Cue.BEFORE, r"\b(?:(?:la|le|lui|me|les)\s+|l'\s*|m'\s*)<bothering>(?![a-z])"),
    (_Cue.BEFORE, r"\b(?:c'\s*)?(?:est|sont|reste|restent|devient)\s+(?:trop\s+|tres\s+|assez\s+|plus\s+|vraiment\s+|un peu\s+)*<hard>(?![a-z])(?:\s+pour\s+(?:elle|lui|moi))?|\b(?:lui|trop|tres)\s+(?:est\s+|sont\s+)?<hard>(?![a-z])"),
    (_Cue.BEFORE, r"(?:\b(?:c'est|ca)\s+)?(?<![a-z])<refusing>[\s.]*$"),
    (_Cue.LEFT_OUT, r"\b(?:sans|pas\s+de|pas|aucune?|ni|plus\s+de)\s+(?:d')?<family>(?:\s+ni\s+<family>)*"),
    (_Cue.LEFT_OUT, r"\b(?:pas|jamais|sauf|hormis|excepte|non|ni)\s+<times>[^,]*"),
    (_Cue.AVOIDED, rf"\b(?:surtout\s+|trop\s+|vraiment\s+|donc\s+)?(?:pas|jamais|aucune?|sans|ni)\b{_MORE}"),
    (_Cue.AVOIDED, r"\b<except>"),
    (_Cue.RESUME, r"\b<resume>"),
)  # fmt: skip


def _filled(pattern: str) -> str:
    for name, words in _LISTS.items():
        pattern = pattern.replace(f"<{name}>", f"(?:{words})")
    return pattern


_CUES = re.compile(
    "|".join(f"(?P<r{number}>{_filled(pattern)})" for number, (_, pattern) in enumerate(_RULES))
)
_STARTS = re.compile(r"(?<![a-z0-9-])[a-z0-9]")
# First letters of the words without which no cue is possible: most clauses say none and are not looked at.
_TRIGGERS = frozenset(
    ["n", "ne", "pas", "pa", "plus", "jama", "sans", "ni", "aucu", "non", "sauf", "horm", "exce", "rien", "mal", "diff", "zero", "crai", "redo", "evit", "refu", "dete", "fui", "fuit", "fuis", "hai", "hait", "exec", "appr", "reje", "rech", "peur", "phob", "horr", "ango", "stre", "gen", "gene", "dera", "inco", "alle", "into", "inca", "impo", "pein", "inap", "inte", "cont", "dego", "reti", "marr", "las", "lass", "asse", "fati", "satu", "hors", "stop", "sens", "loin", "ecar", "fach", "brou", "limi", "peu", "moin", "anti", "disp", "arre", "part", "deho", "orig", "nati", "ress", "nee", "ne", "venu", "refu", "exil", "dema", "car", "parc", "caus", "rais", "suit", "fait", "puis", "etan", "comp", "avis", "vu", "depu", "excl", "pros", "bof", "eviter", "bann", "deco", "insu", "inac", "epro", "obst", "frei", "dur", "dure", "penib", "comp", "pani", "oppr", "effr", "epui", "pert", "agac", "ener", "saou", "rebu", "pese", "cout", "ennu", "pose", "met", "nexi", "nest", "naim", "nose", "narr", "toleran", "supp", "supo", "vit", "tole", "gere", "enca", "maît", "mait", "fini", "tres", "zero", "gens", "insup", "inde", "hesi", "pour", "souf", "rqth", "aah", "cotor", "coto", "inva", "mala", "sour", "aveu", "hand", "male", "malv", "depr", "bipo", "ence", "alco", "toxi", "faut", "epil", "diab", "frag", "auti", "dysl", "illet", "ille", "anal", "canc", "mala", "souc", "prob", "hern", "asth", "addi", "dos", "suiv", "pris", "cure", "hopi", "sante", "sous", "trav"]
)
_MODAL = re.compile(_filled(r"(?:<modal>)$"))
_OTHERS = re.compile(_filled(r"\b(?:<many>)(?:\s+\w+){0,3}?\s+(?:qui|dont|que)\s*$"))
_OWNERS = re.compile(_filled(r"\b(?:<many>)\s+(?:\w+\s+)?$"))
_ACTIVITY = re.compile(_filled(r"\b(?:<activity>)(?:\s+\w+){0,2}\s+(?:qui|que|ou)\s*$"))
_SOMEONE = re.compile(
    r"\b(?:quelqu'un|personne|dame|monsieur|homme|femme|enfant|voisine?|adulte|autre)\s+(?:\w+\s+)?qui\s*$"
)
_NOBODY = re.compile(r"(?:(?:elle|il|on|ca|cela|c'est|ce|mme|m|et|la|le|les)\b[\s'.]*)*$")
_HELPING = re.compile(_filled(r"\b(?:<helping>)\b"))


def _is_of_others(clause: str, start: int, cue: str) -> bool:
    """Tell whether what is negated is the lot of those whom the mission helps."""
    before = clause[:start]
    if _ACTIVITY.search(before):
        return False
    if _OTHERS.search(before):
        return True
    if _SOMEONE.search(before):
        return "quelqu'un" in before or _HELPING.search(before) is not None
    return bool(_OWNERS.search(before)) and (
        cue.startswith("sans") or re.match(r"(?:ne |n').*ant\b", cue) is not None
    )


def _next_cue(clause: str, place: int) -> re.Match[str] | None:
    for word in _STARTS.finditer(clause, place):
        cue = _CUES.match(clause, word.start())
        if cue is not None:
            return cue
    return None


def pieces(clause: str) -> list[Piece]:
    """Cut a folded clause into pieces in its order. A clause that refuses nothing is one wanted piece.

    An avoided piece without words means that the clause refuses something said before it.
    """
    if _TRIGGERS.isdisjoint(word[:4] for word in clause.replace("'", " ").replace("-", " ").split()):
        return [Piece(Fate.WANTED, ((0, len(clause)),))]
    found: list[Piece] = []
    spans: list[tuple[int, int]] = []
    fate, start, place = Fate.WANTED, 0, 0

    def close(end: int, as_fate: Fate) -> None:
        found.append(Piece(as_fate, (*spans, (start, end))))

    while (cue := _next_cue(clause, place)) is not None:
        kind = _RULES[int((cue.lastgroup or "r0")[1:])][0]
        place = cue.end() if cue.end() > place else place + 1
        if kind is _Cue.NAME:
            continue
        if kind is _Cue.SKIP:
            spans = [*spans, (start, cue.start())]
            start = cue.end()
            continue
        if kind is _Cue.RESUME:
            if fate is not Fate.WANTED and cue.start() > start:
                close(cue.start(), fate)
                fate, spans, start = Fate.WANTED, [], cue.start()
            continue
        if fate is Fate.LEFT_OUT and cue.group().startswith("ni"):
            continue
        if kind is not _Cue.LEFT_OUT and _is_of_others(clause, cue.start(), cue.group()):
            continue
        close(cue.start(), Fate.AVOIDED if kind is _Cue.BEFORE else fate)
        spans, start = [], cue.end()
        if kind is _Cue.AVOIDED:
            fate = Fate.AVOIDED
            spans = _verb_spans(cue)
        elif kind is _Cue.BEFORE and _NOBODY.match(clause[: cue.start()]):
            fate = Fate.AVOIDED  # of what another clause named
        else:
            fate = Fate.LEFT_OUT if kind is _Cue.LEFT_OUT else Fate.WANTED
    close(len(clause), fate)
    return found


def _verb_spans(cue: re.Match[str]) -> list[tuple[int, int]]:
    """Return where the verb is when it is part of what is refused («ne conduit pas»)."""
    for name in ("verb", "spoken", "nomore", "badly"):
        verb = cue.group(name)
        if verb is not None and not _MODAL.match(verb):
            return [cue.span(name)]
    return []
