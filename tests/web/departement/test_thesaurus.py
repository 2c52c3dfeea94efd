"""The thesaurus on screen: read, tried, published, undone, by an agent who administers (item 2, second half)."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bénévolat.domain.enums import Right
from bénévolat.domain.thesaurus import EditKind, MisreadingStatus
from bénévolat.models.accounts import Account
from bénévolat.models.thesaurus import Misreading, ThesaurusEdit, ThesaurusPhrase
from tests.factories import Factory
from tests.pages import PageClient

HOME = "/departement/thesaurus"
ADD, EXCLUDE, MOVE, MERGE, CREATE = (
    f"{HOME}/corriger/{what}" for what in ("ajouter", "exclure", "deplacer", "fusionner", "creer")
)


@pytest.fixture
def admin(make: Factory, sign_in_as: Callable[[Account], PageClient]) -> PageClient:
    return sign_in_as(make.administrator())


def text_of(answer: object) -> str:
    page = re.sub(r"<[^>]+>", " ", answer.text)
    return " ".join(unescape(page).replace("\u00a0", " ").split())


def mark(answer: object) -> str:
    """Return what stands for the edit that was tried."""
    return re.search(r'name="tried"[^>]*value="(\w*)"', answer.text)[1]


def publish(client: PageClient, url: str, data: dict[str, str]) -> object:
    tried = client.post_form(url, data)
    assert tried.status_code == 200, text_of(tried)
    return client.post_form(url, {**data, "tried": mark(tried), "publish": "1"})


def edits(session: Session) -> list[ThesaurusEdit]:
    return list(session.scalars(select(ThesaurusEdit).order_by(ThesaurusEdit.number)))


# Who -------------------------------------------------------------------------------------------------------


def test_only_an_agent_who_administers_reads_it_and_sees_the_link(
    make: Factory, sign_in_as: Callable[[Account], PageClient], admin: PageClient
) -> None:
    assert f'href="{HOME}"' in admin.get("/departement/").text
    other = sign_in_as(make.departement_agent(*(right for right in Right if right is not Right.ADMINISTER)))
    assert f'href="{HOME}"' not in other.get("/departement/").text
    for path in ("", "/phrase", "/historique", "/phrases", "/mal-compris", "/corriger/ajouter"):
        assert other.get(f"{HOME}{path}").status_code == 403


# Reading ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["compost", "COMPOST", "conpost", "composteur"])
def test_a_concept_is_found_by_a_word_whatever_its_accents_and_slips(admin: PageClient, typed: str) -> None:
    assert f'href="{HOME}/concepts/compost"' in admin.get(HOME, query_string={"q": typed}).text


def test_the_list_is_paginated_and_nothing_found_says_so(admin: PageClient) -> None:
    page = admin.get(HOME)
    assert "Page suivante" in page.text
    assert page.text.count(f'href="{HOME}/concepts/') == 25
    assert page.text.index("accès au droit") < page.text.index("accompagnement de fin de vie")
    assert "<strong>bricolage</strong>, bricoler" in admin.get(HOME, query_string={"q": "bricolle"}).text
    assert "Aucun concept ne répond" in text_of(admin.get(HOME, query_string={"q": "zzxxqqwwkk"}))


def test_a_concept_says_its_words_relations_trades_and_offers(make: Factory, admin: PageClient) -> None:
    make.communes()
    make.published_offer(title="Arroser le potager", tasks=[], description="", skills=[])
    page = admin.get(f"{HOME}/concepts/gardening")
    said = text_of(page)
    assert "1 offre publiée le dit." in said
    assert "potager" in said
    assert "Mots qui ne mènent pas ici" in said
    assert "Métiers qui mènent ici" in said
    assert f'href="{HOME}/concepts/compost"' in page.text


def test_an_unknown_concept_is_not_found_and_a_merged_one_leads_to_the_other(
    make: Factory, admin: PageClient
) -> None:
    assert admin.get(f"{HOME}/concepts/nothing").status_code == 404
    assert admin.get(f"{HOME}/concepts/lang_anglais").status_code == 404
    make.thesaurus_edit(kind=EditKind.MERGE, concept="compost", words="", into="gardening")
    answer = admin.get(f"{HOME}/concepts/compost")
    assert answer.status_code == 303
    assert answer.headers["Location"].endswith("/concepts/gardening")
    assert "Concepts fusionnés ici" in text_of(admin.get(f"{HOME}/concepts/gardening"))


def test_a_phrase_is_read_in_concepts_words_and_refusals(admin: PageClient) -> None:
    phrase = "J'aime jardiner et le grelix, pas de foule"
    said = text_of(admin.post_form(f"{HOME}/phrase", {"phrase": phrase}))
    assert "jardinage « jardiner »" in said
    assert "grelix Ajouter à un concept" in said
    assert "En petit groupe" in said


# Trying and publishing -------------------------------------------------------------------------------------


def test_an_edit_is_tried_on_the_phrases_before_anything_is_written(
    make: Factory, admin: PageClient, session: Session
) -> None:
    make.thesaurus_phrase("Cultiver un potager", ("gardening",))
    make.thesaurus_phrase("Planter des salades", ())
    data = {"concept": "gardening", "words": "potager", "phrase": "un potager et un compost"}
    said = text_of(admin.post_form(EXCLUDE, data))
    assert "« potager » ne mène plus à « jardinage ». Rien n'est encore publié." in said
    assert "1 phrase lue autrement, 1 perdue, 0 gagnée, sur 2." in said
    assert "un potager et un compost compost, jardinage compost" in said.replace(
        "jardinage, compost compost", "compost, jardinage compost"
    )
    assert "Perdue" in said
    assert edits(session) == []


def test_the_edit_that_was_tried_is_published(admin: PageClient, session: Session) -> None:
    answer = publish(admin, ADD, {"concept": "gardening", "words": "  Grelix "})
    assert answer.status_code == 303
    assert answer.headers["Location"].endswith(f"{HOME}/concepts/gardening")
    (row,) = edits(session)
    assert (row.kind, row.concept, row.words) == (EditKind.ADD_ALIAS, "gardening", "Grelix")
    assert row.author_id == admin.who.id
    page = text_of(admin.get(f"{HOME}/concepts/gardening"))
    assert "version 2026.11+1" in page
    assert "Grelix" in page


def test_an_edit_changed_since_its_trial_is_tried_again(admin: PageClient, session: Session) -> None:
    tried = admin.post_form(ADD, {"concept": "gardening", "words": "grelix"})
    data = {"concept": "gardening", "words": "autrechose", "tried": mark(tried), "publish": "1"}
    assert admin.post_form(ADD, data).status_code == 200
    assert edits(session) == []


def test_a_word_that_leads_elsewhere_warns_and_says_where(admin: PageClient, session: Session) -> None:
    said = text_of(admin.post_form(ADD, {"concept": "cooking", "words": "Potagers"}))
    assert "Ce mot mène déjà à « jardinage » : il mènera aux deux." in said
    publish(admin, ADD, {"concept": "cooking", "words": "Potagers"})
    assert len(edits(session)) == 1


@pytest.mark.parametrize(
    ("url", "data", "field", "sentence"),
    [
        (ADD, {"concept": "gardening", "words": "potager"}, "words", "mène déjà à ce concept"),
        (ADD, {"concept": "gardening", "words": "de la"}, "words", "ne disent rien"),
        (ADD, {"concept": "gardening", "words": "pelle, râteau"}, "words", "un seul mot"),
        (ADD, {"concept": "nothing", "words": "grelix"}, "concept", "Choisissez une réponse de la liste"),
        (ADD, {"concept": "", "words": ""}, "concept", "Choisissez un concept"),
        (ADD, {"concept": "gardening", "words": "é" * 10_000}, "words", "80 caractères au plus"),
        (MERGE, {"concept": "compost", "into": "compost"}, "into", "n'en font qu'un"),
        (MOVE, {"concept": "compost", "into": "compost", "words": "terreau"}, "into", "n'en font qu'un"),
        (CREATE, {"words": "JARDINAGE"}, "words", "porte déjà ce nom"),
    ],
)
def test_what_makes_no_sense_is_refused_beside_its_field(
    admin: PageClient, session: Session, url: str, data: dict[str, str], field: str, sentence: str
) -> None:
    answer = admin.post_form(url, data)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert sentence in text_of(answer)
    assert edits(session) == []


def test_a_merge_made_in_a_circle_meanwhile_is_refused(
    make: Factory, admin: PageClient, session: Session
) -> None:
    data = {"concept": "gardening", "into": "compost"}
    tried = mark(admin.post_form(MERGE, data))
    make.thesaurus_edit(kind=EditKind.MERGE, concept="compost", words="", into="gardening")
    answer = admin.post_form(MERGE, {**data, "tried": tried, "publish": "1"})
    assert answer.status_code == 422
    assert len(edits(session)) == 1


def test_a_concept_is_made_merged_and_its_word_moved(admin: PageClient, session: Session) -> None:
    publish(admin, CREATE, {"words": "Éco-pâturage"})
    code = edits(session)[0].concept
    publish(admin, MOVE, {"concept": "gardening", "into": code, "words": "potager"})
    assert publish(admin, MERGE, {"concept": code, "into": "compost"}).status_code == 303
    said = text_of(admin.get(f"{HOME}/historique"))
    assert "Nouveau concept : « Éco-pâturage »." in said
    assert "« potager » passe de « jardinage » à « Éco-pâturage »." in said
    assert "« Éco-pâturage » est fusionné dans « compost »." in said
    assert "Version 2026.11+3" in said


def test_an_address_may_propose_an_edit_and_nothing_else(admin: PageClient) -> None:
    query = {"concept": "gardening", "mots": "poto'ger <b>", "vers": "compost", "mal_compris": "x" * 500}
    page = admin.get(MOVE, query_string=query).text
    assert '<option selected value="gardening">' in page
    assert '<option selected value="compost">' in page
    assert "poto&#39;ger &lt;b&gt;" in page
    page = admin.get(ADD, query_string={"concept": "nothing", "mots": "\u202e\x00" + "é" * 5000}).text
    assert "nothing" not in page


# Undoing ---------------------------------------------------------------------------------------------------


def test_an_edit_is_undone_after_its_effect_is_shown(
    make: Factory, admin: PageClient, session: Session
) -> None:
    make.thesaurus_edit(words="grelix")
    make.thesaurus_phrase("Passer le grelix", ("gardening",))
    said = text_of(admin.get(f"{HOME}/historique/1/annuler"))
    assert "1 phrase lue autrement, 1 perdue, 0 gagnée, sur 1." in said
    assert admin.post_form(f"{HOME}/historique/1/annuler").status_code == 303
    assert [row.kind for row in edits(session)] == [EditKind.ADD_ALIAS, EditKind.UNDO]
    said = text_of(admin.get(f"{HOME}/historique"))
    assert "La correction n° 1 est annulée." in said
    assert "Annulée" in said


def test_what_is_undone_already_is_told(make: Factory, admin: PageClient, session: Session) -> None:
    make.thesaurus_edit()
    make.thesaurus_edit(kind=EditKind.UNDO, concept="", words="", undoes=1)
    assert admin.get(f"{HOME}/historique/1/annuler").status_code == 303
    assert admin.post_form(f"{HOME}/historique/1/annuler").status_code == 303
    assert "a déjà été annulée" in text_of(admin.get(f"{HOME}/historique"))
    assert len(edits(session)) == 2
    assert admin.get(f"{HOME}/historique/9/annuler").status_code == 404
    assert admin.get(f"{HOME}/historique/{'9' * 40}/annuler").status_code == 404


# Phrases ---------------------------------------------------------------------------------------------------


def test_an_empty_list_offers_the_phrases_of_the_seed(admin: PageClient, session: Session) -> None:
    page = f"{HOME}/phrases"
    assert "Charger les phrases livrées" in text_of(admin.get(page))
    admin.post_form(f"{page}/charger")
    assert len(session.scalars(select(ThesaurusPhrase)).all()) >= 60
    assert re.search(r"\d+ phrases sont lues comme attendu, sur \d+", text_of(admin.get(page)))


def test_a_phrase_is_added_changed_and_removed(admin: PageClient, session: Session) -> None:
    page = f"{HOME}/phrases"
    added = {"text": "Faire du compost", "first": "compost", "second": "gardening"}
    assert admin.post_form(f"{page}/nouvelle", added).status_code == 303
    phrase = session.scalars(select(ThesaurusPhrase)).one()
    assert phrase.expected == ["compost", "gardening"]
    assert "À revoir" in text_of(admin.get(page))
    own = f"{page}/{phrase.id}"
    assert '<option selected value="gardening">' in admin.get(own).text
    admin.post_form(own, {"text": "Faire du compost", "first": "compost"})
    assert "Bien lue" in text_of(admin.get(page))
    assert admin.post_form(f"{page}/nouvelle", {"text": "Faire du compost"}).status_code == 422
    admin.post_form(f"{own}/supprimer")
    assert session.scalars(select(ThesaurusPhrase)).all() == []


# Mal compris -----------------------------------------------------------------------------------------------


def test_a_report_leads_to_an_edit_that_closes_it(make: Factory, admin: PageClient, session: Session) -> None:
    report = make.misreading(said="potager", found="jardin", reports=3, meant="une recette")
    page = admin.get(f"{HOME}/mal-compris")
    assert "Signalé 3 fois" in text_of(page)
    assert "Voulait dire : une recette" in text_of(page)
    link = unescape(re.search(r'href="([^"]+exclure\?[^"]+mots=potager[^"]+)"', page.text)[1])
    form = admin.get(link).text
    assert str(report.id) in form
    answer = publish(
        admin, EXCLUDE, {"concept": "gardening", "words": "potager", "misreading": str(report.id)}
    )
    assert answer.headers["Location"].endswith("/mal-compris")
    kept = session.scalars(select(Misreading)).one()
    assert (kept.status, kept.edit_number) == (MisreadingStatus.TREATED, 1)
    assert "correction n° 1" in text_of(admin.get(f"{HOME}/mal-compris?etat=treated"))


def test_a_report_is_put_aside(make: Factory, admin: PageClient, session: Session) -> None:
    report = make.misreading()
    assert admin.post_form(f"{HOME}/mal-compris/{report.id}/ecarter").status_code == 303
    assert session.scalars(select(Misreading)).one().status is MisreadingStatus.DISMISSED
    assert "Rien à traiter" in text_of(admin.get(f"{HOME}/mal-compris"))


def test_a_report_whose_concept_was_merged_speaks_of_the_other(make: Factory, admin: PageClient) -> None:
    make.misreading(concept="compost", found="lombricomposteur")
    make.misreading(concept=None, said="", found="", meant="autre")
    make.thesaurus_edit(kind=EditKind.MERGE, concept="compost", words="", into="gardening")
    page = admin.get(f"{HOME}/mal-compris")
    assert "concept=gardening" in page.text
    assert "Autre chose" in text_of(page)
