"""Who has it from whom: what the machine joins, with its reason, and how a person overrules it."""

from __future__ import annotations

import random
from itertools import combinations

import pytest

from claims import access, proof, ties
from claims.errors import Refused
from claims.evidence import origins
from claims.evidence.decisions import accept_evidence
from claims.models import Claim, ClaimEvent, Evidence, KeyElement, Origin, OriginDecision, Source
from claims.workflow import gates
from claims.workflow.case import Case
from claims.workflow.guards import Move
from tests import builders
from tests.builders import a_piece_of_evidence, a_source, cast, claim_in

pytestmark = pytest.mark.django_db

UN = "According to a report by the United Nations, 40 schools in Lissa were closed."
UN_TOO = "Forty schools closed their doors in Lissa, a United Nations report says."
OWN_COUNT = "Our reporter counted 38 locked schools in Lissa on one afternoon in May."
QUOTED = "“We closed forty schools in Lissa because the roofs leaked,” the minister said."
QUOTED_TOO = "The minister: “We closed forty schools in Lissa because the roofs leaked.”"


@pytest.fixture
def claim() -> Claim:
    return claim_in("researching")


def element_of(claim: Claim) -> KeyElement:
    element, _ = KeyElement.objects.get_or_create(claim=claim, position=1, defaults={"text": "Forty schools closed."})
    return element


def cited(claim: Claim, quote: str, **source: object) -> Evidence:
    piece = a_piece_of_evidence(claim, quote=quote, source=a_source(**source))
    accept_evidence(piece, by=cast().ravi, stance="supports", key_element=element_of(claim))
    return piece


def n_origins(claim: Claim) -> int:
    return Case(Claim.objects.get(pk=claim.pk)).origins_of(element_of(claim))


def words_of_ties(claim: Claim) -> list[str]:
    case = Case(claim)
    found = ties.Ties(ties.voices_of(case.accepted), case.origin_decisions)
    return [tie.words for a, b in combinations(sorted(found.voices), 2) if (tie := found.why(a, b))]


def test_two_reports_of_one_report_are_one_origin_and_the_cue_says_why(claim: Claim) -> None:
    cited(claim, UN)
    cited(claim, UN_TOO)
    assert n_origins(claim) == 1
    assert words_of_ties(claim) == [
        "both say that they have it from one place: “According to a report by the United Nations”"
    ]


def test_two_independent_reports_stay_two(claim: Claim) -> None:
    cited(claim, UN)
    cited(claim, OWN_COUNT)
    assert n_origins(claim) == 2


def test_a_source_that_names_another_ones_publisher_has_it_from_there(claim: Claim) -> None:
    cited(claim, OWN_COUNT, publisher="The Gauge")
    cited(claim, "Some 38 schools are locked, The Gauge reported.")
    assert n_origins(claim) == 1


def test_the_same_quotation_in_two_sources_is_one_origin(claim: Claim) -> None:
    cited(claim, QUOTED)
    cited(claim, QUOTED_TOO)
    assert n_origins(claim) == 1
    assert "both print the same quotation" in words_of_ties(claim)[0]


def test_two_reports_that_quote_a_third_source_among_others_count_themselves(claim: Claim) -> None:
    """A has it from the report, C from the minister, B from both: that is two, whatever B adds."""
    cited(claim, UN)
    cited(claim, f"{UN_TOO} {QUOTED}")
    cited(claim, QUOTED_TOO)
    assert n_origins(claim) == 2


def test_copies_are_one_origin_with_the_reason_that_was_written_down(claim: Claim) -> None:
    first = cited(claim, UN)
    cited(claim, OWN_COUNT, origin=first.source.origin, origin_reason="95 % of its wording stands in “Schools”")
    assert n_origins(claim) == 1
    assert words_of_ties(claim) == ["95 % of its wording stands in “Schools”"]


def test_in_the_turn_only_what_is_new_is_compared(claim: Claim, monkeypatch: pytest.MonkeyPatch) -> None:
    story = "The ferry to Lissa is to run all winter, the harbour office said, because the new pier withstands the ice."
    first = cited(claim, story, snapshot=builders.a_snapshot(story)).source
    source = cited(claim, "Another passage.").source
    compared: list[str] = []
    shingles = origins.fingerprint.shingles
    monkeypatch.setattr(origins.fingerprint, "shingles", lambda text: compared.append(text) or shingles(text))
    twins = origins.Twins(story)
    assert twins.of(source) == [first]
    n_before = len(compared)
    second = cited(claim, f"{story} So it did.", snapshot=builders.a_snapshot(f"{story}\n")).source
    assert set(twins.of(source)) == {first, second}
    assert len(compared) == n_before + 1


def test_two_passages_of_one_source_count_once(claim: Claim) -> None:
    first = cited(claim, UN)
    second = a_piece_of_evidence(claim, quote=OWN_COUNT, source=first.source)
    accept_evidence(second, by=cast().ravi, stance="supports", key_element=element_of(claim))
    assert n_origins(claim) == 1


def test_a_person_sets_apart_what_the_machine_joined_and_takes_it_back(claim: Claim) -> None:
    cited(claim, UN)
    second = cited(claim, UN_TOO)
    origins.decide_origin(
        claim, second.source, by=cast().ravi, joined_with=None, reason="Another United Nations report, from 2011."
    )
    assert n_origins(claim) == 2
    event = ClaimEvent.objects.filter(claim=claim).latest("version")
    assert (event.verb, event.by) == ("decide_origin", cast().ravi)
    assert {name: pair for name, pair in event.changes.items() if name != "salt"} == {
        f"Origin of “{second.source}”": [None, "counts by itself: Another United Nations report, from 2011."]
    }
    origins.forget_origin_decision(claim, second.source, by=cast().ravi)
    origins.forget_origin_decision(claim, second.source, by=cast().ravi)
    assert n_origins(claim) == 1
    assert not OriginDecision.objects.exists()
    fresh = Claim.objects.get(pk=claim.pk)
    assert proof.find_flaw(fresh) is None
    assert fresh.version == fresh.events.count()


