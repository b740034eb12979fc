"""Captures in a bucket: the same promises as in a folder, and a clear sentence for each way in which S3 fails."""

from __future__ import annotations

import gzip
import hashlib
import io
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from claims import jobs, snapshots
from claims.errors import Refused, TryAgain
from claims.importing import articles
from claims.models import Article, Job, Snapshot
from claims.operating import backing_up, restoring
from claims.operating.doctor import grounds
from claims.snapshots import files, verifying
from claims.snapshots.stores import Away
from tests import s3
from tests.desk.people import client_of
from tests.web.sites import Site, page

pytestmark = pytest.mark.django_db

TEXT = "The ferry to Aldervik runs twice a day since the pier was mended."


@pytest.fixture(scope="module")
def service() -> Iterator[s3.Service]:
    with s3.serving() as running:
        yield running


@pytest.fixture(autouse=True)
def _store(settings: Any, tmp_path: Path, service: s3.Service, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty bucket, and nobody rests before trying again."""
    service.objects.clear()
    service.requests.clear()
    service.troubles.clear()
    service.denied = False
    settings.DATA_DIR = tmp_path
    use(settings, **service.options())
    monkeypatch.setattr("botocore.retries.standard.ExponentialBackoff.delay_amount", lambda *args: 0.0)


def use(settings: Any, **options: str) -> None:
    bucket = {"BACKEND": "claims.snapshots.bucket.Bucket", "OPTIONS": options}
    settings.STORAGES = {**settings.STORAGES, "snapshots": bucket}


def captured(text: str = TEXT) -> Snapshot:
    return snapshots.store(snapshots.keep_bytes(text.encode(), how="paste", text=text))


def flaws(*rows: Snapshot) -> list[str]:
    return [sentence for _, found in verifying.find_flaws(rows) for sentence in found]


class TestKeeping:
    def test_a_capture_lies_in_the_bucket_under_its_sha256_and_nowhere_else(
        self, service: s3.Service, tmp_path: Path
    ) -> None:
        snapshot = captured()
        assert sorted(service.objects) == sorted([snapshot.path, snapshot.warc_path])
        assert snapshots.read(snapshot) == TEXT.encode()
        with snapshots.open_warc(snapshot) as file:
            assert gzip.decompress(file.read()).startswith(b"WARC/1.1\r\n")
        assert flaws(snapshot) == []
        assert list(tmp_path.rglob("*")) == []

    def test_the_same_bytes_twice_are_written_once(self, service: s3.Service) -> None:
        for _ in range(2):
            files.write(b"the same")
        assert [asked.split()[0] for asked in service.requests] == ["HEAD", "PUT", "HEAD"]

    def test_an_object_that_was_cut_is_written_anew(self, service: s3.Service) -> None:
        sha256 = files.write(b"the pier was mended")
        path = f"snapshots/{sha256[:2]}/{sha256}"
        service.objects[path] = service.objects[path][:3]
        files.write(b"the pier was mended")
        assert service.objects[path] == b"the pier was mended"

    def test_verifying_names_what_is_gone_cut_or_changed_by_a_byte(self, service: s3.Service) -> None:
        gone, cut, changed = captured("gone"), captured("cut short"), captured("changed")
        del service.objects[gone.path]
        service.objects[cut.path] = service.objects[cut.path][:-1]
        service.objects[changed.warc_path] = service.objects[changed.warc_path][:-9] + b"x" * 9
        found = flaws(gone, cut, changed)
        assert len(found) == 3
        assert "its file is missing from the store" in found[0]
        assert "its file is 8 bytes long and was 9" in found[1]
        assert "its WARC is not what was captured" in found[2]
        with pytest.raises(Refused, match="missing from the store"):
            snapshots.read(gone)
        with pytest.raises(Refused, match="not what was captured"):
            snapshots.read(cut)

    def test_reading_a_large_capture_holds_little_of_it_in_memory(self, service: s3.Service) -> None:
        body = bytes(40_000_000)
        sha256 = hashlib.sha256(body).hexdigest()
        service.objects["snapshots/large"] = body
        files.flaw_of("snapshots/none", sha256)  # what the library loads once
        tracemalloc.start()
        assert files.flaw_of("snapshots/large", sha256, n_bytes=len(body)) == ""
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak < 8_000_000


class TestTrouble:
    @pytest.mark.parametrize("trouble", ["SlowDown", "cut"])
    def test_what_passes_is_not_noticed(self, service: s3.Service, trouble: str) -> None:
        snapshot = captured()
        service.troubles[:] = ["", trouble, trouble]  # the question whether it is there goes well
        assert snapshots.read(snapshot) == TEXT.encode()
        assert len(service.requests) >= 6

    @pytest.mark.parametrize("trouble", ["SlowDown", "cut"])
    def test_what_lasts_is_refused_in_words_and_tried_again_by_jobs(self, service: s3.Service, trouble: str) -> None:
        snapshot = captured()
        service.troubles[:] = ["", *[trouble] * 30]
        with pytest.raises(Refused, match="Try again in a few minutes") as caught:
            snapshots.read(snapshot)
        assert isinstance(caught.value, TryAgain)

    def test_a_page_that_could_not_be_kept_stays_a_job_and_is_kept_later(
        self, service: s3.Service, settings: Any
    ) -> None:
        site = Site({"/": page(f"<article>{f'<p>{TEXT}</p>' * 9}</article>".encode())})
        settings.FETCH_ALLOW = [site.pair]
        article = articles.request_import_url(site.url(), by=None)
        service.denied = True
        jobs.perform("fetch_article", article.pk)
        assert Job.objects.get(name="fetch_article", target=article.pk).failed_at is None
        assert Snapshot.objects.count() == 0
        service.denied = False
        Job.objects.update(due_at=timezone.now())
        jobs.perform("fetch_article", article.pk)
        article.refresh_from_db()
        assert article.snapshot is not None
        assert flaws(article.snapshot) == []
        site.close()

    def test_a_person_is_told_to_come_back(self, service: s3.Service) -> None:
        service.denied = True
        answer = client_of("rana").post(reverse("desk:import"), {"text": f"{TEXT} " * 9})
        assert "cannot be used just now. Try again in a few minutes." in answer.content.decode()
        assert not Article.objects.exists()

    def test_a_sentence_for_each_way_in_which_it_is_set_up_wrongly(self, service: s3.Service, settings: Any) -> None:
        wrong = {
            "no bucket of this name (NoSuchBucket)": {"name": "elsewhere"},
            "does not know this access key (InvalidAccessKeyId)": {"access_key": "AKIASTRANGER"},
            "does not belong to the access key (SignatureDoesNotMatch)": {"secret_key": "another"},
            "does not answer, or breaks off (EndpointConnectionError)": {"url": "http://127.0.0.1:9"},
        }
        for words, options in wrong.items():
            use(settings, **service.options(**options))
            (finding,) = grounds.store()
            assert words in finding.what
            assert finding.cure.endswith((".", "?"))
            with pytest.raises(Away):
                files.write(b"what is to be kept")
        use(settings, **service.options())
        service.denied = True
        (finding,) = grounds.store()
        assert "may not use the bucket" in finding.what
        assert "s3:ListBucket" in finding.cure
        service.denied = False
        assert list(grounds.store()) == []

    def test_verifying_tells_a_store_that_is_away_from_captures_that_are_gone(self, service: s3.Service) -> None:
        snapshot = captured()
        service.denied = True
        assert all("cannot be read (The bucket captures cannot be used" in flaw for flaw in flaws(snapshot))

    def test_no_secret_stands_in_what_is_said(self, service: s3.Service, settings: Any) -> None:
        use(settings, **service.options(secret_key="another"))
        with pytest.raises(Away) as caught:
            files.write(b"what is to be kept")
        assert "another" not in f"{caught.value} {caught.value.what} {caught.value.cure}"


class TestBackup:
    def test_a_backup_takes_the_captures_out_of_the_bucket_and_a_restore_puts_them_back(
        self, service: s3.Service
    ) -> None:
        snapshot = captured()
        before, file = dict(service.objects), io.BytesIO()
        assert backing_up.back_up(file, using="default").flaws == []
        service.objects.clear()
        service.objects[snapshot.path] = b"x" * snapshot.n_bytes  # as long, and not what was captured
        file.seek(0)
        reading = restoring.archive.reading(file)
        for member in reading.members():
            if member.name.startswith("files/"):
                restoring._put(member, member.name.removeprefix("files/"))
        assert service.objects == before
        assert flaws(snapshot) == []

    def test_what_the_bucket_does_not_give_is_named_in_the_backup(self, service: s3.Service, tmp_path: Path) -> None:
        snapshot = captured()
        del service.objects[snapshot.warc_path]
        made = backing_up.back_up(io.BytesIO(), using="default")
        assert len(made.flaws) == 1
        assert f"Snapshot {snapshot.pk}: {snapshot.warc_path} is not in the backup" in made.flaws[0]
