"""Cited pages that change, move, vanish or take back what they said: told to those who cite them, never overwritten."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from claims import jobs, notices, policy, snapshots
from claims.access import Forbidden, NotFound
from claims.evidence import captures, rechecks
from claims.evidence.attaching import Passage, attach_url
from claims.evidence.decisions import accept_evidence
from claims.importing.extraction import extract
from claims.models import Claim, ClaimEvent, Evidence, Job, Notice, Recheck, SeenRecheck, Snapshot, Source, State
from claims.snapshots import verifying
from claims.web.fetch import Limits
from tests import builders
from tests.web.sites import Site, moved, page

pytestmark = pytest.mark.django_db

QUOTE = "The harbour fee in Aldervik rose by 30 percent in 2024, the board's tariff shows."
PARAGRAPHS = (
    "The harbour board met on Friday to look back at a year in which three new cranes were installed at the quay.",
    QUOTE,
    "Most of the money went into dredging the northern basin, which had silted up since the storms of the winter.",
)


def html(*paragraphs: str, head: str = "", title: str = "Harbour tariff") -> bytes:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    start = f"<!doctype html><html lang=en><head><title>{title}</title>{head}</head><body><article><h1>{title}</h1>"
    return page(f"{start}{body}</article></body></html>".encode())


@pytest.fixture
def site(settings: Any) -> Iterator[Site]:
    site = Site({"/tariff": html(*PARAGRAPHS)})
    settings.FETCH_ALLOW = [site.pair]
    yield site
    site.close()


@pytest.fixture
def claim() -> Claim:
    return builders.claim_in("researching", statement="The harbour fee in Aldervik rose by 30 percent in 2024")


@pytest.fixture
def cited(site: Site, claim: Claim) -> Source:
    """A page that the claim cites, captured and accepted."""
    ravi = builders.cast().ravi
    evidence = attach_url(claim, by=ravi, url=site.url("/tariff"), passage=Passage(quote=QUOTE))
    captures.capture_source(evidence.source_id, read=extract)
    accept_evidence(Evidence.objects.get(pk=evidence.pk), by=ravi, stance="supports")
    return Source.objects.get(pk=evidence.source_id)


def look(source: Source) -> Recheck:
    """The next look, some days after the last one."""
    Recheck.objects.filter(source=source).update(checked_at=timezone.now() - timedelta(days=8))
    rechecks.recheck_source(source.pk, read=extract)
    found = Recheck.objects.filter(source=source).order_by("-pk").first()
    assert found is not None
    return found


def told(claim: Claim) -> list[Recheck]:
    passages = Evidence.objects.filter(claim=claim).visible_to(builders.cast().ravi)
    return rechecks.changes_for(claim, passages.annotate(**rechecks.NEWEST).select_related("source"))


class TestWhatIsFound:
    def test_an_unchanged_page_is_a_revisit_and_nobody_is_told(self, site: Site, cited: Source, claim: Claim) -> None:
        first = look(cited)
        again = look(cited)
        assert (first.pk, again.outcome, again.n_times, again.sentence) == (again.pk, "unchanged", 2, "")
        assert again.fresh is not None
        assert again.fresh.revisit_of_id == cited.snapshot_id
        assert Snapshot.objects.filter(revisit_of=cited.snapshot_id).count() == 2
        assert told(claim) == []
        assert not Notice.objects.exists()

    def test_a_changed_text_is_kept_beside_the_cited_one(self, site: Site, cited: Source, claim: Claim) -> None:
        site.answers["/tariff"] = html(PARAGRAPHS[0], QUOTE.replace("30", "12"), PARAGRAPHS[2])
        found = look(cited)
        assert found.outcome == "changed"
        assert "differs from the capture that is cited" in found.sentence
        cited.refresh_from_db()
        assert found.cited_id == cited.snapshot_id
        assert found.cited.text != snapshots.text_of(found.fresh or found.cited)
        assert "12 percent" in snapshots.text_of(found.fresh or found.cited)
        assert [row.pk for row in told(claim)] == [found.pk]
        notice = Notice.objects.get(claim=claim)
        assert (notice.person, notice.text[:8]) == (claim.researcher, "Changed:")
        event = ClaimEvent.objects.filter(claim=claim, verb="recheck_source").get()
        assert event.changes["snapshot"][1] == snapshots.pinned(found.fresh or found.cited)

    def test_the_same_change_is_told_once_and_the_next_one_again(self, site: Site, cited: Source) -> None:
        site.answers["/tariff"] = html(*PARAGRAPHS, "A new paragraph was added here later.")
        first, again = look(cited), look(cited)
        assert (first.pk, again.n_times, Notice.objects.count()) == (again.pk, 2, 1)
        site.answers["/tariff"] = html(*PARAGRAPHS, "And another paragraph took its place in the end.")
        third = look(cited)
        assert (third.pk != first.pk, Notice.objects.count()) == (True, 2)

    def test_a_page_that_is_as_it_was_again_is_pointed_out_no_more(
        self, site: Site, cited: Source, claim: Claim
    ) -> None:
        site.answers["/tariff"] = html(*PARAGRAPHS, "A new paragraph was added here later.")
        look(cited)
        site.answers["/tariff"] = html(*PARAGRAPHS)
        assert look(cited).outcome == "unchanged"
        assert told(claim) == []

    def test_other_white_space_markup_and_teasers_are_no_change(self, site: Site, cited: Source) -> None:
        markup = html(*(f"\n  <b>{words}</b> " for words in PARAGRAPHS), head="<style>p{color:red}</style>")
        site.answers["/tariff"] = markup
        found = look(cited)
        assert found.outcome == "unchanged"
        assert found.fresh is not None
        assert found.fresh.revisit_of is None  # other bytes, so they are kept

    def test_a_page_that_leads_elsewhere_has_moved(self, site: Site, cited: Source) -> None:
        site.answers |= {"/tariff": moved("/archive/tariff-2024"), "/archive/tariff-2024": html(*PARAGRAPHS)}
        found = look(cited)
        assert found.outcome == "moved"
        assert site.url("/archive/tariff-2024") in found.sentence
        assert found.fresh is not None
        assert found.fresh.redirects == [site.url("/archive/tariff-2024")]

    def test_so_has_one_that_calls_another_address_its_own(self, site: Site, cited: Source) -> None:
        head = "<link href='/tariff-archive' rel=canonical>"
        site.answers["/tariff"] = html(*PARAGRAPHS, head=head)
        assert look(cited).outcome == "moved"

    def test_a_final_slash_is_no_move(self, site: Site, cited: Source) -> None:
        site.answers |= {"/tariff": moved("/tariff/"), "/tariff/": html(*PARAGRAPHS)}
        assert look(cited).outcome == "unchanged"

    def test_a_notice_that_takes_it_back_is_a_proposal_with_its_words(self, site: Site, cited: Source) -> None:
        notice = "Retraction: the figures in this report were wrong."
        site.answers["/tariff"] = html(notice, *PARAGRAPHS)
        found = look(cited)
        assert found.outcome == "retracted"
        assert found.signs == [notice]
        assert Notice.objects.get().text.startswith("Perhaps retracted:")

    def test_a_page_that_hides_and_leads_elsewhere_may_be_retracted(self, site: Site, cited: Source) -> None:
        start = html(*PARAGRAPHS, head="<meta name=robots content='noindex, follow'>")
        site.answers |= {"/tariff": moved("/"), "/": start}
        assert look(cited).outcome == "retracted"

    def test_a_correction_is_told_from_another_change(self, site: Site, cited: Source) -> None:
        site.answers["/tariff"] = html("Correction: the fee rose by 12 percent.", *PARAGRAPHS)
        found = look(cited)
        assert (found.outcome, found.signs) == ("corrected", ["Correction: the fee rose by 12 percent."])

    def test_a_story_about_somebody_elses_retraction_is_just_a_change(self, site: Site, cited: Source) -> None:
        site.answers["/tariff"] = html(
            *PARAGRAPHS, "A rival journal said that its study of cranes was retracted in May."
        )
        assert look(cited).outcome == "changed"


class TestWhatIsNotThere:
    def test_a_page_counts_as_gone_after_three_looks_in_a_row(self, site: Site, cited: Source, claim: Claim) -> None:
        site.answers["/tariff"] = page(status="404 Not Found")
        assert [look(cited).n_times for _ in range(2)] == [1, 2]
        assert told(claim) == []
        found = look(cited)
        assert (found.outcome, found.n_times) == ("gone", 3)
        assert [row.pk for row in told(claim)] == [found.pk]
        assert "answers 404" in Notice.objects.get().text
        look(cited)
        assert Notice.objects.count() == 1

    def test_so_does_a_site_without_a_name(self, cited: Source, claim: Claim) -> None:
        Source.objects.filter(pk=cited.pk).update(url="http://no-such-site.invalid/tariff")
        for _ in range(3):
            assert look(cited).outcome == "gone"
        assert len(told(claim)) == 1

    def test_a_fault_of_the_site_is_not_gone_and_ends_no_row(self, site: Site, cited: Source) -> None:
        site.answers["/tariff"] = page(status="404 Not Found")
        look(cited)
        site.answers["/tariff"] = page(status="500 Internal Server Error")
        jobs.enqueue(rechecks.JOB, cited.pk)
        Recheck.objects.update(checked_at=timezone.now() - timedelta(days=2))
        jobs.run_all(only=lambda row: row.name == rechecks.JOB)
        job = Job.objects.get(name=rechecks.JOB)
        assert (job.failed_at, job.n_tries) == (None, 1)  # tried again by itself
        rechecks.give_up_rechecking(cited.pk, "The site reports a fault of its own.")
        site.answers["/tariff"] = page(status="410 Gone")
        found = look(cited)
        assert (found.outcome, found.n_times, found.trouble) == ("gone", 2, "")

    def test_whoever_wants_news_at_once_is_mailed(self, site: Site, cited: Source, settings: Any) -> None:
        settings.EMAIL_HOST = "mail.example"
        ravi = builders.cast().ravi
        ravi.email = "ravi@newsroom.example"
        ravi.save()
        notices.choose(ravi, Notice.Kind.NEWS, "at_once")
        site.answers["/tariff"] = html(PARAGRAPHS[0], PARAGRAPHS[2])
        look(cited)
        assert Job.objects.get(name="mail_notice").target == Notice.objects.get(person=ravi).pk

    def test_a_site_that_shuts_us_out_says_nothing_about_the_page(
        self, site: Site, cited: Source, claim: Claim
    ) -> None:
        site.answers["/tariff"] = page(status="403 Forbidden")
        for _ in range(4):
            found = look(cited)
        assert found.outcome == "unreachable"
        assert "does not let the desk read" in found.trouble
        assert told(claim) == []

    @pytest.mark.parametrize(
        "body", [html("Please accept our cookies."), page(b""), page(b"\x00\x01", content_type="")]
    )
    def test_a_page_without_its_text_is_no_change(self, site: Site, cited: Source, claim: Claim, body: bytes) -> None:
        site.answers["/tariff"] = body
        assert look(cited).outcome in {"unreachable", "changed"}
        if told(claim):  # what was read instead is kept and shown
            assert told(claim)[0].fresh is not None

    def test_a_body_that_is_cut_is_compared_with_nothing(self, site: Site, cited: Source, monkeypatch: Any) -> None:
        monkeypatch.setattr(rechecks, "LIMITS", Limits(wire_bytes=300, keep_truncated=True))
        assert look(cited).outcome == "unreachable"

    def test_a_connection_that_breaks_is_tried_again(self, site: Site, cited: Source) -> None:
        site.answers["/tariff"] = html(*PARAGRAPHS)[:200]
        jobs.enqueue(rechecks.JOB, cited.pk)
        jobs.run_all(only=lambda row: row.name == rechecks.JOB)
        assert "dropped" in Job.objects.get(name=rechecks.JOB).error
        assert not Recheck.objects.exists()


class TestWhoIsAsked:
    def test_only_accepted_evidence_of_open_and_published_claims_is_looked_at(self, cited: Source) -> None:
        with policy.overridden(recheck_days=1):
            assert list(rechecks.due_sources()) == []
            Snapshot.objects.update(captured_at=timezone.now() - timedelta(days=2))
            assert list(rechecks.due_sources()) == [cited]
            Evidence.objects.filter(source=cited).update(status="proposed", stance="")
            assert list(rechecks.due_sources()) == []

    @pytest.mark.parametrize(("state", "is_due"), [(State.PUBLISHED, True), (State.DISMISSED, False)])
    def test_the_state_of_the_claim_decides(self, site: Site, state: str, is_due: bool) -> None:
        claim = builders.claim_in(state)
        kept = snapshots.keep(snapshots.take(site.url("/tariff")), text=QUOTE)
        source = builders.a_source(url=site.url("/tariff"), snapshot=snapshots.store(kept))
        builders.a_piece_of_evidence(claim, source=source, status="accepted", stance="supports")
        Snapshot.objects.update(captured_at=timezone.now() - timedelta(days=30))
        assert list(rechecks.due_sources()) == ([source] if is_due else [])

    def test_pasted_pages_and_files_are_never_asked_for(self) -> None:
        claim = builders.claim_in("published")
        Snapshot.objects.update(captured_at=timezone.now() - timedelta(days=30))
        assert Evidence.objects.filter(claim=claim, status="accepted").exists()
        assert list(rechecks.due_sources()) == []

    def test_a_page_that_was_not_there_is_looked_for_again_the_next_day(self, site: Site, cited: Source) -> None:
        site.answers["/tariff"] = page(status="404 Not Found")
        look(cited)
        assert list(rechecks.due_sources()) == []
        Recheck.objects.update(checked_at=timezone.now() - timedelta(days=1))
        assert list(rechecks.due_sources()) == [cited]
        Recheck.objects.update(n_times=3)
        assert list(rechecks.due_sources()) == []

    def test_a_run_is_bounded_and_one_host_is_not_asked_in_a_burst(self, site: Site, cited: Source) -> None:
        claim = Claim.objects.get(pk=Evidence.objects.get(source=cited).claim_id)
        for number in range(3):
            source = builders.a_source(url=site.url(f"/{number}"), snapshot=cited.snapshot)
            builders.a_piece_of_evidence(claim, source=source, status="accepted", stance="supports")
        Snapshot.objects.update(captured_at=timezone.now() - timedelta(days=30))
        with policy.overridden(n_rechecks_at_once=3):
            assert rechecks.ask_for_rechecks() == 3
            due = sorted(Job.objects.filter(name=rechecks.JOB).values_list("due_at", flat=True))
            assert [round((at - due[0]).total_seconds() / rechecks.GAP_S) for at in due] == [0, 1, 2]
            assert rechecks.ask_for_rechecks() == 1  # those that wait already are not asked for again
        with policy.overridden(recheck_days=0):
            assert rechecks.ask_for_rechecks() == 0

    def test_a_job_that_is_done_twice_looks_once(self, site: Site, cited: Source) -> None:
        n_before = len(site.requests)
        for _ in range(2):
            rechecks.recheck_source(cited.pk, read=extract)
        assert len(site.requests) == n_before + 1
        assert Recheck.objects.get().n_times == 1

    def test_of_published_verdicts_the_editors_are_told_too(self, site: Site) -> None:
        claim = builders.claim_in("published")
        kept = snapshots.keep(snapshots.take(site.url("/tariff")), text=QUOTE)
        source = builders.a_source(url=site.url("/tariff"), snapshot=snapshots.store(kept))
        builders.a_piece_of_evidence(claim, source=source, quote=QUOTE, status="accepted", stance="supports")
        Notice.objects.all().delete()
        site.answers["/tariff"] = html(PARAGRAPHS[0], PARAGRAPHS[2])
        rechecks.recheck_source(source.pk, read=extract)
        names = set(Notice.objects.filter(key__startswith="recheck:").values_list("person__username", flat=True))
        assert names == {"ravi", "edda", "elsa"}
        claim.refresh_from_db()
        assert claim.state == State.PUBLISHED


class TestSeen:
    def test_who_took_note_stands_in_the_history(self, site: Site, cited: Source, claim: Claim) -> None:
        site.answers["/tariff"] = html(PARAGRAPHS[0], PARAGRAPHS[2])
        found = look(cited)
        ravi = builders.cast().ravi
        assert [row.is_seen for row in told(claim)] == [False]  # type: ignore[attr-defined]
        for _ in range(2):
            rechecks.see_change(claim, found, by=ravi)
        assert [row.is_seen for row in told(claim)] == [True]  # type: ignore[attr-defined]
        event = ClaimEvent.objects.get(claim=claim, verb="see_recheck")
        assert (event.by, event.is_binding, event.changes["outcome"][1]) == (ravi, False, "Changed")
        assert SeenRecheck.objects.count() == 1
        with pytest.raises(Forbidden):
            rechecks.see_change(claim, found, by=builders.cast().ines)

    def test_a_change_of_another_claims_source_is_not_to_be_found(self, cited: Source) -> None:
        found = look(cited)
        with pytest.raises(NotFound, match="does not cite that source"):
            rechecks.load_change(builders.a_claim(), found.pk, by=builders.cast().ravi)

    def test_all_looks_leave_captures_that_can_be_verified(self, site: Site, cited: Source) -> None:
        for body in (html(*PARAGRAPHS), html(PARAGRAPHS[0], PARAGRAPHS[2]), html(*PARAGRAPHS), html(*PARAGRAPHS)):
            site.answers["/tariff"] = body
            look(cited)
        rows = Snapshot.objects.filter(how="fetch")
        assert rows.count() == 5
        assert [sentence for _, flaws in verifying.find_flaws(rows) for sentence in flaws] == []
        assert list(verifying.find_false_history()) == []
