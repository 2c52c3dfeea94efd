"""Text messages: 160 GSM letters at most, whatever the names; what they never say (R52); to which numbers."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bénévolat.domain.french import DAYS, MONTHS
from bénévolat.domain.gsm7 import BASIC, EXTENSION, MOST, gsm7, septets
from bénévolat.domain.texts import SAID, TextKind, compose, leaves_at, mobile

LONGEST_FIRST_NAMES = ("Marie-Antoinette-Joséphine-Élisabeth", "Œ" * 60, "Ñ" * 120, "محمد", "")
LONGEST = {
    "code": "27",
    "when": max((f"{day} 28 {month} à 10 h 30" for day in DAYS for month in MONTHS), key=len),
    "answers": "en parler (27), en parler (31), en parler (45)",
}
PHONES = ("03 53 01 01 01", "+33 3 53 01 01 01", "+590 590 12 34 56")


@pytest.mark.parametrize("kind", TextKind, ids=lambda kind: kind.value)
@pytest.mark.parametrize("first_name", LONGEST_FIRST_NAMES)
@pytest.mark.parametrize("phone", PHONES)
def test_every_message_fits_in_160_gsm_letters_and_gives_a_phone_number(
    kind: TextKind, first_name: str, phone: str
) -> None:
    text = compose(kind, phone=phone, first_name=first_name, **LONGEST)
    assert septets(text) <= MOST
    assert phone in text
    assert "{" not in text


@pytest.mark.parametrize("kind", TextKind, ids=lambda kind: kind.value)
def test_no_message_names_a_benefit_a_follow_up_or_a_contract(kind: TextKind) -> None:
    """R52: the words are ours; the only facts are a first name, a phone number, a day and two digits."""
    said = SAID[kind].lower()
    assert not [
        word
        for word in ("rsa", "cer", "allocataire", "référent", "contrat", "social")
        if word in said.split()
    ]
    assert "association" not in said


def test_a_first_name_is_left_out_rather_than_cut() -> None:
    kept = compose(TextKind.MISSION, phone=PHONES[0], first_name="Zoé", code="27")
    assert kept.startswith("Bonjour Zoé. ")
    assert compose(TextKind.MISSION, phone=PHONES[0], first_name="محمد", code="27").startswith("Bonjour. ")
    assert compose(TextKind.MISSION, phone=PHONES[0], first_name="a" * 100, code="27").startswith("Bonjour. ")


def test_letters_that_a_message_lacks_become_the_nearest() -> None:
    assert (
        gsm7("Forêt d’Orient, «\u00a0ça\u00a0» où… œuvre – n° 2 👍")
        == 'Foret d\'Orient, " ca " où... oeuvre - no 2'
    )
    assert gsm7("éèùìòÇÉàñ£€") == "éèùìòÇÉàñ£€"


def test_letters_of_the_extension_count_for_two() -> None:
    assert septets("abc") == 3
    assert septets("€[]") == 6
    with pytest.raises(ValueError, match="not a letter"):
        septets("ê")


def test_the_alphabet_is_the_one_of_the_norm() -> None:
    """GSM 03.38: 128 positions, one of which announces the extension."""
    assert len(BASIC) == 127
    assert len(EXTENSION) == 10
    assert not BASIC & EXTENSION


@given(some.text(max_size=200))
def test_whatever_is_typed_is_said_in_the_letters_of_a_message(text: str) -> None:
    said = gsm7(text)
    septets(said)
    assert gsm7(said) == said


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("06 12 34 56 78", "+33612345678"),
        ("+33639980101", "+33639980101"),
        ("+590690123456", "+590690123456"),
        ("+32470123456", "+32470123456"),
        ("03 25 42 50 50", None),
        ("+3225551234", None),
        ("06 12", None),
        ("bonjour", None),
        ("", None),
        (None, None),
    ],
)
def test_only_a_mobile_is_written_to(typed: str | None, number: str | None) -> None:
    assert mobile(typed) == number


def paris(day: int, hour: int) -> datetime:
    """Return an hour of a day of November 2026 in Paris."""
    return datetime(2026, 11, day, hour, tzinfo=UTC) - timedelta(hours=1)


def test_a_message_leaves_in_the_day_and_never_on_sunday() -> None:
    assert leaves_at(TextKind.MISSION, paris(24, 11)) == paris(24, 11)
    assert leaves_at(TextKind.MISSION, paris(24, 6)) == paris(24, 9)
    assert leaves_at(TextKind.MISSION, paris(24, 20)) == paris(25, 9)
    assert leaves_at(TextKind.CALL, paris(28, 20)) == paris(30, 9), "saturday evening"
    assert leaves_at(TextKind.CALL, paris(29, 12)) == paris(30, 9), "sunday"
    assert leaves_at(TextKind.NOTED, paris(29, 22)) == paris(29, 22), "somebody has just written"
