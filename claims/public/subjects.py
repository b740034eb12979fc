"""Pages that gather the checks of one topic or of one claimant."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from claims.models import Claimant
from claims.public.claimants import as_printed, checks_of, counts_of, find_heir, names_of, path_of
from claims.public.finding import count, one_page
from claims.public.page_cache import kept
from claims.public.topics import MAX_LISTED, load_topics
from claims.publishing.newsroom import absolute
from claims.publishing.standing import standing_checks


@require_safe
@kept
def topics(request: HttpRequest) -> HttpResponse:
    """Topics on which something was checked, those with most checks first."""
    found = load_topics()
    context = {
        "topics": found[:MAX_LISTED],
        "n_unlisted": len(found[MAX_LISTED:]),
        "section": "topics",
        "canonical": absolute(request.path),
    }
    return render(request, "claims/public/topics.html", context)


@require_safe
@kept
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """The standing checks on a topic, newest first."""
    found = next((topic for topic in load_topics() if topic.slug == slug), None)
    if found is None:
        raise Http404("No check has been published on this topic.")
    checks = found.checks(standing_checks())
    context = {
        "topic": found,
        "n_found": count(checks),
        "page": one_page(request, checks),
        "section": "topics",
        "canonical": absolute(found.path),
    }
    return render(request, "claims/public/topic.html", context)


@require_safe
@kept
def claimant(request: HttpRequest, pk: int) -> HttpResponse:
    """All standing checks of what one claimant said, however they came out, and how many have which rating.

    There is no score of a claimant: what is checked is chosen, so its mix says nothing about all that somebody says.
    """
    found = Claimant.objects.filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise Http404("No check has been published of anything that they said.")
    heir = find_heir(found)
    if heir is not None:
        return HttpResponseRedirect(path_of(heir))
    names = names_of(found)
    printed = as_printed(found, names)
    if printed is None:
        raise Http404("No check has been published of anything that they said.")
    context = {
        "claimant": printed,
        "counts": counts_of(names),
        "page": one_page(request, checks_of(names)),
        "section": "checks",
        "canonical": absolute(request.path),
    }
    return render(request, "claims/public/claimant.html", context)
