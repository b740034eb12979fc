"""What the page of one claim shows. Each part is read when it is first looked at, so a fragment costs only its own."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, Subquery
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.safestring import SafeString

from claims import access
from claims.desk.forms import claim_work as work_forms
from claims.desk.forms.claim import ClaimForm
from claims.desk.forms.claim_moves import MoveChoices, MoveForm
from claims.desk.screens.claim_case import PageCase
from claims.desk.screens.claim_colleagues import NotesScreen, PeopleScreen
from claims.desk.screens.claim_evidence import EvidenceScreen
from claims.desk.screens.claim_family import FamilyScreen
from claims.desk.screens.claim_gate import HEADINGS, GateLine, line_of
from claims.desk.screens.claim_history import EventLine, Kind, Names, lines_of, names_for
from claims.desk.screens.claim_layout import FORWARD, OfferLine, Part, parts_of
from claims.desk.screens.claim_mark import mark_of
from claims.desk.screens.claim_origins import OriginsScreen
from claims.desk.screens.claim_places import Places
from claims.desk.screens.claim_preview import Preview
from claims.desk.screens.claim_rest import Rest
from claims.desk.screens.claim_review import ReviewScreen
from claims.desk.screens.claim_rows import DeclarationRow, Rows
from claims.desk.screens.claim_short_lists import read_rows
from claims.errors import Refused
from claims.evidence import rechecks
from claims.models import (
    OPEN_STATES,
    Claim,
    ClaimEvent,
    Evidence,
    RatingLevel,
    RatingScale,
    ReviewRound,
    Role,
    State,
    User,
    VerdictRevision,
)
from claims.protection import Hidden, hidden_from
from claims.publishing import markdown
from claims.workflow import moves
from claims.workflow.table import Transition

#: So many of the newest events stand on the page; all of them on a page of their own.
N_RECENT = 6
#: So many passages can be cited by one click beside the draft (count).
N_CITABLE = 30


class ClaimScreen:
    """`refused`: a form that was sent and not accepted; it stands on top with what was typed.

    `round_`: the review round that is shown; without it the newest.
    `asked`: which page of its notes is shown; without it the newest.
    """

    def __init__(
        self,
        claim: Claim,
        by: User,
        *,
        refused: ClaimForm | None = None,
        asked: QueryDict | None = None,
        round_: ReviewRound | None = None,
    ) -> None:
        self.claim = claim
        self.by = by
        self.refused = refused
        self.asked = asked or QueryDict()
        self.round = round_
        self.case = PageCase(self)

    # ── what is read ──

    @cached_property
    def rows(self) -> Rows:
        return read_rows(self.claim.pk)

    @cached_property
    def all_evidence(self) -> list[Evidence]:
        """What this person may read of it."""
        found = list(
            Evidence.objects.filter(claim=self.claim).visible_to(self.by).annotate(**rechecks.NEWEST).select_related(
                "source__origin", "source__snapshot", "source__archive_copy", "key_element", "decided_by"
            ).defer("source__snapshot__text")
        )  # fmt: skip
        stories = {row.origin for row in self.rows.appearances} - {None}
        for item in found:
            item.is_own_story = item.source.origin_id in stories  # type: ignore[attr-defined]
        return found

    @cached_property
    def hidden(self) -> Hidden:
        """What this person may not read."""
        return hidden_from(self.by, self.claim) if self.rows.protected else Hidden()

    @cached_property
    def levels(self) -> list[RatingLevel]:
        """The scale of the newest round's draft, or the newest valid one for a draft that is being written."""
        round_ = self.case.round
        if round_ is not None and self.claim.state != State.RESEARCHING and round_.frozen.get("rating_scale"):
            return list(RatingLevel.objects.filter(scale=round_.frozen["rating_scale"]))
        newest = RatingScale.objects.filter(valid_from_at__lte=timezone.now()).order_by("-version").values("pk")[:1]
        return list(RatingLevel.objects.filter(scale=Subquery(newest)))

    @cached_property
    def recent_events(self) -> list[ClaimEvent]:
        return list(ClaimEvent.objects.filter(claim=self.claim).order_by("-version")[:N_RECENT])

    @cached_property
    def revisions(self) -> list[VerdictRevision]:
        if self.claim.current_revision_id is None:
            return []
        return list(
            VerdictRevision.objects.filter(claim=self.claim)
            .select_related("rating", "published_by", "correction")
            .defer("content", "text")
        )

    # ── who may do what ──

    @cached_property
    def can_edit(self) -> bool:
        try:
            access.require_editable(self.claim, self.by)
        except Refused:
            return False
        return True

    @property
    def can_plan(self) -> bool:
        return self.claim.state in OPEN_STATES and access.has_role(self.by, Role.RESEARCHER, Role.EDITOR)

    @property
    def can_draft(self) -> bool:
        return self.can_edit and self.claim.state == State.RESEARCHING

    @property
    def can_hand_on(self) -> bool:
        """Whether this person may take uploaded files along as they came."""
        return access.is_researcher_of(self.claim, self.by) or access.has_role(self.by, Role.EDITOR, Role.MODERATOR)

    @property
    def is_frozen(self) -> bool:
        return self.claim.state in (State.IN_REVIEW, State.DECIDED)

    # ── the parts of the page ──

    @cached_property
    def offers(self) -> list[OfferLine]:
        lines = []
        for offer in moves.offers(self.claim, by=self.by, case=self.case):
            form = self.move_form(offer.transition) if offer.is_possible else None
            lines.append(OfferLine(offer.transition, offer.refusal or "", form))
        return sorted(lines, key=lambda line: line.transition.name not in FORWARD)

    @property
    def offers_by_refusal(self) -> list[tuple[str, list[OfferLine]]]:
        """The sentence that refuses them, said once for all of them; "" before those that are possible."""
        below = {line.missing for line in self.checklist if line.missing}
        found: dict[str, list[OfferLine]] = {}
        for offer in self.offers:
            sentence = "What is still missing stands below." if offer.refusal in below else offer.refusal
            found.setdefault(sentence, []).append(offer)
        return list(found.items())

    @property
    def parts(self) -> list[Part]:
        return parts_of(self.claim.state)

    @property
    def can_merge(self) -> bool:
        return any(line.form is not None for line in self.offers if line.transition.name == "merge")

    def move_form(self, transition: Transition) -> MoveForm:
        return MoveForm(self.claim, transition, choices=self.move_choices(transition))

    def move_choices(self, transition: Transition) -> MoveChoices:
        inputs = transition.inputs
        names_others = "researcher" in inputs and access.has_role(self.by, Role.EDITOR)
        people = User.objects.filter(is_active=True).filter(Q(grants__role=Role.RESEARCHER) | Q(is_superuser=True))
        round_ = self.case.round if "rating" in inputs else None
        return MoveChoices(
            levels=self.levels if "rating" in inputs else (),
            researchers=people.exclude(pk=self.by.pk).distinct() if names_others else (),
            carried=round_.carried_rating if round_ else None,
            targets={
                row.other: row.statement for row in self.rows.matches if row.can_take_it_in and row.counts_as == "same"
            }
            if "target" in inputs
            else {},
        )

    @property
    def gate_heading(self) -> str:
        """Of the gate that this person's work has to pass: the last one stands before editors only."""
        if self.claim.state == State.DECIDED and not access.has_role(self.by, Role.EDITOR):
            return ""
        return HEADINGS.get(State(self.claim.state), "")

    @cached_property
    def checklist(self) -> list[GateLine]:
        """What the gate before the next step asks for, what is missing first; empty where none stands there."""
        if not self.gate_heading:
            return []
        lines = [line_of(self, *found) for found in moves.gate(self.claim, by=self.by, case=self.case)]
        return sorted(lines, key=lambda line: not line.missing)

    @property
    def n_missing(self) -> int:
        return sum(1 for line in self.checklist if line.missing)

    @cached_property
    def evidence(self) -> EvidenceScreen:
        return EvidenceScreen(
            self.claim, self.all_evidence, self.case, self.rows, by=self.by, hidden=self.hidden, can_edit=self.can_edit
        )

    @cached_property
    def rest(self) -> Rest:
        return Rest(self)

    @cached_property
    def places(self) -> Places:
        return Places(self)

    @cached_property
    def family(self) -> FamilyScreen:
        return FamilyScreen(self.claim, self.by, self.rows)

    @cached_property
    def origins(self) -> OriginsScreen:
        return OriginsScreen(self.claim, self.all_evidence, self.case, self.rows.appearances, can_edit=self.can_edit)

    @cached_property
    def review(self) -> ReviewScreen | None:
        round_, levels = self.round or self.case.round, self.levels
        if round_ is None:
            return None
        if self.round is not None:
            levels = list(RatingLevel.objects.filter(scale=round_.frozen.get("rating_scale")))
        return ReviewScreen(self.claim, self.by, round_, levels=levels, asked=self.rows.asked, hidden=self.hidden)

    @cached_property
    def history(self) -> list[EventLine]:
        return lines_of(self.recent_events, self.names, self.hidden)

    @cached_property
    def names(self) -> Names:
        """Whom the page knows anyway; who else stands in its history is looked up."""
        people = {event.by_id: event.by_name for event in self.recent_events if event.by_id is not None}
        people |= {row.person: row.name for row in self.rows.declarations}
        people |= {row.person: row.name for row in self.rows.asked}
        people[self.by.pk] = str(self.by)
        if self.claim.researcher is not None:
            people[self.claim.researcher.pk] = str(self.claim.researcher)
        levels = self.levels if self.claim.state in (State.RESEARCHING, State.IN_REVIEW) else []
        if self.claim.draft_rating is not None:
            levels = [*levels, self.claim.draft_rating]
        known: dict[Kind, dict[Any, str]] = {
            "person": people,
            "rating": {level.pk: level.label for level in levels},
            "rating of": {level.slug: level.label for level in levels},
        }
        if self.claim.claimant is not None:
            known["claimant"] = {self.claim.claimant.pk: self.claim.claimant.name}
        return names_for(self.recent_events, Names(known))

    @cached_property
    def people(self) -> PeopleScreen:
        return PeopleScreen(self.claim, self.by, self.rows, can_edit=self.can_edit)

    @cached_property
    def notes(self) -> NotesScreen:
        is_reviewer = any(row.person == self.by.pk for row in self.rows.asked)
        return NotesScreen(self.claim, self.by, self.asked, is_reviewer=is_reviewer)

    # ── the verdict ──

    @property
    def citable(self) -> list[Evidence]:
        """Accepted evidence that is offered beside the draft, in its order."""
        return self.case.accepted[:N_CITABLE]

    @property
    def n_more_citable(self) -> int:
        return max(0, len(self.case.accepted) - N_CITABLE)

    @cached_property
    def citations(self) -> dict[int, str]:
        return {item.pk: self.places.address_of(f"evidence-{item.pk}") for item in self.case.accepted}

    @property
    def draft_html(self) -> SafeString:
        return markdown.render(self.claim.draft_text, self.citations)

    def preview(self, rating: RatingLevel | None, **written: str) -> Preview:
        """The draft as readers would get it; `written` in the place of what is saved."""
        return Preview(self.case, self.levels, rating, written)

    # ── forms ──

    @cached_property
    def draft_form(self) -> ClaimForm | None:
        return work_forms.DraftForm(self.claim, levels=self.levels) if self.can_draft else None

    @property
    def mark(self) -> str:
        """As read_mark, of what this page shows."""
        return mark_of(self.claim.version, self.rows)

    @cached_property
    def my_declaration(self) -> DeclarationRow | None:
        return next((row for row in self.rows.declarations if row.person == self.by.pk), None)
