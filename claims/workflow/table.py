"""The one table of the workflow. Desk, admin, API, docs and the exhaustive test all read it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from claims.models import Role, State
from claims.workflow import effects, gates, guards, putting_back, researchers
from claims.workflow.guards import Guard, Move

Relation = Callable[[Move], str | None]
Effect = Callable[[Move], None]


@dataclass(frozen=True)
class Transition:
    """One row. `guards` need only the claim and the person, `checks` also what was typed in."""

    name: str
    label: str
    from_states: tuple[State, ...]
    to_state: State
    roles: tuple[Role, ...]
    effect: Effect
    guards: tuple[Guard, ...] = ()
    checks: tuple[Guard, ...] = ()
    #: Who, besides the role: a sentence when this person is not the one.
    relation: Relation | None = None
    needs_note: bool = False
    #: "never", "always", "was_public" (readers have seen the claim), "asked" (the sender wants an answer) or
    #: "adjudication" (it explains a rating that the reviews did not carry or that differs from the draft's).
    public_note: str = "never"
    #: Fields of the form, read by desk and API: claims.desk.forms has one field for each name.
    inputs: tuple[str, ...] = ()
    jobs: tuple[str, ...] = ()
    summary: str = ""


TRANSITIONS: tuple[Transition, ...] = (
    Transition(
        name="accept",
        label="Accept",
        from_states=(State.NEW,),
        to_state=State.QUEUED,
        roles=(Role.RESEARCHER, Role.EDITOR),
        guards=(guards.is_checkable, guards.is_not_already_open),
        checks=(researchers.named_researcher_may_do_it,),
        effect=effects.accept,
        inputs=("priority", "due_on"),
        jobs=("match_claim", "gather_evidence"),
        summary="It is worth checking: put it in the queue.",
    ),
    Transition(
        name="dismiss",
        label="Dismiss",
        from_states=(State.NEW, State.QUEUED, State.RESEARCHING),
        to_state=State.DISMISSED,
        roles=(Role.RESEARCHER, Role.EDITOR, Role.MODERATOR),
        guards=(guards.moderators_sweep_new_claims,),
        checks=(guards.has_reason_code, guards.moderators_dismiss_spam),
        effect=effects.dismiss,
        public_note="asked",
        inputs=("reason", "note"),
        jobs=("tell_sender", "announce"),
        summary="It will not be checked.",
    ),
    Transition(
        name="merge",
        label="Merge",
        from_states=(State.NEW, State.QUEUED, State.RESEARCHING),
        to_state=State.MERGED,
        roles=(Role.RESEARCHER, Role.EDITOR),
        checks=(guards.has_merge_target,),
        effect=effects.merge,
        inputs=("target", "note"),
        jobs=("announce",),
        summary="It is the same as another claim: its appearances count there.",
    ),
    Transition(
        name="unmerge",
        label="Undo the merge",
        from_states=(State.MERGED,),
        to_state=State.QUEUED,
        roles=(Role.RESEARCHER, Role.EDITOR),
        needs_note=True,
        effect=effects.unmerge,
        inputs=("note",),
        jobs=("match_claim", "announce"),
        summary="It is a claim of its own after all: its appearances come back.",
    ),
    Transition(
        name="put_back",
        label="Put back in the inbox",
        from_states=(State.QUEUED, State.DISMISSED, State.MERGED),
        to_state=State.NEW,
        roles=(Role.RESEARCHER, Role.EDITOR, Role.MODERATOR),
        guards=(putting_back.decided_in_the_inbox,),
        effect=putting_back.put_back,
        inputs=("note",),
        jobs=("announce",),
        summary="Take back what was decided in the inbox, as long as nobody has gone on from there.",
    ),
    Transition(
        name="take",
        label="Take",
        from_states=(State.QUEUED,),
        to_state=State.RESEARCHING,
        roles=(Role.RESEARCHER, Role.EDITOR),
        guards=(researchers.is_assigned_to_nobody_else,),
        checks=(researchers.names_a_researcher,),
        effect=effects.take,
        inputs=("researcher",),
        summary="Start the research, or (as an editor) name who does.",
    ),
    Transition(
        name="release",
        label="Release",
        from_states=(State.RESEARCHING,),
        to_state=State.QUEUED,
        roles=(Role.RESEARCHER, Role.EDITOR),
        relation=guards.is_its_researcher_or_editor,
        effect=effects.release,
        inputs=("note",),
        summary="Give it back to the queue.",
    ),
    Transition(
        name="submit",
        label="Submit for review",
        from_states=(State.RESEARCHING,),
        to_state=State.IN_REVIEW,
        roles=(Role.RESEARCHER, Role.EDITOR),
        relation=guards.is_its_researcher,
        guards=gates.EVIDENCE_GATE,
        effect=effects.submit,
        inputs=("note",),
        jobs=("assign_reviewers",),
        summary="Freeze the draft and open a blind review round.",
    ),
    Transition(
        name="return",
        label="Return",
        from_states=(State.IN_REVIEW, State.DECIDED),
        to_state=State.RESEARCHING,
        roles=(Role.REVIEWER, Role.EDITOR),
        relation=guards.is_reviewer_of_the_round_or_editor,
        needs_note=True,
        effect=effects.return_,
        inputs=("note",),
        summary="Back to the researcher, and say what is missing.",
    ),
    Transition(
        name="decide",
        label="Decide",
        from_states=(State.IN_REVIEW,),
        to_state=State.DECIDED,
        roles=(Role.EDITOR,),
        guards=(
            guards.by_is_no_author,
            guards.by_has_no_interest,
            guards.by_did_not_review,
            guards.round_is_complete,
        ),
        checks=(guards.rating_is_settled,),
        public_note="adjudication",
        effect=effects.decide,
        inputs=("rating", "note"),
        summary="Set the rating that the reviews carried, or adjudicate.",
    ),
    Transition(
        name="publish",
        label="Publish",
        from_states=(State.DECIDED,),
        to_state=State.PUBLISHED,
        roles=(Role.EDITOR,),
        guards=(
            guards.by_is_no_author,
            guards.by_has_no_interest,
            guards.by_did_not_decide_alone,
            guards.embargo_is_over,
            *gates.PUBLICATION_GATE,
        ),
        checks=(guards.has_correction_class,),
        effect=effects.publish,
        public_note="was_public",
        inputs=("correction_class", "note"),
        jobs=("announce",),
        summary="Readers see it from now on.",
    ),
    Transition(
        name="correct",
        label="Correct",
        from_states=(State.PUBLISHED,),
        to_state=State.PUBLISHED,
        roles=(Role.EDITOR,),
        checks=(
            guards.text_is_corrected,
            guards.minor_correction_is_minor,
            guards.larger_correction_has_a_second_editor,
        ),
        needs_note=True,
        public_note="always",
        effect=effects.correct,
        inputs=("correction_class", "summary", "text", "unknowns", "mind", "note"),
        jobs=("announce",),
        summary="Change the text, not the rating; the old version stays readable.",
    ),
    Transition(
        name="retract",
        label="Retract",
        from_states=(State.PUBLISHED,),
        to_state=State.RETRACTED,
        roles=(Role.EDITOR,),
        needs_note=True,
        public_note="always",
        effect=effects.retract,
        inputs=("note",),
        jobs=("announce",),
        summary="Withdraw it: a notice stands in its place.",
    ),
    Transition(
        name="reopen",
        label="Reopen",
        from_states=(State.DISMISSED, State.RETRACTED, State.PUBLISHED),
        to_state=State.RESEARCHING,
        roles=(Role.EDITOR,),
        needs_note=True,
        public_note="was_public",
        effect=effects.reopen,
        inputs=("note",),
        jobs=("gather_evidence", "announce"),
        summary="Check it again; what is published stays up meanwhile.",
    ),
)

BY_NAME: dict[str, Transition] = {transition.name: transition for transition in TRANSITIONS}


def transitions_from(state: str) -> list[Transition]:
    return [transition for transition in TRANSITIONS if state in transition.from_states]
