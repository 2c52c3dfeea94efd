"""The author of an offer sees how easily the simple version is read (R62)."""

from bénévolat.domain.readability import read, sentences


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
    assert any("«\u00a0organisationnelle\u00a0»" in remark for remark in hard.remarks)


def test_the_sentence_that_is_too_long_is_shown_r62() -> None:
    long = "Vous aidez les gens du quartier qui viennent chercher un colis le mardi."
    reading = read(f"Vous venez. {long} Merci.")
    assert reading.too_long == ((long, 13),)
    assert [remark for remark in reading.remarks if long in remark]


def test_the_threshold_is_a_setting_r62() -> None:
    text = "Vous aidez chaque mardi matin les personnes du quartier."
    assert read(text, easy=60).remarks == []
    assert any("longs" in remark for remark in read(text, easy=95).remarks)
    assert "(95 ou plus" in read(text, easy=95).summary


def test_a_number_or_a_title_ends_no_sentence_r62() -> None:
    assert sentences("M. Petit a 3.5 euros. Ça va\u00a0? Oui…\nMerci") == [
        "M. Petit a 3.5 euros.",
        "Ça va\u00a0?",
        "Oui…",
        "Merci",
    ]


def test_the_score_is_the_one_of_kandel_and_moles_computed_by_hand_r62() -> None:
    text = "Vous aidez chaque mardi matin les personnes du quartier."  # 9 words, 1+2+1+2+2+1+2+1+2 = 14 syllables
    assert read(text).score == round(207 - 1.015 * 9 - 73.6 * 14 / 9)


def test_an_empty_text_has_nothing_to_say() -> None:
    assert read("") == read(" \n…")
    assert read("").remarks == []
