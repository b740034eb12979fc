"""The evidence gate and the publication gate: guards that look at the claim's file, one thing each."""

from __future__ import annotations

from claims import protection
from claims.evidence import quotes
from claims.models import Evidence, State, User
from claims.publishing import drafts, markup, trial
from claims.text import tokens
from claims.workflow.case import sha256_of
from claims.workflow.guards import Guard, Move


def statement_is_worded(move: Move) -> str | None:
    if tokens.n_words(move.claim.statement) < 3:
        return "Word the statement: one sentence that stands alone."
    return None


def key_elements_have_origins(move: Move) -> str | None:
    if not move.case.key_elements:
        return "Name at least one key element: what has to hold for the claim to be true?"
    needed = move.case.policy.n_origins
    for element in move.case.key_elements:
        n_origins = move.case.origins_of(element)
        if n_origins < needed and not element.single_source_reason.strip():
            return (
                f"“{element.text}” rests on {n_origins} independent {_plural('origin', n_origins)}; it needs {needed}. "
                "Accept public evidence from another origin, or state why a single source is enough."
            )
    return None


def evidence_is_described(move: Move) -> str | None:
    for evidence in move.case.accepted:
        missing = _missing_of(evidence)
        if missing:
            return f"Evidence E{evidence.pk} ({evidence.source}) lacks {missing}. Add it on the evidence card."
    return None


def _missing_of(evidence: Evidence) -> str:
    if not evidence.source_type:
        return "its source type (primary or secondary)"
    if evidence.source_type == "secondary" and not evidence.secondary_reason.strip():
        return "the reason why a secondary source is used"
    if not evidence.interest.strip():
        return "an answer about the source's interest"
    if evidence.accessed_on is None:
        return "the date of access"
    if evidence.source.snapshot_id is None and not evidence.no_snapshot_reason.strip():
        return "a snapshot, or the reason why there is none"
    if quotes.is_lost(evidence):
        return "a quote that stands in its source (these words are not in the captured text)"
    return ""


def both_sides_were_sought(move: Move) -> str | None:
    sides = {evidence.stance for evidence in move.case.accepted} & {Evidence.Stance.SUPPORTS, Evidence.Stance.REFUTES}
    if len(sides) == 2 or move.case.counts["n_searches"]:
        return None
    if not sides:
        return (
            "There is no public evidence for either side yet. "
            "Accept evidence for both, or log where you searched for it."
        )
    return (
        "There is public evidence for one side only. "
        "Accept evidence for the other side, or log where you searched for it."
    )


def claimant_was_asked(move: Move) -> str | None:
    if move.case.counts["n_unheard"]:
        return (
            "The claimant has answered by the link, and the answer is not recorded as a reply. Record it. Where it is "
            "not to be published, record only that they replied and do not want it printed. Where the draft is "
            "frozen, return the claim to research first."
        )
    if move.case.counts["n_replies"] or move.claim.reply_exemption.strip():
        return None
    return "Ask the claimant for a reply and log it, or state why that was not possible."


def draft_is_whole(move: Move) -> str | None:
    claim = move.claim
    if claim.draft_rating_id is None:
        return "Choose a rating for the draft verdict."
    if not claim.draft_summary.strip():
        return "Write the summary: one or two sentences that say what you found."
    if not claim.draft_text.strip():
        return "Write the text of the verdict."
    return None


def citations_are_accepted(move: Move) -> str | None:
    if not move.case.cited:
        return "The text cites no evidence yet. Insert at least one citation, for example [E12]."
    foreign = sorted(move.case.cited - {evidence.pk for evidence in move.case.accepted})
    if foreign:
        protected = Evidence.objects.filter(claim=move.claim, pk__in=foreign).exclude(visibility="public")
        if kept := ", ".join(f"E{number}" for number in sorted(protected.values_list("pk", flat=True))):
            return (
                f"The text cites {kept}, which is not public: readers could not look at it. "
                "Make it public, cite another source in its place, or take the citation out."
            )
        names = ", ".join(f"E{number}" for number in foreign)
        return (
            f"The text cites {names}, which is not accepted evidence of this claim. Accept it or remove the citation."
        )
    return None


def markup_is_valid(move: Move) -> str | None:
    """Programs read the verdict as ClaimReview: what they would misread is mended before anybody reviews it.

    What is decided, and what is being submitted, is tried as the whole page; while it is written, its words alone.
    """
    if move.claim.state == State.DECIDED:
        found = move.case.problems_of_decided_page
        advice = "Return it to the researcher, who can mend it."
    else:
        rating = move.claim.draft_rating
        if rating is None:
            return None  # said by draft_is_whole
        if move.change is not None:
            found = trial.page_problems(move.claim, move.case.frozen(), rating)
        else:
            found = markup.draft_problems(move.claim, {**move.case.draft(), "appearances": []}, rating)
        advice = "Mend it before others review it."
    return f"Search engines would misread the verdict. {found[0]} {advice}" if found else None


EVIDENCE_GATE: tuple[Guard, ...] = (
    statement_is_worded,
    key_elements_have_origins,
    evidence_is_described,
    both_sides_were_sought,
    claimant_was_asked,
    draft_is_whole,
    citations_are_accepted,
    markup_is_valid,
)


def frozen_draft_is_intact(move: Move) -> str | None:
    """Only what people typed or decided can differ: what arrives meanwhile is for the next revision."""
    round_ = move.case.round
    if round_ is None or round_.decided_rating_id is None:
        return "No round has decided this claim. Return it and submit it again."
    if sha256_of(round_.frozen) != round_.frozen_sha256:
        return (
            "What was kept of this round is not what the reviewers read: its fingerprint does not fit. "
            "Return it to the researcher and submit it again."
        )
    if protection.Hidden().draft(round_.frozen) is not round_.frozen:
        return (
            "The draft says where a source has it from, and calls it by the name of one that is protected by now. "
            "Return it to the researcher and submit it again."
        )
    changes = drafts.changes_since(round_.frozen, move.case.draft())
    if changes:
        return (
            f"The draft differs from what the reviewers read: {'; '.join(changes)}. "
            "Return it to the researcher and submit it again."
        )
    return None


def interests_are_declared(move: Move) -> str | None:
    """Whoever has left cannot answer any more: the verdict names them instead."""
    people = move.case.people_to_declare(move.by)
    missing = people - move.case.declarations.keys()
    if move.by is not None and move.by.pk in missing:
        return "Answer the declaration of interests for this claim first."
    waiting = User.objects.filter(pk__in=missing, is_active=True) if missing else ()
    names = ", ".join(str(person) for person in waiting)
    return f"{names}: the declaration of interests is not answered yet. Ask for it." if names else None


PUBLICATION_GATE: tuple[Guard, ...] = (
    *EVIDENCE_GATE,
    frozen_draft_is_intact,
    interests_are_declared,
)


def _plural(noun: str, count: int) -> str:
    return noun if count == 1 else f"{noun}s"
