"""The newsroom's own figures: what is counted, what nobody can read off it, and how it is drawn."""

import csv
import io
import re
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from django.utils import timezone

from claims import tasks
from claims.desk.insights import drawing, published_figures, screen, work_figures
from claims.desk.insights.drawing import Bar, Limit, Series
from claims.desk.insights.figure import Figure
from claims.desk.insights.flow import Node, flow
from claims.insights import counts, published, rounds, work
from claims.insights.agreement import Agreement
from claims.insights.durations import Spell
from claims.insights.period import Period
from claims.models import Article, Claim, Export, Review, ReviewRound, State, VerdictRevision
from claims.workflow import edits, reviews
from claims.workflow.moves import move
from tests.builders import a_claim, an_article, cast, claim_in, file_reviews, scale
from tests.desk.people import client_of

pytestmark = pytest.mark.django_db

URL = "/desk/insights/"
QUARTER = Period(12, with_demonstration=False)


def test_each_move_between_states_counts_once_and_other_events_do_not() -> None:
    claim_in(State.DECIDED)
    assert work.moves(QUARTER) == {
        ("", "new"): 1, ("new", "queued"): 1, ("queued", "researching"): 1,
        ("researching", "in_review"): 1, ("in_review", "decided"): 1,
    }  # fmt: skip


def test_time_in_a_state_runs_from_the_move_into_it_to_the_move_out_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    now = timezone.now()
    for n_hours in (1, 3):
        with monkeypatch.context() as clock:
            clock.setattr(timezone, "now", lambda: now - timedelta(hours=10))
            claim = a_claim()
            move(claim, "accept", by=cast().ravi)
        with monkeypatch.context() as clock:
            moment = now - timedelta(hours=10 - n_hours)
            clock.setattr(timezone, "now", lambda moment=moment: moment)
            edits.declare_interest(claim, by=cast().ravi, has_interest=False)
            move(claim, "take", by=cast().ravi)
    found = work.spells(QUARTER)[State.QUEUED]
    assert (found.n, round(found.half), round(found.most)) == (2, 2 * 3600, round(2.8 * 3600))


def test_what_waits_is_counted_by_whom_it_waits_on() -> None:
    for state in (State.NEW, State.QUEUED, State.RESEARCHING, State.RESEARCHING, State.DECIDED):
        claim_in(state)
    claim = claim_in(State.IN_REVIEW)
    reviews.file_review(claim, by=cast().ines, rating=scale()["true"], confidence=3, reasons="Read.")
    waits = {(one.whom, one.what): one.n for one in work.waiting(QUARTER)}
    assert waits == {
        ("Researchers, editors", "to triage"): 1, ("Researchers", "to take"): 1, ("Ravi", "to research"): 2,
        ("Omar", "to review"): 1, ("Tomas", "to review"): 1, ("Editors", "to publish"): 1,
    }  # fmt: skip
    assert all(one.oldest <= timezone.now() for one in work.waiting(QUARTER))


def test_a_complete_round_waits_on_the_editors() -> None:
    claim = claim_in(State.IN_REVIEW)
    file_reviews(claim, {"ines": "true", "omar": "true"})
    assert [(one.whom, one.what, one.n) for one in work.waiting(QUARTER)] == [("Editors", "to decide", 1)]


def test_checks_are_counted_by_rating_claimant_topic_and_week() -> None:
    claim_in(State.PUBLISHED, claimant="Port authority")
    found = published.published(QUARTER)
    assert [(one.label, one.n) for one in found.ratings] == [("Mostly true", 1)]
    assert [(one.name, one.n_above, one.n) for one in found.claimants] == [("Port authority", 1, 1)]
    assert [(one.name, one.n) for one in found.topics] == [(published.NO_TOPIC, 1)]
    assert [week.n_first for week in found.weeks] == [0] * 11 + [1]
    assert (found.n_first, found.n_corrected, found.n_reopened) == (1, 0, 0)


