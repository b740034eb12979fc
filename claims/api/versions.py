"""A claim's version is its ETag, or begins it. Whoever writes says by If-Match which version they have read."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager

from django.http import HttpRequest, HttpResponse

from claims.api.problems import NeedsVersion, OldVersion, Unreadable
from claims.errors import Stale
from claims.models import Claim

_ETAG = re.compile(r'(?:W/)?"(\d{1,18})(?:-[0-9a-f]{16})?"')


def etag_of(claim: Claim, shown: bytes = b"") -> str:
    """`shown`: the claim as it is answered. A person or a claimant in it gets another name without a new version."""
    digest = f"-{hashlib.sha256(shown).hexdigest()[:16]}" if shown else ""
    return f'"{claim.version}{digest}"'


def etag_now(claim: Claim) -> str:
    """After a write."""
    return etag_of(Claim.objects.only("version").get(pk=claim.pk))


@contextmanager
def as_read(request: HttpRequest, claim: Claim) -> Iterator[int]:
    """The version that the program has read. What turns out to be stale is OldVersion when there is a newer one."""
    seen = version_read(request, claim)
    try:
        yield seen
    except Stale as stale:
        if Claim.objects.filter(pk=claim.pk, version__gt=seen).exists():
            raise OldVersion(stale.sentence) from stale
        raise


def version_read(request: HttpRequest, claim: Claim) -> int:
    """The version that If-Match names. A proxy may have made the ETag weak on its way: it names the same version.

    Raises NeedsVersion when there is none, and Stale for a version that is still to come. That a newer one makes it
    stale is the workflow's to say: events that bind nobody, such as another reviewer's filing, do not.
    """
    given = request.headers.get("If-Match", "").strip()
    if not given or given == "*":
        raise NeedsVersion(
            "Say which version of the claim you have read: send its ETag as If-Match. GET the claim to learn it."
        )
    matches = [_ETAG.fullmatch(one.strip()) for one in given.split(",")]
    named = [int(match[1]) for match in matches if match is not None]
    if len(named) < len(matches):
        raise Unreadable('If-Match is not the ETag of a claim. Send back what GET answered, for example "7".')
    known = [version for version in named if 1 <= version <= claim.version]
    if not known:
        raise OldVersion("The claim has no such version. GET the claim, look at it and then decide again.")
    return max(known)  # any of a list will do (RFC 9110, 13.1.1)


def unless_known(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The response, or 304 for whoever has it already."""
    etag = response.headers["ETag"]
    known = {tag.strip().removeprefix("W/") for tag in request.headers.get("If-None-Match", "").split(",")}
    if not known & {etag, "*"}:
        return response
    unchanged = HttpResponse(status=304, headers={"ETag": etag})
    del unchanged.headers["Content-Type"]  # of a body that is not there
    return unchanged
