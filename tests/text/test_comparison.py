"""Words, fingerprints and languages."""

import hashlib

import pytest

from claims.text import fingerprint, language, tokens

STORY = (
    "The river authority said on Monday that the new dam at Lavel would hold for at least fifty years. "
    "Engineers from the university disagreed and asked for another inspection before the spring floods."
)


def test_words_are_casefolded_and_numbers_kept_whole() -> None:
    assert tokens.words("Don’t pay 1.2 or 10,000 to “Lavel’s” café") == [
        "don't", "pay", "1.2", "or", "10,000", "to", "lavel's", "café",
    ]  # fmt: skip


def test_words_keep_the_vowel_signs_of_indic_scripts_and_pair_han_characters() -> None:
    assert tokens.words("नमस्ते दुनिया") == ["नमस्ते", "दुनिया"]
    assert tokens.words("天气好") == ["天气", "气好"]


def test_content_words_meet_across_inflections() -> None:
    a = tokens.content_words("Prices rose and the minister reported it")
    b = tokens.content_words("The ministers' reports: a price rises")
    assert {tokens.stem("rise"), "report", "minister"} <= set(a) & set(b)


def test_a_negation_is_a_content_word() -> None:
    assert "not" in tokens.content_words("The dam did not hold")


def test_an_unknown_language_keeps_every_word() -> None:
    assert tokens.content_words("xo yu za", "zz") == ["xo", "yu", "za"]


def test_normalising_hides_typography_but_not_words() -> None:
    assert fingerprint.normalise("“It’s\u00a0 here” –\nnow") == fingerprint.normalise('"it\'s here" - NOW')
    assert fingerprint.normalise("It rose") != fingerprint.normalise("It fell")


def test_one_changed_byte_changes_the_hash() -> None:
    assert fingerprint.sha256_hex(b"abc") == hashlib.sha256(b"abc").hexdigest() == fingerprint.sha256_hex("abc")
    assert fingerprint.sha256_hex(b"abd") != fingerprint.sha256_hex(b"abc")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (STORY, "en"),
        ("Die Regierung hat gestern beschlossen, die Steuern im kommenden Jahr zu senken.", "de"),
        ("Le gouvernement a annoncé hier une baisse des impôts pour l’année prochaine.", "fr"),
        ("Правительство вчера объявило о снижении налогов в следующем году.", "ru"),
        ("حکومت نے کل اعلان کیا کہ اگلے سال ٹیکس کم ہوں گے۔", "ur"),
        ("政府昨天宣布明年将降低税收，专家表示怀疑。", "zh"),
    ],
)
def test_the_language_of_a_sentence_is_told(text: str, expected: str) -> None:
    assert language.guess(text) == expected


@pytest.mark.parametrize(
    "text", ["", "12 345", "ok", "Hola", "Maria Rossi Berlin 2021", "https://example.org/this-is-it"]
)
def test_a_doubtful_language_is_not_guessed(text: str) -> None:
    assert language.guess(text) == ""


@pytest.mark.parametrize(("declared", "expected"), [("en-GB", "en"), ("pt_BR", "pt"), ("", ""), ("english", "")])
def test_a_declared_language_becomes_its_two_letters(declared: str, expected: str) -> None:
    assert language.tag(declared) == expected


@pytest.mark.parametrize(
    ("text", "is_a_sentence"),
    [("", False), ("Sold it", False), ("The fee rose", True), ("桥", False), ("桥梁收费自2021年以来翻了三倍", True),
     ("ค่าผ่านทางเพิ่มขึ้นสามเท่า", True), ("الرسوم تضاعفت", False)],
)  # fmt: skip
def test_where_no_spaces_stand_between_words_letters_are_counted(text: str, is_a_sentence: bool) -> None:
    assert (tokens.n_words(text) >= 3) is is_a_sentence
