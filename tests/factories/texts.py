"""Text messages and what is answered to them."""

from typing import Any

from bénévolat.domain.enums import AgreementKind
from bénévolat.domain.text_replies import ReplyMeaning
from bénévolat.domain.texts import TextKind
from bénévolat.models.profiles import Profile
from bénévolat.models.propositions import Proposition
from bénévolat.models.texts import TextMessage, TextReply
from tests.factories.propositions import PropositionMaker

MOBILE = "+33600000004"


class TextMaker(PropositionMaker):
    """Makes messages."""

    def texted_profile(self, *given: Any, **values: Any) -> Profile:
        """Return a person who wishes to be texted."""
        profile = self.active_profile(*given, **{"phone": MOBILE, **values})
        self.agreement(profile, AgreementKind.TEXTS)
        return profile

    def text(
        self, profile: Profile | None = None, proposition: Proposition | None = None, **values: Any
    ) -> TextMessage:
        """Return a message already sent: about a proposition when one is given."""
        profile = profile or (proposition.profile if proposition else self.texted_profile())
        given: dict[str, Any] = {
            "kind": TextKind.MISSION if proposition else TextKind.CALL,
            "phone": profile.phone,
            "body": "Bonjour. Question : 03 53 01 01 01.",
            "asked_by_id": profile.referent_id,
            "created_at": self.now,
            "not_before": self.now,
            "attempts": 1,
            "sent_at": self.now,
        }
        return self._keep(TextMessage(profile=profile, proposition=proposition, **{**given, **values}))

    def text_reply(self, profile: Profile, **values: Any) -> TextReply:
        """Return a message of a person that waits to be read."""
        given: dict[str, Any] = {
            "gateway_id": f"g-{next(self._numbers)}",
            "phone": profile.phone,
            "body": "Oui mais pas le mardi",
            "meaning": ReplyMeaning.UNCLEAR,
            "received_at": self.now,
        }
        return self._keep(TextReply(profile=profile, **{**given, **values}))
