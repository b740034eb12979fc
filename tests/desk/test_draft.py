"""A draft is checked and forgotten: nothing of it stays until somebody asks for it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given
from hypothesis import settings as settings_of_hypothesis
from hypothesis import strategies as st

from claims import policy
from claims.desk.screens.draft import paragraphs
from claims.detection.sources import MISSING
from claims.drafts import checking
from claims.drafts import known as known_rows
from claims.drafts.checking import MAX_CHARS
from claims.models import Article, FactCheck, State
from tests.builders import a_claim, cast, claim_in
from tests.desk.people import client_of

pytestmark = pytest.mark.django_db

TEXT = (
    "The number of visitors on the island rose by 31 percent in 2024, tourist board director Ada Holt said.\n\n"
    "The ferry carried 410,000 people in 2024, a third more than in 2019.\n\n"
    "Is it not a fine view?"
)
URL = "/desk/draft/"


def check(client: Client, **values: Any) -> dict[str, Any]:
    answer = client.post(URL, {"text": TEXT} | values, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/json")
    found: dict[str, Any] = answer.json()
    return found


def n_rows() -> dict[str, int]:
    with connection.cursor() as cursor:
        found = {}
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT COUNT(*) FROM "{table}"')
            found[table] = cursor.fetchone()[0]
    return found


def files() -> set[Path]:
    return set(Path(settings.DATA_DIR).rglob("*"))


def _on_disk(*args: Any, **kwargs: Any) -> None:
    raise AssertionError("a draft was written to a temporary file")


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
@pytest.mark.parametrize("as_file", [True, False])
def test_checking_leaves_no_row_no_file_and_no_word_in_the_log(
    accept: str, as_file: bool, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    caplog.set_level("DEBUG")
    client = client_of("rana")
    claim_in(State.PUBLISHED, statement="The ferry carried 410,000 people in 2024, a third more than in 2019")
    before, kept = n_rows(), files()
    monkeypatch.setattr(TemporaryUploadedFile, "__init__", _on_disk)  # Django writes what is larger than 2.5 MB
    page = f"<html><body><!--{3_000_000 * 'x'}--><article><p>{TEXT}</p></article></body></html>"
    sent = {"upload": SimpleUploadedFile("draft.html", page.encode())} if as_file else {"text": TEXT}
    answer = client.post(URL, sent, headers={"Accept": accept})
    assert answer.status_code == 200
    assert b"410,000" in answer.content
    assert n_rows() == before
    assert files() == kept
    assert list(tmp_path.iterdir()) == []
    said = [record.getMessage() for record in caplog.records if record.name != "django.db.backends"]
    assert not any("410,000 people" in line for line in said)


@pytest.mark.parametrize(
    "body", [{"text": "It rose.", "published": 5}, {"text": ["It rose."]}, {"title": {}}, "[" * 100_000]
)
def test_json_of_the_wrong_shape_is_told_what_is_wanted(body: Any) -> None:
    sent = body if isinstance(body, str) else json.dumps(body)
    answer = client_of("rana").post(URL, sent, content_type="application/json", headers={"Accept": "application/json"})
    assert answer.status_code == 422
    assert "each of them a string" in answer.json()["error"]


def test_days_at_the_ends_of_the_calendar_leave_words_as_they_are() -> None:
    for day in ("0001-01-01", "9999-12-31"):
        found = check(
            client_of("rana"), text="Last week and next week the ferry carried 410,000 people.", published=day
        )
        assert found["sentences"]


def test_a_draft_that_is_imported_keeps_the_title_and_the_day_that_were_typed() -> None:
    client = client_of("rana")
    client.post(reverse("desk:store_draft"), {"text": TEXT, "title": "3 May 2020", "published": "2025-11-21"})
    article = Article.objects.get()
    assert (article.title, str(article.published_on)) == ("3 May 2020", "2025-11-21")


def test_claims_come_ranked_with_all_that_is_known_of_them() -> None:
    found = check(client_of("ines"), title="Island news", published="2025-11-21")
    assert (found["title"], found["published"], found["text"]) == ("Island news", "2025-11-21", TEXT)
    assert [claim["rank"] for claim in found["claims"]] == [1, 2]
    assert [claim["score"] for claim in found["claims"]] == sorted(
        (claim["score"] for claim in found["claims"]), reverse=True
    )
    for claim in found["claims"]:
        assert TEXT[claim["start"] : claim["end"]] == claim["text"]
        assert set(claim) == {
            "text", "start", "end", "score", "checkworthy", "checkability", "speaker", "speaker_role", "statement",
            "statements", "reasons", "rank", "missing_source", "matches", "checks",
        }  # fmt: skip
    said = next(claim for claim in found["claims"] if "visitors" in claim["text"])
    bare = next(claim for claim in found["claims"] if "ferry" in claim["text"])
    assert (said["speaker"], said["speaker_role"], said["missing_source"]) == (
        "Ada Holt", "tourist board director", "",
    )  # fmt: skip
    assert (bare["speaker"], bare["missing_source"]) == ("", MISSING)
    assert len(found["sentences"]) == 3
    assert [sentence["start"] for sentence in found["sentences"]] == sorted(s["start"] for s in found["sentences"])


def test_a_draft_may_come_as_a_json_object_with_the_csrf_token_of_the_session() -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast().rana)
    headers = {"Accept": "application/json"}
    body = json.dumps({"text": TEXT, "published": "2025-11-21"})
    assert client.post(URL, body, content_type="application/json", headers=headers).status_code == 403
    headers["X-CSRFToken"] = client.get(reverse("desk:token")).json()["token"]
    answer = client.post(URL, body, content_type="application/json", headers=headers)
    assert (answer.status_code, len(answer.json()["claims"])) == (200, 2)
    broken = client.post(URL, "[1", content_type="application/json", headers=headers)
    assert (broken.status_code, broken.json()["error"][:18]) == (422, "Send a JSON object")


def test_our_own_claims_and_published_checks_are_shown_beside_it() -> None:
    checked = claim_in(State.PUBLISHED, statement="The ferry carried 410,000 people in 2024, a third more than in 2019")
    known = a_claim("The number of visitors on the island rose by 31 percent in 2024")
    found = check(client_of("rana"))
    matches = {match["claim"]: match for claim in found["claims"] for match in claim["matches"]}
    assert (matches[checked.pk]["rating"], matches[checked.pk]["url"]) == ("Mostly true", checked.get_absolute_url())
    assert (matches[known.pk]["rating"], matches[known.pk]["url"], matches[known.pk]["state"]) == ("", "", "new")
    page = client_of("rana").post(URL, {"text": TEXT}).content.decode()
    assert f'href="{checked.get_absolute_url()}"' in page
    assert "1 like a published check" in page


def test_the_page_marks_the_claims_in_the_text_and_lists_them() -> None:
    page = client_of("rana").post(URL, {"text": TEXT}).content.decode()
    assert page.count("<mark") == 2
    assert '<mark id="mark-2"' in page
    assert '<a href="#finding-2">' in page
    assert "2 claims to check" in page
    assert "1 without a source" in page
    assert "Nothing was stored" in page
    assert "Is it not a fine view?" in page


def test_htmx_gets_the_part_and_a_browser_without_it_the_page() -> None:
    part = client_of("rana", htmx=True).post(URL, {"text": TEXT}).content.decode()
    assert part.lstrip().startswith('<div id="draft"')
    assert "<html" in client_of("rana").post(URL, {"text": TEXT}).content.decode()


def test_a_file_is_read_as_an_import_would_and_its_text_can_be_worked_on() -> None:
    page = b"<html><head><title>Island news</title></head><body><article><h1>Island news</h1><p>%s</p></article></body>"
    upload = SimpleUploadedFile("draft.html", page % TEXT.replace("\n\n", "</p><p>").encode(), "text/html")
    found = check(client_of("rana"), text="", upload=upload)
    assert (found["title"], len(found["claims"])) == ("Island news", 2)
    upload.seek(0)
    answer = client_of("rana").post(URL, {"upload": upload}).content.decode()
    assert 'value="Island news"' in answer
    assert "The ferry carried 410,000 people" in answer[answer.index("<textarea") :]


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({}, "there is nothing to check yet"),
        ({"text": "   "}, "there is nothing to check yet"),
        ({"text": "a" * (MAX_CHARS + 1)}, "The draft is longer than 500,000 characters. Check its parts one by one."),
        ({"text": TEXT, "published": "yesterday"}, "Write the date as year, month and day"),
        ({"text": TEXT, "upload": b"Something else."}, "There is a text and a file."),
        ({"upload": b""}, "empty"),
        ({"upload": b"\x00\x01\x02" * 50}, "The file is not text."),
        ({"upload": b"x" * 11 * 1024 * 1024}, "This is larger than 10 megabytes."),
    ],
)
def test_what_cannot_be_checked_is_refused_in_words(sent: dict[str, Any], sentence: str) -> None:
    for accept in ("text/html", "application/json"):
        given = {
            name: SimpleUploadedFile("draft.bin", value) if isinstance(value, bytes) else value
            for name, value in sent.items()
        }
        answer = client_of("rana").post(URL, given, headers={"Accept": accept})
        assert answer.status_code == 422
        assert sentence in (answer.json()["error"] if accept == "application/json" else answer.content.decode())


def test_it_becomes_an_article_only_when_asked() -> None:
    client = client_of("rana")
    answer = client.post(
        "/desk/draft/import/", {"text": TEXT, "title": "Ferries carry more people.", "published": "2025-11-21"}
    )
    article = Article.objects.get()
    assert answer.headers["Location"] == article.get_absolute_url()
    assert (article.title, str(article.published_on), article.imported_by) == (
        "Ferries carry more people.",
        "2025-11-21",
        cast().rana,
    )
    assert "The ferry carried 410,000 people" in article.text
    assert client.post("/desk/draft/import/", {"text": ""}).status_code == 422


def test_no_more_claims_are_looked_up_than_an_import_would_make() -> None:
    lines = "\n".join(f"The ferry to berth {number} carried {number}10,000 people in 2024." for number in range(1, 8))
    with policy.overridden(n_claims_per_article=3):
        page = client_of("rana").post(URL, {"text": lines}).content.decode()
    assert page.count("<mark") == 3
    assert "7 sentences are worth checking; the best 3 are shown" in page


def test_nobody_waits_long_for_comparisons_and_what_was_not_compared_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(known_rows, "MAX_LOOKUP_S", -1.0)
    a_claim("The number of visitors on the island rose by 31 percent in 2024")
    found = check(client_of("rana"))
    assert (found["n_compared"], [len(claim["matches"]) for claim in found["claims"]]) == (1, [1, 0])
    page = client_of("rana").post(URL, {"text": TEXT}).content.decode()
    assert "Only the first 1 was compared with our claims and published checks" in page


def test_a_check_that_others_published_is_shown_with_its_rating_and_link() -> None:
    values = {"publisher": "Isle Facts", "rating": "Exaggerated", "outcome": "mixture", "language": "en"}
    statement = "The number of visitors on the island rose by 31 percent in 2024"
    FactCheck.objects.create(identity="1", url="https://facts.example/1", statement=statement, **values)
    FactCheck.objects.create(identity="2", url="javascript:alert(1)", statement=f"{statement}.", **values)
    draft = f"A report says more. {statement}. Nobody was asked."
    (known,) = [claim["checks"] for claim in check(client_of("rana"), text=draft)["claims"] if claim["checks"]]
    assert {(one["publisher"], one["rating"], one["url"]) for one in known} == {
        ("Isle Facts", "Exaggerated", "https://facts.example/1"),
        ("Isle Facts", "Exaggerated", ""),
    }
    page = client_of("rana").post(URL, {"text": draft}).content.decode()
    assert 'href="https://facts.example/1"' in page
    assert "Exaggerated" in page
    assert "javascript:" not in page
    assert "1 like a published check" in page


@settings_of_hypothesis(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.one_of(
            st.sampled_from(
                ["The ferry carried 410,000 people in 2024.", "Crime fell by 12 percent in 2023", "“", "[3]"]
            ),
            st.text(alphabet=" \n\t\r\x0b\x0c\x1c\x85\u2028\u2029.,!?a\u0301Ж漢\u202e”«", max_size=12),
        ),
        max_size=12,
    )
)
def test_whatever_is_pasted_every_character_of_it_is_shown_once(parts: list[str]) -> None:
    text = "".join(parts)
    with patch.object(checking, "look_up", lambda best, language: {}):
        checked = checking.check(checking.Draft(text))
    for finding in checked.findings:
        assert text[finding.seen.start : finding.seen.end] == finding.seen.text
    shown = ["".join(piece.text for piece in pieces) for pieces in paragraphs(checked)]
    assert shown == [line for line in text.split("\n") if line.strip()]
    marked = [piece.finding for pieces in paragraphs(checked) for piece in pieces if piece.finding]
    assert len(marked) == len(checked.findings)


def test_text_of_the_draft_is_never_markup() -> None:
    page = client_of("rana").post(URL, {"text": f"<script>alert(1)</script> {TEXT}"}).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_a_draft_without_claims_says_so() -> None:
    page = client_of("rana").post(URL, {"text": "What a day! Is it not fine?"}).content.decode()
    assert "Nothing in it has to be checked" in page
