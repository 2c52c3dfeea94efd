"""Words that are never written: R8 everywhere, domain §1.8 for associations and messages, R35 in the schema."""

import ast
import re
from pathlib import Path

import pytest
from sqlalchemy import Enum as SqlEnum

from bénévolat.domain import enums
from bénévolat.domain.labels import LabelledEnum
from bénévolat.models import Base
from tests.forbidden_words import ASSOCIATION_NEVER_READS, NEVER_WRITTEN
from tests.house.sources import python_files, short, template_names, template_source, tree_of

MAILS = template_names("mails")
HEALTH = re.compile(
    r"(^|_)(health|sante|diagnos\w*|rqth|aah|handicap\w*|invalid\w*|disease|illness|treatment|medic\w*|pregnan\w*|"
    r"grossesse|addict\w*|alcohol|drug|religion|faith|union|syndic\w*|national\w*|ethnic\w*|race|origin|sex|gender|"
    r"nir|social_security|birth\w*|age|married|children|absen\w*|missed|no_show|sanction\w*|assidu\w*|warnings?)(_|$)",
    re.IGNORECASE,
)
"""R35, R36, R8: nothing of the kind is a column or a code."""
ABOUT_THE_MISSION = {"health_support"}
"""Closed codes that speak of the mission, not of the person: the field «soutien aux malades et aux familles»."""
TORN = re.compile(r"(?<=[\w)»]) [:;?!»](?=[\s\"'<.]|$)|« (?=\S)", re.MULTILINE)
"""A plain space where French typography asks for U+00A0: the line may break before the mark."""


def every_enum() -> list[type[LabelledEnum]]:
    """Return every closed list of the code, wherever it is declared."""
    return sorted(LabelledEnum.__subclasses__(), key=lambda one: one.__name__)


@pytest.mark.parametrize("name", template_names(suffixes=(".html", ".txt", ".typ")))
def test_no_template_says_what_is_never_written(name: str) -> None:
    assert [found[0] for found in NEVER_WRITTEN.finditer(template_source(name))] == []


@pytest.mark.parametrize("name", template_names(suffixes=(".html",)))
def test_a_screen_never_breaks_a_line_before_a_french_mark(name: str) -> None:
    assert [found[0] for found in TORN.finditer(template_source(name))] == []


@pytest.mark.parametrize("path", python_files("bénévolat/web/"), ids=short)
def test_no_sentence_of_a_view_breaks_before_a_french_mark(path: Path) -> None:
    assert [text for text in spoken(path) if TORN.search(text)] == []


@pytest.mark.parametrize("name", template_names("association"))
def test_an_association_s_template_never_says_rsa(name: str) -> None:
    assert [found[0] for found in ASSOCIATION_NEVER_READS.finditer(template_source(name))] == []


@pytest.mark.parametrize("name", MAILS)
def test_a_message_never_says_rsa_and_gives_a_phone_number(name: str) -> None:
    source = template_source(name)
    assert [found[0] for found in ASSOCIATION_NEVER_READS.finditer(source)] == []
    assert "phone" in source
    assert source.startswith("Objet")


def spoken(path: Path) -> list[str]:
    """Return the texts of a Python file that may be read by people: its strings, without its docstrings."""
    tree = tree_of(path)
    told = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told
    ]


@pytest.mark.parametrize(
    "path",
    python_files("bénévolat/exports/", "bénévolat/services/", "bénévolat/web/", "bénévolat/jobs/"),
    ids=short,
)
def test_no_sentence_of_the_code_says_what_is_never_written(path: Path) -> None:
    """R8: what screens, jobs, mails and exports say from the code is read too."""
    assert [found[0] for text in spoken(path) for found in NEVER_WRITTEN.finditer(text)] == []


def test_the_code_of_an_association_s_screens_never_says_rsa() -> None:
    found = [
        f"{short(path)}: {said[0]}"
        for path in python_files("bénévolat/web/association/")
        for said in re.finditer(r"\b(RSA|CER|rsa|cer_record|contract_label)\b", path.read_text())
    ]
    assert found == []


def test_the_schema_has_no_field_of_health_or_belief() -> None:
    columns = [
        f"{table.name}.{column.name}" for table in Base.metadata.tables.values() for column in table.columns
    ]
    assert len(columns) > 250
    assert [name for name in columns if HEALTH.search(name.split(".")[1])] == []


def test_no_closed_list_names_health_or_belief() -> None:
    codes = {
        f"{column.table.name}.{column.name}: {code}"
        for table in Base.metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, SqlEnum)
        for code in column.type.enums
    }
    codes |= {f"{one.__name__}: {member.value}" for one in every_enum() for member in one}
    assert len(codes) > 200
    wrong = {
        code
        for code in codes
        if HEALTH.search(code.split(": ")[1]) and code.split(": ")[1] not in ABOUT_THE_MISSION
    }
    assert wrong == set()


@pytest.mark.parametrize("one", every_enum(), ids=lambda one: one.__name__)
def test_no_label_says_what_is_never_written(one: type[LabelledEnum]) -> None:
    assert [member.label for member in one if NEVER_WRITTEN.search(member.label)] == []


def test_an_end_is_nobody_s_fault() -> None:
    """R9: neutral words only."""
    words = " ".join(member.label for member in enums.EndKind).lower()
    assert not re.search(r"abandon|exclu|renvoi|faute|échec|refus|absen|sanction", words)


def test_there_is_no_status_for_an_absence() -> None:
    """Domain §1.3: silence is never an absence."""
    from bénévolat.domain.engagements import SessionStatus

    known = {"drafted", "declared", "confirmed", "contested", "withdrawn"}
    assert {status.value for status in SessionStatus} == known
    assert SessionStatus.WITHDRAWN.label == "Retirée"
