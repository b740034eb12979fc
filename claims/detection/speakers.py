"""Who says each sentence: frames resolved to names, quotations carried over sentence ends."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import NamedTuple

from claims.detection import foreign, frames, lexicon, people, quotes, tellers
from claims.detection.cast import Cast
from claims.detection.frames import Frame
from claims.detection.people import NOBODY, Who
from claims.detection.quotes import Quote

LONGEST_READ = (
    4000  # characters of one "sentence" that are read: what is longer is no sentence, but costs as if it were
)
_LONGEST_TAG = 200  # characters
# "Moro: We lost the hives", "RT @mayor: Crime is down": interviews, minutes and posts name who speaks in front.
_LABEL = re.compile(
    r"(?:RT\s+)?(?P<who>@\w{2,30}|[A-ZÀ-Þ][\w’'.-]+(?:\s+[A-ZÀ-Þ][\w’'.-]+){0,2}):\s+(?=[\"“‘«A-ZÀ-Þ0-9])"
)
_FINDING_ITSELF = frozenset("find conclude determine estimate calculate".split())
_ONLY_MARKS = re.compile(rf"[\W{quotes.FILLERS}]*")


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence as speech. `frame` is None inside a longer quotation; `who` is NOBODY in the reporter's voice.

    `goes_on` is the number of the sentence whose frame tells who speaks, where a quotation runs over sentences;
    `tag` is a frame that names the speaker of a quotation in another sentence ("Lund said:") and says nothing itself.
    """

    who: Who
    verb: str
    is_direct: bool
    frame: Frame | None
    extra: tuple[Frame, ...]
    quoted: tuple[tuple[int, int], ...]
    goes_on: int | None = None
    tag: Frame | None = None


class _Tongue(NamedTuple):
    """How the frames of a language are found in a masked sentence, and how its speakers are named."""

    frames: Callable[[str], list[Frame]]
    tag: Callable[[str], Frame | None]
    who: Callable[[str, str], Who]


def _frames(masked: str) -> list[Frame]:
    return frames.find(masked) or tellers.before_colon(masked)


_ENGLISH = _Tongue(_frames, tellers.around, people.read)


def _tongue(language: str) -> _Tongue:
    find = partial(foreign.find, language=_code(language))
    return _ENGLISH if is_english(language) else _Tongue(find, lambda _: None, foreign.who)


def _code(language: str) -> str:
    return language.partition("-")[0].lower() or "en"


def is_english(language: str) -> bool:
    """Whether a language code ("en", "en-GB") means English; the empty code does."""
    return _code(language) == "en"


def is_read(language: str) -> bool:
    """Whether speakers are looked for in the language of this code."""
    return is_english(language) or _code(language) in foreign.LANGUAGES


def attribute(text: str, bounds: Sequence[tuple[int, int]], cast: Cast, language: str = "en") -> list[Said]:
    """One Said per sentence of `bounds`, in order; the cast is filled on the way. See `is_read` for languages."""
    tongue = _tongue(language)
    marks = quotes.find(text)
    read: list[Said] = []
    previous_start = previous_end = 0
    labelled, label_at = NOBODY, 0  # who was named in front of the paragraph, and in which sentence
    first = 0  # of the quotations that can still matter
    for at, (start, end) in enumerate(bounds):
        while first < len(marks) and marks[first].end <= start:
            first += 1
        sentence = text[start : min(end, start + LONGEST_READ)]
        spans = quotes.within(marks, first, start, start + len(sentence))
        masked = quotes.mask(sentence, spans)
        is_new_paragraph = at == 0 or "\n" in text[previous_end:start]
        if _ONLY_MARKS.fullmatch(masked) is None:
            said = _framed(sentence, tongue.frames(masked), spans, cast, at, tongue)
            if said.frame is None and len(sentence) < _LONGEST_TAG and (tag := tongue.tag(masked)) is not None:
                said = _tagged(read, said, sentence, tag, cast, at, is_new_paragraph=is_new_paragraph)
            if is_new_paragraph:
                label = _labelled(sentence, said, cast, at)
                labelled, said, label_at = (label.who, label, at) if label else (NOBODY, said, at)
            elif labelled.name and said.frame is None:
                said = Said(labelled, "say", True, None, (), tuple(spans), label_at)
        else:
            if read and tongue is _ENGLISH and (not is_new_paragraph or text[previous_end - 1] == ":"):
                read[-1] = _with_teller(read[-1], text[previous_start:previous_end])
            said = _carried(read, spans, is_new_paragraph=is_new_paragraph)
        if tongue is _ENGLISH:
            cast.note(masked, at)
        read.append(said)
        previous_start, previous_end = start, end
    return _look_ahead(read, bounds, marks)


def _framed(
    sentence: str, found: list[Frame], spans: list[tuple[int, int]], cast: Cast, at: int, tongue: _Tongue
) -> Said:
    main = _main(found)
    if main is None:
        return Said(NOBODY, "", False, None, (), tuple(spans))
    who = cast.speak(_who(sentence, main, tongue), at)
    if who.kind == "pronoun":
        who = NOBODY
    if main.verb in _FINDING_ITSELF:
        cast.found(who, at)
    return Said(who, main.verb, _is_direct(main, spans), main, tuple(f for f in found if f is not main), tuple(spans))


