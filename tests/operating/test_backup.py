"""A backup holds one moment, whole; it comes back on either engine, and nothing that was changed is restored."""

from __future__ import annotations

import io
import json
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection, connections

from claims import proof
from claims.errors import Refused
from claims.models import Claim, Snapshot, User, rebuilding
from claims.operating import archive, backing_up, restoring, rows, signs
from claims.snapshots.folder import place_of
from factcheck.run.grounds import sole_use
from tests.builders import a_claim, cast, claim_in
from tests.operating.elsewhere import elsewhere

pytestmark = pytest.mark.django_db

SECRET = "a passphrase of some length"


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, settings: Any) -> Path:
    """Files of this test alone: those of other tests lie in the common folder."""
    settings.DATA_DIR = tmp_path / "data"
    settings.DATA_DIR.mkdir()
    return tmp_path


def backup_of(using: str = "default", *, passphrase: str = "") -> bytes:
    file = io.BytesIO()
    backing_up.back_up(file, using=using, passphrase=passphrase)
    return file.getvalue()


def everything() -> dict[str, list[list[Any]]]:
    """Every row that a backup holds, by table, as it comes out of the database."""
    return {
        table: [json.loads(line) for _, lines in rows.parts(model, using="default") for line in lines.splitlines()]
        for table, model in rows.tables(apps).items()
    }


def a_newsroom() -> Claim:
    """Rows of many kinds, with what engines treat differently: large numbers, JSON, empty and long text, no ASCII."""
    for state in ("researching", "dismissed"):
        claim_in(state, statement=f"Grüße aus {state}: “5 %” \\ {{}} 😀 \t \u2028 end")
    claim = claim_in("published")
    proof.seal_events()
    for folder in ("media", "detection", "stance"):
        place_of(f"{folder}/letters").mkdir(parents=True)
        place_of(f"{folder}/letters/upload.bin").write_bytes(bytes(range(256)))
    return claim


def restored(folder: Path, backup: bytes, **options: Any) -> str:
    """Into the database at hand, by the command; returns what it said."""
    file, out = folder / "saved.tar", io.StringIO()
    file.write_bytes(backup)
    call_command("restore", str(file), stdout=out, **options)
    return out.getvalue()


def test_it_comes_back_on_the_other_engine_and_from_there_again_row_by_row(own_folder: Path, settings: Any) -> None:
    claim = a_newsroom()
    before, first = everything(), backup_of()
    captured = Snapshot.objects.filter(articles=None).first()
    assert captured is not None
    with elsewhere("sqlite", own_folder):
        settings.DATA_DIR = own_folder / "second"
        settings.DATA_DIR.mkdir()
        assert "nothing was changed or removed" in restored(own_folder, first)
        assert everything() == before
        assert place_of(captured.path).stat().st_size == captured.n_bytes
        for folder in ("media", "detection", "stance"):
            assert place_of(f"{folder}/letters/upload.bin").read_bytes() == bytes(range(256))
        assert rebuilding.flaws("claims_claim", using="default") == []
        assert a_claim().pk > claim.pk, "numbers go on where they were"
        again, written_there = backup_of(), everything()
        with pytest.raises(CommandError, match="not empty"):
            restored(own_folder, again)
    if connection.vendor == "postgresql":
        with elsewhere("postgresql", own_folder):
            assert "nothing was changed or removed" in restored(own_folder, again)
            assert everything() == written_there
            assert a_claim().pk > claim.pk


