"""Counting of tries for a request (L1): by account or code, and by address."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from ipaddress import IPv6Address, ip_address

from flask import current_app, request
from sqlalchemy.orm import Session

from bénévolat.services import attempts
from bénévolat.services.attempts import AttemptKind, Try


@dataclass(frozen=True, slots=True)
class Counted:
    """A counted try: on the address alone, or on the address and an account."""

    address: Try
    kind: AttemptKind | None = None
    value: str = ""


def attempts_key() -> bytes:
    """Return the key of the hashes of counted tries."""
    return hashlib.sha256(b"attempts\0" + str(current_app.config["SECRET_KEY"]).encode()).digest()


def client_address() -> str:
    """Return the address of the visitor; the declared proxies only are believed. IPv6: its /64 network."""
    typed = request.remote_addr or "unknown"
    try:
        address = ip_address(typed)
    except ValueError:
        return typed
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or address.exploded[:19])
    return str(address)


def count(session: Session, kind: AttemptKind | None = None, value: str = "", *, now: datetime) -> Counted:
    """Count a try before its secret is looked at. Raises TooManyTries."""
    key = attempts_key()
    address = attempts.count_try(session, AttemptKind.ADDRESS, client_address(), key=key, now=now)
    if kind is not None:
        attempts.count_try(session, kind, value, key=key, now=now)
    return Counted(address, kind, value)


def succeeded(session: Session, counted: Counted) -> None:
    """Uncount a try that was right, and the refused ones before it on the same account."""
    attempts.give_back(session, counted.address)
    if counted.kind is not None:
        attempts.forget(session, counted.kind, counted.value, key=attempts_key())
