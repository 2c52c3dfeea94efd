"""The language of the person's screens: French, or the one they chose; everybody else reads French.

Catalogues are gettext's (``bénévolat/translations``): the French sentence is the key, so a page without a translation
stays readable, marked ``lang="fr"``. The choice is a cookie of this browser, never a fact of the file.
"""

from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from typing import Any
from urllib.parse import urlencode

from flask import Flask, current_app, has_request_context, request
from markupsafe import Markup
from werkzeug.wrappers import Response

from bénévolat.domain.screen_languages import ScreenLanguage

COOKIE = "benevolat_langue"
COOKIE_DAYS = 183
"""As long as a card lives."""

_PERSON = "allocataire"
_SHARED = frozenset({"public.stay"})
"""Endpoints of every audience that a person's page leads to."""

_FRENCH_BLUEPRINTS = frozenset({"allocataire_personal_data"})
"""«Mes données»: a notice and requests whose words are the law's; read in French, or with the person who helps."""
_FRENCH_ONLY = "benevolat.french_only"


@cache
def catalogue(language: ScreenLanguage) -> NullTranslations:
    """Return the compiled catalogue of a language; French needs none."""
    if language is ScreenLanguage.FRENCH:
        return NullTranslations()
    folder = files("bénévolat") / "translations" / str(language) / "LC_MESSAGES"
    with (folder / "messages.mo").open("rb") as compiled:
        return GNUTranslations(compiled)


def _known(code: str | None) -> ScreenLanguage | None:
    return ScreenLanguage(code) if code in {member.value for member in ScreenLanguage} else None


def chosen() -> ScreenLanguage:
    """Return the language this browser chose: named by the address (a page read once), or kept; French otherwise."""
    return _known(request.args.get("langue")) or _known(request.cookies.get(COOKIE)) or ScreenLanguage.FRENCH


def language() -> ScreenLanguage:
    """Return the language of the present page."""
    if not has_request_context() or _FRENCH_ONLY in request.environ:
        return ScreenLanguage.FRENCH
    blueprint = request.blueprint or ""
    mine = (
        blueprint.startswith(_PERSON) and blueprint not in _FRENCH_BLUEPRINTS
    ) or request.endpoint in _SHARED
    return chosen() if mine else ScreenLanguage.FRENCH


def keep_language(response: Response, code: str | None) -> None:
    """Keep the choice of a language in this browser; a code that is none of them changes nothing."""
    language = _known(code)
    if language is not None:
        response.set_cookie(
            COOKIE,
            str(language),
            max_age=COOKIE_DAYS * 24 * 3600,
            secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
            httponly=True,
            samesite="Lax",
        )


def read_again() -> str:
    """Return the address of the present page, to come back to it in another language.

    Of its query only ``next`` is kept: nothing else may be written back in a page.
    """
    following = request.args.get("next")
    return f"{request.path}?{urlencode({'next': following})}" if following else request.path


def speak_french() -> None:
    """Have the present page in French, whoever reads it: it is not translated."""
    request.environ[_FRENCH_ONLY] = True


def gettext(sentence: str) -> str:
    """Return a French sentence in the language of the page, itself when it is not translated."""
    return catalogue(language()).gettext(sentence) if sentence else ""


def ngettext(one: str, many: str, number: int) -> str:
    """Return the form that a number asks for: French has two, Arabic six."""
    if language() is ScreenLanguage.FRENCH:
        return one if abs(number) < 2 else many
    return catalogue(language()).ngettext(one, many, number)


def say(sentence: str, **values: Any) -> str:
    """Return a French sentence with ``%(name)s`` in the language of the page, its values put in."""
    return gettext(sentence) % values if values else gettext(sentence)


def say_number(one: str, many: str, number: int) -> str:
    """Return «1 minute», «12 minutes» in the language of the page; the sentences hold ``%(num)s``."""
    return ngettext(one, many, number) % {"num": number}


def N_(sentence: str) -> str:  # noqa: N802 - the name every gettext tool knows
    """Mark a French sentence for translation where it is written; it is translated where it is shown."""
    return sentence


def french(words: Any) -> str:
    """Return words that stay French, marked as such on a page in another language."""
    if not words or language() is ScreenLanguage.FRENCH:
        return words or ""
    return Markup('<span lang="fr" dir="ltr">{}</span>').format(words)


def in_french() -> str:
    """Return the attributes of an element whose words stay French, nothing on a French page."""
    return "" if language() is ScreenLanguage.FRENCH else Markup(' lang="fr" dir="ltr"')


def translated(words: Any) -> str:
    """Return a label in the language of the page; a label that is not translated stays as it is."""
    return gettext(str(words)) if language() is not ScreenLanguage.FRENCH else words


def said(words: Any) -> str:
    """Return a sentence in the language of the page; one that is not translated is marked as French."""
    if not words or language() is ScreenLanguage.FRENCH:
        return words or ""
    found = gettext(str(words))
    return found if found != str(words) else french(words)


def first_capital(words: Any) -> str:
    """Return words with a capital at the beginning, the rest untouched («Tuesday», «le mardi»)."""
    text = str(words)
    return text[:1].upper() + text[1:]


def init_languages(app: Flask) -> None:
    """Give the templates ``_``, ``ngettext``, their filters, and the language of the page."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    app.jinja_env.globals["N_"] = N_
    app.jinja_env.globals["read_again"] = read_again
    app.jinja_env.globals["in_french"] = in_french
    app.jinja_env.globals["screen_language"] = language
    app.jinja_env.globals["screen_languages"] = tuple(ScreenLanguage)
    app.add_template_filter(french)
    app.add_template_filter(translated)
    app.add_template_filter(said)
    app.add_template_filter(first_capital)
