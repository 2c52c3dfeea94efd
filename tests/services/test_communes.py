"""Places are INSEE communes: found as people write them, loaded from any département's file (R33, R66, R67, R71)."""

from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bénévolat.models.communes import Commune, Epci, PostalCode
from bénévolat.services import communes
from bénévolat.services.commune_files import BadCommuneFile, import_rows, read_file

SEED = Path(__file__).parents[2] / "seed" / "communes_aube.csv"
HEADER = "insee,name,postal_codes,departement,epci_siren,epci_name,population,lat,lon,point\n"


def load(session: Session, content: bytes | str):
    data = content.encode() if isinstance(content, str) else content
    report = import_rows(session, read_file(data))
    session.commit()
    return report


@pytest.fixture
def aube(session: Session) -> Session:
    load(session, SEED.read_bytes())
    return session


def names(found: list[Commune]) -> list[str]:
    return [commune.name for commune in found]


def test_the_seed_holds_the_431_communes_and_13_epci_of_the_aube(aube):
    stored = aube.scalars(select(Commune)).all()
    assert len(stored) == 431
    assert len(aube.scalars(select(Epci)).all()) == 13
    assert all(commune.lat is not None and commune.postal_codes for commune in stored)
    assert sum(commune.population or 0 for commune in stored) == 310_020


def test_a_postal_code_lists_all_its_communes_r66(aube):
    assert names(communes.find(aube, "10600")) == [
        "Barberey-Saint-Sulpice",
        "La Chapelle-Saint-Luc",
        "Mergey",
        "Payns",
        "Savières",
        "Villacerf",
    ]
    assert max(len(communes.find(aube, code)) for code in aube.scalars(select(PostalCode.code))) == 36


@pytest.mark.parametrize(
    ("typed", "insee"),
    [
        ("Troyes", "10387"),
        ("  TROYES ", "10387"),
        ("10387", "10387"),
        ("Troyes (10000)", "10387"),
        ("Mériot", "10231"),
        ("le meriot", "10231"),
        ("La Chapelle St Luc", "10081"),
        ("chapelle-saint-luc", "10081"),
        ("Ste-Savine", "10362"),
        ("SAINT ANDRE LES VERGERS", "10333"),
        ("les noes pres troyes", "10265"),
        ("Vallant-St-Georges", "10392"),
    ],
)
def test_a_name_is_found_as_people_write_it_r33(aube, typed, insee):
    assert [commune.insee for commune in communes.find(aube, typed)] == [insee]


def test_a_slip_gives_several_close_names_and_never_chooses_alone(aube):
    assert "Troyes" in names(communes.find(aube, "Troie"))
    assert "Romilly-sur-Seine" in names(communes.find(aube, "romily sur sene"))
    assert communes.find_exactly(aube, "Troie") == []
    for typed in ("Troie", "romily sur sene", "vendeuvr", "lusigni"):
        assert len(communes.find(aube, typed)) != 1


@pytest.mark.parametrize("typed", ["", " ", "-", "99999", "(10000)", "'; --", "\x00", "é" * 500, "%", "_"])
def test_what_is_no_place_finds_nothing_and_breaks_nothing(aube, typed):
    assert communes.find_exactly(aube, typed) == []
    communes.find(aube, typed)


def test_insee_codes_keep_their_zeros_and_letters_r67(session):
    report = load(
        session,
        HEADER
        + "01001,Abergement-Clémenciat,01400,01,200069193,CC de la Dombes,776,46.15,4.92,mairie\n"
        + "2A004,Ajaccio,20000|20090|20167,2A,,,70659,41.91,8.73,representative_point\n",
    )
    assert report.created == 2
    assert communes.get(session, "01001").postal_codes[0].code == "01400"
    ajaccio = communes.get(session, "2a004")
    assert (ajaccio.departement, ajaccio.approximate) == ("2A", True)
    assert [code.code for code in ajaccio.postal_codes] == ["20000", "20090", "20167"]
    assert names(communes.find(session, "20090")) == ["Ajaccio"]
    assert names(communes.find(session, "2A004")) == ["Ajaccio"]


