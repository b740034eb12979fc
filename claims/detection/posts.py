"""The sentences of a post of social media without what is no text: links, handles, emojis, repeats, calls to share."""

import html
import re
import unicodedata

from claims.detection import boilerplate, shouting
from claims.text import sentences

_LINK = re.compile(
    r"(?:https?://|www\.|\bpic\.twitter\.com/|\bt\.co/|\bbit\.ly/)\S+|\b[\w.+-]+@[\w-]+\.[a-z]{2,}", re.IGNORECASE
)
# UTF-8 that was read as Windows-1252 ("donâ€™t"): a first byte and the bytes that go on.
_MISREAD = re.compile(r"(?:[\u00c2-\u00f4][\u0080-\u00bf\u0152-\u0178\u0192-\u02dc\u2013-\u2122]{1,3})+")
_TAG = re.compile(r"(?<!\w)[#@](\w+)")
_TAGS_BEHIND = re.compile(r"(?:(?:\s|^)[#@]\w+[,.]?){2,}\s*$|(?:(?<=[.!?…])\s+[#@]\w+[,.]?)\s*$", re.MULTILINE)
_TAGS_BEFORE = re.compile(
    r"^[^\S\n]*(?:(?:RT[^\S\n]+)?@\w+:?[^\S\n]+)+|^[^\S\n]*RT\b[^\S\n]*:?|^[#@]\w+[^\S\n]*$", re.MULTILINE
)
_HUMPS = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|_")
_STRETCHED = re.compile(r"([!?,])(?:\s*[!?,])+|\.(?:\s*\.)+|…+")
_WORD = re.compile(r"[^\W_]+")
_BREAK = re.compile(r"\n[^\S\n]*\n")
_ENDS = re.compile(r"[.!?:…][\"”’)]*$")
_BULLET = re.compile(r"^\s*(?:[-–—•*·|►▪>✓]+|\(?\d{1,2}[.)])\s+(?=\S)")
_PICTURES = frozenset(("So", "Sk", "Cs", "Co", "Cn", "Cc", "Cf"))
_WIDE = 60  # characters; a line as long as this was not broken by the edge of an image
_LONGEST_READ = 20_000  # characters
_LEAST_REPEAT = 3  # words
_CALL = re.compile(
    r"\b(?:(?:please|pls|plz|kindly|must|do)\s+(?:\w+\s+){0,2}(?:share|retweet|rt|forward|repost|spread|watch|like|follow|read)"
    r"|(?:share|forward|retweet|repost|pass|spread|send)\s+(?:this|it|the\s+(?:word|message|news|video|post)|to|with|and|if)"
    r"|(?:tag|follow|like|subscribe|comment)\s+(?:a\s+friend|us|me|my|our|for|and|if|below|to|this)|link\s+in\s+(?:the\s+)?(?:bio|comments?)"
    r"|(?:make|let)\s+(?:this|it)\s+(?:go\s+)?viral|copy\s+and\s+paste|click\s+(?:here|on|the)|see\s+comments?)\b",
    re.IGNORECASE,
)
_CRY = re.compile(r"\w+(?:\s+\w+)?!|I\b[^A-Z\d]{1,40}!")  # "Wow!", "I can't believe it!"
_NOTHING = ("None", "null", "N/A")  # what stands where an image had no text
_CALL_WORDS = 16


def sentences_of(post: str) -> list[str]:
    """In the order of the post, each once, in sentence case, without calls to share, greetings and stray words."""
    text = readable(post)
    known = shouting.names_in(text)
    found: dict[str, str] = {}
    for block in _blocks(_once(text)):
        for start, end in sentences.split(block):
            sentence = shouting.quieted(_BULLET.sub("", block[start:end]), known).strip(" -–—|•*~>_")
            key = " ".join(_WORD.findall(sentence.lower()))
            if key and not _is_noise(sentence):
                found.setdefault(key, sentence)
    keys = [f" {key} " for key in found]
    return [text for key, text in found.items() if not any(f" {key} " in other != f" {key} " for other in keys)]


def readable(post: str) -> str:
    """The post with its entities resolved, and without links, handles, hashtags and emojis."""
    text = _MISREAD.sub(_reread, html.unescape(html.unescape(post[:_LONGEST_READ])))
    text = _LINK.sub(" ", text)
    text = _TAGS_BEFORE.sub("", text)
    text = _TAGS_BEHIND.sub("", text)
    text = _TAG.sub(lambda tag: _HUMPS.sub(" ", tag.group(1)).strip(), text)
    text = "".join(" " if _is_picture(char) else char for char in unicodedata.normalize("NFKC", text))
    text = _STRETCHED.sub(lambda mark: mark.group(1) or ".", text)
    return re.sub(r"[^\S\n]+", " ", text)


def _reread(match: re.Match[str]) -> str:
    try:
        return match.group().encode("cp1252").decode()
    except UnicodeError:
        return match.group()


def _is_picture(char: str) -> bool:
    """An emoji, what varies one, or a character that shows nothing."""
    return not char.isspace() and unicodedata.category(char) in _PICTURES and char not in "^`°©®"


def _once(text: str) -> str:
    """ "A B C A B C A B C D" -> "A B C D": a post quoted with its own title and text repeats itself."""
    words = list(re.finditer(r"\S+", text))
    low = [word.group() for word in words]
    if not low:
        return ""
    for at in (k for k in range(_LEAST_REPEAT, len(low) // 2 + 1) if low[k] == low[0]):
        if low[:at] == low[at : 2 * at]:
            end = 2 * at
            while low[:at] == low[end : end + at]:
                end += at
            return text[: words[at - 1].end()] + "\n\n" + (text[words[end].start() :] if end < len(words) else "")
    return text


def _blocks(text: str) -> list[str]:
    """Lines that belong to one sentence are joined; a blank line, the end of a sentence or a bullet parts."""
    blocks: list[str] = []
    for paragraph in _BREAK.split(text):
        lines: list[str] = []
        for line in filter(None, map(str.strip, paragraph.split("\n"))):
            if lines and not _goes_on(lines[-1], line):
                blocks.append(" ".join(lines))
                lines = []
            lines.append(line)
        blocks.append(" ".join(lines))
    return blocks


def _goes_on(line: str, below: str) -> bool:
    if _BULLET.match(below) or _ENDS.search(line):
        return False
    return below[0].islower() or len(line) < _WIDE


def _is_noise(sentence: str) -> bool:
    is_call = sentence.count(" ") < _CALL_WORDS and _CALL.search(sentence) is not None
    return is_call or sentence in _NOTHING or _CRY.fullmatch(sentence) is not None or boilerplate.kind(sentence) != ""
