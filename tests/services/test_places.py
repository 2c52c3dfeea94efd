"""Places written in other tools are resolved when sure, otherwise listed with the reason (issue 2, item 13)."""

import pytest

from bénévolat.domain.names import fold
from bénévolat.domain.places import PlaceStatus, WrittenPlace, is_in_france
from bénévolat.services.communes import search_key
from bénévolat.services.place_names import foreign_land, read_title_end, read_town
from bénévolat.services.place_spots import Spot
from bénévolat.services.places import PlaceIndex

TROYES = (48.2973, 4.0744)
LISBON = (38.72, -9.14)


def spot(insee, name, codes, population, lat, lon):
    departement = insee[:3] if insee.startswith("97") else insee[:2]
    return Spot(insee, name, search_key(name), departement, population, (lat, lon), frozenset(codes.split()))


SPOTS = [
    spot("10387", "Troyes", "10000", 61_000, *TROYES),
    spot("10081", "La Chapelle-Saint-Luc", "10600", 12_000, 48.3119, 4.0439),
    spot("10333", "Saint-André-les-Vergers", "10120", 12_000, 48.28, 4.05),
    spot("10150", "Fontaine", "10200", 258, 48.21, 4.69),
    spot("10231", "Le Mériot", "10400", 600, 48.52, 3.43),
    spot("10033", "Bar-sur-Aube", "10200", 5_000, 48.2333, 4.7081),
    spot("38169", "Fontaine", "38600", 22_500, 45.19, 5.68),
    spot("38421", "Saint-Martin-d'Hères", "38400", 38_000, 45.17, 5.76),
    spot("75056", "Paris", "", 2_187_526, 48.857, 2.320),
    spot("69123", "Lyon", "", 516_092, 45.767, 4.835),
    spot("13055", "Marseille", "", 863_310, 43.297, 5.369),
    spot("93066", "Saint-Denis", "93200 93210 93380", 141_000, 48.937, 2.36),
    spot("97411", "Saint-Denis", "97400", 148_000, -20.879, 55.448),
    spot("91228", "Évry-Courcouronnes", "91000 91080", 68_000, 48.624, 2.429),
    spot("93048", "Montreuil", "93100", 110_000, 48.8635, 2.4485),
    spot("26362", "Valence", "26000", 64_000, 44.93, 4.89),
    spot("82186", "Valence", "82400", 5_200, 44.11, 0.91),
    spot("69264", "Villefranche-sur-Saône", "69400", 36_000, 45.99, 4.72),
    spot("2A004", "Ajaccio", "20000", 70_000, 41.919, 8.737),
]
AUBE = PlaceIndex(one for one in SPOTS if one.departement == "10")


@pytest.fixture(scope="module")
def france() -> PlaceIndex:
    """Return the index above, told that it holds the whole of France."""
    index = PlaceIndex(SPOTS)
    index.national = True
    return index


@pytest.mark.parametrize(
    ("city", "code", "departement", "point", "insee"),
    [
        ("Troyes", "10000", "Aube", TROYES, "10387"),
        ("TROYES CEDEX", "10004", "Aube", None, "10387"),
        ("Troyes Cedex 9", "10004", "", None, "10387"),
        ("Troyes, France", "", "", None, "10387"),
        ("Troyes (10)", "", "", None, "10387"),
        ("TROYES 10", "", "", None, "10387"),
        ("10000 Troyes", "", "", None, "10387"),
        ("Troyes", "10387", "", None, "10387"),  # An INSEE code where a postal code was asked.
        ("Troyes", "", "aube", None, "10387"),
        ("St Andre les Vergers", "10120", "", None, "10333"),
        ("ST-ANDRÉ-LES-VERGERS", "", "Aube", None, "10333"),
        ("la chapelle st luc", "10600", "", None, "10081"),
        ("Mériot", "10400", "", None, "10231"),
        ("PARIS 75018", "", "", None, "75056"),
        ("Paris", "75116", "Paris", (48.863, 2.24), "75056"),
        ("Paris", "75", "", (48.876, 2.346), "75056"),
        ("Paris 20e Arrondissement", "75020", "Paris", None, "75056"),
        ("14e arrondissement de Paris", "75014", "", None, "75056"),
        ("LYON 7", "", "Rhône", None, "69123"),
        ("Lyon 7ème", "69007", "", None, "69123"),
        ("Marseille 2e Arrondissement", "", "", (43.3003, 5.366), "13055"),
        ("2e arrondissement", "", "", (45.758, 4.832), "69123"),
        ("2e arrondissement", "13002", "", None, "13055"),
        ("Pierrefitte-sur-Seine", "93380", "Seine-St-Denis", (48.953, 2.355), "93066"),
        ("Evry", "91000", "Essonne", None, "91228"),
        ("Monteuil", "93100", "Seine-St-Denis", (48.8635, 2.4445), "93048"),
        ("Saint-Denis", "", "La Réunion", None, "97411"),
        ("Saint-Denis", "97400", "", None, "97411"),
        ("Saint-Denis", "", "", (48.936, 2.355), "93066"),
        ("Valence", "26000", "Drôme", None, "26362"),
        ("Fontaine", "10200", "Aube", None, "10150"),
        ("Ajaccio", "20000", "Corse-du-Sud", None, "2A004"),
        ("", "38600", "", None, "38169"),
    ],
)
def test_a_written_place_becomes_its_insee_commune(france, city, code, departement, point, insee):
    found = france.resolve(WrittenPlace(city, code, departement, point))
    assert (found.insee, found.status) == (insee, PlaceStatus.RESOLVED), found.reason


