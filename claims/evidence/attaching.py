"""A person attaches a source: a page by its address, a file, or by hand an interview or a book.

While the claim can be edited this is the work of its researcher or an editor. Later it is a suggestion by whoever found
something: kept as a proposal, it blocks nobody and makes nobody an author of the verdict.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from claims import access, audit, jobs, origins, quotas, snapshots
from claims.errors import Refused
from claims.evidence import archiving, visibility
from claims.evidence.captures import Reader, Reading, details_of
from claims.evidence.origins import origin_of_capture, own_origin
from claims.evidence.quotes import place_of, quote_key
from claims.evidence.sources import own_identity, page_at, protected_page_at
from claims.models import EDITABLE_STATES, Claim, Evidence, KeyElement, Snapshot, Source, User
from claims.protection import UNNAMED
from claims.text import fingerprint
from claims.web import urls

NOT_FOUND = (
    "These words are not in the text of the source. Copy the passage as it stands there, or leave the passage empty "
    "and say in the note what it is about."
)
HAND_KINDS = (Source.Kind.INTERVIEW, Source.Kind.BOOK)


@dataclass(frozen=True)
class Passage:
    """What is cited of the source. With a stance it counts at once, without one it is a proposal to be accepted.

    `visibility`: who may read it, empty: as usual for what it is; `named`: the people, beside whoever attaches it.
    """

    quote: str = ""
    note: str = ""
    stance: str = ""
    key_element: KeyElement | None = None
    no_snapshot_reason: str = ""
    visibility: str = ""
    named: tuple[User, ...] = ()

    def for_kind(self, kind: str) -> Passage:
        """With the choice that is usual for such a source, where none was made."""
        return self if self.visibility else replace(self, visibility=visibility.usual_for(kind))

    @property
    def is_public(self) -> bool:
        return self.visibility == Evidence.Visibility.PUBLIC


def attach_url(
    claim: Claim, *, by: User, url: str, passage: Passage = Passage(), title: str = "", seen: int | None = None
) -> Evidence:
    """A page: fetched and kept by a job, unless it is in the archive already. Raises Refused for what is no address."""
    identity = urls.canonical(url)
    passage = passage.for_kind(Source.Kind.PAGE)
    _check(claim, by, passage)
    with transaction.atomic():
        source = page_at(identity, title) if passage.is_public else protected_page_at(identity, claim, by)
        with _recorded(claim, by=by, seen=seen) as change:
            evidence = _add(change, source, passage, by=by)
            if source.kind == Source.Kind.PAGE and source.snapshot_id is None:
                quotas.count_fetch(by)
                Source.objects.filter(pk=source.pk).update(error="")
                jobs.enqueue("capture_source", source.pk)
    return evidence


def attach_file(
    claim: Claim,
    *,
    by: User,
    body: bytes,
    filename: str,
    read: Reader,
    content_type: str = "",
    passage: Passage = Passage(),
    title: str = "",
    publisher: str = "",
    seen: int | None = None,
) -> Evidence:
    """A file, kept as it is. `read` reads its text (importing.extraction.extract) and refuses what holds none."""
    passage = passage.for_kind(Source.Kind.FILE)
    _check(claim, by, passage)
    reading = read(body, content_type=content_type, filename=filename)
    if passage.quote.strip() and place_of(passage.quote, reading.text) is None:
        raise Refused(NOT_FOUND)
    kept = snapshots.keep_bytes(
        body, how=Snapshot.How.FILE, text=reading.text, filename=filename, content_type=content_type
    )
    with transaction.atomic():
        origins.wait_for_turn()  # two people with the same file make one source
        identity = _own_or_shared(f"urn:file:{kept.sha256}", passage, claim, by)
        source = Source.objects.select_related("snapshot").filter(identity=identity).first()
        if source is None:
            source = _file(identity, snapshots.store(kept), reading, title, publisher, is_public=passage.is_public)
        with _recorded(claim, by=by, seen=seen) as change:
            return _add(change, source, passage, by=by)


def attach_by_hand(
    claim: Claim,
    *,
    by: User,
    kind: str,
    title: str,
    author: str = "",
    publisher: str = "",
    published_on: date | None = None,
    passage: Passage,
    seen: int | None = None,
) -> Evidence:
    """An interview or a book, of which there is no snapshot; so `passage.no_snapshot_reason` is asked for."""
    title, author = " ".join(title.split()), " ".join(author.split())
    passage = passage.for_kind(kind)
    _check_by_hand(kind, title, published_on, passage)
    _check(claim, by, passage)
    what = "|".join((kind, title.casefold(), author.casefold(), published_on.isoformat() if published_on else ""))
    # Whatever one person says, in one interview or in five, has one origin: that person. A book is its own.
    who = (
        f"person:{(author or title).casefold()}"
        if kind == Source.Kind.INTERVIEW
        else f"book:{author}:{title}".casefold()
    )
    with transaction.atomic():
        source, _ = Source.objects.get_or_create(
            identity=_own_or_shared(f"urn:hand:{fingerprint.sha256_hex(what)}", passage, claim, by),
            defaults={
                "kind": kind,
                "title": title[:500],
                "author": author[:300],
                "publisher": publisher[:200],
                "published_on": published_on,
                "origin": own_origin(who, author or title),
            },
        )
        with _recorded(claim, by=by, seen=seen) as change:
            return _add(change, source, passage, by=by)


def _check_by_hand(kind: str, title: str, published_on: date | None, passage: Passage) -> None:
    """What a person has to tell of a source that nobody else can look at."""
    if kind not in HAND_KINDS:
        raise Refused("Say what it is: an interview, or a book or paper document.")
    if not title:
        raise Refused("Name the source, for example the person and the day, or the title of the book.")
    if published_on is not None and published_on > timezone.localdate():
        raise Refused("The date of the source lies in the future. Check it.")
    if not (passage.quote.strip() or passage.note.strip()):
        raise Refused("Enter the words that matter for the claim, or say in the note what was said.")
    if not passage.no_snapshot_reason.strip():
        raise Refused("Say why there is no copy, for example that it was a telephone call.")


def _check(claim: Claim, by: User, passage: Passage) -> None:
    """Refusals that need no reading and no writing, first."""
    _require(Claim.objects.get(pk=claim.pk), by)
    if passage.stance and passage.stance not in Evidence.Stance.values:
        raise Refused("Say what the passage does: supports, refutes or only mentions the claim.")
    visibility.check(passage.visibility, passage.named)
    if passage.key_element is not None and passage.key_element.claim_id != claim.pk:
        raise Refused("This key element belongs to another claim. Choose one of this claim.")


def _require(claim: Claim, by: User) -> None:
    if claim.is_editable:
        access.require_editable(claim, by)
    else:
        access.require_desk_member(by)


@contextmanager
def _recorded(claim: Claim, *, by: User, seen: int | None) -> Iterator[audit.Change]:
    """Binding while the claim can be edited, else a suggestion under another verb, which makes nobody an author."""
    if Claim.objects.get(pk=claim.pk).is_editable:
        with audit.record(claim, verb="attach_source", by=by, when=EDITABLE_STATES, seen=seen) as change:
            access.require_editable(change.claim, by)
            yield change
    else:
        with audit.record(claim, verb="suggest_source", by=by, is_binding=False) as change:
            yield change


def _own_or_shared(identity: str, passage: Passage, claim: Claim, by: User) -> str:
    """The same source twice is one row, but for what is protected: nobody else comes upon its row by the same file.

    Whoever may read the one of this claim cites that.
    """
    if passage.is_public:
        return identity
    readable = Evidence.objects.filter(claim=claim).visible_to(by).values("source")
    same = Source.objects.filter(Q(identity=identity) | Q(identity__startswith=f"{identity}:"), pk__in=readable)
    return same.values_list("identity", flat=True).first() or own_identity(identity)


def _file(
    identity: str, snapshot: Snapshot, reading: Reading, title: str, publisher: str, *, is_public: bool
) -> Source:
    """The source of a file that was not here yet."""
    source = Source.objects.create(
        identity=identity,
        kind=Source.Kind.FILE,
        title=title.strip()[:500],
        publisher=publisher.strip()[:200],
        snapshot=snapshot,
    )
    # Never the name of the file: it is printed, and may name whoever it came from
    label = title or reading.title or str(source)
    origin = origin_of_capture(source, reading.text, label if is_public else UNNAMED, joins=is_public)
    told = details_of(reading, source)
    told.pop("author", None)  # nor whom a program wrote into it, of which the person who brings it knows nothing
    Source.objects.filter(pk=source.pk).update(origin=origin, **told)
    return Source.objects.select_related("snapshot").get(pk=source.pk)


def _add(change: audit.Change, source: Source, passage: Passage, *, by: User) -> Evidence:
    """The evidence row. Refused when this passage is evidence of the claim already."""
    quote, selector = _placed(passage.quote.strip(), source)
    counts = bool(passage.stance) and change.claim.is_editable
    values: dict[str, Any] = {
        "quote": quote,
        "selector": selector,
        "note": passage.note.strip(),
        "proposed_stance": passage.stance,
        "key_element": passage.key_element,
        "no_snapshot_reason": passage.no_snapshot_reason.strip(),
        "attached_by": by,
        "accessed_on": timezone.localdate(),
        "visibility": passage.visibility,
        "visibility_by": by,
    }
    if counts:
        values |= {
            "status": Evidence.Status.ACCEPTED,
            "stance": passage.stance,
            "key_element": passage.key_element or change.claim.key_elements.first(),
            "decided_by": by,
            "decided_at": timezone.now(),
        }
    evidence, is_new = Evidence.objects.get_or_create(
        claim=change.claim, source=source, quote_key=quote_key(quote), defaults=values
    )
    if not is_new and not Evidence.objects.filter(pk=evidence.pk).visible_to(by).exists():
        who = f"; ask {evidence.visibility_by}" if evidence.visibility_by else ""
        raise Refused(f"This passage is there already as E{evidence.pk}, for named people only{who}.")
    if not is_new:
        state = evidence.get_status_display().lower()
        raise Refused(f"This passage is there already: it is E{evidence.pk} ({state}). Decide about it there.")
    visibility.choose(evidence, by=by, named=passage.named)
    # Events are kept for ever, so they have no word of what is protected
    told = f"{source}: {quote}" if quote else str(source)
    change.add_detail(f"E{evidence.pk}", None, told if passage.is_public else passage.visibility)
    if source.snapshot is not None:
        change.add_detail("snapshot", None, snapshots.pinned(source.snapshot))
    if counts:
        change.add_detail(f"E{evidence.pk} stance", None, passage.stance)
        archiving.want_copy(source)
    return evidence


def _placed(quote: str, source: Source) -> tuple[str, dict[str, Any]]:
    """The quote as the captured text has it, and its place there; as given where no text is there yet."""
    text = source.snapshot.text if source.snapshot else ""
    if not quote or not text:
        return quote, {}
    selector = place_of(quote, text)
    if selector is None:
        raise Refused(NOT_FOUND)
    return selector["exact"], selector
