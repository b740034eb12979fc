"""Finders that ask services: what they find is quoted from the page itself, and what fails is said in words."""

import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone

from claims import jobs, policy
from claims.errors import TryAgain
from claims.models import Appearance, Claim, Evidence, FinderRun, Job, Source
from tests import builders
from tests.evidence.asked import ask, gather
from tests.evidence.outside import FILLING, STATEMENT, TELLING, Answer, Reply, Service, a_page, as_json

pytestmark = pytest.mark.django_db

Open = Callable[[], Service]


def run_of(claim: Claim, finder: str) -> FinderRun:
    """The finder's run, asked once here and now; what it wants to be tried again for is swallowed."""
    gather(claim.pk)
    run = FinderRun.objects.get(claim=claim, finder=finder)
    with suppress(TryAgain):
        ask(run.pk)
    run.refresh_from_db()
    return run


# ── Wikipedia ──


def wikipedia(service: Service, settings: Any, *, text: str = f"{FILLING[0]} {TELLING} {FILLING[1]}") -> None:
    settings.WIKIPEDIA_URL = service.url
    page = {"pageid": 7, "ns": 0, "title": "Port of Aldervik", "lastrevid": 4711, "index": 1}

    def answer(query: dict[str, str]) -> Reply:
        if query.get("generator") == "search":
            return as_json({"batchcomplete": True, "query": {"pages": [page]}})
        return as_json(
            {"batchcomplete": True, "query": {"pages": [{**page, "extract": f"{FILLING[0]} {TELLING} {FILLING[1]}"}]}}
        )

    service.answers["/w/api.php"] = answer


def test_wikipedia_is_quoted_from_the_article_and_cited_by_its_revision(open_service: Open, settings: Any) -> None:
    service = open_service()
    wikipedia(service, settings)
    claim = builders.a_claim(STATEMENT)
    assert run_of(claim, "wikipedia").error == ""
    evidence = claim.evidence.get()
    assert evidence.quote == TELLING
    assert evidence.source.url == f"{service.url}/w/index.php?title=Port_of_Aldervik&oldid=4711"
    assert evidence.source.snapshot is not None
    assert evidence.source.snapshot.text[evidence.selector["start"] : evidence.selector["end"]] == TELLING
    assert evidence.source.origin is not None
    assert evidence.source.origin.label == "Wikipedia (en): Port of Aldervik"


def test_the_same_question_is_asked_once_and_a_known_revision_is_not_read_again(
    open_service: Open, settings: Any
) -> None:
    service = open_service()
    wikipedia(service, settings)
    for _ in range(3):
        run_of(builders.a_claim(STATEMENT), "wikipedia")
    assert len(service.asked) == 2
    assert Evidence.objects.count() == 3


def test_the_language_of_the_claim_chooses_the_wikipedia(open_service: Open, settings: Any) -> None:
    service = open_service()
    settings.WIKIPEDIA_URL = f"{service.url}/{{language}}"
    service.answers["/de/w/api.php"] = as_json({"batchcomplete": True})
    claim = builders.a_claim("Die Hafengebühr in Aldervik stieg 2024 um 30 Prozent", language="de")
    assert run_of(claim, "wikipedia").error == ""
    assert service.paths() == ["/de/w/api.php"]


# ── Google ──


def google(service: Service, settings: Any, *answers: object) -> None:
    settings.GOOGLE_FACT_CHECK_URL, settings.GOOGLE_FACT_CHECK_KEY = service.url, "a-secret-key"

    def answer(query: dict[str, str]) -> Reply:
        return as_json(answers[int(query.get("pageToken") or 0)])

    service.answers["/v1alpha1/claims:search"] = answer


def reviewed(url: str, *, text: str = STATEMENT, rating: str = "False") -> dict[str, object]:
    return {
        "text": text,
        "claimant": "Dana Okoro",
        "claimDate": "2025-02-01T00:00:00Z",
        "claimReview": [
            {
                "publisher": {"name": "North Checks", "site": "checks.example"},
                "url": url,
                "title": "Did the fee rise?",
                "reviewDate": "2025-02-03T09:00:00Z",
                "textualRating": rating,
                "languageCode": "en",
            }
        ],
    }


