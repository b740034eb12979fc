"""The Wayback Machine, played by a server on the loopback in its real shapes, the odd ones included."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from claims import jobs
from claims.errors import Refused, TryAgain
from claims.evidence import archiving
from claims.evidence.decisions import accept_evidence
from claims.models import ArchiveCopy, Claim, Evidence, Job, Snapshot, Source
from tests import builders
from tests.web.sites import Site, page

pytestmark = pytest.mark.django_db

PAGE = "https://harbour.example/tariff?year=2024&board=1"
JOB_ID = "spn2-0123456789abcdef0123456789abcdef01234567"
NONE = {"archived_snapshots": {}}


def answer(content: object, status: str = "200 OK", *headers: str) -> bytes:
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    return page(body, status=status, content_type="application/json", headers=headers)


def closest(timestamp: str) -> dict[str, Any]:
    snapshot = {"available": True, "url": f"http://web.archive.org/web/{timestamp}/x", "timestamp": timestamp}
    return {"url": PAGE, "archived_snapshots": {"closest": {**snapshot, "status": "200"}}}


class Archive:
    """What it answers: `available` to the availability API, `save` to a POST, `status` to each question in turn."""

    def __init__(self) -> None:
        self.available: bytes = answer(NONE)
        self.save: bytes = answer({"url": PAGE, "job_id": JOB_ID})
        self.status: list[bytes] = []
        self.site = Site()
        self.site.answers["*"] = lambda send: send(self._answer())

    def _answer(self) -> bytes:
        request = self.site.requests[-1]
        if request.startswith(b"GET /available"):
            return self.available
        if request.startswith(b"POST /save "):
            return self.save
        if request.startswith(f"GET /save/status/{JOB_ID} ".encode()):
            return self.status.pop(0) if len(self.status) > 1 else self.status[0]
        return page(status="404 Not Found")

    def asked(self, start: bytes) -> list[bytes]:
        return [request for request in self.site.requests if request.startswith(start)]


@pytest.fixture
def archive(settings: Any) -> Iterator[Archive]:
    archive = Archive()
    settings.FETCH_ALLOW = [archive.site.pair]
    settings.WAYBACK, settings.WAYBACK_KEY = True, "access:secret"
    settings.WAYBACK_URL = archive.site.url("")
    settings.WAYBACK_AVAILABLE_URL = archive.site.url("/available")
    yield archive
    archive.site.close()


@pytest.fixture
def source(archive: Archive) -> Source:
    source = cited(builders.a_source(url=PAGE))
    archiving.want_copy(source)
    return source


def cited(source: Source) -> Source:
    """The same, as evidence that everybody may read."""
    builders.a_piece_of_evidence(builders.claim_in("researching"), source=source)
    return source


def copy_of(source: Source) -> ArchiveCopy:
    return ArchiveCopy.objects.get(source=source)


def done(source: Source, *, steps: int = 10) -> ArchiveCopy:
    """As the worker does it, without the waits."""
    for _ in range(steps):
        Job.objects.filter(name=archiving.JOB).update(due_at=timezone.now())
        if not jobs.run_all(only=lambda row: row.name == archiving.JOB, limit=1):
            break
    return copy_of(source)


def tried(source: Source) -> TryAgain:
    with pytest.raises(TryAgain) as caught:
        archiving.archive_source(source.pk)
    return caught.value


class TestWanted:
    def test_accepting_evidence_asks_for_a_copy_of_its_page(self, archive: Archive) -> None:
        claim = builders.claim_in("researching")
        evidence = builders.a_piece_of_evidence(claim)
        accept_evidence(evidence, by=builders.cast().ravi, stance="supports")
        assert copy_of(evidence.source).stage == "asked"
        assert Job.objects.filter(name=archiving.JOB, target=evidence.source_id).exists()
        accept_evidence(evidence, by=builders.cast().ravi, stance="refutes")
        assert Job.objects.filter(name=archiving.JOB).count() == 1

    def test_it_is_off_until_the_operator_sets_it_up(self, settings: Any) -> None:
        assert settings.WAYBACK is False
        archiving.want_copy(cited(builders.a_source()))
        assert not ArchiveCopy.objects.exists()

    def test_what_has_no_address_or_is_a_demonstration_is_not_sent_anywhere(self, archive: Archive) -> None:
        archiving.want_copy(cited(builders.a_source(url="")))
        article = builders.an_article(is_demonstration=True)
        archiving.want_copy(cited(builders.a_source(url=article.url, article=article)))
        assert not ArchiveCopy.objects.exists()

    @pytest.mark.parametrize(
        "url",
        ["http://10.0.0.7/memo", "https://wiki.newsroom.internal/memo", "https://wiki/memo", "https://open.example:8443/",
         "https://papers.example/memo", "http://[fd00::1]/"],
    )  # fmt: skip
    def test_what_only_we_can_reach_is_told_to_nobody(self, archive: Archive, settings: Any, url: str) -> None:
        settings.FETCH_ALLOW = [*settings.FETCH_ALLOW, "papers.example:443"]
        self.refused(archive, cited(builders.a_source(url=url)))

    def test_nor_is_what_came_from_a_private_address(self, archive: Archive) -> None:
        snapshot = builders.a_snapshot()
        Snapshot.objects.filter(pk=snapshot.pk).update(ip_address="192.168.3.4")
        snapshot.refresh_from_db()
        self.refused(archive, cited(builders.a_source(snapshot=snapshot)))

    def refused(self, archive: Archive, source: Source) -> None:
        archiving.want_copy(source)
        copy = copy_of(source)
        assert (copy.stage, copy.error) == ("failed", archiving.INTERNAL)
        assert not Job.objects.filter(name=archiving.JOB).exists()
        with pytest.raises(Refused, match="own network only"):
            archiving.ask_again(source, by=builders.cast().ravi)
        ArchiveCopy.objects.filter(pk=copy.pk).update(stage="asked")
        with pytest.raises(Refused, match="own network only"):
            archiving.archive_source(source.pk)


class TestLooking:
    def test_a_copy_of_these_days_is_as_good_as_a_new_one(self, archive: Archive, source: Source) -> None:
        now = datetime.now(UTC) - timedelta(hours=5)
        archive.available = answer(closest(f"{now:%Y%m%d%H%M%S}"))
        copy = done(source)
        assert copy.stage == "kept"
        assert copy.url == f"{archive.site.url('')}/web/{now:%Y%m%d%H%M%S}/{PAGE}"
        assert copy.archived_at == now.replace(microsecond=0)
        assert archive.asked(b"POST") == []
        (asked,) = archive.asked(b"GET /available")
        assert b"url=https%3A%2F%2Fharbour.example%2Ftariff%3Fyear%3D2024%26board%3D1&timestamp=2" in asked
        assert b"secret" not in asked

    def test_without_a_key_an_older_copy_is_taken_with_its_date(
        self, archive: Archive, source: Source, settings: Any
    ) -> None:
        settings.WAYBACK_KEY = ""
        archive.available = answer(closest("20130919044612"))
        copy = done(source)
        assert (copy.stage, copy.archived_at) == ("kept", datetime(2013, 9, 19, 4, 46, 12, tzinfo=UTC))

    def test_without_a_key_and_without_a_copy_it_says_so(self, archive: Archive, source: Source, settings: Any) -> None:
        settings.WAYBACK_KEY = ""
        copy = done(source)
        assert (copy.stage, "without WAYBACK_KEY it makes none" in copy.error) == ("failed", True)

    @pytest.mark.parametrize(
        "content",
        [
            NONE,
            {"archived_snapshots": []},
            {"archived_snapshots": {"closest": None}},
            {"archived_snapshots": {"closest": {"available": False, "timestamp": "20260101000000"}}},
            {"archived_snapshots": {"closest": {"available": True, "timestamp": "20260101", "status": "200"}}},
            {"archived_snapshots": {"closest": {"available": True, "timestamp": "20269999999999", "status": "200"}}},
            {"archived_snapshots": {"closest": {"available": True, "timestamp": "20260101000000", "status": "404"}}},
        ],
    )
    def test_whatever_is_no_copy_leads_to_a_new_one(self, archive: Archive, source: Source, content: object) -> None:
        archive.available = answer(content)
        archiving.archive_source(source.pk)
        assert copy_of(source).job_id == JOB_ID


class TestSaving:
    def test_a_new_copy_is_asked_for_waited_for_and_kept(self, archive: Archive, source: Source) -> None:
        pending = answer({"status": "pending", "job_id": JOB_ID, "resources": []})
        success = {
            "status": "success",
            "timestamp": "20261122010203",
            "original_url": f"{PAGE}&lang=en",
            "duration_sec": 8,
        }
        archive.status = [pending, pending, answer(success)]
        copy = done(source)
        assert (copy.stage, copy.job_id) == ("kept", "")
        assert copy.url == f"{archive.site.url('')}/web/20261122010203/{PAGE}&lang=en"
        (asked,) = archive.asked(b"POST /save ")
        assert b"Authorization: LOW access:secret\r\n" in asked
        assert asked.endswith(
            b"url=https%3A%2F%2Fharbour.example%2Ftariff%3Fyear%3D2024%26board%3D1"
            b"&if_not_archived_within=3h&skip_first_archive=1"
        )
        assert not Job.objects.filter(name=archiving.JOB).exists()

    def test_an_older_copy_that_it_hands_out_instead_keeps_its_own_date(self, archive: Archive, source: Source) -> None:
        archive.status = [answer({"status": "success", "timestamp": "20250101000000", "original_url": PAGE})]
        assert done(source).archived_at == datetime(2025, 1, 1, tzinfo=UTC)

    @pytest.mark.parametrize("kind", ["not-found", "no-access", "blocked", "blocked-url", "invalid-url-syntax"])
    def test_errors_for_good_are_told_at_once_and_not_tried_again(
        self, archive: Archive, source: Source, kind: str
    ) -> None:
        error = {"status": "error", "status_ext": f"error:{kind}", "message": "Live page is not available."}
        archive.save = answer(error)  # status 200, and no job_id
        copy = done(source)
        assert copy.stage == "failed"
        assert copy.error.startswith("The Wayback Machine made no copy: ")
        assert len(archive.asked(b"POST")) == 1

    def test_the_same_from_a_job_that_was_begun(self, archive: Archive, source: Source) -> None:
        archive.status = [answer({"status": "error", "status_ext": "error:blocked-url", "job_id": JOB_ID})]
        assert done(source).stage == "failed"

    def test_a_passing_error_of_a_job_begins_a_new_one(self, archive: Archive, source: Source) -> None:
        failed = {"status": "error", "status_ext": "error:browsing-timeout", "message": "The page took too long."}
        archive.status = [answer(failed), answer({"status": "success", "timestamp": "20261122010203"})]
        copy = done(source)
        assert (copy.stage, len(archive.asked(b"POST"))) == ("kept", 2)

    @pytest.mark.parametrize(
        ("content", "after_s"),
        [
            ({"status": "error", "status_ext": "error:user-session-limit", "message": "Active sessions."}, 60),
            ({"status": "error", "status_ext": "error:too-many-daily-captures", "message": "..."}, 6 * 3600),
            ({"message": "This URL has been already captured 10 times today. Please try again tomorrow."}, 6 * 3600),
            ({"url": PAGE, "job_id": None}, 60),
            ({"url": PAGE, "job_id": "../../etc"}, 60),
            ({}, 60),
            ([], 60),
            (b"<html>Sorry", 60),
            (b"", 60),
            (b'{"url": "https', 60),
        ],
    )
    def test_an_answer_of_200_without_a_job_is_trouble_that_passes(
        self, archive: Archive, source: Source, content: object, after_s: float
    ) -> None:
        archive.save = answer(content)
        trouble = tried(source)
        assert trouble.after_s == after_s
        assert trouble.sentence.endswith("asked again later.")
        assert copy_of(source).stage == "asked"

    def test_when_it_has_just_made_one_that_one_is_taken(self, archive: Archive, source: Source) -> None:
        message = "The same snapshot had been made 4 minutes ago. You can make new capture of this URL after 1 hour."
        archive.save = answer({"url": PAGE, "job_id": None, "message": message})
        done(source, steps=1)
        assert copy_of(source).stage == "asked"
        archive.available = answer(closest(f"{datetime.now(UTC):%Y%m%d%H%M%S}"))
        assert done(source).stage == "kept"

    @pytest.mark.parametrize(
        ("status", "header", "after_s"),
        [
            ("429 Too Many Requests", "Retry-After: 300", 300),
            ("429 Too Many Requests", "X-Nothing: 1", 60),
            ("503 Service Unavailable", "Retry-After: soon", 60),
            ("520 Web Server Returned an Unknown Error", "X-Nothing: 1", 60),
        ],
    )
    def test_limits_and_faults_are_waited_out(
        self, archive: Archive, source: Source, status: str, header: str, after_s: float
    ) -> None:
        archive.save = answer({"message": "slow down"}, status, header)
        assert tried(source).after_s == after_s

    def test_a_key_that_is_not_accepted_is_the_operators_business(self, archive: Archive, source: Source) -> None:
        archive.save = answer({"message": "You need to be logged in."}, "401 Unauthorized")
        copy = done(source)
        assert (copy.stage, "WAYBACK_KEY" in copy.error, "secret" in copy.error) == ("failed", True, False)

    def test_a_job_that_never_ends_is_given_up(self, archive: Archive, source: Source) -> None:
        archive.status = [answer({"status": "pending"})]
        archiving.archive_source(source.pk)
        ArchiveCopy.objects.update(asked_at=timezone.now() - timedelta(hours=1))
        with pytest.raises(Refused, match="did not come to an end"):
            archiving.archive_source(source.pk)

    def test_a_dead_archive_holds_nothing_up(self, archive: Archive, source: Source) -> None:
        archive.site.close()
        done(source, steps=1)
        job = Job.objects.get(name=archiving.JOB)
        assert (job.failed_at, copy_of(source).stage) == (None, "asked")


class TestShown:
    @pytest.fixture
    def evidence(self, archive: Archive) -> Evidence:
        claim = builders.claim_in("researching")
        evidence = builders.a_piece_of_evidence(claim)
        accept_evidence(evidence, by=builders.cast().ravi, stance="supports")
        return evidence

    def page_of(self, claim: Claim) -> str:
        client = Client()
        client.force_login(builders.cast().ravi)
        return client.get(reverse("desk:claim", args=[claim.pk])).content.decode()

    def test_a_failure_is_shown_with_a_retry_that_asks_again(self, evidence: Evidence) -> None:
        archiving.give_up_archiving(evidence.source_id, "The Wayback Machine made no copy.")
        assert "No copy in a public archive" in self.page_of(evidence.claim)
        Job.objects.all().delete()
        client = Client()
        client.force_login(builders.cast().ravi)
        claim = Claim.objects.get(pk=evidence.claim_id)
        url = reverse("desk:archive_again", args=[claim.pk, evidence.pk])
        assert client.post(url, {"seen": claim.version}).status_code == 302
        assert copy_of(evidence.source).stage == "asked"
        assert Job.objects.get().name == archiving.JOB

    def test_readers_find_the_copy_beside_the_evidence(self, archive: Archive) -> None:
        claim = builders.claim_in("published")
        evidence = claim.evidence.filter(status="accepted").first()
        assert evidence is not None
        url = reverse("public:claim", args=[claim.slug])
        assert "Wayback Machine" not in Client().get(url).content.decode()
        archive.available = answer(closest(f"{datetime.now(UTC):%Y%m%d%H%M%S}"))
        ArchiveCopy.objects.get_or_create(source=evidence.source, defaults={"asked_at": timezone.now()})
        archiving.archive_source(evidence.source_id)
        jobs.run_all(only=lambda row: row.name == "announce")
        assert copy_of(evidence.source).url in Client().get(url).content.decode()
