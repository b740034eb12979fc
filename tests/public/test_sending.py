"""Readers send claims in and report errors; what becomes of it is told on their page and by mail, once each."""

import html
import re
import time
from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from claims import access, jobs, throttle
from claims.errors import Refused
from claims.models import Claim, ClaimEvent, ErrorReport, Job, Note, Notice, State, Tip
from claims.public import sending, sending_forms
from claims.publishing.reader_news import forget_addresses
from claims.workflow import error_reports, tips
from claims.workflow.moves import move
from tests.builders import a_claim, cast, claim_in
from tests.public.checks import corrected, published

pytestmark = pytest.mark.django_db
STATEMENT = "The mayor sold the lighthouse for one coin"
SEND, REPORT = "/send-a-claim/", "/report-an-error/"


@pytest.fixture(autouse=True)
def _mail_server(settings: Settings) -> None:
    settings.EMAIL_HOST = "mail.example"
    settings.SITE_URL = "https://checks.example"


def shown(ago_s: float = 60, client: Client | None = None, url: str = SEND) -> str:
    """The stamp of a form that was shown so long ago."""
    return sending_forms.signing.dumps(int(time.time() - ago_s), salt=sending_forms._SALT)


def send(client: Client | None = None, url: str = SEND, **values: Any) -> Any:
    data = {"statement": STATEMENT, "shown": shown(), **values}
    return (client or Client()).post(url, data)


def report(claim: Claim | None = None, **values: Any) -> Any:
    url = f"{REPORT}?check={claim.slug}" if claim else REPORT
    return Client().post(url, {"text": "The year is wrong: it was 2023.", "shown": shown(), **values})


def run_mails() -> list[mail.EmailMessage]:
    before = len(mail.outbox)
    Job.objects.filter(name__in=("mail_tip", "mail_report")).update(due_at=timezone.now())
    jobs.run_all(only=lambda row: row.name in ("mail_tip", "mail_report", "announce", "tell_sender"))
    Job.objects.filter(name__in=("mail_tip", "mail_report")).update(due_at=timezone.now())
    jobs.run_all(only=lambda row: row.name in ("mail_tip", "mail_report"))
    return list(mail.outbox[before:])