def test_a_check_that_google_knows_is_opened_and_quoted_and_its_rating_is_noted(
    open_service: Open, settings: Any
) -> None:
    service = open_service()
    google(service, settings, {"claims": [reviewed(f"{service.url}/check")]})
    service.answers["/check"] = a_page("The harbour fee in Aldervik rose by 12 percent in 2024, not by 30 percent.")
    claim = builders.a_claim(STATEMENT)
    assert run_of(claim, "google").error == ""
    evidence = claim.evidence.get()
    assert "by 12 percent" in evidence.quote
    assert evidence.proposed_stance == "refutes"
    assert f"North Checks rated the statement “{STATEMENT}”, said by Dana Okoro, as “False”." in evidence.note
    assert (evidence.source.kind, evidence.source.snapshot is not None) == (Source.Kind.CHECK, True)


def test_a_check_whose_page_is_gone_is_proposed_without_words_and_says_so(open_service: Open, settings: Any) -> None:
    service = open_service()
    google(service, settings, {"claims": [reviewed(f"{service.url}/gone")]})
    claim = builders.a_claim(STATEMENT)
    run = run_of(claim, "google")
    evidence = claim.evidence.get()
    assert (evidence.quote, evidence.selector, run.n_found) == ("", {}, 1)
    assert "answers 404" in evidence.source.error
    assert run.error.startswith("1 page could not be read.")


def test_google_is_read_page_by_page_with_all_else_unchanged(open_service: Open, settings: Any) -> None:
    service = open_service()
    others = [reviewed(f"{service.url}/other", text="The museum in Bruneholm has a new roof")]
    google(service, settings, {"claims": others, "nextPageToken": "1"}, {"claims": others})
    run_of(builders.a_claim(STATEMENT, language="en"), "google")
    first, second = (query for _, query in service.asked)
    assert second == {**first, "pageToken": "1"}
    assert (first["query"], first["languageCode"], first["pageSize"]) == (STATEMENT, "en", "10")


def test_nothing_found_is_an_empty_object_and_no_trouble(open_service: Open, settings: Any) -> None:
    google(open_service(), settings, {})
    run = run_of(builders.a_claim(STATEMENT), "google")
    assert (run.error, run.n_found) == ("", 0)
    assert run.ran_at is not None


