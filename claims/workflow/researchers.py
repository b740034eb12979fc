"""Who may be the researcher of a claim: guards of the transitions that name one, and the notice to whom is named."""

from __future__ import annotations

from collections.abc import Mapping

from claims import access, notices
from claims.models import Claim, ClaimEvent, Notice, Role, User
from claims.workflow import watching
from claims.workflow.guards import Move


def names_a_researcher(move: Move) -> str | None:
    person = move.data.get("researcher") or move.by
    if not isinstance(person, User):
        return "The one who takes a claim must be a researcher. Choose somebody with that role."
    return sentence_against(person, move.claim, move.by, declarations=move.case.declarations)


def named_researcher_may_do_it(move: Move) -> str | None:
    """Whoever accepts a claim may name its researcher in the same breath, and need not."""
    return names_a_researcher(move) if move.data.get("researcher") else None


def sentence_against(
    person: User, claim: Claim, by: User | None, *, declarations: Mapping[int, bool] | None = None
) -> str | None:
    """Why this person cannot be the claim's researcher, named by `by`; None when they can."""
    if not access.has_role(person, Role.RESEARCHER):
        return "The one who takes a claim must be a researcher. Choose somebody with that role."
    if person != by and not access.has_role(by, Role.EDITOR):
        return "Only an editor can name somebody else. Take the claim yourself."
    if declarations is None:
        declarations = dict(claim.declarations.values_list("person", "has_interest"))
    if declarations.get(person.pk):
        who = "You" if person == by else str(person)
        return f"{who} declared an interest in this claim, so somebody else has to research it."
    return None


def tell_assigned(claim: Claim, researcher: User | None, by: User | None) -> None:
    """A notice to whom somebody else has named. `claim` is inside its change, so its version names the occasion."""
    _tell("assigned", f"{by} assigned you the claim {notices.short(claim.statement)}.", claim, researcher, by)


#: What a colleague's move means to whoever researches the claim. What publication brings is told as news.
_MEANS = {
    "return": (Notice.Kind.ASSIGNED, "{by} returned {claim} to you. Its history says why."),
    "release": (Notice.Kind.WATCHED, "{by} put {claim} back in the queue, so it waits for you no more."),
    "dismiss": (Notice.Kind.WATCHED, "{by} dismissed {claim}, so it waits for you no more."),
    "merge": (Notice.Kind.WATCHED, "{by} merged {claim} into another claim, so it waits for you no more."),
}


def tell_of_move(claim: Claim, event: ClaimEvent, researcher: User | None) -> None:
    """A notice to the researcher of before the move, when somebody else has made it; once, also if they watch it."""
    if event.verb in _MEANS and researcher is not None and researcher.pk != event.by_id:
        kind, words = _MEANS[event.verb]
        text = words.format(by=event.by_name, claim=notices.short(claim.statement))
        notices.give([researcher], kind=kind, key=watching.key_of(event), text=text, claim=claim)


def tell_freed(claim: Claim, researcher: User | None, by: User | None) -> None:
    """A notice to whom somebody else had named, when the claim is in the inbox again."""
    text = f"{by} put {notices.short(claim.statement)} back in the inbox, so it waits for you no more."
    _tell("freed", text, claim, researcher, by)


def _tell(occasion: str, text: str, claim: Claim, researcher: User | None, by: User | None) -> None:
    if researcher is not None and researcher != by:
        key = f"{occasion}:{claim.pk}:{claim.version}"
        notices.give([researcher], kind=Notice.Kind.ASSIGNED, key=key, text=text, claim=claim)


def is_assigned_to_nobody_else(move: Move) -> str | None:
    claim = move.claim
    if claim.researcher_id is None or access.has_role(move.by, Role.EDITOR):
        return None
    if move.by is not None and claim.researcher_id == move.by.pk:
        return None
    return f"This claim is assigned to {claim.researcher}. Ask an editor to assign it anew."
