"""The person's card as a sheet to print, A5 or A4 (R53): number, secret, QR, three steps, a telephone.

It says nothing of a benefit, of a follow-up or of a surname (domain §1.8). The QR leads to the page with the number in
its fragment, which no server receives; the secret is never in it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from bénévolat.domain.contact_words import spoken_phone
from bénévolat.domain.french import long_date
from bénévolat.domain.labels import LabelledEnum
from bénévolat.exports import typesetting


class Paper(LabelledEnum):
    """What the sheet is printed on."""

    A5 = "a5", "A5"
    A4 = "a4", "A4"


@dataclass(frozen=True, slots=True, kw_only=True)
class CardSheet:
    """What a sheet says. ``address``: where the number and the secret are typed, e.g. ``https://hote/acces``."""

    first_name: str
    handle: str
    secret: str
    address: str
    phone: str
    expires_at: datetime
    made_at: datetime

    @property
    def title(self) -> str:
        """Return the title of the document."""
        return "Mon espace bénévolat"

    @property
    def link(self) -> str:
        """Return what the QR holds: the number only, in the fragment."""
        return f"{self.address}#{self.handle}"

    @property
    def spoken_address(self) -> str:
        """Return the address as it is typed."""
        return self.address.split("//", 1)[-1]


def _qr(text: str) -> str:
    import segno  # noqa: PLC0415 - heavy, and few documents draw one

    drawn = BytesIO()
    segno.make(text.encode("utf-8", "replace").decode(), error="m", micro=False).save(
        drawn, kind="svg", border=2, xmldecl=False, nl=False
    )
    return drawn.getvalue().decode()


def _facts(sheet: CardSheet, paper: Paper) -> dict[str, Any]:
    return {
        "paper": str(paper.value),
        "title": sheet.title,
        "description": "Carte d'accès à un espace personnel",
        "hello": f"{sheet.first_name}, cette carte ouvre votre espace.",
        "handle_term": "Votre numéro",
        "handle": sheet.handle,
        "secret_term": "Votre code secret",
        "secret": f"{sheet.secret[:4]} {sheet.secret[4:]}",
        "qr": _qr(sheet.link),
        "qr_words": f"Carré à viser avec un téléphone. Il ouvre {sheet.spoken_address}, avec votre numéro.",
        "steps": [
            [
                "Visez le carré",
                "Prenez un téléphone. Ouvrez l'appareil photo.",
                f"Ou allez sur {sheet.spoken_address}",
            ],
            [
                "Écrivez votre code",
                "Recopiez le numéro et le code secret.",
                "Il n'y a ni zéro, ni lettre O, ni chiffre 1, ni lettre I.",
            ],
            ["Choisissez", "Vous voyez des missions. Vous dites oui, ou non.", "Rien n'est obligatoire."],
        ],
        "call": "Besoin d'aide\u00a0? Carte perdue\u00a0? Appelez.",
        "call_short": "Besoin d'aide\u00a0?",
        "phone": spoken_phone(sheet.phone),
        "keep": "Gardez ce code pour vous.",
        "until": f"Cette carte marche jusqu'au {long_date(sheet.expires_at)}.",
        "cut": "À découper, pour la poche. Gardez-la comme une clé.",
    }


def card_pdf(sheet: CardSheet, paper: Paper) -> bytes:
    """Return one page, tagged (PDF/UA-1)."""
    return typesetting.pdf("card", _facts(sheet, paper), made_at=sheet.made_at)


def card_pictures(sheet: CardSheet, paper: Paper) -> Sequence[bytes]:
    """Return the page as it is seen, as PNG."""
    return typesetting.pictures("card", _facts(sheet, paper), made_at=sheet.made_at)
