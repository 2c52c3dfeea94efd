"""The contract-review export: who may, what is in it, what never is (R6, R72 to R75)."""

import csv
import io
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from bénévolat.domain.enums import AgreementKind, ContractKind, JournalEvent, Right
from bénévolat.domain.errors import NotAllowed
from bénévolat.exports.contract_review import HEADER, HIDDEN_NAME
from bénévolat.jobs.make_files import make_one
from bénévolat.models.accounts import Account
from bénévolat.models.exports import ExportFile
from bénévolat.models.journal import JournalEntry
from bénévolat.services import contract_reviews, export_files
from bénévolat.services.contract_reviews import ReviewOrder
from bénévolat.services.review_lines import ReviewScope
from tests.clock import Clock
from tests.factories import Factory

OCTOBER = date(2026, 10, 1)
MOTIVE = "Revue des contrats du semestre"


def export(
    app: Flask, session: Session, account: Account, clock: Clock, motive: str = MOTIVE, **values: Any
) -> ExportFile:
    scope = ReviewScope(**{"period_from": date(2026, 1, 1), "period_to": date(2026, 12, 31), **values})
    order = contract_reviews.ask(session, account, ReviewOrder(scope=scope, motive=motive), now=clock())
    session.commit()
    with app.app_context():
        assert make_one(order.id, at=clock())
    session.expire_all()
    assert order.export is not None
    return order.export


def content_of(session: Session, file: ExportFile) -> bytes:
    return b"".join(export_files.pieces(session, file.id))


def rows(session: Session, file: ExportFile) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content_of(session, file).decode("utf-8-sig")), delimiter=";"))


def test_one_line_per_engagement_and_contract_with_the_columns_in_order(
    app: Flask, session: Session, make: Factory, clock: Clock
) -> None:
    profile = make.active_profile()
    contract = make.contract(
        profile,
        kind=ContractKind.CER,
        reference="CER-007",
        starts_on=date(2026, 7, 1),
        ends_on=date(2026, 12, 31),
        volunteering_included=True,
    )
    engagement = make.contract_engagement(profile, contract=contract, started_on=date(2026, 9, 1))
    agent = make.departement_agent(Right.EXPORT)
    make.cer_record(engagement, date(2026, 9, 1), minutes_declared=90, minutes_confirmed=60)
    make.cer_record(
        engagement,
        OCTOBER,
        minutes_declared=120,
        minutes_confirmed=120,
        minutes_retained=100,
        retained_by_id=agent.id,
        retained_at=clock(),
    )
    file = export(app, session, agent, clock)
    (line,) = rows(session, file)
    assert tuple(line) == HEADER
    assert line["identifiant_departement"] == profile.departement_ref
    assert line["reference_contrat"] == "CER-007"
    assert line["prevu_au_contrat"] == "oui"
    assert (line["heures_declarees"], line["heures_confirmees"]) == ("3,50", "3,00")
    assert (line["heures_retenues"], line["retenues_par"]) == ("1,67", agent.full_name)
    assert line["commune_mission_insee"] == "10387"
    assert file.nb_lines == 1


def test_a_renewed_contract_gives_one_line_per_contract(
    app: Flask, session: Session, make: Factory, clock: Clock
) -> None:
    profile = make.active_profile()
    first = make.contract(profile, reference="A", starts_on=date(2026, 1, 1), ends_on=date(2026, 9, 30))
    make.contract(profile, reference="B", starts_on=OCTOBER, ends_on=date(2027, 3, 31), review_on=None)
    engagement = make.contract_engagement(profile, contract=first, started_on=date(2026, 8, 1))
    make.cer_record(engagement, date(2026, 9, 1))
    make.cer_record(engagement, OCTOBER)
    lines = rows(session, export(app, session, make.departement_agent(Right.EXPORT), clock))
    assert [line["reference_contrat"] for line in lines] == ["A", "B"]


def test_a_personal_engagement_is_there_only_with_the_persons_agreement(
    app: Flask, session: Session, make: Factory, clock: Clock
) -> None:
    """R6, CE 418975: outside the contract nothing is reported unless the person wants it."""
    engagement = make.engagement(started_on=date(2026, 9, 1))
    make.cer_record(engagement, OCTOBER)
    agent = make.departement_agent(Right.EXPORT)
    assert rows(session, export(app, session, agent, clock)) == []
    agreement = make.agreement(engagement.profile, AgreementKind.REVIEW, engagement_id=engagement.id)
    (line,) = rows(session, export(app, session, agent, clock))
    assert (line["type_contrat"], line["debut_contrat"]) == ("Hors contrat", "")
    agreement.withdrawn_at = clock()
    session.commit()
    assert rows(session, export(app, session, agent, clock)) == []


