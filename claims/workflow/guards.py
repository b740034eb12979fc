"""Guards: each looks at one thing. None lets the move through; a sentence stops it and says why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import formats, timezone
from rapidfuzz import fuzz

from claims import access, turns
from claims.audit import Change
from claims.models import Claim, Correction, DismissReason, RatingLevel, Role, State, User, VerdictRevision
from claims.publishing import markdown
from claims.text import tokens
from claims.workflow.case import Case


@dataclass
class Move:
    """One attempt of one person (None: the machine) at one transition."""

    case: Case
    by: User | None
    note: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    change: Change | None = None

    @property
    def claim(self) -> Claim:
        return self.case.claim


Guard = Callable[[Move], str | None]

#: A checked claim lives here; a second one with the same statement would be the same work twice.
_TAKEN_UP = (State.QUEUED, State.RESEARCHING, State.IN_REVIEW, State.DECIDED, State.PUBLISHED)


# ── accept, dismiss, merge ──


def is_checkable(move: Move) -> str | None:
    if tokens.n_words(move.claim.statement) < 3:
        return "The statement is too short to be checked. Word it as one full sentence first."
    if move.claim.statement.rstrip().endswith("?"):
        return "A question cannot be checked. Word it as a statement first."
    return None


def is_not_already_open(move: Move) -> str | None:
    if move.change is not None:  # not for a button that is only shown
        turns.wait_for(f"statement:{move.claim.statement_key}")
    return same_statement_sentence(move.claim, move.claim.statement_key)


def same_statement_sentence(claim: Claim, statement_key: str) -> str | None:
    """What to do instead, when another claim with these words is being checked or was published."""
    same = Claim.objects.filter(statement_key=statement_key, state__in=_TAKEN_UP).exclude(pk=claim.pk).first()
    if same is None:
        return None
    state = same.get_state_display().lower()
    return f"The same statement is already there as claim {same.pk} ({state}). Merge this claim into it instead."


def has_reason_code(move: Move) -> str | None:
    if move.data.get("reason") in DismissReason.values:
        return None
    return "Choose a reason: why will this claim not be checked?"


def moderators_sweep_new_claims(move: Move) -> str | None:
    if access.has_role(move.by, Role.RESEARCHER, Role.EDITOR) or move.claim.state == State.NEW:
        return None
    return "A moderator dismisses new claims only. Ask an editor to dismiss one that is being worked on."


def moderators_dismiss_spam(move: Move) -> str | None:
    if access.has_role(move.by, Role.RESEARCHER, Role.EDITOR) or move.data.get("reason") == DismissReason.SPAM:
        return None
    return "A moderator dismisses spam only. Any other reason is the editors' to judge."


def has_merge_target(move: Move) -> str | None:
    target = move.data.get("target")
    if not isinstance(target, Claim):
        return "Choose the claim that this one is the same as."
    if target.pk == move.claim.pk:
        return "A claim cannot be merged into itself. Choose another one."
    if target.state == State.MERGED:
        return f"Claim {target.pk} is itself merged into claim {target.merged_into_id}. Choose that one."
    if target.state in (State.DISMISSED, State.RETRACTED):
        state = target.get_state_display().lower()
        return f"Claim {target.pk} is {state}. Reopen it first, or choose another one."
    return None


def is_its_researcher(move: Move) -> str | None:
    if move.by is not None and move.claim.researcher_id == move.by.pk:
        return None
    name = str(move.claim.researcher) if move.claim.researcher else "nobody"
    return f"Only the claim's researcher can do this, and that is {name}. An editor can release the claim first."


def is_its_researcher_or_editor(move: Move) -> str | None:
    if access.has_role(move.by, Role.EDITOR):
        return None
    return is_its_researcher(move)


def is_reviewer_of_the_round_or_editor(move: Move) -> str | None:
    if access.has_role(move.by, Role.EDITOR):
        return None
    round_ = move.case.round
    if round_ is not None and round_.assignments.filter(reviewer=move.by, excused_at=None).exists():
        return None
    return "Only a reviewer of this round or an editor can return the claim. Write a note to one of them."


# ── decide, publish, correct ──


def by_is_no_author(move: Move) -> str | None:
    if move.by is not None and move.by.pk not in move.case.authors:
        return None
    return "You worked on this draft, so somebody else has to do this. Ask another editor."


def round_is_complete(move: Move) -> str | None:
    round_ = move.case.round
    if round_ is None or round_.closed_at is not None:
        return "There is no open review round. Return the claim and submit it again."
    if round_.completed_at is not None:
        return None
    n_filed = round_.n_filed  # type: ignore[attr-defined]
    n_asked = round_.n_asked  # type: ignore[attr-defined]
    n_quorum = move.case.policy.n_quorum
    if n_filed < n_asked:
        return (
            f"{n_filed} of {n_asked} reviews are filed and at least {n_quorum} are needed. "
            "Wait for the others, or excuse a reviewer who cannot file."
        )
    if n_filed < n_quorum:
        return (
            f"{n_filed} of at least {n_quorum} reviews are filed, and nobody else is asked. "
            "An editor asks another reviewer."
        )
    return (
        f"All {n_filed} reviews are filed and are being counted now; that takes a moment. "
        "If it stays so, ask a moderator to look under Jobs what holds it up."
    )


def rating_is_settled(move: Move) -> str | None:
    """The rating carried and is the draft's; or an adjudication note says why another is right."""
    round_ = move.case.round
    if round_ is None:
        return None
    rating = move.data.get("rating") or round_.carried_rating
    if not isinstance(rating, RatingLevel):
        return "No rating carried. Choose one and write the adjudication note."
    if rating.scale_id != round_.frozen.get("rating_scale"):
        return "The rating is from another version of the scale than the draft. Choose one of the draft's scale."
    if rating != round_.carried_rating and not move.note.strip():
        return "The reviews did not carry this rating. Write the adjudication note that explains it."
    if rating.slug != round_.frozen.get("rating") and not move.note.strip():
        return (
            "The rating differs from the draft's, and the text was written for the draft's. "
            "Return it to the researcher, or write the adjudication note that explains it."
        )
    return None


