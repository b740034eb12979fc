"""Cited pages are looked at again: what changed, moved or went away is kept beside the capture that is cited.

The cited capture stays what it is: every look that brings a page back is a capture of its own.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from claims import access, audit, jobs, notices, policy, protection, snapshots
from claims.errors import Refused
from claims.evidence import comparing
from claims.evidence.captures import LIMITS, Capture, Reader, read_page
from claims.models import (
    OPEN_STATES,
    Claim,
    Evidence,
    Job,
    Notice,
    Recheck,
    Role,
    SeenRecheck,
    Snapshot,
    Source,
    State,
    User,
)
from claims.web import fetch, media

JOB = "recheck_source"
#: Two pages of one host are not asked for in a burst (seconds).
GAP_S = 30.0
#: A page that was not there is looked for again after so long, until it counts as gone.
AGAIN_AFTER = timedelta(hours=20)
#: A job that is done twice looks once.
NOT_SOONER = timedelta(hours=1)
#: What the people who work on a claim have to know of.
NEWS = (Recheck.Outcome.CHANGED, Recheck.Outcome.CORRECTED, Recheck.Outcome.MOVED, Recheck.Outcome.RETRACTED)
_OF_SOURCE = Recheck.objects.filter(source=OuterRef("source")).order_by("-pk")
#: Of the newest look at the source of a piece of evidence, for `annotate`; None where there was no second look.
NEWEST = {
    "recheck": Subquery(_OF_SOURCE.values("pk")[:1]),
    "recheck_outcome": Subquery(_OF_SOURCE.values("outcome")[:1]),
}
_WATCHED_STATES = (*OPEN_STATES, State.PUBLISHED)


def due_sources() -> QuerySet[Source]:
    """Cited pages whose last look is too long ago, the longest first: what open and published claims rest on."""
    now, rules = timezone.now(), policy.current()
    newest = Recheck.objects.filter(source=OuterRef("pk")).order_by("-pk")
    cited = Evidence.objects.filter(
        source=OuterRef("pk"), status=Evidence.Status.ACCEPTED, claim__state__in=_WATCHED_STATES
    )
    is_overdue = Q(last_at__lte=now - timedelta(days=rules.recheck_days))
    may_be_gone = Q(last_outcome=Recheck.Outcome.GONE, last_n__lt=rules.n_looks_until_gone)
    return (
        Source.objects.filter(Exists(cited), snapshot__how=Snapshot.How.FETCH)
        .exclude(url="")
        .exclude(article__is_demonstration=True)
        .exclude(pk__in=Job.objects.filter(name=JOB, failed_at=None).values("target"))
        .annotate(
            last_at=Coalesce(Subquery(newest.values("checked_at")[:1]), F("snapshot__captured_at")),
            last_outcome=Subquery(newest.values("outcome")[:1]),
            last_n=Subquery(newest.values("n_times")[:1]),
        )
        .filter(is_overdue | (may_be_gone & Q(last_at__lte=now - AGAIN_AFTER)))
        .order_by("last_at", "pk")
    )


def ask_for_rechecks() -> int:
    """Owe a look at each page that is due, so many at once, and never two of one host in a burst. Returns how many."""
    rules = policy.current()
    if rules.recheck_days <= 0:
        return 0
    by_host: dict[str, list[int]] = defaultdict(list)
    due = list(due_sources().values_list("pk", "url")[: rules.n_rechecks_at_once])
    for pk, url in due:
        by_host[urlsplit(url).netloc].append(pk)
    for pks in by_host.values():
        for place, pk in enumerate(pks):
            jobs.enqueue(JOB, pk, delay_s=place * GAP_S)
    return len(due)


def recheck_source(source_id: int, *, read: Reader) -> None:
    """Look at a cited page again. Raises TryAgain when it may be had later; other trouble is written down."""
    source = Source.objects.select_related("snapshot").filter(pk=source_id).exclude(url="").first()
    if source is None or source.snapshot is None:
        return
    latest = _latest(source)
    if latest is not None and latest.checked_at > timezone.now() - NOT_SOONER:
        return
    try:
        capture = read_page(snapshots.take(source.url, limits=LIMITS), read)
    except fetch.FetchGone as gone:
        _note(source, source.snapshot, Recheck.Outcome.GONE, gone.sentence, mark=hashlib.sha256(b"gone").hexdigest())
    except Refused as refusal:
        give_up_rechecking(source_id, refusal.sentence)
    else:
        trouble = _trouble_with(capture, source.snapshot)
        if trouble:
            give_up_rechecking(source_id, trouble)
        else:
            _compare(source, source.snapshot, latest, capture)


def give_up_rechecking(source_id: int, sentence: str) -> None:
    """This look saw nothing. That says little about the page: what the last good look found stays as it is."""
    now = timezone.now()
    with transaction.atomic():
        source = (
            Source.objects.select_for_update(no_key=True, of=("self",))
            .select_related("snapshot")
            .filter(pk=source_id)
            .first()
        )
        if source is None or source.snapshot is None:
            return
        latest = _latest(source)
        if latest is not None:
            Recheck.objects.filter(pk=latest.pk).update(checked_at=now, trouble=sentence)
        else:
            Recheck.objects.create(
                source=source, outcome=Recheck.Outcome.UNREACHABLE, cited=source.snapshot, mark="",
                first_at=now, checked_at=now, trouble=sentence,
            )  # fmt: skip


def is_told(recheck: Recheck) -> bool:
    """Whether it is shown to the people who work on the claims: news, and what was not there often enough."""
    if recheck.outcome == Recheck.Outcome.GONE:
        return recheck.n_times >= policy.current().n_looks_until_gone
    return recheck.outcome in NEWS


def changes_for(claim: Claim, passages: Iterable[Evidence]) -> list[Recheck]:
    """What became of the cited pages of these passages, where that is worth a look; each with `is_seen`.

    `passages`: of the claim, with NEWEST and their sources. At most one query.
    """
    sources = {
        item.recheck: item.source  # type: ignore[attr-defined]
        for item in passages
        if item.status == Evidence.Status.ACCEPTED and item.recheck_outcome in (*NEWS, Recheck.Outcome.GONE)  # type: ignore[attr-defined]
    }
    if not sources:
        return []
    is_seen = Exists(SeenRecheck.objects.filter(claim=claim, recheck=OuterRef("pk")))
    rows = list(Recheck.objects.filter(pk__in=sources).annotate(is_seen=is_seen).order_by("-first_at", "-pk"))
    for row in rows:
        row.source = sources[row.pk]
    return [row for row in rows if row.cited_id == row.source.snapshot_id and is_told(row)]


def _cited_for(claim: Claim, by: User) -> QuerySet[Evidence]:
    return Evidence.objects.filter(claim=claim, status=Evidence.Status.ACCEPTED).visible_to(by)


def load_change(claim: Claim, pk: int, *, by: User) -> Recheck:
    """One of them, with both captures. Raises NotFound when the claim does not cite its source, or not for them."""
    found = (
        Recheck.objects.select_related("source", "cited", "fresh")
        .filter(pk=pk, source__in=_cited_for(claim, by).values("source"))
        .first()
    )
    if found is None:
        raise access.NotFound("This claim does not cite that source any more. Go back to the claim's page.")
    return found


def see_change(claim: Claim, recheck: Recheck, *, by: User) -> None:
    """The person has looked at what became of the source: it is not pointed out any more. Twice is once."""
    access.require_role(by, Role.RESEARCHER, Role.EDITOR)
    with transaction.atomic():
        _, is_new = SeenRecheck.objects.get_or_create(
            claim=claim, recheck=recheck, defaults={"seen_by": by, "seen_at": timezone.now()}
        )
        if is_new:
            with audit.record(claim, verb="see_recheck", by=by, is_binding=False) as change:
                change.add_detail("source", None, protection.name_of(recheck.source, claim))
                change.add_detail("outcome", None, recheck.get_outcome_display())


def _latest(source: Source) -> Recheck | None:
    return Recheck.objects.select_related("fresh").filter(source=source).order_by("-pk").first()


def _trouble_with(capture: Capture, cited: Snapshot) -> str:
    """Why this look can be compared with nothing, as a sentence; "" when it can."""
    text = capture.reading.text if capture.reading else ""
    if cited.text_sha256 and not text.strip():
        return capture.error or "The page is there, but no text can be read from it."
    if capture.fetched.truncated != cited.truncated:
        return "The page came in part only, so it cannot be compared with what is cited."
    return ""


def _compare(source: Source, cited: Snapshot, latest: Recheck | None, capture: Capture) -> None:
    fetched, text = capture.fetched, capture.reading.text if capture.reading else ""
    robots = next((value for name, value in fetched.headers if name.lower() == "x-robots-tag"), "")
    now = comparing.page_of(
        fetched.body,
        text=text,
        address=fetched.final_url,
        content_type=fetched.content_type,
        charset=fetched.charset,
        robots=robots,
    )
    finding = comparing.compare(_page_of(cited), now)
    before = latest.fresh if latest is not None and latest.fresh is not None else cited
    kept = snapshots.keep(fetched, text=text, before=before)
    _note(source, cited, finding.outcome, finding.sentence, mark=finding.mark(now), signs=finding.signs, kept=kept)


def _page_of(cited: Snapshot) -> comparing.Page:
    """The cited capture. Where its file is lost only its text and address can be compared."""
    headers = {name.lower(): value for name, value in cited.headers}
    try:
        body = snapshots.read(cited)
    except Refused:
        body = b""
    return comparing.page_of(
        body,
        text=snapshots.text_of(cited),
        address=cited.final_url,
        content_type=cited.content_type,
        charset=media.parse(headers.get("content-type", ""))[1],
        robots=headers.get("x-robots-tag", ""),
    )


def _note(
    source: Source,
    cited: Snapshot,
    outcome: str,
    sentence: str,
    *,
    mark: str,
    signs: list[str] | None = None,
    kept: snapshots.Kept | None = None,
) -> None:
    """Write down what the look found, and tell whom it concerns when it is news."""
    now = timezone.now()
    with transaction.atomic():
        fresh_source = Source.objects.select_for_update(no_key=True).get(pk=source.pk)
        if fresh_source.snapshot_id != cited.pk:
            return  # cited is another capture by now: the next look compares with that one
        latest = _latest(source)
        snapshot = snapshots.store(kept) if kept is not None else None
        if latest is not None and latest.mark == mark and latest.cited_id == cited.pk:
            latest.n_times, latest.checked_at, latest.trouble = latest.n_times + 1, now, ""
            latest.save(update_fields=["n_times", "checked_at", "trouble"])
            is_news = outcome == Recheck.Outcome.GONE and latest.n_times == policy.current().n_looks_until_gone
        else:
            latest = Recheck.objects.create(
                source=source, outcome=outcome, sentence=sentence, signs=signs or [], cited=cited,
                fresh=snapshot, mark=mark, first_at=now, checked_at=now,
            )  # fmt: skip
            is_news = is_told(latest)
        if is_news:
            _tell(source, latest)


def _tell(source: Source, recheck: Recheck) -> None:
    """An event and notices for each claim that cites the source: its researcher, and the editors once it is public."""
    claims = Claim.objects.filter(
        evidence__source=source, evidence__status=Evidence.Status.ACCEPTED, state__in=_WATCHED_STATES
    )
    editors = set(User.objects.filter(is_active=True, grants__role=Role.EDITOR).values_list("pk", flat=True))
    for claim in claims.distinct().order_by("pk"):
        name = protection.name_of(source, claim)
        with audit.record(claim, verb="recheck_source", by=None, is_binding=False) as change:
            change.add_detail("source", None, name)
            change.add_detail("outcome", None, recheck.get_outcome_display())
            if recheck.fresh is not None:
                change.add_detail("snapshot", None, snapshots.pinned(recheck.fresh))
        people = editors if claim.state == State.PUBLISHED else set()
        if claim.researcher_id is not None:
            people = people | {claim.researcher_id}
        sentence = recheck.sentence if name == str(source) else ""  # it may have words of the page
        text = f"{recheck.get_outcome_display()}: {name[:200]}, which this claim cites. {sentence}".rstrip()
        people = protection.readers_of(source, claim, people)
        notices.give(people, kind=Notice.Kind.NEWS, key=f"recheck:{recheck.pk}:{claim.pk}", text=text, claim=claim)
