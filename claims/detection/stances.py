"""What people want, praise, reject, promise or call things: verbs with a subject and whatever they take. No names."""

from collections.abc import Collection, Iterator

from claims.detection import contents, lexicon, phrases
from claims.detection.contents import tight
from claims.detection.frames import Frame
from claims.detection.gated import words_of
from claims.detection.quotes import FILLER, FILLERS
from claims.detection.stance_words import PREPOSITIONS, STANCES
from claims.detection.words import DETERMINERS, FINITE, NOUN_MAKERS, NOUNS, PRONOUNS, Span, Words
from claims.detection.words import PREPOSITIONS as ANY_PREPOSITION

_BE = frozenset("am is are was were be been being 's ’s".split())
_AUXILIARIES = FINITE | frozenset("be been being not n't never".split())
_OPEN = frozenset("would could might may should not wouldn't wouldn’t couldn't couldn’t".split())
_RELATIVES = frozenset("who which".split())
_CLAUSE_OPENERS = frozenset("that how why what whether if who where when whom".split())
_JOINING = frozenset("and but or then".split())
_LEADS_PARTICIPLE = frozenset("by while in for of about without after before when from through and or".split())
_ENDS = frozenset("while although though whereas but because since unless".split())
_SEEMING = frozenset("seem seems seemed appear appears appeared sound sounds sounded".split())
_PASSIVE_GOES_ON = frozenset("to as of for about that whether if why how a an the".split())
_PARTICIPLES = frozenset("seen known told found shown sought cast forbidden foreseen written understood".split())
_AFTER_BY = frozenset("of for on in at during after when while who which that as over and to".split())
_NOBODY: Span = (0, 0)
_LONGEST = 60  # tokens of content


def find(masked: str, speech: Collection[Frame]) -> list[Frame]:
    """Every stance of a sentence whose quotations are masked, but those that are told within what somebody says."""
    if STANCES.keys().isdisjoint(words_of(masked)):
        return []
    taken = [span for frame in speech for span in (frame.cue, *frame.content)]
    found: list[Frame] = []
    for frame in _frames(Words(masked)):
        if not any(start <= frame.cue[0] < end for start, end in taken):
            found.append(frame)
            taken += frame.content
    return found


def _frames(words: Words) -> Iterator[Frame]:
    subject: Span | None = None  # of the clause so far: what follows "and" or a comma shares it
    for i, low in enumerate(words.low):
        stance = STANCES.get(low)
        if stance is None and low not in FINITE and not words.is_past(i):
            continue
        head = _group_start(words, i)
        own = _subject(words, head)
        if stance is None or (low in _SEEMING and low != "expected"):
            subject = own or subject
            if low in _SEEMING and own is not None and (frame := _seeming(words, i, own)) is not None:
                yield frame
            continue
        lemma, takes = stance
        if words.raw[i][0].isupper() and i > 0:
            continue
        if own is not None and any(words.low[k] in _BE for k in range(head, i)) and not low.endswith("ing"):
            if (frame := _passive(words, i, own, takes)) is not None:
                yield frame
            subject = own
            continue
        source = _source(words, i, head, own, subject)
        if own is not None and not low.endswith("ing"):
            subject = own
        if source is None or (low not in lexicon.VERBS and _is_open(words, head, i)):
            continue
        content = _complement(words, i, takes)
        if content is not None:
            end, span = content
            yield Frame("stance", source, (words.at[i][0], end), lemma, (span,))


def _is_open(words: Words, head: int, i: int) -> bool:
    """ "Would not praise", "may want": nobody has taken this stance, or not yet."""
    return any(words.low[k] in _OPEN for k in range(head, i))


def _seeming(words: Words, i: int, subject: Span) -> Frame | None:
    """ "The race seems to be over", "it appears that it is": somebody's impression, nobody's in particular."""
    following = words.low[i + 1] if i + 1 < len(words) else ""
    if following == "that" or (words.text[slice(*subject)].lower() == "it" and following in ("as", "like")):
        content = [contents.until_end(words.text, words.at[i + 1][0])]
    elif following == "to" or (following and words.low[i].startswith(("seem", "sound")) and not words.is_mark(i + 1)):
        content = [subject, _until(words, i + 1)]
    else:
        return None
    return Frame("stance", _NOBODY, words.at[i], words.low[i], tuple(content))


