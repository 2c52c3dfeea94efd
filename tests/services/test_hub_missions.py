"""The national hub's missions become draft offers, line by line, safely replayed (issue 2, item 13).

Every text here is invented.
"""

import json

import pytest
from sqlalchemy import func, select

from bénévolat.domain.actors import Actor
from bénévolat.domain.associations import AssociationStatus
from bénévolat.domain.enums import Domain, JournalEvent, Remote
from bénévolat.domain.offers import OfferStatus
from bénévolat.domain.places import PlaceStatus
from bénévolat.exports.hub_report import HEADER, HubDecision, report_csv
from bénévolat.models.associations import Association
from bénévolat.models.journal import JournalEntry
from bénévolat.models.offers import Offer
from bénévolat.services.hub_missions import import_missions

TROYES = {"city": "Troyes", "postalCode": "10000", "departmentName": "Aube"}
BAR = {"city": "BAR SUR AUBE", "postalCode": "10200", "departmentName": "Aube"}


def mission(number, **changes):
    """Return one mission of the hub, complete unless changed."""
    record = {
        "_id": f"m{number}",
        "type": "benevolat",
        "title": "Je range les livres de la boîte à lire",
        "description": "",
        "organizationName": "Les Lecteurs du Vouldy",
        "publisherName": "Le carrefour des coups de main",
        "domain": "culture-loisirs",
        "remote": "no",
        "location": {"lat": 48.2973, "lon": 4.0744},
        "places": 3,
        "schedule": "",
        **TROYES,
    }
    return {**record, **changes}


def title_only(identifier, title, publisher="Le carrefour des coups de main"):
    empty = dict.fromkeys(
        ("organizationName", "domain", "remote", "city", "postalCode", "departmentName", "location", "places")
    )
    return {"_id": identifier, "type": "benevolat", "title": title, "publisherName": publisher, **empty}


def lines(*records):
    return [
        record if isinstance(record, bytes) else json.dumps(record, ensure_ascii=False).encode() + b"\n"
        for record in records
    ]


@pytest.fixture
def load(session, make, clock):
    """Return a function that imports records, commits, and gives the report."""
    make.communes()
    session.commit()

    def run(*records):
        report = import_missions(session, lines(*records), by=Actor.system(), now=clock())
        session.commit()
        session.expire_all()
        return report

    return run


def offers(session):
    return session.scalars(select(Offer).order_by(Offer.source_ref)).all()


def test_a_mission_becomes_a_draft_offer_of_a_draft_association(load, session):
    report = load(
        mission(
            1,
            title="Je range les livres de l&#039;école &amp; du quartier",
            description="<p>Ranger.</p><ul><li>Trier</li></ul>Prêter\u0007\u202e",
            schedule="le mardi",
        )
    )
    assert report.decisions == {HubDecision.CREATED: 1}
    offer = offers(session)[0]
    assert offer.title == "Je range les livres de l'école & du quartier"
    assert offer.description == "Ranger.\nTrier\nPrêter\n\nHoraires indiqués : le mardi"
    assert (offer.status, offer.domain, offer.remote) == (OfferStatus.DRAFT, Domain.CULTURE, Remote.NO)
    assert (offer.commune_insee, offer.unresolved_place, offer.places) == ("10387", None, 3)
    assert offer.association.name == "Les Lecteurs du Vouldy"
    assert offer.association.status is AssociationStatus.DRAFT


def test_nothing_is_invented_about_supervision(load, session):
    load(mission(1))
    offer = offers(session)[0]
    assert (offer.supervisor_id, offer.supervision_capacity, offer.insured) == (None, 0, False)


def test_the_same_campaign_in_many_towns_counts_once(load, session):
    report = load(
        mission(1, city="Lyon", postalCode="69007", departmentName="Rhône", location=None),
        mission(2, title="je range les livres  de la Boîte à lire !"),
        mission(3, organizationName="LES LECTEURS DU VOULDY", **BAR),
        mission(4, organizationName="Une autre association"),
    )
    assert report.decisions == {HubDecision.CREATED: 2, HubDecision.DUPLICATE: 2}
    first, second, third, _ = report.lines
    # The offer takes the first line whose place is known here.
    assert (first.decision, first.doublon_de_la_ligne, first.lieu) == (
        HubDecision.DUPLICATE,
        2,
        PlaceStatus.NOT_LOADED,
    )
    assert (second.commune_insee, second.remarques) == (
        "10387",
        "même campagne sur 3 lignes, dans 2 communes trouvées",
    )
    assert (third.doublon_de_la_ligne, third.commune) == (2, "Bar-sur-Aube")
    assert {offer.source_ref for offer in offers(session)} == {"hub:m2", "hub:m4"}


