"""The letters of a text message (GSM 03.38): 160 of them at most, those of the extension counting for two."""

import unicodedata

MOST = 160
"""Septets of one message: a longer one is cut in parts, paid and delivered apart."""

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENSION = frozenset("^{}\\[~]|€\f")

_NEAREST = str.maketrans(
    {
        "\u00a0": " ",
        "\u202f": " ",
        "\u2009": " ",
        "’": "'",
        "‘": "'",
        "ʼ": "'",
        "`": "'",
        "´": "'",
        "“": '"',
        "”": '"',
        "«": '"',
        "»": '"',
        "–": "-",
        "—": "-",
        "‑": "-",
        "−": "-",
        "…": "...",
        "•": "-",
        "·": ".",
        "°": "o",
        "œ": "oe",
        "Œ": "OE",
        "ı": "i",
        "ł": "l",
        "Ł": "L",
        "đ": "d",
        "Đ": "D",
        "ð": "d",
        "þ": "th",
        "ŋ": "n",
    }
)


def gsm7(text: str) -> str:
    """Return a text in the letters of a message: accents that it lacks fall, other scripts and pictures go.

    ``gsm7("Forêt, ça va ?") == "Foret, ca va ?"``. Idempotent; may be empty.
    """
    said = []
    for sign in unicodedata.normalize("NFC", text).translate(_NEAREST):
        if sign in BASIC or sign in EXTENSION:
            said.append(sign)
            continue
        said += [
            letter for letter in unicodedata.normalize("NFKD", sign) if letter in BASIC or letter in EXTENSION
        ]
    return " ".join("".join(said).split(" ")).strip()


def septets(text: str) -> int:
    """Return how much of a message a text takes. Raises ValueError for a letter that a message lacks."""
    count = 0
    for sign in text:
        if sign in EXTENSION:
            count += 2
        elif sign in BASIC:
            count += 1
        else:
            raise ValueError(f"not a letter of a text message: {sign!r}")
    return count
