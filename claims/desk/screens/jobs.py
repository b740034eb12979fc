"""What the page of failed jobs reads: the jobs, in words, with the thing that each one is about."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.urls import reverse

from claims.desk.screens.shell import count_up_to
from claims.evidence.finders import LABELS
from claims.models import Article, CheckFeed, Claim, FinderRun, Job, ReviewRound, Source, User
from claims.protection import hidden_sources

N_SHOWN = 100
#: Job name -> (what it does, kind of its target)
WORDS = {
    "fetch_article": ("Fetch and read the article", "article"),
    "detect_claims": ("Look for claims in the article", "article"),
    "match_claim": ("Look for claims that are the same", "claim"),
    "gather_evidence": ("Look for evidence", "claim"),
    "ask_finder": ("Ask a finder", "run"),
    "assign_reviewers": ("Find reviewers", "claim"),
    "tally_reviews": ("Count the reviews", "round"),
    "announce": ("Announce the verdict", "claim"),
    "tell_sender": ("Tell the sender", "claim"),
    "publish_when_free": ("Publish when the embargo ends", "claim"),
    "match_feed": ("Look for claims that a feed's checks are about", "feed"),
    "refresh_feed": ("Read the feed of checks again", "feed"),
    "capture_source": ("Keep a copy of the source", "source"),
    "archive_source": ("Ask an archive for a copy of the source", "source"),
    "recheck_source": ("Look whether the source has changed", "source"),
    "deliver_webhook": ("Tell a webhook what has happened", ""),
    "mail_notice": ("Mail somebody what concerns them", ""),
    "mail_digest": ("Mail somebody the news of the day", ""),
    "mail_invitation": ("Mail an invitation", ""),
    "mail_reset": ("Mail a link for a new password", ""),
    "mail_login_change": ("Tell somebody that their login has changed", ""),
    "mail_tip": ("Answer a reader who sent a claim in", ""),
    "mail_report": ("Answer a reader who reported an error", ""),
}


@dataclass(frozen=True)
class FailedJob:
    row: Job
    what: str
    about: str
    url: str


@dataclass(frozen=True)
class JobScreen:
    failed: list[FailedJob]
    n_failed: int
    #: Jobs that wait for their turn or are being done.
    n_waiting: int

    @property
    def mark(self) -> str:
        newest = max((job.row.failed_at.timestamp() for job in self.failed if job.row.failed_at), default=0)
        return f"{self.n_failed}-{self.n_waiting}-{newest:.0f}"


def failed_jobs(*, by: User) -> JobScreen:
    """The newest failures first; seven queries name what they are about, however many they are.

    Of a source that this person may not read neither its name is told nor what went wrong: that names its host.
    """
    rows = list(Job.objects.filter(failed_at__isnull=False).order_by("-failed_at", "-pk")[:N_SHOWN])
    wanted: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        wanted[WORDS.get(row.name, ("", ""))[1]].add(row.target)
    names = _names(wanted)
    hidden = set(hidden_sources(by).filter(pk__in=wanted["source"]).values_list("pk", flat=True))
    failed = []
    for row in rows:
        what, kind = WORDS.get(row.name, (row.name.replace("_", " ").capitalize(), ""))
        about, url = names.get((kind, row.target), (f"number {row.target}", ""))
        if kind == "source" and row.target in hidden:
            about, url, row.error = "a source for named people only", "", "Only they are told what went wrong."
        failed.append(FailedJob(row, what, about, url))
    return JobScreen(
        failed=failed,
        n_failed=count_up_to(Job.objects.filter(failed_at__isnull=False)),
        n_waiting=count_up_to(Job.objects.filter(failed_at=None)),
    )


def _names(wanted: dict[str, set[int]]) -> dict[tuple[str, int], tuple[str, str]]:
    """(kind, pk) -> (name, address in the desk)."""
    names: dict[tuple[str, int], tuple[str, str]] = {}
    for article in Article.objects.filter(pk__in=wanted["article"]).only("title", "url", "identity"):
        names["article", article.pk] = (str(article), reverse("desk:article", args=[article.pk]))
    for claim in Claim.objects.filter(pk__in=wanted["claim"]).only("statement"):
        names["claim", claim.pk] = (claim.statement, reverse("desk:claim", args=[claim.pk]))
    for run in (
        FinderRun.objects.filter(pk__in=wanted["run"]).select_related("claim").only("finder", "claim__statement")
    ):
        about = f"{LABELS.get(run.finder, run.finder)}: {run.claim.statement}"
        names["run", run.pk] = (about, reverse("desk:claim", args=[run.claim_id]))
    for round_ in ReviewRound.objects.filter(pk__in=wanted["round"]).select_related("claim").only("claim__statement"):
        names["round", round_.pk] = (round_.claim.statement, reverse("desk:claim", args=[round_.claim_id]))
    for source in Source.objects.filter(pk__in=wanted["source"]).only("title", "url"):
        names["source", source.pk] = (source.title or source.url, "")
    for feed in CheckFeed.objects.filter(pk__in=wanted["feed"]).only("identity"):
        names["feed", feed.pk] = (feed.identity, "")
    return names