def test_a_person_joins_what_the_machine_kept_apart(claim: Claim) -> None:
    first, second = cited(claim, UN), cited(claim, OWN_COUNT)
    origins.decide_origin(
        claim, second.source, by=cast().ravi, joined_with=first.source, reason="The reporter says so himself."
    )
    assert n_origins(claim) == 1
    assert words_of_ties(claim) == ["joined by Ravi: The reporter says so himself."]


def test_a_decision_about_one_claim_changes_no_other(claim: Claim) -> None:
    first, second = cited(claim, UN), cited(claim, UN_TOO)
    other = claim_in("researching")
    for item in (first, second):
        copy = a_piece_of_evidence(other, quote=item.quote, source=item.source)
        accept_evidence(copy, by=cast().ravi, stance="supports", key_element=element_of(other))
    origins.decide_origin(claim, second.source, by=cast().ravi, joined_with=None, reason="Two reports.")
    assert (n_origins(claim), n_origins(other)) == (2, 1)


def test_the_gate_counts_origins_as_the_page_does(claim: Claim) -> None:
    cited(claim, UN)
    second = cited(claim, UN_TOO)
    move = Move(Case(claim), cast().ravi)
    assert "rests on 1 independent origin" in (gates.key_elements_have_origins(move) or "")
    origins.decide_origin(claim, second.source, by=cast().ravi, joined_with=None, reason="Two reports.")
    assert gates.key_elements_have_origins(Move(Case(claim), cast().ravi)) is None


@pytest.mark.parametrize("reason", ["", "   "])
def test_a_decision_without_a_reason_is_refused(claim: Claim, reason: str) -> None:
    with pytest.raises(Refused, match="Say why"):
        origins.decide_origin(claim, cited(claim, UN).source, by=cast().ravi, joined_with=None, reason=reason)


def test_only_sources_of_the_claim_can_be_joined_and_none_with_itself(claim: Claim) -> None:
    mine = cited(claim, UN).source
    with pytest.raises(Refused, match="no evidence of the claim"):
        origins.decide_origin(claim, mine, by=cast().ravi, joined_with=a_source(), reason="Same.")
    with pytest.raises(Refused, match="cannot have it from itself"):
        origins.decide_origin(claim, mine, by=cast().ravi, joined_with=mine, reason="Same.")


def test_only_who_may_edit_the_claim_decides_and_only_while_it_is_edited(claim: Claim) -> None:
    source = cited(claim, UN).source
    for name in ("lena", "ines", "mona"):
        with pytest.raises(access.Forbidden):
            origins.decide_origin(claim, source, by=getattr(cast(), name), joined_with=None, reason="Two.")
    published = claim_in("published")
    frozen = Source.objects.filter(evidence__claim=published).first()
    assert frozen is not None
    with pytest.raises(Refused, match="nothing binding can be edited"):
        origins.decide_origin(published, frozen, by=cast().edda, joined_with=None, reason="Two.")


def test_who_decides_about_origins_has_worked_on_the_verdict(claim: Claim) -> None:
    origins.decide_origin(claim, cited(claim, UN).source, by=cast().edda, joined_with=None, reason="Two.")
    assert cast().edda.pk in access.authors_of(claim)


def test_least_tied_sources_are_counted_first() -> None:
    houses = ("Reuters", "Nordic Wire", "Le Monde", "El Faro")
    told = [f"She told {house}." for house in houses]
    assert n_of(*told) == 4
    assert n_of(" ".join(told), *told) == 4
    assert n_of(*told[:1] * 5) == 1
    assert n_of() == 0


def n_of(*passages: str) -> int:
    voices = [ties.Voice(Source(pk=pk), (passage,)) for pk, passage in enumerate(passages, start=1)]
    return ties.Ties(voices, {}).n_independent()


def test_what_is_looked_up_by_what_it_shares_is_what_comparing_all_pairs_would_find() -> None:
    chance = random.Random(5)
    names = ("Reuters", "Nordic Wire", "Wire", "Ingrid Solvang", "Solvang", "the Lissa Post", "")
    wordings = ("It rose.", "According to {}, it rose.", "She told {}. A 2021 {} report says so.", QUOTED, QUOTED_TOO)
    for _ in range(40):
        origins_of_copies = [Origin(pk=pk, label=f"Origin {pk}") for pk in (1, 2)]
        voices = [
            ties.Voice(
                Source(pk=pk, publisher=chance.choice(names), origin=chance.choice([None, None, *origins_of_copies])),
                tuple(chance.choice(wordings).replace("{}", chance.choice(names) or "Lissa") for _ in range(2)),
            )
            for pk in range(1, 10)
        ]
        decisions = {1: ties.Decision(2, "Joined."), 3: ties.Decision(None, "Apart.")} if chance.random() < 0.5 else {}
        found = ties.Ties(voices, decisions)
        groups = {pk: group for group in found.groups() for pk in group}
        for a in found.voices:
            assert found.near(a) == {b for b in found.voices if b != a and found.why(a, b)}
            assert found.near(a) <= set(groups[a])
            assert found.near(a) or groups[a] == [a]
        assert sorted(pk for group in found.groups() for pk in group) == list(range(1, 10))
        assert found.n_independent() >= len(found.groups())


def test_builders_keep_their_two_origins() -> None:
    claim = claim_in("researching")
    builders.make_ready_to_submit(claim, by=cast().ravi)
    assert Case(claim).origins_of(claim.key_elements.get()) == 2
