"""The Celery tasks: one function of one id each. What they do lives in the rooms they call."""

from celery import shared_task

from claims import jobs, proof, throttle, webhooks
from claims.accounts import changes, invitations, resetting, sessions, tokens
from claims.detection import claims as detection
from claims.evidence import archiving, captures, gathering, rechecks
from claims.evidence.found import Neighbours
from claims.importing import articles, extraction, origins
from claims.importing.factchecks import feeds, ratings
from claims.insights import counts
from claims.matching import arrivals, checks
from claims.matching import claims as matching
from claims.operating import signs
from claims.publishing import announcements, mails, reader_news
from claims.workflow import deadlines, embargoes, leasing, reviews

NEIGHBOURS = Neighbours(extraction.extract, checks.find_checked, ratings.outcome)


@jobs.job(queue="fetch", give_up=articles.give_up_fetching)
def fetch_article(article_id: int) -> None:
    articles.fetch_article(article_id)


@jobs.job(give_up=detection.give_up_detecting)
def detect_claims(article_id: int) -> None:
    detection.detect_claims(article_id)
    origins.assign_again(article_id)


@jobs.job()
def match_claim(claim_id: int) -> None:
    matching.match_claim(claim_id)


@jobs.job()
def match_feed(feed_id: int) -> None:
    arrivals.match_feed(feed_id)


@jobs.job()
def gather_evidence(claim_id: int) -> None:
    gathering.gather_evidence(claim_id, neighbours=NEIGHBOURS)


@jobs.job(queue="fetch", give_up=gathering.give_up_asking)
def ask_finder(run_id: int) -> None:
    gathering.ask_finder(run_id, neighbours=NEIGHBOURS)


@jobs.job(queue="fetch", give_up=captures.give_up_capturing)
def capture_source(source_id: int) -> None:
    captures.capture_source(source_id, read=extraction.extract)


@jobs.job(queue="fetch", give_up=archiving.give_up_archiving)
def archive_source(source_id: int) -> None:
    archiving.archive_source(source_id)


@jobs.job(queue="fetch", give_up=rechecks.give_up_rechecking)
def recheck_source(source_id: int) -> None:
    rechecks.recheck_source(source_id, read=extraction.extract)


@jobs.job()
def assign_reviewers(claim_id: int) -> None:
    reviews.assign_reviewers(claim_id)


@jobs.job()
def tally_reviews(round_id: int) -> None:
    reviews.tally_reviews(round_id)


@jobs.job()
def announce(claim_id: int) -> None:
    announcements.announce(claim_id)


@jobs.job()
def tell_sender(claim_id: int) -> None:
    announcements.tell_sender(claim_id)


@jobs.job(queue="mail")
def mail_notice(notice_id: int) -> None:
    mails.mail_notice(notice_id)


@jobs.job(queue="mail")
def mail_invitation(invitation_id: int) -> None:
    invitations.mail_invitation(invitation_id)


@jobs.job(queue="mail")
def mail_reset(person_id: int) -> None:
    resetting.mail_reset(person_id)


@jobs.job(queue="mail")
def mail_login_change(event_id: int) -> None:
    changes.mail_login_change(event_id)


@jobs.job(queue="mail")
def mail_tip(tip_id: int) -> None:
    reader_news.mail_tip(tip_id)


@jobs.job(queue="mail")
def mail_report(report_id: int) -> None:
    reader_news.mail_report(report_id)


@jobs.job(queue="mail")
def mail_digest(person_id: int) -> None:
    mails.mail_digest(person_id)


@jobs.job(queue="fetch", give_up=webhooks.give_up)
def deliver_webhook(delivery_id: int) -> None:
    webhooks.deliver(delivery_id)


@jobs.job()
def publish_when_free(claim_id: int) -> None:
    embargoes.publish_when_free(claim_id)


@shared_task(ignore_result=True)
def ask_for_digests() -> None:
    mails.ask_for_digests()


@shared_task(ignore_result=True)
def watch_deadlines() -> None:
    deadlines.tell_of_due_claims()
    deadlines.note_missing_replies()
    leasing.forget_ended()
    reader_news.forget_addresses()
    tokens.forget_answers()
    sessions.forget_ended()
    throttle.forget_past()
    webhooks.forget_old()


@shared_task(ignore_result=True)
def resend_jobs() -> None:
    jobs.resend()
    signs.leave()


@shared_task(ignore_result=True)
def ask_for_rechecks() -> None:
    rechecks.ask_for_rechecks()


@jobs.job(queue="fetch", give_up=feeds.give_up_refreshing)
def refresh_feed(feed_id: int) -> None:
    feeds.refresh(feed_id)


@shared_task(ignore_result=True)
def refresh_checks() -> None:
    jobs.enqueue_all("refresh_feed", feeds.refreshed())


@shared_task(ignore_result=True)
def seal_audit() -> None:
    proof.seal_events()


@shared_task(ignore_result=True)
def count_insights() -> None:
    counts.keep_all()