def test_a_mission_without_organisation_is_not_lost(load, session):
    report = load(
        title_only("je-lis-des-contes-troyes-france-1", "je lis des contes troyes"),
        title_only("je-lis-des-contes-bar-sur-aube-france", "je lis des contes bar sur aube"),
        title_only("je-lis-des-contes-troyes-france-2", "je lis des contes troyes", publisher="Autre source"),
    )
    assert report.decisions == {HubDecision.CREATED: 2, HubDecision.DUPLICATE: 1}
    names = set(session.scalars(select(Association.name)))
    assert names == {
        "Association non précisée (Le carrefour des coups de main)",
        "Association non précisée (Autre source)",
    }
    assert report.lines[1].doublon_de_la_ligne == 1


def test_a_doubtful_place_stays_written_for_a_person_to_settle(load, session):
    report = load(
        mission(1, city="LISBONNE", postalCode="", location={"lat": 38.72, "lon": -9.14}),
        mission(2, title="J'accompagne un chantier au Laos"),
        mission(3, title="Je réponds au téléphone", remote="full", city="", postalCode="", location=None),
    )
    assert [line.lieu for line in report.lines] == [
        PlaceStatus.ABROAD,
        PlaceStatus.ABROAD,
        PlaceStatus.NOT_NEEDED,
    ]
    abroad, chantier, home = offers(session)
    assert abroad.commune_insee is None
    assert abroad.unresolved_place == "LISBONNE (Aube) (cette ville n'est pas en France)"
    assert "hors de France" in chantier.unresolved_place
    assert (home.remote, home.unresolved_place) == (Remote.FULL, None)


def test_replaying_changes_nothing_and_says_so(load, session, clock):
    records = [
        mission(1),
        mission(2, **BAR),
        mission(3, organizationName=None),
        title_only("je-lis-des-contes-troyes-france-1", "je lis des contes troyes"),
        title_only("je-lis-des-contes-lyon-france", "je lis des contes lyon"),
        b"{broken\n",
    ]
    first = load(*records)
    before = [(offer.id, offer.title, offer.updated_at) for offer in offers(session)]
    clock.advance(days=1)
    second = load(*records)
    assert second.decisions[HubDecision.CREATED] == second.decisions[HubDecision.UPDATED] == 0
    assert second.decisions[HubDecision.UNCHANGED] == first.decisions[HubDecision.CREATED]
    assert [(offer.id, offer.title, offer.updated_at) for offer in offers(session)] == before
    assert session.scalar(select(func.count()).select_from(Association)) == 2


def test_an_untouched_draft_follows_the_source_until_someone_changes_it_here(load, session, clock):
    load(mission(1))
    clock.advance(days=1)
    assert load(mission(1, places=8)).decisions == {HubDecision.UPDATED: 1}
    assert offers(session)[0].places == 8
    offer = offers(session)[0]
    offer.title, offer.updated_at = "Notre titre à nous", clock.advance(days=1)
    session.commit()
    clock.advance(days=1)
    assert load(mission(1, places=12)).decisions == {HubDecision.KEPT: 1}
    assert (offers(session)[0].title, offers(session)[0].places) == ("Notre titre à nous", 8)


def test_a_published_offer_is_never_rewritten(load, session, make):
    load(mission(1))
    published = make.published_offer()
    published.source_ref, published.source_name = "hub:m2", "hub"
    session.commit()
    title = published.title
    assert load(mission(2, organizationName="Encore une autre")).decisions == {HubDecision.KEPT: 1}
    session.expire_all()
    assert session.get(Offer, published.id).title == title


def test_a_campaign_already_imported_is_recognised_under_another_identifier(load, session):
    load(mission(1))
    report = load(mission(99, **BAR))
    assert report.decisions == {HubDecision.DUPLICATE: 1}
    assert "hub:m1" in report.lines[0].raison
    assert len(offers(session)) == 1


