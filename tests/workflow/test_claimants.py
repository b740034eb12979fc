"""Whom a name means, and two claimants who are one."""

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from claims import access, proof
from claims.errors import Refused
from claims.models import Appearance, Claim, Claimant, ClaimantAlias, ClaimantMerge, Named, State
from claims.workflow import edits
from claims.workflow.claimants import merge_claimants, undo_merge
from claims.workflow.moves import move
from tests.builders import a_claim, an_article, cast, claim_in, make_ready_to_submit
from tests.desk.people import client_of

pytestmark = pytest.mark.django_db


def two() -> tuple[Claimant, Claimant]:
    """A short name and a full one, each with a claim."""
    a_claim(claimant="Holt")
    a_claim(claimant="Ada Holt")
    return Claimant.objects.get(name="Holt"), Claimant.objects.get(name="Ada Holt")


@pytest.mark.parametrize("name", ["Mayor Ada Holt", "the mayor Ada Holt", "Port spokesman Ada Holt", "ada  HOLT"])
def test_a_known_full_name_behind_a_role_means_the_same_person(name: str) -> None:
    a_claim(claimant="Ada Holt")
    a_claim(claimant=name)
    assert Claimant.objects.get().claims.count() == 2


@pytest.mark.parametrize(
    "name",
    [
        "The son of Ada Holt", "Ada Holt's spokesman", "Ada Holt Foundation", "A report by Ada Holt",
        "Supporters of Mayor Ada Holt", "Holt", "Mayor Holt", "Ada Holt and her deputy",
    ],
)  # fmt: skip
def test_a_name_that_may_be_somebody_elses_is_a_claimant_of_its_own(name: str) -> None:
    a_claim(claimant="Ada Holt")
    a_claim(claimant=name)
    assert Claimant.objects.count() == 2


def test_a_single_known_name_behind_a_role_is_not_certain() -> None:
    a_claim(claimant="Holt")
    a_claim(claimant="Mayor Holt")
    assert Claimant.objects.count() == 2


def test_a_merged_name_stays_merged_for_later_claims() -> None:
    short, full = two()
    long = a_claim(claimant="Port director Ada Holt").claimant
    assert long == full
    merge_claimants(short, full, by=cast().mona)
    assert set(full.aliases.values_list("name", flat=True)) == {"Holt", "Ada Holt", "Port director Ada Holt"}
    assert a_claim(claimant="holt").claimant == full
    assert full.claims.count() == 4
    assert not short.claims.exists()


def test_every_claim_that_moves_gets_an_event_and_the_history_holds() -> None:
    short, full = two()
    claim = short.claims.get()
    merge_claimants(short, full, by=cast().edda, note="The same mayor.")
    event = claim.events.get(verb="merge_claimants")
    assert (event.by, event.note, event.is_binding) == (cast().edda, "The same mayor.", False)
    assert event.changes == {"claimant_id": [short.pk, full.pk]}
    undo_merge(ClaimantMerge.objects.get(), by=cast().mona)
    claim.refresh_from_db()
    assert claim.claimant == short
    assert proof.find_flaw(claim) is None
    call_command("verify_audit")


def test_undoing_a_merge_gives_back_names_claims_and_what_came_later_under_them() -> None:
    short, full = two()
    merge = merge_claimants(short, full, by=cast().mona)
    later, other = a_claim(claimant="Holt"), a_claim(claimant="Ada Holt")
    for claim, speaker in ((later, "Holt"), (other, "Ada Holt")):
        Appearance.objects.create(
            claim=claim, home_claim=claim, article=an_article(), start=0, end=4, quote="Fees", speaker=speaker
        )
    undo_merge(merge, by=cast().edda)
    assert set(short.claims.values_list("pk", flat=True)) >= {later.pk}
    assert (short.claims.count(), full.claims.count()) == (2, 2)
    assert a_claim(claimant="Holt").claimant == short
    merge.refresh_from_db()
    assert (merge.undone_by, merge.merged_by) == (cast().edda, cast().mona)
    merge_claimants(short, full, by=cast().mona)
    assert ClaimantMerge.objects.count() == 2


def test_a_claim_that_was_given_another_claimant_meanwhile_is_left_alone() -> None:
    short, full = two()
    claim = short.claims.get()
    merge = merge_claimants(short, full, by=cast().mona)
    edits.reword(claim, by=cast().edda, statement=claim.statement, claimant="Port authority")
    undo_merge(merge, by=cast().mona)
    claim.refresh_from_db()
    assert str(claim.claimant) == "Port authority"


