"""manage.py verify_snapshots: one changed byte, one missing file, one edited row, and it names what is wrong."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from claims import jobs, snapshots
from claims.evidence.decisions import accept_evidence
from claims.importing import articles
from claims.models import Article, Claim, Evidence, Snapshot, Source, VerdictRevision, database
from claims.text import fingerprint
from claims.web import fetch
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _store(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path


def verify(*options: str) -> tuple[int, str]:
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("verify_snapshots", *options, stdout=out, stderr=err)
    except SystemExit as end:
        return int(end.code or 0), err.getvalue()
    return 0, out.getvalue()


def a_file(text: str = "The lock gates were replaced in March.") -> Snapshot:
    kept = snapshots.keep_bytes(text.encode(), how="file", text=text, filename="gates.txt", content_type="text/plain")
    return snapshots.store(kept)


def a_page(before: Snapshot | None = None) -> Snapshot:
    """A page that was led to, as the door hands it over."""
    body = b"<p>The lock gates were replaced in March.</p>"
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
    now, url = timezone.now(), "https://locks.example/gates"
    fetched = fetch.Fetched(
        requested_url="https://locks.example/old",
        final_url=url,
        status=200,
        headers=[("Content-Type", "text/html")],
        body=body,
        content_type="text/html",
        charset="",
        ip_address="192.0.2.7",
        fetched_at=now,
        truncated="",
        redirects=[url],
        hops=[fetch.Hop(url, b"GET /gates HTTP/1.1\r\n\r\n", answer + body, "192.0.2.7", now, "")],
    )
    return snapshots.store(snapshots.keep(fetched, text="The lock gates were replaced in March.", before=before))


def place_of(path: str, settings: Any) -> Path:
    return Path(settings.DATA_DIR) / path


def test_an_untouched_store_is_verified_with_its_figures() -> None:
    a_file()
    builders.a_snapshot()
    code, text = verify()
    assert code == 0
    assert text.startswith("2 snapshots verified (0.0 MB)")


def test_an_empty_desk_is_fine_too() -> None:
    assert verify("--all") == (0, "0 snapshots verified (0.0 MB): nothing was changed or removed.\n")


def test_one_changed_byte_is_named_with_the_capture_and_its_place(settings: Any) -> None:
    snapshot = a_file()
    place = place_of(snapshot.path, settings)
    place.write_bytes(place.read_bytes().replace(b"March", b"Marsh"))
    code, text = verify()
    assert code == 1
    assert f"Snapshot {snapshot.pk} (gates.txt): its file is not what was captured" in text
    assert snapshot.path in text
    assert text.endswith("1 thing wrong in 1 snapshot.\n")


def test_a_missing_file_is_named(settings: Any) -> None:
    snapshot = a_file()
    place_of(snapshot.warc_path, settings).unlink()
    code, text = verify()
    assert code == 1
    assert f"Snapshot {snapshot.pk} (gates.txt): its WARC is missing from the store" in text


def test_a_file_that_was_cut_is_named_with_both_lengths(settings: Any) -> None:
    snapshot = a_file()
    place = place_of(snapshot.path, settings)
    place.write_bytes(place.read_bytes()[:10])
    code, text = verify()
    assert code == 1
    assert f"is 10 bytes long and was {snapshot.n_bytes} when it was captured" in text


def test_everything_that_is_wrong_is_named_not_only_the_first(settings: Any) -> None:
    first, second, third = a_file("The first text."), a_file("The second text."), a_file("The third text.")
    place_of(first.path, settings).unlink()
    place_of(third.path, settings).write_bytes(b"other")
    code, text = verify()
    assert code == 1
    assert [f"Snapshot {row.pk} " in text for row in (first, second, third)] == [True, False, True]
    assert "2 things wrong in 3 snapshots." in text


@pytest.mark.parametrize(
    ("values", "what"),
    [
        ({"text": "The lock gates were never replaced."}, "its text does not match its hash"),
        ({"text": ""}, "its text does not match its hash"),
        ({"text_sha256": "0" * 64}, "its text does not match its hash"),
        (
            {"text": "Forged.", "text_sha256": fingerprint.sha256_hex("Forged.")},
            "the hash of the text in its row differs from what its WARC says",
        ),
        ({"captured_at": "2020-01-01T00:00:00Z"}, "the time of capture in its row differs"),
        ({"warc_sha256": "0" * 64}, "its WARC is missing from the store"),
    ],
)
def test_an_edited_row_is_named(values: dict[str, str], what: str) -> None:
    snapshot = a_file()
    Snapshot.objects.filter(pk=snapshot.pk).update(**values)
    code, text = verify()
    assert code == 1
    assert what in text


#: Another value for every column of a capture but its key.
OTHER: dict[str, Any] = {
    "how": "paste",
    "requested_url": "https://locks.example/other",
    "final_url": "https://locks.example/other",
    "status_code": 203,
    "headers": [["Content-Type", "text/plain"]],
    "filename": "other.txt",
    "content_type": "text/csv",
    "ip_address": "192.0.2.8",
    "sha256": "0" * 64,
    "n_bytes": 7,
    "truncated": "length",
    "text": "The lock gates were never replaced.",
    "text_sha256": "0" * 64,
    "redirects": [],
    "warc_sha256": "0" * 64,
    "revisit_of": None,
    "captured_at": datetime(2020, 1, 1, tzinfo=UTC),
}
EMPTY: dict[str, Any] = {"status_code": None, "headers": [], "n_bytes": 0}
TEXTS = {"requested_url", "final_url", "content_type", "ip_address", "sha256", "text", "text_sha256", "warc_sha256"}


@pytest.mark.parametrize(
    ("column", "value"), [*OTHER.items(), *EMPTY.items(), *((column, "") for column in sorted(TEXTS))]
)
def test_no_column_of_a_page_is_changed_or_emptied_unnoticed(column: str, value: Any) -> None:
    assert set(OTHER) == {field.name for field in Snapshot._meta.concrete_fields} - {"id"}
    page = a_page()
    if column == "revisit_of":
        page = a_page(before=page)
    assert verify()[0] == 0
    Snapshot.objects.filter(pk=page.pk).update(**{column: value})
    code, text = verify()
    assert (code, f"Snapshot {page.pk}" in text) == (1, True)


@pytest.mark.parametrize("column", ["how", "filename", "content_type", "n_bytes", "text", "text_sha256", "warc_sha256"])
def test_nor_is_one_of_a_file(column: str) -> None:
    snapshot = a_file()
    for value in (OTHER[column], EMPTY.get(column, "")):
        Snapshot.objects.filter(pk=snapshot.pk).update(**{column: value})
        assert verify()[0] == 1


def test_a_row_that_points_to_another_whole_capture_contradicts_its_warc() -> None:
    snapshot, other = a_file(), a_file("Something else entirely.")
    Snapshot.objects.filter(pk=snapshot.pk).update(sha256=other.sha256, n_bytes=other.n_bytes)
    code, text = verify()
    assert code == 1
    assert f"Snapshot {snapshot.pk} (gates.txt): the hash of the bytes in its row differs" in text


def test_a_sample_reads_no_more_than_it_was_asked_for(settings: Any) -> None:
    rows = [a_file(f"Text number {number} of the archive.") for number in range(6)]
    assert verify("--sample", "4")[1].startswith("4 snapshots verified")
    assert verify("--sample", "100")[1].startswith("6 snapshots verified")
    for row in rows:
        place_of(row.path, settings).unlink()
    assert verify("--sample", "2")[0] == 1


@pytest.mark.parametrize("options", [("--sample", "0"), ("--sample", "many"), ("--all", "--sample", "3")])
def test_nonsense_is_refused(options: tuple[str, ...]) -> None:
    with pytest.raises(CommandError):
        call_command("verify_snapshots", *options)


class TestHistory:
    """Somebody forges file, WARC and row together: the claims that cite the capture still know its hashes."""

    def forged(self, snapshot: Snapshot) -> None:
        kept = snapshots.keep_bytes(b"Forged.", how="file", text="Forged.")
        Snapshot.objects.filter(pk=snapshot.pk).update(**kept.fields)

    def test_a_capture_that_evidence_was_accepted_on_cannot_be_exchanged(self) -> None:
        claim = builders.claim_in("researching")
        snapshot = a_file()
        evidence = builders.a_piece_of_evidence(claim, source=builders.a_source(snapshot=snapshot))
        accept_evidence(evidence, by=builders.cast().ravi, stance="supports")
        assert verify()[0] == 0
        self.forged(snapshot)
        code, text = verify()
        assert code == 1
        claim.refresh_from_db()
        assert f"Claim {claim.pk}, event {claim.version}: the snapshot that it tells of is not the one" in text

    def test_nor_can_it_be_taken_away(self) -> None:
        claim = builders.claim_in("researching")
        snapshot = a_file()
        evidence = builders.a_piece_of_evidence(claim, source=builders.a_source(snapshot=snapshot))
        accept_evidence(evidence, by=builders.cast().ravi, stance="supports")
        Source.objects.filter(snapshot=snapshot).update(snapshot=None)
        snapshot.delete()
        code, text = verify()
        assert code == 1
        assert "the snapshot that it tells of is gone" in text

    def test_what_is_printed_under_a_verdict_has_to_be_there(self) -> None:
        claim = builders.claim_in("published")
        database.remove_triggers(connection)
        revision = VerdictRevision.objects.get(claim=claim)
        revision.content["evidence"][0]["snapshot_sha256"] = "f" * 64
        VerdictRevision.objects.filter(pk=revision.pk).update(content=revision.content)
        code, text = verify()
        assert code == 1
        assert f"Claim {claim.pk}, revision 1: the snapshot {'f' * 64} that is printed" in text
        assert Evidence.objects.filter(claim=claim).exists()


def test_the_capture_of_an_article_is_in_the_history_of_its_claims(settings: Any) -> None:
    texts = ["The harbour fee rose by 30 percent in 2024.", "It was warm. The harbour fee rose by 30 percent in 2024."]
    first, second = (articles.request_import_bytes(text.encode(), by=None, filename="news.txt") for text in texts)
    jobs.run_all(only=lambda row: row.name == "detect_claims")
    for article in (first, second):
        article.refresh_from_db()
        assert article.snapshot is not None
    (claim,) = Claim.objects.all()
    told = [event.changes["snapshot"][1] for event in claim.events.order_by("version")]
    assert [event.verb for event in claim.events.order_by("version")] == ["suggest", "appear"]
    assert told == [snapshots.pinned(article.snapshot) for article in (first, second) if article.snapshot]
    assert verify()[0] == 0
    gone = first.snapshot
    assert gone is not None
    for path in (gone.path, gone.warc_path):
        place_of(path, settings).unlink()
    Article.objects.filter(pk=first.pk).update(snapshot=None)
    Snapshot.objects.filter(pk=gone.pk).delete()
    code, text = verify()
    assert code == 1
    assert f"Claim {claim.pk}, event 1: the snapshot that it tells of is gone." in text
