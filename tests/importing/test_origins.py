"""Copies of one story share one origin, in whichever order and how often they come."""

import pytest

from claims.importing import origins
from claims.models import Article, Origin, Sentence, Source
from claims.text import copies, sentences
from tests import builders

pytestmark = pytest.mark.django_db

STORY = (
    "The port of Aldervik raised its harbour fee by a third on Monday, the harbour board announced in Oslo. "
    "Fishing crews blocked the northern quay for six hours and demanded that the rise be taken back. "
    "Board chairwoman Ingrid Solvang said the old tariff of 1998 no longer covered the cost of dredging. "
    "The ministry of transport declined to comment on the protest or on the size of the subsidy. "
    "Two ferries to Stavholm were delayed and some 400 passengers spent the night in a gymnasium."
)
OTHER_REPORT = (
    "Fishermen in Aldervik have stopped work over a dearer harbour. Their union calls the new tariff a blow to small "
    "boats and wants talks with the board before the herring season opens. Ferry traffic was back to normal by noon, "
    "according to the coast guard, and nobody was hurt in the protest that kept the quay shut since dawn."
)


def assign_origin(article: Article, *, origin_outlet: str = "") -> Origin:
    """As an import does it: the article's own origin first, copies when its sentences are there."""
    origins.assign_origin(article, origin_outlet=origin_outlet)
    origins.assign_again(article.pk)
    return Origin.objects.get(articles=article)


def in_archive(text: str, **values: object) -> Article:
    article = builders.an_article(text, **values)
    Sentence.objects.filter(article=article).delete()
    Sentence.objects.bulk_create(
        Sentence(article=article, position=i, start=start, end=end, text=text[start:end])
        for i, (start, end) in enumerate(sentences.split(text))
    )
    return article


def test_a_lightly_edited_copy_shares_the_origin_of_the_first() -> None:
    first = in_archive(STORY)
    copy = in_archive(STORY.replace("announced in Oslo", "said").replace("some 400", "about 400"))
    assign_origin(copy)
    origin = assign_origin(first)
    assert {article.origin for article in Article.objects.all()} == {origin}


def test_a_copy_that_was_cut_short_shares_the_origin() -> None:
    first = in_archive(STORY)
    origin = assign_origin(first)
    cut = in_archive(STORY[: STORY.index("The ministry")])
    assert assign_origin(cut) == origin


SENTENCES = STORY.split(". ")
COPIES = {
    "cut after three sentences": ". ".join(SENTENCES[:3]) + ".",
    "without its beginning": ". ".join(SENTENCES[2:]),
    "with a lead of its own": "The harbour of Aldervik saw a rare protest on Monday. " + ". ".join(SENTENCES[1:]),
    "in another order": ". ".join([*SENTENCES[2:], *SENTENCES[:2]]),
    "inside a longer report": f"{STORY} The mayor invited both sides to his town hall. He pays for the coffee.",
    "in other words here and there": STORY.replace("Monday", "1 May").replace("delayed", "late").replace("size", "sum"),
}


@pytest.mark.parametrize("copy", COPIES.values(), ids=COPIES.keys())
@pytest.mark.parametrize("is_copy_first", [False, True])
def test_a_copy_shares_the_origin_whichever_of_the_two_came_first(copy: str, *, is_copy_first: bool) -> None:
    first, second = (copy, STORY) if is_copy_first else (STORY, copy)
    origin = assign_origin(in_archive(first))
    assert assign_origin(in_archive(second)) == origin


@pytest.mark.parametrize("is_told_first", [False, True])
def test_whoever_says_that_it_published_first_names_the_origin_in_either_order(*, is_told_first: bool) -> None:
    told, silent = in_archive(STORY, title="Fee up"), in_archive(COPIES["with a lead of its own"], title="Protest")
    if is_told_first:
        assign_origin(told, origin_outlet="Nordic Wire")
        origin = assign_origin(silent)
    else:
        assign_origin(silent)
        origin = assign_origin(told, origin_outlet="Nordic Wire")
    assert origin.label == "Nordic Wire: Fee up"


def test_another_report_of_the_same_event_is_another_origin() -> None:
    first, other = in_archive(STORY), in_archive(OTHER_REPORT)
    assert assign_origin(first) != assign_origin(other)


def test_one_quote_in_common_is_no_common_story() -> None:
    quote = "Board chairwoman Ingrid Solvang said the old tariff of 1998 no longer covered the cost of dredging."
    first, other = in_archive(STORY), in_archive(f"{OTHER_REPORT} {quote}")
    assert assign_origin(first) != assign_origin(other)


def test_assigning_again_changes_nothing() -> None:
    article = in_archive(STORY)
    first = assign_origin(article)
    assert assign_origin(article) == first
    assert Origin.objects.count() == 1


def test_copies_whose_sentences_came_later_are_joined_by_the_second_call() -> None:
    first = builders.an_article(STORY)
    second = builders.an_article(STORY + " ")
    assert assign_origin(first) != assign_origin(second)
    for article in (first, second):
        Sentence.objects.get_or_create(
            article=article, position=0, defaults={"start": 0, "end": 103, "text": STORY[:103]}
        )
    source = Source.objects.create(
        identity="urn:a-copy", kind=Source.Kind.ARTICLE, article=second, origin=second.origin
    )
    assert assign_origin(second) == Article.objects.get(pk=first.pk).origin
    source.refresh_from_db()
    assert source.origin == Article.objects.get(pk=first.pk).origin


def test_the_origin_that_was_told_gives_its_name() -> None:
    assign_origin(in_archive(STORY, title="Fee up in Aldervik"))
    told = assign_origin(in_archive(STORY + " ", title="Harbour fee up"), origin_outlet="Nordic Wire")
    assert told.label == "Nordic Wire: Harbour fee up"
    assert set(Article.objects.values_list("origin", flat=True)) == {told.pk}


def test_reports_of_one_agency_may_be_edited_more_than_others() -> None:
    likeness = copies.Likeness(jaccard=0.35, containment=0.5, n_shorter=120)
    assert likeness.is_copy(threshold=0.5, same_agency=True)
    assert not likeness.is_copy(threshold=0.5)


def test_an_empty_text_is_like_nothing() -> None:
    assert copies.likeness(set(), set()).jaccard == 0
    article = builders.an_article("")
    assert assign_origin(article).label == str(article)