def _tagged(
    read: list[Said], said: Said, sentence: str, tag: Frame, cast: Cast, at: int, *, is_new_paragraph: bool
) -> Said:
    """ "Lund said:" names who speaks next; "Lund said." after a quotation names who spoke in it."""
    is_opening = sentence.endswith(":")
    if not is_opening and (is_new_paragraph or not read or not read[-1].is_direct or read[-1].frame is not None):
        return said
    who = cast.speak(_who(sentence, tag, _ENGLISH), at)
    who = NOBODY if who.kind == "pronoun" else who
    if not is_opening:
        read[-1] = replace(read[-1], who=who, verb=tag.verb, goes_on=at)
    return replace(said, who=who, verb=tag.verb, tag=tag)


def _labelled(sentence: str, said: Said, cast: Cast, at: int) -> Said | None:
    """The sentence as said by whoever is named in front of it: an account, or a person the text knows."""
    match = _LABEL.match(sentence)
    if match is None or said.frame is not None:
        return None
    name = match["who"]
    who = Who(name, "", "name") if name.startswith("@") else cast.full(name)
    if not who.name or (" " in name and name != who.name):
        return None
    frame = Frame(
        "label", match.span("who"), (match.end("who"), match.end("who") + 1), "say", ((match.end(), len(sentence)),)
    )
    return Said(cast.speak(who, at), "say", True, frame, (), said.quoted)


def _who(sentence: str, frame: Frame, tongue: _Tongue) -> Who:
    source = sentence[slice(*frame.source)]
    return tongue.who(source, sentence[slice(*frame.detail)] if frame.detail else "")


def _main(found: list[Frame]) -> Frame | None:
    """The frame that holds the most of the sentence; deeds (accusations, calls) only where nothing is said."""
    speech = [frame for frame in found if frame.kind != "act"]
    for kind in ("clause", "after", "according", "act", "participle"):
        for frame in found if kind == "act" else speech:
            if (
                frame.kind == kind
                and (kind != "act" or _is_main_deed(frame, found))
                and (kind != "clause" or not _is_inside(frame, speech))
            ):
                return frame
    return None


def _is_main_deed(frame: Frame, found: list[Frame]) -> bool:
    """Calls and accusations count where they are the news itself, not where a clause mentions them in passing."""
    has_more = frame.verb not in ("accuse", "blame") and any(other.kind == "participle" for other in found)
    return not has_more


def _is_inside(frame: Frame, others: list[Frame]) -> bool:
    """Within the content of another frame ("X said that Y told Z ..."): the outer one is who says it here."""
    return any(
        other is not frame
        and any(a <= frame.cue[0] and frame.cue[1] <= b for a, b in other.content)
        and other.kind in ("clause", "after", "according")
        for other in others
    )


def _is_direct(frame: Frame, spans: list[tuple[int, int]]) -> bool:
    total = sum(end - start for start, end in frame.content)
    quoted = sum(
        max(0, min(end, q_end) - max(start, q_start)) for start, end in frame.content for q_start, q_end in spans
    )
    return frame.kind != "act" and total > 0 and quoted >= total / 2


def _carried(read: list[Said], spans: list[tuple[int, int]], *, is_new_paragraph: bool) -> Said:
    """A sentence wholly inside quotation marks belongs to whoever spoke in the sentence before it."""
    before = read[-1] if read else None
    if (
        before is None
        or (before.frame is None and before.goes_on is None and before.tag is None)
        or (before.frame is not None and before.frame.kind == "act")
        or (
            is_new_paragraph
            and not (before.frame is None and (before.is_direct or before.tag))
            and not _introduces(before)
        )
    ):
        return Said(NOBODY, "", True, None, (), tuple(spans))
    root = len(read) - 1 if before.frame is not None or before.tag is not None else before.goes_on
    return Said(before.who, before.verb, True, None, (), tuple(spans), root)


def _with_teller(before: Said, sentence: str) -> Said:
    """ "The mayor shook his head. “Not I.”": whoever the sentence in front is about says it, though nobody says so."""
    if before.frame is not None or before.goes_on is not None or before.tag is not None or before.is_direct:
        return before
    return replace(before, tag=tellers.in_front(quotes.mask(sentence[:LONGEST_READ], list(before.quoted))))


def _introduces(before: Said) -> bool:
    """A person who has just said something goes on in the next paragraph; what people fear or believe has no voice."""
    return (
        before.frame is not None
        and before.frame.kind != "act"
        and before.who.kind in ("person", "role")
        and before.verb not in lexicon.WEAK | lexicon.DENIAL
    )


def _look_ahead(read: list[Said], bounds: Sequence[tuple[int, int]], marks: list[Quote]) -> list[Said]:
    """`"A. B," X said.` cut after A: sentence A waits for the frame behind the quotation that holds it."""
    for i in range(len(read) - 2, -1, -1):
        said, following = read[i], read[i + 1]
        if said.frame is not None or not said.is_direct or not following.is_direct:
            continue
        if following.frame is None and following.goes_on is None:
            continue
        shares = any(mark.start <= bounds[i][0] and mark.end > bounds[i + 1][0] for mark in _near(marks, bounds[i][0]))
        if shares:
            root = i + 1 if following.frame is not None else following.goes_on
            read[i] = replace(said, who=following.who, verb=following.verb, goes_on=root)
    return read


def _near(marks: list[Quote], at: int) -> list[Quote]:
    low, high = 0, len(marks)
    while low < high:
        middle = (low + high) // 2
        if marks[middle].end <= at:
            low = middle + 1
        else:
            high = middle
    return marks[low : low + 1]
