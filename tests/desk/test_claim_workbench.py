"""The workbench: a checklist that leads to where things are mended, quotes in context, origins drawn."""

import re
from datetime import date
from itertools import pairwise

import pytest

from claims.desk.screens.claim import ClaimScreen
from claims.desk.screens.claim_history import Names
from claims.desk.screens.claim_origins_picture import Row, draw
from claims.models import Claim, Evidence, State, User
from tests.builders import a_piece_of_evidence, cast, claim_in
from tests.desk.people import client_of

pytestmark = [pytest.mark.django_db, pytest.mark.looks]


def places(claim: Claim, by: User) -> dict[str, str]:
    """What is still missing -> where the checklist leads."""
    fresh = Claim.objects.get(pk=claim.pk)
    return {line.label: line.place for line in ClaimScreen(fresh, by).checklist if line.missing}


def test_every_line_of_the_checklist_leads_to_something_on_the_page() -> None:
    for state, name in ((State.QUEUED, "ravi"), (State.RESEARCHING, "ravi"), (State.DECIDED, "elsa")):
        claim = claim_in(state)
        a_piece_of_evidence(claim, status=Evidence.Status.ACCEPTED, stance="supports")
        html = client_of(name).get(f"/desk/claims/{claim.pk}/").content.decode()
        gate = re.search(r'<ul class="gate">(.*?)</ul>', html, re.DOTALL)
        assert gate, state
        leads_to = re.findall(rf'href="/desk/claims/{claim.pk}/#([^"]+)"', gate.group(1))
        assert len(leads_to) == gate.group(1).count("<a ")
        for place in leads_to:
            assert f'id="{place}"' in html, (state, place)


def test_what_is_missing_leads_to_the_form_that_mends_it() -> None:
    claim = claim_in(State.RESEARCHING)
    claim.key_elements.all().delete()
    claim.evidence.all().delete()
    claim.counter_searches.all().delete()
    claim.reply_requests.all().delete()
    Claim.objects.filter(pk=claim.pk).update(draft_text="", draft_summary="", draft_rating=None, reply_exemption="")
    bare = a_piece_of_evidence(claim, status=Evidence.Status.ACCEPTED, stance="supports")
    assert places(claim, cast().ravi) == {
        "Independent origins": "add-element",
        "Evidence described": f"accept-{bare.pk}",
        "Both sides sought": "log-search",
        "Claimant asked": "ask-reply",
        "Draft complete": "edit_draft-rating_0",
        "Citations hold": "edit_draft-text",
    }


def test_evidence_that_is_kept_in_the_newsroom_says_that_it_does_not_count() -> None:
    claim = claim_in(State.RESEARCHING)
    for stance in ("supports", "refutes"):
        a_piece_of_evidence(
            claim, quote=f"It {stance} it.", stance=stance, status=Evidence.Status.ACCEPTED, visibility="newsroom"
        )
    html = client_of("ravi").get(f"/desk/claims/{claim.pk}/").content.decode()
    assert html.count("Newsroom only, does not count</span>") == 2
    assert "There is no public evidence for either side yet." in html
    assert "No public evidence for or against the claim is accepted yet" in html


def test_who_cannot_mend_it_is_led_to_the_part_that_it_is_about() -> None:
    claim = claim_in(State.RESEARCHING)
    claim.counter_searches.all().delete()
    claim.evidence.all().delete()
    assert places(claim, cast().ines)["Both sides sought"] == "sides"


def test_the_publication_gate_is_told_to_editors() -> None:
    claim = claim_in(State.DECIDED)
    assert places(claim, cast().elsa) == {"Interests declared": "declare"}
    assert ClaimScreen(claim, cast().ines).checklist == []


def test_a_quote_stands_between_the_sentence_before_it_and_the_one_after() -> None:
    claim = claim_in(State.RESEARCHING)
    text = "The council met on Monday. The fee rose by a third. Nobody had asked for it. It rained."
    item = a_piece_of_evidence(claim, quote="The fee rose by a third.")
    start = text.index(item.quote)
    item.selector = {"exact": item.quote, "start": start, "end": start + len(item.quote), "prefix": "", "suffix": ""}
    item.save()
    source = item.source
    assert source.snapshot is not None
    type(source.snapshot).objects.filter(pk=source.snapshot.pk).update(text=text)
    evidence = ClaimScreen(claim, cast().ravi).evidence
    (card,) = evidence.cards([found for found in evidence.proposals if found.pk == item.pk])
    assert card.beside == ("The council met on Monday.", "Nobody had asked for it.")


class Dot:
    """A link as the picture sees it."""

    def __init__(self, day: date | None) -> None:
        self.published_on, self.label, self.kind, self.outlet = day, "E1", "supports", "Herald"


def test_the_picture_keeps_the_marks_of_a_lane_apart_and_inside_it() -> None:
    for n in (1, 3, 40):
        links = [Dot(date(2025, 3, 1)) for _ in range(n)] + [Dot(None)]
        drawn = draw([Row("1 Herald", "counts", list(links), [None, *[0] * n])])
        places = [mark.x for mark in drawn.lanes[0].marks]
        assert all(right - left >= 40 for left, right in pairwise(places))
        assert places[0] > 0
        assert places[-1] < drawn.width
        assert len(drawn.lanes[0].arcs) == n


def test_the_origins_are_drawn_with_tokens_and_told_in_words_beside_it() -> None:
    claim = claim_in(State.RESEARCHING)
    a_piece_of_evidence(claim, status=Evidence.Status.ACCEPTED, stance="refutes")
    html = client_of("ravi").get(f"/desk/claims/{claim.pk}/").content.decode()
    drawn = html[html.index("origins-picture") : html.index("</figure>", html.index("origins-picture"))]
    assert 'role="img"' in drawn
    assert 'class="mark-refutes"' in drawn
    assert "#" not in re.sub(r"url\(#|href=\"#|\.svg#", "", drawn), "no colour stands in the markup"


def test_a_capture_in_the_history_is_told_in_words() -> None:
    told = Names().of("snapshot", {"id": 1, "sha256": "ab12" * 16, "text_sha256": "", "warc_sha256": ""})
    assert told == "Kept as captured, sha256 ab12ab12ab12…"
