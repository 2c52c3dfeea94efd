"""The fixed texts of the person's screens are easy: Kandel–Moles 70 or more, page by page (issue 5)."""

import re

import pytest

from bénévolat.domain.readability import read
from bénévolat.models.profiles import Profile
from tests import catalogues
from tests.factories import Factory
from tests.pages import PageClient
from tests.web.allocataire.screens import Spoken
from tests.web.allocataire.test_languages import addresses as addresses  # noqa: PLC0414 - a fixture

LEVEL = 70
MOST_WORDS = 15
ENTITY = {"&nbsp;": "\u00a0"}
VALUES = {"day": "mardi 3 mars", "time": "14 h", "start": "9 h", "end": "11 h", "days": "le mardi matin"}


def fixed_sentences(pattern: str) -> str:
    """Return the sentences of the templates of a screen, with plausible values, one a line."""
    found: list[str] = []
    for path in sorted((catalogues.PACKAGE / "templates").glob(pattern)):
        for message in catalogues.in_template(path):
            text = message if isinstance(message, str) else message[1]
            text = re.sub(r"%\((\w+)\)s", lambda hole: VALUES.get(hole[1], "Claire"), text)
            found.append(re.sub(r"<[^>]+>", "", text.replace("&nbsp;", "\u00a0")))
    return "\n".join(dict.fromkeys(found))


SCREENS = {
    "missions": "allocataire/home.html",
    "une mission": "allocataire/mission.html",
    "parties communes": "allocataire/_parts.html",
    "réponses": "allocataire/_states.html",
    "mon engagement": "allocataire/engagements/*.html",
    "mes papiers": "allocataire/documents/*.html",
    "mon bilan": "allocataire/bilans/*.html",
    "aide": "allocataire/help.html",
    "entrer": "allocataire/enter.html",
    "traces": "allocataire/traces.html",
    "cadre": "layouts/person.html",
}


@pytest.mark.parametrize("pattern", SCREENS.values(), ids=SCREENS.keys())
def test_the_fixed_sentences_of_a_screen_are_easy(pattern: str) -> None:
    reading = read(fixed_sentences(pattern))
    print(f"{pattern} : {reading.score} ({reading.sentences} phrases, {reading.longest} mots au plus)")
    assert reading.score >= LEVEL
    assert reading.longest <= MOST_WORDS


def test_every_page_of_the_person_is_easy_as_a_whole(
    browser: PageClient, addresses: list[str], make: Factory, person: Profile
) -> None:
    for address in [*addresses[:-1], "/acces/traces-effacees"]:
        html = browser.get(address).text
        main = html[html.index("<main") : html.index("</main>")]
        words = Spoken(f'<div lang="fr">{main}</div>').in_language("fr")
        reading = read(words)
        print(f"{address.split('/')[2:4]} : {reading.score}")
        assert reading.score >= LEVEL, (address, reading)