class TestChanged:
    """What is not, byte for byte, what was written is refused before anything is touched."""

    @pytest.fixture(params=["plain", "sealed"])
    def backup(self, request: pytest.FixtureRequest) -> SimpleNamespace:
        cast()
        a_claim()
        secret = SECRET if request.param == "sealed" else ""
        return SimpleNamespace(content=backup_of(passphrase=secret), secret=secret, n_tries=6 if secret else 40)

    def test_it_is_whole_as_it_is(self, backup: SimpleNamespace) -> None:
        held = restoring.check(io.BytesIO(backup.content), passphrase=backup.secret)
        assert held.n_rows["claims_user"] == User.objects.count()

    def test_one_flipped_byte_is_refused_wherever_it_is(self, backup: SimpleNamespace) -> None:
        n_bytes = len(backup.content)
        for at in (*range(0, n_bytes, n_bytes // backup.n_tries), n_bytes - 2, n_bytes - 700):
            changed = bytearray(backup.content)
            changed[at] ^= 1
            with pytest.raises(Refused):
                restoring.check(io.BytesIO(changed), passphrase=backup.secret)

    def test_a_cut_file_is_refused_wherever_it_is_cut(self, backup: SimpleNamespace) -> None:
        """In the middle of a part, of a header and between two, in the manifest, in the closing line."""
        n_bytes = len(backup.content)
        step = 1 << 20 if backup.secret else 512
        at_blocks = (n for block in range(0, n_bytes, step) for n in (block, block + 1, block + step // 2))
        last = range(n_bytes - 80, n_bytes, 20 if backup.secret else 1)
        for kept in sorted({n for n in (*at_blocks, *last) if n < n_bytes}):
            with pytest.raises(Refused) as refusal:
                restoring.check(io.BytesIO(backup.content[:kept]), passphrase=backup.secret)
            assert refusal.value.sentence.endswith(".")

    def test_what_was_added_at_the_end_is_refused(self, backup: SimpleNamespace) -> None:
        with pytest.raises(Refused):
            restoring.check(io.BytesIO(backup.content + b"\0"), passphrase=backup.secret)


def test_a_sealed_backup_shows_nothing_and_opens_with_its_passphrase_only() -> None:
    a_claim("Every lamp of the harbour was stolen in one night")
    backup = backup_of(passphrase=SECRET)
    assert b"about.json" not in backup
    with pytest.raises(Refused, match="Give its passphrase"):
        restoring.check(io.BytesIO(backup))
    with pytest.raises(Refused, match="passphrase does not open this backup"):
        restoring.check(io.BytesIO(backup), passphrase="another passphrase")


def test_what_is_no_backup_is_told_so() -> None:
    with pytest.raises(Refused, match="no backup of the desk"):
        restoring.check(io.BytesIO(b"Dear colleague, here is the file you asked for." * 40))


def test_a_backup_of_a_newer_release_is_refused_before_anything_is_touched() -> None:
    with pytest.raises(Refused, match=r"lacks the migration claims[.]9999_later"):
        restoring.refuse_unknown({"migrations": [["claims", "9999_later", "2026-01-01T00:00:00+00:00"]]})


def test_a_file_that_names_a_place_outside_is_not_written(own_folder: Path) -> None:
    file = io.BytesIO()
    with archive.writing(file, {}) as (writer, _):
        writer.add("files/media/../../escaped", b"x")
    file.seek(0)
    member = next(archive.reading(file).members())
    with pytest.raises(Refused, match="outside of DATA_DIR"):
        restoring._put(member, "media/../../escaped")
    assert not (own_folder / "escaped").exists()


def test_a_missing_capture_is_named_and_the_rest_is_kept() -> None:
    claim_in("researching")
    claim = claim_in("published")
    snapshot = Snapshot.objects.order_by("pk").last()
    assert snapshot is not None
    assert claim.pk
    place_of(snapshot.path).unlink()
    file = io.BytesIO()
    made = backing_up.back_up(file, using="default")
    assert any(f"Snapshot {snapshot.pk}: {snapshot.path} is not in the backup" in flaw for flaw in made.flaws)
    file.seek(0)
    assert restoring.check(file).flaws == made.flaws


class TestCommand:
    @pytest.fixture(autouse=True)
    def this_transaction(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """The rows of a test are in its own transaction, which no other connection sees."""

        def one_moment() -> Iterator[str]:
            yield "default"

        monkeypatch.setattr(backing_up, "one_moment", backing_up.contextmanager(one_moment))

    def test_it_tells_what_it_wrote_and_never_overwrites(self, own_folder: Path, settings: Any) -> None:
        a_claim()
        place, told = own_folder / "today.tar", io.StringIO()
        call_command("backup", str(place), stdout=told)
        assert "verified" in told.getvalue()
        assert "not sealed" in told.getvalue()
        assert place.stat().st_mode & 0o077 == 0, "nobody else may read it"
        with pytest.raises(CommandError, match="is there already"):
            call_command("backup", str(place), stdout=told)
        assert [path.name for path in own_folder.glob("*today*")] == ["today.tar"], "no draft stays behind"

    def test_the_passphrase_comes_from_a_file_or_the_environment(self, own_folder: Path, settings: Any) -> None:
        secret = own_folder / "secret"
        secret.write_text(f"{SECRET}\n")
        place = own_folder / "today.sealed"
        call_command("backup", str(place), passphrase_file=secret, stdout=io.StringIO())
        settings.BACKUP_PASSPHRASE = SECRET
        told = io.StringIO()
        call_command("backup", str(place), verify=True, stdout=told)
        assert "not sealed" not in told.getvalue()
        settings.BACKUP_PASSPHRASE = "short"
        with pytest.raises(CommandError, match="too short"):
            call_command("backup", str(place), verify=True)

    def test_the_file_tells_whether_it_is_sealed_and_not_the_passphrase_at_hand(
        self, own_folder: Path, settings: Any
    ) -> None:
        place, told = own_folder / "today.tar", io.StringIO()
        call_command("backup", str(place), stdout=io.StringIO())
        settings.BACKUP_PASSPHRASE = SECRET
        call_command("backup", str(place), verify=True, stdout=told)
        assert "not sealed" in told.getvalue()

    def test_a_file_to_verify_that_is_missing_is_told_without_a_word_of_making_one(self, own_folder: Path) -> None:
        with pytest.raises(CommandError, match=r"No such file or directory\. It could not be read") as refusal:
            call_command("backup", str(own_folder / "nowhere.tar"), verify=True)
        assert "made" not in str(refusal.value)

    def test_a_cut_backup_is_told_in_a_sentence_by_both_commands(self, own_folder: Path) -> None:
        place = own_folder / "today.tar"
        call_command("backup", str(place), stdout=io.StringIO())
        with place.open("r+b") as file:
            file.truncate(place.stat().st_size // 2)
        for command in (("backup", "--verify"), ("restore", "--replace")):
            with pytest.raises(CommandError, match="changed or cut short"):
                call_command(*command, str(place), stdout=io.StringIO())

    def test_a_folder_that_is_not_there_is_told_in_a_sentence(self, own_folder: Path) -> None:
        with pytest.raises(CommandError, match="No backup was made"):
            call_command("backup", str(own_folder / "nowhere" / "today.tar"))

    def test_a_desk_that_runs_is_not_restored_over(self, own_folder: Path, settings: Any) -> None:
        place = own_folder / "today.tar"
        call_command("backup", str(place), stdout=io.StringIO())
        with sole_use(settings.DATA_DIR), pytest.raises(CommandError, match="Another system already runs"):
            call_command("restore", str(place))

    def test_a_database_with_people_in_it_is_not_overwritten(self, own_folder: Path) -> None:
        cast()
        place = own_folder / "today.tar"
        call_command("backup", str(place), stdout=io.StringIO())
        with pytest.raises(CommandError, match="is not empty"):
            call_command("restore", str(place))
        assert User.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_backup_is_of_one_moment_and_keeps_nobody_waiting() -> None:
    a_claim("It was there before")
    with backing_up.one_moment() as moment:
        a_claim("It came meanwhile")
        statements = set(Claim.objects.using(moment).values_list("statement", flat=True))
        assert statements == {"It was there before"}
    assert "backup" not in [each.alias for each in connections.all(initialized_only=True)]
    assert Claim.objects.count() == 2


def test_a_desk_that_goes_on_is_not_replaced(own_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever is in the wrong window deletes nothing; one that was stopped a moment ago is waited for."""
    claim, backup = claim_in("researching"), backup_of()
    monkeypatch.setattr(signs, "time", SimpleNamespace(time=time.time, sleep=lambda _: signs.leave()))
    signs.leave()
    with pytest.raises(CommandError, match=r"The desk is running.*Nothing was touched"):
        restored(own_folder, backup, replace=True)
    assert Claim.objects.filter(pk=claim.pk).exists()
    monkeypatch.setattr(signs, "time", SimpleNamespace(time=time.time, sleep=lambda _: None))
    assert not signs.are_still_left(), "it was stopped"
    monkeypatch.setattr(signs, "time", SimpleNamespace(time=lambda: time.time() + 60, sleep=pytest.fail))
    assert not signs.are_still_left(), "a minute later nobody waits"
