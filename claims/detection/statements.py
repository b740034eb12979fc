"""One sentence that stands alone, worded from the source and never stronger than it."""

import re
from datetime import date

from claims.detection import lexicon, people, scoring, signals, when
from claims.detection.cast import Cast
from claims.detection.frames import Frame
from claims.detection.people import Who
from claims.detection.speakers import Said

_DATELINE = re.compile(
    r"^(?:[A-Z][A-Z.,'’/ -]{2,45}|[A-Z][\w .,'’-]{2,40}\((?:Reuters|AP|AFP|dpa|ANI|PTI|IANS|UPI|CNN|EFE|Xinhua)\))"
    r"(?:\s*\([^)]{2,30}\))?(?:,\s+\w{3,9}\.?\s+\d{1,2})?\s*(?:[–—]|--?|:)\s+(?=[\"“A-Z0-9])"
)
_LEAD = re.compile(
    r"^(?:(?:but|and|so|yet|or|however|meanwhile|moreover|furthermore|still|instead|nevertheless|nonetheless|in\s+fact|"
    r"for\s+(?:example|instance)|in\s+addition|additionally|also|indeed|of\s+course|similarly|likewise|therefore|thus|"
    r"as\s+a\s+result|by\s+contrast|in\s+contrast|on\s+the\s+other\s+hand|that\s+said|then|now|well|look|"
    r"you\s+know)(?:,\s+|\s+(?=[a-z\"“A-Z])))",
    re.IGNORECASE,
)
_LEAD_NEEDS_COMMA = re.compile(
    r"^(?:so|still|instead|also|then|now|well|look|or|indeed|likewise|similarly|yet|however|thus)\s+(?!,)",
    re.IGNORECASE,
)
_TAIL_DENIAL = re.compile(
    r"(?:,|\s[–—-])\s+(?:an?|the)?\s*(?:allegations?|claims?|charges?|accusations?|assertions?)\s+(?:that\s+)?"
    r"(?:[^,;]{2,60}?\s)?(?:den(?:y|ies|ied)|rejects?|rejected|disputes?|disputed|refuted?s?)\b.*$"
)
_TAIL_SOURCE = re.compile(r",\s+(?:the\s+)?(?:[A-Z][\w.’'-]*\s+){1,4}(?:reports?|reported|wrote)\.?$")
_BRACKETS = re.compile(r"\[([^\]\d]{1,60})\]")
_REFERRING = re.compile(
    r"(?P<before>.*?)\b(?P<np>(?:the|these|those|this|their|its)\s+[\w’'-]+(?:\s+[\w’'-]+){0,4})"
    r"(?P<gap>,?[\"”]?,?|[\"”]?,)\s+(?:referring\s+to|a\s+reference\s+to|in\s+reference\s+to|meaning)\s+"
    r"(?P<meant>[^,;.]{3,80})(?P<rest>[,;.].*)?$",
    re.DOTALL,
)
_QUOTED = re.compile(r"''|``|[\"“”„«»]")
_THE_NOUN = re.compile(
    r"\b(?P<the>[Tt]he|[Tt]his)\s+(?P<noun>group|organisation|organization|party|company|agency|firm|militia|"
    r"charity|coalition|union|network|movement|airline|bank|club|university|ministry|foundation|institute)"
    r"(?P<own>['’]s)?\b(?!\s+(?:of|for|that|which|who|in|led|members?|"
    + lexicon.alternation(lexicon.PERSON_ROLES | lexicon.BODIES | lexicon.DOCUMENTS | lexicon.COLLECTIVES)
    + r")\b)"
)
_FIRST_PERSON = re.compile(
    r"\b(?:I|me|my|mine|myself|we|us|our|ours|ourselves|I['’]\w+|[Ww]e['’]\w+|We|My|Our|you|your|You|Your)\b(?!\.)"
)
_PLAIN_VERBS = (
    "receive support seek have provide need use make get want remain continue include say face lack operate run hold take"
    " give show lead pose enjoy benefit retain maintain control commit commit threaten carry pay play spend own act"
    " represent constitute account contribute produce employ serve rely depend".split()
)
_AGREE = re.compile(rf"\b(?P<who>the\s+[A-Z]{{2,6}})\s+(?P<mark>[\"“])(?P<verb>{lexicon.alternation(_PLAIN_VERBS)})\b")
_PLURAL_SHORT = frozenset("NGOs MPs CEOs".split())
_STARTS_ADJUNCT = re.compile(
    r"(?:in|on|at|by|for|with|without|from|after|before|since|during|under|over|despite|as|if|when|while|because|although"
    r"|to|then|now|so|perhaps|unless|until|once|and|but|yet|today|yesterday|still|instead)\b",
    re.IGNORECASE,
)
_LEANS = re.compile(
    r"[\"“]?(?:this|that|these|those|it|he|she|they|such|there|but|and|so|because|which)\b", re.IGNORECASE
)
_WORD = re.compile(r"\w[\w’'-]*|[^\w\s]")
_NEGATED = re.compile(r"\b(?:not|isn['’]t|wasn['’]t|aren['’]t|no)\b")
# Several sentences in one quotation: the mark, the closing quotation mark if any, a blank, a capital.
_INNER_END = re.compile(r"(?<=[a-z0-9)%][.!?])(?P<mark>[\"”»]?)\s+(?=[\"“«]?[A-Z0-9])")
_ACCUSES = re.compile(
    r"^(?P<by>.{2,80}?)\s+(?:accuses?|(?:has|have)\s+accused)\s+(?P<whom>[^,;]{2,60}?)\s+of\s+(?P<deed>(?!being\b|having\b)"
    r"[a-z]{2,}ing\b.*)$",
    re.DOTALL,
)
_I_VERBS = re.compile(
    r"^I(?P<verb>\s+(?:have|am|was|had|will|would|did|never|also|can|could)\b|['’](?:ve|m|ll|d)\b|\s+[a-z]+ed\b)"
    r"(?P<rest>.*)$",
    re.DOTALL,
)
_I_FORMS = {
    "have": "has",
    "am": "is",
    "’ve": "has",
    "'ve": "has",
    "’m": "is",
    "'m": "is",
    "’ll": "will",
    "'ll": "will",
}
_HE = re.compile(r"^(?P<lead>(?:[^,]{3,40},\s+)?)(?P<word>[Hh]e|[Ss]he)\b(?P<short>['’](?:s|d|ll))?")
_IT = re.compile(r"it\b(?=\s+(?:has|had|will|would|is|was|does|did)\b)")
_SOURCED_TAIL = re.compile(r",\s+(?:he|she|it|they)\s+(?:said|says|added|told\s+\w+|claimed)\.?$", re.IGNORECASE)


