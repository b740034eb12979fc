"""Our own verdicts among the published checks: there when published, changed when corrected, gone when retracted."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction

from claims.errors import Refused
from claims.models import FactCheck
from claims.workflow.moves import move
from tests.builders import cast, claim_in

pytestmark = pytest.mark.django_db


def test_a_published_verdict_is_found_like_any_other_check(settings: Any) -> None:
    settings.SITE_NAME = "Harbour Checks"
    claim = claim_in("published", statement="The harbour fee rose by a third in 2024")
    check = FactCheck.objects.matching("harbour fee").get()
    assert check.revision == claim.current_revision
    assert (check.publisher, check.statement) == ("Harbour Checks", claim.statement)
    assert (check.rating, check.outcome, check.rating_value, check.best_value) == ("Mostly true", "mixture", 4.0, 5.0)
    assert check.url.endswith(claim.get_absolute_url())
    assert check.withdrawn_at is None


def test_a_correction_is_followed() -> None:
    claim = claim_in("published")
    revision = claim.current_revision
    assert revision is not None
    texts = {"summary": revision.summary + " See the tariff.", "text": revision.text, "mind": revision.mind}
    move(claim, "correct", by=cast().edda, note="A hint was missing.", correction_class="update", **texts)
    check = FactCheck.objects.get()
    assert check.summary.endswith("See the tariff.")
    assert check.revision is not None
    assert check.revision.number == 2


def test_a_retracted_verdict_stands_no_longer() -> None:
    claim_in("retracted")
    assert FactCheck.objects.count() == 1
    assert not FactCheck.objects.standing().exists()


def test_what_is_not_published_after_all_is_not_found() -> None:
    claim = claim_in("decided")
    with pytest.raises(Refused), transaction.atomic():
        move(claim, "publish", by=cast().edda)
    assert not FactCheck.objects.exists()


@pytest.mark.parametrize("is_taken", [False, True])
def test_no_feed_changes_our_verdict(tmp_path: Path, is_taken: bool) -> None:
    claim = claim_in("published", statement="The harbour fee rose by a third in 2024")
    feed = tmp_path / "feed.jsonl"
    feed.write_text(json.dumps({"id": claim.pk, "claim": "Forged", "publisher": "Own"}))
    if is_taken:  # as if a feed could form it after all
        FactCheck.objects.update(identity=f"{feed.resolve()} own#{claim.pk}")
    call_command("import_checked", str(feed), stdout=io.StringIO())
    assert FactCheck.objects.get(revision=claim.current_revision).statement == claim.statement
    call_command("import_checked", "--own", stdout=io.StringIO())
    ours = FactCheck.objects.get(revision=claim.current_revision)
    assert ours.identity == f"verdict:{claim.pk}"
    assert not {" ", "#"} & set(ours.identity)


def test_verdicts_from_before_there_was_an_index_are_indexed_by_the_command() -> None:
    for state in ("published", "retracted"):
        claim_in(state)
    before = [(row.identity, row.statement, row.withdrawn_at is None) for row in FactCheck.objects.order_by("identity")]
    FactCheck.objects.all().delete()
    out = io.StringIO()
    call_command("import_checked", "--own", stdout=out)
    assert "2 verdicts of our own are in the index." in out.getvalue()
    after = [(row.identity, row.statement, row.withdrawn_at is None) for row in FactCheck.objects.order_by("identity")]
    assert after == before
