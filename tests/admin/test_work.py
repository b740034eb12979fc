"""Claims, history, captures and jobs in the admin: to look at; spam is dismissed in bulk, failed jobs are retried."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from claims import proof
from claims.admin.site import site
from claims.models import (
    Article,
    Claim,
    ClaimEvent,
    DismissReason,
    ErrorReport,
    Job,
    Outlet,
    PolicyPage,
    State,
    Tip,
)
from tests.admin.rows import make_what_moderators_look_after
from tests.builders import a_claim, an_article, cast, claim_in, file_reviews
from tests.desk.people import client_of

pytestmark = pytest.mark.django_db

READ_ONLY = [
    "claim", "claimevent", "verdictrevision", "correction", "article", "snapshot", "job", "claimantmerge", "factcheck",
    "apitoken", "webhookdelivery",
    "accessevent",
]  # fmt: skip
#: These come from elsewhere
NOT_ADDED = ("claimant", "checkfeed", "tip", "errorreport", "export")


def act(action: str, model: str, *rows: Any) -> HttpResponse:
    answer: Any = client_of("mona").post(
        reverse(f"admin:claims_{model}_changelist"),
        {"action": action, "_selected_action": [row.pk for row in rows]},
        follow=True,
    )
    return answer  # type: ignore[no-any-return]


class TestSpam:
    def test_each_claim_gets_an_event_of_its_own(self) -> None:
        spam = [a_claim() for _ in range(3)]
        answer = act("dismiss_as_spam", "claim", *spam)
        assert "Dismissed as spam: 3." in answer.content.decode()
        for claim in spam:
            claim.refresh_from_db()
            assert (claim.state, claim.dismiss_reason) == (State.DISMISSED, DismissReason.SPAM)
            event = claim.events.get(verb="dismiss")
            assert (event.by, event.from_state) == (cast().mona, State.NEW)
            assert proof.find_flaw(claim) is None

    def test_what_is_refused_is_named_with_its_reason_and_the_rest_is_done(self) -> None:
        working, gone, spam = claim_in("researching"), claim_in("dismissed"), a_claim()
        text = act("dismiss_as_spam", "claim", working, gone, spam).content.decode()
        assert f"Claim {working.pk} was not dismissed." in text
        assert "Ask an editor" in text
        assert f"Claim {gone.pk} was not dismissed." in text
        assert "Dismissed as spam: 1." in text
        working.refresh_from_db()
        assert working.state == State.RESEARCHING


class TestHistory:
    def test_the_hash_of_a_review_and_its_salt_are_not_shown(self) -> None:
        file_reviews(claim_in("in_review"), {"ines": "true"})
        event = ClaimEvent.objects.get(verb="file_review")
        answer = client_of("mona").get(reverse("admin:claims_claimevent_change", args=[event.pk]))
        text = answer.content.decode()
        assert answer.status_code == 200
        for secret in ("review_sha256", "salt"):
            assert event.changes[secret][1]
            assert event.changes[secret][1] not in text


class TestJobs:
    def test_retry_tries_the_failed_ones_again(self) -> None:
        now = timezone.now()
        failed = Job.objects.create(name="match_claim", target=99, due_at=now, failed_at=now, error="Bad day.")
        waiting = Job.objects.create(name="gather_evidence", target=1, due_at=now, n_tries=2)
        assert "Tried again: 1." in act("retry", "job", failed, waiting).content.decode()
        failed.refresh_from_db()
        waiting.refresh_from_db()
        assert (failed.failed_at, failed.n_tries, failed.error) == (None, 0, "")
        assert waiting.n_tries == 2

    def test_the_list_tells_failed_jobs_from_others(self) -> None:
        now = timezone.now()
        Job.objects.create(name="match_claim", target=1, due_at=now, failed_at=now, error="The disk is full.")
        Job.objects.create(name="gather_evidence", target=1, due_at=now, error="The site is busy.")
        text = client_of("mona").get("/admin/claims/job/?failed_at__isempty=0").content.decode()
        assert "The disk is full." in text
        assert "The site is busy." not in text


class TestPages:
    @pytest.fixture(autouse=True)
    def _something_of_everything(self) -> None:
        claim_in("retracted")
        article = an_article()
        make_what_moderators_look_after()
        Outlet.objects.create(name="Alder Post")
        PolicyPage.objects.create(slug="funding", version=1, title="Funding", body="Readers pay us.")
        Job.objects.create(name="detect_claims", target=article.pk, due_at=timezone.now())
        now = timezone.now()
        Tip.objects.create(statement="The harbour is closed.", token_sha256="1", sent_at=now)
        ErrorReport.objects.create(text="The year is wrong.", token_sha256="2", sent_at=now, due_on=now.date())

    def test_the_index_names_every_kind_once_by_what_moderators_do(self) -> None:
        text = client_of("mona").get(reverse("admin:index")).content.decode()
        for model in site._registry:
            assert text.count(f'href="{reverse(f"admin:claims_{model._meta.model_name}_changelist")}"') in (1, 2), model
        assert text.index("From readers") < text.index("The newsroom") < text.index("Work of the desk")
        assert client_of("mona").get(reverse("admin:app_list", args=["claims"])).status_code == 200

    def test_every_list_search_and_form_opens(self) -> None:
        client = client_of("mona")
        for model in site._registry:
            name = f"admin:claims_{model._meta.model_name}"
            row = model._default_manager.first()
            assert row is not None, name
            assert client.get(reverse(f"{name}_changelist")).status_code == 200, name
            assert client.get(reverse(f"{name}_change", args=[row.pk])).status_code == 200, name
            assert client.get(reverse(f"{name}_history", args=[row.pk])).status_code == 200, name
            expected = 403 if model._meta.model_name in (*READ_ONLY, *NOT_ADDED) else 200
            assert client.get(reverse(f"{name}_add")).status_code == expected, name
            if site._registry[model].search_fields:
                assert client.get(reverse(f"{name}_changelist"), {"q": "harbour"}).status_code == 200, name

    @pytest.mark.parametrize("model", READ_ONLY)
    def test_what_is_there_to_be_looked_at_is_neither_changed_nor_deleted(self, model: str) -> None:
        row = next(kind for kind in site._registry if kind._meta.model_name == model)._default_manager.first()
        for what in ("change", "delete"):
            url = reverse(f"admin:claims_{model}_{what}", args=[row.pk])
            assert client_of("mona").post(url, {"post": "yes", "note": "x", "title": "x"}).status_code == 403
        list_text = client_of("mona").get(reverse(f"admin:claims_{model}_changelist")).content.decode()
        assert "delete_selected" not in list_text

    def test_history_stays_as_it_is(self) -> None:
        before = list(ClaimEvent.objects.values_list("hash", flat=True))
        act("delete_selected", "claimevent", *ClaimEvent.objects.all())
        act("delete_selected", "article", *Article.objects.all())
        assert list(ClaimEvent.objects.values_list("hash", flat=True)) == before
        assert Article.objects.exists()
        assert Claim.objects.exists()
