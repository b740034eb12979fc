"""Claims that people of the desk send in: worded by hand, or picked from a sentence of an article."""

from __future__ import annotations

from django.db import transaction

from claims import access
from claims.detection.claims import tie_to_sentence, tie_to_words
from claims.errors import Refused
from claims.models import Appearance, Article, Claim, Sentence, User
from claims.text import anchors, tokens
from claims.workflow import edits

#: Fewer words are no claim.
MIN_WORDS = 3


def send_sentence(article: Article, sentence_id: int, *, by: User) -> Claim:
    """A new claim from one sentence, with its appearance. Raises Refused when the sentence is a claim already."""
    access.require_desk_member(by)
    with transaction.atomic():
        sentence = Sentence.objects.select_for_update().filter(article=article, pk=sentence_id).first()
        if sentence is None:
            raise access.NotFound("This sentence is not in the article any more. Load the page again.")
        known = Appearance.objects.filter(article=article, start__lt=sentence.end, end__gt=sentence.start).first()
        if known is not None:
            raise Refused(f"This sentence holds claim {known.claim_id} already. Open that one instead.")
        claim = _submit(article, sentence, sentence.text, by=by)
        tie_to_sentence(claim, sentence)
    return claim


def send_words(article: Article, words: str, *, by: User) -> Claim:
    """A new claim from some words of the article. Raises Refused when they do not stand in it, or are a claim."""
    access.require_desk_member(by)
    if tokens.n_words(words) < MIN_WORDS:
        raise Refused(f"Select at least {MIN_WORDS} words: a claim says something about something.")
    place = anchors.find(article.text, anchors.Selector(exact=words.strip(), prefix="", suffix="", start=0, end=0))
    start, end, outcome = place
    if outcome == "lost":
        raise Refused("These words do not stand in the article like this. Select or copy them from the text.")
    with transaction.atomic():
        sentence = Sentence.objects.select_for_update().filter(article=article, start__lt=end, end__gt=start).first()
        if sentence is None:
            raise Refused("The sentences of this article are not known yet. Wait until it is read, then try again.")
        known = Appearance.objects.filter(article=article, start__lt=end, end__gt=start).first()
        if known is not None:
            raise Refused(f"These words hold claim {known.claim_id} already. Open that one instead.")
        claim = _submit(article, sentence, " ".join(article.text[start:end].split()), by=by)
        tie_to_words(claim, sentence, start, end)
    return claim


def _submit(article: Article, sentence: Sentence, statement: str, *, by: User) -> Claim:
    return edits.submit_claim(
        by=by,
        statement=statement[: edits.MAX_STATEMENT],
        language=article.language,
        score=sentence.score,
        checkability=sentence.checkability,
        reasons=sentence.reasons,
        is_demonstration=article.is_demonstration,
    )