def word(sentence: str, said: Said, cast: Cast, at: int, published: date | None) -> str:
    """The statement of a sentence: capitalised, without a full stop; the frame stays where dropping it would add force."""
    frame = _telling(sentence, said)
    if frame is None:
        body = _SOURCED_TAIL.sub("", sentence)
        body = _head_pronoun(body, cast, at) if not said.is_direct else body
        if said.is_direct and said.who.name:
            body = _first_person(body, said.who)
            if _FIRST_PERSON.search(body):
                return _with_quote(sentence, None, said, body)
    elif _keeps_frame(frame, said.who):
        return _finish(_with_frame(sentence, frame, said, published), cast, published)
    else:
        body = _joined(sentence, frame)
        body = _weightiest(body)
        body = _pronoun(_first_person(body, said.who), said.who, frame, sentence[slice(*frame.source)])
        if said.who.name and _FIRST_PERSON.search(body):
            return _with_quote(sentence, frame, said, body)
    return _finish(body, cast, published)


def _telling(sentence: str, said: Said) -> Frame | None:
    """The frame to take the content from: "hinted that A, saying that B" tells B more plainly than A."""
    frame = said.frame
    if frame is None or frame.kind == "act":
        return frame
    same = [
        extra
        for extra in said.extra
        if extra.kind == "participle"
        and extra.source == frame.source
        and extra.verb not in lexicon.WEAK | lexicon.DENIAL
    ]
    if not same:
        return frame
    return max(
        [frame, *same],
        key=lambda each: (each.verb not in lexicon.WEAK, _worth(sentence[slice(*each.content[0])])),
    )


