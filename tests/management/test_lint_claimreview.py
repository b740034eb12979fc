"""manage.py lint_claimreview on our own pages, and on those of others."""

from __future__ import annotations

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from claims.management.commands import lint_claimreview
from claims.web.fetch import FetchRefused
from claims.workflow.moves import move
from tests.builders import cast
from tests.public.checks import corrected, published

pytestmark = pytest.mark.django_db


def run(*targets: str, **options: Any) -> str:
    out = StringIO()
    call_command("lint_claimreview", *targets, stdout=out, **options)
    return out.getvalue()


def test_a_published_check_is_well_by_slug_and_by_address(settings: Any) -> None:
    claim = published("Harbour fees have tripled since 2021", claimant="Dana Okoro")
    for target in (claim.slug, f"{settings.SITE_URL}{claim.get_absolute_url()}"):
        said = run(target)
        assert said.startswith("ok ")
        assert "1 pages read, 0 with something wrong." in said


def test_all_reads_checks_versions_cards_lists_and_policy_pages() -> None:
    corrected(
        published("Harbour fees have tripled since 2021"),
        "minor",
        summary="The fee rose, but by less than was claimed.",
    )
    withdrawn = published("The lighthouse uses more power")
    move(withdrawn, "retract", by=cast().edda, note="It was forged.")
    said = run(all=True)
    assert "17 pages read, 0 with something wrong." in said


def test_a_page_that_says_something_else_than_its_markup_ends_with_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    claim = published("Harbour fees have tripled since 2021")
    read = lint_claimreview._read

    def tampered(path: str) -> tuple[int, str]:
        status_code, html = read(path)
        return status_code, html.replace("<h1>“Harbour fees", "<h1>“Port fees").replace('href="/funding/"', "")

    monkeypatch.setattr(lint_claimreview, "_read", tampered)
    out = StringIO()
    with pytest.raises(CommandError) as error:
        call_command("lint_claimreview", claim.slug, stdout=out)
    assert error.value.returncode == 1
    assert "WRONG" in out.getvalue()
    assert "J8: the footer does not lead to /funding/." in out.getvalue()


@pytest.mark.parametrize(
    ("targets", "options", "sentence"),
    [
        ((), {}, "Name slugs or addresses, or say --all."),
        (("one",), {"all": True}, "Name slugs or addresses, or say --all."),
        (("no-such-check",), {}, "No check has been published under 'no-such-check'."),
    ],
)
def test_what_cannot_be_linted_is_said(targets: tuple[str, ...], options: dict[str, Any], sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence.replace(".", r"\.")):
        run(*targets, **options)


class TestOtherPeoplesPages:
    def serve(self, monkeypatch: pytest.MonkeyPatch, html: str) -> None:
        class Fetched:
            body, charset = html.encode(), "utf-8"

        monkeypatch.setattr(lint_claimreview, "fetch", lambda url: Fetched())

    def test_a_page_without_a_review_is_said_to_have_none(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.serve(monkeypatch, "<html><p>Nothing here</p></html>")
        out = StringIO()
        with pytest.raises(CommandError):
            call_command("lint_claimreview", "https://other.example/check", stdout=out)
        assert "J1: the page has no ClaimReview" in out.getvalue()

    def test_a_review_in_a_graph_with_other_marks_around_it_is_found(self, monkeypatch: pytest.MonkeyPatch) -> None:
        review = {
            "@type": ["ClaimReview", "Review"], "url": "https://other.example/check", "claimReviewed": "It rose",
            "datePublished": "2026-02-11", "reviewRating": {"@type": "Rating", "alternateName": "False"},
            "itemReviewed": {"@type": "Claim"},
        }  # fmt: skip
        script = json.dumps({"@context": "https://schema.org", "@graph": [{"@type": "WebPage"}, review]})
        self.serve(
            monkeypatch,
            "<html><head><link href='https://other.example/check' rel='canonical' />"
            f"<script class='seo' type='application/ld+json'>{script}</script></head>"
            "<p>It rose: False. 11 February</p></html>",
        )
        assert "ok     https://other.example/check" in run("https://other.example/check?from=feed")

    def test_a_page_that_cannot_be_read_is_said_with_its_reason(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def refuse(url: str) -> None:
            raise FetchRefused("That address is not public.")

        monkeypatch.setattr(lint_claimreview, "fetch", refuse)
        with pytest.raises(CommandError, match=r"could not be read\. That address is not public"):
            run("https://other.example/check")


def test_static_files_that_were_not_collected_are_told_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def get(*_: Any, **__: Any) -> None:
        raise ValueError("Missing staticfiles manifest entry for 'claims/site.css'")

    monkeypatch.setattr(lint_claimreview.Client, "get", get)
    with pytest.raises(CommandError, match=r"run `manage\.py collectstatic`"):
        run(all=True)
