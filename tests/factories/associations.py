"""Associations, supervisors, offers."""

from typing import Any

from bénévolat.domain.associations import AssociationStatus
from bénévolat.domain.enums import (
    Domain,
    ExpensesPolicy,
    HalfDay,
    Level,
    SupervisionLevel,
)
from bénévolat.domain.offers import OfferStatus
from bénévolat.models.associations import Association
from bénévolat.models.offers import Offer
from bénévolat.models.supervisors import Supervisor
from tests.factories.places import PlaceMaker


class AssociationMaker(PlaceMaker):
    """Makes what associations hold."""

    def association(self, name: str | None = None, **values: Any) -> Association:
        """Return an association whose record is still a draft."""
        name = name or f"Les Jardins partagés {next(self._numbers)}"
        given: dict[str, Any] = {
            "name": name,
            "search_key": name.lower(),
            "rna": "W101000001",
            "purpose": "Cultiver un jardin ouvert à tous.",
            "address": "1 rue des Tilleuls",
            "commune": self.commune(),
            "phone": "03 25 00 00 02",
            "email": "contact@jardins.exemple.fr",
            "insured": True,
            "insurer": "Mutuelle du Jardin",
            "created_at": self.now,
        }
        return self._keep(Association(**{**given, **values}))

    def submitted_association(self, **values: Any) -> Association:
        """Return an association that waits for the Département's validation."""
        return self.association(
            **{
                "status": AssociationStatus.SUBMITTED,
                "submitted_at": self.now,
                "charter_accepted_at": self.now,
                **values,
            }
        )

    def validated_association(self, **values: Any) -> Association:
        """Return an association that the Département has validated."""
        return self.association(
            **{
                "status": AssociationStatus.VALIDATED,
                "submitted_at": self.now,
                "validated_at": self.now,
                "charter_accepted_at": self.now,
                **values,
            }
        )

    def supervisor(self, association: Association, **values: Any) -> Supervisor:
        """Return a tutor of an association, there on Tuesday and Thursday mornings."""
        given: dict[str, Any] = {
            "first_name": "Dominique",
            "last_name": "Leroy",
            "phone": "06 00 00 00 03",
            "half_days": [HalfDay.TUE_AM, HalfDay.THU_AM],
            "created_at": self.now,
        }
        return self._keep(Supervisor(association=association, **{**given, **values}))

    def offer(self, association: Association | None = None, **values: Any) -> Offer:
        """Return a complete draft offer, ready to be submitted."""
        association = association or self.validated_association()
        given: dict[str, Any] = {
            "title": f"Aide au jardin {next(self._numbers)}",
            "description": "Semer, arroser et récolter avec l'équipe du jardin.",
            "simple_text": "Vous aidez au jardin. Vous êtes avec une équipe.",
            "tasks": ["Arroser", "Récolter"],
            "domain": Domain.ENVIRONMENT,
            "commune": self.commune(),
            "address": "Chemin du Moulin",
            "half_days": [HalfDay.TUE_AM, HalfDay.THU_AM],
            "session_minutes": 150,
            "places": 4,
            "supervision_capacity": 2,
            "supervision_level": SupervisionLevel.REGULAR,
            "supervision_half_days": [HalfDay.TUE_AM, HalfDay.THU_AM],
            "french_level": Level.SOME,
            "expenses": ExpensesPolicy.TRAVEL,
            "insured": True,
            "created_at": self.now,
            "updated_at": self.now,
        }
        if "supervisor" not in values:
            given["supervisor"] = self.supervisor(association)
        return self._keep(Offer(association=association, **{**given, **values}))

    def submitted_offer(self, association: Association | None = None, **values: Any) -> Offer:
        """Return an offer that waits for the Département's answer."""
        return self.offer(
            association, **{"status": OfferStatus.SUBMITTED, "submitted_at": self.now, **values}
        )

    def published_offer(self, association: Association | None = None, **values: Any) -> Offer:
        """Return a published offer of a validated association, with two supervised places free."""
        return self.offer(
            association,
            **{
                "status": OfferStatus.PUBLISHED,
                "submitted_at": self.now,
                "published_at": self.now,
                **values,
            },
        )

    def full_offer(self, association: Association | None = None, **values: Any) -> Offer:
        """Return a published offer whose only supervised place is taken."""
        return self.published_offer(association, **{"supervision_capacity": 1, "places_taken": 1, **values})
