"""Pages for people without a login. They show one thing each, are kept by nobody and lead nowhere."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from claims import throttle
from claims.errors import Refused
from claims.models import Notice
from claims.publishing import mails

Params = ParamSpec("Params")
View = Callable[Concatenate[HttpRequest, Params], HttpResponse]
#: Tries from one address within an hour; a person needs a handful.
MOST_TRIES = 60


def guest_view(view: View[Params]) -> View[Params]:
    """Counted, never cached, never indexed, and the address with its token goes to no other site."""

    @wraps(view)
    def run(request: HttpRequest, /, *args: Params.args, **kwargs: Params.kwargs) -> HttpResponse:
        try:
            throttle.count("guest", throttle.place_of(request), most=MOST_TRIES, per_s=3600)
            response = view(request, *args, **kwargs)
        except throttle.TooMany as refusal:
            response = _say(request, refusal.sentence, status=429)
        except Refused as refusal:
            response = _say(request, refusal.sentence, status=404)
        add_never_cache_headers(response)
        # Not no-referrer: browsers would then send no origin with the form, and it would be taken for a forgery
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        return response

    return run


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


def _say(request: HttpRequest, sentence: str, *, status: int) -> HttpResponse:
    return render(request, "claims/guests/said.html", {"sentence": sentence}, status=status)
