"""The author of an offer sees how easily the simple version is read (R62)."""

from bénévolat.domain.readability import read


def test_short_words_in_short_sentences_are_easy_r62() -> None:
    reading = read("Vous aidez au jardin. Vous êtes deux. On mange ensemble à midi.")
    assert (reading.sentences, reading.longest) == (3, 5)
    assert reading.score >= 60
    assert reading.remarks == []


def test_a_long_sentence_is_pointed_out_with_its_length_r62() -> None:
    reading = read(
        "Vous aidez chaque mardi matin les personnes du quartier qui viennent chercher un colis au local."
    )
    assert any(str(reading.longest) in remark for remark in reading.remarks)


def test_more_than_five_sentences_is_too_many_r62() -> None:
    assert any("6 phrases" in remark for remark in read("Un mot. " * 6).remarks)


def test_administrative_words_score_lower_than_daily_words_r62() -> None:
    hard = read("La structuration organisationnelle nécessite une implication institutionnelle.")
    assert hard.score < 60
    assert any("mots de tous les jours" in remark for remark in hard.remarks)


def test_an_empty_text_has_nothing_to_say() -> None:
    assert read("") == read(" \n…")
    assert read("").remarks == []
