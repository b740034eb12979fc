"""What the claim page shows of colleagues and guests: who is on it, who watches, notes, questions to people outside."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Window
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import cached_property

from claims import access
from claims.desk.addresses import desk_address
from claims.desk.forms import claim_people as forms
from claims.desk.forms.claim import Button, ClaimForm
from claims.desk.screens.claim_people import GuestRow, LeaseRow, PlannedRow
from claims.desk.screens.claim_rows import ReplyRow, Rows
from claims.models import Claim, Note, Role, State, User
from claims.paging import page_of
from claims.workflow import deadlines, guests
from claims.workflow import notes as writing

#: Notes on one page.
N_NOTES = 15


@dataclass(frozen=True)
class GuestLine:
    row: GuestRow
    revoke: Button | None


class PeopleScreen:
    def __init__(self, claim: Claim, by: User, rows: Rows, *, can_edit: bool) -> None:
        self.claim = claim
        self.by = by
        self.rows = rows
        self.can_edit = can_edit

    # ── who is on it ──

    @property
    def lease(self) -> LeaseRow | None:
        return self.rows.leases[0] if self.rows.leases else None

    @property
    def is_mine(self) -> bool:
        return self.lease is not None and self.lease.person == self.by.pk

    @property
    def lease_form(self) -> Button:
        return (forms.GiveUpLeaseForm if self.is_mine else forms.TakeLeaseForm).button(self.claim)

    # ── who does it, until when, who wants to know ──

    @property
    def is_overdue(self) -> bool:
        return deadlines.is_overdue(self.claim, timezone.localdate())

    @property
    def is_embargoed(self) -> bool:
        until = self.claim.embargo_until
        return until is not None and until > timezone.now()

    @property
    def can_assign(self) -> bool:
        is_open = self.claim.state in (State.NEW, State.QUEUED, State.RESEARCHING)
        if not is_open or not access.has_role(self.by, Role.RESEARCHER, Role.EDITOR):
            return False
        return access.has_role(self.by, Role.EDITOR) or self.claim.researcher_id is None

    @cached_property
    def watch_form(self) -> Button:
        watches = any(row.person == self.by.pk for row in self.rows.watchers)
        return (forms.UnwatchForm if watches else forms.WatchForm).button(self.claim)

    @property
    def planned(self) -> PlannedRow | None:
        return self.rows.planned[0] if self.rows.planned else None

    @property
    def publication_form(self) -> ClaimForm | None:
        if not access.has_role(self.by, Role.EDITOR) or self.claim.state != State.DECIDED:
            return None
        if self.planned is not None:
            return forms.CancelPublicationForm(self.claim)
        return forms.PlanPublicationForm(self.claim) if self.is_embargoed else None

    # ── people outside ──

    def reply_lines(self, rows: Iterable[ReplyRow]) -> list[tuple[ReplyRow, bool, str]]:
        """(request, whether the deadline is over without a reply, address of the form to record one or "")."""
        today = timezone.localdate()
        return [
            (
                row,
                row.is_overdue(today),
                desk_address("record_reply", self.claim.pk, row.pk) if self.can_edit else "",
            )
            for row in rows
        ]

    def guest_lines(self, rows: Iterable[GuestRow]) -> list[GuestLine]:
        return [GuestLine(row, self._revoke_form(row)) for row in rows]

    def _revoke_form(self, row: GuestRow) -> Button | None:
        is_possible = row.is_open and guests.may_revoke(self.claim, row.asked_by, self.by)
        return forms.RevokeLinkForm.button(self.claim, subject=row.pk) if is_possible else None

    @cached_property
    def experts(self) -> list[GuestRow]:
        return [row for row in self.rows.guests if row.reply_request is None]

    @cached_property
    def _links(self) -> dict[int | None, list[GuestRow]]:
        """Questions by the request for a reply that they belong to."""
        found: dict[int | None, list[GuestRow]] = {}
        for row in self.rows.guests:
            found.setdefault(row.reply_request, []).append(row)
        return found

    @cached_property
    def asked_by_link(self) -> list[ReplyRow]:
        """Requests for a reply that have a link, or may get one."""
        return [row for row in self.rows.replies if row.pk in self._links or (self.can_edit and not row.reply)]

    def claimants(self, rows: Iterable[ReplyRow]) -> list[tuple[ReplyRow, list[GuestLine], str]]:
        """(request for a reply, its links, address of the form that makes another or "")."""
        return [
            (
                row,
                self.guest_lines(self._links.get(row.pk, [])),
                desk_address("ask_claimant", self.claim.pk, row.pk) if self.can_edit and not row.reply else "",
            )
            for row in rows
        ]


@dataclass(frozen=True)
class NoteLine:
    """`pieces`: the words of the note, each with whether it names a colleague. `sealed`: until when; "" if not."""

    note: Note
    pieces: list[tuple[str, bool]]
    sealed: str
    take_back: Button | None


class NotesScreen:
    """Notes that this person may read, the newest first, page by page."""

    def __init__(self, claim: Claim, by: User, asked: QueryDict, *, is_reviewer: bool) -> None:
        """`is_reviewer`: whether this person was ever asked to review the claim."""
        self.claim = claim
        self.form = forms.NoteForm(claim)
        is_reviewed = is_reviewer and claim.state in access.MAY_BE_REVIEWED_AGAIN
        blind = writing.blind_round_of(claim, by) if is_reviewed else None
        self.sealed_until = writing.unsealed_when(blind) if blind is not None else ""
        visible = access.visible_notes(claim, by).select_related("sealed_in")
        self.page = page_of(visible.annotate(n_all=Window(Count("pk"))), ("pk",), asked, size=N_NOTES)
        shown = self.page.rows
        is_first = not ({"after", "before"} & asked.keys())
        self.n_notes = (shown[0].n_all if shown else 0) if is_first else visible.count()  # type: ignore[attr-defined]
        told = _told_by(shown)
        self.lines = [
            NoteLine(
                note,
                _pieces(note.text, told[note.pk]),
                sealed=self._sealed(note),
                take_back=forms.WithdrawNoteForm.button(claim, subject=note.pk)
                if note.author_id == by.pk and note.withdrawn_at is None
                else None,
            )
            for note in shown
        ]

    def _sealed(self, note: Note) -> str:
        round_ = note.sealed_in
        if round_ is None or round_.completed_at is not None:
            return ""
        is_open = round_.closed_at is None or self.claim.state in access.MAY_BE_REVIEWED_AGAIN
        return writing.unsealed_when(round_) if is_open else ""


def _told_by(shown: Iterable[Note]) -> dict[int, set[str]]:
    """Note -> the logins of those whom it has told, in small letters. No query where no note names anybody."""
    found: dict[int, set[str]] = defaultdict(set)
    naming = [note.pk for note in shown if writing.MENTION.search(note.text)]
    if naming:
        pairs = Note.mentioned.through.objects.filter(note__in=naming).values_list("note", "user__username")
        for note, login in pairs:
            found[note].add(login.lower())
    return found


def _pieces(text: str, known: set[str]) -> list[tuple[str, bool]]:
    found: list[tuple[str, bool]] = []
    at = 0
    for match in re.finditer(writing.MENTION, text):
        if match[1].lower() in known:
            found += [(text[at : match.start()], False), (match[0], True)]
            at = match.end()
    return [piece for piece in [*found, (text[at:], False)] if piece[0]]
