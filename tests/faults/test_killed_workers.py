"""Workers killed with -9 in the middle of every kind of job: each is finished later, and nothing is there twice."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from claims import policy, proof
from claims.importing import articles
from claims.models import (
    Appearance,
    ArchiveCopy,
    Article,
    Assignment,
    CheckMatch,
    Claim,
    ClaimEvent,
    ErrorReport,
    Evidence,
    FactCheck,
    FinderRun,
    Job,
    Match,
    Notice,
    Recheck,
    Sentence,
    Snapshot,
    State,
    Tip,
    VerdictRevision,
    WebhookDelivery,
)
from tests import services
from tests.builders import cast
from tests.faults import owing
from tests.faults.mailbox import mailbox
from tests.web.sites import Send, Site, page
from tests.worker import kill, ringing, running_worker, wait_until

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="module")
def broker() -> Iterator[str]:
    with services.valkey() as url:
        yield url


def n_events(claim: int, verb: str) -> int:
    return ClaimEvent.objects.filter(claim=claim, verb=verb).count()


def assert_all_of_it_is_done_once(about: dict[str, int]) -> None:
    for pk in (about["fetch_article"], about["detect_claims"]):
        article = Article.objects.get(pk=pk)
        assert (article.stage, article.error) == (Article.Stage.READY, "")
        positions = list(article.sentences.values_list("position", flat=True))
        assert positions == list(range(len(positions)))
        assert len(positions) >= 2
        places = list(Appearance.objects.filter(article=article).values_list("start", flat=True))
        assert len(places) == len(set(places)) > 0
    looked_at = Recheck.objects.values("fresh")
    tied = Snapshot.objects.exclude(how="paste").exclude(pk__in=looked_at)
    assert not tied.filter(articles=None, sources=None).exists()
    assert Snapshot.objects.filter(how="fetch").count() == 3
    assert (
        Match.objects.filter(claim=about["match_claim"]).count() == n_events(about["match_claim"], "find_matches") == 1
    )
    assert Evidence.objects.filter(claim=about["gather_evidence"], found_by="archive").count() >= 1
    assert n_events(about["gather_evidence"], "find_evidence") == 1
    captured = Evidence.objects.get(source=about["capture_source"])
    assert captured.source.snapshot is not None
    assert n_events(captured.claim_id, "capture_source") == 1
    n_wanted = policy.current().n_reviewers
    assert Assignment.objects.filter(round__claim=about["assign_reviewers"]).count() == n_wanted
    assert n_events(about["assign_reviewers"], "assign_reviewer") == n_wanted
    blind = Claim.objects.get(rounds=about["tally_reviews"])
    assert n_events(blind.pk, "tally_reviews") == 1
    published = Notice.objects.filter(claim=about["announce"], key__startswith="published")
    assert len({notice.person_id for notice in published}) == published.count() >= 3
    assert Notice.objects.filter(claim=about["tell_sender"]).count() == 1
    assert_what_was_looked_up_outside_is_kept_once(about)
    assert [proof.find_flaw(claim) for claim in Claim.objects.all()] == [None] * Claim.objects.count()


def assert_what_was_looked_up_outside_is_kept_once(about: dict[str, int]) -> None:
    near = FinderRun.objects.exclude(pk=about["ask_finder"]).get(finder="checks", claim__check_matches__isnull=False)
    assert CheckMatch.objects.filter(claim=near.claim).count() == 1
    assert Evidence.objects.filter(claim__finder_runs=about["ask_finder"], found_by="checks").count() == 1
    assert FactCheck.objects.filter(feed=about["refresh_feed"]).count() == 1
    assert CheckMatch.objects.filter(fact_check__feed=about["refresh_feed"]).count() == 1
    assert ArchiveCopy.objects.get(source=about["archive_source"]).stage == ArchiveCopy.Stage.KEPT
    look = Recheck.objects.get(source=about["recheck_source"])
    assert (look.outcome, look.n_times) == (Recheck.Outcome.MOVED, 1)
    assert Notice.objects.filter(key__startswith=f"recheck:{look.pk}:").count() == 1
    assert WebhookDelivery.objects.get(pk=about["deliver_webhook"]).status_code == 200
    published = Claim.objects.get(pk=about["publish_when_free"])
    assert (published.state, n_events(published.pk, "publish")) == (State.PUBLISHED, 1)
    assert VerdictRevision.objects.filter(claim=published).count() == 1
    assert not Notice.objects.filter(person__email__gt="", mailed_at=None).exists()
    assert not Tip.objects.exclude(email="").exists()
    assert not ErrorReport.objects.exclude(email="").exists()


def test_each_kind_of_job_survives_the_death_of_its_worker(broker: str, tmp_path: Path) -> None:
    with owing.sites() as site, mailbox() as (email_url, mails), ringing(broker):
        env = {**owing.environment(site), "DEATHS": str(tmp_path), "EMAIL_URL": email_url}
        asks = owing.make_ready(list(owing.READY), site)
        about = {name: ask() for name, ask in asks.items()}
        assert set(Job.objects.values_list("name", flat=True)) == set(owing.READY)
        with running_worker(broker, include="tests.faults.deaths", **env):
            wait_until(lambda: not Job.objects.filter(failed_at=None).exists(), timeout_s=240, what="an empty list")
    assert {mark.name for mark in tmp_path.iterdir()} == set(owing.READY)
    assert not Job.objects.exists(), [(job.name, job.error) for job in Job.objects.all()]
    assert_all_of_it_is_done_once(about)
    # Sent and not yet written down, a mail goes out again: the same one, so that a mailbox shows it once.
    n_sent = Counter(mail["Message-ID"] for mail in mails)
    n_mails = sum(name.startswith("mail_") for name in owing.READY)
    assert (len(n_sent), set(n_sent.values())) == (n_mails, {2})


def test_a_worker_killed_while_a_slow_site_still_answers_fetches_again_after_a_restart(broker: str) -> None:
    def drip(send: Send) -> None:
        head, rest = page(owing.NEWS)[:300], page(owing.NEWS)[300:]
        send(head)
        if len(slow.requests) == 1:
            time.sleep(30)  # nobody is there any more when it ends
        send(rest)

    slow = Site({"/bridge": drip})
    with ringing(broker):
        article = articles.request_import_url(slow.url("/bridge"), by=cast().rana)
        with running_worker(broker, FETCH_ALLOW=slow.pair) as first:
            wait_until(lambda: len(slow.requests) == 1, what="the first request")
            kill(first)
        article.refresh_from_db()
        assert (article.stage, Job.objects.count()) == (Article.Stage.QUEUED, 1)
        with running_worker(broker, FETCH_ALLOW=slow.pair):
            wait_until(lambda: not Job.objects.exists(), what="the import")
    slow.close()
    assert len(slow.requests) == 2
    assert (Article.objects.count(), Snapshot.objects.count()) == (1, 1)
    article.refresh_from_db()
    assert article.stage == Article.Stage.READY
    assert Sentence.objects.filter(article=article).count() >= 3
    assert Claim.objects.filter(state=State.NEW).count() == Appearance.objects.count() > 0
