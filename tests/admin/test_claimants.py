"""Claimants in the admin, for moderators and editors: merging, undoing, names, Wikidata ids."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from claims.models import Claimant, ClaimantAlias, ClaimantMerge, State
from tests.builders import a_claim, cast, claim_in
from tests.desk.people import client_of

pytestmark = pytest.mark.django_db

LIST = "/admin/claims/claimant/"
LOG = "/admin/claims/claimantmerge/"


def two() -> tuple[Claimant, Claimant]:
    a_claim(claimant="Holt")
    a_claim(claimant="Ada Holt", claimant_description="mayor")
    return Claimant.objects.get(name="Holt"), Claimant.objects.get(name="Ada Holt")


def merge(name: str, *chosen: Claimant, **answer: Any) -> str:
    form = {"action": "merge", "_selected_action": [one.pk for one in chosen], **answer}
    page: Any = client_of(name).post(LIST, form, follow=True)
    return str(page.content.decode())


def change_form(claimant: Claimant, **values: Any) -> dict[str, Any]:
    form: dict[str, Any] = {
        "kind": claimant.kind, "description": claimant.description, "wikidata": claimant.wikidata,
        "aliases-TOTAL_FORMS": 0, "aliases-INITIAL_FORMS": 0, "aliases-MIN_NUM_FORMS": 0, "aliases-MAX_NUM_FORMS": 1000,
    }  # fmt: skip
    return form | values


@pytest.mark.parametrize("name", ["mona", "edda"])
def test_two_claimants_are_merged_under_the_chosen_one_and_parted_again(name: str) -> None:
    short, full = two()
    question = merge(name, short, full)
    assert "Under whom will they all stand?" in question
    assert "Ada Holt</b>, mayor (person, 1 claim)" in question
    assert not ClaimantMerge.objects.exists()
    assert "Merged into Ada Holt: Holt." in merge(name, short, full, into=full.pk, note="The mayor.")
    row = ClaimantMerge.objects.get()
    assert (row.merged_by, row.note, full.claims.count()) == (getattr(cast(), name), "The mayor.", 2)
    client = client_of(name)
    undone: Any = client.post(LOG, {"action": "undo", "_selected_action": [row.pk]}, follow=True)
    assert "Holt is a claimant of their own again." in undone.content.decode()
    assert short.claims.count() == 1
    again: Any = client.post(LOG, {"action": "undo", "_selected_action": [row.pk]}, follow=True)
    assert "undone already" in again.content.decode()


def test_one_alone_cannot_be_merged_and_the_question_wants_an_answer() -> None:
    short, full = two()
    assert "Choose at least two claimants who are the same." in merge("mona", short)
    assert "Choose under whom they all will stand." in merge("mona", short, full, into_asked="1")
    assert not ClaimantMerge.objects.exists()


def test_a_refused_merge_merges_nobody() -> None:
    short, full = two()
    reviewed = claim_in(State.IN_REVIEW, claimant="Mayor of Grauholm")
    assert reviewed.claimant is not None
    text = merge("mona", short, reviewed.claimant, full, into=full.pk)
    assert "Nothing was merged. These claims are in review or decided" in text
    assert not ClaimantMerge.objects.exists()


def test_names_that_are_compared_as_one_or_belong_to_another_claimant_are_refused_in_words() -> None:
    short, full = two()
    client = client_of("mona")

    def add(claimant: Claimant, *names: str) -> str:
        known = claimant.aliases.count()
        form = change_form(claimant, **{"aliases-TOTAL_FORMS": known + len(names), "aliases-INITIAL_FORMS": known})
        for at, alias in enumerate(claimant.aliases.all()):
            form |= {f"aliases-{at}-id": alias.pk, f"aliases-{at}-claimant": claimant.pk}
        for at, name in enumerate(names, start=known):
            form |= {f"aliases-{at}-name": name, f"aliases-{at}-claimant": claimant.pk}
        return str(client.post(f"{LIST}{claimant.pk}/change/", form, follow=True).content.decode())

    assert "the same but for capitals or spaces" in add(full, "A. Holt", "a.  holt")
    add(full, "A. Holt")
    assert full.aliases.filter(key="a. holt").exists()
    merge("mona", short, full, into=full.pk)
    assert "Holt is merged into Ada Holt: add the name there." in add(short, "The mayor")


@pytest.mark.parametrize("name", ["rana", "ravi", "ines", "otto"])
@pytest.mark.parametrize("url", [LIST, LOG])
def test_nobody_else_gets_in(name: str, url: str) -> None:
    assert client_of(name).get(url, follow=True).status_code == 403
    two()
    assert client_of(name).post(url, {"action": "merge"}, follow=True).status_code == 403


@pytest.mark.parametrize("name", ["mona", "edda"])
def test_both_pages_and_every_form_open_for_them(name: str) -> None:
    short, full = two()
    merge(name, short, full, into=full.pk)
    page = client_of(name).get(f"{LIST}?q=holt").content.decode()
    assert "Ada Holt" in page
    assert client_of(name).get(reverse("admin:claims_claimant_change", args=[full.pk])).status_code == 200
    assert client_of(name).get(LOG).status_code == 200
    row = ClaimantMerge.objects.get()
    assert client_of(name).get(reverse("admin:claims_claimantmerge_change", args=[row.pk])).status_code == 200
    assert client_of(name).post(reverse("admin:claims_claimant_delete", args=[full.pk])).status_code == 403
    assert client_of(name).get(reverse("admin:claims_claimant_add")).status_code == 403


def test_a_wikidata_id_is_checked_and_a_name_is_added_by_hand() -> None:
    _, full = two()
    url = reverse("admin:claims_claimant_change", args=[full.pk])
    wrong = client_of("edda").post(url, change_form(full, wikidata="42"))
    assert "the letter Q and a number, for example Q42" in wrong.content.decode()
    new = {"aliases-TOTAL_FORMS": 1, "aliases-0-name": "Mayor A. Holt", "aliases-0-claimant": full.pk}
    assert client_of("edda").post(url, change_form(full, wikidata="Q42", kind="person", **new)).status_code == 302
    full.refresh_from_db()
    assert (full.wikidata, full.kind) == ("Q42", "person")
    assert a_claim(claimant="Mayor A. Holt").claimant == full
    taken = {**new, "aliases-0-name": "Holt"}
    text = client_of("edda").post(url, change_form(full, **taken)).content.decode()
    assert "is a name of Holt already" in text
    assert ClaimantAlias.objects.count() == 3


def test_the_list_costs_the_same_queries_for_many() -> None:
    client, costs = client_of("mona"), []
    client.get(LIST)  # the first request of a session notes who was seen
    for round_ in range(2):
        for number in range(10):
            a_claim(claimant=f"Person {round_} {number}")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(LIST).status_code == 200
        costs.append(len(queries))
    assert costs[0] == costs[1]
