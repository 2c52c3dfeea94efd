"""What may wait for a travailleur social."""

from bénévolat.domain.labels import LabelledEnum


class TaskKind(LabelledEnum):
    """Kinds of work, most urgent first."""

    REQUEST = "request", "Demandes sur leurs données"
    TALK = "talk", "Veulent en parler"
    TEXT_READ = "text_read", "SMS à lire"
    SEND = "send", "D'accord\u00a0: à envoyer à l'association"
    MEETING = "meeting", "Rencontre demandée par l'association"
    SILENT = "silent", "Association sans réponse depuis plus de trois jours"
    TEXT_LOST = "text_lost", "SMS qui n'est pas arrivé"
    TEXT_SILENT = "text_silent", "SMS sans réponse depuis plus de trois jours"
    CONTESTED = "contested", "Séances à revoir ensemble"
    UNCONFIRMED = "unconfirmed", "Séances que l'association n'a pas encore confirmées"
    BILAN = "bilan", "Bilans à lire avec la personne"
    REVIEW = "review", "Revue du contrat à préparer"
    TO_NOTE = "to_note", "Séances prévues, à noter"
    PROPOSE = "propose", "Une mission à proposer"
    NO_MATCH = "no_match", "Aucune mission suggérée"
    SESSIONS = "sessions", "Séances à noter\u00a0?"
    NOTICE = "notice", "Information sur les données, à donner"
    DRAFT = "draft", "Profils à terminer"
