"""What all desk views share: login and role, refusals answered in words, fragments and polls. No newsroom rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from itertools import chain
from typing import Any, Concatenate, ParamSpec, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, QueryDict
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from claims import access
from claims.errors import Refused, Stale, TryAgain
from claims.models import User
from claims.throttle import TooMany

Params = ParamSpec("Params")
#: The pages on which the forms of addresses stand that have no page of their own; all below a claim stand on its page.
_PAGES = {
    "decide": "inbox",
    "change_filter": "saved_filters",
    "decide_all": "inbox",
    "download_figure": "insights",
    "export_claims": "claims",
    "pick_sentence": "article",
    "read_notice": "my_work",
    "read_all_notices": "my_work",
    "retry_job": "jobs",
    "retry_all_jobs": "jobs",
    "save_filter": "claims",
    "store_draft": "draft",
    "switch_keys": "inbox",
    "change_password": "your_login",
    "change_person": "person",
    "revoke_invitation": "people",
    "end_other_sessions": "your_login",
    "end_session": "your_login",
    "end_token": "tokens",
}


class DeskRequest(HttpRequest):
    """A request as views below `desk_view` get it: by a desk member, with what htmx says about itself."""

    user: User
    htmx: HtmxDetails


def desk_view(
    view: Callable[Concatenate[DeskRequest, Params], HttpResponse],
) -> Callable[Concatenate[HttpRequest, Params], HttpResponse]:
    """Require a login and a role in the desk, and answer every Refused that leaves the view in words.

    NotFound 404, Forbidden 403, Stale 409, what passes 503, any other Refused 422: as a page, or for htmx as a toast
    that replaces nothing. A view that can show the refusal in its place (a form with its fields kept) catches it and
    uses `render_part(..., status=status_of(refusal))`. Answers are never cached.
    """

    @wraps(view)
    def run(request: HttpRequest, /, *args: Params.args, **kwargs: Params.kwargs) -> HttpResponse:
        asked = cast("DeskRequest", request)
        if request.user.is_authenticated:
            response = _answer(view, asked, *args, **kwargs)
        else:
            response = _ask_for_login(asked)
        add_never_cache_headers(response)
        patch_vary_headers(response, ["HX-Request"])
        return response

    return run


def _answer(
    view: Callable[Concatenate[DeskRequest, Params], HttpResponse],
    request: DeskRequest,
    *args: Params.args,
    **kwargs: Params.kwargs,
) -> HttpResponse:
    try:
        access.require_desk_member(request.user)
        return view(request, *args, **kwargs)
    except access.SecondStepOwed:
        there = resolve_url("desk:your_login")
        return HttpResponseClientRedirect(there) if is_fragment(request) else redirect(there)
    except Refused as refusal:
        return answer_refusal(request, refusal)


def require_post(view: Callable[Params, HttpResponse]) -> Callable[Params, HttpResponse]:
    """For addresses that only take forms: whoever follows a link to one is led to the page on which the form stands."""

    @wraps(view)
    def run(*args: Params.args, **kwargs: Params.kwargs) -> HttpResponse:
        request = cast("HttpRequest", args[0])
        match request.method:
            case "POST":
                return view(*args, **kwargs)
            case "GET" | "HEAD":
                return redirect(page_behind(request))
            case _:
                return HttpResponseNotAllowed(["GET", "HEAD", "POST"])

    return run


def page_behind(request: HttpRequest) -> str:
    """The path of the page on which the form stands that this address takes; its own where it is a page itself."""
    match = request.resolver_match
    if match is None or match.url_name is None:
        return request.get_full_path()
    page = _PAGES.get(match.url_name)
    if page is not None:
        return reverse(f"desk:{page}", args=[match.kwargs["pk"]] if page in {"article", "person"} else [])
    if _is_of_a_claim(request):
        return reverse("desk:claim", args=[match.kwargs["pk"]])
    return request.get_full_path()


def _ask_for_login(request: DeskRequest) -> HttpResponse:
    """A page leads to the login and back. What somebody is writing stays on the screen: they log in beside it. What
    came with a whole page is shown again."""
    query = QueryDict(mutable=True)
    if not request.htmx:
        query["next"] = page_behind(request) if request.method == "POST" else request.get_full_path()
    else:
        query["next"] = request.htmx.current_url_abs_path or resolve_url("desk:inbox")
    login = f"{resolve_url('desk:login')}?{query.urlencode(safe='/')}"
    if not request.htmx:
        if written := _written_in(request):
            context = {"written": written, "login": login}
            return render(request, "claims/desk/session_ended.html", context, status=401)
        return redirect(login)
    if request.method == "GET" and "seen" not in request.GET and not _is_of_a_claim(request):
        return HttpResponseClientRedirect(login)
    return _as_toast(render(request, "claims/desk/_session_ended.html", {"login": login}, status=401))


def _written_in(request: HttpRequest) -> list[str]:
    """Words and addresses that were sent, but no password, and not what a form says by itself or a click chooses."""
    sent = chain.from_iterable(values for name, values in request.POST.lists() if "password" not in name)
    return [text for text in sent if "://" in text or len(text.split()) > 1]


def _is_of_a_claim(request: HttpRequest) -> bool:
    """Forms and lists are fetched into the page of a claim, on which somebody may be writing."""
    match = request.resolver_match
    return match is not None and "claims/<int:pk>/" in match.route


def status_of(refusal: Refused) -> int:
    match refusal:
        case access.NotFound():
            return 404
        case access.Forbidden():
            return 403
        case Stale():
            return 409
        case TooMany():
            return 429
        case TryAgain():
            return 503
        case _:
            return 422


def answer_refusal(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """The refusal as a page of its own, or for htmx as a toast beside what is on the screen."""
    status = status_of(refusal)
    if is_fragment(request):
        return toast(request, refusal.sentence, status=status)
    return render(request, "claims/desk/refused.html", {"sentence": refusal.sentence, "status": status}, status=status)


def toast(request: HttpRequest, sentence: str, *, status: int = 200) -> HttpResponse:
    """A line in the corner of the screen; whatever htmx wanted to replace stays."""
    tone = "good" if status < 400 else "bad"
    return _as_toast(render(request, "claims/desk/_toast.html", {"text": sentence, "tone": tone}, status=status))


def _as_toast(response: HttpResponse) -> HttpResponse:
    response.headers["HX-Retarget"] = "#toasts"
    response.headers["HX-Reswap"] = "beforeend"
    return response


def whole_number(text: str) -> int:
    """A number that came with an address or a form, as keys and versions are; 0 for whatever is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def is_fragment(request: HttpRequest) -> bool:
    """Whether htmx asks for a part of the page (and not for a page out of its history)."""
    htmx = cast("DeskRequest", request).htmx
    return bool(htmx) and not htmx.history_restore_request


def render_part(
    request: HttpRequest, page: str, part: str, context: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    """The fragment `part` for htmx, else the whole `page`, which includes the very same fragment."""
    return render(request, part if is_fragment(request) else page, dict(context), status=status)


def has_seen(request: HttpRequest, mark: str | int) -> bool:
    """For polls: the page already shows what has this mark (`?seen=`), so the answer is `nothing_new()`."""
    return request.GET.get("seen") == str(mark)


def poll_query(request: HttpRequest, mark: str | int) -> str:
    """The query with which this page, filtered and paged as it is, asks whether anything has changed since."""
    query = request.GET.copy()
    query["seen"] = str(mark)
    return f"?{query.urlencode()}"


def nothing_new() -> HttpResponse:
    return HttpResponse(status=204)


def done(request: HttpRequest, to: str, sentence: str = "", *args: Any) -> HttpResponse:
    """After a write: on to the page `to` (a URL name or path), which says what was done."""
    if sentence:
        messages.success(request, sentence)
    url = resolve_url(to, *args)
    return HttpResponseClientRedirect(url) if is_fragment(request) else redirect(url)
