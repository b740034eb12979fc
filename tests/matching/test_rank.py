"""Published checks come in the order in which they are probably about a text, with what speaks for and against."""

from datetime import date

import pytest

from claims.matching import features, fusion, posts
from claims.matching.features import Document
from claims.matching.rarity import Rarity
from claims.matching.similarity import N_TOLD, RELATED, rank

FEE = Document(1, "The harbour fee in Aldervik tripled in 2019", "Did Aldervik Triple Its Harbour Fee?")
MAYOR = Document(2, "The mayor of Aldervik swam across the harbour", "Did the Mayor Swim?")
OWLS = Document(3, "A video shows an owl that can count to twelve", "Is This Owl Counting?")
DOCUMENTS = [OWLS, MAYOR, FEE]


def order(text: str, documents: list[Document] = DOCUMENTS, **options: object) -> list[int]:
    return [one.pk for one in rank(text, documents, **options)]  # type: ignore[arg-type]


def test_the_check_of_the_same_claim_comes_first_and_says_why() -> None:
    best, *others = rank("They tripled the harbour fee in Aldervik in 2019, can you believe it", DOCUMENTS)
    assert best.pk == 1
    assert best.score > 0.5
    assert best.relation == "same"
    assert any("Aldervik" in reason.words for reason in best.reasons)
    assert any("2019" in reason.words for reason in best.reasons)
    assert all(one.score < RELATED and one.relation == "related" for one in others)


def test_the_order_of_the_documents_does_not_matter() -> None:
    text = "harbour fee in Aldervik"
    assert order(text) == order(text, DOCUMENTS[::-1])


def test_tags_count_as_the_words_they_are_made_of() -> None:
    assert order("can you believe this? #OwlCounting pic.twitter.com/x1y2")[0] == 3


def test_words_that_are_written_together_are_found() -> None:
    aside = Document(4, "The harbour-fee office is closed", "")
    found = rank("harbourfee scandal", [OWLS, aside])
    assert found[0].pk == 4


def test_a_rare_word_counts_more_than_a_common_one() -> None:
    rarity = Rarity(3_000, {"video": 900, "owl": 2})
    video, owl = Document(5, "A video of a bridge", ""), Document(6, "An owl on a bridge", "")
    assert order("a video with an owl", [video, owl], rarity=rarity) == [6, 5]


def test_of_two_equal_checks_the_one_of_the_same_days_comes_first() -> None:
    old = Document(7, "A shark swims on the flooded motorway", "", "", date(2011, 8, 28))
    new = Document(8, "A shark swims on the flooded motorway", "", "", date(2017, 8, 29))
    text = "Believe it or not, this is a shark on the motorway"
    assert order(f"{text} — Jonas Lund (@jonaslund) August 28, 2017", [old, new]) == [8, 7]
    assert order(text, [old, new], said_on=date(2011, 8, 27)) == [7, 8]
    undated = rank(text, [old, new])
    assert undated[0].score == undated[1].score, "a text without a day says nothing about days"


def test_the_summary_counts_too() -> None:
    told = Document(9, "The minister was right", "", "He said that the tunnel under the Ostra leaks every spring.")
    assert order("the tunnel under the Ostra leaks every spring", [MAYOR, told]) == [9, 2]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The harbour fee in Aldervik did not triple in 2019", "negation"),
        ("Unemployment in Tavira rose to 9 percent in March", "number"),
        ("The vaccine against river fever is dangerous for children", "antonym"),
    ],
)
def test_what_contradicts_is_told_apart_and_scores_lower(text: str, kind: str) -> None:
    documents = [
        Document(1, "The harbour fee in Aldervik did triple in 2019"),
        Document(2, "Unemployment in Tavira rose to 6 percent in March"),
        Document(3, "The vaccine against river fever is safe for children"),
    ]
    best = rank(text, documents)[0]
    same = next(one for one in rank(next(d.statement for d in documents if d.pk == best.pk), documents))
    assert best.relation == "contradicts"
    assert kind in {reason.kind for reason in best.contradictions}
    assert best.score < same.score
    assert same.relation == "same"


def test_nothing_to_look_up_finds_nothing() -> None:
    assert rank("", DOCUMENTS) == []
    assert rank("Aldervik", []) == []


@pytest.mark.parametrize("text", ["?!", "的", "a" * 5000, "#", "@", "— (@)", "1", "No.", "ÆØÅ æøå"])
def test_odd_texts_are_no_trouble(text: str) -> None:
    found = rank(text, [*DOCUMENTS, Document(10, "", "", ""), Document(11, text, text, text)])
    assert all(0.0 <= one.score <= 1.0 for one in found)
    assert sorted(one.pk for one in found) == [1, 2, 3, 10, 11]


def test_only_the_best_are_told_why() -> None:
    many = [Document(pk, f"The harbour fee in Aldervik tripled in {1900 + pk}") for pk in range(N_TOLD + 5)]
    found = rank("The harbour fee in Aldervik tripled", many)
    assert sum(bool(one.reasons) for one in found) == N_TOLD
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)


def test_every_measure_has_a_weight_and_a_place() -> None:
    assert tuple(fusion.WEIGHTS) == features.COLUMNS
    asked = features.Asked(features.Query("harbour fee"), Rarity())
    assert asked.glance(DOCUMENTS).shape == (len(DOCUMENTS), len(features.COLUMNS))
    (row,) = asked.glance([FEE])
    assert len(asked.look(FEE, row)) == features.N_WORDED


def test_a_signed_post_is_taken_apart() -> None:
    post = posts.read("Look at #OldTown2022 https://t.co/abc — Ana Reis (@AnaReisTV) January 14, 2020")
    assert post.text == "Look at Old Town 2022"
    assert post.author == "Ana Reis Ana Reis TV"
    assert post.said_on == date(2020, 1, 14)
    plain = posts.read("The bridge — closed since May — opens again (@ noon)")
    assert plain == posts.Post("The bridge — closed since May — opens again (@ noon)")


def test_a_check_of_the_very_same_words_is_certain_and_one_of_other_words_is_not() -> None:
    text = "the harbour  fee in Aldervik tripled in 2019"
    assert rank(text, DOCUMENTS)[0].score == 1.0
    assert rank(f"{text} already", DOCUMENTS)[0].score < 1.0
