"""Takes the demonstration's claims to their states, by the cast, through the same functions as the desk's buttons."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.management.base import CommandError
from django.db import transaction
from django.utils import timezone

from claims import jobs, policy
from claims.detection.claims import tie_to_sentence
from claims.management.demonstration import evidence, outside, teamwork
from claims.models import (
    Appearance,
    Article,
    Claim,
    ClaimEvent,
    Evidence,
    Job,
    RatingLevel,
    ReviewRound,
    Sentence,
    State,
    User,
)
from claims.workflow import edits, embargoes, reviews
from claims.workflow.moves import move

#: What is done next in each state on the way to a later one; a kept-up demonstration walks on from where it stands.
_NEXT: dict[str, str] = {
    State.NEW: "accept",
    State.QUEUED: "take",
    State.RESEARCHING: "submit",
    State.IN_REVIEW: "decide",
    State.DECIDED: "publish",
    State.PUBLISHED: "retract",
}
#: Ends that are reached from the inbox at once.
_AT_ONCE: dict[str, str] = {State.DISMISSED: "dismiss", State.MERGED: "merge"}
#: Work of the machine that goes out into the world is left to workers.
_OUTSIDE = ("fetch_article", "capture_source", "ask_finder", "archive_source", "recheck_source", "refresh_feed")
_PATIENCE_S = 120.0
#: Each reviewer has a way of their own; the same words do for every claim.
_REASONS = {
    "ines": "I read every source that the draft cites and followed the figures back to where they were first given.",
    "omar": "The sources are close to the matter, and nobody who disputes the figure was left out. I looked for more.",
    "tomas": "I compared what the claim says word by word with what the sources can show. The summary goes no further.",
}


def settle() -> None:
    """Do what the machine owes here and now; what a worker is on already is waited for."""
    deadline = time.monotonic() + _PATIENCE_S
    while time.monotonic() < deadline:
        n_tried = jobs.run_all(only=lambda row: row.name not in _OUTSIDE)
        if not Job.objects.filter(failed_at=None, due_at__lte=timezone.now()).exclude(name__in=_OUTSIDE).exists():
            return
        if not n_tried:
            time.sleep(0.2)
    raise CommandError("Another process holds the demonstration's jobs. Stop it or wait a minute, then run this again.")


@dataclass(frozen=True)
class Walk:
    """One claim of the manifest on its way."""

    claim: Claim
    entry: dict[str, Any]

    @property
    def has_arrived(self) -> bool:
        """It has been in its state once; what people did with it afterwards is theirs."""
        return ClaimEvent.objects.filter(claim=self.claim, to_state=self.entry["state"]).exists()

    @property
    def is_there(self) -> bool:
        return Claim.objects.filter(pk=self.claim.pk, state=self.entry["state"]).exists()

    def linger(self) -> None:
        """What people do with it where it has arrived. Each thing once."""
        verbs = set(ClaimEvent.objects.filter(claim=self.claim).values_list("verb", flat=True))
        match self.entry["state"]:
            case State.RESEARCHING if "edit_draft" not in verbs:
                self._gather()
                self._draft()
            case State.IN_REVIEW if "file_review" not in verbs:
                self._review(self.entry["filed"])
            case State.DECIDED if "plan_publication" not in verbs:
                self._declare()
                embargoes.plan_publication(self.claim, by=_person("elsa"))
            case State.PUBLISHED if (correction := self.entry.get("correction")) and "correct" not in verbs:
                self._correct(correction)
        teamwork.work_together(self.claim, self.entry)

    def step(self) -> None:
        """Go on from the present state, by one transition."""
        state = Claim.objects.values_list("state", flat=True).get(pk=self.claim.pk)
        name = _AT_ONCE.get(self.entry["state"], "") if state == State.NEW else ""
        name = name or _NEXT.get(state, "")
        if not name:
            raise CommandError(
                f"The demonstration's claim {self.claim.pk} is {state} and was to become {self.entry['state']}: "
                "somebody took it another way meanwhile. Start anew with `make demo FRESH=1`."
            )
        getattr(self, f"_{name}")()
        settle()

    def prepare(self) -> None:
        """Words, claimant and topic, before anybody decides about it."""
        claim, by = Claim.objects.get(pk=self.claim.pk), _person("edda")
        if claim.state != State.NEW:
            return
        if claim.statement != self.entry["statement"]:
            edits.reword(
                claim,
                by=by,
                statement=self.entry["statement"],
                claimant=self.entry.get("claimant", ""),
                claimant_description=self.entry.get("claimant_description", ""),
            )
        topic = self.entry.get("topic", "")
        if topic != claim.topic:
            due, embargo = (self.entry.get(name) for name in ("due_in_days", "embargo_days"))
            edits.plan(
                claim,
                by=by,
                priority=self.entry.get("priority", 2),
                due_on=None if due is None else timezone.localdate() + timedelta(days=due),
                topic=topic,
                embargo_until=None if embargo is None else timezone.now() + timedelta(days=embargo),
            )

    def _accept(self) -> None:
        move(self.claim, "accept", by=_person("edda"), priority=self.entry.get("priority", 2))

    def _take(self) -> None:
        move(self.claim, "take", by=_person("ravi"))

    def _submit(self) -> None:
        is_second = self._n_rounds > 0
        if not is_second:
            self._gather()
        self._draft()
        move(self.claim, "submit", by=_person("ravi"), note="Set out by size of vessel." if is_second else "")

    def _decide(self) -> None:
        if self._n_rounds == 1 and (first := self.entry.get("first_ratings")):
            self._review(first)
            move(self.claim, "return", by=_person("edda"), note=self.entry["first_return"])
        else:
            self._review(self.entry["ratings"])
            move(self.claim, "decide", by=_person("edda"))

    @property
    def _n_rounds(self) -> int:
        return ReviewRound.objects.filter(claim=self.claim).count()

    def _publish(self) -> None:
        self._declare()
        move(self.claim, "publish", by=_person("elsa"))

    def _declare(self) -> None:
        declared = set(self.claim.declarations.values_list("person__username", flat=True))
        for name in ("ravi", "edda", "elsa"):
            if name not in declared:
                edits.declare_interest(self.claim, by=_person(name), has_interest=False)

    def _correct(self, correction: dict[str, str]) -> None:
        claim = Claim.objects.get(pk=self.claim.pk)
        move(
            claim,
            "correct",
            by=_person("edda"),
            note=correction["reason"],
            correction_class="minor",
            summary=claim.draft_summary,
            text=claim.draft_text.replace(correction["before"], correction["after"]),
            unknowns=claim.draft_unknowns,
            mind=claim.draft_mind,
        )

    def _retract(self) -> None:
        move(self.claim, "retract", by=_person("edda"), note=self.entry["retraction"])

    def _dismiss(self) -> None:
        move(self.claim, "dismiss", by=_person("lena"), reason=self.entry["reason"], note=self.entry["note"])

    def _merge(self) -> None:
        target = Claim.objects.get(statement=self.entry["into"], is_demonstration=True)
        move(self.claim, "merge", by=_person("lena"), target=target, note=self.entry["note"])

    def _gather(self) -> None:
        """Accept what the finders proposed where the manifest names it; attach what they could not know."""
        claim, by = self.claim, _person("ravi")
        evidence.gather(claim, self.entry["evidence"], by=by)
        evidence.keep_confidential(claim, self.entry.get("confidential", []), by=by)
        if reason := self.entry.get("single_source_reason"):
            for element in claim.key_elements.filter(single_source_reason=""):
                edits.edit_key_element(element, by=by, text=element.text, single_source_reason=reason)
        if not claim.counter_searches.exists():
            edits.log_counter_search(claim, by=by, **self.entry["counter_search"])
        outside.ask_claimant(claim, self.entry, by=by)
        outside.ask_guests(claim, self.entry, by=by)

    def _draft(self) -> None:
        text = self.entry["text"].strip()
        for item in self.entry["evidence"]:
            text = text.replace(f"[{item['name']}]", f"[E{evidence.accepted(self.claim, item).pk}]")
        edits.edit_draft(
            self.claim,
            by=_person("ravi"),
            rating=_rating(self.entry["rating"]),
            summary=self.entry["summary"],
            text=text,
            unknowns=self.entry.get("unknowns", ""),
            mind=self.entry.get("mind", ""),
            selection_reason=self.entry.get("selection_reason", ""),
        )

    def _review(self, ratings: dict[str, str]) -> None:
        round_ = reviews.load_open_round(self.claim)
        filed = set(round_.reviews.filter(withdrawn_at=None).values_list("reviewer__username", flat=True))
        for name, slug in ratings.items():
            if name in filed:
                continue
            reviews.file_review(
                self.claim,
                by=_person(name),
                rating=_rating(slug),
                confidence=2,
                reasons=_REASONS[name],
                cited=self.claim.evidence.filter(status=Evidence.Status.ACCEPTED).visible_to(None),
            )
        settle()


def walk(entry: dict[str, Any], article: Article) -> None:
    """Take one claim of the manifest to its state, from wherever an earlier run was cut short.

    A claim that has been there once is left alone.
    """
    way = Walk(_find_or_add(entry, article), entry)
    if not way.has_arrived:
        way.prepare()
        with policy.overridden(n_reviewers=3):
            settle()
            while not way.has_arrived:
                way.step()
    if way.is_there:
        way.linger()


def _find_or_add(entry: dict[str, Any], article: Article) -> Claim:
    """The claim that detection found in this sentence, or one that a person makes of it."""
    words = entry["words"]
    known = Claim.objects.filter(statement=entry["statement"], is_demonstration=True).first()
    if known is not None:
        return known
    appearance = Appearance.objects.filter(article=article, quote__contains=words).select_related("home_claim").first()
    if appearance is not None:
        return appearance.home_claim
    with transaction.atomic():
        claim = edits.submit_claim(
            by=_person("rana"),
            statement=entry["statement"],
            claimant=entry.get("claimant", ""),
            language=article.language,
            is_demonstration=True,
        )
        tie_to_sentence(claim, Sentence.objects.get(article=article, text__contains=words))
    return claim


def _person(username: str) -> User:
    return User.objects.get(username=username)


def _rating(slug: str) -> RatingLevel:
    return RatingLevel.objects.get(slug=slug, scale__version=1)
