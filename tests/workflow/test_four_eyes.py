"""Four eyes are about people, not roles: whoever wrote neither reviews, nor decides, nor publishes."""

from collections.abc import Callable

import pytest

from claims import access, audit
from claims.errors import Refused, Stale
from claims.evidence.decisions import accept_evidence, reject_evidence
from claims.models import Appearance, Claim, Origin, Role, Source, User
from claims.workflow import edits, reviews
from claims.workflow.case import Case
from claims.workflow.moves import move
from tests.builders import (
    a_piece_of_evidence,
    a_source,
    an_article,
    cast,
    claim_in,
    file_reviews,
    make_ready_to_submit,
    scale,
)

pytestmark = pytest.mark.django_db


def give(person: User, *roles: str) -> User:
    for role in roles:
        person.grants.get_or_create(role=role)
    return User.objects.get(pk=person.pk)


def superuser() -> User:
    return User.objects.create(username="root", is_superuser=True, is_staff=True)


def researched_by(person: User) -> Claim:
    """A claim in review whose draft was written by this person."""
    claim = claim_in("queued")
    move(claim, "take", by=person)
    make_ready_to_submit(claim, by=person)
    move(claim, "submit", by=person)
    reviews.assign_reviewers(claim.pk)
    return Claim.objects.get(pk=claim.pk)


def test_the_researcher_cannot_decide_even_as_an_editor_or_superuser() -> None:
    root = superuser()
    claim = researched_by(root)
    file_reviews(claim, {"ines": "mostly-true", "omar": "mostly-true"})
    with pytest.raises(Refused, match="You worked on this draft"):
        move(claim, "decide", by=root)


def test_whoever_once_wrote_at_the_draft_cannot_decide_after_releasing_the_claim() -> None:
    writer = give(cast().lena, Role.EDITOR)
    claim = claim_in("queued")
    move(claim, "take", by=writer)
    make_ready_to_submit(claim, by=writer)
    move(claim, "release", by=writer)
    move(claim, "take", by=cast().ravi)
    move(claim, "submit", by=cast().ravi)
    reviews.assign_reviewers(claim.pk)
    file_reviews(claim, {"ines": "mostly-true", "omar": "mostly-true"})
    with pytest.raises(Refused, match="You worked on this draft"):
        move(claim, "decide", by=writer)


def test_an_editor_who_accepted_evidence_cannot_publish() -> None:
    from_outside = cast().elsa
    claim = claim_in("researching")
    make_ready_to_submit(claim, by=cast().ravi)
    extra = a_piece_of_evidence(claim, quote="A late find.")
    reject_evidence(extra, by=from_outside, reason="Off the point.")
    move(claim, "submit", by=cast().ravi)
    reviews.assign_reviewers(claim.pk)
    file_reviews(claim, {"ines": "mostly-true", "omar": "mostly-true"})
    move(claim, "decide", by=cast().edda)
    with pytest.raises(Refused, match="You worked on this draft"):
        move(claim, "publish", by=from_outside)


def test_the_editor_who_decided_cannot_publish() -> None:
    claim = claim_in("decided")
    with pytest.raises(Refused, match="You decided this claim"):
        move(claim, "publish", by=cast().edda)


def test_a_superuser_who_decided_cannot_publish() -> None:
    root = superuser()
    claim = claim_in("in_review")
    file_reviews(claim, {"ines": "mostly-true", "omar": "mostly-true"})
    move(claim, "decide", by=root)
    with pytest.raises(Refused, match="You decided this claim"):
        move(claim, "publish", by=root)


def test_nobody_who_wrote_at_the_draft_is_asked_to_review_it() -> None:
    writer = give(cast().ravi, Role.REVIEWER)
    claim = researched_by(writer)
    round_ = reviews.load_open_round(claim)
    assert writer not in [assignment.reviewer for assignment in round_.assignments.all()]
    with pytest.raises(Refused, match="cannot review this claim"):
        reviews.assign_reviewer(claim, writer, by=cast().edda)


