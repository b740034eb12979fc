"""One passage as the claim page shows it, and what it still needs, in words."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import cached_property
from django.utils.text import Truncator
from django.utils.timezone import localtime

from claims.desk.addresses import desk_address
from claims.desk.screens.claim_context import beside
from claims.evidence import quotes
from claims.models import ArchiveCopy, Evidence, Snapshot
from claims.text import anchors, reasons


@dataclass(frozen=True)
class Card:
    """One passage. What the evidence gate would miss stands in `missing`, in words."""

    item: Evidence
    is_cited: bool
    can_edit: bool
    #: The version of the claim, for the forms in it.
    seen: str
    #: Whether this person may say who reads it.
    can_protect: bool = False
    #: Of a page that is not what it was: whether it still says these words.
    standing: str = ""

    @cached_property
    def number(self) -> str:
        """As text: the template says it many times, and would ask each time how numbers are written here."""
        return str(self.item.pk)

    @property
    def name(self) -> str:
        return f"E{self.number}"

    @property
    def anchor(self) -> str:
        return f"evidence-{self.number}"

    @property
    def accept_key(self) -> str:
        return f"accept-{self.number}"

    @property
    def reject_key(self) -> str:
        return f"reject-{self.number}"

    @property
    def readers_key(self) -> str:
        return f"readers-{self.number}"

    @cached_property
    def accept_url(self) -> str:
        return desk_address("accept_evidence", self.item.claim_id, self.item.pk)

    @property
    def reject_url(self) -> str:
        return desk_address("reject_evidence", self.item.claim_id, self.item.pk)

    @property
    def readers_url(self) -> str:
        return desk_address("change_visibility", self.item.claim_id, self.item.pk)

    @cached_property
    def reconsider_url(self) -> str:
        return desk_address("reconsider_evidence", self.item.claim_id, self.item.pk)

    @cached_property
    def capture_url(self) -> str:
        return desk_address("capture_again", self.item.claim_id, self.item.pk)

    @property
    def has_copies(self) -> bool:
        """Whether we keep the page as a WARC, or an archive has been asked to keep it."""
        return self.archive_copy is not None or self._warc is not None

    @property
    def _warc(self) -> Snapshot | None:
        snapshot = self.item.source.snapshot
        return snapshot if snapshot is not None and snapshot.warc_sha256 else None

    @property
    def captured(self) -> str:
        """When it was kept as a WARC, and what that lacks; "" where it was not."""
        if self._warc is None:
            return ""
        at, cut = localtime(self._warc.captured_at), self._warc.truncated
        return f"Captured {at.day} {at:%b %Y %H:%M}{f', cut by {cut}' if cut else ''}"

    @property
    def warc_url(self) -> str:
        """Of a file that was sent in they take along what came, not everybody."""
        if self._warc is None or (self._warc.how == "file" and not self.can_protect):
            return ""
        return desk_address("capture_warc", self.item.claim_id, self._warc.pk)

    @property
    def archive_again_url(self) -> str:
        return desk_address("archive_again", self.item.claim_id, self.item.pk)

    @property
    def archive_copy(self) -> ArchiveCopy | None:
        """What a public archive keeps of the source, or how far that has come."""
        return getattr(self.item.source, "archive_copy", None)

    @property
    def is_accepted(self) -> bool:
        return self.item.status == Evidence.Status.ACCEPTED

    @property
    def stance(self) -> str:
        return self.item.stance or self.item.proposed_stance

    @property
    def stance_label(self) -> str:
        return str(Evidence.Stance(self.stance).label) if self.stance else "No stance"

    @property
    def icon(self) -> str:
        return {"supports": "check", "refutes": "cross"}.get(self.stance, "quote")

    @cached_property
    def beside(self) -> tuple[str, str]:
        """The sentence before the quote, and the one after it."""
        return beside(self.item)

    @property
    def before(self) -> str:
        return self.beside[0]

    @property
    def after(self) -> str:
        return self.beside[1]

    @cached_property
    def words_url(self) -> str:
        """A link at which the browser jumps to the quoted words; "" where there is no page or no place in it."""
        url = self.item.source.url
        return anchors.fragment_url(url, anchors.given(self.item.selector)) if url and self.item.selector else ""

    @property
    def missing(self) -> list[str]:
        return missing_of(self.item)

    @cached_property
    def trouble(self) -> str:
        return trouble_of(self.item)

    @property
    def is_waiting(self) -> bool:
        """The trouble passes by itself: the page is still being fetched."""
        return bool(self.trouble) and not self.item.source.error and self.item.source.snapshot is None

    @property
    def has_notice(self) -> bool:
        """Whether there is more to say than of most passages."""
        item = self.item
        is_told = item.is_proposal and item.proposed_stance_reasons
        return bool(self.trouble or self.standing or item.source.error or item.reject_reason or is_told)

    @property
    def published(self) -> list[str]:
        """By whom, and when."""
        source = self.item.source
        on = source.published_on
        return [source.publisher, f"{on.day} {on:%B %Y}" if on else ""]

    @property
    def facts(self) -> list[str]:
        """What was written down when it was accepted."""
        item = self.item
        read, why = item.accessed_on, item.no_snapshot_reason
        return [
            item.get_source_type_display(),
            f"Interest: {item.interest}" if item.interest else "",
            f"Read {read.day} {read:%b %Y}" if read else "",
            "Snapshot kept" if item.source.snapshot_id else f"No snapshot: {why}" if why else "",
            f"Speaks to: {Truncator(item.key_element.text).chars(60)}" if item.key_element else "",
        ]

    @property
    def has_quick_answer(self) -> bool:
        """One click accepts it; what was described before would be lost by that, so then the form is shown."""
        return self.can_edit and not self.item.source_type and not self.item.interest and not self.item.note

    @property
    def words_that_decided(self) -> list[str]:
        return [reason.words for reason in reasons.from_json(self.item.proposed_stance_reasons)]


def missing_of(item: Evidence) -> list[str]:
    """What the evidence gate would miss, in words."""
    if item.status != Evidence.Status.ACCEPTED or not item.is_public:
        return []
    asked = [
        ("source type", bool(item.source_type)),
        ("reason for a secondary source", item.source_type != "secondary" or bool(item.secondary_reason.strip())),
        ("interest of the source", bool(item.interest.strip())),
        ("date of access", item.accessed_on is not None),
        ("snapshot, or why there is none", bool(item.source.snapshot_id or item.no_snapshot_reason.strip())),
    ]
    return [label for label, is_there in asked if not is_there]


def trouble_of(item: Evidence) -> str:
    """Why the quote cannot be shown in its place; of rejected evidence only why the page could not be fetched."""
    return item.source.error if item.status == Evidence.Status.REJECTED else quotes.trouble_with(item)
