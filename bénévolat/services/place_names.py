"""Town names as other tools write them: «PARIS 75018», «LYON 7», «St-Dié CEDEX», «2e arrondissement»."""

import re
from dataclasses import dataclass

from bénévolat.domain.departements import DEPARTEMENTS, departement_named
from bénévolat.domain.names import fold, without_article


def _words(text: str) -> list[str]:
    """Return the names of a list: words, with dashes where a name has spaces."""
    return [word.replace("-", " ") for word in text.split()]


_OVERSEAS = {
    "la reunion": "974",
    "reunion": "974",
    "guadeloupe": "971",
    "martinique": "972",
    "guyane francaise": "973",
    "guyane": "973",
    "mayotte": "976",
}
"""Overseas départements as countries of other tools; the longest names first."""

_FOREIGN_LANDS = _words(
    """
    afghanistan afrique albanie algerie allemagne amerique angleterre argentine armenie asie australie
    autriche azerbaidjan bangladesh belgique benin bielorussie bolivie bosnie bresil bulgarie burkina
    burundi cambodge cameroun canada chili chine colombie congo costa-rica cote-d-ivoire croatie danemark
    egypte equateur espagne estonie etats-unis ethiopie finlande gabon gambie georgie ghana grece
    guatemala guinee haiti honduras hongrie inde indonesie irak iran irlande islande israel italie japon
    jordanie kazakhstan kenya kosovo laos lettonie liban lituanie luxembourg macedoine malaisie mali maroc
    mauritanie mexique moldavie mongolie mozambique nepal nicaragua niger nigeria norvege ouganda pakistan
    palestine paraguay pays-bas perou philippines pologne portugal quebec roumanie royaume-uni russie
    rwanda senegal serbie slovaquie slovenie soudan sri-lanka suede suisse syrie tanzanie tchad thailande
    togo tunisie turquie ukraine uruguay venezuela vietnam zambie
    """
)
_FOREIGN_ISLANDS = _words("cuba haiti madagascar malte maurice chypre djibouti taiwan")
_FOREIGN_TOWNS = frozenset(
    _words(
        """
        abidjan alger amsterdam anvers athenes bamako barcelone berlin beyrouth bruxelles bucarest budapest
        casablanca charleroi cologne copenhague cotonou dakar dublin francfort geneve gand istanbul jakarta
        kinshasa lausanne leipzig liege lisbonne lome londres luxembourg madrid marrakech milan montreal mons
        moscou munich namur new-york neuchatel ouagadougou porto prague quebec rabat rome seville stockholm
        tokyo tunis turin varsovie vienne yaounde zurich
        """
    )
)
_ABROAD = re.compile(
    rf"\b(?:(?:en|au|aux) (?:{'|'.join(_FOREIGN_LANDS)})"
    rf"|a (?:{'|'.join(_FOREIGN_ISLANDS)}))\b"
)

_BRACKETS = re.compile(r"\(([^()]*)\)")
_POSTAL = re.compile(r"\b(?:\d{5}|2[ab]\d{3})\b")
_CEDEX = re.compile(r"\bcedex\b(?: \d{1,2}\b)?")
_DISTRICT = re.compile(
    r"\b(\d{1,2}) ?(?:er|ere|e|eme|nd|nde|d|de)? ?(?:arrondissement|arrdt|arr|ardt)\b(?: de\b| d\b)?"
)
_NUMBERED_CITY = re.compile(r"(paris|lyon|marseille) (\d{1,2}) ?(?:er|ere|e|eme|nd|nde|d|de)?")
_ENDS_WITH_DEPARTEMENT = re.compile(r"(.*\D) (\d{2,3}|2[ab])")


@dataclass(frozen=True, slots=True)
class Town:
    """What a typed town says. ``key`` is the folded name without article, empty when there is none."""

    key: str
    postal_code: str | None = None
    district: int | None = None
    departement: str | None = None


def read_town(text: str) -> Town:
    """Take a typed town apart: name, postal code, district of a big city, département, CEDEX."""
    name, departement = _without_hints(text)
    folded = fold(re.sub(r"\b([sS])\s*/\s*", "sur ", name))
    postal = _POSTAL.search(folded)
    folded = _CEDEX.sub(" ", _POSTAL.sub(" ", folded))
    district = _DISTRICT.search(folded)
    folded = " ".join(_DISTRICT.sub(" ", folded).split())
    number = int(district[1]) if district else None
    if city := _NUMBERED_CITY.fullmatch(folded):
        folded, number = city[1], int(city[2])
    elif (ending := _ENDS_WITH_DEPARTEMENT.fullmatch(folded)) and ending[2].upper() in DEPARTEMENTS:
        folded, departement = ending[1].strip(), departement or ending[2].upper()
    key = "" if folded.isdigit() else without_article(folded)
    return Town(key, postal[0].upper() if postal else None, number, departement)


def _without_hints(text: str) -> tuple[str, str | None]:
    """Return the text without what stands in brackets or after commas, and the département said there."""
    departement: str | None = None
    kept: list[str] = []
    outside = _BRACKETS.sub(lambda found: f",{found[1]},", text)
    for part in filter(None, map(str.strip, outside.split(","))):
        named = any(fold(said).strip("0123456789 ") for said in kept)
        if not named or fold(part).replace(" ", "").isdigit():
            kept.append(part)
        else:
            departement = departement or departement_named(part)
    return " ".join(kept), departement


def foreign_land(text: str) -> str | None:
    """Return the foreign country a folded title speaks of («au laos»), or None. A hint: a human checks."""
    found = _ABROAD.search(text)
    return found[0] if found else None


def is_foreign_town(key: str) -> bool:
    """Tell whether a folded name is a well-known foreign town. Ask only once no commune has this name."""
    return key in _FOREIGN_TOWNS


@dataclass(frozen=True, slots=True)
class TitleEnd:
    """What the end of a title says: ``text`` without its country, and that country.

    ``announced``: the source made its identifier from the title and the country, so a town ends the title.
    """

    text: str
    foreign: str | None = None
    departement: str | None = None
    announced: bool = False


def read_title_end(title: str, identifier: str) -> TitleEnd:
    """Read a folded title whose last words may be a town then a country; France is only in the identifier."""
    slug = fold(identifier)
    made_so = slug.startswith(f"{title} ")
    rest = re.sub(r"[ \d]+$", "", slug[len(title) :]).strip() if made_so else ""
    for land in _FOREIGN_LANDS:
        if title.endswith(f" {land}") or rest == land:
            return TitleEnd(title, foreign=land)
    for land, departement in _OVERSEAS.items():
        if title.endswith(f" {land}"):
            return TitleEnd(title.removesuffix(land).strip(), departement=departement, announced=made_so)
    return TitleEnd(title, announced=rest == "france")
