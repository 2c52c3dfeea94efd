"""The person's screens in French, English and Arabic: chosen, kept, complete, marked (issue 5, R64)."""

import re
from gettext import NullTranslations

import pytest
from babel.messages.catalog import Catalog

from bénévolat.domain.engagements import SessionStatus
from bénévolat.domain.enums import Comfort, HalfDay, Rhythm, TravelMeans
from bénévolat.domain.propositions import PropositionStatus
from bénévolat.domain.screen_languages import ScreenLanguage
from bénévolat.models.profiles import Profile
from bénévolat.web import languages
from tests import catalogues
from tests.factories import Factory
from tests.pages import PageClient
from tests.web.allocataire.screens import Spoken

OPEN, CLOSE = "⟦", "⟧"
NAMES = re.compile(r"Langue, language, اللغة|bénévolat|Français|English|العربية|PDF")
"""What is the same in every language: the name of the site, those of the languages."""
HOLE = re.compile(r"%\((\w+)\)s|\{n\}|<[^>]+>")


@pytest.fixture
def addresses(make: Factory, person: Profile) -> list[str]:
    """Return the five screens and their steps, with something on each."""
    person.travel_means = [TravelMeans.WALK, TravelMeans.BUS]
    offer = {
        "half_days": [HalfDay.MON_AM, HalfDay.TUE_AM, HalfDay.WED_AM, HalfDay.FRI_PM],
        "comfort": [Comfort.SEATED],
        "rhythm": Rhythm.MONTHLY,
        "sessions_per_period": 2,
        "transit_notes": "Arrêt de la mairie",
        "access_notes": "La porte bleue.",
    }
    rows = [
        make.proposition(person, make.published_offer(**offer), status=status)
        for status in PropositionStatus
        if status is not PropositionStatus.ACCEPTED
    ]
    engagement = make.engagement(person)
    kept = [
        make.activity_session(engagement, hour=hour, status=status)
        for hour, status in ((9, SessionStatus.DECLARED), (14, SessionStatus.CONTESTED))
    ]
    make.ended_engagement(person)
    base = f"/mon-espace/engagement/{engagement.id}"
    return [
        "/mon-espace/",
        "/mon-espace/aide",
        "/mon-espace/engagement",
        "/mon-espace/documents",
        f"{base}/seance",
        f"{base}/bilan",
        f"{base}/seances/{kept[0].id}",
        f"{base}/seances/{kept[0].id}/retirer",
        *(f"/mon-espace/missions/{row.id}" for row in rows),
        "/mon-espace/missions/00000000-0000-0000-0000-000000000000",
    ]


class Marked(NullTranslations):
    """A language in which every translated sentence is between marks."""

    known = frozenset(
        one for message in catalogues.wanted() for one in ([message] if isinstance(message, str) else message)
    )

    def gettext(self, message: str) -> str:
        return f"{OPEN}{message}{CLOSE}" if message in self.known else message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)


@pytest.fixture
def marked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(languages, "catalogue", lambda _language: Marked())


def unmarked(html: str) -> list[str]:
    """Return the words of a page that are neither translated nor said to be French."""
    depth, left = 0, []
    for sign in Spoken(html).in_language("en"):
        depth += (sign == OPEN) - (sign == CLOSE)
        if sign in "\n⟦⟧":
            left.append("\n")
        elif depth == 0:
            left.append(sign)
    lines = NAMES.sub("", "".join(left)).split("\n")
    return [line.strip() for line in lines if re.search(r"[^\W\d_]{2}", line)]


def speak(browser: PageClient, code: str) -> None:
    browser.set_cookie(languages.COOKIE, code)


def test_every_sentence_of_the_screens_is_translated(
    browser: PageClient, addresses: list[str], marked: None
) -> None:
    """A French sentence added to a screen without ``_()`` is found here."""
    speak(browser, "en")
    faults = {address: found for address in addresses if (found := unmarked(browser.get(address).text))}
    assert faults == {}


def test_the_way_in_and_its_errors_are_translated(client: PageClient, marked: None) -> None:
    speak(client, "en")
    assert unmarked(client.get("/acces").text) == []
    assert unmarked(client.post_form("/acces", {"handle": "", "secret": ""}).text) == []
    assert unmarked(client.post_form("/acces", {"handle": "ABCD", "secret": "ABCDEFGH"}).text) == []
    assert unmarked(client.get("/acces/traces-effacees?langue=en").text) == []


@pytest.mark.parametrize("code", catalogues.LANGUAGES)
def test_no_catalogue_lacks_a_sentence_nor_keeps_an_old_one(code: str) -> None:
    """``python -m tests.catalogues`` brings them up to date."""
    today, kept = catalogues.fresh(code), catalogues.read(code)
    assert {message.id for message in today} == {message.id for message in kept}
    assert [
        message.id for message in kept if message.id and not all(catalogues.strings(message.string))
    ] == []
    assert not any(message.fuzzy for message in kept if message.id)


