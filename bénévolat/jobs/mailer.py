"""Rendering and delivery of one mail: SMTP in production, one file per mail in the demonstration."""

import smtplib
import ssl
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from pathlib import Path

from flask import current_app, render_template

from bénévolat.domain.french import unbroken
from bénévolat.services.outbox import Claimed


def compose(message: Claimed) -> EmailMessage:
    """Return the mail of an outbox message. A template's first line is «Objet : …», then a blank line.

    Templates are written with plain spaces: those around French marks are made no-break here, for all of them.
    """
    text = render_template(
        f"mails/{message.template}.txt",
        **message.context,
        base_url=current_app.config["BASE_URL"],
        departement_name=current_app.config["DEPARTEMENT_NAME"],
        departement_phone=current_app.config["DEPARTEMENT_PHONE"],
    )
    subject, _, body = text.partition("\n")
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = unbroken(subject.removeprefix("Objet :").strip())
    mail["From"] = current_app.config["MAIL_FROM"]
    mail["To"] = message.recipient
    mail["Date"] = format_datetime(message.created_at)
    mail["Message-ID"] = make_msgid(idstring=message.id.hex, domain="benevolat.invalid")
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(unbroken(body.strip()) + "\n")
    return mail


def deliver(message: Claimed) -> None:
    """Send one message by the configured backend; raises what the server raises."""
    mail = compose(message)
    if current_app.config["MAIL_BACKEND"] == "smtp":
        _by_smtp(mail)
    else:
        _to_file(mail, message)


def _by_smtp(mail: EmailMessage) -> None:
    config = current_app.config
    with smtplib.SMTP(config["SMTP_HOST"], config["SMTP_PORT"], timeout=20) as server:
        if config["SMTP_STARTTLS"]:
            server.starttls(context=ssl.create_default_context())
        if config["SMTP_USER"]:
            server.login(config["SMTP_USER"], config["SMTP_PASSWORD"])
        server.send_message(mail)


def _to_file(mail: EmailMessage, message: Claimed) -> None:
    folder: Path = current_app.config["DATA_DIR"] / "courriels"
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{message.created_at:%Y%m%dT%H%M%S}-{message.template}-{message.id.hex[:8]}.eml"
    (folder / name).write_bytes(mail.as_bytes())