@pytest.mark.parametrize(
    ("counts", "finding"),
    [
        ((2, 1), "True is the most frequent rating: 2 of 3 new checks."),
        ((1, 1), "True and False are the most frequent ratings: 1 of 2 new checks each."),
        ((2, 2, 2, 1), "True, False and Satire are the most frequent ratings: 2 of 7 new checks each."),
        ((5, 5, 5, 5), "None leads: 4 have 25\u00a0% of 20 new checks each."),
    ],
)
def test_of_ratings_that_are_as_frequent_none_is_said_to_lead(counts: tuple[int, ...], finding: str) -> None:
    labels = ("True", "False", "Satire", "Unproven")
    rated = [published.Rated(label, "true", n) for label, n in zip(labels, counts, strict=False)]
    found = replace(published.published(QUARTER), ratings=rated, n_first=sum(counts))
    assert published_figures.ratings_of(found, "the last 12 weeks").finding == finding


def test_corrections_and_reopened_checks_are_told_of_the_checks_published() -> None:
    claim_in(State.PUBLISHED)
    reopened = claim_in(State.PUBLISHED)
    move(reopened, "reopen", by=cast().edda, note="A new tariff is out.")
    claim_in(State.RETRACTED)
    found = published.published(QUARTER)
    assert (found.n_first, found.n_corrected, found.n_reopened) == (3, 1, 1)
    assert found.corrections == {"withdrawal": 1}
    assert published_figures.corrections_of(found, "a while").finding == (
        "Corrected since: 1 of 3 new checks. Reopened since: 1 of 3 new checks."
    )


def complete_rounds(*splits: tuple[str, str]) -> None:
    for ines, omar in splits:
        file_reviews(claim_in(State.IN_REVIEW), {"ines": ines, "omar": omar})


def test_agreement_is_over_complete_rounds_and_ratings_off_the_scale_are_missing_on_it() -> None:
    complete_rounds(("true", "true"), ("false", "mostly-false"), ("false", "unproven"))
    found = rounds.reviewers(QUARTER)
    assert (found.n_rounds, found.on_scale.n_units, found.all_levels.n_units) == (3, 2, 3)
    assert found.on_scale.value is not None
    assert 0 < found.on_scale.value < 1
    assert "An interval needs 5 rounds or more" in work_figures.agreement_of(found).finding


def test_agreement_is_not_computable_without_differences_and_says_so() -> None:
    complete_rounds(("true", "true"), ("true", "true"))
    figure = work_figures.agreement_of(rounds.reviewers(QUARTER))
    assert figure.finding.startswith("Not computable: all ratings are the same")
    assert figure.svg == ""
    assert "Not computable: all ratings are the same" in page()


def page(query: str = "") -> str:
    answer = client_of("edda").get(f"{URL}{query}")
    assert answer.status_code == 200
    return re.sub(
        r'csrfmiddlewaretoken" value="\w+"|"X-CSRFToken": "\w+"|\d+ (seconds|minutes?)', "", answer.content.decode()
    )


@pytest.mark.parametrize("is_returned", [False, True], ids=["open", "returned before it was complete"])
def test_the_page_is_the_same_whatever_was_filed_in_a_blind_round(is_returned: bool) -> None:
    complete_rounds(("true", "true"), ("false", "mostly-false"))
    claim = claim_in(State.IN_REVIEW)
    for person in (cast().ines, cast().omar):
        reviews.file_review(claim, by=person, rating=scale()["true"], confidence=3, reasons="Read.")
    if is_returned:
        move(claim, "return", by=cast().edda, note="A source is missing.")
    before = page()
    assert Review.objects.filter(round__claim=claim).update(rating=scale()["false"]) == 2
    assert page() == before


