"""Evidence of a claim: the list, attaching a page or a source by hand, accepting and rejecting."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema

from claims import access
from claims.api import answers
from claims.api.answers import Place
from claims.api.entry import person, reading, writing
from claims.api.fields import Day, Given, Key, Line, Words
from claims.api.repeats import once
from claims.api.versions import as_read, etag_now
from claims.errors import Refused
from claims.evidence import attaching, decisions, visibility
from claims.evidence.attaching import Passage
from claims.models import Claim, Evidence, KeyElement, Source, User
from claims.web.urls import link_of

router = Router(tags=["Evidence"])

_STANCES = tuple(Evidence.Stance.values)
_VISIBILITIES = tuple(Evidence.Visibility.values)
_Named = Annotated[list[Line], Field(max_length=200, description="Login names, beside your own; for `named`.")]
_WHICH_QUOTE = Annotated[str, Field(max_length=5000, description="Word for word; it may be left empty.")]
_Note = Annotated[str, Field(max_length=2000)]


class SourceOut(Schema):
    """Where a passage stands."""

    id: int
    kind: str
    title: str
    url: str
    publisher: str
    author: str
    published_on: date | None
    sha256: str = Field(description="Of the snapshot's bytes; empty: there is none.")
    captured_at: datetime | None


class EvidenceOut(Schema):
    """One passage of one source. `proposed_stance` is the machine's or the finder's, `stance` a person's."""

    id: int
    status: Literal[tuple(Evidence.Status.values)]  # type: ignore[valid-type]
    stance: str
    proposed_stance: str
    quote: str
    note: str
    key_element: int | None
    relevance_score: float
    source_type: str
    secondary_reason: str
    interest: str
    accessed_on: date | None
    no_snapshot_reason: str
    reject_reason: str
    found_by: str = Field(description="The finder; empty when a person attached it.")
    created_at: datetime
    visibility: Literal[_VISIBILITIES] = Field(description="Who may read it.")  # type: ignore[valid-type]
    named: list[str] = Field(description="Login names of those who may read it where it is for named people only.")
    source: SourceOut


class EvidencePage(Schema):
    items: list[EvidenceOut]
    next_cursor: str | None


class EvidenceFilter(Place):
    status: Literal[tuple(Evidence.Status.values)] | None = None  # type: ignore[valid-type]


class NewEvidence(Given):
    """A page by its `url`, or by hand an interview or a book, of which there is no copy.

    With a `stance` it is accepted at once, without one it is a proposal.
    """

    url: Annotated[str, Field(max_length=2000, description="Fetched in the background and kept.")] = ""
    kind: Literal["interview", "book"] | None = Field(None, description="By hand, instead of `url`.")
    title: Annotated[str, Field(max_length=500)] = ""
    author: Line = ""
    publisher: Annotated[str, Field(max_length=200)] = ""
    published_on: Day | None = None
    quote: _WHICH_QUOTE = ""
    note: Words = ""
    stance: Literal[_STANCES] | None = None  # type: ignore[valid-type]
    key_element: Key | None = None
    no_snapshot_reason: _Note = ""
    visibility: Annotated[
        Literal[_VISIBILITIES] | None,  # type: ignore[valid-type]
        Field(description="Null: a page is public, what is described by hand is for the newsroom."),
    ] = None
    named: _Named = []


class Readers(Given):
    """Who may read a piece of evidence."""

    visibility: Literal[_VISIBILITIES]  # type: ignore[valid-type]
    named: _Named = []
    reason: _Note = ""


class Acceptance(Given):
    """What the passage does, and what the evidence gate wants to know; empty answers may be given later."""

    stance: Literal[_STANCES]  # type: ignore[valid-type]
    key_element: Annotated[Key | None, Field(description="Null: the first one.")] = None
    source_type: Literal[tuple(Source.Type.values)] | None = None  # type: ignore[valid-type]
    secondary_reason: _Note = ""
    interest: _Note = ""
    accessed_on: Day | None = None
    no_snapshot_reason: _Note = ""
    note: Words = ""


class Rejection(Given):
    reason: _Note


@router.get("/claims/{claim_id}/evidence", auth=reading, response=EvidencePage, summary="List the evidence of a claim")
def list_evidence(request: HttpRequest, claim_id: Key, place: Query[EvidenceFilter]) -> HttpResponse:
    """Of protected evidence only what the token's person may read."""
    by = person(request)
    claim = access.load_claim(claim_id, by=by)
    found = _evidence(claim, by)
    if place.status:
        found = found.filter(status=place.status)
    return answers.page(request, found, ("pk",), place, _shown, is_ascending=True)


