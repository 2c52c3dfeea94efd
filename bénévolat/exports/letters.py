"""Letters: a name in the window of the envelope, a few short sentences, a coupon to tick, a number to call (R52).

Whoever opens one learns that somebody is offered to volunteer: no benefit, no follow-up, no referent, no association,
no place.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bénévolat.domain.french import long_date
from bénévolat.domain.letters import LetterKind
from bénévolat.exports import typesetting
from bénévolat.exports.pictograms import Picture, pictogram


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One letter. ``codes``: the two digits of each proposition that waits; ``by_text``, ``by_card``: other ways."""

    kind: LetterKind
    first_name: str
    full_name: str
    codes: tuple[str, ...]
    phone: str
    by_text: bool
    by_card: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Letters:
    """Some letters printed together, one page each."""

    letters: tuple[Letter, ...]
    made_at: datetime

    @property
    def title(self) -> str:
        """Return the title of the document."""
        return "Courriers" if len(self.letters) > 1 else f"Courrier pour {self.letters[0].full_name}"


FREE = "Le bénévolat est libre et gratuit. Vous pouvez dire non, et arrêter quand vous voulez."


def _body(letter: Letter) -> list[str]:
    if letter.kind is LetterKind.WAITING:
        many = len(letter.codes) > 1
        waits = (
            f"{len(letter.codes)}\u00a0propositions de bénévolat vous attendent."
            if many
            else "Une proposition de bénévolat vous attend."
        )
        return [waits, "Vous pouvez dire oui, dire non, ou demander à en parler.", FREE]
    if letter.kind is LetterKind.CARD:
        return [
            "Vous pouvez avoir une carte pour lire vos propositions de bénévolat sur internet, quand vous voulez.",
            "La carte est gratuite. Il ne faut ni adresse électronique ni téléphone.",
            "Pour l'avoir, appelez-nous. Nous vous dirons où la retirer.",
            FREE,
        ]
    return [
        "Nous aimerions parler avec vous de vos envies de bénévolat.",
        "Appelez-nous quand vous voulez.",
        FREE,
    ]


def _ways(letter: Letter) -> list[tuple[Picture, str]]:
    ways = [(Picture.CALL, f"Appelez le {letter.phone}.")]
    if letter.kind is LetterKind.WAITING:
        ways.append((Picture.READ, "Ou cochez ci-dessous, et rapportez cette feuille."))
        if letter.by_text and letter.codes:
            code = letter.codes[0]
            ways.append(
                (Picture.TEXT, f"Ou répondez au SMS reçu\u00a0: OUI {code}, NON {code} ou PARLER {code}.")
            )
        if letter.by_card:
            ways.append((Picture.CARD, "Ou avec votre carte, sur internet."))
    return ways


def _facts(letters: Letters) -> dict[str, Any]:
    return {
        "title": letters.title,
        "day": f"Le {long_date(letters.made_at).split(' ', 1)[1]}",
        "letters": [
            {
                "name": letter.full_name,
                "greeting": f"Bonjour {letter.first_name},",
                "body": _body(letter),
                "ways": [{"svg": pictogram(picture), "said": said} for picture, said in _ways(letter)],
                "codes": list(letter.codes) if letter.kind is LetterKind.WAITING else [],
                "phone": letter.phone,
            }
            for letter in letters.letters
        ],
    }


def letters_pdf(letters: Letters) -> bytes:
    """Return the letters in one PDF, tagged (PDF/UA-1): one page each."""
    return typesetting.pdf("letters", _facts(letters), made_at=letters.made_at)


def letter_pictures(letters: Letters, *, ppi: float = 110) -> Sequence[bytes]:
    """Return the pages as they are seen, as PNG."""
    return typesetting.pictures("letters", _facts(letters), made_at=letters.made_at, ppi=ppi)
