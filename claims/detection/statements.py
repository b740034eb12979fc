"""One sentence that stands alone, worded from the source and never stronger than it."""

import re
from dataclasses import replace
from datetime import date

from claims.detection import atoms, lexicon, own_words, referents, scoring, signals, when, wording
from claims.detection.cast import Cast
from claims.detection.frames import Frame
from claims.detection.gated import words_of
from claims.detection.people import Who
from claims.detection.speakers import Said
from claims.detection.verbs import PASTS
from claims.detection.words import FINITE

_STARTS_ADJUNCT = re.compile(
    r"(?:in|on|at|by|for|with|without|from|after|before|since|during|under|over|despite|as|if|when|while|because|although"
    r"|to|then|now|so|perhaps|unless|until|once|and|but|yet|today|yesterday|still|instead)\b",
    re.IGNORECASE,
)
_LEANS = re.compile(
    r"[\"“]?(?:this|that|these|those|it|he|she|they|such|there|but|and|so|because|which|if\s+so)\b", re.IGNORECASE
)
_NEGATED = re.compile(r"\b(?:not|isn['’]t|wasn['’]t|aren['’]t|no)\b")
# A full stop within a quotation; not the point of "Mr." or "Feb.".
_INNER_END = re.compile(
    r"(?<=[a-z0-9)%][.!?])(?<!\b[a-z]\.)(?<!\b[A-Z][a-z]\.)(?<!\b[A-Z][a-z]{2}\.)[\"”»]?\s+(?=[\"“«]?[A-Z])"
)
_ACCUSES = re.compile(
    r"(?P<by>.{2,80}?)\s+(?:accuses?|(?:has|have)\s+accused)\s+"
    r"(?P<whom>(?!him\b|her\b|them\b|it\b|me\b|us\b|you\b|some\b|others\b)[^,;]{2,60}?)\s+of\s+"
    r"(?P<deed>(?!being\b|having\b)[a-z]{2,}ing\b.*)$",
    re.DOTALL,
)
# What somebody is charged with doing all the time; "accused of taking bribes" tells of the past and keeps its frame.
_GOES_ON = frozenset(
    "sheltering harbouring harboring supporting backing funding financing arming training supplying providing"
    " sponsoring fishing dumping polluting hiding holding occupying using violating allowing letting spreading"
    " smuggling running blocking ignoring failing developing building selling employing exploiting interfering"
    " meddling spying".split()
)
_FALSELY = re.compile(
    r"\b(?:falsely|wrongly|incorrectly|mistakenly|erroneously|baselessly|inaccurately|misleadingly|reportedly)\b"
)
_WITHIN = re.compile(r"\s(?:of|in|from|at|for)\s")
_CLAUSE_FIRST = re.compile(r"[\"“]?(?:the|there|it|they|he|she)\b")
_SOURCE_BEHIND = re.compile(r",\s+(?:he|she|it|they)\s+(?:said|says?|added|told\s+\w+|claimed?)\.?$", re.IGNORECASE)
_TIME_FIRST = re.compile(rf"(?:{lexicon.TIME}|[Ii]n\s+(?:\w+\s+)?(?:19|20)\d\d),?\s+", re.IGNORECASE)
_FINDING_THINGS = frozenset({"find", "discover"})
_VERBS = FINITE | PASTS
_KEPT_VERBS = lexicon.WEAK | lexicon.DENIAL | lexicon.COMMITMENT | {"ask"}


def word_all(sentence: str, said: Said, cast: Cast, at: int, published: date | None) -> tuple[str, ...]:
    """Every atomic statement of sentence number `at`, the main one first; never empty."""
    main = telling(sentence, said)
    if main is None or main.kind == "act" or said.frame is None or said.frame.verb in _KEPT_VERBS:
        return atoms.split(word(sentence, said, cast, at, published))
    told = [main, *(frame for frame in (said.frame, *_added(said)) if frame is not main)]
    parts = (
        part
        for frame in told
        for part in atoms.split(word(sentence, replace(said, frame=frame, extra=()), cast, at, published))
    )
    return tuple(dict.fromkeys(parts))


