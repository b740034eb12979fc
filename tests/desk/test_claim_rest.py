"""Long lists on a claim's page: the first rows, how many more there are, and the way to every one of them."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from claims.desk.screens.claim_rest import KINDS, N_AT_ONCE, N_SHOWN
from claims.models import Claim, Evidence, Source, State
from tests.builders import a_snapshot, cast, claim_in
from tests.desk.people import client_of
from tests.rows.claims import EVEN, Newsroom, fill_claims, passage, source
from tests.rows.pile import pile_on
from tests.rows.writing import write

pytestmark = pytest.mark.django_db
#: Who says it is listed where somebody denies it.
NOT_DENIED = {"saying", "denying"}
_PASSAGE = re.compile(r'<article class="card passage[^"]*" id="evidence-(\d+)"')


def body_of(address: str, *, htmx: bool = False) -> str:
    return client_of("ravi", htmx=htmx).get(address).content.decode()


def many_passages(claim: Claim, n: int) -> None:
    capture = a_snapshot()
    sources = write(Source, [source(f"many-{number}", capture) for number in range(n)])
    write(Evidence, [passage(claim, one, number) for number, one in enumerate(sources)])


@pytest.fixture
def claim() -> Claim:
    return claim_in(State.RESEARCHING)


def all_of(claim: Claim, name: str) -> str:
    return reverse("desk:claim_rest", args=[claim.pk, name])


def test_of_a_thousand_passages_the_page_shows_a_few_and_leads_to_every_other_one(claim: Claim) -> None:
    many_passages(claim, 1000)
    page = body_of(reverse("desk:claim", args=[claim.pk]))
    assert len(page) < 400_000
    shown = _PASSAGE.findall(page)
    assert len(shown) == 3 * N_SHOWN
    assert "490 more for it" in page
    assert "240 more against it" in page
    assert "240 more proposed passages" in page
    assert "Drawn for the first 10 of 1000 sources and articles" in page
    found = set(shown)
    for name in ("supporting", "refuting", "proposed"):
        fold = body_of(f"{all_of(claim, name)}?from={N_SHOWN}", htmx=True)
        assert "<html" not in fold
        assert len(_PASSAGE.findall(fold)) == N_AT_ONCE
        at: str | None = all_of(claim, name)
        while at:
            whole = body_of(at)
            found.update(_PASSAGE.findall(whole))
            following = re.search(r'rel="next"[^>]*href="([^"]+)"', whole)
            at = all_of(claim, name) + following[1] if following else None
    assert found == {str(pk) for pk in Evidence.objects.filter(claim=claim).values_list("pk", flat=True)}


def test_what_the_page_leaves_out_of_a_list_comes_when_it_is_asked_for(claim: Claim) -> None:
    fill_claims(60, Newsroom(EVEN))
    pile_on(claim, 30)
    whole = body_of(reverse("desk:claim", args=[claim.pk]))
    n_cut = 0
    for name, kind in KINDS.items():
        fold, page = body_of(all_of(claim, name), htmx=True), body_of(all_of(claim, name))
        assert "<html" not in fold
        assert "hx-disable" in page, "the answer of its forms is the claim's page"
        count = re.search(rf'<h1>{kind.title} <span class="count">(\d+)</span>', page)
        assert count is not None, name
        is_cut = int(count[1]) > kind.n_shown
        assert (f'href="{all_of(claim, name)}?from={kind.n_shown}"' in whole) is (is_cut and name not in NOT_DENIED)
        n_cut += is_cut
    assert n_cut > 6


def test_a_list_that_there_is_not_is_not_found(claim: Claim) -> None:
    answer = client_of("ravi").get(all_of(claim, "secrets"))
    assert answer.status_code == 404
    assert "A claim has no such list." in answer.content.decode()
    assert client_of("ravi").get(f"{all_of(claim, 'refuting')}?from=a").status_code == 200


def test_of_a_long_list_those_come_first_that_still_need_something(claim: Claim) -> None:
    many_passages(claim, 60)
    bare = Evidence.objects.filter(claim=claim, stance="supports").latest("pk")
    Evidence.objects.filter(claim=claim).exclude(pk=bare.pk).update(accessed_on="2025-11-02", interest="None known.")
    Evidence.objects.filter(pk=bare.pk).update(interest="")
    assert _PASSAGE.findall(body_of(reverse("desk:claim", args=[claim.pk])))[0] == str(bare.pk)
    assert cast().ravi == claim.researcher
