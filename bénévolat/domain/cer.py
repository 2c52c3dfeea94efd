"""Monthly record that feeds the contract review (domain §1.4, R7)."""

from bénévolat.domain.errors import DomainError
from bénévolat.domain.labels import LabelledEnum

RECORD_JOB = "record-engagement"
CLOSE_JOB = "close-month"
"""Names of the jobs whose ledger says that a month was recorded, that a month was closed (J1)."""


class CerRecordStatus(LabelledEnum):
    """Status of a monthly record."""

    OPEN = "open", "Ouvert"
    CLOSED = "closed", "Clos"


class RecordClosed(DomainError):
    """A closed month is immutable: corrections go to the next open month."""

    sentence = "Ce mois est clos. La correction sera portée sur le mois ouvert suivant."


class RecordChanged(DomainError):
    """The hours of the record are no longer those that the agent read."""

    sentence = "Les heures de ce relevé ont changé entre-temps. Relisez-les avant de les retenir."


class WrongRetainedHours(DomainError):
    """Hours retained stay between zero and the hours declared or confirmed."""

    field = "hours_retained"
