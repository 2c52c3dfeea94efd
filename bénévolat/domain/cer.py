"""Monthly record that feeds the contract review (domain §1.4, R7)."""

from bénévolat.domain.errors import DomainError
from bénévolat.domain.labels import LabelledEnum


class CerRecordStatus(LabelledEnum):
    """Status of a monthly record."""

    OPEN = "open", "Ouvert"
    CLOSED = "closed", "Clos"


class RecordClosed(DomainError):
    """A closed month is immutable: corrections go to the next open month."""

    sentence = "Ce mois est clos. La correction sera portée sur le mois ouvert suivant."


class WrongRetainedHours(DomainError):
    """Hours retained stay between zero and the hours declared or confirmed."""

    field = "hours_retained"
