"""The import page and the form for a claim: what goes in, what is refused, what is kept."""

from unittest.mock import patch

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from claims import policy, quotas
from claims.models import Article, Claim, Job, Snapshot, State
from tests.builders import cast, claim_in
from tests.desk.people import client_of

pytestmark = pytest.mark.django_db

URL = "/desk/import/"
ARTICLE = (
    "Night buses return to the harbour\n\n"
    "The night buses to the harbour run again since March. The town pays 210,000 euros a year for them, the "
    "transport office said. About 900 people use them every weekend, it added.\n"
)


@pytest.mark.parametrize("name", ["rana", "ravi", "ines", "edda", "mona"])
def test_everybody_in_the_desk_may_import(name: str) -> None:
    assert client_of(name).post(URL, {"text": ARTICLE}).status_code == 302


def test_a_pasted_text_becomes_an_article_and_its_page_is_shown() -> None:
    answer = client_of("rana").post(URL, {"text": ARTICLE})
    article = Article.objects.get()
    assert answer.headers["Location"] == article.get_absolute_url()
    assert article.title == "Night buses return to the harbour"
    assert article.imported_by == cast().rana
    assert article.snapshot is not None
    assert article.snapshot.how == Snapshot.How.PASTE


def test_addresses_are_taken_line_by_line_and_fetched_by_jobs() -> None:
    answer = client_of("rana").post(
        URL, {"urls": "https://news.example/a\n\n  https://news.example/b  \r\nhttps://news.example/a\n"}
    )
    assert answer.headers["Location"] == reverse("desk:articles")
    assert set(Article.objects.values_list("url", flat=True)) == {"https://news.example/a", "https://news.example/b"}
    assert Job.objects.filter(name="fetch_article").count() == 2


def test_several_files_an_address_and_a_text_go_in_at_once() -> None:
    files = [
        SimpleUploadedFile(f"story-{n}.txt", ARTICLE.replace("March", f"day {n}").encode(), "text/plain")
        for n in (1, 2)
    ]
    answer = client_of("rana").post(URL, {"urls": "https://news.example/a", "text": ARTICLE, "uploads": files})
    assert answer.status_code == 302
    assert Article.objects.count() == 4
    assert Article.objects.filter(snapshot__filename="story-2.txt").exists()


def test_the_same_article_twice_is_one_article() -> None:
    client = client_of("rana")
    first, second = (client.post(URL, {"text": ARTICLE}).headers["Location"] for _ in range(2))
    assert first == second
    assert Article.objects.count() == 1


def test_nothing_at_all_is_refused_in_words() -> None:
    answer = client_of("rana").post(URL, {"urls": " \n ", "text": "  "})
    assert answer.status_code == 422
    assert "there is nothing to import yet" in answer.content.decode()


def test_what_is_refused_stays_in_the_form_with_its_sentence_and_the_rest_goes_in() -> None:
    files = [SimpleUploadedFile("empty.txt", b""), SimpleUploadedFile("picture.png", b"\x89PNG\r\n\x1a\n" + bytes(200))]
    answer = client_of("rana").post(
        URL,
        {"urls": "https://news.example/good\nftp://files.example/x\nnot an address", "text": ARTICLE, "uploads": files},
    )
    assert answer.status_code == 422
    outcomes = {outcome.label: outcome for outcome in answer.context["outcomes"]}
    assert outcomes["https://news.example/good"].article
    assert outcomes["The pasted text"].article
    for label in ("ftp://files.example/x", "not an address", "empty.txt", "picture.png"):
        assert outcomes[label].refusal.endswith("."), label
        assert len(outcomes[label].refusal) > 20
    kept = answer.context["form"].initial
    assert kept == {"urls": "ftp://files.example/x\nnot an address", "text": ""}
    page = answer.content.decode()
    assert "Choose the file again to retry." in page
    assert "ftp://files.example/x\nnot an address</textarea>" in page
    assert Article.objects.count() == 2


def test_a_refused_text_is_not_lost() -> None:
    answer = client_of("rana").post(URL, {"text": "?"})
    assert answer.status_code == 422
    assert answer.context["form"].initial["text"] == "?"


def test_more_than_the_policy_allows_is_refused_before_anything_goes_in_and_stays_in_the_form() -> None:
    urls = "\n".join(f"https://news.example/{n}" for n in range(4))
    with policy.overridden(n_imports_at_once=3):
        answer = client_of("rana").post(URL, {"urls": urls})
    assert answer.status_code == 422
    assert "These are 4 articles. Import at most 3 at once." in answer.content.decode()
    assert "https://news.example/3" in answer.content.decode()
    assert not Article.objects.exists()


def test_one_person_has_so_many_addresses_opened_in_an_hour_and_others_go_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(quotas, "PER_S", 10**9)  # no hour ends meanwhile
    with policy.overridden(n_fetches_per_hour=2):
        answer = client_of("rana").post(URL, {"urls": "\n".join(f"https://news.example/{n}" for n in range(3))})
        assert "You had 2 addresses opened within this hour" in answer.content.decode()
        assert answer.context["form"].initial["urls"] == "https://news.example/2", "what is refused stays in the form"
        assert client_of("rana").post(URL, {"urls": "https://news.example/1"}).status_code == 302, "it is known"
        assert client_of("rana").post(URL, {"text": ARTICLE}).status_code == 302
        assert client_of("ravi").post(URL, {"urls": "https://news.example/9"}).status_code == 302
        claim = claim_in(State.RESEARCHING)
        for name, status in (("ravi", 302), ("ravi", 429)):
            given = {"url": f"https://port.example/{status}", "seen": Claim.objects.get(pk=claim.pk).version}
            assert client_of(name).post(reverse("desk:attach_url", args=[claim.pk]), given).status_code == status
    assert Job.objects.filter(name__in=("fetch_article", "capture_source")).count() == 4


def test_a_fault_of_the_importer_is_not_mistaken_for_a_refusal() -> None:
    with (
        patch("claims.desk.views.importing.request_import_bytes", side_effect=ZeroDivisionError),
        pytest.raises(ZeroDivisionError),
    ):
        client_of("rana").post(URL, {"text": ARTICLE})


def test_a_reporter_sends_in_a_claim_and_finds_it_under_their_own_work() -> None:
    client = client_of("rana")
    answer = client.post(
        reverse("desk:send_claim"),
        {
            "statement": "The night bus costs  the town a million",
            "claimant": "Ida Berg",
            "claimant_description": "councillor",
            "note": "Heard at the fair",
            "wants_answer": "on",
        },
        follow=True,
    )
    claim = Claim.objects.get()
    assert claim.statement == "The night bus costs the town a million"
    assert claim.claimant is not None
    assert (claim.state, claim.sent_by, claim.wants_answer) == (State.NEW, cast().rana, True)
    assert (claim.claimant.name, claim.claimant.description) == ("Ida Berg", "councillor")
    assert f"it is in the inbox as claim {claim.pk}" in answer.content.decode()
    assert claim.statement in answer.content.decode()


@pytest.mark.parametrize("statement", ["", "Too short", "x" * 501])
def test_a_claim_that_is_no_sentence_is_422_and_what_was_typed_stays(statement: str) -> None:
    answer = client_of("rana").post(reverse("desk:send_claim"), {"statement": statement, "claimant": "Ida Berg"})
    assert answer.status_code == 422
    assert answer.context["form"].errors["statement"][0].endswith(".")
    assert 'value="Ida Berg"' in answer.content.decode()
    assert not Claim.objects.exists()
