"""A post of social media in, its central claim out, worded to be looked up. No model of its own, no network."""

import re

from claims.detection import posts, scoring, wording

LONGEST = 50  # words; with more, what fact-checkers would leave out outweighs what they would name
_FAR_BELOW = 2.0  # a sentence whose weight is so much below the best is another matter
_WORD = re.compile(r"\w{4,}")
_ENOUGH_WORDS = 12
_ENOUGH_CAPITALS = 4
_STRAY_WORDS = 4
_OF_THE_WRITER = re.compile(r"\b(?:I|[Mm]e|[Mm]y|[Ww]e|[Oo]ur|us)\b")
_TO_THE_READER = re.compile(r"\byour?\b", re.IGNORECASE)
_LEANS = re.compile(r"(?:this|that|it|they|he|she|these|and|but|so)\b", re.IGNORECASE)
_HERALD = re.compile(
    r"(?:breaking(?:\s+news)?|just\s+in|news|alert|urgent|update|translated|exclusive|fact|true|did\s+you\s+know(?:\s+that)?)"
    r"(?:\s*[:|!?–—-]+\s+|\s+that\s+)",
    re.IGNORECASE,
)
_DISEASE = re.compile(r"\bcovid(?:[\s-]?(?:20)?19\b|\b(?![\s-]?\d))", re.IGNORECASE)
_VIRUS = re.compile(r"\bcorona(?:\s+|-)virus\b", re.IGNORECASE)


def claim_of(post: str) -> str:
    """The most check-worthy and central sentences, in the order of the post; "" only for a post without a word.

    Names of one thing that posts write in many ways are written in one; no other word is added.
    """
    found = posts.sentences_of(post) or [posts.readable(post)]
    chosen = _central(
        [_HERALD.sub("", sentence, count=1) if _HERALD.match(sentence) else sentence for sentence in found]
    )
    words = wording.opening_off(" ".join(chosen)).split()[:LONGEST]
    claim = _VIRUS.sub("coronavirus", _DISEASE.sub("COVID-19", " ".join(words)))
    return wording.capital_first(wording.end_off(claim))


def _central(found: list[str]) -> list[str]:
    scores = scoring.score_sentences(found)
    weights = [
        score + _centrality(sentence, at) for at, (sentence, score) in enumerate(zip(found, scores, strict=True))
    ]
    best = max(weights)
    chosen: list[int] = []
    n_words = 0
    for at in sorted(range(len(found)), key=lambda k: -weights[k]):
        more = len(found[at].split())
        if not chosen or (n_words + more <= LONGEST and weights[at] >= best - _FAR_BELOW):
            chosen.append(at)
            n_words += more
    return [found[at] for at in sorted(chosen)]


def _centrality(sentence: str, at: int) -> float:
    """What counts beside check-worthiness: it stands early, is full of words and names, and tells of others."""
    words = sentence.split()
    weight = 1.4 / (1 + at)
    weight += 0.7 * min(len(set(_WORD.findall(sentence.lower()))), _ENOUGH_WORDS) / _ENOUGH_WORDS
    weight += 0.5 * min(sum(word[0].isupper() for word in words[1:]), _ENOUGH_CAPITALS) / _ENOUGH_CAPITALS
    weight -= 0.35 * sentence.endswith("!") + 0.15 * sentence.endswith("?") + 0.5 * (len(words) <= _STRAY_WORDS)
    weight -= 0.35 * bool(_OF_THE_WRITER.search(sentence)) + 0.2 * bool(_TO_THE_READER.search(sentence))
    return weight - 0.15 * bool(_LEANS.match(sentence))
