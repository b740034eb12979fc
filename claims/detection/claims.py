"""From an article's text to Sentence rows and new claims, in one short transaction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from claims import audit, jobs, policy, snapshots
from claims.detection import claimants
from claims.detection.detect import Seen, detect
from claims.models import Appearance, Article, Claim, Claimant, Sentence, Snapshot, State

#: A copy of an article repeats its claims: the same words then appear once more in a claim that is there already.
_SAME_CLAIM_STATES = (State.NEW, State.QUEUED, State.RESEARCHING, State.IN_REVIEW, State.DECIDED, State.PUBLISHED)


@dataclass(frozen=True, slots=True)
class _Stated:
    """One statement of a sentence: a sentence may make several claims."""

    statement: str
    seen: Seen
    sentence: Sentence

    @property
    def key(self) -> str:
        return Claim.key_of(self.statement)


def detect_claims(article_id: int) -> None:
    """Find the claims of an article that has been read. Doing it again when it is done changes nothing."""
    article = Article.objects.filter(pk=article_id, stage=Article.Stage.FETCHED).first()
    if article is None:
        return
    found = detect(article.text, title=article.title, published=article.published_on, language=article.language)
    with transaction.atomic():
        # Locks the row: of two workers on one article, the second finds nothing left to do.
        waiting = Article.objects.filter(pk=article.pk, stage=Article.Stage.FETCHED)
        if not waiting.update(stage=Article.Stage.READY, error=""):
            return
        chosen = _worth_checking(found, _keep_sentences(article, found))
        claims = _claims_of(article, chosen)
        Appearance.objects.bulk_create(
            _appearance(claim, article, stated) for claim, stated in zip(claims, chosen, strict=True)
        )
        jobs.enqueue_all("match_claim", [claim.pk for claim in claims])


def give_up_detecting(article_id: int, sentence: str) -> None:
    """The article shows why its claims are missing; Retry, or importing it again, tries anew."""
    Article.objects.filter(pk=article_id, stage=Article.Stage.FETCHED).update(error=sentence)


def tie_to_sentence(claim: Claim, sentence: Sentence) -> Appearance:
    """A claim that a person made from a sentence appears there. Doing it twice is doing it once."""
    return tie_to_words(claim, sentence, sentence.start, sentence.end)


def tie_to_words(claim: Claim, sentence: Sentence, start: int, end: int) -> Appearance:
    """The same for some words, which begin in this sentence."""
    article = sentence.article
    appearance, _ = Appearance.objects.get_or_create(
        article=article,
        start=start,
        end=end,
        home_claim=claim,
        defaults={"claim": claim, "sentence": sentence, "quote": article.text[start:end]},
    )
    return appearance


def _keep_sentences(article: Article, found: list[Seen]) -> list[Sentence]:
    return Sentence.objects.bulk_create(
        [
            Sentence(
                article=article,
                position=position,
                start=seen.start,
                end=seen.end,
                text=seen.text,
                score=seen.score,
                is_checkworthy=seen.checkworthy,
                checkability=seen.checkability,
                reasons=seen.reasons,
            )
            for position, seen in enumerate(found)
        ],
        batch_size=500,
    )


def _worth_checking(found: list[Seen], sentences: list[Sentence]) -> list[_Stated]:
    """The best statements above the policy's threshold, back in the order of the text; a repeated one once."""
    rules = policy.current()
    best: dict[str, _Stated] = {}
    for seen, sentence in sorted(zip(found, sentences, strict=True), key=lambda pair: -pair[0].score):
        if seen.checkworthy and seen.score >= rules.claim_score:
            for statement in filter(None, seen.statements):
                stated = _Stated(statement, seen, sentence)
                best.setdefault(stated.key, stated)
    chosen = list(best.values())[: rules.n_claims_per_article]
    return sorted(chosen, key=lambda stated: stated.seen.start)


def _claims_of(article: Article, chosen: list[_Stated]) -> list[Claim]:
    """A claim for each: one that is there already with the same words by the same claimant, or a new one."""
    speakers = Claimant.objects.find_or_add_all(
        claimants.named(stated.seen.speaker, stated.seen.speaker_role, stated.seen.speaker_kind)
        for stated in chosen
        if not claimants.is_anybody(stated.seen.speaker)
    )
    wanted = {(stated.key, _speaker(stated, speakers)): stated for stated in chosen}
    same_words = Claim.objects.filter(
        statement_key__in=[words for words, _ in wanted],
        state__in=_SAME_CLAIM_STATES,
        is_demonstration=article.is_demonstration,  # what is only shown never stands for what was said
    )
    by_key = {(claim.statement_key, claim.claimant_id): claim for claim in same_words.order_by("-pk")}
    known = {key: claim for key, claim in by_key.items() if key in wanted}
    fresh = {key: stated for key, stated in wanted.items() if key not in known}
    capture = _capture(article)
    made = audit.create_claims(
        [
            {
                "slug": Claim.new_slug(stated.statement),
                "statement": stated.statement,
                "statement_key": words,
                "claimant_id": claimant_id,
                "language": article.language,
                "score": stated.seen.score,
                "checkability": stated.seen.checkability,
                "reasons": stated.seen.reasons,
                "is_demonstration": article.is_demonstration,
            }
            for (words, claimant_id), stated in fresh.items()
        ],
        verb="suggest",
        by=None,
        details=capture,
    )
    # In one order for everybody, so that two workers that lock the same claims never wait in a circle.
    for claim in sorted(known.values(), key=lambda claim: claim.pk):
        with audit.record(claim, verb="appear", by=None, is_binding=False) as change:
            change.add_detail("article", None, article.pk)
            for name, value in capture.items():
                change.add_detail(name, None, value)
    by_words = known | dict(zip(fresh, made, strict=True))
    return [by_words[stated.key, _speaker(stated, speakers)] for stated in chosen]


def _capture(article: Article) -> dict[str, Any]:
    """What the events tell of the article's capture, so that it cannot go or change unnoticed."""
    row = Snapshot.objects.defer("text", "headers").filter(articles=article).first()
    return {"snapshot": snapshots.pinned(row)} if row else {}


def _speaker(stated: _Stated, speakers: dict[str, Claimant]) -> int | None:
    """The primary key of whoever says it."""
    claimant = speakers.get(Claimant.key_of(stated.seen.speaker))
    return claimant.pk if claimant else None


def _appearance(claim: Claim, article: Article, stated: _Stated) -> Appearance:
    seen = stated.seen
    return Appearance(
        claim=claim,
        home_claim=claim,
        article=article,
        sentence=stated.sentence,
        start=seen.start,
        end=seen.end,
        quote=seen.text,
        speaker=seen.speaker[:200],
        speaker_role=seen.speaker_role[:300],
        verb=seen.verb[:50],
        is_direct=seen.is_direct,
    )
