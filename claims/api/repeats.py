"""Idempotency-Key: a request that is sent again is answered again, and done once.

The key is a row of the same transaction as what the request does: they are written together or not at all, and a
repetition that comes meanwhile waits for that. Refusals change nothing and are not kept.
"""

from __future__ import annotations

import hashlib
import hmac
import inspect
import re
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from claims import access
from claims.api.entry import token_of
from claims.api.openapi import KEY, MAX_KEY
from claims.api.problems import Unreadable
from claims.errors import Refused
from claims.models import KeptAnswer

Params = ParamSpec("Params")
_HEADERS = ("ETag", "Location")
OTHER_BODY = (
    "This Idempotency-Key was used for another request. Send the very same request to repeat it, or take a new key."
)


def once(
    operation: Callable[Concatenate[HttpRequest, Params], HttpResponse],
) -> Callable[Concatenate[HttpRequest, Params], HttpResponse]:
    """All of the operation in one transaction; with an Idempotency-Key, only the first time."""

    @wraps(operation)
    def run(request: HttpRequest, /, *args: Params.args, **kwargs: Params.kwargs) -> HttpResponse:
        key = _key(request)
        if not key:
            with transaction.atomic():
                return operation(request, *args, **kwargs)
        mac = _mac(request)
        with transaction.atomic():
            kept, is_new = KeptAnswer.objects.get_or_create(
                token=token_of(request), key=key, defaults={"request_mac": mac, "at": timezone.now()}
            )
            if not is_new:
                return _again(kept, mac)
            response = operation(request, *args, **kwargs)
            kept.status = response.status_code
            kept.headers = {name: response.headers[name] for name in _HEADERS if name in response.headers}
            kept.body = response.content.decode()
            kept.save(update_fields=["status", "headers", "body"])
        return response

    # ninja reads the types out of the signature, and would look for their names in this module
    run.__signature__ = inspect.signature(operation, eval_str=True)  # type: ignore[attr-defined]
    return run


def _key(request: HttpRequest) -> str:
    """Empty without one. An empty one is refused: who sends it believes that repeating is safe."""
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return ""
    if len(key) > MAX_KEY or not re.fullmatch(KEY, key):
        raise Unreadable("The Idempotency-Key is not usable. Take up to 255 plain characters, a random UUID is best.")
    return key


def _mac(request: HttpRequest) -> str:
    """Keyed, for a short review could be guessed by a plain hash."""
    said = f"{request.method} {request.get_full_path()}\n".encode() + request.body
    return hmac.new(settings.SECRET_KEY.encode(), said, hashlib.sha256).hexdigest()


def _again(kept: KeptAnswer, mac: str) -> HttpResponse:
    access.require_desk_member(kept.token.person)  # whose role was taken away meanwhile, perhaps
    if not hmac.compare_digest(kept.request_mac, mac):
        raise Refused(OTHER_BODY)
    headers = {**kept.headers, "Idempotency-Replayed": "true"}
    return HttpResponse(kept.body, status=kept.status, content_type="application/json; charset=utf-8", headers=headers)
