"""How a phone number and an address are written on a document."""

import re

import phonenumbers

from bénévolat.domain.names import fold


def spoken_phone(code: str | None) -> str:
    """Return «06 12 34 56 78» for «+33612345678», the international form elsewhere, «» for nothing."""
    if not code:
        return ""
    try:
        number = phonenumbers.parse(code, "FR")
    except phonenumbers.NumberParseException:
        return code
    style = phonenumbers.PhoneNumberFormat
    french = number.country_code == 33
    return str(phonenumbers.format_number(number, style.NATIONAL if french else style.INTERNATIONAL))


def postal_words(address: str | None, commune: str | None) -> str | None:
    """Return «12 rue du Moulin, Troyes», the commune said once: many addresses end with it already."""
    if address and commune and re.search(rf"\b{re.escape(fold(commune))}$", fold(address)):
        return address
    return ", ".join(filter(None, (address, commune))) or None