def test_districts_of_the_big_cities_are_the_city(session):
    load(
        session,
        HEADER
        + "75056,Paris,,75,,,2187526,48.857,2.320,representative_point\n"
        + "69123,Lyon,,69,,,516092,45.767,4.835,mairie\n"
        + "13055,Marseille,,13,,,863310,43.297,5.369,mairie\n",
    )
    for code, city in (("75018", "Paris"), ("75116", "Paris"), ("69007", "Lyon"), ("13016", "Marseille")):
        assert names(communes.find(session, code)) == [city]
    assert communes.find(session, "13017") == []


def test_loading_twice_changes_nothing(aube):
    report = load(aube, SEED.read_bytes())
    assert (report.created, report.updated, report.unchanged, report.refused) == (0, 0, 431, [])


def test_a_file_that_lost_the_articles_does_not_take_them_from_us(aube):
    line = next(line for line in SEED.read_text().splitlines() if line.startswith("10231,"))
    report = load(aube, HEADER + line.replace("Le Mériot", "Mériot"))
    assert report.unchanged == 1
    assert communes.get(aube, "10231").name == "Le Mériot"


def test_what_changed_in_the_file_is_brought_up_to_date(aube):
    load(aube, HEADER + "10002,Ailleville,10200|10201,10,241000405,Autre nom,300,48.2,4.7,mairie\n")
    ailleville = communes.get(aube, "10002")
    assert ailleville.population == 300
    assert ailleville.epci.name == "Autre nom"
    assert [code.code for code in ailleville.postal_codes] == ["10200", "10201"]
    load(aube, HEADER + "10002,Ailleville,10200,10,241000405,Autre nom,300,48.2,4.7,mairie\n")
    assert [code.code for code in communes.get(aube, "10002").postal_codes] == ["10200"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("1001,Ain,01400,01,,,1,46,5,mairie", "zéro perdu"),
        ("01001,Ain,01400,1,,,1,46,5,mairie", "département 01 attendu"),
        ("01001,Ain,1400,01,,,1,46,5,mairie", "code postal"),
        ("01001,,01400,01,,,1,46,5,mairie", "nom"),
        ("01001,Ain,01400,01,,,beaucoup,46,5,mairie", "population"),
        ("01001,Ain,01400,01,,,-3,46,5,mairie", "population"),
        ("01001,Ain,01400,01,,,1,4600,5,mairie", "latitude"),
        ("01001,Ain,01400,01,,,1,nan,5,mairie", "latitude"),
        ("01001,Ain,01400,01,,,1,46,,mairie", "latitude"),
        ("01001,Ain,01400,01,123,CC,1,46,5,mairie", "SIREN"),
        ("٠١٠٠١,Ain,01400,01,,,1,46,5,mairie", "INSEE"),
        ("10003,Deuxième,10000,10,,,1,48,4,mairie", "déjà plus haut"),
    ],
)
def test_a_bad_line_is_named_and_the_others_are_kept(session, line, reason):
    good = "10003,Première,10160,10,,,1,48,4,mairie\n"
    report = load(session, HEADER + good + line + "\n" + "10004,Suivante,10700,10,,,1,48,4,mairie\n")
    assert [refused.line for refused in report.refused] == [3]
    assert reason in report.refused[0].reason
    assert report.created == 2


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe\x00", b"nom;code\nTroyes;10387\n", HEADER.encode() + b"10002,\xe9,,,,,,,,"],
)
def test_a_file_of_another_kind_is_refused_with_a_sentence(session, content):
    with pytest.raises(BadCommuneFile, match=r"\."):
        load(session, content)


def test_a_quoted_name_may_hold_a_comma_and_a_bom_is_forgiven(session):
    content = "\ufeff" + HEADER + '10002,"Arcis, Mailly",10200,10,,,1,48,4,mairie\r\n'
    assert load(session, content).created == 1
    assert communes.get(session, "10002").name == "Arcis, Mailly"
