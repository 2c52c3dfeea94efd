"""Passwords (P1): any composition, long enough, not guessable, hashed with Argon2id."""

from threading import Barrier, Thread

import pytest

from bénévolat.services import passwords

ABOUT = ("Anne", "Dupont-Leroy", "anne.dupont@aube.exemple.fr")


@pytest.mark.parametrize(
    "typed",
    [
        "cheval agrafe batterie tulipe",
        "sept petits mots dans une phrase ici",
        "un a on le la et du",
        "kX9-vv2m-8Qza-pp1",
        "!?;:*&%$#(){}[]",
        "абвгд ежзик лмнопр",
        "éèàçù éèàçù moulin",
        "lune chien chat soleil rose",
        "x7" + "q9r2" * 31 + "zz",
    ],
)
def test_any_composition_is_accepted_when_it_is_long_enough(typed: str) -> None:
    passwords.check_rule(typed, about=ABOUT)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("court", "au moins 14"),
        ("treize signes", "au moins 14"),
        ("a b c d e f g", "au moins 14"),
        ("z9Kp" * 33, "128"),
        ("motdepassemotdepasse", "trop facile"),
        ("Mot de passe 2026 !", "trop facile"),
        ("Bienvenue2026!!!!", "trop facile"),
        ("P@ssw0rd2024!!!", "trop facile"),
        ("azertyuiopqsdfgh", "trop facile"),
        ("12345678901234", "trop facile"),
        ("aaaaaaaaaaaaaaaaaaaa", "trop facile"),
        ("Bénévolat-Association-2026", "trop facile"),
        ("tulipe agrafe Dupont moulin", "votre nom"),
        ("leroy tulipe agrafe moulin", "votre nom"),
        ("anne dupont tulipe agrafe", "votre nom"),
    ],
)
def test_a_short_common_or_personal_password_is_refused_with_its_reason(typed: str, words: str) -> None:
    with pytest.raises(passwords.WeakPassword, match=words) as refusal:
        passwords.check_rule(typed, about=ABOUT)
    assert refusal.value.field == "password"


def test_the_local_list_holds_a_few_hundred_folded_words() -> None:
    words = passwords.common_words()
    assert len(words) > 400
    assert {"motdepasse", "azerty", "benevolat", "troyes"} <= words
    assert all(word == word.lower() and word.isascii() for word in words)


def test_a_hash_is_argon2id_and_opens_only_for_its_secret_however_it_is_composed() -> None:
    kept = passwords.hash_secret("été à la mer, moulin")
    assert kept.startswith("$argon2id$")
    assert passwords.verify_secret(kept, "été à la mer, moulin")
    assert passwords.verify_secret(kept, "e\u0301te\u0301 a\u0300 la mer, moulin")
    assert not passwords.verify_secret(kept, "ete a la mer, moulin")


def test_the_rule_of_production_is_19_mib_two_passes_one_lane() -> None:
    """P1: the library's own default is too heavy for the machine."""
    passwords.configure()
    try:
        assert "$m=19456,t=2,p=1$" in passwords.hash_secret("x")
    finally:
        passwords.configure(memory_kib=8, time_cost=1)


def test_a_hash_of_another_cost_is_seen_as_outdated() -> None:
    old = passwords.hash_secret("x")
    passwords.configure(memory_kib=16, time_cost=1)
    try:
        assert passwords.is_outdated(old)
        assert not passwords.is_outdated(passwords.hash_secret("x"))
    finally:
        passwords.configure(memory_kib=8, time_cost=1)


def test_nobody_costs_one_hash_of_the_same_cost_and_is_never_right(monkeypatch: pytest.MonkeyPatch) -> None:
    """L1: same time for an unknown account."""
    verified: list[str] = []
    hasher = passwords._Argon2.hasher

    class Spy:
        def verify(self, kept: str, typed: str) -> bool:
            verified.append(kept)
            return hasher.verify(kept, typed)

    monkeypatch.setattr(passwords._Argon2, "hasher", Spy())
    assert not passwords.verify_secret(None, "nobody")
    kept = hasher.hash("right")
    assert passwords.verify_secret(kept, "right")
    assert [kept_hash.split("$")[3] for kept_hash in verified] == ["m=8,t=1,p=1"] * 2


def test_at_most_two_hashes_run_at_the_same_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """P1: 19 MiB each, the others wait."""
    running: list[int] = []
    highest: list[int] = []
    start = Barrier(6)

    class Slow:
        def hash(self, typed: str) -> str:
            running.append(1)
            highest.append(len(running))
            for _ in range(20_000):
                pass
            running.pop()
            return typed

    monkeypatch.setattr(passwords._Argon2, "hasher", Slow())

    def one() -> None:
        start.wait(timeout=10)
        passwords.hash_secret("x")

    threads = [Thread(target=one) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=10)
    assert len(highest) == 6
    assert max(highest) <= 2
