"""Every document, whatever its kind: tagged, in French, without a forbidden word, deaf to what is written in it.

A maker without a sample, a template that no sample uses, fail here.
"""

import importlib
import inspect
import pkgutil
import re
import unicodedata

import pytest

from bénévolat import exports
from bénévolat.exports import typesetting
from tests.exports.documents import check_accessible, part, reader, words
from tests.exports.samples import SAMPLES, Sample
from tests.forbidden_words import ASSOCIATION_NEVER_READS, NEVER_WRITTEN
from tests.house.sources import TEMPLATES, template_names, template_source

TYPST = template_names("documents", suffixes=(".typ",))
PDF = [name for name in SAMPLES if name.endswith(".pdf")]
DOCX = [name for name in SAMPLES if name.endswith(".docx")]
OUR_OWN = [name for name, sample in SAMPLES.items() if sample.read_by in {"person", "association"}]

HOSTILE = {
    "markup": '#panic("lu") *gras* _lu_ = Titre\\ #include "/etc/passwd" #read("house.typ") $x^2$ `code` @ref <label>',
    "quotes": '« L\'été » "dit" ‘elle’ ; <b>&amp;</b> {{ 7*7 }} {% raw %} \\u{41} \\n',
    "pictures": "🧑🏽‍🌾 ☎️ 😀 中文 한국어 ไทย \ue000",
    "other letters": "Дмитрий Nguyễn Şükrü Łódź Ελένη שלום محمد",
    "sense of reading": "abc\u202egnihtyreve\u202c \u2066x\u2069 \u200f\u200e",
    "signs that draw nothing": "a\x00b\x07c\x1b[31m\u200bd\ufeff\u2028e",
    "a lone surrogate": "abc\udcffdef",
    "a long name": "Marie-Antoinette de la Tour " * 11,
    "a word without end": "x" * 300,
    "nothing": "",
    "formula": '=HYPERLINK("http://x") @SUM(1) +33 -1\r\nBEGIN:VEVENT',
}


def makers() -> set[str]:
    """Return the names of the functions of the exports that make a document."""
    found = set()
    for module in pkgutil.iter_modules(exports.__path__):
        members = inspect.getmembers(
            importlib.import_module(f"{exports.__name__}.{module.name}"), inspect.isfunction
        )
        found |= {name for name, _ in members if name.endswith(("_pdf", "_docx", "_ics"))}
    return found


def test_every_maker_of_documents_has_a_sample() -> None:
    assert makers() == {sample.maker for sample in SAMPLES.values()}


def test_every_template_of_documents_is_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    used = {"house"}
    real = typesetting._compile

    def note(template: str, *given: object, **options: object) -> object:
        used.add(template)
        return real(template, *given, **options)

    monkeypatch.setattr(typesetting, "_compile", note)
    for name in PDF:
        assert SAMPLES[name].content.startswith(b"%PDF")
    assert {name.removeprefix("documents/").removesuffix(".typ") for name in TYPST} == used


@pytest.mark.parametrize("name", PDF)
def test_a_pdf_is_accessible_and_archivable(name: str) -> None:
    sample = SAMPLES[name]
    check_accessible(sample.content, sample.facts.title)


@pytest.mark.parametrize("name", DOCX)
def test_an_editable_file_has_styles_language_and_title(name: str) -> None:
    sample = SAMPLES[name]
    assert '<w:lang w:val="fr-FR"' in part(sample.content, "word/styles.xml")
    assert '<w:pStyle w:val="Title"/>' in part(sample.content, "word/document.xml")
    assert sample.facts.title in part(sample.content, "docProps/core.xml")
    assert "python-docx" not in part(sample.content, "docProps/core.xml")


@pytest.mark.parametrize("name", SAMPLES)
def test_no_document_says_what_is_never_written(name: str) -> None:
    """R8."""
    assert NEVER_WRITTEN.findall(words(SAMPLES[name].content)) == []


@pytest.mark.parametrize("name", OUR_OWN)
def test_what_the_person_or_an_association_takes_away_never_says_rsa(name: str) -> None:
    """R13, R38: nor the contract, nor the follow-up, nor the Département."""
    said = words(SAMPLES[name].content)
    assert ASSOCIATION_NEVER_READS.findall(said) == []
    for word in ("contrat", "référent", "Département", "suivi", "social", "insertion", "D10-"):
        assert word.lower() not in said.lower()


@pytest.mark.parametrize("name", TYPST)
def test_a_template_of_documents_reads_nothing_from_outside(name: str) -> None:
    source = template_source(name)
    assert NEVER_WRITTEN.findall(source) == []
    for door in ("@preview", "@local", "eval(", "plugin(", "read(", "http"):
        assert door not in source
    assert not re.search(r"image\((?!bytes\(|\"pictograms/)", source), "a drawing is given or ours"
    assert source.count("#import") == source.count('#import "house.typ"')


def test_templates_of_documents_are_in_the_package() -> None:
    assert typesetting.FOLDER == TEMPLATES / "documents"
    assert len(TYPST) == 10


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES)
def test_a_hostile_text_is_printed_and_never_obeyed(sample: Sample, text: str) -> None:
    content = sample.saying(text)
    said = words(content)
    assert "root:x:" not in said
    if content.startswith(b"%PDF"):
        assert len(reader(content).pages) <= 3
    elif content.startswith(b"BEGIN"):
        assert content.count(b"\r\nBEGIN:VEVENT") == 1
    if text == HOSTILE["markup"]:
        for typed in ("#panic", "$x^2$", '#include "/etc/passwd"', "*gras*"):
            assert typed in said.replace("\\;", ";").replace('\\"', '"')


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Zoé 😀 adore 👍🏽 ça ❤️ fin", "Zoé adore ça fin"),
        ("Jean 🇫🇷 1️⃣", "Jean 1"),
        ("😀😀", "(dessin)"),
        ("李小龙, 김민수 et ⵜⵉⴼⵉⵏⴰⵖ", "Li Xiao Long, Gim Min Su et tifinagh"),
        ("Zoé 中 Дмитрий", "Zoé Zhong Дмитрий"),
        ("Tuğba Şahin, Łukasz Čapek", "Tuğba Şahin, Łukasz Čapek"),
        ("ጳ\u1400 \U00012000 fin", "fin"),
    ],
)
def test_pictures_are_dropped_and_names_of_other_scripts_stay_readable(typed: str, printed: str) -> None:
    """A box says nothing: what no font draws is transcribed, a picture is not a word."""
    assert printed in words(SAMPLES["certificate.pdf"].saying(typed))


@pytest.mark.parametrize("name", ["محمد بن علي", "Ελένη Παπαδοπούλου", "Иван Петров", "Հայկ", "გიორგი"])
def test_a_name_that_a_font_of_the_house_draws_is_printed_as_it_is_written(name: str) -> None:
    content = SAMPLES["certificate.pdf"].saying(name)
    said = set("".join(words(content).split()))
    assert set(name.replace(" ", "")) <= said | set(unicodedata.normalize("NFKC", "".join(said)))


def test_letters_of_other_scripts_are_drawn_by_another_font() -> None:
    assert "Дмитрий Łódź Ελένη" in words(SAMPLES["certificate.pdf"].saying("Дмитрий Łódź Ελένη"))
