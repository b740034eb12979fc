"""Forms of single things on a claim: folded on its page, fetched when they are unfolded, and each a page of its own."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse
from django.utils import timezone

from claims.evidence.decisions import accept_evidence
from claims.models import Claim, State
from claims.workflow import edits
from tests.builders import a_piece_of_evidence, cast, claim_in
from tests.desk.people import client_of

pytestmark = [pytest.mark.django_db, pytest.mark.looks]


def a_reply(claim: Claim) -> int:
    asked = edits.ask_for_reply(claim, by=cast().ravi, channel="e-mail to the port", asked_on=timezone.localdate())
    return int(asked.pk)


def two_sources(claim: Claim) -> int:
    pieces = [a_piece_of_evidence(claim, quote=quote) for quote in ("It rose by 38 crowns.", "Nobody raised it.")]
    for piece in pieces:
        accept_evidence(piece, by=cast().ravi, stance="refutes")
    return int(pieces[0].source_id)


def an_element(claim: Claim) -> int:
    return int(claim.key_elements.get().pk)


#: name of the form -> (what it is about, a field of it)
FORMS: dict[str, tuple[Callable[[Claim], int], str]] = {
    "record_reply": (a_reply, 'name="replied_on"'),
    "ask_claimant": (a_reply, 'name="passage"'),
    "decide_origin": (two_sources, 'name="answer"'),
    "edit_key_element": (an_element, 'name="single_source_reason"'),
}


@pytest.mark.parametrize("name", FORMS)
def test_a_folded_form_costs_its_page_a_link_and_comes_when_it_is_asked_for(name: str) -> None:
    claim = claim_in(State.RESEARCHING)
    make, field = FORMS[name]
    address = reverse(f"desk:{name}", args=[claim.pk, make(claim)])
    ravi, whole = client_of("ravi"), reverse("desk:claim", args=[claim.pk])
    page = ravi.get(whole).content.decode()
    assert f'hx-get="{address}"' in page
    assert f'<a href="{address}">' in page  # what works without scripts
    assert f'action="{address}"' not in page
    part = client_of("ravi", htmx=True).get(address).content.decode()
    alone = ravi.get(address).content.decode()
    for answer in (part, alone):
        assert f'action="{address}"' in answer
        assert field in answer
    assert "<html" not in part
    place = alone.partition(f'href="{whole}#')[2].partition('"')[0]
    assert f'id="{place}"' in page
    assert f'hx-post="{address}"' not in alone  # its answer is the claim's page


@pytest.mark.parametrize("name", FORMS)
def test_who_may_not_edit_gets_no_form_that_would_only_be_refused(name: str) -> None:
    claim = claim_in(State.RESEARCHING)
    address = reverse(f"desk:{name}", args=[claim.pk, FORMS[name][0](claim)])
    assert address not in client_of("lena").get(reverse("desk:claim", args=[claim.pk])).content.decode()
    refused = client_of("lena").get(address)
    assert refused.status_code == 403
    assert "Only the claim’s researcher or an editor" in refused.content.decode().replace("&#x27;", "’")


def test_a_key_element_is_changed_and_removed_on_the_page_of_its_form() -> None:
    claim = claim_in(State.RESEARCHING)
    edits.add_key_element(claim, by=cast().ravi, text="No other port raised it.")
    address = reverse("desk:edit_key_element", args=[claim.pk, claim.key_elements.earliest("pk").pk])
    ravi = client_of("ravi")
    page = ravi.get(address).content.decode()
    remove = reverse("desk:remove_key_element", args=[claim.pk, claim.key_elements.earliest("pk").pk])
    assert f'action="{remove}"' in page
    seen = page.partition('name="seen" value="')[2].partition('"')[0]
    assert ravi.post(address, {"seen": seen, "text": "The fee rose."}).status_code == 302
    assert claim.key_elements.earliest("pk").text == "The fee rose."
    assert ravi.post(remove, {"seen": Claim.objects.get(pk=claim.pk).version}).status_code == 302
    assert [element.text for element in claim.key_elements.all()] == ["No other port raised it."]
