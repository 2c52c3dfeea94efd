"""Makers of every noun, straight through the models. Their names read as sentences; nothing is random.

``make.published_offer()`` makes what it stands on (association, supervisor, commune) unless it is given:
``make.published_offer(association=mine, supervision_capacity=2)``. Every maker commits.
"""

from tests.factories.engagements import EngagementMaker
from tests.factories.texts import TextMaker
from tests.factories.thesaurus import ThesaurusMaker


class Factory(EngagementMaker, TextMaker, ThesaurusMaker):
    """Every maker in one object: the fixture ``make``."""


__all__ = ["Factory"]