class TestTheForm:
    def test_it_says_what_is_checked_works_without_scripts_and_is_kept_by_nobody(self) -> None:
        for url in (SEND, REPORT):
            answer = Client().get(url)
            body = answer.content.decode()
            assert answer.status_code == 200
            assert "no-store" in answer.headers["Cache-Control"]
            assert "<script" not in body
            assert "csrfmiddlewaretoken" in body
            assert not re.search(r'(src|href)="https?://(?!checks\.example)', body)
        assert "What we do not check" in Client().get(SEND).content.decode()

    def test_what_was_sent_waits_for_a_moderator_and_its_page_is_the_senders_alone(self) -> None:
        answer = send(link="https://news.example/1", quote="Sold!", seen_at="A leaflet", email="reader@example.org")
        tip = Tip.objects.get()
        assert (tip.statement, tip.decision, tip.seen_at) == (STATEMENT, "waiting", "A leaflet")
        token = answer.headers["Location"].split("/")[2]
        assert token not in str(Tip.objects.values().get())
        page = Client().get(answer.headers["Location"])
        assert "Thank you. We have it" in page.content.decode()
        assert "no-store" in page.headers["Cache-Control"]
        assert "noindex" in page.headers["X-Robots-Tag"]
        assert "reader@example.org" not in page.content.decode()
        assert Client().get(f"/sent/{token[:-1]}/").status_code == 404
        assert not Claim.objects.exists()

    @pytest.mark.parametrize(
        ("values", "sentence"),
        [
            ({"statement": ""}, "Write what is claimed"),
            ({"statement": "Sold it"}, "Write the claim as one full sentence"),
            ({"website": "https://spam.example"}, "One field has to stay empty"),
            ({"link": "javascript:alert(1)"}, "This is no address of a page"),
            ({"email": "reader"}, "This is no mail address"),
            ({"shown": "forged"}, "The form lay open for too long"),
            ({"shown": ""}, "The form lay open for too long"),
        ],
    )
    def test_what_cannot_be_taken_is_said_and_the_words_stay(self, values: dict[str, str], sentence: str) -> None:
        answer = send(seen_at="On the ferry", **values)
        assert answer.status_code == 422
        assert sentence in answer.content.decode()
        assert "On the ferry" in answer.content.decode()
        assert not Tip.objects.exists()

    @pytest.mark.parametrize(
        "words", ["桥梁收费自2021年以来翻了三倍", "ค่าผ่านทางเพิ่มขึ้นสามเท่าตั้งแต่ปี", "橋の通行料は三倍になった"]
    )
    def test_a_sentence_without_spaces_is_a_sentence(self, words: str) -> None:
        assert send(statement=words).status_code == 302
        claim = tips.accept_tip(Tip.objects.get(), by=cast().mona, statement=words)
        move(claim, "accept", by=cast().ravi)
        assert Claim.objects.get().statement == words
        assert report(text=words).status_code == 302

    def test_a_field_that_has_to_stay_empty_can_be_emptied(self) -> None:
        unseen = re.compile(r'<div class="unseen">.*?name="website".*?tabindex="-1"')
        assert unseen.search(Client().get(SEND).content.decode())
        page = send(website="https://filled-in.example").content.decode()
        assert 'value="https://filled-in.example"' in page
        assert not unseen.search(page)
        assert 'class="unseen"' not in page
        assert 'tabindex="-1"' not in page

    def test_faster_than_a_person_and_a_day_later_are_refused(self) -> None:
        assert "faster than somebody can write" in send(shown=shown(0)).content.decode()
        old = send(shown=sending_forms.signing.TimestampSigner().sign("x"))
        assert old.status_code == 422
        assert not Tip.objects.exists()

    def test_a_forged_form_is_refused(self) -> None:
        assert Client(enforce_csrf_checks=True).post(SEND, {"statement": STATEMENT}).status_code == 403

    def test_one_place_sends_so_much_in_an_hour_and_no_row_says_where_it_is(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sending, "MOST_SENT", 2)
        client = Client(REMOTE_ADDR="203.0.113.77")
        assert [send(client).status_code for _ in range(3)] == [302, 302, 429]
        assert send(Client(REMOTE_ADDR="203.0.113.78")).status_code == 302
        assert "203.0.113" not in str(list(Tip.objects.values()))

    def test_nobody_can_fill_a_strangers_mailbox(self) -> None:
        codes = [send(Client(REMOTE_ADDR=f"203.0.113.{n}"), email="Victim@example.org").status_code for n in range(5)]
        assert codes == [302, 302, 302, 429, 429]
        sent = run_mails()
        assert len(sent) == 3
        assert all(STATEMENT not in message.body + message.subject for message in sent)

    def test_an_address_goes_after_a_time_though_nobody_has_answered(self) -> None:
        send(email="reader@example.org")
        report(email="reader@example.org")
        before = timezone.now() - timedelta(days=180, minutes=1)
        for model in (Tip, ErrorReport):
            waiting = model.objects.get()
            forget_addresses()
            assert model.objects.get().email == "reader@example.org"
            model.objects.filter(pk=waiting.pk).update(sent_at=before)
            forget_addresses()
            assert model.objects.get().email == ""
        assert "after 180 days in any case" in Client().get(SEND).content.decode()

    def test_without_a_mail_server_no_address_is_asked_for(self, settings: Settings) -> None:
        settings.EMAIL_HOST = ""
        assert "Your mail address" not in Client().get(SEND).content.decode()
        send(email="reader@example.org")
        assert Tip.objects.get().email == ""


