"""What concerns the person who is logged in: research, reviews, notices, and what they sent in."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from claims import access
from claims.desk.screens import board as board_screen
from claims.desk.screens import shell
from claims.desk.web import DeskRequest, desk_view, done, has_seen, is_fragment, nothing_new, render_part, require_post
from claims.models import Notice


@desk_view
@require_GET
def my_work(request: DeskRequest) -> HttpResponse:
    mark = _mark(request)
    if has_seen(request, mark):
        return nothing_new()
    return _show(request, mark)


def _show(request: DeskRequest, mark: str) -> HttpResponse:
    context = {"work": board_screen.work_of(request.user), "mark": mark}
    return render_part(request, "claims/desk/my_work.html", "claims/desk/_my_work.html", context)


def _mark(request: DeskRequest) -> str:
    unread = Notice.objects.filter(person=request.user, read_at=None)
    readers = board_screen.from_readers(request.user)  # what they send, and what they are answered, is no event
    waiting = f"-{readers.n_tips}-{readers.n_reports}-{readers.n_late}" if readers else ""
    return f"{board_screen.mark()}-{shell.count_up_to(unread)}{waiting}"


@require_post
@desk_view
def read_notice(request: DeskRequest, pk: int) -> HttpResponse:
    """Mark one of one's own notices as read; reading it twice is reading it once."""
    mine = Notice.objects.filter(person=request.user, pk=pk)
    if not mine.exists():
        raise access.NotFound("This notice is not yours or is gone. Look at your own work for what concerns you.")
    mine.filter(read_at=None).update(read_at=timezone.now())
    return _show(request, _mark(request)) if is_fragment(request) else done(request, "desk:my_work")


@require_post
@desk_view
def read_all_notices(request: DeskRequest) -> HttpResponse:
    Notice.objects.filter(person=request.user, read_at=None).update(read_at=timezone.now())
    return _show(request, _mark(request)) if is_fragment(request) else done(request, "desk:my_work")
