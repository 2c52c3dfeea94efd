"""Evaluation phrases: what every edit of the thesaurus is tried on before it is published."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from bénévolat.domain.thesaurus import PhraseTaken, TooManyPhrases
from bénévolat.matching.thesaurus_trial import Phrase, seed_phrases
from bénévolat.models.thesaurus import ThesaurusPhrase

MOST = 500
"""Phrases that the list may hold: a trial reads all of them, twice."""


def in_order() -> Select[ThesaurusPhrase]:
    """Select the phrases, the newest first."""
    return select(ThesaurusPhrase).order_by(ThesaurusPhrase.created_at.desc(), ThesaurusPhrase.text)


def every(session: Session) -> list[Phrase]:
    """Return every phrase as a trial reads it."""
    rows = session.execute(
        select(ThesaurusPhrase.text, ThesaurusPhrase.expected).order_by(ThesaurusPhrase.text)
    )
    return [Phrase(text, tuple(expected)) for text, expected in rows]


def count(session: Session) -> int:
    """Return how many phrases there are."""
    return session.scalar(select(func.count()).select_from(ThesaurusPhrase)) or 0


def load_seed(session: Session, *, now: datetime) -> int:
    """Put the phrases of the seed into an empty list; return how many were added."""
    if count(session):
        return 0
    phrases = seed_phrases()
    for phrase in phrases:
        _put(session, phrase.text, phrase.expected, now)
    session.flush()
    return len(phrases)


def add(session: Session, *, text: str, expected: Sequence[str], now: datetime) -> ThesaurusPhrase:
    """Add a phrase. Raises PhraseTaken, TooManyPhrases."""
    if count(session) >= MOST:
        raise TooManyPhrases
    _refuse_taken(session, text, but=None)
    row = _put(session, text, expected, now)
    session.flush()
    return row


def change(
    session: Session, phrase: ThesaurusPhrase, *, text: str, expected: Sequence[str], now: datetime
) -> None:
    """Change a phrase. Raises PhraseTaken."""
    _refuse_taken(session, text, but=phrase)
    phrase.text, phrase.expected, phrase.updated_at = text, list(dict.fromkeys(expected)), now


def remove(session: Session, phrase: ThesaurusPhrase) -> None:
    """Take a phrase off the list."""
    session.delete(phrase)


def _put(session: Session, text: str, expected: Sequence[str], now: datetime) -> ThesaurusPhrase:
    row = ThesaurusPhrase(text=text, expected=list(dict.fromkeys(expected)), created_at=now, updated_at=now)
    session.add(row)
    return row


def _refuse_taken(session: Session, text: str, *, but: ThesaurusPhrase | None) -> None:
    found = session.scalar(select(ThesaurusPhrase.id).where(ThesaurusPhrase.text == text))
    if found is not None and (but is None or found != but.id):
        raise PhraseTaken