def test_neither_machines_nor_withdrawn_reviews_count() -> None:
    complete_rounds(("true", "mostly-true"), ("false", "false"))
    before = rounds.reviewers(QUARTER)
    round_ = ReviewRound.objects.latest("pk")
    for values in (
        {"is_machine": True, "reviewer": None},
        {"withdrawn_at": timezone.now(), "reviewer": cast().tomas},
    ):
        Review.objects.create(
            round=round_, rating=scale()["true"], confidence=1, reasons="x", filed_at=timezone.now(), **values
        )
    assert rounds.reviewers(QUARTER) == before


def test_no_reviewer_is_named_beside_a_figure_of_agreement() -> None:
    complete_rounds(("true", "true"), ("false", "mostly-false"))
    text = page()
    start = text.index('id="figure-agreement"')
    told = text[start : text.index("</figure>", start)]
    assert not any(name in told for name in ("Ines", "Omar", "Tomas"))


def publish_again(n: int, *, ago: timedelta) -> None:
    """So many more checks, first published so long ago."""
    model = VerdictRevision.objects.latest("pk")
    for number in range(n):
        claim = a_claim(f"The ferry was late on {number} days, {ago.days} days ago")
        model.pk, model.claim, model.published_at = None, claim, timezone.now() - ago
        model.save(force_insert=True)


def cadence(n_weeks: int = 4) -> Figure:
    period = Period(n_weeks, with_demonstration=False)
    return published_figures.cadence_of(published.published(period), period.words)


@pytest.mark.parametrize("n_weeks", [4, 12, 52])
def test_the_cadence_of_six_months_is_told_whatever_period_is_chosen(n_weeks: int) -> None:
    claim_in(State.PUBLISHED)
    publish_again(3, ago=timedelta(days=181))
    publish_again(40, ago=timedelta(days=183))
    figure = cadence(n_weeks)
    assert ("The last six months", 4, 0) in figure.rows
    assert ("Asked for in six months (IFCN)", 26, "–") in figure.rows
    assert figure.measure is not None
    assert "4 new checks in the last six months, 0.1 a week" in figure.measure.words
    assert figure.measure.words in figure.svg


@pytest.mark.parametrize(
    ("n", "standing"),
    [
        (23, "Below the IFCN’s 1 a week and the EFCSN’s 4 a month: 23 new checks in the last six months, 0.8 a week."),
        (25, "Below the IFCN’s 1 a week: 25 new checks in the last six months, 0.9 a week."),
        (26, "As often as the IFCN and the EFCSN ask for: 26 new checks in the last six months, 1 a week."),
    ],
)
def test_the_figure_says_in_words_and_by_an_icon_whether_the_red_line_is_reached(n: int, standing: str) -> None:
    claim_in(State.PUBLISHED)
    publish_again(n - 1, ago=timedelta(days=100))
    measure = cadence().measure
    assert measure is not None
    assert (measure.is_met, measure.words) == (n >= 26, standing)
    text = page("?weeks=4")
    told = text[: text.index(standing)].rpartition("<p class=")[2]
    assert ("#warning" in told, "#check" in told) == (n < 26, n >= 26)


def test_a_few_in_a_year_are_not_told_as_none() -> None:
    claim_in(State.PUBLISHED)
    assert cadence(52).finding.startswith("1 new check in the last year, fewer than 0.1 a week;")
    assert cadence(4).finding.startswith("1 new check in the last 4 weeks, 0.2 a week;")


def test_the_line_is_drawn_at_its_height_and_named_even_where_the_columns_are_empty() -> None:
    root = ET.fromstring(drawing.columns("c", "T", "D", [Bar("x", (4,), "")], (Series("A"),), limit=Limit(1, "One")))
    (line, sample) = [one.get("d", "") for one in root.iter("path") if one.get("class") == "limit"]
    axis = next(one.get("d", "") for one in root.iter("path") if one.get("class") == "axis")
    heights = [float(path.split()[1].partition("H")[0]) for path in (axis, line)]
    assert heights[0] - heights[1] == 150 / 4
    assert sample.startswith("M0")
    assert "One" in [text.text for text in root.iter("text")]
    assert "limit" in drawing.columns("c", "T", "D", [Bar("x", (0,), "")], (Series("A"),), limit=Limit(1, "One"))