def test_somebody_with_a_declared_interest_is_not_asked_to_review() -> None:
    claim = claim_in("researching")
    edits.declare_interest(claim, by=cast().ines, has_interest=True, statement="My brother runs the port.")
    make_ready_to_submit(claim, by=cast().ravi)
    move(claim, "submit", by=cast().ravi)
    reviews.assign_reviewers(claim.pk)
    asked = {assignment.reviewer.username for assignment in reviews.load_open_round(claim).assignments.all()}
    assert asked == {"omar", "tomas"}


def test_one_person_files_one_review_and_only_when_asked() -> None:
    claim = claim_in("in_review")
    stranger = User.objects.create(username="stranger")
    stranger.grants.create(role=Role.REVIEWER)
    rating = scale()["true"]
    with pytest.raises(access.Forbidden, match="not a reviewer of this round"):
        reviews.file_review(claim, by=stranger, rating=rating, confidence=3, reasons="I was curious.")
    reviews.file_review(claim, by=cast().ines, rating=rating, confidence=3, reasons="Read it.")
    with pytest.raises(Refused, match="already"):
        reviews.file_review(claim, by=cast().ines, rating=rating, confidence=3, reasons="Read it twice.")


@pytest.mark.parametrize("state", ["in_review", "decided"])
def test_nothing_binding_can_be_edited_while_the_draft_is_frozen(state: str) -> None:
    claim, people = claim_in(state), cast()
    evidence = claim.evidence.first()
    attempts = [
        lambda: edits.reword(claim, by=people.edda, statement="Something else entirely happened"),
        lambda: edits.edit_draft(claim, by=people.ravi, rating=None, summary="x", text="y"),
        lambda: edits.add_key_element(claim, by=people.ravi, text="More"),
        lambda: edits.exempt_from_reply(claim, by=people.ravi, reason="No"),
        lambda: edits.log_counter_search(claim, by=people.ravi, place="a", query="b", result="c"),
        lambda: reject_evidence(evidence, by=people.edda, reason="Now I doubt it."),
    ]
    for attempt in attempts:
        with pytest.raises(Refused, match="Return it to research first"):
            attempt()
    assert Claim.objects.get(pk=claim.pk).version == claim.version


def test_a_draft_changed_behind_the_gate_is_not_published() -> None:
    claim = claim_in("decided")
    for person in (cast().ravi, cast().edda, cast().elsa):
        edits.declare_interest(claim, by=person, has_interest=False)
    Claim.objects.filter(pk=claim.pk).update(draft_text="Altered in the database [E1].")
    with pytest.raises(Refused):
        move(claim, "publish", by=cast().elsa)
    assert Claim.objects.get(pk=claim.pk).state == "decided"


def test_the_publisher_of_a_version_cannot_update_it_alone_but_may_mend_a_typo() -> None:
    claim = claim_in("published")
    draft = Claim.objects.get(pk=claim.pk)
    data = {"summary": draft.draft_summary, "text": f"{draft.draft_text} "}
    with pytest.raises(Refused, match="needs another editor"):
        move(claim, "correct", by=cast().elsa, correction_class="substantial", note="Wrong year.", **data)
    move(claim, "correct", by=cast().elsa, correction_class="minor", note="A typo.", **data)
    move(claim, "correct", by=cast().edda, correction_class="substantial", note="Wrong year.", **data)
    assert [revision.number for revision in claim.revisions.all()] == [3, 2, 1]
    with pytest.raises(Refused, match="needs another editor"):
        move(claim, "correct", by=cast().edda, correction_class="update", note="Newer figures.", **data)


def test_whoever_wrote_at_the_draft_does_not_choose_its_reviewers() -> None:
    writer = give(cast().ravi, Role.EDITOR)
    claim = researched_by(writer)
    with pytest.raises(Refused, match="somebody else has to choose its reviewers"):
        reviews.excuse_reviewer(claim, cast().ines, by=writer, note="She would disagree.")
    reviews.excuse_reviewer(claim, cast().ines, by=cast().edda, note="Away.")
    with pytest.raises(Refused, match="somebody else has to choose its reviewers"):
        reviews.assign_reviewer(claim, cast().ines, by=writer)