@pytest.mark.parametrize("code", catalogues.LANGUAGES)
def test_what_the_site_reads_is_what_the_translator_wrote(code: str) -> None:
    compiled = catalogues.po_path(code).with_suffix(".mo").read_bytes()
    assert compiled == catalogues.compiled(catalogues.read(code))


@pytest.mark.parametrize("code", catalogues.LANGUAGES)
def test_translations_keep_the_places_of_values_and_marks(code: str) -> None:
    catalogue: Catalog = catalogues.read(code)
    for message in catalogue:
        if not message.id:
            continue
        asked = {found[0] for found in HOLE.finditer(str(catalogues.strings(message.id)[-1]))}
        for said in catalogues.strings(message.string):
            holes = {found[0] for found in HOLE.finditer(said)}
            assert holes <= asked, message.id
            assert asked - holes <= ({"%(num)s"} if isinstance(message.id, tuple) else set()), message.id


@pytest.mark.parametrize(("code", "direction", "words"), [("en", "", "My missions"), ("ar", "rtl", "مهماتي")])
def test_a_language_is_chosen_under_its_own_name_and_kept(
    browser: PageClient, code: str, direction: str, words: str
) -> None:
    page = browser.get("/mon-espace/aide").text
    for one in ScreenLanguage:
        assert f'lang="{one}"' in page
        assert one.label in page
    answer = browser.post_form("/acces/langue", {"langue": code, "next": "/mon-espace/"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/mon-espace/")
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    page = browser.get("/mon-espace/").text
    assert f'<html lang="{code}"{" dir=" + chr(34) + direction + chr(34) if direction else ""}>' in page
    assert words in page


@pytest.mark.parametrize("following", ["//evil.example", "https://evil.example/", "/\\evil.example", ""])
def test_choosing_a_language_leads_nowhere_else_n1(client: PageClient, following: str) -> None:
    answer = client.post_form("/acces/langue", {"langue": "en", "next": following})
    assert answer.headers["Location"] == "/acces"


def test_an_unknown_language_changes_nothing(client: PageClient) -> None:
    answer = client.post_form("/acces/langue", {"langue": "xx", "next": "/acces"})
    assert languages.COOKIE not in answer.headers.get("Set-Cookie", "")
    speak(client, "xx")
    assert '<html lang="fr">' in client.get("/acces").text


def test_other_audiences_read_french_whatever_was_chosen(client: PageClient) -> None:
    speak(client, "ar")
    for address in ("/", "/offres", "/connexion", "/aide", "/nulle-part"):
        assert '<html lang="fr">' in client.get(address).text


def test_the_words_of_the_mission_stay_french_and_say_so(
    browser: PageClient, make: Factory, person: Profile
) -> None:
    offer = make.published_offer(
        title="Tri des vêtements",
        simple_text="Vous triez.",
        half_days=[HalfDay.TUE_AM],
        session_minutes=150,
    )
    row = make.proposition(person, offer, status=PropositionStatus.PROPOSED)
    speak(browser, "ar")
    page = browser.get(f"/mon-espace/missions/{row.id}").text
    assert '<span lang="fr" dir="ltr">Tri des vêtements</span>' in page
    assert '<p class="keep-lines" lang="fr" dir="ltr">Vous triez.</p>' in page
    assert "صباح الثلاثاء" in page
    assert "ساعتان و30 دقيقة" in page
    assert '<bdi dir="ltr">03 25 00 00 11</bdi>' in page
    speak(browser, "en")
    page = browser.get(f"/mon-espace/missions/{row.id}").text
    assert "Tuesday morning" in page
    assert "2 hours and 30 minutes each time." in page


def test_what_an_act_answers_is_said_in_the_language(
    browser: PageClient, make: Factory, person: Profile
) -> None:
    row = make.proposition(person, status=PropositionStatus.PROPOSED)
    speak(browser, "en")
    address = f"/mon-espace/missions/{row.id}/reponse"
    assert "You said yes." in browser.post_form(address, {"answer": "agree"}, follow_redirects=True).text


def test_leaving_erases_the_choice_and_the_last_page_is_still_understood_r55(browser: PageClient) -> None:
    speak(browser, "ar")
    answer = browser.post_form("/acces/quitter")
    assert answer.headers["Location"] == "/acces/traces-effacees?langue=ar"
    assert any(cookie.startswith(f"{languages.COOKIE}=;") for cookie in answer.headers.getlist("Set-Cookie"))
    assert 'lang="ar" dir="rtl"' in browser.get(answer.headers["Location"]).text
    assert '<html lang="fr">' in browser.get("/acces").text


def test_arabic_counts_with_its_six_forms() -> None:
    said = [
        languages.catalogue(ScreenLanguage.ARABIC).ngettext("%(num)s heure", "%(num)s heures", n)
        for n in (1, 2, 3, 11)
    ]
    assert said == ["ساعة واحدة", "ساعتان", "%(num)s ساعات", "%(num)s ساعة"]
