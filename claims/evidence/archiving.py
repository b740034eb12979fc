"""Copies of cited pages in a public archive: wanted when evidence is accepted, made by a job, never waited for."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from claims import access, jobs
from claims.errors import Refused
from claims.evidence.wayback import Copy, JobFailed, Wayback
from claims.models import ArchiveCopy, Claim, Evidence, Source, User
from claims.snapshots.capture import user_agent
from claims.web import address, urls

JOB = "archive_source"
#: How often the archive is asked how far it is, and how long it may take in all (seconds).
POLL_S, LONGEST_S = 20.0, 1_800.0
#: A copy made within so many days of our own capture shows the same page.
NEAR = timedelta(days=3)
PROTECTED = "This source is not public here, so its address is told to no public archive."
INTERNAL = "This address can be reached from our own network only, so it is not told to a public archive."


def service() -> Wayback | None:
    """The archive as the operator set it up; None when it is off."""
    if not settings.WAYBACK:
        return None
    return Wayback(
        url=settings.WAYBACK_URL,
        available_url=settings.WAYBACK_AVAILABLE_URL,
        user_agent=user_agent(),
        key=settings.WAYBACK_KEY,
        allow=frozenset(settings.FETCH_ALLOW),
    )


def want_copy(source: Source) -> None:
    """Owe a copy of a page that is cited, in the caller's transaction, unless there is one or the archive is off.

    An address that only we can reach is told to nobody; its row says so. Nor is that of a page which only some may
    read here (`is_open`); it may be wanted once it is public.
    """
    if not settings.WAYBACK or not source.url or (source.article is not None and source.article.is_demonstration):
        return
    if not is_open(source):
        return
    closed = {"stage": ArchiveCopy.Stage.FAILED, "error": INTERNAL} if is_internal(source) else {}
    defaults = {"asked_at": timezone.now(), **closed}
    _, is_new = ArchiveCopy.objects.get_or_create(source=source, defaults=defaults)
    if is_new and not closed:
        jobs.enqueue(JOB, source.pk)


def is_open(source: Source) -> bool:
    """Whether some claim cites the source for everybody to see."""
    return Evidence.objects.filter(source=source).visible_to(None).exists()


def is_internal(source: Source) -> bool:
    """Whether its page lies where only we can go: the operator opened it to us, or it came from a private address."""
    try:
        url = urls.parse(source.url)
        came_from = source.snapshot.ip_address if source.snapshot else ""
        is_public = address.is_public_host(url.host) and (not came_from or address.is_public_host(came_from))
    except Refused:
        return True
    return not is_public or url.port not in urls.DEFAULT_PORTS.values() or url.pair in settings.FETCH_ALLOW


def ask_again(source: Source, *, by: User) -> None:
    """The Retry of a copy that could not be made."""
    access.require_desk_member(by)
    if service() is None:
        raise Refused("No public archive is set up. The operator can set WAYBACK.")
    if is_internal(source):
        raise Refused(INTERNAL)
    if not is_open(source):
        raise Refused(PROTECTED)
    with transaction.atomic():
        again = {"stage": ArchiveCopy.Stage.ASKED, "error": "", "job_id": "", "asked_at": timezone.now()}
        if ArchiveCopy.objects.filter(source=source, stage=ArchiveCopy.Stage.FAILED).update(**again):
            jobs.enqueue(JOB, source.pk)


def archive_source(source_id: int) -> None:
    """One step: look for a copy, ask for one, or ask how far it is; asks itself to be called again while it waits.

    Raises Refused or TryAgain with a sentence. Doing it again when the copy is there changes nothing.
    """
    wanted = (
        ArchiveCopy.objects.select_related("source__snapshot")
        .filter(source=source_id, stage=ArchiveCopy.Stage.ASKED)
        .first()
    )
    wayback = service()
    if wanted is None:
        return
    if wayback is None:
        raise Refused("No public archive is set up any more. The operator can set WAYBACK.")
    if is_internal(wanted.source):
        raise Refused(INTERNAL)
    if not is_open(wanted.source):
        raise Refused(PROTECTED)
    page = wanted.source.url
    try:
        found = wayback.outcome(wanted.job_id, page) if wanted.job_id else _copy_or_job(wanted, wayback)
    except JobFailed:
        ArchiveCopy.objects.filter(pk=wanted.pk).update(job_id="")
        raise
    if found is not None:
        _keep(wanted, found)
    elif timezone.now() - wanted.asked_at > timedelta(seconds=LONGEST_S):
        raise Refused("The Wayback Machine did not come to an end with its copy. Ask it again later.")
    else:
        jobs.enqueue(JOB, source_id, delay_s=POLL_S)


def give_up_archiving(source_id: int, sentence: str) -> None:
    """The source shows why there is no copy; `ask_again` tries anew."""
    ArchiveCopy.objects.filter(source=source_id, stage=ArchiveCopy.Stage.ASKED).update(
        stage=ArchiveCopy.Stage.FAILED, error=sentence, job_id=""
    )


def _copy_or_job(wanted: ArchiveCopy, wayback: Wayback) -> Copy | None:
    """A copy as old as our capture, or a job that makes one; without a key whatever copy is nearest."""
    page = wanted.source.url
    captured_at = wanted.source.snapshot.captured_at if wanted.source.snapshot else wanted.asked_at
    nearest = wayback.find_copy(page, around=captured_at)
    if nearest is not None and abs(nearest.at - captured_at) <= NEAR:
        return nearest
    if not wayback.can_save:
        if nearest is None:
            raise Refused("The Wayback Machine has no copy of this page, and without WAYBACK_KEY it makes none for us.")
        return nearest
    job_id = wayback.save(page)
    if not job_id:
        return wayback.find_copy(page, around=timezone.now())
    ArchiveCopy.objects.filter(pk=wanted.pk).update(job_id=job_id)
    return None


def _keep(wanted: ArchiveCopy, found: Copy) -> None:
    """Write down the copy, and let the pages of public claims that cite the source be made anew."""
    public = Claim.objects.filter(
        evidence__source=wanted.source_id,
        evidence__status=Evidence.Status.ACCEPTED,
        current_revision__isnull=False,
    )
    with transaction.atomic():
        ArchiveCopy.objects.filter(pk=wanted.pk).update(
            stage=ArchiveCopy.Stage.KEPT, url=found.url[:2200], archived_at=found.at, job_id="", error=""
        )
        jobs.enqueue_all("announce", list(public.values_list("pk", flat=True)))