@pytest.mark.parametrize(
    "write",
    [
        lambda claim, by: edits.reword(claim, by=by, statement="The harbour fee rose by a third in one year"),
        lambda claim, by: edits.add_key_element(claim, by=by, text="The fee of 2023"),
        lambda claim, by: edits.exempt_from_reply(claim, by=by, reason="Nobody answers there."),
        lambda claim, by: edits.log_counter_search(claim, by=by, place="Archive", query="fee", result="Nothing."),
    ],
)
def test_an_editor_who_helped_with_any_part_of_the_research_does_not_decide(write: Callable[..., object]) -> None:
    claim = claim_in("researching")
    write(claim, cast().edda)
    assert cast().edda.pk in access.authors_of(Claim.objects.get(pk=claim.pk))


def test_wording_a_claim_in_the_inbox_is_triage_and_binds_nobody() -> None:
    claim = claim_in("new")
    edits.reword(claim, by=cast().edda, statement="The harbour fee rose by a third in one year")
    assert access.authors_of(Claim.objects.get(pk=claim.pk)) == frozenset()


def test_a_changed_rating_cannot_pass_as_a_minor_correction() -> None:
    claim = claim_in("published")
    move(claim, "reopen", by=cast().edda, note="A new tariff has appeared.")
    edits.edit_draft(
        claim,
        by=cast().ravi,
        rating=scale()["false"],
        summary="It fell.",
        text=Claim.objects.get(pk=claim.pk).draft_text,
    )
    move(claim, "submit", by=cast().ravi)
    reviews.assign_reviewers(claim.pk)
    file_reviews(claim, {"ines": "false", "omar": "false"})
    move(claim, "decide", by=cast().edda)
    with pytest.raises(Refused, match="so this is a substantial correction"):
        move(claim, "publish", by=cast().elsa, correction_class="minor", note="Newer figures.")
    move(claim, "publish", by=cast().elsa, correction_class="substantial", note="Newer figures.")
    correction = claim.corrections.get()
    assert correction.changes["rating"] == ["Mostly true", "False"]


def test_an_editor_who_rewords_a_released_draft_does_not_decide_it() -> None:
    claim = claim_in("researching")
    move(claim, "release", by=cast().ravi)
    edits.reword(claim, by=cast().edda, statement="The harbour fee rose by a third in one single year")
    assert cast().edda.pk in access.authors_of(Claim.objects.get(pk=claim.pk))


@pytest.mark.parametrize("verb", sorted(access.AUTHOR_VERBS))
def test_every_verb_of_writing_makes_an_author(verb: str) -> None:
    claim = claim_in("queued")
    with audit.record(claim, verb=verb, by=cast().lena) as change:
        change.add_detail("something", None, 1)
    assert access.authors_of(Claim.objects.get(pk=claim.pk)) == {cast().lena.pk}


def test_a_reviewer_of_the_round_does_not_decide_it() -> None:
    judge = give(cast().ines, Role.EDITOR)
    claim = claim_in("in_review")
    file_reviews(claim, {"ines": "true", "omar": "false", "tomas": "half-true"})
    with pytest.raises(Refused, match="You reviewed this claim"):
        move(claim, "decide", by=judge, rating=scale()["true"], note="Mine is right.")


def test_whoever_declares_an_interest_neither_reviews_nor_decides_nor_publishes() -> None:
    people = cast()
    claim = claim_in("in_review")
    for person in (people.ines, people.edda, people.elsa):
        edits.declare_interest(claim, by=person, has_interest=True, statement="A cousin owns a ship.")
    with pytest.raises(access.Forbidden, match="declared an interest"):
        reviews.file_review(claim, by=people.ines, rating=scale()["true"], confidence=3, reasons="Read.")
    edits.declare_interest(claim, by=people.edda, has_interest=False)
    file_reviews(claim, {"omar": "mostly-true", "tomas": "mostly-true"})
    edits.declare_interest(claim, by=people.edda, has_interest=True, statement="A cousin owns a ship.")
    with pytest.raises(Refused, match="You declared an interest"):
        move(claim, "decide", by=people.edda)
    edits.declare_interest(claim, by=people.edda, has_interest=False)
    move(claim, "decide", by=people.edda)
    edits.declare_interest(claim, by=people.ravi, has_interest=False)
    with pytest.raises(Refused, match="You declared an interest"):
        move(claim, "publish", by=people.elsa)


