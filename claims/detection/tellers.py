"""Who is named beside a quotation that stands alone: before its colon, in the sentence in front, or right behind it."""

from claims.detection import lexicon, phrases
from claims.detection.contents import tight
from claims.detection.frames import Frame, lemma_at
from claims.detection.gated import words_of
from claims.detection.postposed import COLON
from claims.detection.words import FINITE, PREPOSITIONS, Words

_GOES_ON = PREPOSITIONS | {"as", "when", "while", "after", "before"}
_TAGS = lexicon.VERBS.keys() - {"points", "pointed"}


def around(masked: str) -> Frame | None:
    """A sentence that only names the speaker of a quotation before or after it: "Lund said.", "Lund went on:"."""
    if not masked.endswith((":", ".")) or _TAGS.isdisjoint(words_of(masked)):
        return None
    words = Words(masked)
    is_opening = masked.endswith(":")
    for i, low in enumerate(words.low):
        lemma = lemma_at(words, i) if low in _TAGS else ""
        if not lemma or (not is_opening and i < len(words) - 4 and words.low[i + 1] not in _GOES_ON):
            continue
        subject = phrases.before(words, i) or (phrases.after(words, i) if is_opening and i == 0 else None)
        if subject is not None and (is_opening or subject.span[0] == 0):
            return Frame("tag", subject.span, words.at[i], lemma, (), subject.detail, subject.time)
    return None


def in_front(masked: str) -> Frame | None:
    """The main subject and verb of a sentence with no frame: whoever did that says the quotation that follows."""
    words = Words(masked)
    for k in range(1, len(words)):
        if words.low[k] in FINITE or words.is_past(k) or words.low[k] in lexicon.VERBS:
            subject = phrases.before(words, k)
            return Frame("tag", subject.span, words.at[k], "say", (), subject.detail) if subject else None
    return None


def before_colon(masked: str) -> list[Frame]:
    """ "She turned to the crowd: “...”": whatever the verb, speech follows it."""
    colon = COLON.search(masked)
    main = in_front(masked) if colon else None
    if colon is None or main is None or main.cue[1] > colon.start() or "," in masked[main.cue[1] : colon.start()]:
        return []
    return [Frame("clause", main.source, main.cue, main.verb, (tight(masked, colon.end(), len(masked)),), main.detail)]
