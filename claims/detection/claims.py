"""From an article's text to Sentence rows and new claims, in one short transaction."""

from __future__ import annotations

from django.db import transaction

from claims import audit, jobs, policy
from claims.detection.detect import Seen, detect
from claims.models import Appearance, Article, Claim, Claimant, Sentence, State

#: A copy of an article repeats its claims: the same words then appear once more in a claim that is there already.
_SAME_CLAIM_STATES = (State.NEW, State.QUEUED, State.RESEARCHING, State.IN_REVIEW, State.DECIDED, State.PUBLISHED)


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
        sentences = _keep_sentences(article, found)
        chosen = _worth_checking(list(zip(found, sentences, strict=True)))
        claims = _claims_of(article, [seen for seen, _ in chosen])
        Appearance.objects.bulk_create(
            _appearance(claim, article, seen, sentence) for claim, (seen, sentence) in zip(claims, chosen, strict=True)
        )
        jobs.enqueue_all("match_claim", [claim.pk for claim in claims])


def give_up_detecting(article_id: int, sentence: str) -> None:
    """The article shows why its claims are missing; Retry, or importing it again, tries anew."""
    Article.objects.filter(pk=article_id, stage=Article.Stage.FETCHED).update(error=sentence)


def tie_to_sentence(claim: Claim, sentence: Sentence) -> Appearance:
    """A claim that a person made from a sentence appears there. Doing it twice is doing it once."""
    appearance, _ = Appearance.objects.get_or_create(
        article=sentence.article,
        start=sentence.start,
        end=sentence.end,
        home_claim=claim,
        defaults={"claim": claim, "sentence": sentence, "quote": sentence.text},
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


def _worth_checking(pairs: list[tuple[Seen, Sentence]]) -> list[tuple[Seen, Sentence]]:
    """The best ones above the policy's threshold, back in the order of the text; a repeated statement once."""
    rules = policy.current()
    best: dict[str, tuple[Seen, Sentence]] = {}
    for seen, sentence in sorted(pairs, key=lambda pair: -pair[0].score):
        if seen.checkworthy and seen.score >= rules.claim_score and seen.statement:
            best.setdefault(Claim.key_of(seen.statement), (seen, sentence))
    chosen = list(best.values())[: rules.n_claims_per_article]
    return sorted(chosen, key=lambda pair: pair[0].start)


def _claims_of(article: Article, found: list[Seen]) -> list[Claim]:
    """A claim for each: one that is there already with the same words by the same speaker, or a new one."""
    wanted = {(Claim.key_of(seen.statement), _name_key(seen)): seen for seen in found}
    same_words = (
        Claim.objects.filter(statement_key__in=[words for words, _ in wanted], state__in=_SAME_CLAIM_STATES)
        .select_related("claimant")
        .order_by("-pk")
    )
    by_key = {(claim.statement_key, claim.claimant.name_key if claim.claimant else ""): claim for claim in same_words}
    known = {key: claim for key, claim in by_key.items() if key in wanted}
    fresh = [seen for key, seen in wanted.items() if key not in known]
    claimants = Claimant.objects.find_or_add_all({seen.speaker: seen.speaker_role for seen in fresh})
    made = audit.create_claims(
        [
            {
                "slug": Claim.new_slug(seen.statement),
                "statement": seen.statement,
                "statement_key": Claim.key_of(seen.statement),
                "claimant": claimants.get(_name_key(seen)),
                "language": article.language,
                "score": seen.score,
                "checkability": seen.checkability,
                "reasons": seen.reasons,
                "is_demonstration": article.is_demonstration,
            }
            for seen in fresh
        ],
        verb="suggest",
        by=None,
    )
    # In one order for everybody, so that two workers that lock the same claims never wait in a circle.
    for claim in sorted(known.values(), key=lambda claim: claim.pk):
        with audit.record(claim, verb="appear", by=None, is_binding=False) as change:
            change.add_detail("article", None, article.pk)
    by_words = known | {(claim.statement_key, _name_key(seen)): claim for claim, seen in zip(made, fresh, strict=True)}
    return [by_words[Claim.key_of(seen.statement), _name_key(seen)] for seen in found]


def _appearance(claim: Claim, article: Article, seen: Seen, sentence: Sentence) -> Appearance:
    return Appearance(
        claim=claim,
        home_claim=claim,
        article=article,
        sentence=sentence,
        start=seen.start,
        end=seen.end,
        quote=seen.text,
        speaker=seen.speaker[:200],
        speaker_role=seen.speaker_role[:300],
        verb=seen.verb[:50],
        is_direct=seen.is_direct,
    )


def _name_key(seen: Seen) -> str:
    return Claimant.key_of(seen.speaker)