def test_a_correction_that_rewrites_the_summary_is_not_minor_and_not_for_the_researcher() -> None:
    claim = claim_in("published")
    text = Claim.objects.get(pk=claim.pk).draft_text
    opposite = {"summary": "The opposite of what we said is the case.", "text": text}
    with pytest.raises(Refused, match="too much"):
        move(claim, "correct", by=cast().elsa, correction_class="minor", note="Tidied.", **opposite)
    researcher = give(cast().ravi, Role.EDITOR)
    with pytest.raises(Refused, match="You worked on this verdict"):
        move(claim, "correct", by=researcher, correction_class="substantial", note="Wrong.", **opposite)
    with pytest.raises(Refused, match="cites no evidence"):
        move(claim, "correct", by=cast().edda, correction_class="update", note="n", summary="A", text="No source.")
    move(claim, "correct", by=cast().edda, correction_class="substantial", note="Wrong year.", **opposite)
    assert claim.revisions.first().summary == opposite["summary"]


def test_minor_corrections_in_a_row_count_together_until_another_editor_has_read_it() -> None:
    claim = claim_in("published")
    printed = Claim.objects.get(pk=claim.pk)
    summary = printed.draft_summary

    def correct(name: str, words: str, correction_class: str = "minor") -> None:
        data = {"summary": words, "text": printed.draft_text}
        move(claim, "correct", by=getattr(cast(), name), correction_class=correction_class, note="A slip.", **data)

    correct("elsa", f"{summary}{'x' * (len(summary) // 8)}")
    with pytest.raises(Refused, match="those before it count, too"):
        correct("elsa", f"{summary}{'x' * (len(summary) // 4)}{'y' * (len(summary) // 4)}")
    correct("elsa", f"{summary}.")
    correct("edda", f"{summary}{'x' * len(summary)}", "update")
    correct("edda", f"{summary}{'x' * len(summary)}{'y' * (len(summary) // 8)}")


@pytest.mark.parametrize("name", ["unknowns", "mind"])
def test_no_text_that_readers_see_is_rewritten_by_a_minor_correction(name: str) -> None:
    claim = claim_in("published")
    printed = claim.revisions.first()
    kept = {text: getattr(printed, text) for text in ("summary", "text", "unknowns", "mind")}
    changed = kept | {name: "Nothing at all: all of it is proven beyond any doubt."}
    with pytest.raises(Refused, match="too much"):
        move(claim, "correct", by=cast().elsa, correction_class="minor", note="A slip.", **changed)


def test_a_review_of_the_returned_draft_does_not_count_for_the_new_one() -> None:
    claim = claim_in("in_review")
    first = reviews.load_open_round(claim)
    move(claim, "return", by=cast().edda, note="One figure is missing.")
    move(claim, "submit", by=cast().ravi)
    reviews.assign_reviewers(claim.pk)
    with pytest.raises(Stale, match="submitted anew"):
        reviews.file_review(
            claim, by=cast().ines, rating=scale()["true"], confidence=3, reasons="Of the old one.", round_id=first.pk
        )


def test_reviews_of_a_returned_round_stay_sealed_until_the_claim_is_decided() -> None:
    claim = claim_in("in_review")
    first = reviews.load_open_round(claim)
    mine = reviews.file_review(claim, by=cast().ines, rating=scale()["true"], confidence=3, reasons="Read it.")
    move(claim, "return", by=cast().omar, note="One figure is missing.")
    assert list(access.visible_reviews(first, cast().omar)) == []
    move(claim, "submit", by=cast().ravi)
    reviews.assign_reviewers(claim.pk)
    first.refresh_from_db()
    assert list(access.visible_reviews(first, cast().omar)) == []
    assert list(access.visible_reviews(first, cast().ines)) == [mine]
    file_reviews(claim, {"ines": "mostly-true", "omar": "mostly-true"})
    move(claim, "decide", by=cast().edda)
    assert list(access.visible_reviews(first, cast().omar)) == [mine]


