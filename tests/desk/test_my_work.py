"""One's own work: each sees what concerns them, and reads their own notices only."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from claims.models import ErrorReport, Notice, State
from claims.workflow import edits, error_reports, tips
from tests.builders import a_claim, cast, claim_in
from tests.desk.people import client_of

pytestmark = pytest.mark.django_db

URL = "/desk/my-work/"


def test_who_has_nothing_to_do_is_shown_the_way_to_the_queue() -> None:
    page = client_of("lena").get(URL).content.decode()
    assert "Nothing waits for you" in page
    assert "?state=queued" in page


def test_a_researcher_sees_what_they_research_and_nobody_elses() -> None:
    claim = claim_in(State.RESEARCHING)
    assert client_of("ravi").get(URL).context["work"].researching == [claim]
    assert client_of("lena").get(URL).context["work"].researching == []


def test_what_is_due_first_comes_first_and_what_is_due_on_no_day_last() -> None:
    undated, later, sooner = (claim_in(State.RESEARCHING) for _ in range(3))
    for claim, day in ((later, date(2031, 5, 2)), (sooner, date(2031, 5, 1))):
        edits.plan(claim, by=cast().ravi, priority=claim.priority, due_on=day)
    assert client_of("ravi").get(URL).context["work"].researching == [sooner, later, undated]


def test_a_reviewer_sees_the_reviews_that_wait_until_they_have_filed() -> None:
    claim = claim_in(State.IN_REVIEW)
    work = client_of("ines").get(URL).context["work"]
    assert [assignment.round.claim for assignment in work.reviews] == [claim]
    assert client_of("ines").get(URL).context["counts"].n_mine == 2  # the review and the notice of it
    decided = claim_in(State.DECIDED)
    assert decided not in [a.round.claim for a in client_of("ines").get(URL).context["work"].reviews]


def test_an_editor_sees_what_only_an_editor_can_bring_forward() -> None:
    decided, in_review = claim_in(State.DECIDED), claim_in(State.IN_REVIEW)
    work = client_of("edda").get(URL).context["work"]
    assert work.editing == [decided]
    assert client_of("ravi").get(URL).context["work"].editing is None
    in_review.rounds.update(completed_at=in_review.changed_at)
    assert set(client_of("edda").get(URL).context["work"].editing) == {decided, in_review}


def test_a_sender_sees_what_became_of_their_claims() -> None:
    claim = claim_in(State.DISMISSED)
    answer = client_of("rana").get(URL)
    assert answer.context["work"].sent == [claim]
    assert "Out of scope" in answer.content.decode()


def test_a_notice_is_read_once_and_gone_and_the_others_stay() -> None:
    rana = cast().rana
    first, second = (Notice.objects.create(person=rana, key=key, text=f"Notice {key}") for key in "ab")
    client = client_of("rana", htmx=True)
    answer = client.post(reverse("desk:read_notice", args=[first.pk]))
    assert "Notice a" not in answer.content.decode()
    assert "Notice b" in answer.content.decode()
    read_at = Notice.objects.get(pk=first.pk).read_at
    assert read_at is not None
    client.post(reverse("desk:read_notice", args=[first.pk]))
    assert Notice.objects.get(pk=first.pk).read_at == read_at
    assert Notice.objects.get(pk=second.pk).read_at is None


def test_nobody_reads_away_the_notice_of_somebody_else() -> None:
    notice = Notice.objects.create(person=cast().rana, key="a", text="For Rana only")
    answer = client_of("mona").post(reverse("desk:read_notice", args=[notice.pk]))
    assert answer.status_code == 404
    client_of("mona").post(reverse("desk:read_all_notices"))
    assert Notice.objects.get(pk=notice.pk).read_at is None
    assert "For Rana only" not in client_of("mona").get(URL).content.decode()


def test_all_notices_are_read_at_once_without_javascript_too() -> None:
    rana = cast().rana
    for key in "abc":
        Notice.objects.create(person=rana, key=key, text=key, claim=a_claim())
    assert client_of("rana").post(reverse("desk:read_all_notices")).headers["Location"] == URL
    assert not Notice.objects.filter(person=rana, read_at=None).exists()


def test_the_poll_gets_204_until_something_concerns_one() -> None:
    client = client_of("rana", htmx=True)
    mark = client.get(URL).context["mark"]
    assert client.get(URL, {"seen": mark}).status_code == 204
    Notice.objects.create(person=cast().rana, key="a", text="Something happened")
    assert "Something happened" in client.get(URL, {"seen": mark}).content.decode()


def test_who_may_answer_readers_sees_that_they_wait_and_for_whom_it_is_too_late() -> None:
    assert client_of("mona").get(URL).context["work"].readers is None
    tips.send_tip(statement="The mayor sold the lighthouse")
    late, _ = error_reports.send_report(text="The year is wrong there.")
    error_reports.send_report(text="The month is wrong there.")
    ErrorReport.objects.filter(pk=late.pk).update(due_on=timezone.localdate() - timedelta(days=1))
    seen = {}
    for name in ("mona", "edda", "ravi", "ines"):
        page = client_of(name).get(URL)
        found = page.context["work"].readers
        seen[name] = found and (found.n_tips, found.n_reports, found.n_late)
        for url in re.findall(r'href="(/admin/[^"]+[?][^"]+)"', page.content.decode()):
            assert client_of(name).get(url).status_code == 200, url
    assert seen == {"mona": (1, 2, 1), "edda": (0, 2, 1), "ravi": None, "ines": None}
    page = " ".join(client_of("mona").get(URL).content.decode().split())
    assert "2 reports of an error, 1 overdue" in page
    assert "1 claim sent in" in page
    error_reports.answer_report(late, by=cast().mona, outcome="right", answer="It is right.")
    assert "overdue" not in client_of("mona").get(URL).content.decode()


def test_a_page_that_is_open_tells_of_what_readers_send_and_of_what_others_answer() -> None:
    client = client_of("edda", htmx=True)
    seen = {"seen": client.get(URL).context["mark"]}
    report, _ = error_reports.send_report(text="The year is wrong there.")
    page = client.get(URL, seen)
    assert "1 report of an error" in page.content.decode()
    seen = {"seen": page.context["mark"]}
    assert client.get(URL, seen).status_code == 204
    error_reports.answer_report(report, by=cast().mona, outcome="right", answer="It is right.")
    assert "report of an error" not in client.get(URL, seen).content.decode()
    assert client.get(URL, seen).status_code == 200
