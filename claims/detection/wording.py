"""Small repairs of wording: openings, quotation marks, brackets, who quoted words mean. Plain strings in and out."""

import re

from claims.detection import cues, lexicon

_AGENCIES = "Reuters|AP|AFP|dpa|ANI|PTI|IANS|UPI|CNN|EFE|Xinhua"
_DATELINE = re.compile(
    rf"^(?:[A-Z][A-Z.,'’/ -]{{2,45}}|[A-Z][\w .,'’-]{{2,40}}\((?:{_AGENCIES})\))"
    r"(?:\s*\([^)]{2,30}\))?(?:,\s+\w{3,9}\.?\s+\d{1,2})?\s*(?:[–—]|--?|:)\s+(?=[\"“A-Z0-9])"
)
_OPENING = re.compile(
    r"(?:but|and|or|meanwhile|moreover|furthermore|nevertheless|nonetheless|in\s+fact|for\s+(?:example|instance)|"
    r"additionally|of\s+course|therefore|by\s+contrast|on\s+the\s+other\s+hand|that\s+said|you\s+know)(?:,\s+|\s+(?=[a-z\"“A-Z]))"
    r"|(?:in\s+addition|as\s+a\s+result|in\s+contrast|so|still|instead|also|then|now|well|look|indeed|likewise|similarly|yet|however|thus),\s+",
    re.IGNORECASE,
)
_DENIAL_BEHIND = re.compile(
    r"(?:,|\s[–—-])\s+(?:an?|the)?\s*(?:allegations?|claims?|charges?|accusations?|assertions?)\s+(?:that\s+)?"
    r"(?:[^,;]{2,60}?\s)?(?:den(?:y|ies|ied)|rejects?|rejected|disputes?|disputed|refuted?s?)\b.*$",
    re.DOTALL,
)
_CHARGES = ("allegation", "claim", "charge", "accusation", "assertion")
_BRACKETS = re.compile(r"\[([^\]\d]{1,60})\]")
_NOTE = re.compile(
    r"\s?\[(?:\d{1,3}|edit|src|sic|citation needed|update[ds]?|note \d+|emphasis (?:added|mine))\]", re.IGNORECASE
)
_REFERRING = re.compile(
    r"\b(?P<phrase>(?:the|these|those|this|their|its)\s+[\w’'-]+(?:\s+[\w’'-]+){0,4}),?[\"”]?,?"
    r"\s+(?:referring\s+to|a\s+reference\s+to|in\s+reference\s+to|meaning)\s+(?P<meant>[^,;.]{3,80})(?=[,;.]|$)"
)
_REFER = ("referring", "reference", "meaning")
_DETERMINED = re.compile(r"\b(?:the|these|those|this|their|its)\s")
_MARK = re.compile(r"(''|``|[\"“”„«»])")
PLAIN_VERBS = frozenset(  # that are no nouns where they stand behind a subject
    "receive support seek have provide need use make get want remain continue include say face lack operate run hold"
    " take give show lead pose enjoy benefit retain maintain control commit threaten carry pay play spend own act"
    " represent constitute account contribute produce employ serve rely depend".split()
)
_SINGULAR = re.compile(rf"\b(the\s+[A-Z]{{2,6}}\s+[\"“])({lexicon.alternation(PLAIN_VERBS)})\b")
_ABBREVIATED_END = re.compile(r"\b(?:[A-Z]\.[A-Z]\.|Inc\.|Jr\.|Co\.|etc\.|[ap]\.m\.)$")
_COMMON_FIRST = frozenset(
    "the a an there it they most some this these in on between at since over during by after before among nearly almost"
    " around many just only more about all one no former senior second third another local foreign interior".split()
)


def dateline_off(text: str) -> str:
    """ "BERLIN (Reuters) - The economy shrank" -> "The economy shrank"."""
    return _DATELINE.sub("", text)


