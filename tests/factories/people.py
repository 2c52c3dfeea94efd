"""Profiles, agreements, contracts."""

from datetime import timedelta
from typing import Any

from bénévolat.domain.actors import ActorKind
from bénévolat.domain.data_requests import RequestKind, due_on
from bénévolat.domain.enums import (
    AgreementKind,
    Channel,
    ContractKind,
    ExclusionKind,
    HalfDay,
    Level,
    ProfileStatus,
    SupervisionLevel,
    TravelMeans,
)
from bénévolat.domain.notices import VERSION, NoticeWay
from bénévolat.models.accounts import Account
from bénévolat.models.agreements import Agreement
from bénévolat.models.associations import Association
from bénévolat.models.contracts import Contract
from bénévolat.models.data_requests import DataRequest
from bénévolat.models.notices import NoticeDelivery
from bénévolat.models.profiles import Exclusion, Profile
from bénévolat.models.retention import RetentionListing
from tests.factories.accounts import AccountMaker


class PeopleMaker(AccountMaker):
    """Makes people in social follow-up."""

    def profile(self, referent: Account | None = None, **values: Any) -> Profile:
        """Return a profile whose registration has only begun."""
        number = next(self._numbers)
        referent = referent or self.travailleur_social()
        given: dict[str, Any] = {
            "departement_ref": f"D10-{number:05d}",
            "first_name": "Andrea",
            "last_name": f"Petit{number}",
            "search_key": f"andrea petit{number}",
            "referent": referent,
            "team_id": referent.team_id,
            "created_at": self.now,
            "updated_at": self.now,
            "last_contact_at": self.now,
        }
        return self._keep(Profile(**{**given, **values}))

    def active_profile(self, referent: Account | None = None, **values: Any) -> Profile:
        """Return a complete profile of a person who agreed to volunteer."""
        given: dict[str, Any] = {
            "status": ProfileStatus.ACTIVE,
            "commune": self.commune(),
            "wishes": ["jardin", "cuisine"],
            "skills": ["jardinage"],
            "travel": {TravelMeans.WALK.value: 30, TravelMeans.BUS.value: 45},
            "half_days": [HalfDay.TUE_AM, HalfDay.THU_AM, HalfDay.FRI_PM],
            "french_level": Level.ENOUGH,
            "supervision_need": SupervisionLevel.REGULAR,
            "phone": "06 00 00 00 04",
        }
        profile = self.profile(referent, **{**given, **values})
        self.agreement(profile, AgreementKind.VOLUNTEERING)
        self.notice(profile)
        return profile

    def notice(self, profile: Profile, **values: Any) -> NoticeDelivery:
        """Return the delivery of the information in force, on paper today."""
        given: dict[str, Any] = {
            "version": VERSION,
            "way": NoticeWay.PAPER,
            "given_on": self.today,
            "recorded_at": self.now,
            "recorded_by_kind": ActorKind.TRAVAILLEUR_SOCIAL,
            "recorded_by_id": profile.referent_id,
        }
        return self._keep(NoticeDelivery(profile_id=profile.id, **{**given, **values}))

    def data_request(self, profile: Profile, **values: Any) -> DataRequest:
        """Return a correction asked by the person today."""
        asked_on = values.get("asked_on", self.today)
        given: dict[str, Any] = {
            "kind": RequestKind.RECTIFY,
            "text": "Mon téléphone a changé.",
            "asked_on": asked_on,
            "due_on": due_on(asked_on),
            "channel": Channel.SCREEN,
            "recorded_at": self.now,
            "recorded_by_kind": ActorKind.ALLOCATAIRE,
        }
        return self._keep(DataRequest(profile=profile, **{**given, **values}))

    def exclusion(
        self, profile: Profile, association: Association, kind: ExclusionKind = ExclusionKind.WISH
    ) -> Exclusion:
        """Return the association left out for a person."""
        return self._keep(
            Exclusion(profile_id=profile.id, association=association, kind=kind, created_at=self.now)
        )

    def agreement(self, profile: Profile, kind: AgreementKind, **values: Any) -> Agreement:
        """Return an agreement given orally today."""
        given: dict[str, Any] = {
            "channel": Channel.ORAL,
            "given_on": self.today,
            "recorded_at": self.now,
            "recorded_by_kind": ActorKind.TRAVAILLEUR_SOCIAL,
            "recorded_by_id": profile.referent_id,
        }
        return self._keep(Agreement(profile_id=profile.id, kind=kind, **{**given, **values}))

    def listed_profile(self, referent: Account | None = None, **values: Any) -> RetentionListing:
        """Return the listing of a file without contact for three years, to be erased in a month."""
        long_ago = self.now - timedelta(days=3 * 365)
        given = {"created_at": long_ago, "updated_at": long_ago, "last_contact_at": long_ago}
        profile = self.profile(referent, **given)
        listing = {"listed_at": self.now, "erase_on": self.today + timedelta(days=30), **values}
        return self._keep(RetentionListing(profile=profile, **listing))

    def contract(self, profile: Profile, **values: Any) -> Contract:
        """Return a contract in force since the beginning of the month before."""
        given: dict[str, Any] = {
            "kind": ContractKind.CER,
            "starts_on": self.today - timedelta(days=60),
            "ends_on": self.today + timedelta(days=120),
            "review_on": self.today + timedelta(days=30),
            "weekly_hours_target": 7,
            "volunteering_included": True,
            "created_at": self.now,
        }
        return self._keep(Contract(profile=profile, **{**given, **values}))
