"""Published checks that have just come in: the claims which they may answer are matched again. Nothing is decided."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Max

from claims import jobs, policy
from claims.matching.claims import find_alike
from claims.models import OPEN_STATES, CheckFeed, CheckMatch, Claim, FactCheck, FinderRun

#: Of so many new checks each is looked up by itself; of more, the open claims are looked up instead (count).
N_LOOKED_UP = 500
#: Claims near one check that are matched again, and open claims after a large import, the most urgent first (counts).
#: A claim that is left out is matched when somebody accepts it.
N_NEAR, N_OPEN = 10, 5_000
#: The name under which the finder of checked claims keeps its looks.
CHECKS_FINDER = "checks"


def match_feed(feed_id: int) -> None:
    """Have the open claims matched again that may be answered by what a feed brought since this was done last."""
    feed = CheckFeed.objects.filter(pk=feed_id).first()
    if feed is None:
        return
    arrived = FactCheck.objects.arrived(feed).order_by()
    # Batches of a feed are written one after the other: whatever comes later is dated later than the newest seen here.
    newest = arrived.aggregate(at=Max("changed_at"))["at"]
    if newest is None:
        return
    arrived = arrived.filter(changed_at__lte=newest)
    reworded = CheckMatch.objects.filter(fact_check__in=arrived, decided_at=None).order_by()
    wanted = set(reworded.values_list("claim", flat=True)[:N_OPEN])
    texts = list(arrived.standing().values_list("statement", "language")[: N_LOOKED_UP + 1])
    if len(texts) > N_LOOKED_UP:
        near = set(Claim.objects.open().values_list("pk", flat=True)[:N_OPEN])
    else:
        near = {pk for statement, language in texts for pk in _claims_near(statement, language)}
    still_open = Claim.objects.filter(pk__in=near | wanted, state__in=OPEN_STATES)
    # Evidence is looked for in the checks once more, where it was before: of all finders only this one has news.
    looks = FinderRun.objects.filter(claim__in=still_open, finder=CHECKS_FINDER).order_by()
    with transaction.atomic():
        jobs.enqueue_all("match_claim", list(still_open.order_by().values_list("pk", flat=True)))
        jobs.enqueue_all("ask_finder", list(looks.values_list("pk", flat=True)))
        CheckFeed.objects.filter(pk=feed.pk).update(matched_to_at=newest)


def _claims_near(statement: str, language: str) -> list[int]:
    threshold = policy.current().match_suggest_score
    found = find_alike(statement, language=language or "en", limit=N_NEAR)
    return [pk for pk, ranked in found if ranked.score >= threshold]
