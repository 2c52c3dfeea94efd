"""Delivery of one text message: an HTTP gateway, one file per message, or the console."""

import json
import logging
import urllib.error
import urllib.request
from http.client import HTTPException, HTTPMessage
from pathlib import Path
from typing import IO, Any

import click
from flask import current_app

from bénévolat.services.text_sending import Claimed

MOST_READ = 64 * 1024
REFUSED = frozenset({410, 422})
"""What a gateway answers when a number cannot be written to; anything else is tried again."""

log = logging.getLogger(__name__)


class GatewayRefused(Exception):
    """The gateway will never send this message to this number."""


class GatewayFailed(Exception):
    """The gateway did not take the message: it answered so, or could not be reached."""


class GatewaySilent(Exception):
    """The gateway was asked and gave no whole answer: it may have taken the message."""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirection would carry the token to somebody else."""

    def redirect_request(
        self, req: Any, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> None:
        """Follow nothing."""


def deliver(message: Claimed) -> str | None:
    """Send one message by the configured way; return the gateway's name of it when it gives one.

    Raises GatewayRefused, GatewayFailed, GatewaySilent.
    """
    backend = current_app.config["SMS_BACKEND"]
    if backend == "http":
        return _by_gateway(message)
    if backend == "console":
        click.echo(f"SMS {message.phone} : {message.body}")
        return None
    if backend == "file":
        _to_file(message)
        return None
    raise GatewayFailed("off")


def request_of(message: Claimed, config: dict[str, Any]) -> urllib.request.Request:
    """Return the request to the gateway: the JSON of ``SMS_BODY`` with its four words replaced.

    ``{to}``, ``{text}``, ``{from}`` and ``{id}`` are replaced inside its texts: nothing typed can change its shape.
    The identifier is also said as ``Idempotency-Key``: whatever is tried again keeps it.
    """
    words = {
        "{to}": message.phone,
        "{text}": message.body,
        "{from}": config["SMS_SENDER"],
        "{id}": str(message.id),
    }
    body = json.dumps(_filled(config["SMS_BODY"], words), ensure_ascii=False).encode()
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "Accept": "application/json",
        "User-Agent": "benevolat",
        "Idempotency-Key": str(message.id),
    }
    if config["SMS_TOKEN"]:
        headers[config["SMS_HEADER"]] = config["SMS_TOKEN"]
    return urllib.request.Request(config["SMS_URL"], data=body, headers=headers, method="POST")  # noqa: S310 - checked when settings are read


def _filled(value: Any, words: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _filled(inner, words) for key, inner in value.items()}
    if isinstance(value, list):
        return [_filled(inner, words) for inner in value]
    if not isinstance(value, str):
        return value
    if value in words:
        return words[value]
    for name in ("{to}", "{from}", "{id}"):
        value = value.replace(name, words[name])
    return value.replace("{text}", words["{text}"])


def _by_gateway(message: Claimed) -> str | None:
    config = current_app.config
    opener = urllib.request.build_opener(_NoRedirect)
    try:
        with opener.open(request_of(message, config), timeout=config["SMS_TIMEOUT"]) as answer:
            said = answer.read(MOST_READ)
    except urllib.error.HTTPError as error:
        error.close()
        if error.code in REFUSED:
            raise GatewayRefused(f"HTTP {error.code}") from None
        raise GatewayFailed(f"HTTP {error.code}") from None
    except urllib.error.URLError as error:
        if isinstance(error.reason, TimeoutError):
            raise GatewaySilent("TimeoutError") from None
        raise GatewayFailed(type(error.reason).__name__) from None
    except (OSError, HTTPException) as error:  # Once asked: the answer was cut short.
        raise GatewaySilent(type(error).__name__) from None
    return _name_in(said, config["SMS_ID_FIELD"])


def _name_in(said: bytes, field: str) -> str | None:
    """Return the gateway's name of the message, at a path like «data.id» or «messages.0.id», or None."""
    try:
        value: Any = json.loads(said)
        for step in field.split("."):
            value = value[int(step)] if isinstance(value, list) else value[step]
    except (ValueError, KeyError, IndexError, TypeError):
        return None
    return str(value)[:120] if isinstance(value, str | int) else None


def _to_file(message: Claimed) -> None:
    folder: Path = current_app.config["DATA_DIR"] / "sms"
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{message.created_at:%Y%m%dT%H%M%S}-{message.id.hex[:8]}.txt"
    (folder / name).write_text(f"{message.phone}\n\n{message.body}\n", encoding="utf-8")