def _passive(words: Words, i: int, subject: Span, takes: frozenset[str]) -> Frame | None:
    """ "The bill was criticised by X for ...", "X is expected to ..."; often nobody is named."""
    if not (words.is_past(i) or words.low[i] in _PARTICIPLES):
        return None
    k = i + 1
    if words.low[k : k + 1] == ["that"] and words.text[slice(*subject)].lower() == "it":
        return Frame("stance", _NOBODY, words.at[i], words.low[i], (contents.until_end(words.text, words.at[k][0]),))
    source, content = _NOBODY, [subject]
    if k < len(words) and words.low[k] == "by":
        last = k + 1
        while last < len(words) and not words.is_mark(last) and words.low[last] not in _AFTER_BY:
            last += 1
        if last == k + 1 or words.low[k + 1].endswith("ing"):
            return None
        source, k = words.span(k + 1, last - 1), last
    elif not takes & {"t", "n"} or (
        k < len(words) and words.low[k] not in _PASSIVE_GOES_ON and words.raw[k][0] not in FILLERS
    ):
        return None
    if k < len(words) and (words.low[k] in _PASSIVE_GOES_ON or words.raw[k][0] in FILLERS):
        content.append(_until(words, k))
    elif source is _NOBODY:
        return None
    return Frame("stance", source, words.at[i], words.low[i], tuple(content))


def _group_start(words: Words, i: int) -> int:
    """The first token of the verb group that token i ends: "has repeatedly said"."""
    head = i
    while head > 0 and (words.low[head - 1] in _AUXILIARIES or words.is_adverb(head - 1)):
        head -= 1
    return head


def _subject(words: Words, head: int) -> Span | None:
    if head < 1:
        return None
    if words.low[head - 1] in _RELATIVES:
        return words.at[head - 1]
    phrase = phrases.before(words, head)
    return phrase.span if phrase else None


def _source(words: Words, i: int, head: int, own: Span | None, subject: Span | None) -> Span | None:
    """Who takes the stance: the verb's own subject, or that of the clause that it goes on with."""
    low, before = words.low[i], words.low[i - 1] if i else ""
    is_helped = any(words.low[k] in _AUXILIARIES for k in range(head, i))
    if low.endswith("ing"):
        if is_helped:
            return own
        if before in (",", "–", "—", "-") or before in _LEADS_PARTICIPLE or words.is_adverb(i - 1):
            return subject
        return own
    if any(words.low[k] in _BE for k in range(head, i)):
        return None  # passive
    if own is not None and words.text[slice(*own)] in _RELATIVES:
        return own
    if before in NOUN_MAKERS or before in DETERMINERS or before in ANY_PREPOSITION or before.endswith(("'s", "’s")):
        return None
    if own is not None:
        return own
    last = words.low[head - 1] if head else ""
    if last in _JOINING or (last in (",", ";") and (words.is_past(i) or (low.endswith("s") and low not in NOUNS))):
        return subject
    return None


def _complement(words: Words, i: int, takes: frozenset[str]) -> tuple[int, Span] | None:
    """Where the cue ends and what the stance is about; None where the verb takes nothing of the kind."""
    low = words.low[i]
    if low in lexicon.VERBS and (start := contents.start(words, i, lexicon.VERBS[low])) is not None:
        return words.at[i][1], contents.until_end(words.text, start)
    k = i + 1
    while k < len(words) and words.is_adverb(k):
        k += 1
    if k >= len(words):
        return None
    low = words.low[k]
    if words.raw[k][0] in FILLERS:
        fits = {"q", "n", "c"} if words.raw[k][0] == FILLER else {"n"}
        return (words.at[i][1], _until(words, k)) if takes & fits else None
    if low == "to" and "t" in takes:
        return words.at[i][1], _until(words, k)
    if low in PREPOSITIONS and low in takes and k + 1 < len(words):
        return words.at[k][1], _until(words, k + 1)
    if low in _CLAUSE_OPENERS:
        return (words.at[i][1], contents.until_end(words.text, words.at[k][0])) if "c" in takes else None
    if words.is_mark(k):
        if low in (",", ":") and k + 1 < len(words) and words.raw[k + 1][0] in FILLERS:
            return words.at[i][1], _until(words, k + 1)
        return None
    if "n" in takes and low not in ANY_PREPOSITION and low not in FINITE and low not in ("and", "or", "but", "as"):
        return words.at[i][1], _until(words, k)
    return None


def _until(words: Words, first: int) -> Span:
    """From token `first` to the end of its clause."""
    k = first + 1
    while k < len(words) and k - first < _LONGEST:
        low = words.low[k]
        if low in _ENDS or low in (";", "—", "–", "•") or (low in (",", "and") and _turns(words, k)):
            break
        k += 1
    return tight(words.text, words.at[first][0], words.at[k - 1][1])


def _turns(words: Words, k: int) -> bool:
    """After this comma or "and" the clause is over: another verb of the same subject, or another subject."""
    j = k + 1
    if words.low[k] == "," and j < len(words) and words.low[j] in ("and", "but"):
        j += 1
    while j < len(words) and words.is_adverb(j):
        j += 1
    if j >= len(words):
        return False
    low = words.low[j]
    if words.low[k] == "and":
        is_verb = low in STANCES and STANCES[low][0] != low and low not in NOUNS
        return words.is_past(j) or is_verb or low in FINITE
    is_participle = low.endswith("ing") and words.raw[j][0].islower()
    return (
        is_participle
        or low in ("who", "which", "where", "according", "as", "while", "when", "after", "saying")
        or low in FINITE
        or words.is_past(j)
        or low in PRONOUNS
    )
