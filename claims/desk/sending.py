"""Claims that people of the desk send in: worded by hand, or picked from a sentence of an article."""

from __future__ import annotations

from django.db import transaction

from claims import access
from claims.detection.claims import tie_to_sentence
from claims.errors import Refused
from claims.models import Appearance, Article, Claim, Sentence, User
from claims.workflow import edits


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
        claim = edits.submit_claim(
            by=by,
            statement=sentence.text[: edits.MAX_STATEMENT],
            language=article.language,
            score=sentence.score,
            checkability=sentence.checkability,
            reasons=sentence.reasons,
            is_demonstration=article.is_demonstration,
        )
        tie_to_sentence(claim, sentence)
    return claim