def word(sentence: str, said: Said, cast: Cast, at: int, published: date | None) -> str:
    """The statement of sentence number `at`: capitalised, without a full stop.

    The reporting frame goes, but it stays where dropping it would make the statement stronger than the source
    (hints, denials, promises), where a document's finding is what is checked, and where nobody is known to speak.
    """
    frame = telling(sentence, said)
    is_unknown = said.is_direct and not said.who.name
    keeps = frame is not None and _keeps_frame(sentence, frame, said.who)
    if frame is not None and is_unknown and not _is_falsely(sentence, frame) and frame.verb not in _KEPT_VERBS:
        body = _weightiest(_joined(sentence, frame))  # who speaks is open, and what they say stands in marks
        if referents.has_first_person(body):
            return _as_it_stands(sentence)
    elif frame is not None and keeps:
        if said.is_direct and said.who.kind != "document" and frame.kind in ("after", "clause"):
            return _as_it_stands(sentence)
        body = _with_frame(sentence, frame, said.who, published)
    elif frame is not None:
        source = sentence[slice(*frame.source)]
        body = _weightiest(_joined(sentence, frame))
        body = own_words.in_third_person(body, said.who, cast.sex(said.who), _in_sentence(said.who, source))
        if frame.kind != "according":
            body = referents.own_pronoun(body, said.who, source, sentence[frame.cue[0] :])
        if frame.kind == "clause" and said.who.name and not said.is_direct and referents.leans(body):
            keeps = True  # whom the pronoun means is open; with the speaker it says no more than the source
            body = _with_frame(sentence, frame, said.who, published)
    elif said.is_direct:
        body = own_words.in_third_person(sentence, said.who, cast.sex(said.who), _in_sentence(said.who, ""))
    else:
        body = referents.head_pronoun(_SOURCE_BEHIND.sub("", sentence), cast, at)
    is_speech = said.who.name and not keeps and (frame is not None or said.is_direct)
    if is_speech and referents.has_first_person(body):
        return _behind_name(sentence, frame, said, body)
    return _finished(body, cast, at, published)


def telling(sentence: str, said: Said) -> Frame | None:
    """The frame to take the content from: "hinted that A, saying that B" tells B more plainly than A."""
    frame = said.frame
    if frame is None or frame.kind == "act":
        return frame
    added = _added(said)
    if not added:
        return frame
    return max(
        [frame, *added], key=lambda each: (each.verb not in lexicon.WEAK, _worth(sentence[slice(*each.content[0])]))
    )


def _added(said: Said) -> list[Frame]:
    """What the same speaker says besides, plainly: ", adding that B"."""
    return [
        extra
        for extra in said.extra
        if said.frame is not None
        and extra.kind == "participle"
        and extra.source == said.frame.source
        and extra.verb not in lexicon.WEAK | lexicon.DENIAL
    ]


def _worth(words: str) -> float:
    """How check-worthy a piece of a sentence is by itself; what says "not" comes after what says so."""
    seen = signals.read(words, n_words=words.count(" ") + 1, is_whole_line=False)
    if signals.outlook(words):
        seen.add("prediction")
    return scoring.score(seen) - (0.2 if _NEGATED.search(words) else 0.0)


def _keeps_frame(sentence: str, frame: Frame, who: Who) -> bool:
    is_nobody = not who.name and frame.kind != "according"
    if _is_falsely(sentence, frame):
        return True
    if frame.kind == "act" or who.kind == "document" or is_nobody or frame.verb in _KEPT_VERBS:
        return True
    return frame.verb in _FINDING_THINGS and not _has_verb(sentence[slice(*frame.content[0])])


def _is_falsely(sentence: str, frame: Frame) -> bool:
    return _FALSELY.search(sentence, frame.source[1], max(frame.source[1], frame.cue[0])) is not None


def _as_it_stands(sentence: str) -> str:
    """A question, a doubtful word or a "we" of nobody known: in its marks, with every word of the reporter's."""
    return wording.capital_first(wording.end_off(wording.opening_off(wording.dateline_off(sentence))))


def _has_verb(words: str) -> bool:
    """Whether it is surely a clause: "found 475 pounds of cocaine" tells of a thing that was found."""
    return not words_of(words).isdisjoint(_VERBS) or words.lstrip('"“').startswith(("that ", "there "))


def _joined(sentence: str, frame: Frame) -> str:
    """The content in one piece: `C1, S said, C2` keeps its comma, two quotations become two sentences."""
    first, *rest = (sentence[slice(*span)] for span in frame.content)
    first = wording.dateline_off(first)
    if not rest:
        return first
    bare_first, bare_second = first.rstrip('"”» ,'), rest[0].lstrip("\"“«'`, ")
    if bare_second[:1].isupper() and first[-1] in '"”»,':
        return f"{bare_first}. {bare_second}"
    goes_on = bare_second.split(" ", 1)[0] in FINITE  # "The dam, she said, is full"
    is_subject = goes_on or (
        len(bare_first.split()) < 7 and bare_second[:1].islower() and not _STARTS_ADJUNCT.match(bare_first)
    )
    is_split = is_subject and (goes_on or frame.kind == "after")  # "The museum, he said, celebrates ..."
    return f"{bare_first} {bare_second}" if is_split else f"{bare_first}, {bare_second}"


def _weightiest(body: str) -> str:
    """A quotation of several sentences gives one claim: its weightiest sentence that stands without the others."""
    parts = _INNER_END.split(body)
    alone = [part for k, part in enumerate(parts) if part.count(" ") > 2 and (k == 0 or not _LEANS.match(part))]
    return max(alone, key=_worth) if len(parts) > 1 and alone else body


