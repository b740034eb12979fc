"""manage.py lint_claimreview: reads public pages as a search engine does, and says what it would misread."""

from __future__ import annotations

import re
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.test import Client
from django.urls import reverse

from claims.errors import Refused, TryAgain
from claims.models import Claim, Correction
from claims.publishing import lint
from claims.publishing.markup import url_of
from claims.publishing.newsroom import PAGE_KINDS, absolute, required_links
from claims.web.fetch import fetch


class Command(BaseCommand):
    help = "Check the ClaimReview of published checks (rules J1 to J8). Ends with 1 when something is wrong."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("targets", nargs="*", help="slugs of checks, or addresses of pages, ours or anybody's")
        parser.add_argument("--all", action="store_true", help="every check of ours, and the pages that carry none")

    def handle(self, *args: Any, **options: Any) -> None:
        if bool(options["targets"]) == options["all"]:
            raise CommandError("Name slugs or addresses, or say --all.")
        n_pages = n_wrong = 0
        for url, problems, warnings in _all() if options["all"] else map(_one, options["targets"]):
            n_pages += 1
            n_wrong += bool(problems)
            if problems or warnings or not options["all"]:
                self.stdout.write(f"{'WRONG' if problems else 'ok   '}  {url}")
            for sentence in problems:
                self.stdout.write(f"       {sentence}")
            for sentence in warnings:
                self.stdout.write(f"       could be better: {sentence}")
        self.stdout.write(f"{n_pages} pages read, {n_wrong} with something wrong.")
        if n_wrong:
            raise CommandError("Some pages would be misread. What is wrong with each stands above.", returncode=1)


Finding = tuple[str, list[str], list[str]]


def _all() -> Iterator[Finding]:
    """Every check; of each its old versions' first and its card; the lists and policy pages."""
    for claim in Claim.objects.public().order_by("pk").iterator(chunk_size=200):
        yield _check(claim)
        yield _without_review(reverse("public:revision", args=[claim.slug, 1]))
        yield _without_review(reverse("public:embed", args=[claim.slug]), has_footer=False)
    for path in ("/", "/topics/", "/corrections/", *(f"/{slug}/" for slug in PAGE_KINDS)):
        yield _without_review(path)


def _one(target: str) -> Finding:
    if "://" not in target:
        return _check(_load(target))
    parts, own = urlsplit(target), urlsplit(settings.SITE_URL)
    if parts.netloc != own.netloc:
        return _foreign(target)
    found = re.fullmatch(r"/claims/([-\w]+)/", parts.path)
    return _check(_load(found.group(1))) if found else _without_review(parts.path)


def _load(slug: str) -> Claim:
    claim = Claim.objects.public().filter(slug=slug).first()
    if claim is None:
        raise CommandError(f"No check has been published under {slug!r}. Give the last part of its address.")
    return claim


def _check(claim: Claim) -> Finding:
    revision = claim.current_revision
    assert revision is not None
    withdrawals = Correction.objects.filter(correction_class=Correction.Class.WITHDRAWAL, replaced=revision)
    path = claim.get_absolute_url()
    if withdrawals.exists():
        return _without_review(path)
    status_code, html = _read(path)
    page = lint.Page(
        html=html,
        canonical_url=url_of(claim),
        scale={level["label"]: level["value"] for level in revision.content["rating"]["levels"]},
        status_code=status_code,
        places_known=any(place["url"] or place["title"] for place in revision.content["appearances"]),
        policy_links=required_links(),
    )
    return _judged(page)


def _judged(page: lint.Page) -> Finding:
    try:
        found = lint.reviews_in(page.html)
    except ValueError as error:
        return page.canonical_url, [f"J7: a JSON-LD script of the page cannot be read ({error})."], []
    if not found:
        return page.canonical_url, ["J1: the page has no ClaimReview; it must have exactly one."], []
    return page.canonical_url, lint.problems(found[0], page), lint.warnings(found[0], page)


def _without_review(path: str, *, has_footer: bool = True) -> Finding:
    status_code, html = _read(path)
    page = lint.Page(html, absolute(path), None, status_code, policy_links=required_links() if has_footer else ())
    missing = [] if status_code == 200 else [f"J3: the page answers {status_code}, not 200."]
    return page.canonical_url, [*missing, *lint.problems_elsewhere(page)], []


def _foreign(url: str) -> Finding:
    """A page of somebody else: as far as it can be judged without knowing their scale."""
    try:
        fetched = fetch(url)
    except (Refused, TryAgain) as refusal:
        raise CommandError(f"{url} could not be read. {refusal}") from refusal
    html = fetched.body.decode(fetched.charset or "utf-8", errors="replace")
    return _judged(lint.Page(html, lint.canonical_of(html) or url, None, places_known=False))


def _read(path: str) -> tuple[int, str]:
    """A page of ours as readers get it, without the network and without following redirects."""
    try:
        answer = Client().get(path, secure=settings.IS_HTTPS, headers={"host": urlsplit(settings.SITE_URL).netloc})
    except ValueError as error:
        if "staticfiles manifest" not in str(error):
            raise
        raise CommandError("Static files are missing: run `manage.py collectstatic`, then this again.") from error
    return answer.status_code, answer.content.decode()
