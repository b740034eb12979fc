"""export_dossier and verify_dossier on the command line."""

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from claims.models import Claim, Evidence
from tests.builders import claim_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def claim() -> Claim:
    claim = claim_in("published")
    Evidence.objects.filter(claim=claim).update(quote="", selector={})
    return claim


@pytest.mark.parametrize("name", ["dossier", "dossier.zip"])
def test_what_is_exported_can_be_verified(claim: Claim, tmp_path: Path, name: str) -> None:
    out = io.StringIO()
    call_command("export_dossier", claim.pk, out=tmp_path / name, stdout=out)
    assert "The sha256 of its manifest is" in out.getvalue()
    call_command("verify_dossier", tmp_path / name, stdout=out)
    assert "The dossier holds." in out.getvalue()


def test_a_flaw_ends_with_status_one_and_is_named(claim: Claim, tmp_path: Path) -> None:
    call_command("export_dossier", claim.pk, out=tmp_path / "d", stdout=io.StringIO())
    (tmp_path / "d" / "README.txt").write_text("Trust me.")
    out = io.StringIO()
    with pytest.raises(SystemExit) as end:
        call_command("verify_dossier", tmp_path / "d", stdout=out)
    assert end.value.code == 1
    assert "README.txt was changed" in out.getvalue()


def test_a_claim_that_is_not_there_and_a_place_that_cannot_be_written_are_told_in_words(
    claim: Claim, tmp_path: Path
) -> None:
    with pytest.raises(CommandError, match="There is no claim"):
        call_command("export_dossier", 10**9, out=tmp_path / "d")
    (tmp_path / "file").write_text("x")
    with pytest.raises(CommandError, match="not an empty folder"):
        call_command("export_dossier", claim.pk, out=tmp_path / "file")
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("export_dossier", claim.pk, out=tmp_path / "nowhere" / "d.zip")
