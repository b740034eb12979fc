"""What gives or takes power wants a fresh proof of who is there: an open session alone, left or stolen, is none."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows import reauthentication
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponseRedirect
from django.utils.http import urlencode


def require_proof(request: HttpRequest) -> None:
    """Of the last ACCOUNT_REAUTHENTICATION_TIMEOUT seconds, a login included. Otherwise the password or the second
    step is asked for, and what was sent is done after that; it waits in the session, so it must hold no password."""
    reauthentication.raise_if_reauthentication_required(request, app="claims")


def lead_to_proof(request: HttpRequest) -> HttpResponseRedirect | None:
    """The same for pages whose forms hold passwords: the form is filled in again. None: the proof is fresh."""
    if not reauthentication.is_reauthentication_required(request, app="claims"):
        return None
    way = get_adapter().get_reauthentication_methods(request.user)[0]["url"]
    return HttpResponseRedirect(f"{way}?{urlencode({REDIRECT_FIELD_NAME: request.get_full_path()})}")
