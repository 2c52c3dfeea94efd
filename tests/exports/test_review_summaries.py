"""The page of a review: one page whatever it holds, tagged, whole in the editable file (R8, R61)."""

from dataclasses import replace

import pytest

from bénévolat.exports.review_summaries import review_docx, review_pdf
from tests.exports.documents import check_accessible, part, reader, tags, words
from tests.exports.samples import ENGAGEMENT, SAID, summary
from tests.forbidden_words import NEVER_WRITTEN


def test_the_page_is_tagged_and_reads_in_order() -> None:
    content = review_pdf(summary())
    check_accessible(content, "Synthèse du bénévolat\u00a0: Andréa PETIT")
    structure = tags(content)
    assert structure.count("/TH") == 5
    assert structure.count("/TR") == 5
    assert [tag for tag in structure if tag in {"/Title", "/H1", "/H2"}] == ["/Title", "/H1", "/H1", "/H2"]


def test_the_page_says_the_facts() -> None:
    said = words(review_pdf(summary()))
    for fact in (
        "CER du 01/07/2026 au 30/06/2027 (n° CER-2026-117)",
        "vendredi 25 décembre 2026",
        "Camille DURAND, CMS de Troyes",
        "Juillet 2025 10 h 7 h 30 — 4",
        "Total 30 h 22 h 30 — 12",
        "Depuis le 03/09/2026 · 4 séances · 10 h déclarées · 7 h 30 confirmées",
        "accord de la personne le 30/08/2026",
        "Travail en équipe, Rigueur",
        f"« {SAID} »",
    ):
        assert fact in said
    assert not NEVER_WRITTEN.search(said)


@pytest.mark.parametrize(("months", "engagements"), [(0, 0), (1, 1), (12, 2), (24, 9)])
def test_it_stays_one_page(months: int, engagements: int) -> None:
    long = {
        "mission": "Accompagnement " * 13,
        "association": "Association départementale " * 7,
        "text": "Très bien. " * 90,
        "words": "Je viens avec plaisir. " * 43,
        "skills": ("Capacité d'adaptation",) * 14,
    }
    shown = tuple(replace(ENGAGEMENT, **long) for _ in range(engagements))
    content = review_pdf(replace(summary(months=months), engagements=shown, person="Marie-Antoinette " * 14))
    assert len(reader(content).pages) == 1


def test_words_are_cut_only_when_the_page_is_full() -> None:
    long = "Je viens avec plaisir et je rencontre du monde. " * 20
    one = replace(summary(), engagements=(replace(ENGAGEMENT, words=long, text=long),))
    assert "la suite à l'écran" not in words(review_pdf(one))
    full = replace(
        summary(months=12), engagements=tuple(replace(ENGAGEMENT, words=long, text=long) for _ in range(4))
    )
    assert "la suite à l'écran" in words(review_pdf(full))
    assert words(review_docx(full)).count(long.strip()) == 8


def test_nothing_yet_is_said_in_words() -> None:
    said = words(review_pdf(summary(months=0, engagements=0)))
    assert "Aucune heure dans les relevés de cette période." in said
    assert "Aucun engagement à montrer pour cette période." in said


def test_more_than_twelve_months_are_added_up_in_one_line() -> None:
    one = summary(months=15)
    assert len(one.lines) == 13
    assert one.lines[0][0] == "De juillet 2025 à septembre 2025"
    assert one.lines[0][1].declared == 1800
    assert one.total.nb_sessions == 60


def test_the_editable_file_has_real_styles_and_speaks_french() -> None:
    content = review_docx(summary())
    assert '<w:lang w:val="fr-FR"' in part(content, "word/styles.xml")
    body = part(content, "word/document.xml")
    assert "<w:tblHeader/>" in body
    assert 'w:val="Heures par mois"' in body
    for style in ("Title", "Heading1", "Heading2"):
        assert f'<w:pStyle w:val="{style}"/>' in body
    said = words(content)
    assert SAID in said
    assert "À compléter ensemble." in said
    assert not NEVER_WRITTEN.search(said)


def test_the_same_facts_give_the_same_bytes() -> None:
    assert review_pdf(summary()) == review_pdf(summary())