def _with_frame(sentence: str, frame: Frame, who: Who, published: date | None) -> str:
    if frame.kind in ("act", "participle"):
        return _charge(wording.denial_off(_named_source(sentence, frame.source, who)), who)
    if who.kind == "document":
        return _finding(sentence, frame, who, published)
    start = min(frame.source[0], frame.content[0][0])
    if _TIME_FIRST.fullmatch(wording.opening_off(sentence[:start])):
        start -= len(wording.opening_off(sentence[:start]))
    end = max(frame.content[-1][1], frame.cue[1], frame.source[1])
    end = len(sentence) if frame.kind == "after" else end  # to whom, when and how
    return _named_source(sentence[start:end], (frame.source[0] - start, frame.source[1] - start), who)


def _finding(sentence: str, frame: Frame, who: Who, published: date | None) -> str:
    """ "An audit this year found that ..." -> "Audit found in 2025 that ..."."""
    if frame.kind != "clause":
        return wording.dateline_off(sentence)
    time = " " + when.absolute(sentence[slice(*frame.time)], published) if frame.time else ""
    verb = sentence[slice(*frame.cue)]
    if frame.detail is None:  # with what stands before it: "also found", "went on to claim"
        verb = sentence[frame.time[1] if frame.time else frame.source[1] : frame.cue[1]].strip()
    content = _joined(sentence, frame)
    has_that = "that" in sentence[frame.cue[1] : frame.content[0][0]].split() or _CLAUSE_FIRST.match(content)
    that = " that " if has_that else " "
    return f"{who.name} {verb}{time}{that}{wording.lower_first(content)}"


def _charge(text: str, who: Who) -> str:
    """ "X accuses Y of sheltering Z" charges that Y is sheltering Z; a charge of the past keeps its frame."""
    match = _ACCUSES.match(text)
    if match is None or not who.name or match.group("deed").split(" ", 1)[0] not in _GOES_ON:
        return text
    head = _WITHIN.split(match.group("whom"))[0].lower()
    is_plural = " and " in head or head.rsplit(" ", 1)[-1] in lexicon.COLLECTIVES
    is_plural = is_plural or (head.endswith("s") and not head.endswith(("ss", "us", "is", "states", "nations")))
    return f"{match.group('whom')} {'are' if is_plural else 'is'} {match.group('deed')}"


def _named_source(text: str, source: tuple[int, int], who: Who) -> str:
    """A pronoun or a bare surname as source is replaced by the resolved name."""
    written = text[slice(*source)]
    is_the_report = who.kind == "document" and written.count(" ") == 1 and written.lower().startswith(("the ", "this "))
    is_short = (
        is_the_report
        or written.lower() in ("he", "she", "they", "it")
        or (who.kind == "person" and written in who.name)
    )
    return text[: source[0]] + who.name + text[source[1] :] if who.name and is_short else text


def _behind_name(sentence: str, frame: Frame | None, said: Said, body: str) -> str:
    """Words with "we" or "my" in them stand alone only behind the name of whoever said them."""
    bare = wording.end_off(wording.opening_off(wording.unmarked(body)))
    verb = "said"
    if frame is not None and frame.verb not in ("tell", "according to") and frame.kind != "participle":
        verb = sentence[slice(*frame.cue)] if frame.kind != "label" else verb
    name = wording.capital_first(_in_sentence(said.who, sentence[slice(*frame.source)] if frame is not None else ""))
    if said.is_direct:
        return f"{name} {verb}: “{wording.capital_first(bare)}”"
    if frame is not None and frame.kind == "after":
        named = wording.opening_off(_named_source(sentence, frame.source, said.who))
        return wording.capital_first(wording.end_off(named))
    return f"{name} {verb} that {wording.lower_first(bare)}"


def _in_sentence(who: Who, source: str) -> str:
    """The name as it stands in a sentence: a role or a body keeps the article that it was named with."""
    if who.kind in ("person", "name", "document") or who.name.lower().startswith("the "):
        return who.name
    if source.lower().startswith(("the ", "a ", "an ")) and source.lower().endswith(who.name.lower()):
        return source[:1].lower() + source[1:]
    is_noun = who.kind in ("role", "body") and who.name.rpartition(" ")[2].islower()
    name = wording.lower_first(who.name)
    return f"the {name}" if is_noun else who.name


def _finished(body: str, cast: Cast, at: int, published: date | None) -> str:
    body = wording.opening_off(wording.dateline_off(wording.lead_off(body.strip().lstrip("*•·–—…- "))))
    body = wording.referent_in(wording.agreed(wording.brackets_off(body)))
    body = wording.unquoted(wording.denial_off(body))
    body = when.absolute(referents.full_names(referents.named_nouns(body, cast, at), cast, at), published)
    return wording.capital_first(wording.end_off(" ".join(body.split())))
