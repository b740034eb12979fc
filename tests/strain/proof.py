"""Run in the system's own environment: compares what was accepted, as JSON on stdin, with what is there.

Prints JSON {lost: [...], doubled: [...], stuck: [...]}; ends with 1 when a chain, a capture or the index is wrong.
"""

import json
import os
import sys
from collections.abc import Iterator
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db.models import Count, F  # noqa: E402

from claims.models import Article, Claim, ClaimEvent, Job, Review, VerdictRevision  # noqa: E402


def counts(accepted: dict[str, list[Any]]) -> Iterator[tuple[str, int]]:
    """(what was accepted, how often it is there); both should be one."""
    for word in accepted["imports"]:
        yield f"article of {word}", Article.objects.filter(text__contains=f"port of {word} ").count()
    for claim in accepted["accepted"]:
        verbs = list(ClaimEvent.objects.filter(claim=claim).order_by("version").values_list("verb", flat=True))
        yield f"acceptance of claim {claim} ({', '.join(verbs)})", verbs.count("accept")
    for claim, name in accepted["reviews"]:
        found = Review.objects.filter(round__claim=claim, reviewer__username=name)
        yield f"review of claim {claim} by {name}", found.count()
    for claim in accepted["decided"]:
        yield f"decision on claim {claim}", ClaimEvent.objects.filter(claim=claim, verb="decide").count()
    for claim in accepted["published"]:
        yield f"publication of claim {claim}", VerdictRevision.objects.filter(claim=claim).count()


def stuck() -> Iterator[str]:
    for article in Article.objects.exclude(stage=Article.Stage.READY):
        yield f"article {article.pk} is {article.stage}: {article.error}"
    for job in Job.objects.all():
        yield f"job {job.name} of {job.target} {'failed' if job.failed_at else 'waits'}: {job.error}"
    counted = Claim.objects.annotate(n_events=Count("events")).exclude(version=F("n_events"))
    for claim, version, n_events in counted.values_list("pk", "version", "n_events"):
        yield f"claim {claim} has version {version} and {n_events} events"


def main() -> None:
    found = dict(counts(json.load(sys.stdin)))
    lost, doubled = ([what for what, n in found.items() if is_so(n)] for is_so in (lambda n: n < 1, lambda n: n > 1))
    print(json.dumps({"lost": lost, "doubled": doubled, "stuck": list(stuck())}), flush=True)
    call_command("verify_audit", stdout=sys.stderr)
    call_command("verify_snapshots", stdout=sys.stderr)
    call_command("rebuild_index", check=True, stdout=sys.stderr)  # ends the process


if __name__ == "__main__":
    main()
