"""Never the NIR, the social security number (domain §1.7, R34): the one rule, for screens and imports.

A NIR reads sex (1), year (2), month (2), département (2, also 2A and 2B), commune (3), order (3), then a
key (2) that depends on the thirteen first signs. Fifteen signs are judged by their key,
thirteen by their shape.
"""

import re
import unicodedata

SEPARATORS = " \t.-_/'’"
"""Signs people put between the groups of a number; every dash and space is brought to one of these first."""

_UUID = re.compile(r"\b[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}\b")
"""Identifiers of our own pages: one in a thousand holds thirteen digits that read like a NIR."""

_GROUP = re.compile(r"\d+")
_CORSICA = re.compile(r"2([AB])(?=\D{0,3}\d)")
_GAP = re.compile(f"[{re.escape(SEPARATORS)}]{{0,3}}")
_FIELD_ENDS = frozenset({1, 3, 5, 7, 8, 10, 13})
_FIRST_SIGNS = frozenset("123478")
_MONTHS = frozenset({*range(1, 13), *range(20, 43), *range(50, 100)})


def contains_nir(text: str) -> bool:
    """Tell whether a text holds a social security number, however it is spaced.

    Refused: fifteen digits whose key is right; thirteen digits that read as sex, year, month and place, when
    they are written in one piece, cut where a NIR is cut, or are the whole text.
    """
    plain = _to_plain_digits(text)
    whole = "".join(sign for sign in plain if sign not in SEPARATORS)
    if len(whole) == 13 and whole.isdigit() and _looks_like_nir(whole):
        return True
    return any(_run_holds_nir(groups) for groups in _runs(plain))


def _to_plain_digits(raw: str) -> str:
    """Return the text with ASCII digits, plain separators, and Corsica's 2A and 2B as 19 and 18."""
    signs = []
    for sign in unicodedata.normalize("NFKC", raw).upper():
        category = unicodedata.category(sign)
        if category == "Nd":
            signs.append(str(unicodedata.decimal(sign)))
        elif category in {"Zs", "Zl", "Zp", "Cc"}:
            signs.append(" ")
        elif category == "Pd" or sign == "−":
            signs.append("-")
        elif category != "Cf":
            signs.append(sign)
    text = _UUID.sub(";", "".join(signs))
    return _CORSICA.sub(lambda found: "19" if found[1] == "A" else "18", text)


def _runs(plain: str) -> list[list[str]]:
    """Return the groups of digits that follow one another with nothing but separators between them."""
    runs: list[list[str]] = []
    end = -1
    for found in _GROUP.finditer(plain):
        if runs and _GAP.fullmatch(plain, end, found.start()):
            runs[-1].append(found[0])
        else:
            runs.append([found[0]])
        end = found.end()
    return runs


def _run_holds_nir(groups: list[str]) -> bool:
    for first in range(len(groups)):
        digits = ""
        ends: set[int] = set()
        for position in range(first, len(groups)):
            digits += groups[position]
            ends.add(len(digits))
            if len(digits) > 15:
                break
            if len(digits) == 15 and _key_is_right(digits):
                return True
            key_follows = position + 1 < len(groups) and len(groups[position + 1]) == 2
            if len(digits) == 13 and not key_follows and ends <= _FIELD_ENDS and _looks_like_nir(digits):
                return True
    return False


def _key_is_right(digits: str) -> bool:
    return digits[0] in _FIRST_SIGNS and 97 - int(digits[:13]) % 97 == int(digits[13:])


def _looks_like_nir(digits: str) -> bool:
    return (
        digits[0] in _FIRST_SIGNS
        and int(digits[3:5]) in _MONTHS
        and digits[5:7] != "00"
        and digits[7:10] != "000"
        and digits[10:] != "000"
    )
