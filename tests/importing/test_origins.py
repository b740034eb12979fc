"""Copies of one story share one origin, in whichever order and how often they come."""

import pytest

from claims import origins as stories
from claims.importing import origins
from claims.models import Article, Origin, Outlet, Source, StoryMark
from claims.text import copies
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
    """As an import does it: the article's own origin and its marks first, then its copies."""
    origins.assign_origin(article, origin_outlet=origin_outlet)
    origins.assign_again(article.pk)
    return Origin.objects.get(articles=article)


def in_archive(text: str, **values: object) -> Article:
    return builders.an_article(text, **values)


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


def test_a_source_that_was_cited_moves_with_its_article_when_a_copy_joins_it() -> None:
    first, second = in_archive(STORY), in_archive(STORY + " ")
    assign_origin(first)
    origins.assign_origin(second)
    second.refresh_from_db()
    source = Source.objects.create(
        identity="urn:a-copy", kind=Source.Kind.ARTICLE, article=second, origin=second.origin
    )
    origins.assign_again(second.pk)
    source.refresh_from_db()
    assert source.origin == Article.objects.get(pk=first.pk).origin
    assert source.origin_reason == f"100 % of its wording stands in “{first}”"


def test_why_an_article_shares_its_origin_is_written_beside_it() -> None:
    first = in_archive(STORY)
    assign_origin(first, origin_outlet="Nordic Wire")
    copy = in_archive(COPIES["with a lead of its own"])
    assign_origin(copy)
    first.refresh_from_db()
    copy.refresh_from_db()
    assert first.origin_reason == "It says that it has it from Nordic Wire"
    assert copy.origin_reason.endswith(f"% of its wording stands in “{first}”")


def test_a_copy_is_found_as_soon_as_the_first_is_in_the_archive_and_not_after_it_is_gone() -> None:
    first = in_archive(STORY)
    origins.assign_origin(first)
    assert [copy.article for copy in stories.find_copies(COPIES["in another order"])] == [first]
    first.delete()
    assert stories.find_copies(STORY) == []


def test_of_many_copies_the_first_ones_stand_for_all() -> None:
    with_copies = [in_archive(STORY + " " * n) for n in range(stories.N_HOLDERS + 6)]
    for article in with_copies:
        assign_origin(article)
    assert Article.objects.values("origin").distinct().count() == 1
    assert StoryMark.objects.filter(article=with_copies[-1]).count() == 0
    assert len(stories.find_copies(STORY)) == stories.N_PER_ORIGIN


def test_a_boilerplate_that_many_articles_share_hides_no_copy_and_makes_none() -> None:
    notice = (
        "Readers of the Gauge can write to the desk at any hour. Letters may be shortened. The Gauge belongs to a "
        "foundation in Aldervik, which names its board every second year and publishes its accounts in spring. "
    )
    gauge = Outlet.objects.create(name="The Gauge")
    for number in range(stories.N_HOLDERS + 4):
        story = f"Quay {number} stayed shut on day {number} of the strike in harbour {number}."
        assign_origin(in_archive(f"{story} {notice}", outlet=gauge))
    assert Article.objects.values("origin").distinct().count() == stories.N_HOLDERS + 4
    first = in_archive(f"{STORY} {notice}", outlet=gauge)
    origin = assign_origin(first)
    assert assign_origin(in_archive(f"{COPIES['cut after three sentences']} {notice}", outlet=gauge)) == origin


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
