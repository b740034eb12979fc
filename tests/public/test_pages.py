"""The newsroom's own pages: versions, what each changed, and the check that fails when one is missing."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import run_checks
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.test import Client
from django.utils import timezone

from claims.models import PolicyPage
from claims.operating import doctor
from claims.publishing.newsroom import PAGE_KINDS
from tests.builders import cast
from tests.public.checks import HOSTILE

pytestmark = pytest.mark.django_db


def write(slug: str, body: str, what_changed: str = "") -> PolicyPage:
    version = PolicyPage.objects.filter(slug=slug).count() + 1
    return PolicyPage.objects.create(
        slug=slug,
        version=version,
        title=slug.title(),
        body=body,
        what_changed=what_changed,
        written_by=cast().mona,
    )


def read(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


def test_every_version_says_who_wrote_it_when_why_and_what_it_changed(client: Client) -> None:
    write("funding", "Readers pay half of it.")
    write("funding", f"Readers pay all of it. {HOSTILE}", "The town gives nothing any more.")
    page = read(client, "/funding/versions/")
    assert "The town gives nothing any more." in page
    assert "<del>half</del>" in page
    assert "<ins>all</ins>" in page
    assert "written by Mona" in page
    assert "<script>" not in page
    assert 'href="/funding/versions/"' in read(client, "/funding/")


def test_an_old_version_stays_readable_and_leads_to_the_current_one(client: Client) -> None:
    write("funding", "Readers pay half of it.")
    write("funding", "Readers pay all of it.", "No more town.")
    old = read(client, "/funding/v/1/")
    assert "Readers pay half of it." in old
    assert "You are reading version 1 of this page" in old
    assert '<meta name="robots" content="noindex, follow">' in old
    assert "You are reading" not in read(client, "/funding/v/2/")
    assert client.get("/funding/v/3/").status_code == 404
    assert client.get("/nothing/versions/").status_code == 404


def test_only_so_many_versions_are_compared_on_one_page(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("claims.public.pages.N_COMPARED", 2)
    for number in range(4):
        write("funding", f"Readers pay {number} of it.", f"Reason {number}.")
    page = read(client, "/funding/versions/")
    assert "Reason 3." in page
    assert "Reason 2." in page
    assert "Reason 1." not in page
    assert "<del>1</del>" in page
    assert "Older versions stand at their own addresses" in page


def test_a_page_that_is_not_written_yet_says_what_belongs_on_it(client: Client) -> None:
    page = read(client, "/non-partisanship/")
    assert "The newsroom has not written this page yet." in page
    assert "the same standard of evidence holds whoever made the claim" in page


def failures() -> list[str]:
    return [it.msg for it in run_checks(include_deployment_checks=True) if it.id == "claims.E020"]


def test_a_deployment_with_missing_or_empty_pages_fails_and_names_them() -> None:
    (failure,) = failures()
    for slug, kind in PAGE_KINDS.items():
        assert f"“{kind.title}” (/{slug}/)" in failure
    with pytest.raises(SystemCheckError, match=r"claims\.E020"):
        call_command("check", deploy=True)
    for slug in PAGE_KINDS:
        write(slug, "Words.")
    assert failures() == []
    write("people", "  \n", "Emptied.")
    assert failures() == ["Readers look for pages that are not written yet, or empty: “People” (/people/)."]


def test_the_doctor_calls_it_wrong_where_readers_come_by_https(settings: Any) -> None:
    settings.IS_HTTPS = True
    told = [it for it in doctor.PARTS["settings"]() if "Readers look for" in it.what]
    assert [(it.is_advice, "claims.E020" in it.what) for it in told] == [(False, True)]
    assert "A moderator writes them in the admin" in told[0].cure


def test_a_site_without_https_is_advised_to_write_them() -> None:
    told = [it for it in doctor.PARTS["settings"]() if "Readers look for" in it.what]
    assert [(it.is_advice, "claims.W020" in it.what) for it in told] == [(True, True)]


def test_a_fresh_database_can_be_made_before_anybody_has_written_a_page() -> None:
    call_command("migrate", interactive=False, verbosity=0)
    assert failures()


@pytest.mark.parametrize("is_there", [True, False], ids=["without tables", "not there at all"])
def test_a_database_without_pages_or_none_at_all_is_no_success(is_there: bool, tmp_path: Path) -> None:
    place = tmp_path if is_there else tmp_path / "nowhere"
    environment = {**os.environ, "DATABASE_URL": f"sqlite:///{place}/desk.sqlite3", "DATA_DIR": str(tmp_path)}
    command = [sys.executable, "manage.py", "check", "--deploy"]
    told = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120)
    assert told.returncode == 1
    assert ("claims.E020" if is_there else "claims.E021") in told.stderr


def test_the_sums_of_a_year_that_is_over_are_warned_of() -> None:
    for slug in PAGE_KINDS:
        write(slug, "Words.")
    PolicyPage.objects.filter(slug="funding").update(written_at=timezone.now() - timedelta(days=401))
    told = [it.msg for it in run_checks(databases=["default"]) if it.id == "claims.W021"]
    assert told == ["The public page “Funding” (/funding/) was last written more than a year ago."]