def lead_off(text: str) -> str:
    """ "14:05 – The river rose", "2. The river rose" -> "The river rose"; a whole ‘quotation’ loses its marks."""
    lead = cues.LEAD.match(text)
    text = text[lead.end() :] if lead else text
    if text[:1] == "‘" and text[-1:] == "’" and text.count("’") == 1:
        return text[1:-1]
    return text


def opening_off(text: str) -> str:
    """Without "But", "However," and their like, which point to the sentence before; an opening quote mark stays."""
    for _ in range(2):
        bare = text.lstrip('"“«')
        match = _OPENING.match(bare) if len(text) - len(bare) < 2 else None
        if match is None:
            break
        text = text[: len(text) - len(bare)] + bare[match.end() :]
    return text


def denial_off(text: str) -> str:
    """Without ", a charge Oslo denies": the charge is the claim, the denial another one."""
    return _DENIAL_BEHIND.sub("", text) if any(word in text for word in _CHARGES) else text


def brackets_off(text: str) -> str:
    """An editor's "[the army]" inside a quotation says whom the speaker meant; "[3]" and "[sic]" say nothing."""
    return _BRACKETS.sub(r"\1", _NOTE.sub("", text)) if "[" in text else text


def agreed(text: str) -> str:
    """`the NRF "control two ports` -> `the NRF "controls two ports`, as the words now stand in one sentence."""
    return _SINGULAR.sub(lambda match: match.group(1) + third_person(match.group(2)), text)


def third_person(verb: str) -> str:
    """ "receive" -> "receives", "carry" -> "carries"."""
    if verb == "have":
        return "has"
    return verb[:-1] + "ies" if verb.endswith("y") and verb[-2] not in "aeou" else verb + "s"


def referent_in(text: str) -> str:
    """`... the rulers," meaning the junta in the capital` names whom the quoted words mean."""
    match = _REFERRING.search(text) if any(word in text for word in _REFER) else None
    if match is None:
        return text
    phrase = match.group("phrase")
    last = max(found.start() for found in _DETERMINED.finditer(phrase))
    return text[: match.start()] + phrase[:last] + match.group("meant") + text[match.end() :]


def unquoted(text: str) -> str:
    """Quotation marks go, but around one or two words in mid-sentence they stay: those are the speaker's own."""
    pieces = _MARK.split(text)
    if len(pieces) == 1:
        return text
    kept: list[str] = []
    for k in range(0, len(pieces), 2):
        piece = pieces[k]
        if k % 4 == 2 and k + 2 < len(pieces) and _is_scare(pieces[k - 2], piece, pieces[k + 2]):
            bare = piece.rstrip(",.")
            piece = f"“{bare}”{piece[len(bare) :]}"
        if kept and kept[-1][-1:] in (",", ".") and piece[:1] in (",", ".", ";"):
            kept[-1] = kept[-1][:-1]
        kept.append(piece)
    return "".join(kept)


def unmarked(text: str) -> str:
    """Without any quotation mark, for words that get their own."""
    return _MARK.sub("", text)


def _is_scare(before: str, quoted: str, behind: str) -> bool:
    return 0 < len(quoted.split()) < 3 and behind[:1] == " " and bool(before.strip())


def lower_first(text: str) -> str:
    """For a clause behind "that": its first word in lower case where it is no name."""
    bare = text.lstrip("\"“«'`")
    if bare.split(" ", 1)[0].lower() not in _COMMON_FIRST:
        return text
    return text[: len(text) - len(bare)] + bare[:1].lower() + bare[1:]


def capital_first(text: str) -> str:
    return text[:1].upper() + text[1:]


def end_off(text: str) -> str:
    """Without the full stop or the comma at the end; abbreviations keep their point."""
    text = text.strip().rstrip(" ,;:–—-")
    if text.endswith((",'", ",’")):
        text = text[:-2] + text[-1]
    while text.endswith((".", "!", "…")) and not _ABBREVIATED_END.search(text):
        text = text[:-1].rstrip(" ,;:–—-")
    return text