def by_has_no_interest(move: Move) -> str | None:
    if move.by is not None and move.case.declarations.get(move.by.pk):
        return "You declared an interest in this claim, so somebody else has to do this. Ask another editor."
    return None


def by_did_not_review(move: Move) -> str | None:
    """Whoever reviewed has a vote already, and must not settle a split in its favour."""
    round_ = move.case.round
    if round_ is not None and round_.reviews.filter(reviewer=move.by, withdrawn_at=None).exists():
        return "You reviewed this claim, so somebody else has to decide it. Ask another editor."
    return None


def by_did_not_decide_alone(move: Move) -> str | None:
    round_ = move.case.round
    if round_ is None or move.by is None or round_.decided_by_id != move.by.pk:
        return None
    return "You decided this claim, so somebody else has to publish it. Ask another editor."


def embargo_is_over(move: Move) -> str | None:
    """No reader sees it before."""
    until = move.claim.embargo_until
    if until is None or until <= timezone.now():
        return None
    return (
        f"This claim is under embargo until {_moment(until)}. "
        "Wait until then, let it be published by itself at that moment, or end the embargo in the plan."
    )


def _moment(at: datetime) -> str:
    here = timezone.localtime(at)
    return f"{formats.date_format(here, 'j F Y, H:i')} {here:%Z}"


def has_correction_class(move: Move) -> str | None:
    """A second publication changes what readers were told, so it says what kind of change it is, and why."""
    if move.claim.current_revision_id is None:
        return None
    if move.data.get("correction_class") not in ("minor", "update", "substantial"):
        return "This verdict was published before. Choose the kind of correction: minor, update or substantial."
    if not move.note.strip():
        return "This verdict was published before. Write the public reason for the change."
    before, after = move.claim.current_revision, move.case.round
    is_new_rating = before and after and before.rating_id != after.decided_rating_id
    if is_new_rating and move.data["correction_class"] != "substantial":
        return "The rating changes, so this is a substantial correction. Choose that kind."
    return None


def text_is_corrected(move: Move) -> str | None:
    if move.data.get("correction_class") not in ("minor", "update", "substantial"):
        return "Choose the kind of correction: minor, update or substantial."
    if not str(move.data.get("summary", "")).strip() or not str(move.data.get("text", "")).strip():
        return "A corrected verdict still needs a summary and a text."
    return _foreign_citations_of_a_correction(move)


def _foreign_citations_of_a_correction(move: Move) -> str | None:
    revision = move.claim.current_revision
    if revision is None:
        return "Nothing is published that could be corrected."
    printed = {item["id"] for item in revision.content.get("evidence", [])}
    cited = set(markdown.cited_in(str(move.data["text"])))
    if not cited and printed:
        return "The corrected text cites no evidence. Keep at least one citation, for example [E12]."
    foreign = sorted(cited - printed)
    if foreign:
        names = ", ".join(f"E{number}" for number in foreign)
        return (
            f"The text cites {names}, which the published verdict does not print. New evidence needs a reopened claim."
        )
    return None


def minor_correction_is_minor(move: Move) -> str | None:
    """Of each text, and with all minor ones before: by many small steps one editor could rewrite it alone."""
    revision = move.claim.current_revision
    if revision is None or move.data.get("correction_class") != "minor":
        return None
    agreed = _before_minor_ones(revision)
    shares = [
        1 - fuzz.ratio(getattr(agreed, name), str(move.data.get(name, getattr(revision, name)) or "").strip()) / 100
        for name in ("summary", "text", "unknowns", "mind")
    ]
    if max(shares) > move.case.policy.minor_correction_share:
        return (
            "This changes too much of a text for a minor correction; those before it count, too. "
            "Choose update or substantial; an editor who had no part in it has to make it."
        )
    return None


def _before_minor_ones(revision: VerdictRevision) -> VerdictRevision:
    """The last version of this round that more than one person stands for."""
    minor = Correction.objects.filter(correction_class=Correction.Class.MINOR).select_related("replaced")
    while (correction := minor.filter(revision=revision).first()) is not None:
        if correction.replaced.content.get("round") != revision.content.get("round"):
            break  # it was reviewed anew
        revision = correction.replaced
    return revision


def larger_correction_has_a_second_editor(move: Move) -> str | None:
    """What readers take away changes: not by the one who published it, wrote at it, or has an interest in it."""
    revision = move.claim.current_revision
    if move.data.get("correction_class") == "minor" or revision is None or move.by is None:
        return None
    if revision.published_by_id == move.by.pk:
        return "You published the version that stands. An update or substantial correction needs another editor."
    if move.by.pk in access.authors_of(move.claim, but="correct"):
        return "You worked on this verdict. An update or substantial correction needs an editor who did not."
    if move.by.pk not in move.case.declarations:
        return "Answer the declaration of interests for this claim first."
    return by_has_no_interest(move)
