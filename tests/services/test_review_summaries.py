"""The summary of a review: which months, which words, what stays out (R6, R8, R11)."""

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from bénévolat.domain.actors import ActorKind
from bénévolat.domain.contracts import ReviewList
from bénévolat.domain.enums import AgreementKind
from bénévolat.exports.contract_review import HIDDEN_MISSION, HIDDEN_NAME
from bénévolat.exports.review_summaries import ReviewSummary
from bénévolat.models.contracts import Contract
from bénévolat.models.engagements import Engagement
from bénévolat.services import review_summaries
from tests.clock import Clock
from tests.factories import Factory
from tests.queries import counting

LABEL = "CER / contrat d'engagement"
SEPTEMBER, OCTOBER = date(2026, 9, 1), date(2026, 10, 1)


@pytest.fixture
def contract(make: Factory) -> Contract:
    return make.contract(
        make.active_profile(), reference="CER-7", starts_on=date(2026, 7, 1), ends_on=date(2027, 6, 30)
    )


@pytest.fixture
def engagement(make: Factory, contract: Contract) -> Engagement:
    return make.contract_engagement(contract.profile, contract=contract, started_on=date(2026, 9, 1))


def summary_of(session: Session, contract: Contract, clock: Clock) -> ReviewSummary:
    session.expire_all()
    (summary,) = review_summaries.summaries(session, [contract.id], contract_label=LABEL, now=clock())
    return summary


def test_months_in_three_columns_with_their_adjustments(
    session: Session, make: Factory, clock: Clock, contract: Contract, engagement: Engagement
) -> None:
    agent = make.departement_agent()
    make.cer_record(engagement, SEPTEMBER, minutes_declared=120, minutes_confirmed=60, nb_sessions=2)
    make.cer_record(
        engagement,
        OCTOBER,
        minutes_declared=600,
        minutes_confirmed=450,
        nb_sessions=4,
        minutes_declared_adjusted=-60,
        minutes_confirmed_adjusted=30,
        nb_sessions_adjusted=-1,
        minutes_retained=300,
        minutes_retained_adjusted=60,
        retained_by_id=agent.id,
        retained_at=clock(),
    )
    summary = summary_of(session, contract, clock)
    first, second = summary.months
    assert (first.month, first.hours.declared, first.hours.retained) == (SEPTEMBER, 120, None)
    assert (second.hours.declared, second.hours.confirmed, second.hours.retained) == (540, 480, 360)
    assert (summary.total.declared, summary.total.retained, summary.total.nb_sessions) == (660, 360, 5)
    assert summary.reference == "CER-7"
    assert summary.engagements[0].agreed_on == engagement.agreement.given_on


def test_a_personal_engagement_is_there_only_with_the_persons_agreement_and_says_so(
    session: Session, make: Factory, clock: Clock, contract: Contract
) -> None:
    """R6."""
    personal = make.engagement(contract.profile, started_on=SEPTEMBER)
    make.cer_record(personal, OCTOBER)
    assert summary_of(session, contract, clock).engagements == ()
    agreement = make.agreement(personal.profile, AgreementKind.REVIEW, engagement_id=personal.id)
    summary = summary_of(session, contract, clock)
    assert [one.in_contract for one in summary.engagements] == [False]
    assert summary.lines[0][0] == "Octobre 2026 (hors contrat)"
    agreement.withdrawn_at = clock()
    session.commit()
    assert summary_of(session, contract, clock).months == ()


def test_months_of_another_contract_and_before_the_last_review_are_left_out(
    session: Session, make: Factory, clock: Clock, contract: Contract, engagement: Engagement
) -> None:
    make.contract(contract.profile, starts_on=date(2026, 1, 1), ends_on=date(2026, 6, 30))
    make.cer_record(engagement, date(2026, 6, 1))
    make.cer_record(engagement, date(2026, 8, 1))
    make.cer_record(engagement, OCTOBER)
    assert [one.month for one in summary_of(session, contract, clock).months] == [date(2026, 8, 1), OCTOBER]
    contract.last_reviewed_on = date(2026, 9, 15)
    session.commit()
    summary = summary_of(session, contract, clock)
    assert [one.month for one in summary.months] == [OCTOBER]
    assert summary.period_from == SEPTEMBER


