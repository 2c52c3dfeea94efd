"""``send-texts``: the waiting text messages leave, each on its own.

Its ledger is the row of the message, as for mails: claimed in one transaction, sent outside any, marked in another.
A crash between the two sends one again under the same identifier, and says so; none is lost.
"""

from datetime import datetime
from typing import Any

from bénévolat.extensions import transaction
from bénévolat.jobs.registry import Cron, Job
from bénévolat.jobs.texter import GatewayRefused, GatewaySilent, deliver
from bénévolat.services import text_sending


def send_waiting(at: datetime, *, dry_run: bool) -> dict[str, Any]:
    """Send what is due at that instant; return the counts sent, failed and refused."""
    with transaction() as session:
        waiting = text_sending.waiting(session, now=at)
    if dry_run:
        return {"texts_to_send": len(waiting)}
    counts = {"texts_sent": 0, "failed": 0, "texts_refused": 0}
    for key in waiting:
        with transaction() as session:
            claimed = text_sending.claim(session, key, now=at)
        if claimed is None:  # Another process has it.
            continue
        try:
            gateway_id = deliver(claimed)
        except GatewayRefused as refusal:
            with transaction() as session:
                text_sending.refused(session, key, error=str(refusal), now=at)
            counts["texts_refused"] += 1
        except Exception as error:  # noqa: BLE001 - one message's failure is its own
            doubtful = isinstance(error, GatewaySilent)
            words = str(error) if type(error).__name__.startswith("Gateway") else type(error).__name__
            with transaction() as session:
                text_sending.failed(session, key, error=words, doubtful=doubtful, now=at)
            counts["failed"] += 1
        else:
            with transaction() as session:
                text_sending.sent(session, key, gateway_id=gateway_id, now=at)
            counts["texts_sent"] += 1
    return counts if any(counts.values()) else {}


JOB = Job(
    name="send-texts",
    label="Envoyer les SMS en attente",
    cron=Cron(minute="*"),
    outside=send_waiting,
)
