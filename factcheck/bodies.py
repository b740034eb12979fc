"""How large a request may be, before anything reads it or writes its files to the disk."""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

#: Of one request with all its files (bytes), as in docker/Caddyfile and 413.html; importers take less
MOST_BYTES = 13_000_000
#: What programs ask; the reference before it is a page like others.
_OF_PROGRAMS = re.compile(r"/api/v1/.")


class BodySizeMiddleware:
    """Answers 413 by what the request says of itself: no server hands on more bytes than it announces.

    The API reads bodies only as a whole, and refuses with a problem document what is too large for that.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        announced = str(request.META.get("CONTENT_LENGTH") or "")
        is_number = announced.isascii() and announced.isdigit()
        is_too_large = is_number and (len(announced) > 18 or int(announced) > MOST_BYTES)
        if is_too_large and not _OF_PROGRAMS.match(request.path):
            return render(request, "413.html", status=413)
        return self.get_response(request)
