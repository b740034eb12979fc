"""Published checks for the tests of what readers see, made by walking the real transitions."""

from __future__ import annotations

from datetime import date
from typing import Any

from claims import jobs
from claims.models import Appearance, Claim, Correction, Outlet, VerdictRevision
from claims.workflow import edits
from claims.workflow.moves import move
from tests.builders import a_claim, an_article, cast, file_reviews, make_ready_to_submit, scale

#: What must survive every page, feed and script.
HOSTILE = "</script><script>alert(1)</script><!-- \u2028\u2029 & \"quoted\" 'single' <b>bold</b> {{ 7 }}"

#: What would run, or be an element of its own, wherever it is not escaped.
MARKUP = '"><x-stranger onclick="alert(1)"><img src=x onerror=alert(2)><svg onload=alert(3)></script>\'{{ 7 }}'


def appear(claim: Claim, *, quote: str = "", outlet: str = "Harbour Gazette", **article: Any) -> Appearance:
    """The claim is made in an article."""
    quote = quote or claim.statement
    found, _ = Outlet.objects.get_or_create(name=outlet)
    return Appearance.objects.create(
        claim=claim,
        home_claim=claim,
        article=an_article(text=quote, outlet=found, **{"published_on": date(2025, 11, 1), **article}),
        quote=quote,
        speaker="Dana Okoro",
        start=0,
        end=len(quote),
    )


def published(statement: str = "", *, rating: str = "mostly-false", appears: bool = True, **texts: Any) -> Claim:
    """A published check. `texts`: claimant, claimant_description, summary, text, unknowns, mind, and fields."""
    people = cast()
    levels = scale()
    draft = {name: texts.pop(name) for name in ("summary", "text", "unknowns", "mind") if name in texts}
    claim = a_claim(statement, **texts)
    if appears:
        appear(claim)
    move(claim, "accept", by=people.ravi)
    move(claim, "take", by=people.ravi)
    make_ready_to_submit(claim, by=people.ravi, rating=rating)
    if draft:
        fresh = Claim.objects.get(pk=claim.pk)
        edits.edit_draft(
            fresh,
            by=people.ravi,
            rating=levels[rating],
            summary=draft.get("summary", fresh.draft_summary),
            text=draft.get("text", fresh.draft_text) + f" [E{claim.evidence.first().pk}]",
            unknowns=draft.get("unknowns", ""),
            mind=draft.get("mind", fresh.draft_mind),
        )
    move(claim, "submit", by=people.ravi)
    jobs.run_all(only=lambda row: row.name == "assign_reviewers")
    file_reviews(claim, {"ines": rating, "omar": rating})
    move(claim, "decide", by=people.edda)
    return publish(claim)


def publish(claim: Claim, **data: Any) -> Claim:
    people = cast()
    for person in (people.ravi, people.edda, people.elsa):
        edits.declare_interest(claim, by=person, has_interest=False)
    move(claim, "publish", by=people.elsa, **data)
    return Claim.objects.select_related("current_revision").get(pk=claim.pk)


def corrected(claim: Claim, correction_class: str, note: str = "A date was wrong.", **texts: str) -> Claim:
    """The claim after a correction of its texts."""
    revision = Claim.objects.select_related("current_revision").get(pk=claim.pk).current_revision
    assert revision is not None
    kept = {name: getattr(revision, name) for name in ("summary", "text", "unknowns", "mind")}
    # Whoever published may mend a slip; anything larger needs another editor
    by = cast().elsa if correction_class == "minor" else cast().edda
    if revision.published_by_id == by.pk and correction_class != "minor":
        by = cast().elsa
    move(claim, "correct", by=by, correction_class=correction_class, note=note, **{**kept, **texts})
    return Claim.objects.select_related("current_revision").get(pk=claim.pk)


def checked_again(claim: Claim, *, rating: str, correction_class: str, note: str) -> Claim:
    """The claim reopened, reviewed anew and published with another rating."""
    people = cast()
    move(claim, "reopen", by=people.edda, note="New figures are out.")
    fresh = Claim.objects.get(pk=claim.pk)
    edits.edit_draft(
        fresh,
        by=people.ravi,
        rating=scale()[rating],
        summary="The new figures change it.",
        text=fresh.draft_text,
        mind=fresh.draft_mind,
    )
    move(claim, "submit", by=people.ravi)
    jobs.run_all(only=lambda row: row.name == "assign_reviewers")
    file_reviews(claim, {"ines": rating, "omar": rating})
    move(claim, "decide", by=people.edda)
    return publish(claim, correction_class=correction_class, note=note)


def copies(claim: Claim, numbers: range) -> None:
    """Many published and corrected checks like this one, written in bulk: for weighing pages, not for testing rules."""
    first = claim.revisions.get(number=1)
    correction = claim.corrections.first()
    assert correction is not None
    made = Claim.objects.bulk_create(
        Claim(
            slug=f"copy-{number}",
            statement=f"{claim.statement}, copy {number}",
            statement_key=f"copy-{number}",
            claimant=claim.claimant,
            state=claim.state,
            topic=claim.topic,
            version=1,
        )
        for number in numbers
    )
    texts = ("statement", "claimant", "summary", "text", "content", "published_at", "published_by_id", "rating_id")
    revisions = VerdictRevision.objects.bulk_create(
        VerdictRevision(claim=copy, number=number, sha256="0" * 64, **{name: getattr(first, name) for name in texts})
        for copy in made
        for number in (1, 2)
    )
    for copy, before, after in zip(made, revisions[::2], revisions[1::2], strict=True):
        Claim.objects.filter(pk=copy.pk).update(current_revision=after)
        before.claim = after.claim = copy
    Correction.objects.bulk_create(
        Correction(
            claim=before.claim,
            replaced=before,
            revision=after,
            correction_class=correction.correction_class,
            reason=correction.reason,
            changes=correction.changes,
            corrected_by_id=correction.corrected_by_id,
            corrected_at=correction.corrected_at,
        )
        for before, after in zip(revisions[::2], revisions[1::2], strict=True)
    )
