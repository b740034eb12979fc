"""What the inbox reads: new claims in the order in which they matter, where they were made, what they resemble."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.http import QueryDict
from django.utils.functional import cached_property

from claims import access
from claims.desk.forms.claim_moves import who_sees_dismissal
from claims.desk.screens import shell
from claims.desk.screens.claim_pairs import look_of
from claims.desk.web import whole_number
from claims.models import (
    Appearance,
    CheckMatch,
    Claim,
    ClaimEvent,
    ClaimLease,
    FactCheck,
    Match,
    Role,
    RoleGrant,
    State,
    User,
)
from claims.paging import Page, page_of
from claims.workflow import assigning, leasing

PAGE_SIZE = 25
#: Same-claim suggestions shown with one claim.
N_SUGGESTIONS = 3
#: So many rows are told of what others do, the newest first.
N_BESIDE = 100
#: Researchers offered in the panel of a claim: as many as there are digits to press.
N_PEOPLE = 9
_ORDER = ("priority", "score", "pk")
_COLUMNS = (
    "slug",
    "statement",
    "state",
    "version",
    "score",
    "reasons",
    "priority",
    "created_at",
    "wants_answer",
    "is_demonstration",
    "current_revision_id",
    "sent_by__first_name",
    "sent_by__last_name",
    "sent_by__username",
    "claimant__name",
    "claimant__description",
    "lease__until_at",
    "lease__person__first_name",
    "lease__person__last_name",
    "lease__person__username",
)
_SUGGESTED_COLUMNS = ("slug", "statement", "state", "version")
_PLACE_COLUMNS = (
    "claim_id",
    "speaker",
    "speaker_role",
    "article__title",
    "article__url",
    "article__identity",
    "article__published_on",
    "article__outlet__name",
)


@dataclass(frozen=True)
class Suggestion:
    """Another claim that the machine thinks is the same."""

    claim: Claim
    score: float


@dataclass
class Row:
    """One new claim with its places; `forms` holds a form that was refused, by the name of its transition."""

    claim: Claim
    places: list[Appearance] = field(default_factory=list)
    suggestions: list[Suggestion] = field(default_factory=list)
    check: FactCheck | None = None
    forms: dict[str, Any] = field(default_factory=dict)
    problem: str = ""

    @cached_property
    def key(self) -> str:
        """As text: the template says it twenty times, and would ask each time how numbers are written here."""
        return str(self.claim.pk)

    @cached_property
    def version(self) -> str:
        return str(self.claim.version)

    @property
    def note_help(self) -> str:
        return who_sees_dismissal(self.claim)

    @property
    def check_look(self) -> str:
        return look_of(self.check.outcome) if self.check else ""

    @property
    def n_more_places(self) -> int:
        return max(0, len(self.places) - 1)


def inbox_page(chosen: dict[str, Any], asked: QueryDict) -> tuple[Page[Claim], list[Row]]:
    """New claims, the most urgent and most check-worthy first; `chosen` may hold priority, outlet (pk) and q."""
    claims = Claim.objects.filter(state=State.NEW)
    if "priority" in chosen:
        claims = claims.filter(priority=chosen["priority"])
    if "outlet" in chosen:
        claims = claims.filter(pk__in=Appearance.objects.filter(article__outlet=chosen["outlet"]).values("claim"))
    if "q" in chosen:
        claims = claims.finding(chosen["q"])
    shown = claims.select_related("claimant", "sent_by", "lease__person").only(*_COLUMNS)
    page = page_of(shown, _ORDER, asked, size=PAGE_SIZE)
    return page, rows_of(page.rows)


def rows_of(claims: Iterable[Claim]) -> list[Row]:
    """Three more queries, however many claims there are."""
    rows = {claim.pk: Row(claim) for claim in claims}
    places = Appearance.objects.filter(claim__in=rows).select_related("article__outlet").order_by("pk")
    for place in places.only(*_PLACE_COLUMNS):
        rows[place.claim_id].places.append(place)
    for pk, suggestions in _suggestions(set(rows)).items():
        if pk in rows:
            rows[pk].suggestions = suggestions
    for pk, check in _checks(rows).items():
        rows[pk].check = check
    return list(rows.values())


def _suggestions(pks: set[int]) -> dict[int, list[Suggestion]]:
    """The best other claims by claim; a match is read from both of its ends."""
    found: dict[int, list[Suggestion]] = defaultdict(list)
    matches = (
        Match.objects.filter(Q(claim__in=pks) | Q(other__in=pks))
        .filter(Q(decision__in=("suggested", "linked"), relation="same") | Q(decided_relation="same"))
        .select_related("claim", "other")
        .only("score", *(f"{end}__{name}" for end in ("claim", "other") for name in _SUGGESTED_COLUMNS))
        .order_by("-score", "pk")
    )
    for match in matches:
        for claim, other in ((match.claim, match.other), (match.other, match.claim)):
            known = found[claim.pk]
            is_useful = other.state not in (State.MERGED, State.DISMISSED, State.RETRACTED)
            is_known = any(suggestion.claim == other for suggestion in known)
            if claim.pk in pks and is_useful and not is_known and len(known) < N_SUGGESTIONS:
                known.append(Suggestion(other, match.score))
    return found


def _checks(pks: Iterable[int]) -> dict[int, FactCheck]:
    """The best published check of the same claim by claim: linked, or confirmed by a person; withdrawn ones never."""
    pairs = (
        CheckMatch.objects.filter(claim__in=pks, fact_check__withdrawn_at=None)
        .filter(Q(decision="linked") | Q(decision="confirmed", decided_relation="same"))
        .select_related("fact_check")
        .only("claim", "fact_check__publisher", "fact_check__rating", "fact_check__outcome")
        .order_by("score", "-pk")
    )
    return {pair.claim_id: pair.fact_check for pair in pairs}


def researchers_for(person: User) -> list[User]:
    """Whom this person may name, the least open work (`n_open`) first: an editor anybody, a researcher themself."""
    people = User.objects.filter(pk__in=RoleGrant.objects.filter(role=Role.RESEARCHER).values("person"), is_active=True)
    if not access.has_role(person, Role.EDITOR):
        people = people.filter(pk=person.pk)
    return list(assigning.by_open_work(people)[:N_PEOPLE])


def newest_claim() -> int:
    """The id of the claim that came in last."""
    return Claim.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def new_claims_since(pk: int, limit: int = 100) -> int:
    """How many claims came in after this one and are still new, at most `limit`."""
    return Claim.objects.filter(pk__gt=pk, state=State.NEW).order_by()[:limit].count()


def beside_mark() -> str:
    """Changes whenever somebody decides about a claim or is on one: see `beside`."""
    return f"{shell.newest_event()}-{leasing.mark_of_all()}"


def beside(mark: str, by: User) -> list[tuple[Claim, ClaimEvent | None]]:
    """What others did at new claims since this mark, to be said in their rows: (claim, how it was decided or None).

    None: only who is on it may have changed. Leases that ended a while ago are not told of again.
    """
    since = ClaimEvent.objects.filter(pk__gt=whole_number(mark.partition("-")[0]), from_state=State.NEW)
    decided = since.exclude(to_state=State.NEW).exclude(by=by).select_related("claim").order_by("-pk")
    leases = ClaimLease.objects.filter(claim__state=State.NEW).select_related("claim", "person").order_by("-until_at")
    found: list[tuple[Claim, ClaimEvent | None]] = [(event.claim, event) for event in decided[:N_BESIDE]]
    for lease in leases[:N_BESIDE]:
        lease.claim.lease = lease
        found.append((lease.claim, None))
    return found
