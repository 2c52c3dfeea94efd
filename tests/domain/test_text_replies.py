"""What a person means by a message: tolerant reading, and a doubt is never an answer."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bénévolat.domain.text_replies import ReplyMeaning, Said, read

M = ReplyMeaning
READ = {
    M.YES: (
        "oui",
        "OUI.",
        "Oui !!",
        "ok",
        "OK merci",
        "d'accord",
        "D’accord",
        "oui merci beaucoup",
        "Bonjour, oui je veux bien svp",
        "👍",
        "oui, avec plaisir",
        "OUI OUI",
        "ça m'intéresse",
        "Bien sûr",
    ),
    M.NO: ("non", "NON", "non merci", "Non, merci.", "no", "pas intéressée", "ça ne m'intéresse pas", "👎"),
    M.TALK: ("PARLER", "parler", "je veux en parler", "Rappelez-moi svp", "J'ai une question"),
    M.STOP: ("stop", "STOP", "Stop.", "stop sms", "STOP 27", "arrêtez les SMS", "Stop merci"),
    M.UNCLEAR: (
        "",
        "?",
        "oui mais pas le mardi",
        "oui et non",
        "ok non",
        "peut-être",
        "non je sais pas",
        "je veux arrêter la mission",
        "qui êtes vous",
        "pas ok",
        "نعم",
        "27",
        "oui " * 200 + "mais",
    ),
}


@pytest.mark.parametrize(("meaning", "text"), [(meaning, text) for meaning in READ for text in READ[meaning]])
def test_a_message_is_read(meaning: ReplyMeaning, text: str) -> None:
    assert [one.meaning for one in read(text)] == [meaning]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("OUI 27", [Said(M.YES, "27")]),
        ("oui27", [Said(M.YES, "27")]),
        ("27 oui", [Said(M.YES, "27")]),
        ("Bonjour, non merci pour le n° 31.", [Said(M.UNCLEAR, "31")]),
        ("non n°31 merci", [Said(M.NO, "31")]),
        ("OUI 27 NON 31", [Said(M.YES, "27"), Said(M.NO, "31")]),
        ("oui 27 et parler 45", [Said(M.YES, "27"), Said(M.TALK, "45")]),
        ("oui 27 31", [Said(M.UNCLEAR)]),
        ("27 oui 31 non", [Said(M.UNCLEAR)]),
        ("oui 27 non 27", [Said(M.UNCLEAR)]),
        ("oui 27 stop 31", [Said(M.UNCLEAR)]),
        ("oui le 27 novembre", [Said(M.UNCLEAR, "27")]),
        ("oui a 9h30", [Said(M.UNCLEAR, "30")]),
    ],
)
def test_a_message_names_its_propositions(text: str, said: list[Said]) -> None:
    assert list(read(text)) == said


@given(some.text(max_size=600))
def test_whatever_is_written_is_read(text: str) -> None:
    found = read(text)
    assert found
    assert len(found) == 1 or all(one.code for one in found)