class TestModeration:
    def a_tip(self, **values: Any) -> tuple[Tip, str]:
        return tips.send_tip(**{"statement": STATEMENT, "email": "reader@example.org", **values})

    def page(self, token: str) -> str:
        return Client().get(reverse("public:sent", args=[token])).content.decode()

    def test_an_accepted_one_is_a_new_claim_with_one_event_that_names_no_sender(self) -> None:
        tip, token = self.a_tip(seen_at="A leaflet")
        claim = tips.accept_tip(tip, by=cast().mona, statement="The mayor sold the lighthouse for a euro")
        event = ClaimEvent.objects.get(claim=claim)
        assert (claim.state, event.verb, event.by) == (State.NEW, "send_in", cast().mona)
        assert event.note == "Sent in by a reader. Seen: A leaflet."
        assert "reader@example.org" not in str(list(ClaimEvent.objects.values()))
        assert "It is on our list of claims" in self.page(token)
        assert claim.statement not in self.page(token), "what the desk makes of it is not public yet"

    def test_what_comes_of_one_that_is_only_shown_is_marked_as_that(self) -> None:
        shown, _ = tips.send_tip(statement=STATEMENT, is_demonstration=True)
        sent, _ = tips.send_tip(statement=STATEMENT)
        claims = [tips.accept_tip(tip, by=cast().mona, statement=STATEMENT) for tip in (shown, sent)]
        assert [claim.is_demonstration for claim in claims] == [True, False]

    def test_a_known_one_is_joined_with_a_note(self) -> None:
        claim = a_claim()
        tip, _ = self.a_tip(link="https://news.example/1")
        tips.join_tip(tip, by=cast().mona, claim=claim)
        assert Note.objects.get(claim=claim).text == "Sent in by a reader. https://news.example/1"
        tip.refresh_from_db()
        assert (tip.decision, tip.claim) == ("joined", claim)

    def test_whom_a_reader_names_in_it_is_told_nothing(self) -> None:
        tip, _ = self.a_tip(quote="Ask @edda, @elsa and @ravi", seen_at="@omar")
        tips.join_tip(tip, by=cast().mona, claim=a_claim())
        assert "@edda" in Note.objects.get().text
        assert not Notice.objects.filter(kind=Notice.Kind.MENTION).exists()

    def test_only_moderators_decide_once_and_with_a_reason(self) -> None:
        tip, token = self.a_tip()
        for name in ("rana", "ravi", "ines", "edda", "otto"):
            with pytest.raises(access.Forbidden):
                tips.decline_tip(tip, by=getattr(cast(), name), reason="No.")
        with pytest.raises(Refused, match="Say in a sentence why"):
            tips.decline_tip(tip, by=cast().mona, reason=" ")
        tips.decline_tip(tip, by=cast().mona, reason="It is a matter of taste.")
        with pytest.raises(Refused, match="decided about this already"):
            tips.accept_tip(tip, by=cast().mona, statement=STATEMENT)
        assert "We will not check it. The reason: It is a matter of taste." in self.page(token)
        assert not Claim.objects.exists()

    def test_one_mail_for_each_step_and_then_the_address_is_gone(self) -> None:
        tip, _ = self.a_tip()
        assert len(run_mails()) == 1
        jobs.enqueue("mail_tip", tip.pk)
        assert run_mails() == [], "the same news is mailed once"
        tips.decline_tip(tip, by=cast().mona, reason="It is a matter of taste.")
        (last,) = run_mails()
        assert last.to == ["reader@example.org"]
        assert "It is a matter of taste." in last.body
        tip.refresh_from_db()
        assert tip.email == ""

    def test_the_answer_comes_when_it_is_checked_also_after_a_merge(self) -> None:
        first, token = self.a_tip()
        claim = tips.accept_tip(first, by=cast().mona, statement=STATEMENT)
        run_mails()
        target = claim_in(State.DECIDED)
        move(claim, "merge", by=cast().ravi, target=target)
        run_mails()
        for person in (cast().ravi, cast().edda, cast().elsa):
            tips.edits.declare_interest(target, by=person, has_interest=False)
        move(target, "publish", by=cast().elsa)
        (answer,) = [message for message in run_mails() if message.to == ["reader@example.org"]]
        assert "It is checked" in answer.body
        assert "Mostly true" in answer.body
        assert f"https://checks.example/claims/{target.slug}/" in answer.body
        assert "Read the check" in self.page(token)
        assert Tip.objects.get().email == ""

    def test_one_that_is_merged_into_a_published_check_is_answered_once_the_merge_has_stood(self) -> None:
        tip, _ = self.a_tip()
        claim = tips.accept_tip(tip, by=cast().mona, statement=STATEMENT)
        run_mails()
        target = published("The lighthouse was sold for one coin by the mayor")
        move(claim, "merge", by=cast().ravi, target=target)
        jobs.run_all(only=lambda row: row.name == "announce")
        assert Job.objects.get(name="mail_tip").due_at > timezone.now() + timedelta(minutes=50)
        (answer,) = run_mails()
        assert f"https://checks.example{target.get_absolute_url()}" in answer.body
        tip.refresh_from_db()
        assert tip.email == ""

    @pytest.mark.parametrize("is_checked_again", [False, True])
    def test_a_rating_that_was_withdrawn_is_not_repeated(self, is_checked_again: bool) -> None:
        tip, token = self.a_tip()
        claim = published("The lighthouse was sold", rating="mostly-false")
        tips.join_tip(tip, by=cast().mona, claim=claim)
        assert "Mostly false" in self.page(token)
        move(claim, "retract", by=cast().edda, note="The deed was forged.")
        if is_checked_again:
            move(claim, "reopen", by=cast().edda, note="There is another deed.")
        assert "Our check of it was withdrawn." in self.page(token)
        assert "Mostly false" not in self.page(token)

    def test_a_dismissed_one_is_told_when_the_dismissal_has_stood(self) -> None:
        tip, token = self.a_tip()
        claim = tips.accept_tip(tip, by=cast().mona, statement=STATEMENT)
        run_mails()
        move(claim, "dismiss", by=cast().ravi, reason="opinion")
        jobs.run_all(only=lambda row: row.name == "tell_sender")
        assert Job.objects.get(name="mail_tip").due_at > timezone.now() + timedelta(minutes=50)
        (answer,) = run_mails()
        assert "will not check it. The reason: opinion." in answer.body
        assert "will not check it" in self.page(token)


