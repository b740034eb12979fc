"""Claims: the list with the desk's filters, one of them, sending one in, naming who researches it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Field, Query, Router, Schema

from claims import access, listing
from claims.api import answers
from claims.api.answers import Place
from claims.api.entry import person, reading, writing
from claims.api.fields import LARGEST, Day, Given, Key, Line, Person, maybe
from claims.api.repeats import once
from claims.api.versions import as_read, etag_of, unless_known
from claims.errors import Refused
from claims.models import Claim, Priority, State, User
from claims.publishing.newsroom import absolute
from claims.workflow import assigning, edits

router = Router(tags=["Claims"])

#: Not shown in lists, and heavy.
_HEAVY = ("draft_summary", "draft_text", "draft_unknowns", "draft_mind", "selection_reason", "reply_exemption")
_JOINED = ("claimant", "researcher", "current_revision__rating")


class Claimant(Schema):
    name: str
    description: str


class Published(Schema):
    """What readers see of it now."""

    version: int
    rating: str
    at: datetime
    url: str


class ClaimLine(Schema):
    """A claim as lists show it. `version`, in quotes, is what If-Match takes."""

    id: int
    version: int
    state: Literal[tuple(State.values)]  # type: ignore[valid-type]
    statement: str
    claimant: Claimant | None
    language: str
    topic: str
    priority: Literal[tuple(Priority.values)]  # type: ignore[valid-type]
    score: float
    checkability: str
    researcher: Person | None
    due_on: date | None
    embargo_until: datetime | None
    created_at: datetime
    changed_at: datetime | None
    dismiss_reason: str
    merged_into: int | None
    is_demonstration: bool
    published: Published | None
    url: str = Field(description="Its page in the desk.")


class KeyElement(Schema):
    id: int
    position: int
    text: str
    single_source_reason: str


class DraftVerdict(Schema):
    rating: str | None = Field(description="Slug of the rating.")
    summary: str
    text: str
    unknowns: str
    mind: str


class ClaimWhole(ClaimLine):
    """One claim with its draft."""

    selection_reason: str
    reply_exemption: str
    key_elements: list[KeyElement]
    draft: DraftVerdict


class ClaimPage(Schema):
    items: list[ClaimLine]
    next_cursor: str | None


class Filters(Place):
    """As in the desk's list of claims."""

    q: Annotated[str, Field(max_length=200, description="Words of the claim.")] = ""
    state: Annotated[list[Literal[tuple(State.values)]], Field(max_length=9)] = []  # type: ignore[valid-type]
    priority: Annotated[int | None, Field(ge=Priority.LOW, le=Priority.URGENT)] = None
    due: Literal[tuple(name for name, _ in listing.DUE)] | None = None  # type: ignore[valid-type]
    who: Annotated[str, Field(max_length=150, description="`me`, `none`, or a user name.")] = ""
    topic: Annotated[str, Field(max_length=100)] = ""
    claimant: Annotated[str, Field(max_length=200)] = ""
    language: Annotated[str, Field(max_length=10)] = ""
    outlet: Annotated[int | None, Field(ge=1, le=LARGEST, description="Number of the outlet.")] = None
    score: Annotated[int | None, Field(ge=0, le=100, description="At least so many per cent.")] = None
    since: Annotated[Day | None, Field(description="Came in on this day or later.")] = None
    until: Annotated[Day | None, Field(description="Came in on this day or earlier.")] = None
    review: Annotated[bool, Field(description="Only those in an open review round.")] = False
    embargo: Annotated[bool, Field(description="Only those under embargo.")] = False
    readers: Annotated[bool, Field(description="Only those that readers sent in.")] = False
    sort: Annotated[
        Literal["newest", "changed", "priority", "score", "due"],
        Field(description="`due` begins with the soonest; claims without a due date come last."),
    ] = "newest"


class NewClaim(Given):
    statement: Annotated[str, Field(max_length=2000, description="One full sentence that stands alone.")]
    claimant: Annotated[str, Field(max_length=200, description="Who says so.")] = ""
    claimant_description: Line = ""
    note: Annotated[str, Field(max_length=2000, description="Where you saw or heard it; only the desk reads it.")] = ""
    wants_answer: Annotated[bool, Field(description="Tell the token's person what becomes of it.")] = False


class Assignment(Given):
    researcher: Annotated[str | None, Field(max_length=150, description="User name; null: nobody.")]
    note: Annotated[str, Field(max_length=2000)] = ""


@router.get("/claims", auth=reading, response=ClaimPage, summary="List claims")
def list_claims(request: HttpRequest, place: Query[Filters]) -> HttpResponse:
    by = person(request)
    chosen = _chosen(place)
    sort = chosen.get("sort", "")
    _, order, is_ascending = listing.SORTS[sort]
    found = listing.narrowed(chosen, by=by)
    found = found.select_related(*_JOINED).defer(*_HEAVY, *_revision_texts())
    return answers.page(
        request, found, order, place, line_of, is_ascending=is_ascending, blanks_last=sort in listing.WITH_BLANKS
    )