def test_merges_that_make_no_sense_are_refused_in_words() -> None:
    short, full = two()
    third = a_claim(claimant="Mayor of Grauholm").claimant
    assert third is not None
    with pytest.raises(Refused, match="Choose two different claimants"):
        merge_claimants(full, full, by=cast().mona)
    first = merge_claimants(short, full, by=cast().mona)
    with pytest.raises(Refused, match="Holt is merged into Ada Holt already"):
        merge_claimants(third, short, by=cast().mona)
    merge_claimants(full, third, by=cast().mona)
    with pytest.raises(Refused, match="Ada Holt was merged into somebody else later"):
        undo_merge(first, by=cast().mona)
    undo_merge(ClaimantMerge.objects.get(claimant=full), by=cast().mona)
    undo_merge(first, by=cast().mona)
    with pytest.raises(Refused, match="undone already"):
        undo_merge(first, by=cast().mona)
    assert a_claim(claimant="Holt").claimant == short


def test_what_reviewers_read_keeps_its_claimant() -> None:
    a_claim(claimant="Ada Holt")
    claim = claim_in(State.IN_REVIEW, claimant="Holt")
    assert claim.claimant is not None
    with pytest.raises(Refused, match=f"in review or decided.*#{claim.pk}"):
        merge_claimants(claim.claimant, Claimant.objects.get(name="Ada Holt"), by=cast().mona)
    assert not ClaimantMerge.objects.exists()


def test_a_merge_is_not_undone_under_the_eyes_of_reviewers() -> None:
    a_claim(claimant="Ada Holt")
    claim = claim_in(State.RESEARCHING, claimant="Holt")
    short, full = Claimant.objects.get(name="Holt"), Claimant.objects.get(name="Ada Holt")
    merge = merge_claimants(short, full, by=cast().mona)
    make_ready_to_submit(claim, by=cast().ravi)
    move(claim, "submit", by=cast().ravi)
    with pytest.raises(Refused, match=f"in review or decided.*#{claim.pk}"):
        undo_merge(merge, by=cast().mona)
    merge.refresh_from_db()
    assert merge.undone_at is None


def test_what_one_mention_knows_is_kept_for_the_other_and_roles_find_names_of_the_same_article() -> None:
    found = Claimant.objects.find_or_add_all(
        [Named("Mayor Ada Holt", "", "person", "Ada Holt"), Named("Ada Holt", "mayor of Grauholm"), Named("Ada Holt")]
    )
    assert len(set(found.values())) == 1
    claimant = Claimant.objects.get()
    assert (claimant.name, claimant.description) == ("Ada Holt", "mayor of Grauholm")


@pytest.mark.parametrize("name", ["rana", "ravi", "ines", "otto"])
def test_only_editors_and_moderators_merge(name: str) -> None:
    short, full = two()
    with pytest.raises(access.Forbidden):
        merge_claimants(short, full, by=getattr(cast(), name))
    merge = merge_claimants(short, full, by=cast().edda)
    with pytest.raises(access.Forbidden):
        undo_merge(merge, by=getattr(cast(), name))


@pytest.mark.parametrize(
    ("text", "is_good"), [("Q42", True), ("q42", False), ("Q", False), ("Q0", False), ("Q4 ", False)]
)
def test_a_wikidata_id_is_q_and_a_number(text: str, is_good: bool) -> None:
    claimant = Claimant(name="Ada Holt", name_key="ada holt", wikidata=text)
    if is_good:
        claimant.full_clean()
        assert claimant.wikidata_url == "https://www.wikidata.org/wiki/Q42"
    else:
        with pytest.raises(ValidationError, match="for example Q42"):
            claimant.full_clean()


def test_a_name_stands_for_one_claimant_only() -> None:
    _, full = two()
    with pytest.raises(ValidationError, match="“Holt” is a name of Holt already"):
        ClaimantAlias(name=" holt ", claimant=full).full_clean()


def test_claims_are_counted_once_however_often_the_merge_is_repeated() -> None:
    short, full = two()
    for _ in range(3):
        undo_merge(merge_claimants(short, full, by=cast().mona), by=cast().mona)
    assert Claim.objects.filter(claimant=short).count() == 1


def test_a_wikidata_id_is_a_link_for_the_desk_and_for_readers_and_stands_in_the_claim_review() -> None:
    a_claim(claimant="Ada Holt")
    Claimant.objects.update(wikidata="Q42")
    claim = claim_in(State.PUBLISHED, claimant="Ada Holt")
    link = 'href="https://www.wikidata.org/wiki/Q42"'
    assert link in client_of("rana").get(f"/desk/claims/{claim.pk}/").content.decode()
    page = client_of("rana").get(claim.get_absolute_url()).content.decode()
    assert link in page
    assert '"sameAs":"https://www.wikidata.org/wiki/Q42"' in page.replace('": "', '":"')
