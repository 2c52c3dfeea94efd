"""The page read aloud by a voice of the device: sentence by sentence, paused, stopped, silent without a voice (R64)."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = [pytest.mark.e2e, pytest.mark.sqlite]

SCRIPT = Path(__file__).parents[2] / "bénévolat/static/js/read_aloud.js"
PAGE = """<!doctype html><html lang="fr"><title>x</title><main>
<div data-read-aloud hidden><button data-listen>Écouter</button><button data-pause hidden>Pause</button>
<button data-resume hidden>Continuer</button><button data-stop hidden>Arrêter</button></div>
<h1>Mes missions</h1><p>Vous <strong>triez</strong> des habits. C'est le mardi\u00a0!</p>
<p class="visually-hidden">Pas lu.</p><details><summary>En plus</summary><p>Plié.</p></details>
<p lang="ar">مرحبا.</p><p lang="en">Hello.</p></main></html>"""
VOICES = """
window.said = []; window.stopped = 0; window.waiting = null;
window.SpeechSynthesisUtterance = function (text) { this.text = text; };
Object.defineProperty(window, "speechSynthesis", { value: {
  getVoices: function () { return %s; },
  speak: function (words) { window.said.push(words.lang + " " + words.text); window.waiting = words; },
  cancel: function () { window.stopped += 1; },
  addEventListener: function () {}
} });
window.ended = function () { var one = window.waiting; window.waiting = null; one.onend(); };
"""
LOCAL = '[{lang: "fr-FR", localService: true}, {lang: "en-GB", localService: true}, {lang: "ar", localService: false}]'


def opened(browser: Browser, voices: str) -> Page:
    page = browser.new_page()
    page.add_init_script(VOICES % voices)
    page.goto("about:blank")
    page.set_content(PAGE)
    page.evaluate(VOICES % voices if not page.evaluate("'said' in window") else "0")
    page.add_script_tag(content=SCRIPT.read_text(encoding="utf-8"))
    return page


def test_the_page_is_read_sentence_by_sentence_with_the_voice_of_its_language(browser: Browser) -> None:
    page = opened(browser, LOCAL)
    page.get_by_role("button", name="Écouter").click()
    for _ in range(5):
        page.evaluate("window.ended()")
    assert page.evaluate("window.said") == [
        "fr-FR Mes missions",
        "fr-FR Vous triez des habits.",
        "fr-FR C'est le mardi !",
        "fr-FR En plus",
        "en-GB Hello.",
    ], "what is folded or hidden is not read, nor what only a voice of the network could say"
    expect(page.get_by_role("button", name="Écouter")).to_be_visible()
    page.close()


def test_the_sentence_being_read_is_shown_paused_resumed_and_stopped_by_keyboard(browser: Browser) -> None:
    page = opened(browser, LOCAL)
    page.get_by_role("button", name="Écouter").focus()
    page.keyboard.press("Enter")
    page.evaluate("window.ended()")
    assert page.evaluate("[...CSS.highlights.get('read-aloud')][0].toString()") == "Vous triez des habits."
    expect(page.get_by_role("button", name="Pause")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.evaluate("window.stopped") >= 1
    expect(page.get_by_role("button", name="Continuer")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.evaluate("window.said.slice(-1)[0]") == "fr-FR Vous triez des habits."
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Écouter")).to_be_focused()
    assert page.evaluate("CSS.highlights.has('read-aloud')") is False
    page.close()


@pytest.mark.parametrize(
    "voices", ["[]", '[{lang: "fr-FR", localService: false}]', '[{lang: "de", localService: true}]']
)
def test_without_a_voice_of_the_device_nothing_is_offered(browser: Browser, voices: str) -> None:
    page = opened(browser, voices)
    expect(page.locator("[data-read-aloud]")).to_be_hidden()
    page.close()
