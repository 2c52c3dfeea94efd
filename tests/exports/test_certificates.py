"""The person's paper: what it says when the association has confirmed, has not, or nothing happened yet (R13)."""

from dataclasses import replace
from datetime import date

from bénévolat.exports.certificates import Certificate, Tally, certificate_pdf, dates_words
from tests.exports.documents import reader, words
from tests.exports.samples import CERTIFICATE, COPY


def said(certificate: Certificate) -> str:
    return words(certificate_pdf(certificate))


def test_confirmed_and_waiting_hours_are_told_apart_and_never_added_up() -> None:
    text = said(CERTIFICATE)
    assert "Temps confirmé par l'association 12 h 30, en 5 séances" in text
    assert "que l'association n'a pas encore confirmé 3 h, en 1 séance" in text
    assert "15 h 30" not in text


def test_nothing_confirmed_is_said_plainly() -> None:
    text = said(replace(CERTIFICATE, confirmed=Tally(), skills=()))
    assert "Temps confirmé" not in text
    assert "Savoir-être" not in text
    assert "aucune séance notée à ce jour" in said(replace(CERTIFICATE, confirmed=Tally(), waiting=Tally()))


def test_the_association_signs_unless_its_name_is_left_out() -> None:
    assert "Pour l'association" in said(CERTIFICATE)
    without = said(replace(CERTIFICATE, association=None, mission=None))
    assert "Pour l'association" not in without
    assert "Paniers" not in without
    assert "12 h 30" in without


def test_the_copy_for_the_file_says_the_contract() -> None:
    text = said(COPY)
    assert "CER du 01/07/2026 au 30/06/2027" in text
    assert "D10-00012" in text
    assert "Pour l'association" not in text


def test_dates_in_words() -> None:
    third = date(2026, 3, 3)
    assert dates_words(third, None) == "depuis le 3\u00a0mars 2026"
    assert dates_words(third, third) == "le 3\u00a0mars 2026"
    assert dates_words(third, date(2026, 4, 1)) == "du 3\u00a0mars 2026 au 1er\u00a0avril 2026"


def test_long_names_stay_on_one_page() -> None:
    long = replace(
        CERTIFICATE,
        person="Marie-Antoinette " * 14,
        association="Association départementale " * 7,
        mission="Accompagnement " * 13,
        skills=tuple(f"Savoir-être {number}" for number in range(14)),
    )
    assert len(reader(certificate_pdf(long)).pages) == 1
