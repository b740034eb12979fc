"""Pages for people without a login. They show one thing each, are kept by nobody and lead nowhere."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from claims import throttle
from claims.errors import Refused
from claims.guests.forms import AnswerForm
from claims.models import Notice
from claims.publishing import mails
from claims.workflow import guests

Params = ParamSpec("Params")
View = Callable[Concatenate[HttpRequest, Params], HttpResponse]
#: Wrong tokens from one address within an hour; whoever has a link needs none.
MOST_TRIES = 60


def guest_view(view: View[Params]) -> View[Params]:
    """Never cached, never indexed, wrong tokens are counted, and the address with its token goes to no other site."""

    @wraps(view)
    def run(request: HttpRequest, /, *args: Params.args, **kwargs: Params.kwargs) -> HttpResponse:
        try:
            response = view(request, *args, **kwargs)
        except Refused as refusal:
            response = _refuse(request, refusal)
        add_never_cache_headers(response)
        # Not no-referrer: browsers would then send no origin with the form, and it would be taken for a forgery
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        return response

    return run


@require_http_methods(["GET", "HEAD", "POST"])
@guest_view
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """The passage that somebody outside is asked about, and the one answer that the link takes."""
    link = guests.find_open_link(token)
    form = AnswerForm(request.POST if request.method == "POST" else None, auto_id="answer-%s", label_suffix="")
    if form.is_bound and form.is_valid():
        guests.answer(token, **form.cleaned_data)
        return redirect("guests:thanks")
    context = {"form": form, "passage": link.passage, "question": link.question, "until": link.expires_at}
    return render(request, "claims/guests/answer.html", context, status=422 if form.errors else 200)


@require_safe
@guest_view
def thanks(request: HttpRequest) -> HttpResponse:
    return _say(
        request, "Thank you. Your answer is with the newsroom, and the link does not work any more.", status=200
    )


@csrf_exempt  # mail programs post it by themselves (RFC 8058); the token says whose mail it is
@require_http_methods(["GET", "HEAD", "POST"])
@guest_view
def stop_mail(request: HttpRequest, token: str) -> HttpResponse:
    person, kind = mails.read_stop(token)
    label = "notices that come once a day" if kind == "digest" else Notice.Kind(kind).label
    if request.method == "POST":
        mails.stop(person, kind)
        return _say(request, "You get no more of these mails. The desk still shows what concerns you.", status=200)
    return render(request, "claims/guests/stop_mail.html", {"label": label})


def _refuse(request: HttpRequest, refusal: Refused) -> HttpResponse:
    try:
        throttle.count("guest", throttle.place_of(request), most=MOST_TRIES, per_s=3600)
    except throttle.TooMany as too_many:
        return _say(request, too_many.sentence, status=429)
    return _say(request, refusal.sentence, status=404)


def _say(request: HttpRequest, sentence: str, *, status: int) -> HttpResponse:
    """What was written and could not be taken is given back; of wrong and of old links alike, so it tells nothing."""
    words = request.POST.get("text", "") if status >= 400 else ""
    return render(request, "claims/guests/said.html", {"sentence": sentence, "words": words}, status=status)
