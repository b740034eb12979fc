"""Work of the machine that failed, with Retry for editors and moderators."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpResponse
from django.views.decorators.http import require_GET

from claims import access
from claims import jobs as job_list
from claims.desk.screens import jobs as jobs_screen
from claims.desk.web import DeskRequest, desk_view, done, has_seen, nothing_new, render_part, require_post
from claims.models import Job, Role


@desk_view
@require_GET
def jobs(request: DeskRequest) -> HttpResponse:
    access.require_role(request.user, Role.EDITOR, Role.MODERATOR)
    screen = jobs_screen.failed_jobs(by=request.user)
    if has_seen(request, screen.mark):
        return nothing_new()
    return render_part(request, "claims/desk/jobs.html", "claims/desk/_jobs.html", {"screen": screen})


@require_post
@desk_view
def retry_job(request: DeskRequest, pk: int) -> HttpResponse:
    access.require_role(request.user, Role.EDITOR, Role.MODERATOR)
    row = Job.objects.filter(pk=pk, failed_at__isnull=False).first()
    if row is None:
        raise access.NotFound("This job does not wait for a retry any more: it was done or is being tried again.")
    with transaction.atomic():
        job_list.retry(row)
    return _after(request, "It is being tried again.")


@require_post
@desk_view
def retry_all_jobs(request: DeskRequest) -> HttpResponse:
    access.require_role(request.user, Role.EDITOR, Role.MODERATOR)
    with transaction.atomic():
        rows = list(Job.objects.filter(failed_at__isnull=False)[: jobs_screen.N_SHOWN])
        for row in rows:
            job_list.retry(row)
    return _after(request, f"{len(rows)} jobs are being tried again." if len(rows) != 1 else "It is being tried again.")


def _after(request: DeskRequest, sentence: str) -> HttpResponse:
    return done(request, "desk:jobs", sentence)
