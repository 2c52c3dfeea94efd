"""Long work asked for on screen: its kinds and its life."""

from bénévolat.domain.labels import LabelledEnum


class WorkKind(LabelledEnum):
    """What is made."""

    CONTRACT_REVIEW = "contract_review", "Export pour les revues de contrat"
    REVIEW_PACK = "review_pack", "Dossiers de revue"
    LETTERS = "letters", "Courriers"


class WorkStatus(LabelledEnum):
    """Where it stands."""

    WAITING = "waiting", "En attente"
    RUNNING = "running", "En cours"
    DONE = "done", "Prêt"
    FAILED = "failed", "Non abouti"
