"""What people, readers and machines leave on the desk beside the claims."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from django.utils import timezone

from claims.models import (
    Appearance,
    CheckFeed,
    Claim,
    Claimant,
    ClaimantMerge,
    ErrorReport,
    Export,
    Job,
    Named,
    Notice,
    Outlet,
    PolicyPage,
    Role,
    RoleGrant,
    SavedFilter,
    Snapshot,
    Tip,
    User,
)
from tests.builders import cast
from tests.rows.writing import NUMBERS, named_rows, write


def fill_desk(n: int) -> None:
    """Add `n` of everything; at least as many claims are there that no job was about so far."""
    people, now = cast(), timezone.now()
    numbers = [next(NUMBERS) for _ in range(n)]
    claims = list(Claim.objects.exclude(pk__in=Job.objects.values("target")).order_by("pk")[:n])
    about = [claims[k % len(claims)] for k in range(n)]
    write(SavedFilter, [SavedFilter(owner=people.edda, name=f"Filter {k}", query="who=me&due=week") for k in numbers])
    write(Notice, [
        Notice(person=people.edda, claim=claim, key=f"k{k}", text="News")
        for k, claim in zip(numbers, about, strict=True)
    ])  # fmt: skip
    failed = [Job(name=name, target=k, due_at=now, failed_at=now, error="It failed.") for k, name in _failed(claims)]
    Job.objects.bulk_create(failed, ignore_conflicts=True)
    write(Tip, [Tip(statement=f"Fee {k} rose", token_sha256=f"{k:064}", sent_at=now) for k in numbers])
    write(Tip, [
        Tip(statement=f"Fee {k} fell", token_sha256=f"j{k:063}", sent_at=now, decision="joined", claim=claim,
            decided_by=people.mona, decided_at=now)
        for k, claim in zip(numbers, about, strict=True)
    ])  # fmt: skip
    write(ErrorReport, [
        ErrorReport(claim=claim, text="A date.", token_sha256=f"{k:064}", sent_at=now, due_on=now.date())
        for k, claim in zip(numbers, about, strict=True)
    ])  # fmt: skip
    write(Export, [Export(person=people.edda, what="claims", format="csv", n_rows=k) for k in numbers])
    write(PolicyPage, [PolicyPage(slug=f"page-{k}", version=1, title="How", body="So.", written_by=people.mona)
                        for k in numbers])  # fmt: skip
    Claimant.objects.find_or_add_all([Named(f"Speaker {k}", "mayor") for k in numbers])
    newcomers = write(User, [User(username=f"person-{k}", first_name=f"Person {k}") for k in numbers])
    write(RoleGrant, [
        RoleGrant(person=person, role=role) for person in newcomers for role in (Role.RESEARCHER, Role.REVIEWER)
    ])  # fmt: skip
    named_rows(Outlet, [f"Outlet {k}" for k in numbers])
    write(CheckFeed, [CheckFeed(identity=f"https://feed.example/{k}", kind=CheckFeed.Kind.DATAFEED) for k in numbers])
    write(Snapshot, [
        Snapshot(how=Snapshot.How.FETCH, sha256=f"{k:064x}", n_bytes=k, captured_at=now, final_url="https://a.example/")
        for k in numbers
    ])  # fmt: skip
    named = Claimant.objects.order_by("-pk")[: n + 1]
    write(ClaimantMerge, [
        ClaimantMerge(claimant=one, into=other, merged_by=people.edda, merged_at=now, undone_at=now)
        for one, other in pairwise(named)
    ])  # fmt: skip


def _failed(claims: list[Claim]) -> Iterator[tuple[int, str]]:
    """In turns about a claim and about its article."""
    for claim, article in Appearance.objects.filter(claim__in=claims).order_by("pk").values_list("claim", "article"):
        yield claim, "match_claim"
        yield article, "fetch_article"