def test_the_demonstration_counts_only_when_asked_for() -> None:
    claim_in(State.PUBLISHED)
    Claim.objects.update(is_demonstration=True)
    assert work.moves(QUARTER) == {} == work.spells(QUARTER)
    assert work.waiting(QUARTER) == []
    assert published.published(QUARTER).n_first == rounds.reviewers(QUARTER).n_rounds == 0
    both = Period(12, with_demonstration=True)
    assert published.published(both).n_first == rounds.reviewers(both).n_rounds == 1


def test_a_large_desk_gets_figures_counted_ahead_and_is_told_when(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counts, "MIN_KEPT_MOVES", 1)
    claim_in(State.QUEUED)
    tasks.count_insights()
    claim_in(State.QUEUED)
    for n_weeks in (4, 12, 52):
        assert screen.screen(Period(n_weeks, with_demonstration=False)).counts.moves["", "new"] == 1
    assert "Counted" in page()
    tasks.count_insights()
    assert screen.screen(QUARTER).counts.moves["", "new"] == 2


def test_nobody_waits_for_the_database_at_a_large_desk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counts, "MIN_KEPT_MOVES", 1)
    Claim.objects.filter(pk=claim_in(State.QUEUED).pk).update(is_demonstration=True)
    Article.objects.filter(pk=an_article().pk).update(is_demonstration=True)
    tasks.count_insights()
    monkeypatch.setattr(counts, "count", None)
    assert screen.screen(Period(52, with_demonstration=True)).counts.moves["", "new"] == 1


def test_a_small_desk_sees_its_last_click_and_no_age() -> None:
    claim_in(State.QUEUED)
    assert "Counted" not in page()
    claim_in(State.QUEUED)
    assert screen.screen(QUARTER).counts.moves["", "new"] == 2


def test_a_table_is_downloaded_without_formulas_and_the_download_is_logged() -> None:
    claim_in(State.PUBLISHED, claimant="=HYPERLINK(1)")
    answer = client_of("edda").post(f"{URL}claimants/", {"weeks": "4"})
    assert answer["Content-Disposition"] == 'attachment; filename="insights-claimants.csv"'
    rows = list(csv.reader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))
    assert rows[0][:2] == ["Claimant", "Checks"]
    assert rows[1] == ["'=HYPERLINK(1)", "1", "1", "0", "0", "0"]
    assert Export.objects.get().query == "weeks=4"
    assert client_of("edda").post(f"{URL}salaries/").status_code == 404
    assert client_of("otto").post(f"{URL}claimants/").status_code == 403


def test_every_figure_has_its_numbers_in_a_table() -> None:
    claim_in(State.PUBLISHED, claimant="Port authority")
    claim_in(State.RESEARCHING)
    for figure in screen.screen(QUARTER).figures:
        assert not figure.svg or figure.rows, figure.name
        assert all(len(row) == len(figure.heads) for row in figure.rows)


def test_a_picture_has_title_and_description_no_style_and_escapes_names() -> None:
    bars = [Bar("<b>Port & sons</b>", (3, 1), "4"), Bar("Council", (1, 0), "1")]
    series = (Series("New", "rating-true"), Series("Old", "soft", "stripes"))
    for markup in (
        drawing.bars("a", "Title", "What", bars, series),
        drawing.columns("b", "Title", "What", bars, series),
    ):
        root = ET.fromstring(markup)
        assert [root[0].tag, root[1].tag, root.get("role")] == ["title", "desc", "img"]
        assert {root.get("aria-labelledby"), root.get("aria-describedby")} == {root[0].get("id"), root[1].get("id")}
        assert not any(sign in markup.replace("url(#stripes)", "") for sign in ("style=", "<b>", "#"))
        assert markup.count("url(#stripes)") == 2  # the legend's and the one old bar


