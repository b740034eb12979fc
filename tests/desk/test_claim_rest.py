"""Long lists on a claim's page: the first rows, how many more there are, and the way to every one of them."""

from __future__ import annotations

import re
from functools import cache

import pytest
from django.urls import reverse
from django.utils import timezone

from claims.desk.screens.claim_rest import KINDS, N_AT_ONCE, N_SHOWN
from claims.models import Claim, Evidence, Recheck, ReviewRound, Source, State
from claims.workflow import edits
from claims.workflow.case import Case
from tests.builders import a_snapshot, cast, claim_in
from tests.desk.people import client_of
from tests.rows.claims import EVEN, Newsroom, fill_claims, passage, source
from tests.rows.pile import pile_on
from tests.rows.writing import write

pytestmark = pytest.mark.django_db
#: Who says it is listed where somebody denies it.
NOT_DENIED = {"saying", "denying"}
_TO_A_ROW = re.compile(r'href="([^"#]*)#((?:evidence|accept|element|origin|reply|ask_claimant)-\d+)"')
_FROZEN = re.compile(r'<li id="frozen-(\d+)"')
_PASSAGE = re.compile(r'<article class="card passage[^"]*" id="evidence-(\d+)"')


def body_of(address: str, *, htmx: bool = False, name: str = "ravi") -> str:
    return client_of(name, htmx=htmx).get(address).content.decode()


def many_passages(claim: Claim, n: int) -> None:
    capture = a_snapshot()
    sources = write(Source, [source(f"many-{number}", capture) for number in range(n)])
    write(Evidence, [passage(claim, one, number) for number, one in enumerate(sources)])


@pytest.fixture
def claim() -> Claim:
    return claim_in(State.RESEARCHING)


def all_of(claim: Claim, name: str) -> str:
    return reverse("desk:claim_rest", args=[claim.pk, name])


def test_of_many_passages_the_page_shows_a_few_and_leads_to_every_other_one(claim: Claim) -> None:
    many_passages(claim, 240)
    page = body_of(reverse("desk:claim", args=[claim.pk]))
    assert len(page) < 400_000
    shown = _PASSAGE.findall(page)
    assert len(shown) == 3 * N_SHOWN
    assert "110 more passages for it" in page
    assert "50 more passages against it" in page
    assert "50 more proposed passages" in page
    assert "Drawn for the first 10 of 240 sources and articles" in page
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
        is_on_page = is_cut and name not in NOT_DENIED
        assert (f'hx-get="{all_of(claim, name)}?from={kind.n_shown}"' in whole) is is_on_page
        assert (f'href="{all_of(claim, name)}">Open the list of {count[1]}<' in whole) is is_on_page
        n_cut += is_cut
    assert n_cut > 6


def test_a_list_that_there_is_not_is_not_found(claim: Claim) -> None:
    answer = client_of("ravi").get(all_of(claim, "secrets"))
    assert answer.status_code == 404
    assert "A claim has no such list." in answer.content.decode()
    assert client_of("ravi").get(f"{all_of(claim, 'refuting')}?from=a").status_code == 200


def test_a_list_of_its_own_shows_what_stands_around_each_quote(claim: Claim) -> None:
    capture = a_snapshot("Before it stands this sentence. The quoted words stand here. After it stands that one.")
    quote = "The quoted words stand here."
    pieces = [passage(claim, one, 0) for one in write(Source, [source(f"one-{n}", capture) for n in range(30)])]
    for piece in pieces:
        piece.quote = quote
        piece.selector = {"exact": quote, "prefix": "", "suffix": "", "start": 32, "end": 32 + len(quote)}
    write(Evidence, pieces)
    for start, n in ((0, 30), (N_SHOWN, 20), (25, 5)):
        body = body_of(f"{all_of(claim, 'supporting')}?from={start}")
        assert len(_PASSAGE.findall(body)) == body.count("Before it stands this sentence") == n


def test_headings_of_a_list_of_its_own_leave_no_level_out_and_its_rows_have_keys(claim: Claim) -> None:
    edits.ask_for_reply(claim, by=cast().ravi, channel="e-mail to the port", asked_on=timezone.localdate())
    page, fold = body_of(all_of(claim, "claimant_links")), body_of(all_of(claim, "claimant_links"), htmx=True)
    assert re.findall(r"<(h\d)>Right of reply", page) == ["h2"]
    assert re.findall(r"<(h\d)>Right of reply", fold) == ["h4"]
    assert "data-rows" in page