class TestReports:
    def test_a_report_belongs_to_the_version_that_was_read(self) -> None:
        claim = published("The harbour fee rose for the first time")
        answer = report(claim, link="https://source.example")
        row = ErrorReport.objects.get()
        assert (row.claim, row.revision) == (claim, claim.current_revision)
        page = Client().get(answer.headers["Location"]).content.decode()
        assert "We have your report and will answer by" in page
        assert claim.statement in Client().get(f"{REPORT}?check={claim.slug}").content.decode()

    def test_whoever_read_an_older_version_reports_that_one(self) -> None:
        claim = corrected(published("The harbour fee rose"), "minor", summary="The fee rose, by less than claimed.")
        first, second = claim.revisions.order_by("number")
        for read, page in ((first, f"{claim.get_absolute_url()}v/1/"), (second, claim.get_absolute_url())):
            (url,) = re.findall(r'href="(/report-an-error/[?][^"]+)"', Client().get(page).content.decode())
            form = Client().get(html.unescape(url))
            assert f", version {read.number}." in form.content.decode()
            Client().post(html.unescape(url), {"text": "The year is wrong there.", "shown": shown()})
            assert ErrorReport.objects.latest("pk").revision == read

    @pytest.mark.parametrize(
        "asked",
        ["check=%00", "check=%D9%A1", "version=1"]
        + [f"check={{slug}}&version={number}" for number in ("9", "%00", "x", "99999999999999999999")],
    )
    def test_what_no_page_has_asked_for_is_about_what_stands_or_about_nothing(self, asked: str) -> None:
        claim = published("The harbour fee rose")
        page = Client().get(f"{REPORT}?{asked.format(slug=claim.slug)}")
        assert page.status_code == 200
        assert ("The harbour fee rose" in page.content.decode()) is ("{slug}" in asked)

    def test_a_promise_that_was_broken_is_not_repeated(self) -> None:
        address = report().headers["Location"]
        ErrorReport.objects.update(due_on=timezone.localdate() - timedelta(days=1))
        page = Client().get(address).content.decode()
        assert "Our answer is late: it was due on" in page
        assert "will answer by" not in page

    def test_nothing_unpublished_can_be_asked_about(self) -> None:
        secret = a_claim("The minister will resign on Monday")
        assert secret.statement not in Client().get(f"{REPORT}?check={secret.slug}").content.decode()
        report(secret)
        assert ErrorReport.objects.get().claim is None

    @pytest.mark.parametrize(
        ("day", "due"),
        [
            (date(2026, 11, 16), date(2026, 11, 25)),
            (date(2026, 11, 20), date(2026, 12, 1)),
            (date(2026, 11, 21), date(2026, 12, 1)),
            (date(2026, 11, 22), date(2026, 12, 1)),
        ],
    )
    def test_the_clock_counts_working_days(self, day: date, due: date) -> None:
        assert error_reports.working_days_after(day, 7) == due
        assert error_reports.working_days_between(day, due) == 7

    def test_the_answer_is_given_once_mailed_and_shown(self) -> None:
        answer = report(published(), email="reader@example.org")
        run_mails()
        row = ErrorReport.objects.get()
        with pytest.raises(access.Forbidden):
            error_reports.answer_report(row, by=cast().ravi, outcome="right", answer="No.")
        with pytest.raises(Refused, match="Write the answer"):
            error_reports.answer_report(row, by=cast().mona, outcome="right", answer=" ")
        error_reports.answer_report(row, by=cast().mona, outcome="corrected", answer="It was 2023, thank you.")
        with pytest.raises(Refused, match="answered this already"):
            error_reports.answer_report(row, by=cast().edda, outcome="right", answer="No.")
        (message,) = run_mails()
        assert "We have corrected it. It was 2023, thank you." in message.body
        assert "It was 2023, thank you." in Client().get(answer.headers["Location"]).content.decode()
        row.refresh_from_db()
        assert row.email == ""
        assert not row.is_overdue

    def test_whoever_tries_many_addresses_is_told_to_wait(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sending, "MOST_LOOKS", 2)
        assert [Client().get(f"/sent/try{n}/").status_code for n in range(3)] == [404, 404, 429]
        assert throttle.TooMany.__mro__[1] is Refused
