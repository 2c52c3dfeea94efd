"""Words and codes made for people: card handles and secrets, pseudonyms, link tokens."""

import hashlib
import secrets

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""32 signs without 0, O, 1 and I (domain §2): each brings five bits."""

HANDLE_LENGTH = 4
SECRET_LENGTH = 8


def random_code(length: int) -> str:
    """Return ``length`` signs of the 32-letter alphabet (five bits each) from the system's generator."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def normalise_code(typed: str) -> str:
    """Return a typed code in capitals, without spaces or dashes."""
    return "".join(sign for sign in typed.upper() if sign.isalnum())


def random_token() -> str:
    """Return a 256-bit URL-safe token."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """Return the SHA-256 of a random token, in hexadecimal: what the database keeps of it."""
    return hashlib.sha256(token.encode()).hexdigest()
