"""Form that records the person's answer, given to an agent (R10, R54)."""

from bénévolat.domain.agreements import THROUGH_AGENT
from bénévolat.domain.enums import Channel
from bénévolat.domain.propositions import PropositionAction
from bénévolat.web.fields import EnumRadio, Form, LocalDate, Required

ANSWERS = (PropositionAction.AGREE, PropositionAction.TALK, PropositionAction.DECLINE)


class AnswerForm(Form):
    """What the person said, how, and when."""

    answer = EnumRadio(
        "Qu'a répondu la personne\u00a0?",
        PropositionAction,
        [Required("Cochez la réponse de la personne.")],
        members=ANSWERS,
    )
    channel = EnumRadio(
        "Comment l'a-t-elle dit\u00a0?",
        Channel,
        [Required("Indiquez comment la personne a répondu.")],
        members=THROUGH_AGENT,
    )
    given_on = LocalDate("Quel jour\u00a0?", [Required("Indiquez le jour de la réponse.")])
