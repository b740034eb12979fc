"""What the board and a person's own work read: claims by state, by researcher, by reviewer, by sender."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, QuerySet
from django.http import QueryDict
from django.utils import timezone

from claims import access
from claims.desk.screens import shell
from claims.models import Assignment, Claim, ErrorReport, Notice, Role, State, Tip, User
from claims.models.claims import ClaimQuerySet
from claims.paging import Page, page_of
from claims.workflow import leasing, reviews

#: The columns of the board, from left to right; claims in other states are listed by state only.
COLUMNS = (State.NEW, State.QUEUED, State.RESEARCHING, State.IN_REVIEW, State.DECIDED, State.PUBLISHED)
N_CARDS = 10
PAGE_SIZE = 50
N_MINE = 50
_CARD = (
    "slug",
    "statement",
    "state",
    "version",
    "priority",
    "due_on",
    "changed_at",
    "merged_into_id",
    "dismiss_reason",
    "is_demonstration",
    "claimant__name",
    "researcher__username",
    "researcher__first_name",
    "researcher__last_name",
    "lease__until_at",
    "lease__person__username",
    "lease__person__first_name",
    "lease__person__last_name",
    "current_revision__rating__label",
    "current_revision__rating__slug",
    "current_revision__rating__icon",
    "current_revision__rating__colour",
)
#: Of a review that waits; what was frozen for it is long.
_ASKED = ("assigned_at", "round__number", "round__claim__slug", "round__claim__statement")


@dataclass(frozen=True)
class Column:
    state: State
    n_claims: int
    claims: list[Claim]

    @property
    def has_more(self) -> bool:
        return self.n_claims > len(self.claims)


def cards(claims: ClaimQuerySet) -> ClaimQuerySet:
    """Only what a card shows, in one query."""
    related = claims.select_related("claimant", "researcher", "current_revision__rating", "lease__person")
    return related.only(*_CARD)


def mark() -> str:
    """Changes whenever a claim does, or who is on one."""
    return f"{shell.newest_event()}-{leasing.mark_of_all()}"


def counts_by_state() -> dict[State, int]:
    """One pass over an index that holds nothing but states and order."""
    found = dict(Claim.objects.order_by().values_list("state").annotate(n=Count("pk")))
    return {state: found.get(state.value, 0) for state in State}


def board(numbers: dict[State, int]) -> list[Column]:
    """The newest claims of each column; an empty column costs no query.

    The cards of all columns are read at once: to plan so many joins costs PostgreSQL ten times the reading.
    """
    newest = {
        state: list(newest_first(state).values_list("pk", flat=True)[:N_CARDS]) for state in COLUMNS if numbers[state]
    }
    shown = cards(Claim.objects.filter(pk__in=[pk for keys in newest.values() for pk in keys])).in_bulk()
    return [
        Column(state, numbers[state], [shown[pk] for pk in newest.get(state, ()) if pk in shown]) for state in COLUMNS
    ]


def newest_first(state: State) -> ClaimQuerySet:
    return Claim.objects.filter(state=state).order_by("-changed_at", "-pk")


def state_page(state: State, asked: QueryDict) -> Page[Claim]:
    return page_of(cards(Claim.objects.filter(state=state)), ("changed_at", "pk"), asked, size=PAGE_SIZE)


@dataclass(frozen=True)
class FromReaders:
    """What readers wait for: claims that they sent in, errors that they reported, of these beyond the promised day."""

    n_tips: int
    n_reports: int
    n_late: int


@dataclass(frozen=True)
class Work:
    """What concerns one person, the most pressing first."""

    notices: list[Notice]
    reviews: list[Assignment]
    researching: list[Claim]
    sent: list[Claim]
    #: Claims that only an editor can bring forward: in review with a complete round, and decided. None: no editor.
    editing: list[Claim] | None
    #: None: nothing waits, or it is not this person's to answer.
    readers: FromReaders | None


def work_of(person: User) -> Work:
    by_due_day = F("due_on").asc(nulls_last=True)  # by themselves the databases disagree where none stands
    mine = cards(Claim.objects.filter(researcher=person).open()).order_by(by_due_day, "-priority", "-changed_at")
    sent = cards(Claim.objects.filter(sent_by=person)).order_by("-pk")
    notices = Notice.objects.filter(person=person, read_at=None).select_related("claim").defer("claim__draft_text")
    return Work(
        notices=list(notices[:N_MINE]),
        reviews=list(reviews.reviews_waiting_for(person).only(*_ASKED)[:N_MINE]),
        researching=list(mine[:N_MINE]),
        sent=list(sent[:N_MINE]),
        editing=list(_for_editors()[:N_MINE]) if access.has_role(person, Role.EDITOR) else None,
        readers=from_readers(person),
    )


def from_readers(person: User) -> FromReaders | None:
    """Claims are a moderator's to look at, reports also an editor's: as in the admin."""
    is_moderator = access.has_role(person, Role.MODERATOR)
    if not (is_moderator or access.has_role(person, Role.EDITOR)):
        return None
    reports = ErrorReport.objects.filter(answered_at=None)
    wanted: dict[str, QuerySet[Any]] = {"n_reports": reports, "n_late": reports.filter(due_on__lt=timezone.localdate())}
    if is_moderator:
        wanted["n_tips"] = Tip.objects.filter(decision=Tip.Decision.WAITING)
    found = FromReaders(**({"n_tips": 0} | shell.count_each(person, wanted)))
    return found if found.n_tips or found.n_reports else None


def _for_editors() -> ClaimQuerySet:
    complete = Claim.objects.filter(
        state=State.IN_REVIEW, rounds__closed_at__isnull=True, rounds__completed_at__isnull=False
    )
    waiting = Claim.objects.filter(state__in=(State.IN_REVIEW, State.DECIDED)).exclude(
        state=State.IN_REVIEW, pk__in=Claim.objects.filter(state=State.IN_REVIEW).exclude(pk__in=complete).values("pk")
    )
    return cards(waiting).order_by("-priority", "changed_at")
