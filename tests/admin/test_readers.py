"""What readers sent in, as moderators see it in the admin."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils import timezone

from claims.models import Claim, ErrorReport, Export, Tip
from claims.workflow import error_reports, tips
from tests.builders import a_claim, cast
from tests.desk.people import client_of

pytestmark = pytest.mark.django_db


def a_tip() -> Tip:
    return tips.send_tip(statement="The mayor sold the lighthouse")[0]


def a_report() -> ErrorReport:
    return error_reports.send_report(text="The year is wrong there.")[0]


def decide(tip: Tip, **values: Any) -> str:
    url = reverse("admin:claims_tip_change", args=[tip.pk])
    answer: Any = client_of("mona").post(url, values, follow=True)
    return answer.content.decode()  # type: ignore[no-any-return]


def test_a_moderator_accepts_joins_and_declines_by_one_form() -> None:
    accepted, joined, declined = a_tip(), a_tip(), a_tip()
    decide(accepted, what="accept", wording="The mayor sold the lighthouse for a euro")
    decide(joined, what="join", known=Claim.objects.get().pk)
    decide(declined, what="decline", why="It is a joke.")
    rows = {row.pk: row for row in Tip.objects.all()}
    assert [rows[tip.pk].decision for tip in (accepted, joined, declined)] == ["accepted", "joined", "declined"]
    assert Claim.objects.get().statement == "The mayor sold the lighthouse for a euro"
    assert rows[declined.pk].decided_by == cast().mona
    shown = client_of("mona").get(reverse("admin:claims_tip_changelist")).content.decode()
    assert 'class="field-about">The mayor sold the lighthouse for a euro' in shown, "a line of its own for each claim"


def test_what_the_workflow_refuses_is_said_and_nothing_is_decided() -> None:
    tip = a_tip()
    assert "Word the statement as one full sentence" in decide(tip, what="accept", wording="Sold")
    assert "Give the number of the claim" in decide(tip, what="join")
    body = decide(tip, what="decline", why="")
    assert "Say in a sentence why it will not be checked" in body
    assert "was changed successfully" not in body
    tip.refresh_from_db()
    assert tip.decision == "waiting"


def test_a_decided_one_is_only_to_be_looked_at_and_a_declined_one_may_be_forgotten() -> None:
    tip = a_tip()
    decide(tip, what="decline", why="It is a joke.")
    body = client_of("mona").get(reverse("admin:claims_tip_change", args=[tip.pk])).content.decode()
    assert 'name="what"' not in body
    client_of("mona").post(reverse("admin:claims_tip_delete", args=[tip.pk]), {"post": "yes"})
    assert not Tip.objects.exists()
    history = list(LogEntry.objects.values_list("object_repr", "change_message"))
    assert history, "the deletion itself is remembered"
    assert "lighthouse" not in str(history)
    waiting = a_tip()
    assert client_of("mona").post(reverse("admin:claims_tip_delete", args=[waiting.pk])).status_code == 403


def test_only_moderators_see_tips_and_exports_and_no_mail_address_is_shown() -> None:
    tip = tips.send_tip(statement="The mayor sold the lighthouse", email="reader@example.org")[0]
    Export.objects.create(person=cast().ravi, what="claims", format="csv", query="who=me", n_rows=3)
    for model in ("tip", "export"):
        url = reverse(f"admin:claims_{model}_changelist")
        assert client_of("mona").get(url).status_code == 200
        for name in ("edda", "ravi", "ines"):
            assert client_of(name).get(url).status_code in (302, 403)
    page = client_of("mona").get(reverse("admin:claims_tip_change", args=[tip.pk])).content.decode()
    assert "reader@example.org" not in page


def test_the_clock_of_reports_is_seen_and_overdue_ones_are_said_first() -> None:
    late, due = a_report(), a_report()
    ErrorReport.objects.filter(pk=late.pk).update(due_on=timezone.localdate() - timedelta(days=14))
    url = reverse("admin:claims_errorreport_changelist")
    body = client_of("mona").get(url).content.decode()
    assert "Overdue: 1." in body
    assert "overdue for 10 working days" in body
    assert "7 working days left" in body
    filtered = client_of("mona").get(url, {"clock": "overdue"}).context["cl"].queryset
    assert list(filtered) == [late]
    assert due.due_on > timezone.localdate()


def test_times_are_written_as_the_desk_writes_them() -> None:
    report = a_report()
    ErrorReport.objects.filter(pk=report.pk).update(sent_at=datetime(2026, 3, 4, 23, 49, tzinfo=UTC))
    for name, args in (("changelist", []), ("change", [report.pk])):
        body = client_of("mona").get(reverse(f"admin:claims_errorreport_{name}", args=args)).content.decode()
        assert "4 March 2026 23:49" in body
        assert "p.m." not in body


def test_an_answer_is_recorded_once() -> None:
    row = a_report()
    url = reverse("admin:claims_errorreport_change", args=[row.pk])
    refused = client_of("edda").post(url, {"outcome": "right", "answer": ""}, follow=True).content.decode()
    assert "Write the answer" in refused
    client_of("edda").post(url, {"outcome": "right", "answer": "The tariff says 2024."})
    row.refresh_from_db()
    assert (row.outcome, row.answer, row.answered_by) == ("right", "The tariff says 2024.", cast().edda)
    assert 'name="answer"' not in client_of("edda").get(url).content.decode()


def test_joining_needs_a_claim_that_is_there() -> None:
    tip, claim = a_tip(), a_claim()
    decide(tip, what="join", known=claim.pk + 1000)
    tip.refresh_from_db()
    assert tip.decision == "waiting"


@pytest.mark.parametrize("is_made_up", [True, False])
def test_the_mark_of_made_up_rows_is_named_as_the_filter_names_it(is_made_up: bool) -> None:
    tip = a_tip()
    Tip.objects.update(is_demonstration=is_made_up)
    body = client_of("mona").get(reverse("admin:claims_tip_change", args=[tip.pk])).content.decode()
    assert "<label>Demonstration:</label>" in body
    assert "Is demonstration" not in body
