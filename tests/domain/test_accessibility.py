"""The declaration of accessibility says what an audit said, and nothing better (R57)."""

import pytest

from bénévolat.domain.accessibility import Conformity, Declaration, declaration


def test_without_an_audit_the_site_is_not_conforming_r57() -> None:
    assert Declaration().conformity is Conformity.NONE
    assert declaration("", "", "", "", "").conformity.label == "non conforme"


@pytest.mark.parametrize(
    ("rate", "state"),
    [
        ("0", Conformity.NONE),
        ("49", Conformity.NONE),
        ("50", Conformity.PARTIAL),
        ("99", Conformity.PARTIAL),
        ("100", Conformity.FULL),
    ],
)
def test_the_rate_of_the_audit_gives_the_state(rate: str, state: Conformity) -> None:
    assert declaration("2027-03-15", "", rate, "", "").conformity is state


def test_faults_are_sentences() -> None:
    assert declaration("2027-03-15", " X ", "60", "Un ; Deux;", "").faults == ("Un", "Deux")


@pytest.mark.parametrize(
    "typed",
    [
        ("15/03/2027", "", "60", "", ""),
        ("2027-03-15", "", "", "", ""),
        ("", "", "60", "", ""),
        ("2027-03-15", "", "101", "", ""),
        ("2027-03-15", "", "-1", "", ""),
        ("", "", "", "", "javascript:alert(1)"),
    ],
)
def test_a_declaration_that_makes_no_sense_is_refused_at_the_start(typed: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="BENEVOLAT_ACCESSIBILITY"):
        declaration(*typed)
