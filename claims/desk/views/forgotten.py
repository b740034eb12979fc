"""A forgotten password: asking for a link by mail, and the page behind the link."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from claims import throttle
from claims.accounts import resetting
from claims.desk.forms.session import ForgottenForm, NewPasswordForm
from claims.desk.web import answer_refusal, done
from claims.errors import Refused

#: Addresses given, and wrong links opened, from one place within an hour.
MOST_ASKED, MOST_TRIES = 20, 60
_ASKED = (
    "If a login belongs to this address, a mail with a link is on its way. The link works for an hour. Nothing came? "
    "Look among unwanted mail, or ask a moderator."
)


@require_http_methods(["GET", "HEAD", "POST"])
def forgotten(request: HttpRequest) -> HttpResponse:
    """The same page whatever address is given."""
    form = ForgottenForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            throttle.count_for_certain("forgotten", throttle.place_of(request), most=MOST_ASKED, per_s=3600)
            resetting.ask(form.cleaned_data["email"])
        except Refused as refusal:
            return _answer(request, refusal)
        return done(request, "desk:login", _ASKED)
    context = {"form": form, "is_mailed": bool(settings.EMAIL_HOST)}
    return render(request, "claims/desk/login/forgotten.html", context, status=422 if form.errors else 200)


@sensitive_post_parameters("new_password")
@require_http_methods(["GET", "HEAD", "POST"])
def new_password(request: HttpRequest, key: str) -> HttpResponse:
    """For whoever holds the link. Nobody is logged in by it: name, password and second step are asked for as ever."""
    try:
        person = resetting.find(key)
        form = NewPasswordForm(person, request.POST if request.method == "POST" else None)
        if form.is_bound and form.is_valid():
            resetting.reset(key, form.cleaned_data["new_password"])
            sentence = "Your new password is set, and every session of your login ended. Log in with it."
            response = done(request, "desk:login", sentence)
        else:
            context = {"form": form, "person": person}
            status = 422 if form.errors else 200
            response = render(request, "claims/desk/login/new_password.html", context, status=status)
    except Refused as refusal:
        response = _refuse(request, refusal)
    # The address holds the key: it goes to no other site. Not no-referrer, or the form would come without an origin
    response.headers["Referrer-Policy"] = "same-origin"
    return response


def _refuse(request: HttpRequest, refusal: Refused) -> HttpResponse:
    try:
        throttle.count("new password", throttle.place_of(request), most=MOST_TRIES, per_s=3600)
    except throttle.TooMany as too_many:
        return _answer(request, too_many)
    return answer_refusal(request, refusal)


def _answer(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """429 where somebody has tried too often."""
    if isinstance(refusal, throttle.TooMany):
        context = {"sentence": refusal.sentence, "status": 429}
        return render(request, "claims/desk/refused.html", context, status=429)
    return answer_refusal(request, refusal)
