"""Work on a claim that does not move it: one verb for each kind of event. Printed into docs/workflow.md."""

from __future__ import annotations

from typing import NamedTuple


class Verb(NamedTuple):
    """`who` and `when` in words: the rules themselves stand beside the functions that write these events."""

    name: str
    who: str
    when: str
    summary: str


_WRITER = "its researcher, editor"
_EARLY = "New, Queued, Researching"
_MACHINE = "the machine"

VERBS: tuple[Verb, ...] = (
    Verb("reword", _WRITER, _EARLY, "Another wording of the statement, or another claimant."),
    Verb(
        "plan", "researcher, editor", "open", "Priority, due date, embargo, topic; only an editor shortens an embargo."
    ),
    Verb(
        "assign",
        "editor; a researcher themself",
        _EARLY,
        "Who researches it; a new claim is accepted by it. Never somebody with a declared interest.",
    ),
    Verb("edit_key_elements", _WRITER, _EARLY, "What has to hold for the claim to be true."),
    Verb("log_counter_search", _WRITER, _EARLY, "Where the other side was sought, and what came of it."),
    Verb("ask_for_reply", _WRITER, _EARLY, "The claimant was asked, until when."),
    Verb("record_reply", _WRITER, _EARLY, "What the claimant replied."),
    Verb("exempt_from_reply", _WRITER, _EARLY, "Why the claimant was not asked."),
    Verb("note_no_reply", _MACHINE, "open, Published", "A deadline has passed without a reply."),
    Verb(
        "send_guest_link",
        _WRITER,
        _EARLY,
        "A question to the claimant or an expert outside, by a link that works once.",
    ),
    Verb("revoke_guest_link", f"{_WRITER}, whoever made it", "any", "The link does not work any more."),
    Verb("guest_answer", "whoever holds the link", "any", "The one answer that a link takes."),
    Verb("edit_draft", _WRITER, "Researching", "The draft verdict."),
    Verb("declare_interest", "everybody in the desk", "any", "One's own answer about interests in this claim."),
    Verb(
        "write_note",
        "everybody in the desk",
        "any",
        "A note to colleagues; a reviewer's is sealed while the round is blind.",
    ),
    Verb("withdraw_note", "its author", "any", "The words of a note are gone."),
    Verb("erase_note", "moderator", "any", "The words of a note in the history are gone; who, when and why stays."),
    Verb("assign_reviewer", f"{_MACHINE}, impartial editor", "In review", "One more reviewer is asked."),
    Verb(
        "excuse_reviewer", "impartial editor", "In review", "A reviewer who cannot file holds up the round no longer."
    ),
    Verb("file_review", "reviewer of the round", "In review", "A blind verdict of one's own."),
    Verb("withdraw_review", "its author", "In review", "Taken back while nobody can see the others'."),
    Verb("tally_reviews", _MACHINE, "In review", "The outcome of a complete round."),
    Verb("plan_publication", "editor who may publish it", "Decided", "Publish it by itself when the embargo ends."),
    Verb("cancel_publication", "editor", "Decided", "It is not published by itself after all."),
    Verb("merge_claimants", "editor, moderator", "not frozen", "Its claimant is a name of somebody else."),
    Verb("part_claimants", "editor, moderator", "not frozen", "That merge is undone."),
    Verb("absorb", _MACHINE, "any", "Another claim was merged into it."),
    Verb("give_back", _MACHINE, "any", "That merge was undone."),
    Verb("send_in", "everybody in the desk", "none yet", "A claim that a person sends in."),
)