def _worth(words: str) -> float:
    """How check-worthy a piece of a sentence is by itself; what only points elsewhere or says "not" comes last."""
    seen = signals.read(words, _WORD.findall(words.lower()), n_words=words.count(" ") + 1, is_whole_line=False)
    return scoring.score(seen | ({"prediction"} if signals.outlook(words) else set())) - 0.2 * bool(
        _NEGATED.search(words)
    )


def _keeps_frame(frame: Frame, who: Who) -> bool:
    return (
        frame.kind == "act"
        or who.kind == "document"
        or (not who.name and frame.kind != "according")
        or frame.verb in lexicon.WEAK | lexicon.DENIAL | lexicon.COMMITMENT | {"ask"}
    )


def _joined(sentence: str, frame: Frame) -> str:
    """The content in one piece: `C1, S said, C2` keeps its comma, two quotations become two sentences of one."""
    pieces = [sentence[slice(*span)] for span in frame.content]
    pieces[0] = _DATELINE.sub("", pieces[0])
    if len(pieces) == 1:
        return pieces[0]
    first, second = pieces[0].rstrip(" "), pieces[1].lstrip(", ")
    bare_end, bare_head = first.rstrip('"”» ,'), second.lstrip('"“« ')
    if bare_head[:1].isupper() and first[-1] in '"”»,':
        return bare_end + ". " + bare_head
    if frame.kind != "after":
        return f"{bare_end}, {bare_head}"
    is_subject = len(bare_end.split()) < 7 and bare_head[:1].islower() and not _STARTS_ADJUNCT.match(bare_end)
    return f"{bare_end} {bare_head}" if is_subject else f"{bare_end}, {bare_head}"


def _weightiest(body: str) -> str:
    """A quotation of several sentences gives one claim: its weightiest sentence that stands without the others."""
    parts = _INNER_END.split(body)[::2] if "." in body[:-2] or "!" in body[:-2] else [body]
    if len(parts) < 2:
        return body
    alone = [part for k, part in enumerate(parts) if k == 0 or not _LEANS.match(part)]
    return max(alone, key=_worth)


def _with_frame(sentence: str, frame: Frame, said: Said, published: date | None) -> str:
    """The whole sentence, the speaker by name; a document's finding as "UN report found in 2025 that ..."."""
    source, content = sentence[slice(*frame.source)], sentence[slice(*frame.content[0])]
    who = said.who
    if frame.kind == "act" or frame.kind == "participle":
        return _accused(_TAIL_DENIAL.sub("", _named_source(sentence, frame.source, who)), who)
    if who.kind == "document":
        content = _joined(sentence, frame)
        time = " " + when.absolute(sentence[slice(*frame.time)], published) if frame.time else ""
        verb = sentence[slice(*frame.cue)]
        if frame.kind in ("according", "after"):
            return _DATELINE.sub("", sentence)
        between = sentence[frame.cue[1] : frame.content[0][0]] if frame.kind == "clause" else ""
        that = " that " if "that" in between.split() or frame.kind == "after" or _starts_clause(content) else " "
        return f"{who.name} {verb}{time}{that}{_lower(content)}"
    start = min(frame.source[0], frame.content[0][0])
    shifted = frame.source[0] - start, frame.source[1] - start
    end = max(frame.content[-1][1], frame.cue[1], frame.source[1])
    kept = sentence[start:end]
    return _named_source(kept, shifted, who) if source else kept