@router.post(
    "/claims/{claim_id}/evidence", auth=writing, response={201: EvidenceOut}, summary="Attach a source to a claim"
)
@once
def add_evidence(request: HttpRequest, claim_id: Key, given: NewEvidence) -> HttpResponse:
    """Later than research it is kept as a suggestion, whoever sends it."""
    by = person(request)
    claim = access.load_claim(claim_id, by=by)
    with as_read(request, claim) as seen:
        passage = Passage(
            quote=given.quote,
            note=given.note,
            stance=given.stance or "",
            key_element=_key_element(claim, given.key_element),
            no_snapshot_reason=given.no_snapshot_reason,
            visibility=given.visibility or "",
            named=_people(given.named),
        )
        if bool(given.url) == bool(given.kind):
            raise Refused("Send either the url of a page, or the kind of a source that you describe by hand.")
        if given.url:
            made = attaching.attach_url(claim, by=by, url=given.url, title=given.title, passage=passage, seen=seen)
        else:
            named: dict[str, Any] = given.model_dump(include={"title", "author", "publisher", "published_on"})
            made = attaching.attach_by_hand(claim, by=by, kind=given.kind or "", passage=passage, seen=seen, **named)
    return _answer(claim, made.pk, by, status=201)


@router.post(
    "/claims/{claim_id}/evidence/{evidence_id}/accept",
    auth=writing,
    response=EvidenceOut,
    summary="Accept evidence, or describe accepted evidence anew",
)
@once
def accept_evidence(request: HttpRequest, claim_id: Key, evidence_id: Key, given: Acceptance) -> HttpResponse:
    by = person(request)
    claim = access.load_claim(claim_id, by=by)
    item = _load(claim, evidence_id, by)
    with as_read(request, claim) as seen:
        told = given.model_dump(exclude={"stance", "key_element", "source_type"})
        decisions.accept_evidence(
            item,
            by=by,
            stance=given.stance,
            key_element=_key_element(claim, given.key_element),
            description=decisions.Description(source_type=given.source_type or "", **told),
            seen=seen,
        )
    return _answer(claim, item.pk, by)


@router.post(
    "/claims/{claim_id}/evidence/{evidence_id}/reject", auth=writing, response=EvidenceOut, summary="Reject evidence"
)
@once
def reject_evidence(request: HttpRequest, claim_id: Key, evidence_id: Key, given: Rejection) -> HttpResponse:
    by = person(request)
    claim = access.load_claim(claim_id, by=by)
    item = _load(claim, evidence_id, by)
    with as_read(request, claim) as seen:
        decisions.reject_evidence(item, by=by, reason=given.reason, seen=seen)
    return _answer(claim, item.pk, by)


@router.post(
    "/claims/{claim_id}/evidence/{evidence_id}/visibility",
    auth=writing,
    response=EvidenceOut,
    summary="Say who may read a piece of evidence",
)
@once
def change_visibility(request: HttpRequest, claim_id: Key, evidence_id: Key, given: Readers) -> HttpResponse:
    """Wider than before needs a reason. Only public evidence counts, is cited and printed."""
    by = person(request)
    claim = access.load_claim(claim_id, by=by)
    item = _load(claim, evidence_id, by)
    with as_read(request, claim) as seen:
        visibility.change_visibility(
            item, by=by, visibility=given.visibility, named=_people(given.named), reason=given.reason, seen=seen
        )
    return _answer(claim, item.pk, by)


def _people(names: list[str]) -> tuple[User, ...]:
    found = {user.username: user for user in User.objects.filter(is_active=True, username__in=names)}
    if strangers := [name for name in names if name not in found]:
        raise Refused(f"Nobody here has the login name {strangers[0]}. Name members of the desk by their login names.")
    return tuple(found.values())


def _evidence(claim: Claim, by: User) -> QuerySet[Evidence]:
    return (
        Evidence.objects.filter(claim=claim)
        .visible_to(by)
        .prefetch_related("named")
        .select_related("source__snapshot")
        .defer("source__snapshot__text", "source__snapshot__headers")
    )


def _load(claim: Claim, pk: int, by: User) -> Evidence:
    item = _evidence(claim, by).select_related("claim").filter(pk=pk).first()
    if item is None:
        raise access.NotFound("This evidence does not belong to the claim. Look at the list of its evidence.")
    return item


def _key_element(claim: Claim, pk: int | None) -> KeyElement | None:
    if pk is None:
        return None
    found = KeyElement.objects.filter(pk=pk).first()
    if found is None:
        raise Refused("This key element belongs to another claim. Choose one of this claim.")
    return found


def _answer(claim: Claim, pk: int, by: User, *, status: int = 200) -> HttpResponse:
    return answers.one(_shown(_load(claim, pk, by)), status=status, etag=etag_now(claim))


def _shown(item: Evidence) -> EvidenceOut:
    source, snapshot = item.source, item.source.snapshot
    names = (
        "status", "stance", "proposed_stance", "quote", "note", "relevance_score", "source_type", "secondary_reason",
        "interest", "accessed_on", "no_snapshot_reason", "reject_reason", "found_by", "created_at",
    )  # fmt: skip
    return EvidenceOut(
        id=item.pk,
        **{name: getattr(item, name) for name in names},
        visibility=item.visibility,
        named=sorted(reader.username for reader in item.named.all()),
        key_element=item.key_element_id,
        source=SourceOut(
            id=source.pk,
            kind=source.kind,
            title=source.title,
            url=link_of(source.url),
            publisher=source.publisher,
            author=source.author,
            published_on=source.published_on,
            sha256=snapshot.sha256 if snapshot else "",
            captured_at=snapshot.captured_at if snapshot else None,
        ),
    )
