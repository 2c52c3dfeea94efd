"""The sheet of a card, A5 and A4: what it says, what it never says, what its QR holds (R53, R61, L2)."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bénévolat.exports import cards
from bénévolat.exports.cards import CardSheet, Paper, card_pdf
from tests.exports.documents import ARCHIVED, UA, reader, tags, words
from tests.forbidden_words import ASSOCIATION_NEVER_READS, NEVER_WRITTEN

SHEET = CardSheet(
    first_name="Amina",
    handle="G3FB",
    secret="RQ7USVN6",
    address="https://benevolat.example.fr/acces",
    phone="+33325000001",
    expires_at=datetime(2027, 5, 27, 10, tzinfo=UTC),
    made_at=datetime(2026, 11, 3, 10, tzinfo=UTC),
)
MILLIMETRES = 72 / 25.4


@pytest.mark.parametrize(("paper", "width", "height"), [(Paper.A5, 148, 210), (Paper.A4, 210, 297)])
def test_one_tagged_page_of_the_paper_asked_for(paper: Paper, width: int, height: int) -> None:
    made = card_pdf(SHEET, paper)
    (page,) = reader(made).pages
    assert (round(page.mediabox.width / MILLIMETRES), round(page.mediabox.height / MILLIMETRES)) == (
        width,
        height,
    )
    assert reader(made).trailer["/Root"]["/Lang"] == "fr-FR"
    said = made.decode("latin-1")
    assert UA in said
    assert ARCHIVED in said
    found = tags(made)
    assert found.count("/H1") + found.count("/H2") == 3, "three steps"
    assert "/Figure" in found


@pytest.mark.parametrize("paper", list(Paper))
def test_it_says_the_number_the_secret_three_steps_and_whom_to_call(paper: Paper) -> None:
    said = words(card_pdf(SHEET, paper)).replace("\u00a0", " ")
    for expected in (
        "Amina, cette carte ouvre votre espace.",
        "benevolat.example.fr/acces",
        "1. Visez le carré",
        "2. Écrivez votre code",
        "3. Choisissez",
        "03 25 00 00 01",
        "jeudi 27 mai 2027",
    ):
        assert expected in said, expected
    joined = said.replace(" ", "")
    assert "G3FB" in joined
    assert "RQ7USVN6" in joined
    assert ("À découper" in said) is (paper is Paper.A4)


@pytest.mark.parametrize("paper", list(Paper))
def test_it_says_nothing_of_why_the_person_is_followed(paper: Paper) -> None:
    """R53, L2, domain §1.8: no benefit, no contract, no follow-up."""
    said = words(card_pdf(SHEET, paper))
    assert not ASSOCIATION_NEVER_READS.search(said)
    assert not NEVER_WRITTEN.search(said)
    for word in ("contrat", "référent", "social", "Département"):
        assert word.lower() not in said.lower(), word


def test_the_qr_holds_the_number_in_the_fragment_and_never_the_secret(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A2: nothing of the card in a path or a query; the secret is on the paper only."""
    drawn: list[str] = []
    draw = cards._qr
    monkeypatch.setattr(cards, "_qr", lambda text: drawn.append(text) or draw(text))
    card_pdf(SHEET, Paper.A5)
    assert drawn == ["https://benevolat.example.fr/acces#G3FB"]
    assert SHEET.secret not in SHEET.link


@pytest.mark.parametrize("paper", list(Paper))
def test_long_names_and_addresses_stay_on_one_page(paper: Paper) -> None:
    long = replace(
        SHEET,
        first_name="Marie-Antoinette-Emmanuelle Bernadette",
        address="https://benevolat-insertion-solidaire.departement-de-l-aube.example.fr/acces",
    )
    assert len(reader(card_pdf(long, paper)).pages) == 1


def test_a_name_is_never_read_as_markup() -> None:
    named = replace(SHEET, first_name='#read("card.typ") $x$ <b>')
    assert '#read("card.typ") $x$ <b>, cette carte' in words(card_pdf(named, Paper.A5))