def _accused(text: str, who: Who) -> str:
    """ "X accuses Y of sheltering Z" charges that Y is sheltering Z; a charge of the past keeps its frame."""
    match = _ACCUSES.match(text)
    if match is None or not who.name or re.match(r"(?:him|her|them|it|me|us|you|some|others)\b", match.group("whom")):
        return text
    head = re.split(r"\s(?:of|in|from|at|for)\s", match.group("whom"))[0].lower()
    is_plural = (
        head.rsplit(" ", 1)[-1] in lexicon.COLLECTIVES
        or " and " in head
        or (head.endswith("s") and not head.endswith(("ss", "us", "is", "states", "nations")))
    )
    return f"{match.group('whom')} {'are' if is_plural else 'is'} {match.group('deed')}"


def _starts_clause(content: str) -> bool:
    return re.match(r"[\"“]?(?:the|there|it|they|he|she)\b", content) is not None


def _named_source(text: str, source: tuple[int, int], who: Who) -> str:
    """A pronoun or a bare surname as source is replaced by the resolved name."""
    written = text[slice(*source)]
    if who.name and (written.lower() in ("he", "she", "they", "it") or (who.kind == "person" and written in who.name)):
        return text[: source[0]] + who.name + text[source[1] :]
    return text


def _with_quote(sentence: str, frame: Frame | None, said: Said, body: str) -> str:
    """Words with "we" or "my" in them stand alone only behind the name of whoever said them."""
    bare = _strip_end(_lead_off(_QUOTED.sub("", body)))
    if not said.is_direct and frame is not None and frame.kind == "after":
        return _strip_end(_lead_off(_named_source(sentence, frame.source, said.who)))
    if not said.is_direct:
        return f"{said.who.name} {'said' if frame is None else _past(sentence, frame)} that {_lower(bare)}"
    verb = "said" if frame is None or frame.verb == "according to" else _past(sentence, frame)
    return f"{said.who.name} {verb}: “{bare[:1].upper() + bare[1:]}”"


def _past(sentence: str, frame: Frame) -> str:
    verb = sentence[slice(*frame.cue)]
    return "said" if verb.endswith("ing") or frame.verb == "tell" else verb


def _first_person(body: str, who: Who) -> str:
    """ "I have cut taxes" -> "X has cut taxes", only for the plain forms at the head of the sentence."""
    if who.kind != "person" or "I" not in body[:12]:
        return body
    bare = body.lstrip('"“«„ ')
    match = _I_VERBS.match(bare)
    if match is None or _FIRST_PERSON.search(match.group("rest")):
        return body
    verb = match.group("verb").strip()
    return f"{who.name} {_I_FORMS.get(verb, verb)}{match.group('rest')}"


def _pronoun(body: str, who: Who, frame: Frame, source: str) -> str:
    """ "he" at the head of what a man says of himself; a "he" that may be somebody else is left alone."""
    if frame.kind not in ("clause", "after", "participle"):
        return body
    match = _HE.match(body)
    if who.kind in ("person", "name") and match and (match.group("short") or "") not in ("’s", "'s"):
        word = match.group("word").lower()
        is_other = source.lower() in ("he", "she") and source.lower() != word
        if is_other or people.gender(who) not in ("", "m" if word == "he" else "f"):
            return body
        tail = {"'d": " would", "’d": " would", "'ll": " will", "’ll": " will"}.get(match.group("short") or "", "")
        return f"{match.group('lead')}{who.name}{tail}{body[match.end() :]}"
    if who.kind in ("body", "name", "document") and (match := _IT.match(body)):
        return f"{who.name if source.lower() == 'it' else source}{body[match.end() :]}"
    return body


def _head_pronoun(body: str, cast: Cast, at: int) -> str:
    match = _HE.match(_lead_off(body))
    if match is None or match.group("short") or match.group("lead"):
        return body
    who = cast.certain(match.group("word"), at)
    return f"{who.name}{_lead_off(body)[match.end() :]}" if who.name else body