def test_of_a_long_list_those_come_first_that_still_need_something(claim: Claim) -> None:
    many_passages(claim, 60)
    bare = Evidence.objects.filter(claim=claim, stance="supports").latest("pk")
    Evidence.objects.filter(claim=claim).exclude(pk=bare.pk).update(accessed_on="2025-11-02", interest="None known.")
    Evidence.objects.filter(pk=bare.pk).update(interest="")
    assert _PASSAGE.findall(body_of(reverse("desk:claim", args=[claim.pk])))[0] == str(bare.pk)
    assert cast().ravi == claim.researcher


def test_every_link_to_a_row_leads_to_a_page_on_which_it_stands(claim: Claim) -> None:
    fill_claims(30, Newsroom(EVEN))
    pile_on(claim, 12)
    many_passages(claim, 240)
    accepted = Evidence.objects.filter(claim=claim, status="accepted")
    accepted.update(interest="")
    Claim.objects.filter(pk=claim.pk).update(draft_text="".join(f"[E{item.pk}]" for item in accepted))
    about = {
        "source_change": Recheck.objects.filter(source__evidence__claim=claim).latest("pk"),
        "accept_evidence": Evidence.objects.filter(claim=claim).latest("pk"),
        "decide_origin": Source.objects.filter(evidence__claim=claim).latest("pk"),
        "edit_key_element": claim.key_elements.latest("pk"),
        "record_reply": claim.reply_requests.latest("pk"),
        "ask_claimant": claim.reply_requests.latest("pk"),
    }
    pages = [reverse(f"desk:{name}", args=[claim.pk, row.pk]) for name, row in about.items()]
    pages.append(f"{all_of(claim, 'origins')}?from=200")
    whole = reverse("desk:claim", args=[claim.pk])
    read = cache(body_of)
    links = {(page, *link) for page in (whole, *pages) for link in _TO_A_ROW.findall(read(page))}
    links |= {(whole, *link) for link in _TO_A_ROW.findall(body_of(whole, name="ines"))}
    assert {page for page, _, _ in links} == {whole, *pages}
    assert [link for link in links if f'id="{link[2]}"' not in read(link[1])] == []
    assert sum(1 for _, address, _ in links if address != whole) > 100


def test_a_reviewer_reads_ten_passages_at_first_and_can_cite_every_other_one_as_well() -> None:
    claim = claim_in(State.IN_REVIEW)
    many_passages(claim, 240)
    frozen = Case(claim).frozen()
    numbers = [item["id"] for item in frozen["evidence"]]
    frozen["text"] = "".join(f"[E{number}]" for number in numbers)
    ReviewRound.objects.filter(claim=claim).update(frozen=frozen)
    whole, later = reverse("desk:claim", args=[claim.pk]), all_of(claim, "frozen-1")
    page, fold = body_of(whole, name="ines"), body_of(f"{later}?from={N_SHOWN}", name="ines", htmx=True)
    assert _FROZEN.findall(page) == [str(number) for number in numbers[:N_SHOWN]]
    assert _FROZEN.findall(fold) == [str(number) for number in numbers[N_SHOWN : N_SHOWN + N_AT_ONCE]]
    assert f'hx-get="{later}?from={N_SHOWN}"' in page
    boxes = re.findall(r'cite-frozen" for="([^"]+)"', fold)
    assert len(boxes) == N_AT_ONCE
    assert [box for box in boxes if f'id="{box}"' not in page] == []
    read = cache(lambda address: body_of(address, name="ines"))
    for about in (whole, reverse("desk:claim_round", args=[claim.pk, 1])):
        links = re.findall(r'href="([^"#]*)#frozen-(\d+)"', read(about))
        assert {int(number) for _, number in links} == set(numbers)
        assert [link for link in links if f'id="frozen-{link[1]}"' not in read(link[0] or about)] == []
    assert "cite-frozen" not in read(later), "its box stands on the claim's page"
    assert client_of("ines").get(all_of(claim, "supporting-1")).status_code == 404
    assert client_of("ines").get(all_of(claim, "frozen-2")).status_code == 404
