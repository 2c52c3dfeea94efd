"""The copy of everything held on a person: no table and no column is forgotten (R43)."""

import json
from collections.abc import Iterator
from typing import Any

import jsonschema
from sqlalchemy import Column, Table
from sqlalchemy.orm import Session

from bénévolat.domain.data_requests import RequestKind
from bénévolat.domain.enums import Channel, ExclusionKind, JournalEvent
from bénévolat.domain.notices import NoticeWay
from bénévolat.exports.personal_data import personal_data_json, personal_data_pdf, schema
from bénévolat.models.base import Base
from bénévolat.models.journal import JournalEntry
from bénévolat.models.profiles import Profile
from bénévolat.services import data_requests, notices, personal_data
from bénévolat.services.personal_data_shape import HELD, LEFT_OUT, reason_left_out
from tests.clock import Clock
from tests.exports.documents import words
from tests.factories import Factory


def tables_of_a_person() -> set[str]:
    """Return the tables from which a chain of foreign keys leads to the profile, and those with its identifier."""
    tables = Base.metadata.tables
    found = {"profiles"}
    while True:
        more = {
            name
            for name, table in tables.items()
            if "profile_id" in table.columns
            or any(key.column.table.name in found for key in table.foreign_keys)
        }
        if more <= found:
            return found
        found |= more


def columns_of_a_person() -> Iterator[tuple[Table, Column[Any]]]:
    for name in sorted(tables_of_a_person()):
        table = Base.metadata.tables[name]
        yield from ((table, column) for column in table.columns)


def test_every_column_with_a_path_to_the_person_is_in_the_copy_or_left_out_with_its_reason() -> None:
    """A new table or column is given its French name in ``personal_data_shape.toml``, or its reason in LEFT_OUT."""
    shown = {(held.table.name, column.name) for held in HELD for column in held.columns}
    forgotten = [
        f"{table.name}.{column.name}"
        for table, column in columns_of_a_person()
        if (table.name, column.name) not in shown and reason_left_out(column) is None
    ]
    assert forgotten == []


def test_nothing_is_both_in_the_copy_and_left_out_nor_named_without_being_there() -> None:
    known = {f"{table.name}.{column.name}" for table, column in columns_of_a_person()}
    shown = {f"{held.table.name}.{column.name}" for held in HELD for column in held.columns}
    assert shown <= known
    assert known >= set(LEFT_OUT)
    assert shown & set(LEFT_OUT) == set()


def test_no_two_columns_of_a_rubric_have_the_same_name() -> None:
    for rubric in personal_data.shape():
        keys = [field.key for field in rubric.fields]
        assert sorted(set(keys)) == sorted(keys), rubric.title


def a_full_life(make: Factory, session: Session, clock: Clock) -> Profile:
    """Return a person with a row in nearly every table."""
    person = make.active_profile(first_name="Amina", last_name="Diallo", email="amina@exemple.fr")
    by = person.referent.as_actor()
    make.contract(person)
    engagement = make.engagement(person)
    make.activity_session(engagement)
    make.cer_record(engagement)
    make.bilan(engagement, words="J'ai appris à servir.")
    make.match(person, make.published_offer())
    make.proposition(person, make.published_offer(), referent_note="Très à l'aise avec le public.")
    make.exclusion(person, make.validated_association(), ExclusionKind.WISH)
    make.card(person)
    notices.deliver(session, person, way=NoticeWay.PAPER, by=by, now=clock())
    data_requests.ask(
        session,
        person,
        kind=RequestKind.RECTIFY,
        text="Mon téléphone a changé.",
        channel=Channel.PHONE,
        by=by,
        now=clock(),
    )
    session.commit()
    return person


def test_the_copy_says_everything_to_the_person_and_nothing_of_anybody_else(
    make: Factory, session: Session, clock: Clock
) -> None:
    person = a_full_life(make, session, clock)
    other = make.active_profile(first_name="Bruno", last_name="Étranger")
    make.engagement(other)
    data = personal_data.copy_of(
        session, person, controller="Département de l'Aube", by=person.referent.as_actor(), now=clock()
    )
    filled = {rubric.title for rubric in data.rubrics if rubric.records}
    assert len(filled) >= 14
    told = json.loads(personal_data_json(data))
    (me,) = told["rubriques"]["vous"]
    assert (me["prenom"], me["courriel"]) == ("Amina", "amina@exemple.fr")
    text = json.dumps(told, ensure_ascii=False)
    for known in (
        "J'ai appris à servir.",
        "Mon téléphone a changé.",
        "Très à l'aise avec le public.",
        "jardin",
    ):
        assert known in text
    assert told["saisi_par"] == person.referent.full_name
    for unknown in ("Bruno", "Étranger", "secret_hash", str(person.id), str(person.referent_id)):
        assert unknown not in text
    events = [row.event for row in session.query(JournalEntry).filter_by(profile_id=person.id)]
    assert JournalEvent.DATA_HANDED in events


def test_the_json_follows_its_published_schema(make: Factory, session: Session, clock: Clock) -> None:
    person = a_full_life(make, session, clock)
    by = person.referent.as_actor()
    for one in (person, make.profile()):
        data = personal_data.copy_of(session, one, controller="Département", by=by, now=clock())
        published = schema(personal_data.shape())
        jsonschema.Draft202012Validator.check_schema(published)
        jsonschema.validate(json.loads(personal_data_json(data)), published)


def test_the_pdf_is_tagged_and_says_it_in_french(make: Factory, session: Session, clock: Clock) -> None:
    person = a_full_life(make, session, clock)
    by = person.referent.as_actor()
    data = personal_data.copy_of(session, person, controller="Département de l'Aube", by=by, now=clock())
    content = personal_data_pdf(data)
    said = words(content)
    for known in (
        "Ce que vous aimez faire",
        "jardin, cuisine",
        "Mon téléphone a changé.",
        "saisi par",
        "oui",
    ):
        assert known in said
    assert "None" not in said
    assert "True" not in said
