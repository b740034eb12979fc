"""The Celery tasks: one function of one id each. What they do lives in the rooms they call."""

from celery import shared_task

from claims import audit, jobs
from claims.workflow import reviews


@jobs.job()
def assign_reviewers(claim_id: int) -> None:
    reviews.assign_reviewers(claim_id)


@jobs.job()
def tally_reviews(round_id: int) -> None:
    reviews.tally_reviews(round_id)


@shared_task(ignore_result=True)
def resend_jobs() -> None:
    jobs.resend()


@shared_task(ignore_result=True)
def seal_audit() -> None:
    audit.seal_events()