@pytest.mark.parametrize("way", ["merge", "dismiss"])
def test_a_returned_round_is_not_read_by_way_of_a_claim_that_is_not_checked_for_a_while(way: str) -> None:
    """One person with two roles could do all of it, and be asked to review once more."""
    claim, both = claim_in("in_review"), give(cast().omar, Role.RESEARCHER, Role.EDITOR)
    first = reviews.load_open_round(claim)
    reviews.file_review(claim, by=cast().ines, rating=scale()["true"], confidence=3, reasons="Read it.")
    move(claim, "return", by=both, note="One figure is missing.")
    data = {"merge": {"target": claim_in("queued")}, "dismiss": {"reason": "out_of_scope"}}[way]
    move(claim, way, by=both, **data)
    first.refresh_from_db()
    assert list(access.visible_reviews(first, both)) == []
    move(claim, {"merge": "unmerge", "dismiss": "reopen"}[way], by=both, note="It is one of its own after all.")
    assert both.pk not in access.authors_of(Claim.objects.get(pk=claim.pk))


def test_the_editors_note_at_a_plain_decision_is_not_printed() -> None:
    claim = claim_in("in_review")
    file_reviews(claim, {"ines": "mostly-true", "omar": "mostly-true"})
    event = move(claim, "decide", by=cast().edda, note="Call the lawyers before you publish.")
    assert (claim.rounds.get().adjudication, event.note_is_public) == ("", False)


def test_our_own_verdict_and_the_article_that_made_the_claim_are_no_origins() -> None:
    claim = claim_in("researching")
    article = an_article(origin=Origin.objects.create(key="own-story", label="The story itself"))
    Appearance.objects.create(claim=claim, home_claim=claim, article=article, start=0, end=9, quote="The harbo")
    element = claim.key_elements.get()
    for source in (a_source(origin=article.origin), a_source(kind=Source.Kind.CHECK)):
        evidence = a_piece_of_evidence(claim, source=source, quote=f"Words of {source.pk}.")
        accept_evidence(evidence, by=cast().ravi, stance="supports", key_element=element)
    assert Case(Claim.objects.get(pk=claim.pk)).origins_of(element) == 0


def test_a_claim_cannot_be_worded_like_one_that_is_being_checked() -> None:
    taken, other = claim_in("queued"), claim_in("queued")
    with pytest.raises(Refused, match="already there as claim"):
        edits.reword(other, by=cast().ravi, statement=taken.statement.upper())


def test_a_quote_that_is_not_in_its_source_holds_up_the_submission() -> None:
    claim = claim_in("researching")
    make_ready_to_submit(claim, by=cast().ravi)
    claim.evidence.update(selector={})
    with pytest.raises(Refused, match="these words are not in the captured text"):
        move(claim, "submit", by=cast().ravi)


def test_whoever_corrects_a_verdict_is_named_on_it() -> None:
    claim = claim_in("published")
    text = Claim.objects.get(pk=claim.pk).draft_text
    move(claim, "correct", by=cast().edda, correction_class="update", note="Newer.", summary="It rose more.", text=text)
    assert {"role": "Correction", "name": "Edda"} in claim.revisions.first().content["people"]


def test_a_researcher_who_has_left_holds_up_nothing_and_is_named_on_the_verdict() -> None:
    claim = claim_in("decided")
    User.objects.filter(username="ravi").update(is_active=False)
    for person in (cast().edda, cast().elsa):
        edits.declare_interest(claim, by=person, has_interest=False)
    move(claim, "publish", by=cast().elsa)
    assert claim.revisions.get().content["undeclared"] == ["Ravi"]
