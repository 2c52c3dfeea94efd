"""Suggestions and propositions."""

from datetime import timedelta
from typing import Any

from bénévolat.domain.enums import (
    AgreementKind,
    AnswerReason,
)
from bénévolat.domain.propositions import HOLDING, PropositionStatus
from bénévolat.models.matches import Match, MatchPlan, PlanLine
from bénévolat.models.offers import Offer
from bénévolat.models.profiles import Profile
from bénévolat.models.propositions import Proposition
from tests.factories.associations import AssociationMaker
from tests.factories.people import PeopleMaker


class PropositionMaker(AssociationMaker, PeopleMaker):
    """Makes pairings."""

    def match(self, profile: Profile, offer: Offer, **values: Any) -> Match:
        """Return a suggestion with its reasons."""
        given: dict[str, Any] = {
            "near_miss": False,
            "rank": 1,
            "score": 82,
            "version": "test-1",
            "parts": {
                "wishes": {"points": 40, "max": 50, "why": "Le jardin."},
                "travel": {"points": 42, "max": 50, "why": "À 15 minutes à pied."},
            },
            "reasons": ["Vous aimez le jardin.", "À 15 minutes à pied."],
            "to_check": [],
            "blocked_by": [],
            "computed_at": self.now,
        }
        return self._keep(Match(profile=profile, offer=offer, **{**given, **values}))

    def near_miss(self, profile: Profile, offer: Offer, **values: Any) -> Match:
        """Return a near miss, with what would unlock it."""
        given = {"near_miss": True, "blocked_by": ["slots"], "unlock": "Un autre jour de la semaine."}
        return self.match(profile, offer, **{**given, **values})

    def plan(self, **values: Any) -> MatchPlan:
        """Return a plan and its certificate, proved the best."""
        given: dict[str, Any] = {
            "computed_at": self.now,
            "version": "test-1",
            "method": "prices",
            "people": 1,
            "with_candidates": 1,
            "offers": 1,
            "proposals": 1,
            "without_proposal": 0,
            "over_limit": 0,
            "size": 3,
            "limit_factor": 3,
            "score": 82,
            "objective": 82,
            "bound": 82,
        }
        return self._keep(MatchPlan(**{**given, **values}))

    def plan_line(self, profile: Profile, offer: Offer, **values: Any) -> PlanLine:
        """Return a mission of the order advised for a person."""
        given = {"rank": 1, "score": 82, "reason": "Première proposition : la plus forte de ses suggestions."}
        plan = values.pop("plan", None) or self.plan()
        return self._keep(PlanLine(profile_id=profile.id, offer=offer, plan=plan, **{**given, **values}))

    def proposition(
        self,
        profile: Profile | None = None,
        offer: Offer | None = None,
        status: PropositionStatus = PropositionStatus.PROPOSED,
        **values: Any,
    ) -> Proposition:
        """Return a proposition in any status, with the agreement and the place that this status supposes."""
        profile = profile or self.active_profile()
        offer = offer or self.published_offer()
        states = PropositionStatus
        answered = status not in {states.PROPOSED, states.WITHDRAWN, states.EXPIRED}
        sent = status in {states.SUBMITTED, states.MEETING, states.ACCEPTED, states.REFUSED}
        decided = status in {states.ACCEPTED, states.REFUSED}
        given: dict[str, Any] = {
            "pseudonym": f"Personne {next(self._numbers)}",
            "former_employee": False,
            "presentation": "Je voudrais aider au jardin.",
            "proposed_by_id": profile.referent_id,
            "proposed_at": self.now,
            "answered_at": self.now if answered else None,
            "submitted_at": self.now if sent else None,
            "decided_at": self.now if decided else None,
            "meeting_at": self.now + timedelta(days=3) if status is states.MEETING else None,
            "answer_reason": AnswerReason.SCHEDULE if status is states.REFUSED else None,
            "match_version": "test-1",
        }
        proposition = Proposition(profile=profile, offer=offer, status=status, **{**given, **values})
        self._keep(proposition)
        if sent or status is states.AGREED:
            self.agreement(profile, AgreementKind.TRANSMISSION, proposition_id=proposition.id)
        if status in HOLDING:
            self._hold_a_place(offer)
        return proposition

    def submitted_proposition(
        self, profile: Profile | None = None, offer: Offer | None = None, **values: Any
    ) -> Proposition:
        """Return a proposition that the association has received; it holds a place."""
        return self.proposition(profile, offer, PropositionStatus.SUBMITTED, **values)

    def _hold_a_place(self, offer: Offer) -> None:
        offer.places_taken += 1
        self.session.commit()
