"""Contracts: dates only, a review after six months, hours that may be absent (R2 to R5)."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from bénévolat.domain.contracts import ContractTerms, WrongContractDates, WrongWeeklyHours, add_months
from bénévolat.domain.enums import ContractKind
from bénévolat.services import contracts
from tests.clock import Clock
from tests.factories import Factory


def terms(**values: object) -> ContractTerms:
    given = {"kind": ContractKind.CER, "starts_on": date(2026, 8, 31), "ends_on": date(2027, 2, 28)}
    return ContractTerms(**{**given, **values})  # type: ignore[arg-type]


def test_the_review_comes_six_months_after_the_start_unless_said_otherwise(
    session: Session, make: Factory, clock: Clock
) -> None:
    """R4: six months by default, another date per contract."""
    person = make.active_profile()
    by = person.referent.as_actor()
    default = contracts.add(session, person, terms(), by=by, now=clock())
    chosen = contracts.add(session, person, terms(review_on=date(2027, 8, 31)), by=by, now=clock())
    assert (default.review_on, chosen.review_on) == (date(2027, 2, 28), date(2027, 8, 31))


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 1, 1), 12, date(2027, 1, 1)),
    ],
)
def test_months_are_added_as_people_do(day: date, months: int, later: date) -> None:
    assert add_months(day, months) == later


@pytest.mark.parametrize("hours", [None, 1, 15, 35])
def test_weekly_hours_may_be_absent_or_between_one_and_thirty_five(
    session: Session, make: Factory, clock: Clock, hours: int | None
) -> None:
    """R5: null means no weekly duration; no default of fifteen."""
    person = make.active_profile()
    kept = contracts.add(
        session, person, terms(weekly_hours_target=hours), by=person.referent.as_actor(), now=clock()
    )
    assert kept.weekly_hours_target == hours


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"weekly_hours_target": 0}, WrongWeeklyHours),
        ({"weekly_hours_target": 36}, WrongWeeklyHours),
        ({"ends_on": date(2026, 8, 30)}, WrongContractDates),
        ({"review_on": date(2026, 8, 30)}, WrongContractDates),
    ],
)
def test_dates_and_hours_that_make_no_sense_are_refused(
    session: Session, make: Factory, clock: Clock, values: dict[str, object], refusal: type[Exception]
) -> None:
    """R4, R5: zero hours is not a duration."""
    person = make.active_profile()
    with pytest.raises(refusal):
        contracts.add(session, person, terms(**values), by=person.referent.as_actor(), now=clock())


def test_having_no_contract_is_a_normal_state(session: Session, make: Factory, clock: Clock) -> None:
    """R2."""
    person = make.active_profile()
    assert contracts.in_force(session, person.id, clock().date()) is None
    assert list(contracts.of_person(session, person.id)) == []


@pytest.mark.parametrize(
    ("ends_on", "next_end"),
    [(date(2027, 1, 8), date(2027, 7, 9)), (date(2026, 7, 27), date(2026, 8, 16))],
)
def test_the_contract_that_follows_keeps_a_length_in_whole_months(
    make: Factory, ends_on: date, next_end: date
) -> None:
    contract = make.contract(make.profile(), starts_on=date(2026, 7, 8), ends_on=ends_on)
    assert contracts.following(contract).ends_on == next_end