def test_parts_of_a_bar_stand_end_to_end_and_the_longest_fills_the_width() -> None:
    root = ET.fromstring(
        drawing.bars("a", "T", "D", [Bar("x", (3, 1), "4"), Bar("y", (2, 0), "2")], (Series("A"), Series("B")))
    )
    places = [
        (float(one.get("x", "")), float(one.get("width", ""))) for one in root.iter("rect") if one.get("height") == "10"
    ]
    drawn = [place for place in places if place != (0, drawing.WIDTH)]
    assert drawn == [(0, 285), (285, 95), (0, 190)]


def test_the_flow_draws_every_move_once() -> None:
    moves = {
        ("", "new"): 90,
        ("new", "queued"): 41,
        ("new", "dismissed"): 32,
        ("gone", "queued"): 7,
        ("queued", "gone"): 5,
    }
    column = (Node("new", "New", "state-new"), Node("queued", "Queued", "state-queued"))
    markup = flow("f", "T", "D", column, {"dismissed": "Dismissed", "gone": "Gone"}, moves)
    told = [text.text for text in ET.fromstring(markup).iter("text")]
    assert sorted(filter(None, told)) == sorted(["90", "41", "New", "Queued", "Dismissed 32", "Gone 7", "Gone 5"])


@pytest.mark.parametrize(("value", "lowest"), [(0.4, "0"), (-0.2, "-1")])
def test_the_scale_of_agreement_begins_below_nothing_only_where_it_has_to(value: float, lowest: str) -> None:
    markup = drawing.interval("i", "T", "D", value=value, bounds=None, marks=((0.667, "0.667"), (0.8, "0.8")))
    assert [text.text for text in ET.fromstring(markup).iter("text")] == [lowest, "0.667", "0.8", "1", f"{value:.2f}"]


@pytest.mark.parametrize("lowest", [0.0, -0.5])
def test_the_words_below_the_scale_of_agreement_stand_apart(lowest: float) -> None:
    marks = ((0.667, "0.667"), (0.8, "0.8"))
    root = ET.fromstring(drawing.interval("i", "T", "D", value=0.7, bounds=(lowest, 0.9), marks=marks))
    begins_at = {"start": 0.0, "middle": 0.5, "end": 1.0}
    spans = []
    for text in root.iter("text"):
        if text.get("y") == "82":
            width = drawing.CHARACTER * len(text.text or "")
            begin = float(text.get("x", "")) - begins_at[text.get("text_anchor") or text.get("text-anchor", "")] * width
            spans.append((begin, begin + width))
    assert len(spans) == 4
    assert all(end < begin for (_, end), (begin, _) in pairwise(sorted(spans)))
    assert max(end for _, end in spans) <= drawing.WIDTH


@pytest.mark.parametrize(
    ("value", "low", "reading"),
    [
        (0.95, 0.85, "ratings can be relied upon"),
        (0.95, 0.7, "good enough for tentative conclusions"),
        (0.75, 0.7, "good enough for tentative conclusions"),
        (0.9, 0.3, "too uncertain to conclude from, for the interval reaches below 0.667"),
        (0.7, -0.1, "too uncertain to conclude from, for the interval reaches what chance would give"),
        (0.4, 0.1, "too low to conclude from"),
    ],
)
def test_agreement_is_judged_by_the_lower_end_of_its_interval(value: float, low: float, reading: str) -> None:
    measured = Agreement(value, low, 0.98, 9, 20)
    finding = work_figures.agreement_of(rounds.Reviewers(measured, measured, 9, 0)).finding
    assert f": {reading}" in finding


def test_half_of_the_claims_may_be_gone_within_a_minute() -> None:
    figure = work_figures.stays_of({"new": Spell(5, 20.0, 50.0)})
    assert figure.finding == "New takes longest: half of the claims leave it within a minute."
    assert "within 5 hours." in work_figures.stays_of({"new": Spell(5, 18_000.0, 20_000.0)}).finding