def test_months_after_the_end_of_the_contract_are_left_out(
    app: Flask, session: Session, make: Factory, clock: Clock
) -> None:
    profile = make.active_profile()
    ended = make.contract(profile, starts_on=date(2026, 1, 1), ends_on=date(2026, 9, 30))
    engagement = make.contract_engagement(profile, contract=ended, started_on=date(2026, 8, 1))
    make.cer_record(engagement, date(2026, 9, 1), minutes_declared=60, minutes_confirmed=0)
    make.cer_record(engagement, OCTOBER, minutes_declared=600, minutes_confirmed=0)
    (line,) = rows(session, export(app, session, make.departement_agent(Right.EXPORT), clock))
    assert line["heures_declarees"] == "1,00"


def test_a_sensitive_association_is_never_named(
    app: Flask, session: Session, make: Factory, clock: Clock
) -> None:
    """Domain §1.8: neither its name, nor its number, nor its mission."""
    engagement = make.contract_engagement(started_on=date(2026, 9, 1))
    engagement.offer.association.sensitive_name = True
    engagement.offer.association.rna = "W103009999"
    engagement.offer.title = "Accueil des sortants de prison"
    session.commit()
    make.cer_record(engagement, OCTOBER)
    agent = make.departement_agent(Right.EXPORT)
    file = export(app, session, agent, clock)
    (line,) = rows(session, file)
    assert line["association"] == HIDDEN_NAME
    text = content_of(session, file).decode()
    assert "prison" not in text
    assert "W103009999" not in text


def test_only_the_chosen_team_is_exported(app: Flask, session: Session, make: Factory, clock: Clock) -> None:
    mine, other = (
        make.contract_engagement(started_on=date(2026, 9, 1)),
        make.contract_engagement(started_on=date(2026, 9, 1)),
    )
    for engagement in (mine, other):
        make.cer_record(engagement, OCTOBER)
    agent = make.departement_agent(Right.EXPORT)
    lines = rows(session, export(app, session, agent, clock, team_id=mine.profile.team_id))
    assert [line["identifiant_departement"] for line in lines] == [mine.profile.departement_ref]


def test_an_export_needs_the_right_a_motive_and_a_period(
    app: Flask, session: Session, make: Factory, clock: Clock
) -> None:
    """R75."""
    with pytest.raises(NotAllowed):
        export(app, session, make.departement_agent(), clock)
    agent = make.departement_agent(Right.EXPORT)
    with pytest.raises(contract_reviews.NoMotive):
        export(app, session, agent, clock, motive="   revue  ")
    with pytest.raises(contract_reviews.BadPeriod):
        export(app, session, agent, clock, period_to=date(2025, 12, 31))
    with pytest.raises(contract_reviews.BadPeriod):
        export(app, session, agent, clock, period_from=date(2020, 1, 1))


def test_an_export_is_journaled_and_gone_after_48_hours(
    app: Flask, session: Session, make: Factory, clock: Clock
) -> None:
    agent = make.departement_agent(Right.EXPORT)
    file = export(app, session, agent, clock)
    export_files.open_for(session, file, account=agent, now=clock())
    assert content_of(session, file).startswith(b"\xef\xbb\xbf")
    session.commit()
    events = [row.event for row in session.scalars(select(JournalEntry).order_by(JournalEntry.event))]
    assert events == [JournalEvent.EXPORT_MADE, JournalEvent.EXPORT_READ]
    clock.advance(hours=48)
    with pytest.raises(export_files.Expired):
        export_files.open_for(session, file, account=agent, now=clock())
    (key,) = session.scalars(export_files.expired(clock())).all()
    export_files.purge(session, key, now=clock())
    session.commit()
    session.expire_all()
    assert (content_of(session, file), file.purged_at) == (b"", clock())


def test_a_bilan_is_exported_only_once_the_person_has_read_it(
    app: Flask, session: Session, make: Factory, clock: Clock
) -> None:
    """R11; the words of the person are theirs to give at any time."""
    read, unread = (make.contract_engagement(started_on=date(2026, 9, 1)) for _ in range(2))
    for engagement in (read, unread):
        make.cer_record(engagement, OCTOBER)
    make.bilan(read, read=True)
    make.bilan(unread, text="Secret.")
    first, second = rows(session, export(app, session, make.departement_agent(Right.EXPORT), clock))
    assert first["savoir_etre"] == "Travail en équipe | Rigueur"
    assert first["bilan_association"] == "Toujours de bonne humeur avec l'équipe du jardin."
    assert (second["savoir_etre"], second["bilan_association"]) == ("", "")


def test_adjustments_are_in_the_hours_exported(
    app: Flask, session: Session, make: Factory, clock: Clock
) -> None:
    """R7: what came after a month was closed counts in the month that carries it."""
    engagement = make.contract_engagement(started_on=date(2026, 9, 1))
    make.cer_record(
        engagement, OCTOBER, minutes_declared=60, minutes_confirmed=60, minutes_declared_adjusted=90
    )
    (line,) = rows(session, export(app, session, make.departement_agent(Right.EXPORT), clock))
    assert (line["heures_declarees"], line["heures_confirmees"], line["heures_retenues"]) == (
        "2,50",
        "1,00",
        "",
    )
