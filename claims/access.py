"""Who may see and do what. A loader raises Refused, a question answers True or False; no view decides for itself."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from claims import policy
from claims.errors import Refused
from claims.models import Article, Claim, ClaimEvent, Note, Review, ReviewRound, Role, State, User

#: Everybody who works in the desk.
DESK_ROLES = frozenset(Role.values)
#: Who decides, publishes or gives roles: a stolen password alone must not be enough for that.
SECOND_STEP_ROLES = frozenset({Role.EDITOR, Role.MODERATOR})
#: Verbs whose authors have written at the verdict: they neither review, nor decide, nor publish it.
AUTHOR_VERBS = frozenset(
    {
        "submit",
        "edit_draft",
        "edit_key_elements",
        "decide_evidence",
        "decide_origin",
        "attach_source",
        "log_counter_search",
        "ask_for_reply",
        "send_guest_link",
        "record_reply",
        "exempt_from_reply",
        "correct",
    }
)
#: The same, but only once a claim was accepted.
WORDING_VERBS = frozenset({"reword", "merge_claimants", "part_claimants"})


class Forbidden(Refused):
    """Answered 403."""


class SecondStepOwed(Forbidden):
    """Answered 403; a page of the desk leads to where it is set up."""


class NotFound(Refused):
    """Answered 404: it is not there, or not for this person to know about."""


def has_role(person: User | AnonymousUser | None, *roles: str) -> bool:
    """Roles sleep while their person owes a second step at login: wherever one asks, there is none."""
    return isinstance(person, User) and not person.roles.isdisjoint(roles) and not owes_second_step(person)


def needs_second_step(person: User) -> bool:
    """Whether the policy asks for one from somebody with these roles."""
    return policy.current().second_step and not person.roles.isdisjoint(SECOND_STEP_ROLES)


def owes_second_step(person: User | AnonymousUser | None) -> bool:
    """Whether somebody has to set one up before they can do anything else."""
    return isinstance(person, User) and needs_second_step(person) and not person.has_second_step


def is_desk_member(person: User | AnonymousUser | None) -> bool:
    return has_role(person, *DESK_ROLES)


def require_role(person: User | AnonymousUser | None, *roles: str) -> User:
    _refuse_owing(person)
    if isinstance(person, User) and has_role(person, *roles):
        return person
    names = " or ".join(Role(role).label.lower() for role in sorted(roles))
    raise Forbidden(f"This needs the role {names}. A moderator can give it to you under People.")


def require_desk_member(person: User | AnonymousUser | None) -> User:
    _refuse_owing(person)
    if isinstance(person, User) and is_desk_member(person):
        return person
    raise Forbidden("Your login has no role in the desk yet. A moderator can give you one under People.")


def _refuse_owing(person: User | AnonymousUser | None) -> None:
    if owes_second_step(person):
        raise SecondStepOwed(
            "Your role needs a second step at login. Log in to the desk and set one up under Your login first."
        )


def load_claim(pk: int, *, by: User | AnonymousUser | None) -> Claim:
    require_desk_member(by)
    claim = (
        Claim.objects.select_related(
            "claimant", "researcher", "draft_rating", "merged_into", "current_revision__rating"
        )
        .filter(pk=pk)
        .order_by()
        .first()
    )
    if claim is None:
        raise NotFound("This claim does not exist. Look for it in the inbox or on the board.")
    return claim


def load_article(pk: int, *, by: User | AnonymousUser | None) -> Article:
    require_desk_member(by)
    article = Article.objects.select_related("outlet", "snapshot", "origin", "imported_by").filter(pk=pk).first()
    if article is None:
        raise NotFound("This article does not exist. Look for it in the list of imports.")
    return article


def is_researcher_of(claim: Claim, person: User) -> bool:
    return claim.researcher_id == person.pk


def require_editable(claim: Claim, by: User) -> None:
    """The draft and its evidence may be changed by the claim's researcher or an editor, before it is frozen."""
    if not claim.is_editable:
        raise Refused(
            f"The claim is {claim.get_state_display().lower()}, so nothing binding can be edited. "
            "Return it to research first (or reopen it), or correct what is published."
        )
    if not (is_researcher_of(claim, by) or has_role(by, Role.EDITOR)):
        if claim.researcher_id is None and has_role(by, Role.RESEARCHER):
            return
        raise Forbidden(
            "Only the claim's researcher or an editor can change this. Take the claim first, or write a note."
        )


def authors_of(claim: Claim, *, but: str = "") -> frozenset[int]:
    """Primary keys of everybody who wrote at the verdict, ever: the researcher and all who edited draft or evidence.

    `but`: a verb that is not counted.
    Wording a claim in the inbox is triage; wording it after it was accepted is writing at the verdict. So is giving
    it another claimant: let a moderator, who decides nothing, merge claimants of claims that are being researched.
    """
    is_writing = Q(verb__in=AUTHOR_VERBS - {but}) | (Q(verb__in=WORDING_VERBS) & ~Q(from_state=State.NEW))
    written = ClaimEvent.objects.filter(is_writing, claim=claim, by__isnull=False).order_by()
    people = set(written.values_list("by", flat=True).distinct())
    if claim.researcher_id is not None:
        people.add(claim.researcher_id)
    return frozenset(people)


#: A round that was returned before it was complete stays sealed while its claim is in one of these: a claim that was
#: dismissed or merged comes back, too, and would have been read in between.
MAY_BE_REVIEWED_AGAIN = (State.QUEUED, State.RESEARCHING, State.IN_REVIEW, State.DISMISSED, State.MERGED)


def visible_reviews(round: ReviewRound, by: User | AnonymousUser | None) -> QuerySet[Review]:
    """Reviews of a round that this person may read: all once it is complete, before that only one's own.

    A round that was returned before it was complete stays sealed until the claim is decided: its reviewers may be
    asked again, and must not have read each other by then.
    """
    reviews = Review.objects.filter(round=round, withdrawn_at=None).select_related("rating", "reviewer")
    if round.completed_at is not None:
        return reviews
    own = Q(reviewer=by) if isinstance(by, User) else Q(pk__in=[])
    if round.closed_at is None:
        return reviews.filter(own)
    return reviews.filter(own | ~Q(round__claim__state__in=MAY_BE_REVIEWED_AGAIN))


def reviews_of_complete_rounds() -> QuerySet[Review]:
    """Reviews that count, by people, of rounds that are not blind any more: everybody in the desk may count these."""
    return Review.objects.filter(
        round__completed_at__isnull=False, withdrawn_at=None, is_machine=False, reviewer__isnull=False
    )


def readable_notes(by: User | AnonymousUser | None) -> QuerySet[Note]:
    """Notes of all claims that this person may read: all but those that others wrote as reviewers of a blind round.

    They are sealed exactly as long as the reviews of that round are (visible_reviews), for everybody but their author.
    """
    member = require_desk_member(by)
    was_closed = Q(sealed_in__closed_at__isnull=False) & ~Q(claim__state__in=MAY_BE_REVIEWED_AGAIN)
    return Note.objects.filter(
        Q(sealed_in=None) | Q(author=member) | Q(sealed_in__completed_at__isnull=False) | was_closed
    )


def visible_notes(claim: Claim, by: User | AnonymousUser | None) -> QuerySet[Note]:
    """The notes of one claim that this person may read."""
    return readable_notes(by).filter(claim=claim).select_related("author")
