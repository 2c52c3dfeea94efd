"""A little site where every job has something to do: a new job without its line here fails ``test_faults``.

Everything stands at a distance from the maker's clock, so that the same world serves a simulated night and a real one.
"""

from datetime import date, timedelta

from bénévolat.domain.engagements import SessionStatus
from bénévolat.domain.enums import LinkKind, Right
from bénévolat.models.accounts import Account
from bénévolat.models.associations import Association
from bénévolat.models.attempts import Attempt
from bénévolat.models.engagements import Engagement
from bénévolat.models.jobs import JobFailure, JobPass
from bénévolat.models.matches import MatchChange
from bénévolat.models.outbox import OutboxMessage
from bénévolat.models.retention import RetentionListing
from tests.factories import Factory

MAIL = {
    "first_name": "Zoé",
    "pseudonym": "Personne K7Q2",
    "offer_title": "Jardin partagé",
    "proposition_id": "00000000-0000-0000-0000-000000000001",
}

ORDERED = {
    "from": "2026-01-01",
    "to": "2026-12-31",
    "team": None,
    "referent": None,
    "motive": "Revue des contrats du semestre",
    "format": "csv",
    "encoding": "utf8",
    "with_number": False,
}


def furnish(make: Factory, size: int = 3) -> None:
    """Write the world: ``size`` of what a job handles one by one."""
    association = make.validated_association()
    make.member_of(association)
    agent = make.administrator()
    referent = make.travailleur_social()
    for number in range(size):
        engaged(make, referent, association, number)
        pending(make, referent, association)
        forgotten(make, referent, agent, number)
    old_ones(make)


def engaged(make: Factory, referent: Account, association: Association, number: int) -> None:
    """Somebody engaged for four months: months to record and close, sessions to draft, to confirm, a review soon."""
    profile = make.active_profile(referent)
    begun = first_of_month(make.today, -4)
    contract = make.contract(
        profile,
        starts_on=begun,
        ends_on=make.today + timedelta(days=400),
        review_on=make.today + timedelta(days=20),
    )
    engagement = make.contract_engagement(
        profile,
        contract=contract,
        started_on=begun,
        proposition=None,
        offer=make.published_offer(association),
        agreed_slots=[{"weekday": number % 5, "at": "09:30"}],
        created_at=make.now - timedelta(days=130),
    )
    attended(make, engagement)


def attended(make: Factory, engagement: Engagement) -> None:
    """Two sessions in each of the last three months, the second one waiting for its confirmation.

    The oldest month has its record already, past its closing.
    """
    oldest = first_of_month(make.today, -3)
    make.cer_record(engagement, oldest, minutes_declared=240, minutes_confirmed=150, nb_sessions=2)
    for months in (-3, -2, -1):
        first = first_of_month(make.today, months)
        make.activity_session(engagement, first + timedelta(days=4), status=SessionStatus.CONFIRMED)
        make.activity_session(
            engagement, first + timedelta(days=11), minutes=90, declared_at=make.now - timedelta(days=15)
        )


def pending(make: Factory, referent: Account, association: Association) -> None:
    """A mission proposed and sent long ago that nobody answered, and a text message that waits."""
    long_ago = make.now - timedelta(days=95)
    offer = make.published_offer(
        association, supervision_capacity=3, published_at=long_ago, created_at=long_ago, updated_at=long_ago
    )
    make.proposition(make.active_profile(referent), offer, proposed_at=long_ago)
    make.submitted_proposition(
        make.active_profile(referent),
        offer,
        proposed_at=long_ago,
        answered_at=long_ago,
        submitted_at=long_ago,
    )
    just_now = make.now - timedelta(minutes=5)
    make.text(
        make.texted_profile(referent), attempts=0, sent_at=None, created_at=just_now, not_before=just_now
    )
    make.session.add(MatchChange(offer_id=offer.id, noted_at=make.now - timedelta(minutes=2)))


def forgotten(make: Factory, referent: Account, agent: Account, number: int) -> None:
    """A file without contact for two years and a half, one that is to be erased, and a mail that waits."""
    long_ago = make.now - timedelta(days=930)
    since = {"created_at": long_ago, "updated_at": long_ago, "last_contact_at": long_ago}
    make.profile(referent, **since)
    make.session.add(
        RetentionListing(
            profile_id=make.profile(referent, **since).id,
            listed_at=make.now - timedelta(days=60),
            erase_on=make.today - timedelta(days=20),
            visa_at=make.now - timedelta(days=30),
            visa_by_id=agent.id,
        )
    )
    make.session.add(
        OutboxMessage(
            template="proposition_received",
            recipient=f"zoe{number}@example.org",
            context=MAIL,
            created_at=make.now - timedelta(minutes=5),
            not_before=make.now - timedelta(minutes=5),
        )
    )


def old_ones(make: Factory) -> None:
    """What only waits to be erased or told as expired."""
    old = make.now - timedelta(days=200)
    agent = make.departement_agent(Right.EXPORT)
    make.work_order(agent, created_at=make.now - timedelta(minutes=5), params=ORDERED)
    make.full_offer()  # A place taken by nobody: an invariant is broken.
    make.export_file(
        agent,
        created_at=make.now - timedelta(days=3),
        expires_at=make.now - timedelta(days=1),
    )
    make.card(make.active_profile(), created_at=old, expires_at=old + timedelta(days=183))
    make.link(
        make.invited_account(), LinkKind.INVITATION, created_at=old, expires_at=old + timedelta(days=14)
    )
    make.association_link(make.validated_association(), created_at=old, expires_at=old + timedelta(days=8))
    make.session.add_all(
        [
            Attempt(kind="account", key_hash="0" * 64, at=old),
            JobFailure(job="send-messages", period="-", unit="-", at=old, error="OSError"),
            JobPass(job="send-messages", at=old, asked_at=old, started_at=old, seen_at=old, finished_at=old),
        ]
    )
    make.session.commit()


def first_of_month(day: date, months: int) -> date:
    """Return the first day of the month that many months away."""
    number = day.year * 12 + day.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)
