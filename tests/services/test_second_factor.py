"""Second factor (S2): a code serves once, backup codes too, and the former application stops."""

import pyotp
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bénévolat.domain.accounts import WrongCode
from bénévolat.domain.enums import JournalEvent
from bénévolat.models.accounts import Account, BackupCode
from bénévolat.models.journal import JournalEntry
from bénévolat.services import second_factor, sessions
from tests.clock import Clock
from tests.factories import Factory


def code_of(secret: str, clock: Clock, shift: int = 0) -> str:
    return pyotp.TOTP(secret).generate_otp(int(clock().timestamp()) // 30 + shift)


@pytest.fixture
def account(make: Factory) -> Account:
    return make.administrator(totp_secret=None, totp_confirmed_at=None)


@pytest.fixture
def codes(session: Session, account: Account, clock: Clock) -> list[str]:
    """Return the backup codes of an account that has just set its second factor."""
    login, _ = sessions.open_for_account(session, account, second_factor=False, device="x", now=clock())
    secret = second_factor.new_secret()
    made = second_factor.enable(
        session,
        account,
        secret=secret,
        code=code_of(secret, clock),
        keep=login.id,
        by=account.as_actor(),
        now=clock(),
    )
    session.commit()
    return made


def test_it_is_set_only_once_a_code_of_the_application_is_right(
    session: Session, account: Account, clock: Clock
) -> None:
    login, _ = sessions.open_for_account(session, account, second_factor=False, device="x", now=clock())
    with pytest.raises(WrongCode):
        second_factor.enable(
            session,
            account,
            secret=second_factor.new_secret(),
            code="000000",
            keep=login.id,
            by=account.as_actor(),
            now=clock(),
        )
    assert not account.has_second_factor


def test_the_code_that_set_it_does_not_open_a_session_after(
    session: Session, account: Account, codes: list[str], clock: Clock
) -> None:
    assert account.totp_secret is not None
    typed = code_of(account.totp_secret, clock)
    assert not second_factor.check(session, account, typed, now=clock())


def test_a_code_is_good_once_even_within_its_thirty_seconds(
    session: Session, account: Account, codes: list[str], clock: Clock
) -> None:
    clock.advance(seconds=60)
    assert account.totp_secret is not None
    typed = code_of(account.totp_secret, clock)
    assert second_factor.check(session, account, f"{typed[:3]} {typed[3:]}", now=clock())
    assert not second_factor.check(session, account, typed, now=clock())
    clock.advance(seconds=20)
    assert not second_factor.check(session, account, typed, now=clock())


def test_an_older_code_is_refused_after_a_newer_one(
    session: Session, account: Account, codes: list[str], clock: Clock
) -> None:
    clock.advance(minutes=5)
    assert account.totp_secret is not None
    assert second_factor.check(session, account, code_of(account.totp_secret, clock), now=clock())
    assert not second_factor.check(session, account, code_of(account.totp_secret, clock, -1), now=clock())


@pytest.mark.parametrize("shift", [-3, -2, 2, 3])
def test_a_code_more_than_a_step_away_is_refused(
    session: Session, account: Account, codes: list[str], clock: Clock, shift: int
) -> None:
    clock.advance(minutes=5)
    assert account.totp_secret is not None
    typed = code_of(account.totp_secret, clock, shift)
    assert not second_factor.check(session, account, typed, now=clock())


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "१२३४५६", "'; --", "0" * 400])
def test_what_is_not_a_code_is_refused_quietly(
    session: Session, account: Account, codes: list[str], clock: Clock, typed: str
) -> None:
    assert not second_factor.check(session, account, typed, now=clock())


def test_ten_backup_codes_each_serve_once_in_any_writing(
    session: Session, account: Account, codes: list[str], clock: Clock
) -> None:
    assert len(set(codes)) == 10
    assert second_factor.check(session, account, codes[0].lower().replace("-", " "), now=clock())
    assert not second_factor.check(session, account, codes[0], now=clock())
    assert second_factor.remaining_codes(session, account) == 9
    kept = session.scalars(select(BackupCode.code_hash)).all()
    assert not any(code.replace("-", "") in row for code in codes for row in kept)


def test_new_codes_replace_the_old_ones(
    session: Session, account: Account, codes: list[str], clock: Clock
) -> None:
    new = second_factor.regenerate_codes(session, account, by=account.as_actor(), now=clock())
    assert not second_factor.check(session, account, codes[1], now=clock())
    assert second_factor.check(session, account, new[1], now=clock())


def test_the_code_of_somebody_else_is_refused(
    session: Session, account: Account, codes: list[str], make: Factory, clock: Clock
) -> None:
    other = make.administrator()
    assert not second_factor.check(session, other, codes[2], now=clock())


def test_taken_off_it_opens_nothing_and_ends_the_sessions(
    session: Session, account: Account, codes: list[str], clock: Clock
) -> None:
    _, token = sessions.open_for_account(session, account, second_factor=True, device="x", now=clock())
    second_factor.disable(session, account, by=account.as_actor(), now=clock())
    session.commit()
    assert not account.has_second_factor
    assert not second_factor.check(session, account, codes[3], now=clock())
    session.expire_all()
    assert sessions.find_open(session, token, now=clock()) is None
    journal = session.scalars(select(JournalEntry.event)).all()
    assert set(journal) == {JournalEvent.SECOND_FACTOR_CHANGED}