def test_an_engagement_just_begun_is_told_without_hours(
    session: Session, clock: Clock, contract: Contract, engagement: Engagement
) -> None:
    summary = summary_of(session, contract, clock)
    assert [one.mission for one in summary.engagements] == [engagement.offer.title]
    assert summary.months == ()
    assert summary.total.retained is None


def test_the_associations_half_of_the_bilan_waits_until_the_person_has_read_it(
    session: Session, make: Factory, clock: Clock, contract: Contract, engagement: Engagement
) -> None:
    """R11; the person's own words do not wait."""
    bilan = make.bilan(
        engagement,
        words="J'ai appris à tenir la caisse.",
        words_at=clock(),
        words_by_kind=ActorKind.ALLOCATAIRE,
    )
    (before,) = summary_of(session, contract, clock).engagements
    assert (before.skills, before.text, before.words) == ((), None, "J'ai appris à tenir la caisse.")
    bilan.read_at, bilan.read_by_kind = clock(), ActorKind.ALLOCATAIRE
    session.commit()
    (after,) = summary_of(session, contract, clock).engagements
    assert after.skills == ("Travail en équipe", "Rigueur")
    assert after.text == bilan.text


def test_a_sensitive_name_is_masked_and_what_the_association_wrote_stays_out(
    session: Session, make: Factory, clock: Clock, contract: Contract, engagement: Engagement
) -> None:
    engagement.offer.association.sensitive_name = True
    make.bilan(engagement, read=True)
    (one,) = summary_of(session, contract, clock).engagements
    assert (one.mission, one.association) == (HIDDEN_MISSION, HIDDEN_NAME)
    assert one.text is None
    assert one.skills == ("Travail en équipe", "Rigueur")


def test_many_people_cost_the_same_statements_as_one(
    session: Session, make: Factory, clock: Clock, contract: Contract, engagement: Engagement
) -> None:
    make.cer_record(engagement, OCTOBER)
    referent = contract.profile.referent
    keys = [contract.id]
    with counting(session) as few:
        review_summaries.summaries(session, keys, contract_label=LABEL, now=clock())
    for _ in range(5):
        other = make.contract(make.active_profile(referent))
        make.bilan(make.contract_engagement(other.profile, contract=other, started_on=OCTOBER))
        keys.append(other.id)
    session.expunge_all()
    with counting(session) as many:
        made = review_summaries.summaries(session, keys, contract_label=LABEL, now=clock())
    assert [one.contract_id for one in made] == keys
    assert len(many) == len(few) == 6


def test_reviews_that_come_are_mine_or_my_teams_nearest_first(
    session: Session, make: Factory, clock: Clock
) -> None:
    me, today = make.travailleur_social(), clock().date()
    colleague = make.travailleur_social(me.team)
    far = make.contract(make.active_profile(me), review_on=today + timedelta(days=31))
    near = make.contract(make.active_profile(me), review_on=today + timedelta(days=2))
    late = make.contract(make.active_profile(me), review_on=today - timedelta(days=3))
    teams = make.contract(make.active_profile(colleague), review_on=today + timedelta(days=1))
    make.contract(make.active_profile(), review_on=today)
    make.contract(make.active_profile(me), review_on=None)
    make.contract(
        make.active_profile(me), starts_on=today - timedelta(days=200), review_on=today - timedelta(days=61)
    )

    def found(which: ReviewList, *, team: bool = False) -> list[Contract]:
        return list(session.scalars(review_summaries.due(me, which, team=team, now=clock())))

    assert found(ReviewList.SOON) == [near]
    assert found(ReviewList.SOON, team=True) == [teams, near]
    assert found(ReviewList.PASSED) == [late], "a date that passed is not one of the next 30 days"
    assert found(ReviewList.ALL) == [late, near, far]
