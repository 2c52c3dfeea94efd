"""``send-messages``: the waiting messages of the outbox leave, each on its own.

Its ledger is the outbox row: claimed in one transaction, sent outside any, marked in another. A crash between the
two can send one message twice, never lose one; a message that fails six times is given up and shown.
"""

from datetime import datetime
from typing import Any

from bénévolat.extensions import transaction
from bénévolat.jobs.mailer import deliver
from bénévolat.jobs.registry import Cron, Job
from bénévolat.services import outbox


def send_waiting(at: datetime, *, dry_run: bool) -> dict[str, Any]:
    """Send what is due at that instant; return the counts sent, failed and given up."""
    with transaction() as session:
        waiting = outbox.waiting(session, now=at)
    if dry_run:
        return {"to_send": len(waiting)}
    counts = {"sent": 0, "failed": 0}
    for key in waiting:
        with transaction() as session:
            claimed = outbox.claim(session, key, now=at)
        if claimed is None:  # Another process has it.
            continue
        try:
            deliver(claimed)
        except Exception as error:  # noqa: BLE001 - one message's failure is its own
            with transaction() as session:
                outbox.failed(session, key, error=type(error).__name__, now=at)
            counts["failed"] += 1
        else:
            with transaction() as session:
                outbox.sent(session, key, now=at)
            counts["sent"] += 1
    return counts


JOB = Job(
    name="send-messages",
    label="Envoyer les courriels en attente",
    cron=Cron(minute="*"),
    outside=send_waiting,
)
