"""The information notice (R42): what the law asks is there; a version is a text, known by its print."""

import hashlib

from bénévolat.domain.notices import VERSION, Controller, Notice, normal, simple

CONTROLLER = Controller("Département de l'Aube", "03 25 00 00 00", dpo="dpo@exemple.fr", months=24)
PRINTS = {"2026-11": "cbdf708b74d6a0c7"}
"""Print of the text of each version. Another text is another version: add a line, never change one."""


def text(notice: Notice) -> str:
    parts = [(section.title, *section.paragraphs, *section.items) for section in notice.sections]
    return "\n".join([notice.title, *(words for part in parts for words in part)])


def test_a_changed_text_has_a_new_version() -> None:
    """R42: everybody is then given it again, and the worklist asks for it."""
    both = text(normal(CONTROLLER)) + text(simple(CONTROLLER))
    assert hashlib.sha256(both.encode()).hexdigest()[:16] == PRINTS[VERSION]


def test_the_full_notice_says_what_the_law_asks() -> None:
    """R42: controller, basis 6-1-e, recipients, 24 months, rights, DPO, CNIL."""
    said = text(normal(CONTROLLER))
    for asked in (
        "Département de l'Aube",
        "article 6, paragraphe 1, point\u00a0e",
        "Qui les lit",
        "24\u00a0mois",
        "faire corriger",
        "dpo@exemple.fr",
        "CNIL",
    ):
        assert asked in said, asked
    assert "{" not in said


def test_the_simple_version_has_short_sentences() -> None:
    said = text(simple(CONTROLLER)).replace("\n", ". ")
    sentences = [one for mark in said.split("?") for one in mark.split(".") if one.strip()]
    assert max(len(one.split()) for one in sentences) <= 13
    assert "RSA" not in said


def test_who_has_no_dpo_set_is_reached_by_phone() -> None:
    said = text(normal(Controller("Département", "03 25 00 00 00", email="contact@exemple.fr")))
    assert "03 25 00 00 00, ou par courriel à contact@exemple.fr, en demandant" in said
