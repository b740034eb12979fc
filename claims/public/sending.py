"""Where readers write to the newsroom: a claim to be checked, an error to be mended, and what became of either.

These pages are kept by nobody. Where a reader writes from is counted (claims.throttle) and never stored.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.conf import settings
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_http_methods, require_safe

from claims import throttle
from claims.access import NotFound
from claims.errors import Refused
from claims.models import PolicyPage, Tip, VerdictRevision
from claims.public.sending_forms import ReaderForm, ReportForm, TipForm
from claims.publishing import markdown, reader_news
from claims.publishing.newsroom import POLICY_PAGES, absolute
from claims.workflow import error_reports, tips

Params = ParamSpec("Params")
View = Callable[Concatenate[HttpRequest, Params], HttpResponse]
#: What one place may send within an hour, and look up; how many mails one address may be given in a day (counts).
MOST_SENT = 10
MOST_LOOKS = 120
MOST_MAILS = 3
_IS_SLUG, _IS_NUMBER = re.compile(r"[-\w]+", re.ASCII).fullmatch, re.compile(r"[0-9]{1,9}").fullmatch


def unkept(view: View[Params]) -> View[Params]:
    @wraps(view)
    def run(request: HttpRequest, /, *args: Params.args, **kwargs: Params.kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        add_never_cache_headers(response)
        return response

    return run


@require_http_methods(["GET", "HEAD", "POST"])
@unkept
def send_claim(request: HttpRequest) -> HttpResponse:
    form = TipForm(request.POST if request.method == "POST" else None)
    return _take(
        request, form, lambda **given: tips.send_tip(**given)[1], "claims/public/send_claim.html", {"section": "send"}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@unkept
def report_error(request: HttpRequest) -> HttpResponse:
    """About a version of a check (`?check=` its slug, `&version=` its number), or about anything else we published."""
    page = PolicyPage.objects.filter(slug="report-an-error").first()
    about = _read_version(request.GET.get("check", ""), request.GET.get("version", ""))
    context = {
        "title": page.title if page else POLICY_PAGES["report-an-error"],
        "body": markdown.render(page.body, {}, level=markdown.ON_ITS_OWN) if page else "",
        "page": page,
        "about": about,
        "n_days": error_reports.N_WORKING_DAYS,
        "section": "report-an-error",
    }
    form = ReportForm(request.POST if request.method == "POST" else None)

    def send(**given: Any) -> str:
        return error_reports.send_report(claim=about.claim if about else None, revision=about, **given)[1]

    return _take(request, form, send, "claims/public/send_report.html", context)


def _read_version(slug: str, number: str) -> VerdictRevision | None:
    """What the reader had before their eyes: that version of the check, or what stands now. None for no such check."""
    if not _IS_SLUG(slug):
        return None
    versions = VerdictRevision.objects.select_related("claim").filter(
        claim__slug=slug, claim__current_revision__isnull=False
    )
    read = versions.filter(number=number).first() if _IS_NUMBER(number) else None
    return read or versions.filter(pk=F("claim__current_revision")).first()


def _take(
    request: HttpRequest, form: ReaderForm, send: Callable[..., str], template: str, context: dict[str, Any]
) -> HttpResponse:
    """The form, or what was sent with it: then on to the page by which the reader follows it."""
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                throttle.count("send", throttle.place_of(request), most=MOST_SENT, per_s=3600)
                if form.cleaned_data.get("email"):
                    throttle.count("mail", form.cleaned_data["email"].casefold(), most=MOST_MAILS, per_s=86_400)
                return redirect("public:sent", send(**form.cleaned_data))
            except throttle.TooMany as refusal:
                form.add_error(None, refusal.sentence)
                status = 429
            except Refused as refusal:
                form.add_error(None, refusal.sentence)
    context = {"form": form, "canonical": absolute(request.path), "has_mail": bool(settings.EMAIL_HOST), **context}
    return render(request, template, context, status=status)


@require_safe
@unkept
def sent(request: HttpRequest, token: str) -> HttpResponse:
    """What became of what a reader sent. Only they have the address; it is found and kept by nobody."""
    try:
        throttle.count("sent", throttle.place_of(request), most=MOST_LOOKS, per_s=3600)
        found = tips.find_sent(token)
    except throttle.TooMany as refusal:
        return HttpResponse(refusal.sentence, status=429, content_type="text/plain; charset=utf-8")
    except NotFound as refusal:
        raise Http404(refusal.sentence) from refusal
    is_tip = isinstance(found, Tip)
    news = reader_news.of_tip(found) if isinstance(found, Tip) else reader_news.of_report(found)
    context = {"sent": found, "news": news, "is_tip": is_tip, "address": absolute(request.path)}
    response = render(request, "claims/public/sent.html", context)
    # Not no-referrer: see claims.guests.views
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response
