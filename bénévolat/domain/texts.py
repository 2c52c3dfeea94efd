"""Text messages to people: what they say (R52), to which numbers, and how often.

A telephone may be shared: a message names no benefit, no follow-up, no referent, nothing of the association nor of
the place, and always gives a number to call.
"""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import phonenumbers

from bénévolat.domain.errors import DomainError
from bénévolat.domain.gsm7 import MOST, gsm7, septets
from bénévolat.domain.labels import LabelledEnum

PARIS = ZoneInfo("Europe/Paris")
FIRST_HOUR, LAST_HOUR = time(9), time(19)
"""Messages leave in the day, never on Sundays."""
MOST_A_DAY = 3
"""Messages asked for one person in 24 hours; the answers to their own messages are apart."""
MOST_ECHOES = 5
"""Answers to their own messages in 24 hours: two machines that answer each other stop there."""


class TextKind(LabelledEnum):
    """What a message is for."""

    MISSION = "mission", "Une proposition attend"
    CALL = "call", "Demande de rappeler"
    MEETING = "meeting", "Rendez-vous"
    NOTED = "noted", "Réponse notée"
    UNCLEAR = "unclear", "Message reçu, à lire"
    STOPPED = "stopped", "Arrêt des SMS noté"


ECHOES = frozenset({TextKind.NOTED, TextKind.UNCLEAR, TextKind.STOPPED})
"""Sent back to somebody who has just written: at once, whatever the hour."""

_STOP = " STOP = plus de SMS."
SAID = {
    TextKind.MISSION: (
        "Bonjour{name}. Une proposition de bénévolat vous attend. Répondez OUI {code}, NON {code} ou PARLER {code}."
        " Question : {phone}." + _STOP
    ),
    TextKind.CALL: "Bonjour{name}. Pouvez-vous nous rappeler au {phone} ? C'est pour le bénévolat." + _STOP,
    TextKind.MEETING: (
        "Bonjour{name}. Votre rendez-vous : {when}. Pour changer ou poser une question : {phone}." + _STOP
    ),
    TextKind.NOTED: "Merci. C'est noté : {answers}. Vous pouvez changer d'avis. Question : {phone}.",
    TextKind.UNCLEAR: "Merci. Nous avons reçu votre message et nous le lisons. Vous pouvez appeler le {phone}.",
    TextKind.STOPPED: "C'est noté : plus de SMS. Vous pouvez toujours nous appeler au {phone}.",
}
"""The messages. ``name`` is a space and the first name, or nothing when it does not fit."""


def compose(kind: TextKind, *, phone: str, first_name: str = "", **facts: str) -> str:
    """Return a message of at most 160 GSM letters. The first name is left out when it is too long or not Latin.

    Raises ValueError when it does not fit even so.
    """
    name = gsm7(first_name)
    for shown in (f" {name}" if name else "", ""):
        text = gsm7(SAID[kind].format(name=shown, phone=phone, **facts))
        if septets(text) <= MOST:
            return text
    raise ValueError(f"{kind.value}: more than {MOST} letters")


def mobile(phone: str | None) -> str | None:
    """Return a number that receives messages, as E.164, or None: empty, unreadable, a land line."""
    if not phone:
        return None
    try:
        number = phonenumbers.parse(phone, "FR")
    except phonenumbers.NumberParseException:
        return None
    if number.country_code == 33:  # The numbers kept for invented people are mobiles too.
        right = len(str(number.national_number)) == 9 and str(number.national_number)[0] in "67"
    else:
        right = phonenumbers.is_valid_number(number) and phonenumbers.number_type(number) in {
            phonenumbers.PhoneNumberType.MOBILE,
            phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE,
        }
    if not right:
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def leaves_at(kind: TextKind, now: datetime) -> datetime:
    """Return when a message may leave: at once in the day, otherwise the next morning that is not a Sunday."""
    if kind in ECHOES:
        return now
    here = now.astimezone(PARIS)
    day = here.date() + timedelta(days=1 if here.time() >= LAST_HOUR else 0)
    if day.weekday() == 6:
        day += timedelta(days=1)
    opening = datetime.combine(day, FIRST_HOUR, PARIS)
    return max(now, opening.astimezone(now.tzinfo))


class TextsOff(DomainError):
    """No gateway is set up."""

    sentence = (
        "L'envoi de SMS n'est pas réglé sur cette plateforme. Appelez la personne, ou imprimez sa fiche."
    )


class NoMobile(DomainError):
    """The number is missing, or does not receive messages."""

    sentence = "Il n'y a pas de numéro de mobile dans le dossier. Complétez-le dans «\u00a0Identité et contact\u00a0»."


class TextsNotWished(DomainError):
    """Nobody is texted without having said so."""

    sentence = "La personne n'a pas dit qu'elle veut recevoir des SMS. Notez d'abord son accord."


class NumberUnreachable(DomainError):
    """The last message to this number was refused."""

    sentence = "Ce numéro ne reçoit pas les SMS. Vérifiez-le avec la personne, ou appelez-la."


class TooManyTexts(DomainError):
    """Three messages a day are enough."""

    sentence = "Trois SMS ont déjà été demandés pour cette personne en 24\u00a0heures. Appelez-la, ou attendez demain."


class NothingToText(DomainError):
    """The proposition does not wait for an answer, or its meeting has no day."""

    sentence = "Il n'y a rien à annoncer par SMS pour cette proposition."