@pytest.mark.parametrize(
    ("city", "code", "departement", "point", "status"),
    [
        ("LISBONNE", "10000", "Aube", None, PlaceStatus.ABROAD),
        ("LISBONNE", "", "Aube", LISBON, PlaceStatus.ABROAD),
        ("Vila Franca", "10000", "Aube", LISBON, PlaceStatus.ABROAD),
        ("Valence", "", "Drôme", (39.47, -0.37), PlaceStatus.ABROAD),
        ("Nulle-Part", "10000", "Aube", None, PlaceStatus.UNKNOWN),
        ("Valence", "", "", None, PlaceStatus.AMBIGUOUS),
        ("Saint-Denis", "", "", None, PlaceStatus.AMBIGUOUS),
        ("", "10200", "", None, PlaceStatus.AMBIGUOUS),
        ("2e arrondissement", "", "", None, PlaceStatus.AMBIGUOUS),
        ("Troyes", "", "Rhône", None, PlaceStatus.CONTRADICTORY),
        ("Troyes", "", "Aube", (45.76, 4.83), PlaceStatus.CONTRADICTORY),
        ("", "", "", None, PlaceStatus.MISSING),
        ("France entière", "", "", None, PlaceStatus.UNKNOWN),
        ("<script>", "'--", "\x00", (999.0, 999.0), PlaceStatus.ABROAD),
    ],
)
def test_a_doubtful_place_is_listed_with_its_reason(france, city, code, departement, point, status):
    found = france.resolve(WrittenPlace(city, code, departement, point))
    assert (found.status, found.insee) == (status, None)
    assert found.reason


def test_swapped_and_sexagesimal_coordinates_confirm_a_place_but_wrong_ones_are_said(france):
    for point in ((4.0744, 48.2973), TROYES):
        assert france.resolve(WrittenPlace("Troyes", "10000", "Aube", point)).remark == ""
        assert france.resolve(WrittenPlace("Troyes", "", "Aube", point)).insee == "10387"
    minutes = france.resolve(WrittenPlace("Villefranche-sur-Saône", "69400", "Rhône", (45.5925, 4.4313)))
    assert (minutes.insee, minutes.remark) == ("69264", "")
    far = france.resolve(WrittenPlace("Troyes", "10000", "Aube", (43.3, 5.4)))
    assert far.insee == "10387"
    assert "km de Troyes" in far.remark


def test_with_one_departement_loaded_other_places_are_said_to_be_not_loaded():
    lyon = AUBE.resolve(WrittenPlace("Lyon", "69007", "Rhône", None))
    assert lyon.status is PlaceStatus.NOT_LOADED
    assert "Rhône (69)" in lyon.reason
    assert AUBE.resolve(WrittenPlace("Lyon", "", "", None)).status is PlaceStatus.NOT_LOADED
    # «Fontaine» may be elsewhere in France: nothing here says that it is ours.
    assert AUBE.resolve(WrittenPlace("Fontaine", "", "", None)).status is PlaceStatus.AMBIGUOUS
    assert AUBE.resolve(WrittenPlace("Troyes", "", "", None)).insee == "10387"


@pytest.mark.parametrize(
    ("title", "identifier", "insee"),
    [
        ("je trie des vetements lyon", "je-trie-des-vetements-lyon-france-3", "69123"),
        ("je trie des vetements la chapelle saint luc", "", "10081"),
        ("je trie des vetements le meriot", "je-trie-des-vetements-le-meriot-france", "10231"),
        ("je trie des vetements lyon lyon", "je-trie-des-vetements-lyon-lyon-france", "69123"),
        ("je trie au 26000 valence", "", "26362"),
        ("je trie dans le tarn et garonne valence", "", "82186"),
        (
            "je trie des vetements saint denis la reunion",
            "je-trie-des-vetements-saint-denis-la-reunion-2",
            "97411",
        ),
        ("je trie des vetements fontaine", "je-trie-des-vetements-fontaine-france", "38169"),
    ],
)
def test_a_town_at_the_end_of_a_title_is_read_when_sure(france, title, identifier, insee):
    end = read_title_end(title, identifier)
    assert france.resolve_title(end.text, announced=end.announced, departement=end.departement).insee == insee


@pytest.mark.parametrize(
    ("title", "identifier"),
    [
        (
            "je trie des vetements le meriot",
            "x12",
        ),  # A small place, and nothing says that a town ends the title.
        ("je trie des vetements saint denis", "je-trie-des-vetements-saint-denis-france"),
        ("je trie des vetements", "je-trie-des-vetements-france"),
        ("lyon", ""),
    ],
)
def test_a_doubtful_end_of_title_stays_unresolved(france, title, identifier):
    end = read_title_end(title, identifier)
    found = france.resolve_title(end.text, announced=end.announced, departement=end.departement)
    assert found.insee is None
    assert found.reason


def test_a_foreign_country_is_seen_in_a_title_or_its_identifier():
    assert foreign_land(fold("J'aide une école au Laos")) == "au laos"
    assert foreign_land(fold("Collecte en Côte d'Ivoire")) == "en cote d ivoire"
    assert foreign_land(fold("Cours de cuisine d'Afrique de l'Ouest")) is None
    assert read_title_end("je trie brest bielorussie", "je-trie-brest-bielorussie-1").foreign == "bielorussie"
    assert read_title_end("je trie brest", "je-trie-brest-bielorussie-1").foreign == "bielorussie"
    assert read_title_end("je trie brest", "je-trie-brest-france-1").foreign is None


def test_a_typed_town_is_taken_apart():
    town = read_town("Châlons s/ Marne (51)")
    assert (town.key, town.departement) == ("chalons sur marne", "51")
    assert read_town("75018, Paris").key == "paris"
    assert read_town("").key == ""
    assert is_in_france(TROYES)
    assert not is_in_france(LISBON)
