"""Who looked at a person's file: by day and kind of person, never a name (domain  1.10, R40)."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from bénévolat.domain.actors import ActorKind
from bénévolat.domain.enums import JournalEvent
from bénévolat.models.journal import JournalEntry
from bénévolat.services import days

_E = JournalEvent

WHO: Mapping[ActorKind, str] = {
    ActorKind.ALLOCATAIRE: "Vous",
    ActorKind.TRAVAILLEUR_SOCIAL: "Une personne de votre centre social",
    ActorKind.ASSOCIATION: "L'association",
    ActorKind.DEPARTEMENT: "Le Département",
    ActorKind.SYSTEM: "Le site, tout seul,",
}
"""How each kind of person is called, by the person."""

WORDS: Mapping[JournalEvent, tuple[str, str]] = {
    _E.PROFILE_READ: ("a lu votre dossier", "avez lu votre dossier"),
    _E.PROFILE_WRITTEN: ("a changé votre dossier", "avez changé votre dossier"),
    _E.PROFILE_ERASED: ("a effacé votre dossier", "avez effacé votre dossier"),
    _E.SIGN_IN: ("a ouvert votre espace", "avez ouvert votre espace"),
    _E.SIGN_OUT: ("a fermé votre espace", "avez fermé votre espace"),
    _E.CARD_ISSUED: ("a fait votre carte", "avez fait votre carte"),
    _E.CARD_REVOKED: ("a annulé votre carte", "avez annulé votre carte"),
    _E.CARD_REFUSED: ("a refusé un mauvais code de votre carte", "avez écrit un mauvais code"),
    _E.HOURS_RETAINED: ("a compté vos heures", "avez compté vos heures"),
    _E.RECORD_CLOSED: ("a compté vos heures du mois", "avez compté vos heures du mois"),
    _E.PRESENCE_CONFIRMED: ("a confirmé vos séances", "avez confirmé vos séances"),
    _E.PRESENCE_CONTESTED: ("a signalé une séance à revoir", "avez signalé une séance à revoir"),
    _E.BILAN_WRITTEN: ("a écrit un bilan", "avez écrit un bilan"),
    _E.BILAN_READ: ("a noté que vous avez lu un bilan", "avez lu un bilan"),
    _E.WORDS_WRITTEN: ("a noté vos mots", "avez écrit vos mots"),
    _E.CONTRACT_REVIEWED: ("a noté une rencontre de suivi", "avez noté une rencontre de suivi"),
    _E.DOCUMENT_MADE: ("a fait un papier", "avez pris un papier"),
    _E.EXPORT_MADE: ("a mis vos heures dans un fichier", "avez fait un fichier"),
    _E.EXPORT_READ: ("a ouvert un fichier avec vos heures", "avez ouvert un fichier"),
    _E.IMPORT_DONE: ("a mis à jour votre dossier", "avez mis à jour votre dossier"),
    _E.RETENTION_VISA: ("a préparé la fin de votre dossier", "avez préparé la fin de votre dossier"),
    _E.REQUEST_MADE: ("a noté votre demande", "avez fait une demande"),
    _E.REQUEST_ANSWERED: ("a répondu à votre demande", "avez répondu à une demande"),
    _E.DATA_HANDED: ("a pris une copie pour vous", "avez pris une copie de vos informations"),
    _E.TEXT_ASKED: ("vous a envoyé un SMS", "avez demandé un SMS"),
    _E.TEXT_RECEIVED: ("a reçu un SMS de vous", "avez envoyé un SMS"),
    _E.LETTER_MADE: ("a fait un courrier pour vous", "avez fait un courrier"),
    _E.NOTICE_GIVEN: ("a noté que vous avez eu l'information", "avez lu l'information"),
}
"""What each event is, said of somebody else and said of the person."""
OTHERWISE = ("a utilisé votre dossier", "avez utilisé votre dossier")


@dataclass(frozen=True, slots=True)
class Reading:
    """What one kind of person did on one day, and how many times."""

    day: date
    who: ActorKind
    event: JournalEvent
    times: int

    @property
    def sentence(self) -> str:
        """Return «Le Département a lu votre dossier.»."""
        words = WORDS.get(self.event, OTHERWISE)
        return f"{WHO[self.who]} {words[self.who is ActorKind.ALLOCATAIRE]}."


def of_person(session: Session, profile_id: UUID) -> list[Reading]:
    """Return what was done with a file, latest day first, as long as the journal is kept. One statement."""
    rows = session.execute(
        select(JournalEntry.at, JournalEntry.actor_kind, JournalEntry.event).where(
            JournalEntry.profile_id == profile_id
        )
    )
    counted = Counter((days.day_of(row.at), row.actor_kind, row.event) for row in rows)
    kinds, events = list(ActorKind), list(JournalEvent)
    ordered = sorted(
        counted, key=lambda key: (-key[0].toordinal(), kinds.index(key[1]), events.index(key[2]))
    )
    return [Reading(*key, counted[key]) for key in ordered]
