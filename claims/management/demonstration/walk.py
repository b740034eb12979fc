"""Takes the demonstration's claims to their states, by the cast, through the same functions as the desk's buttons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from claims import jobs, policy
from claims.detection.claims import tie_to_sentence
from claims.evidence.attaching import Passage, attach_file
from claims.evidence.decisions import Description, accept_evidence
from claims.importing.extraction import extract
from claims.management.demonstration.newsroom import SEEDS
from claims.models import Appearance, Article, Claim, Evidence, RatingLevel, Sentence, State, User
from claims.workflow import edits, reviews
from claims.workflow.moves import move

#: The way to each state; what lies before it has to be walked first.
_ROADS: dict[str, tuple[str, ...]] = {
    State.QUEUED: ("accept",),
    State.RESEARCHING: ("accept", "take"),
    State.IN_REVIEW: ("accept", "take", "submit"),
    State.DECIDED: ("accept", "take", "submit", "decide"),
    State.PUBLISHED: ("accept", "take", "submit", "decide", "publish"),
    State.RETRACTED: ("accept", "take", "submit", "decide", "publish", "retract"),
    State.DISMISSED: ("dismiss",),
    State.MERGED: ("merge",),
}


@dataclass(frozen=True)
class Walk:
    """One claim of the manifest on its way."""

    claim: Claim
    entry: dict[str, Any]

    def step(self, name: str) -> None:
        getattr(self, f"_{name}")()
        jobs.run_all()

    def _accept(self) -> None:
        move(self.claim, "accept", by=_person("edda"), priority=self.entry.get("priority", 2))

    def _take(self) -> None:
        move(self.claim, "take", by=_person("ravi"))
        if topic := self.entry.get("topic"):
            priority = self.entry.get("priority", 2)
            edits.plan(self.claim, by=_person("ravi"), priority=priority, due_on=None, topic=topic)

    def _submit(self) -> None:
        self._gather()
        self._draft()
        move(self.claim, "submit", by=_person("ravi"))
        jobs.run_all()
        if first := self.entry.get("first_ratings"):
            self._review(first)
            move(self.claim, "return", by=_person("edda"), note=self.entry["first_return"])
            self._draft()
            move(self.claim, "submit", by=_person("ravi"), note="Set out by size of vessel.")

    def _decide(self) -> None:
        self._review(self.entry["ratings"])
        move(self.claim, "decide", by=_person("edda"))

    def _publish(self) -> None:
        for name in ("ravi", "edda", "elsa"):
            edits.declare_interest(self.claim, by=_person(name), has_interest=False)
        move(self.claim, "publish", by=_person("elsa"))

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
        for item in self.entry["evidence"]:
            evidence = _proposed(claim, item) or _attached(claim, item, by)
            accept_evidence(
                evidence,
                by=by,
                stance=item["stance"],
                description=Description(
                    source_type=item["source_type"],
                    secondary_reason=item.get("secondary_reason", ""),
                    interest=item["interest"],
                    accessed_on=timezone.localdate(),
                ),
            )
        if reason := self.entry.get("single_source_reason"):
            for element in claim.key_elements.all():
                edits.edit_key_element(element, by=by, text=element.text, single_source_reason=reason)
        edits.log_counter_search(claim, by=by, **self.entry["counter_search"])
        request = edits.ask_for_reply(claim, by=by, channel=self.entry["reply_channel"], asked_on=timezone.localdate())
        if reply := self.entry.get("reply"):
            edits.record_reply(request, by=by, reply=reply, replied_on=timezone.localdate())

    def _draft(self) -> None:
        text = self.entry["text"].strip()
        for item in self.entry["evidence"]:
            text = text.replace(f"[{item['name']}]", f"[E{_accepted(self.claim, item).pk}]")
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
        jobs.run_all()
        for name, slug in ratings.items():
            reviews.file_review(
                self.claim,
                by=_person(name),
                rating=_rating(slug),
                confidence=2,
                reasons="I read every source that the draft cites and followed the figures back to their origin.",
                cited=self.claim.evidence.filter(status=Evidence.Status.ACCEPTED),
            )
        jobs.run_all()


def walk(entry: dict[str, Any], article: Article) -> None:
    """Take one claim of the manifest to its state, unless it has left the inbox already."""
    claim = _find_or_add(entry, article)
    if claim.state != State.NEW:
        return
    if claim.statement != entry["statement"]:
        edits.reword(
            claim,
            by=_person("edda"),
            statement=entry["statement"],
            claimant=entry.get("claimant", ""),
            claimant_description=entry.get("claimant_description", ""),
        )
    with policy.overridden(n_reviewers=3):
        for name in _ROADS[State(entry["state"])]:
            Walk(Claim.objects.get(pk=claim.pk), entry).step(name)


def _find_or_add(entry: dict[str, Any], article: Article) -> Claim:
    """The claim that detection found in this sentence, or one that a person makes of it."""
    known = Claim.objects.filter(statement=entry["statement"], is_demonstration=True).first()
    if known is not None:
        return known
    words = entry["words"]
    appearance = Appearance.objects.filter(article=article, quote__contains=words).select_related("home_claim").first()
    if appearance is not None:
        return appearance.home_claim
    claim = edits.submit_claim(
        by=_person("rana"),
        statement=entry["statement"],
        claimant=entry.get("claimant", ""),
        language=article.language,
        is_demonstration=True,
    )
    tie_to_sentence(claim, Sentence.objects.get(article=article, text__contains=words))
    return claim


def _proposed(claim: Claim, item: dict[str, Any]) -> Evidence | None:
    return claim.evidence.filter(
        source__article__snapshot__filename=item["article"], quote__contains=item["words"]
    ).first()


def _attached(claim: Claim, item: dict[str, Any], by: User) -> Evidence:
    body = (SEEDS / "articles" / item["article"]).read_bytes()
    text = extract(body, filename=item["article"]).text
    line = next(line for line in text.split("\n") if item["words"] in line)
    return attach_file(
        claim, by=by, body=body, filename=item["article"], read=extract, passage=Passage(quote=line.strip())
    )


def _accepted(claim: Claim, item: dict[str, Any]) -> Evidence:
    return claim.evidence.get(status=Evidence.Status.ACCEPTED, quote__contains=item["words"])


def _person(username: str) -> User:
    return User.objects.get(username=username)


def _rating(slug: str) -> RatingLevel:
    return RatingLevel.objects.get(slug=slug, scale__version=1)
