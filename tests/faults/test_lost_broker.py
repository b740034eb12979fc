"""The broker is gone while the web works: what is asked for is accepted at once and done later."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import caches

from claims import jobs
from claims.models import Article, Claim, Job
from claims.workflow.moves import move
from factcheck.run import broker as bundled
from tests import services
from tests.builders import cast, claim_in
from tests.desk.people import client_of
from tests.worker import ringing, running_worker, wait_until

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

TEXT = (
    "Night buses return to the harbour\n\n"
    "The town pays 210,000 euros a year for the night buses, the transport office said on Friday. About 900 people "
    "use them every weekend, it added.\n"
)


@pytest.fixture
def folder() -> Iterator[Path]:
    with services.temporary_folder() as made:
        bundled.folder(made).mkdir()
        yield made


def test_an_article_sent_in_without_a_broker_is_accepted_and_read_when_it_is_back(folder: Path) -> None:
    where = bundled.choose_socket(folder)
    with ringing(bundled.url(where)):
        answer = client_of("rana").post("/desk/import/", {"text": TEXT})
        assert answer.status_code == 302
        assert client_of("rana").get(answer.headers["Location"]).status_code == 200
    row = Job.objects.get()
    assert (row.name, row.rung_at, row.failed_at) == ("detect_claims", None, None)
    command = bundled.command(folder, where)
    with (
        services.running(command, lambda: bundled.answers(where), folder / "valkey.log"),
        running_worker(bundled.url(where)),
    ):
        wait_until(lambda: not Job.objects.exists(), what="the jobs that waited")
    assert Article.objects.get().stage == Article.Stage.READY
    assert Claim.objects.exists()


def test_a_broker_that_dies_between_two_requests_costs_neither_of_them(folder: Path) -> None:
    """The second request finds a connection that was good a moment ago."""
    where = bundled.choose_socket(folder)
    with ringing(bundled.url(where)):
        with services.running(bundled.command(folder, where), lambda: bundled.answers(where), folder / "valkey.log"):
            assert jobs.ring("match_claim", 1) is True
        assert client_of("rana").post("/desk/import/", {"text": TEXT}).status_code == 302
    assert Job.objects.get().rung_at is None


def test_a_broker_that_hangs_holds_nobody_up_for_long(folder: Path) -> None:
    """Stopped, it still accepts connections and never answers."""
    where = bundled.choose_socket(folder)
    with (
        ringing(bundled.url(where)),
        services.running(
            bundled.command(folder, where), lambda: bundled.answers(where), folder / "valkey.log"
        ) as server,
    ):
        assert jobs.ring("match_claim", 1) is True
        server.send_signal(19)  # SIGSTOP
        try:
            assert client_of("rana").post("/desk/import/", {"text": TEXT}).status_code == 302
        finally:
            server.send_signal(18)  # SIGCONT
    assert Job.objects.filter(name="detect_claims").exists()


def test_pages_and_transitions_work_while_cache_and_broker_are_gone(settings: Any, folder: Path) -> None:
    claim = claim_in("published")
    jobs.run_all()
    nowhere = bundled.url(folder / "nobody.sock")
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": nowhere, "KEY_PREFIX": "t"}
    }
    assert "redis" in type(caches["default"]).__module__
    with ringing(nowhere):
        fresh = Claim.objects.get(pk=claim.pk)
        assert client_of("otto").get(fresh.get_absolute_url()).status_code == 200
        assert client_of("otto").get("/").status_code == 200
        assert client_of("edda").get(f"/desk/claims/{claim.pk}/").status_code == 200
        move(claim, "retract", by=cast().edda, note="The tariff we relied on was forged.")
        assert Job.objects.filter(name="announce").exists()
        jobs.run_all()
    waiting = Job.objects.get(name="announce")
    assert waiting.failed_at is None
    assert "later" in waiting.error