def test_nobody_is_shown_the_key(open_service: Open, settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    service = open_service()
    google(service, settings)
    for reply in (Reply(b"no", 403), Reply(b"<p>Hello", 200, "text/html"), Reply(b"{", declared=99)):
        cache.clear()
        service.answers["/v1alpha1/claims:search"] = reply
        run = run_of(builders.a_claim(STATEMENT), "google")
        assert run.error
        assert "a-secret-key" not in run.error + caplog.text
    assert service.asked[0][1]["key"] == "a-secret-key"


# ── SearXNG and the newsroom's own search ──


def searxng(service: Service, settings: Any, *paths: str) -> None:
    settings.SEARXNG_URL = service.url
    results = [
        {"url": f"{service.url}{path}", "title": path, "content": "A snippet about the harbour fee in Aldervik 2024",
         "engine": "one", "engines": ["one"], "score": 1.0, "category": "general", "publishedDate": None}
        for path in paths
    ]  # fmt: skip
    service.answers["/search"] = as_json(
        {"query": "q", "number_of_results": 0, "results": results, "answers": [], "unresponsive_engines": []}
    )


def test_pages_that_a_search_brings_up_are_opened_and_quoted_never_their_snippets(
    open_service: Open, settings: Any
) -> None:
    service = open_service()
    searxng(service, settings, "/telling", "/silent")
    service.answers |= {"/telling": a_page(TELLING), "/silent": a_page("The council met on Friday in the town hall.")}
    claim = builders.a_claim(STATEMENT, language="en")
    assert run_of(claim, "searxng").n_found == 1
    evidence = claim.evidence.get()
    assert (evidence.quote, evidence.source.url) == (TELLING, f"{service.url}/telling")
    assert service.asked[0][1] | {"q": ""} == {"q": "", "format": "json", "language": "en", "pageno": "1"}


def test_only_so_many_pages_are_opened_and_each_once(open_service: Open, settings: Any) -> None:
    service = open_service()
    searxng(service, settings, "/0", "/0#again", *(f"/{number}" for number in range(1, 50)))
    service.answers |= {f"/{number}": a_page(TELLING) for number in range(50)}
    run_of(builders.a_claim(STATEMENT), "searxng")
    assert service.paths() == ["/search", "/0", "/1", "/2", "/3"]


def test_where_the_claim_was_made_is_no_evidence_nor_is_our_own_site(open_service: Open, settings: Any) -> None:
    service = open_service()
    settings.SITE_URL = f"{service.url}/our-site"
    searxng(service, settings, "/made-here", "/our-site/claims/1/")
    service.answers |= {"/made-here": a_page(TELLING), "/our-site/claims/1/": a_page(TELLING)}
    claim = builders.a_claim(STATEMENT)
    article = builders.an_article(TELLING, identity=f"{service.url}/made-here")
    Appearance.objects.create(claim=claim, home_claim=claim, article=article, start=0, end=10, quote=TELLING)
    run_of(claim, "searxng")
    assert service.paths() == ["/search"]
    assert not claim.evidence.exists()


def test_an_article_that_we_have_is_read_from_the_archive(open_service: Open, settings: Any) -> None:
    service = open_service()
    searxng(service, settings, "/ours")
    article = builders.an_article(f"{FILLING[0]} {TELLING}", identity=f"{service.url}/ours")
    claim = builders.a_claim(STATEMENT)
    run_of(claim, "searxng")
    assert service.paths() == ["/search"]
    assert claim.evidence.get().source.article == article


def test_engines_that_are_all_silent_are_asked_again(open_service: Open, settings: Any) -> None:
    service = open_service()
    settings.SEARXNG_URL = service.url
    service.answers["/search"] = as_json({"results": [], "unresponsive_engines": [["one", "timeout"]]})
    run = run_of(builders.a_claim(STATEMENT), "searxng")
    assert run.error == "None of the search engines behind SearXNG answered. They are asked again."


def test_the_newsrooms_own_search_answers_in_three_lines_of_json(open_service: Open, settings: Any) -> None:
    service = open_service()
    settings.NEWSROOM_SEARCH_URL = f"{service.url}/find?token=ours"
    found = {"url": f"{service.url}/wire/1", "title": "Fees", "publisher": "Nordic Wire", "published": "2025-03-01"}
    service.answers |= {"/find": as_json({"results": [found]}), "/wire/1": a_page(TELLING)}
    claim = builders.a_claim(STATEMENT)
    run_of(claim, "newsroom")
    source = claim.evidence.get().source
    assert (source.publisher, str(source.published_on)) == ("Nordic Wire", "2025-03-01")
    assert service.asked[0][1] == {"token": "ours", "q": STATEMENT, "language": "en", "limit": "20"}


# ── what can go wrong ──

BAD_ANSWERS: dict[str, tuple[Answer, str]] = {
    "a page": (Reply(b"<!doctype html><p>Please log in.", content_type="text/html"), "instead of JSON"),
    "half a reply": (Reply(b'{"results": [', declared=500), "dropped"),
    "half of the JSON": (Reply(b'{"results": ['), "only half"),
    "no JSON": (Reply(b"OK"), "instead of JSON|broken"),
    "a list": (as_json([1, 2]), "another shape"),
    "wrong types": (as_json({"results": "none"}), "something else than a list"),
    "a list of nonsense": (as_json({"results": [None, 3, "x"]}), "of the shape it promises"),
    "an error inside": (as_json({"error": "The index is being rebuilt."}), "The index is being rebuilt"),
    "an error that is no text": (
        as_json({"error": {"message": "Down. For good."}}),
        "It says: “Down. For good”. Check",
    ),
    "an error without words": (as_json({"error": True, "results": []}), "no word about it"),
    "no results at all": (as_json({}), "no list “results”"),
    "five megabytes": (as_json({"results": [{"url": "x" * 5_000_000}]}), "large|bytes|MB"),
    "too deep": (Reply(b'{"results": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"), "broken"),
    "forbidden": (Reply(b"no", 403), "403"),
    "a fault": (Reply(b"oops", 500), "500"),
    "an image": (Reply(b"\x89PNG\r\n", content_type="image/png"), "image/png"),
}


@pytest.mark.parametrize("kind", BAD_ANSWERS)
def test_an_answer_that_is_none_is_refused_in_words_and_hurts_nobody_else(
    open_service: Open, settings: Any, kind: str
) -> None:
    service = open_service()
    wikipedia(service, settings)
    settings.NEWSROOM_SEARCH_URL = f"{service.url}/find"
    service.answers["/find"], sentence = BAD_ANSWERS[kind]
    claim = builders.a_claim(STATEMENT)
    run = run_of(claim, "newsroom")
    assert re.search(sentence, run.error), run.error
    assert run.error.endswith((".", "?"))
    assert run_of(claim, "wikipedia").error == ""
    assert claim.evidence.get().found_by == "wikipedia"


def test_a_number_of_four_hundred_digits_is_refused_in_words(open_service: Open, settings: Any) -> None:
    service = open_service()
    settings.WIKIPEDIA_URL = service.url
    page = b'{"query": {"pages": [{"pageid": 1%s, "title": "A", "lastrevid": 2}]}}' % (b"0" * 400)
    service.answers["/w/api.php"] = Reply(page)
    errors = [run_of(builders.a_claim(f"{STATEMENT}, part {n}"), "wikipedia").error for n in range(6)]
    assert "It sent a number as “pageid” that is far too large. Check WIKIPEDIA_URL" in errors[0]
    assert "left in peace" in errors[-1]


@pytest.mark.parametrize(
    "result",
    [{"url": 7}, {"url": "ftp://files.example/a"}, {"url": "http://127.0.0.1:1/x"}, {"url": "//", "title": ["t"]},
     {"url": "https://ok.example/\x00", "published": {"a": 1}}, {"title": "\ud800 no url"}],
)  # fmt: skip
def test_a_result_that_cannot_be_opened_is_left_out(
    open_service: Open, settings: Any, result: dict[str, object]
) -> None:
    service = open_service()
    settings.NEWSROOM_SEARCH_URL = f"{service.url}/find"
    good = {"url": f"{service.url}/good", "published": "not a day"}
    service.answers |= {"/find": as_json({"results": [result, good]}), "/good": a_page(TELLING)}
    claim = builders.a_claim(STATEMENT)
    run_of(claim, "newsroom")
    assert claim.evidence.get().quote == TELLING


def test_an_error_of_wikipedia_inside_an_answer_of_200_is_told(open_service: Open, settings: Any) -> None:
    service = open_service()
    settings.WIKIPEDIA_URL = service.url
    service.answers["/w/api.php"] = as_json({"error": {"code": "search-disabled", "info": "Search is disabled."}})
    run = run_of(builders.a_claim(STATEMENT), "wikipedia")
    assert run.error == (
        "Wikipedia gave no answer that can be used. It says: “Search is disabled”. Check WIKIPEDIA_URL, then retry."
    )


def test_a_service_that_asks_for_an_hour_is_asked_again_in_an_hour_and_nobody_waits_for_it(
    open_service: Open, settings: Any, run_jobs: Callable[[], int]
) -> None:
    service, busy = open_service(), open_service()
    wikipedia(service, settings)
    google(busy, settings)
    busy.answers["/v1alpha1/claims:search"] = Reply(b"{}", 429, headers=(("Retry-After", "3600"),))
    claim = builders.a_claim(STATEMENT)
    jobs.enqueue("gather_evidence", claim.pk)
    run_jobs()
    assert claim.evidence.get().found_by == "wikipedia"
    run = FinderRun.objects.get(claim=claim, finder="google")
    owed = Job.objects.get(name="ask_finder")
    assert (owed.target, owed.failed_at) == (run.pk, None)
    assert 3500 < (owed.due_at - timezone.now()).total_seconds() < 3700
    assert "asks us to slow down (429)" in run.error
    run_of(builders.a_claim("The harbour fee in Aldervik fell by 4 percent in 2023"), "google")
    assert len(busy.asked) == 1


@pytest.mark.parametrize("kind", ["an error that is no text", "an error without words", "no results at all"])
def test_an_error_is_not_taken_for_nothing_found_by_searxng_either(
    open_service: Open, settings: Any, kind: str
) -> None:
    service = open_service()
    settings.SEARXNG_URL = service.url
    service.answers["/search"], sentence = BAD_ANSWERS[kind]
    assert re.search(sentence, run_of(builders.a_claim(STATEMENT), "searxng").error)


def test_whoever_is_asked_again_after_a_failure_is_asked_and_not_remembered(open_service: Open, settings: Any) -> None:
    service = open_service()
    searxng(service, settings, "/gone")
    claim = builders.a_claim(STATEMENT)
    assert "could not be read" in run_of(claim, "searxng").error
    searxng(service, settings, "/there")
    service.answers["/there"] = a_page(TELLING)
    assert run_of(claim, "searxng").error == ""
    assert claim.evidence.get().quote == TELLING


def test_what_is_told_of_a_result_names_its_host_and_gives_no_advice_about_an_address(
    open_service: Open, settings: Any
) -> None:
    service, closed = open_service(), "http://10.0.0.1/x"
    settings.NEWSROOM_SEARCH_URL = f"{service.url}/find"
    results = [{"url": closed}, {"url": f"{service.url}/none"}]
    service.answers["/find"] = as_json({"results": results})
    assert run_of(builders.a_claim(STATEMENT), "newsroom").error == (
        "2 pages could not be read. 10.0.0.1: This address leads to a private or reserved network, so the desk does "
        "not open it. There is no page at this address: 127.0.0.1 answers 404."
    )


def test_what_a_service_says_is_quoted_and_cut(open_service: Open, settings: Any) -> None:
    service = open_service()
    google(service, settings)
    said = "<script>alert(1)</script> " * 50
    service.answers["/v1alpha1/claims:search"] = as_json({"error": {"code": 503, "message": said}})
    error = run_of(builders.a_claim(STATEMENT), "google").error
    assert error.startswith("Google’s Fact Check Tools ask us to come back later and say: “<script>")
    assert (error[-2:], len(error) < 260) == ("”.", True)


def test_a_search_is_not_asked_beyond_the_budget_of_the_day(open_service: Open, settings: Any) -> None:
    service = open_service()
    searxng(service, settings)
    with policy.overridden(n_requests_per_day=2):
        errors = [run_of(builders.a_claim(f"{STATEMENT}, part {n}"), "searxng").error for n in range(3)]
    assert errors[:2] == ["", ""]
    assert "budget of 2 requests is used up" in errors[2]
    assert len(service.asked) == 2


def test_a_claim_costs_no_more_than_its_budget(open_service: Open, settings: Any) -> None:
    service = open_service()
    searxng(service, settings, "/1", "/2", "/3")
    service.answers |= {f"/{number}": a_page(TELLING) for number in (1, 2, 3)}
    claim = builders.a_claim(STATEMENT)
    with policy.overridden(n_requests_per_claim=2):
        run = run_of(claim, "searxng")
    assert service.paths() == ["/search", "/1"]
    assert "budget of 2 requests for one claim is used up" in run.error
    assert claim.evidence.count() == 1


def test_a_service_that_fails_again_and_again_is_left_in_peace(open_service: Open, settings: Any) -> None:
    service = open_service()
    settings.NEWSROOM_SEARCH_URL = f"{service.url}/find"
    service.answers["/find"] = Reply(b"oops", 500)
    errors = [run_of(builders.a_claim(f"{STATEMENT}, part {n}"), "newsroom").error for n in range(8)]
    assert len(service.asked) == 5
    assert "left in peace" in errors[-1]


@pytest.mark.parametrize("header", ["0", "Mon, 02 Jan 2006 15:04:05 GMT"])
def test_so_is_one_that_always_asks_for_no_time_at_all(open_service: Open, settings: Any, header: str) -> None:
    service = open_service()
    settings.NEWSROOM_SEARCH_URL = f"{service.url}/find"
    service.answers["/find"] = Reply(b"{}", 503, headers=(("Retry-After", header),))
    errors = [run_of(builders.a_claim(f"{STATEMENT}, part {n}"), "newsroom").error for n in range(8)]
    assert len(service.asked) == 5
    assert "left in peace" in errors[-1]


def test_with_everything_unplugged_the_archive_answers_and_the_rest_says_why(open_service: Open, settings: Any) -> None:
    gone = open_service()
    wikipedia(gone, settings)
    google(gone, settings)
    searxng(gone, settings)
    settings.NEWSROOM_SEARCH_URL = f"{gone.url}/find"
    gone.close()
    claim = builders.a_claim(STATEMENT)
    for finder in ("wikipedia", "google", "searxng", "newsroom"):
        assert "could not be made or was dropped" in run_of(claim, finder).error
    assert FinderRun.objects.get(claim=claim, finder="archive").error == ""


def test_what_is_not_set_up_is_not_asked_and_makes_no_noise() -> None:
    claim = builders.a_claim(STATEMENT)
    gather(claim.pk)
    assert set(FinderRun.objects.values_list("finder", flat=True)) == {"archive", "checks"}
    assert not Job.objects.filter(name="ask_finder").exists()


def test_asking_a_finder_twice_changes_nothing(open_service: Open, settings: Any) -> None:
    service = open_service()
    searxng(service, settings, "/telling")
    service.answers["/telling"] = a_page(TELLING)
    claim = builders.a_claim(STATEMENT)
    run_of(claim, "searxng")
    version = Claim.objects.get(pk=claim.pk).version
    run_of(claim, "searxng")
    assert Claim.objects.get(pk=claim.pk).version == version
    assert service.paths().count("/telling") == 1
    assert (claim.evidence.count(), Source.objects.count()) == (1, 1)