def _finish(body: str, cast: Cast, published: date | None) -> str:
    body = _DATELINE.sub("", body.strip().lstrip("*•·–—- "))
    body = _lead_off(body)
    body = _BRACKETS.sub(r"\1", body)
    body = _AGREE.sub(_agreed, body)
    body = _referent(body)
    body = _TAIL_DENIAL.sub("", body) if "den" in body or "reject" in body or "disput" in body else body
    body = _unquote(body)
    body = _THE_NOUN.sub(lambda match: _named_noun(match, cast), body)
    body = when.absolute(body, published)
    body = _strip_end(re.sub(r"\s+", " ", body))
    return body[:1].upper() + body[1:]


def _lead_off(body: str) -> str:
    for _ in range(2):
        bare = body.lstrip('"“«')
        if len(body) - len(bare) > 1 or _LEAD_NEEDS_COMMA.match(bare):
            break
        match = _LEAD.match(bare)
        if match is None:
            break
        body = body[: len(body) - len(bare)] + bare[match.end() :]
    return body


def _agreed(match: re.Match[str]) -> str:
    verb = match.group("verb")
    shown = (
        "has" if verb == "have" else verb[:-1] + "ies" if verb.endswith("y") and verb[-2] not in "aeou" else verb + "s"
    )
    return f"{match.group('who')} {match.group('mark')}{shown}"


def _referent(body: str) -> str:
    """`... the de facto authorities," referring to the Taliban government` names whom the quoted words mean."""
    match = _REFERRING.match(body)
    if match is None:
        return body
    before, phrase = match.group("before"), match.group("np")
    last = max((m.start() for m in re.finditer(r"\b(?:the|these|those|this|their|its)\s", phrase)), default=0)
    return f"{before}{phrase[:last]}{match.group('meant')}{match.group('rest') or ''}"


def _unquote(body: str) -> str:
    """Quotation marks go where they hold three words or more, or are left without a partner; scare quotes stay."""
    pieces = re.split(r"(''|``|[\"“”„«»])", body)
    if len(pieces) == 1:
        return body
    kept: list[str] = []
    for k in range(0, len(pieces), 2):
        inner = k % 4 == 2 and k + 1 < len(pieces)
        is_scare = inner and len(pieces[k].split()) < 3 and pieces[k + 2][:1] == " " and pieces[k - 2].strip()
        bare = pieces[k].rstrip(",.")
        kept.append(f"“{bare}”{pieces[k][len(bare) :]}" if is_scare else pieces[k])
    return (
        "".join(
            piece[:-1] if piece[-1:] in (",", ".") and kept[k + 1][:1] in (",", ".", ";") else piece
            for k, piece in enumerate(kept[:-1])
        )
        + kept[-1]
    )


def _named_noun(match: re.Match[str], cast: Cast) -> str:
    name = cast.named_by(match.group("noun").lower())
    if not name:
        return match.group()
    the = "the " if name.isupper() and not match.string[: match.start()].rstrip().endswith("the") else ""
    return f"{the}{name}{match.group('own') or ''}"


def _lower(content: str) -> str:
    bare = content.lstrip("\"“«'`")
    opened = content[: len(content) - len(bare)]
    first = bare.split(" ", 1)[0].lower()
    return (
        opened + bare[:1].lower() + bare[1:]
        if first
        in (
            "the",
            "a",
            "an",
            "there",
            "it",
            "they",
            "most",
            "some",
            "this",
            "these",
            "in",
            "on",
            "between",
            "at",
            "since",
            "over",
            "during",
            "by",
            "after",
            "before",
            "among",
            "nearly",
            "almost",
            "around",
            "many",
            "just",
            "only",
            "more",
            "about",
            "all",
            "one",
            "no",
        )
        else content
    )


def _strip_end(body: str) -> str:
    body = body.strip().rstrip(" ,;:–—-")
    while body.endswith((".", "!", "…")) and not re.search(
        r"\b(?:[A-Z]\.[A-Z]\.|Inc\.|Jr\.|Co\.|etc\.|[ap]\.m\.)$", body
    ):
        body = body[:-1].rstrip()
    return body
