"""Passwords (P1): the rule they follow, and Argon2id for them and for the secrets of the cards.

A hash costs tens of milliseconds and 19 MiB: no caller may hold a transaction meanwhile (D1).
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from bénévolat.domain.errors import DomainError
from bénévolat.domain.names import fold

MIN_LENGTH = 14
MIN_WORDS = 7
MAX_LENGTH = 128
FEW_COMMON_WORDS = 3
MIN_OWN_SIGNS = 6
"""What must be left of a password, in signs, once the commonest words, years and series are taken away."""

HASHES_AT_ONCE = 2
"""Hashes a worker makes at the same time: the others wait for their turn, memory stays bounded."""

_at_once = BoundedSemaphore(HASHES_AT_ONCE)


class _Argon2:
    """The hasher in use, and a hash of nobody's password.

    The latter is verified for unknown users, so that they take the same time (L1).
    """

    hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
    dummy = (
        "$argon2id$v=19$m=19456,t=2,p=1$YmVuZXZvbGF0LW5vYm9keQ$DKwvZ49qHTSzpzzVwRFPUdCeVN3BJxuUFBpKr0Rmc1Q"
    )


_YEAR = re.compile(r"(?:19|20)\d\d")
_SAME = re.compile(r"(.)\1{2,}")


class WeakPassword(DomainError):
    """The password does not follow the rule P1."""

    sentence = "Ce mot de passe ne suit pas la règle."
    field = "password"


def configure(*, memory_kib: int = 19_456, time_cost: int = 2) -> None:
    """Choose the cost of the next hashes: the default is the rule (P1), tests take a cheaper one."""
    _Argon2.hasher = PasswordHasher(time_cost=time_cost, memory_cost=memory_kib, parallelism=1)
    _Argon2.dummy = _Argon2.hasher.hash("nobody")


def hash_secret(secret: str) -> str:
    """Return the Argon2id hash of a secret, parameters included."""
    with _at_once:
        return _Argon2.hasher.hash(_canonical(secret))


def verify_secret(kept: str | None, typed: str) -> bool:
    """Tell whether ``typed`` is the secret of the hash ``kept``. Without a hash, work as long and say no."""
    with _at_once:
        try:
            right = _Argon2.hasher.verify(kept or _Argon2.dummy, _canonical(typed[: MAX_LENGTH + 1]))
        except (VerificationError, InvalidHashError):
            return False
    return right and kept is not None


def is_outdated(kept: str) -> bool:
    """Tell whether a hash was made at another cost than today's."""
    return _Argon2.hasher.check_needs_rehash(kept)


def check_rule(password: str, *, about: Iterable[str] = ()) -> None:
    """Refuse a password that does not follow P1; any composition is accepted.

    ``about`` holds the words tied to the account: first name, last name, address. Raises WeakPassword.
    """
    typed = _canonical(password)
    if len(typed) > MAX_LENGTH:
        raise WeakPassword(f"{MAX_LENGTH} caractères au plus.")
    if len(typed) < MIN_LENGTH and not _is_phrase(typed):
        raise WeakPassword(
            f"Il faut au moins {MIN_LENGTH} caractères, ou une phrase d'au moins {MIN_WORDS} mots. "
            f"Il y en a {len(typed)}."
        )
    plain = _plain(typed)
    own = _own_words(about)
    if any(word in plain for word in own if len(word) >= 4):
        raise WeakPassword(
            "Il contient votre nom ou votre adresse. Choisissez des mots qui ne parlent pas de vous."
        )
    if _is_common(typed, plain, own):
        raise WeakPassword(
            "Il est trop facile à deviner\u00a0: mots ou suites très utilisés. "
            "Assemblez quatre ou cinq mots sans lien entre eux."
        )


def _canonical(secret: str) -> str:
    """Return the secret in NFKC, so that two keyboards give the same signs."""
    return unicodedata.normalize("NFKC", secret)


def _is_phrase(typed: str) -> bool:
    return len({fold(word) for word in re.split(r"[\s\-_.,;]+", typed) if len(word) > 1}) >= MIN_WORDS


def _plain(typed: str) -> str:
    """Return letters and digits only, folded, with the usual disguises («@» for «a»…) taken off."""
    return fold(typed.translate(str.maketrans("@$€£", "asel"))).replace(" ", "")


def _own_words(about: Iterable[str]) -> frozenset[str]:
    words = {part for text in about for part in re.split(r"[^a-z0-9]+", fold(text.split("@")[0]))}
    return frozenset(word for word in words if len(word) >= 3)


@cache
def common_words() -> frozenset[str]:
    """Return the local list of the commonest passwords and words, folded."""
    lines = (files("bénévolat.services") / "common_passwords.txt").read_text("utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def _is_common(typed: str, plain: str, own: frozenset[str]) -> bool:
    """Tell whether next to nothing is left beside a few common words, years and series."""
    if len(set(typed)) < 5:
        return True
    marks = {sign for sign in typed if not sign.isalnum() and not sign.isspace()}
    words = common_words() | own
    left = _SAME.sub("", _YEAR.sub("", plain))
    disguised = left.translate(str.maketrans("013457", "oieast"))
    for text in {left, disguised}:
        rest, used = _take_words(text, words)
        if len(rest) + len(marks) < MIN_OWN_SIGNS and len(used) <= FEW_COMMON_WORDS:
            return True
    return False


def _take_words(text: str, words: frozenset[str]) -> tuple[str, set[str]]:
    """Read a text as known words with the fewest signs left over; return these signs and the words."""
    longest = max(map(len, words))
    best: list[tuple[int, str, frozenset[str]]] = [(0, "", frozenset())]
    for end in range(1, len(text) + 1):
        count, rest, used = best[end - 1]
        choice = (count + 1, rest + text[end - 1], used)
        for start in range(max(0, end - longest), end):
            if text[start:end] in words:
                other = best[start]
                with_word = (other[0], other[1], other[2] | {text[start:end]})
                if (with_word[0], len(with_word[2])) < (choice[0], len(choice[2])):
                    choice = with_word
        best.append(choice)
    return best[-1][1], set(best[-1][2])
