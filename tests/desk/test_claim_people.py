"""The people on the claim page: lease, watch, notes, assignment, plan; seen live, and lost by nobody."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from claims.desk.screens.claim_mark import read_mark
from claims.models import Claim, ClaimLease, Note, Notice, State, User, Watch
from claims.workflow import edits, leasing
from claims.workflow.moves import move
from claims.workflow.notes import write_note
from tests.builders import cast, claim_in
from tests.desk.people import client_of
from tests.desk.test_claim_forms import fresh, send
from tests.desk.test_claim_live import ask
from tests.desk.test_claim_page import as_person, page_of

pytestmark = pytest.mark.django_db


def test_a_lease_is_taken_shown_to_others_live_and_given_up() -> None:
    claim = claim_in(State.RESEARCHING)
    seen = read_mark(claim.pk)
    assert send(as_person("ravi"), "take_lease", claim, htmx=True).status_code == 200
    body = ask("edda", claim, seen).content.decode()
    assert "<b>Ravi is on it</b>, 30 min" in body
    assert 'id="evidence"' not in body, "only what differs is sent"
    assert ask("edda", claim, read_mark(claim.pk)).status_code == 204
    assert "<b>You are on it</b>" in as_person("ravi").get(page_of(claim)).content.decode()
    send(as_person("ravi"), "give_up_lease", claim)
    assert "on it</b>" not in as_person("edda").get(page_of(claim)).content.decode()


def test_the_minutes_of_a_lease_run_down_and_its_end_is_news() -> None:
    claim = claim_in(State.RESEARCHING)
    leasing.take_lease(claim, by=cast().ravi)
    seen = read_mark(claim.pk)
    ClaimLease.objects.update(until_at=timezone.now() + timedelta(minutes=12))
    assert "12 min" in ask("edda", claim, seen).content.decode()
    seen = read_mark(claim.pk)
    ClaimLease.objects.update(until_at=timezone.now() - timedelta(seconds=1))
    assert "is on it" not in ask("edda", claim, seen).content.decode()


def test_whoever_saves_something_stays_on_it() -> None:
    claim = claim_in(State.RESEARCHING)
    leasing.take_lease(claim, by=cast().ravi)
    ClaimLease.objects.update(until_at=timezone.now() + timedelta(minutes=2))
    send(as_person("ravi"), "edit_draft", claim, summary="New.", text="New.")
    assert ClaimLease.objects.get().until_at > timezone.now() + timedelta(minutes=20)


def test_an_open_page_learns_of_a_note_and_a_form_being_written_stays_valid() -> None:
    claim = claim_in(State.RESEARCHING)
    seen, version = read_mark(claim.pk), fresh(claim).version
    write_note(claim, by=cast().edda, text="Look at page 3, @ravi. <b>Now</b>")
    body = ask("ravi", claim, seen).content.decode()
    assert "Look at page 3, " in body
    assert '<b class="mention">@ravi</b>' in body
    assert "&lt;b&gt;Now&lt;/b&gt;" in body
    assert 'id="verdict"' not in body
    assert send(as_person("ravi"), "edit_draft", claim, seen=version, summary="S", text="T").status_code == 302


def test_whoever_writes_a_note_hears_whom_it_tells_and_only_they_are_marked_in_it() -> None:
    claim = claim_in(State.RESEARCHING)
    answer = send(as_person("ravi"), "write_note", claim, htmx=True, text="@Edda, ask @otto or @ezra.")
    body = answer.content.decode()
    assert "The note is written. Told: Edda. Nobody in the desk has the user name @otto, @ezra." in body
    assert re.findall('<b class="mention">(.*?)</b>', body) == ["@Edda"]


def test_a_sealed_note_is_in_no_page_fragment_or_history_of_the_others() -> None:
    claim = claim_in(State.IN_REVIEW)
    seen = read_mark(claim.pk)
    answer = send(as_person("ines"), "write_note", claim, text="I lean towards half true here.")
    assert answer.status_code == 302
    assert "I lean towards" in as_person("ines").get(page_of(claim)).content.decode()
    for name in ("omar", "ravi", "edda"):
        history = as_person(name).get(reverse("desk:claim_history", args=[claim.pk])).content.decode()
        page = as_person(name).get(page_of(claim)).content.decode()
        for body in (page, ask(name, claim, seen).content.decode(), history):
            assert "I lean towards" not in body
    assert "wrote a note" in as_person("omar").get(page_of(claim)).content.decode()


def test_a_note_is_taken_back_by_its_author_only() -> None:
    claim = claim_in(State.RESEARCHING)
    note = write_note(claim, by=cast().ravi, text="Wrong claim.")
    assert send(as_person("edda"), "withdraw_note", claim, note.pk).status_code == 404
    assert send(as_person("ravi"), "withdraw_note", claim, note.pk).status_code == 302
    assert Note.objects.get().text == ""
    assert "Ravi took a note back." in as_person("edda").get(page_of(claim)).content.decode()


def test_watching_is_ones_own_and_is_undone() -> None:
    claim = claim_in(State.QUEUED)
    send(as_person("mona"), "watch", claim)
    assert Watch.objects.get().person == cast().mona
    assert claim.statement in client_of("mona").get(reverse("desk:me")).content.decode()
    send(as_person("mona"), "unwatch", claim)
    assert not Watch.objects.exists()


def test_an_editor_assigns_from_proposals_that_give_reasons() -> None:
    claim = claim_in(State.QUEUED)
    edits.declare_interest(claim, by=cast().lena, has_interest=True, statement="My sister runs the port.")
    body = as_person("edda").get(reverse("desk:researchers", args=[claim.pk])).content.decode()
    assert "declared an interest in this claim" in body
    assert "0 open claims" in body
    assert send(as_person("edda"), "assign", claim, researcher=cast().lena.pk).status_code == 422
    assert send(as_person("edda"), "assign", claim, researcher=cast().ravi.pk).status_code == 302
    assert fresh(claim).researcher == cast().ravi
    assert "Ravi is assigned" in as_person("edda").get(page_of(claim)).content.decode()
    assert send(as_person("edda"), "unassign", claim).status_code == 302
    assert fresh(claim).researcher is None
    assert as_person("ines").get(reverse("desk:researchers", args=[claim.pk])).status_code == 403


def test_reviewers_are_proposed_by_load_and_the_others_with_what_speaks_against_them() -> None:
    claim = claim_in(State.IN_REVIEW)
    for name in ("petra", "quirin", "sven"):
        User.objects.create(username=name, first_name=name.title()).grants.create(role="reviewer")
    edits.declare_interest(claim, by=User.objects.get(username="sven"), has_interest=True, statement="A boat.")
    cast().ravi.grants.create(role="reviewer")
    body = as_person("edda").get(reverse("desk:reviewers", args=[claim.pk])).content.decode()
    may, _, cannot = body.partition("Cannot")
    assert "Petra" in may
    assert "0 open reviews" in may
    assert "Sven" in cannot
    assert "declared an interest in this claim" in cannot
    assert "worked on this draft" in cannot
    petra = User.objects.get(username="petra")
    assert send(as_person("edda"), "assign_reviewer", claim, reviewer=petra.pk).status_code == 302
    assert claim.rounds.get().assignments.filter(reviewer=petra).exists()


def test_a_researcher_sees_only_themself_to_assign() -> None:
    claim = claim_in(State.QUEUED)
    body = as_person("ravi").get(reverse("desk:researchers", args=[claim.pk])).content.decode()
    assert f'value="{cast().ravi.pk}"' in body
    assert f'value="{cast().lena.pk}"' not in body


def test_what_is_overdue_or_under_embargo_says_so_with_a_word() -> None:
    claim = claim_in(State.RESEARCHING)
    yesterday = timezone.localdate() - timedelta(days=1)
    until = (timezone.now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    answer = send(
        as_person("edda"), "plan", claim, priority=3, due_on=yesterday.isoformat(), embargo_until=until, topic="Ports"
    )
    assert answer.status_code == 302
    body = as_person("ravi").get(page_of(claim)).content.decode()
    assert "Overdue since" in body
    assert "Embargo until" in body
    saved = fresh(claim).embargo_until
    send(as_person("ravi"), "plan", claim, priority=2, due_on="", embargo_until=until, topic="Ports")
    assert fresh(claim).embargo_until == saved, "saving the form again changes nothing"
    refused = send(as_person("ravi"), "plan", claim, priority=2, due_on="", embargo_until="", topic="Ports")
    assert refused.status_code == 403
    assert "Only an editor can end an embargo" in refused.content.decode()


def test_a_publication_is_planned_and_called_off_on_the_page() -> None:
    claim = claim_in(State.DECIDED)
    for name in ("ravi", "edda", "elsa"):
        edits.declare_interest(claim, by=getattr(cast(), name), has_interest=False)
    until = timezone.now() + timedelta(days=1)
    edits.plan(claim, by=cast().elsa, priority=2, due_on=None, embargo_until=until)
    assert send(as_person("elsa"), "plan_publication", claim).status_code == 302
    assert "Published by itself then, as Elsa decided" in as_person("ravi").get(page_of(claim)).content.decode()
    assert send(as_person("edda"), "cancel_publication", claim).status_code == 302
    assert "Published by itself then" not in as_person("ravi").get(page_of(claim)).content.decode()


def test_two_drafts_at_once_lose_neither_text() -> None:
    claim = claim_in(State.RESEARCHING)
    seen = fresh(claim).version
    send(as_person("ravi"), "edit_draft", claim, seen=seen, summary="Ravi's summary.", text="What Ravi wrote.")
    for htmx in (False, True):
        answer = send(
            as_person("edda"), "edit_draft", claim, seen=seen, htmx=htmx, summary="Edda's.", text="What Edda wrote."
        )
        assert answer.status_code == 409
        body = answer.content.decode()
        assert "What Edda wrote." in body
        assert re.search(r"<dt>Text</dt><dd[^>]*>What Ravi wrote\.</dd>", body), "open, beside what was typed"
    assert fresh(claim).draft_text == "What Ravi wrote."


def test_two_plans_at_once_lose_neither() -> None:
    claim = claim_in(State.QUEUED)
    seen = fresh(claim).version
    send(as_person("ravi"), "plan", claim, seen=seen, priority=4, due_on="2031-01-02", topic="Ports")
    answer = send(as_person("edda"), "plan", claim, seen=seen, priority=1, due_on="2032-03-04", topic="Sea")
    assert answer.status_code == 409
    body = answer.content.decode()
    assert 'value="2032-03-04"' in body
    for label, saved in (("Priority", "Urgent"), ("Due on", "2031-01-02"), ("Topic", "Ports")):
        assert re.search(rf"<dt>{label}</dt><dd[^>]*>{saved}</dd>", body)
    assert fresh(claim).topic == "Ports"


def test_the_poll_of_a_page_with_lease_notes_and_guests_costs_what_it_costs_without(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    claim = claim_in(State.RESEARCHING)
    for number in range(10):
        write_note(claim, by=cast().ravi, text=f"Note {number}.")
    leasing.take_lease(claim, by=cast().lena)
    with django_assert_num_queries(1):
        read_mark(claim.pk)


def test_a_stranger_reaches_none_of_it() -> None:
    claim = claim_in(State.RESEARCHING)
    for name in ("take_lease", "give_up_lease", "watch", "unwatch", "write_note", "assign", "unassign", "ask_expert"):
        assert send(as_person("otto"), name, claim, text="x").status_code == 403
    assert not Note.objects.exists()
    assert not Notice.objects.exists()
    assert Claim.objects.get(pk=claim.pk).version == claim.version


def test_an_open_inbox_says_in_each_row_who_is_on_it_and_who_has_decided_it() -> None:
    first, second = claim_in(State.NEW), claim_in(State.NEW)
    edda = client_of("edda", htmx=True)
    page = edda.get(reverse("desk:inbox"))
    asked = {"since": page.context["newest"], "seen": 0, "beside": page.context["beside"]}
    poll = reverse("desk:newcomers")
    assert edda.get(poll, asked).status_code == 204
    leasing.take_lease(first, by=cast().ravi)
    move(second, "accept", by=cast().lena)
    answer = edda.get(poll, asked)
    body = answer.content.decode()
    assert re.search(rf'id="beside-{first.pk}"[^>]*>\s*<span class="on-it">.*Ravi is on it', body)
    assert re.search(rf'id="beside-{second.pk}".*Queued.* by Lena', body)
    asked["beside"] = answer.context["beside"]
    assert edda.get(poll, asked).status_code == 204
    leasing.give_up_lease(first, by=cast().ravi)
    body = edda.get(poll, asked).content.decode()
    assert re.search(rf'id="beside-{first.pk}"[^>]*>\s*</span>', body), "its end is told too"
    assert f"beside-{second.pk}" not in body


def test_ones_own_decisions_are_no_news_in_ones_own_inbox() -> None:
    claim = claim_in(State.NEW)
    lena = client_of("lena", htmx=True)
    page = lena.get(reverse("desk:inbox"))
    move(claim, "accept", by=cast().lena)
    asked = {"since": page.context["newest"], "seen": 0, "beside": page.context["beside"]}
    assert f"beside-{claim.pk}" not in lena.get(reverse("desk:newcomers"), asked).content.decode()