@router.post("/claims", auth=writing, response={201: ClaimWhole}, summary="Send a claim in")
@once
def send_claim(request: HttpRequest, given: NewClaim) -> HttpResponse:
    """It waits in the inbox; what is known of it already is looked up in the background."""
    access.require_desk_member(person(request))
    made = edits.submit_claim(by=person(request), **given.model_dump())
    return answer(request, made.pk, status=201)


@router.get("/claims/{claim_id}", auth=reading, response={200: ClaimWhole, 304: None}, summary="Read a claim")
def read_claim(request: HttpRequest, claim_id: Key) -> HttpResponse:
    claim = access.load_claim(claim_id, by=person(request))
    return unless_known(request, _answer(claim))


@router.post("/claims/{claim_id}/assign", auth=writing, response=ClaimWhole, summary="Name who researches a claim")
@once
def assign_claim(request: HttpRequest, claim_id: Key, given: Assignment) -> HttpResponse:
    """A new claim is accepted by it; an editor names anybody, a researcher only themself."""
    by = person(request)
    claim = access.load_claim(claim_id, by=by)
    with as_read(request, claim) as seen:
        researcher = find_researcher(claim, given.researcher)
        assigning.assign(claim, researcher, by=by, seen=seen, note=given.note)
    return answer(request, claim.pk)


def find_researcher(claim: Claim, username: str | None) -> User | None:
    """The researcher of this user name; None for nobody. Raises Refused for somebody who is none."""
    if username is None:
        return None
    people = (candidate.person for candidate in assigning.researchers_for(claim))
    found = next((one for one in people if one.username == username), None)
    if found is None:
        raise Refused("Nobody of this user name researches here. Name a researcher by their user name.")
    return found


def answer(request: HttpRequest, pk: int, *, status: int = 200) -> HttpResponse:
    """The claim as it is now, after a write."""
    return _answer(access.load_claim(pk, by=person(request)), status=status)


def _answer(claim: Claim, *, status: int = 200) -> HttpResponse:
    draft = claim.draft_rating.slug if claim.draft_rating else None
    whole = ClaimWhole(
        **dict(line_of(claim)),
        selection_reason=claim.selection_reason,
        reply_exemption=claim.reply_exemption,
        key_elements=[KeyElement.model_validate(element) for element in claim.key_elements.all()],
        draft=DraftVerdict(
            rating=draft, summary=claim.draft_summary, text=claim.draft_text,
            unknowns=claim.draft_unknowns, mind=claim.draft_mind,
        ),
    )  # fmt: skip
    location = reverse("api-v1:read_claim", args=[claim.pk]) if status == 201 else ""
    response = answers.one(whole, status=status, location=location)
    response.headers["ETag"] = etag_of(claim, response.content)
    return response


def line_of(claim: Claim) -> ClaimLine:
    revision = claim.current_revision
    return ClaimLine(
        id=claim.pk,
        version=claim.version,
        state=claim.state,
        statement=claim.statement,
        claimant=Claimant(name=claim.claimant.name, description=claim.claimant.description) if claim.claimant else None,
        language=claim.language,
        topic=claim.topic,
        priority=claim.priority,
        score=claim.score,
        checkability=claim.checkability,
        researcher=maybe(claim.researcher),
        due_on=claim.due_on,
        embargo_until=claim.embargo_until,
        created_at=claim.created_at,
        changed_at=claim.changed_at,
        dismiss_reason=claim.dismiss_reason,
        merged_into=claim.merged_into_id,
        is_demonstration=claim.is_demonstration,
        published=Published(
            version=revision.number,
            rating=revision.rating.label,
            at=revision.published_at,
            url=absolute(claim.get_absolute_url()),
        )
        if revision
        else None,
        url=absolute(reverse("desk:claim", args=[claim.pk])),
    )


def _revision_texts() -> list[str]:
    return [f"current_revision__{name}" for name in ("content", "summary", "text", "unknowns", "mind")]


def _chosen(filters: Filters) -> dict[str, Any]:
    """What claims.listing understands; a user name becomes its key there."""
    given = filters.model_dump(exclude={"cursor", "limit", "sort", "who"})
    chosen = {name: value for name, value in given.items() if value not in (None, "", [], False)}
    if filters.sort != "newest":
        chosen["sort"] = filters.sort
    match filters.who:
        case "":
            pass
        case "me" | "none":
            chosen["who"] = filters.who
        case username:
            found = User.objects.filter(username=username).first()
            if found is None:
                raise Refused("Nobody of this user name works in the desk. Write me, none or a user name.")
            chosen["who"] = str(found.pk)
    return chosen