def test_an_association_already_here_receives_its_drafts(load, session, make):
    known = make.association(name="Les lecteurs du Vouldy")
    known.search_key = "les lecteurs du vouldy"
    session.commit()
    load(mission(1))
    assert offers(session)[0].association_id == known.id
    assert session.scalar(select(func.count()).select_from(Association)) == 1


@pytest.mark.parametrize(
    ("damaged", "reason"),
    [
        (b"{not json\n", "JSON"),
        (b"[1, 2]\n", "objet JSON"),
        (b'"texte"\n', "objet JSON"),
        (b"\xff\xfe\x00\x01\n", "UTF-8"),
        ('{"_id": "é", "title": "Été"}'.encode("latin-1") + b"\n", "UTF-8"),
        (b"[" * 100_000 + b"\n", "JSON"),
        (b'{"_id": ' + b"9" * 10_000 + b"}\n", "JSON"),
        (b'{"_id": "x", "title": "' + b"a" * 300_000 + b'"}\n', "Ko"),
        (mission(1, _id=None), "identifiant"),
        (mission(1, _id=12), "identifiant"),
        (mission(1, _id="x" * 400), "identifiant"),
        (mission(1, title=None), "titre"),
        (mission(1, title=["a"]), "titre"),
        (mission(1, title="\u200b\u0000 "), "titre"),
        (mission(1, type="volontariat-service-civique"), "bénévolat"),
        (mission(1, description="Mon numéro : 2 69 05 49 588 157 80"), "sécurité sociale"),
    ],
)
def test_a_damaged_line_is_reported_and_the_others_are_imported(load, session, damaged, reason):
    report = load(mission("a"), damaged, mission("b", title="Je repeins la salle des fêtes"))
    assert [line.decision for line in report.lines] == [
        HubDecision.CREATED,
        HubDecision.REFUSED,
        HubDecision.CREATED,
    ]
    assert reason in report.lines[1].raison
    assert len(offers(session)) == 2


@pytest.mark.parametrize(
    "changes",
    [
        {"location": {"lat": "NaN", "lon": None}},
        {"location": {"lat": True, "lon": 1e308}},
        {"location": [48.3, 4.07]},
        {"city": 12, "postalCode": 10000, "departmentName": {"a": 1}},
        {"places": -4},
        {"places": 10**30},
        {"places": "beaucoup"},
        {"domain": ["sport"], "remote": {}},
        {"domain": "inconnu"},
        {"title": "=cmd|' /C calc'!A0", "organizationName": "x" * 900},
        {"title": "é" * 400, "description": "<b" * 5000},
        {"description": "\ud800 \x00 \x1b[31m"},
        {"publisherName": None, "organizationName": "   "},
    ],
)
def test_hostile_values_never_stop_an_import(load, session, changes):
    record = json.dumps(mission(1, **changes)).encode()
    report = load(record)
    assert report.decisions == {HubDecision.CREATED: 1}
    offer = offers(session)[0]
    assert len(offer.title) <= 200
    assert 0 <= offer.places <= 1000
    assert "\x00" not in offer.title + offer.description


def test_the_same_identifier_twice_is_one_offer(load, session):
    report = load(mission(1), mission(1, title="Un autre titre"))
    assert report.lines[1].raison == "même identifiant"
    assert [offer.title for offer in offers(session)] == ["Je range les livres de la boîte à lire"]


def test_the_report_names_every_line_and_runs_in_no_spreadsheet(load):
    report = load(mission(1, _id="=1+1"), b"\n", b"{}\n")
    rows = report_csv(report.lines).decode("utf-8-sig").splitlines()
    assert rows[0].replace('"', "").split(";") == list(HEADER)
    assert "'=1+1" in rows[1]
    assert "refusée" in rows[2]
    assert [line.ligne for line in report.lines] == [1, 3]


def test_an_import_is_journaled_without_a_value(load, session):
    load(mission(1))
    entry = session.scalars(select(JournalEntry)).one()
    assert (entry.event, entry.motive) == (JournalEvent.IMPORT_DONE, None)


def test_nothing_is_half_written_when_the_transaction_fails(load, session, clock):
    import_missions(session, lines(mission(1)), by=Actor.system(), now=clock())
    session.rollback()
    assert offers(session) == []
    assert session.scalar(select(func.count()).select_from(Association)) == 0
