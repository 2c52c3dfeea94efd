"""The test house itself: its databases, its clock, its makers and its inspector can fail."""

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bénévolat.extensions import db, transaction
from bénévolat.models.offers import Offer
from tests.clock import START, Clock
from tests.databases import Database
from tests.factories import Factory
from tests.inspection import Page, words_faults

SOUND = """<!doctype html><html lang="fr"><head><title>Mes offres</title></head>
<body><main><h1>Mes offres</h1>{}</main></body></html>"""


@pytest.mark.parametrize("turn", [1, 2])
def test_every_test_starts_from_an_empty_database(make: Factory, session: Session, turn: int) -> None:
    assert session.scalar(select(func.count()).select_from(Offer)) == 0
    make.published_offer()
    make.engagement()


def test_what_a_maker_commits_is_seen_by_the_application(app: Flask, make: Factory) -> None:
    offer = make.published_offer()
    with app.app_context(), transaction() as session:
        seen = session.get_one(Offer, offer.id)
        seen.title = "Autre titre"
    make.session.refresh(offer)
    assert offer.title == "Autre titre"


def test_each_kind_of_database_is_the_one_it_says(app: Flask, database: Database) -> None:
    with app.app_context():
        assert db.engine.dialect.name == database.kind


def test_the_clock_only_moves_by_hand(clock: Clock) -> None:
    assert clock() == START
    assert (clock.advance(hours=2) - START).total_seconds() == 7200


def test_a_sound_page_has_no_fault() -> None:
    assert Page(SOUND.format("<p>Une offre.</p>")).faults == []


@pytest.mark.parametrize(
    "fragment",
    [
        "<p>deux<p>",
        "<h1>Deux titres</h1>",
        "<h3>Saut</h3>",
        '<p id="a">x</p><p id="a">y</p>',
        '<input name="x">',
        '<label for="y">Mot</label>',
        '<form method="post" action="/x"><button>Oui</button></form>',
        "<button></button>",
        '<a href="/x"></a>',
        '<img src="/x.png">',
        "<script>alert(1)</script>",
        '<p style="color:red">x</p>',
        '<p onclick="x()">x</p>',
        '<a href="javascript:x">x</a>',
        '<img alt="" src="https://ailleurs.example/x.png">',
        "<ul><p>x</p></ul>",
        "<p><div>x</div></p>",
        "<table><tr><th>x</th></tr></table>",
        '<p aria-describedby="nulle-part">x</p>',
    ],
)
def test_a_faulty_page_is_seen(fragment: str) -> None:
    assert Page(SOUND.format(fragment)).faults


@pytest.mark.parametrize("word", ["RSA", "un allocataire", "votre CER", "contrat d'engagement"])
def test_an_association_page_that_says_too_much_is_seen(word: str) -> None:
    page = Page(SOUND.format(f'<p>{word}</p><a href="/?q={word}">lien</a>'))
    assert words_faults(page, read_by_association=True)
    assert not words_faults(page, read_by_association=False)


def test_innocent_words_are_left_alone() -> None:
    page = Page(SOUND.format("<p>Un concert certain, une mission avec contrat de confiance.</p>"))
    assert words_faults(page, read_by_association=True) == []


@pytest.mark.parametrize("word", ["une sanction", "absence injustifiée", "manquement", "score d'assiduité"])
def test_a_word_never_written_is_seen_on_any_page(word: str) -> None:
    assert words_faults(Page(SOUND.format(f"<p>{word}</p>")), read_by_association=False)
