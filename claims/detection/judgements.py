"""Whether words judge rather than tell: what is good, right, needed or believed. Knows no speaker and no score."""

import re
from collections.abc import Set as AbstractSet

from claims.detection import loaded_words as loaded
from claims.detection.gated import Gated, words_of
from claims.detection.lexicon import alternation, spaced

_ADJECTIVE = alternation(loaded.ADJECTIVES)
_NOUN = alternation(loaded.NOUNS)
# What something is said to be ("the film is a masterpiece"), is called ("this farce"), or is the most of ("the finest
# writer"). "The best film award" and "the right to vote" name things.
_VERDICT = re.compile(
    r"\b(?:is|are|was|were|be|been|being|am|isn['’]t|aren['’]t|wasn['’]t|weren['’]t|(?<=\w)['’](?:s|re|m)|seems?|seemed|looks?"
    r"|looked|feels?|felt|sounds?|sounded|remains?|becomes?|became|makes?|made)\s+"
    r"(?:(?:[a-z]+ly|not|n['’]t|so|too|very|just|such|quite|rather|as|an?|the|no|nothing|but|more|most|less|far|all|it|us|me"
    r"|them|for|short|of|one|pretty)\s+){0,4}"
    rf"(?:(?:{_ADJECTIVE})\b(?!-)(?!\s+(?:to\s+vote|known|paid|selling|side|hand|wing|away|angle|of\s+way))|(?:{_NOUN})\b)"
    rf"|\b(?:an?|such|what|this|that|the)\s+(?:[a-z-]+\s+)?(?:{_NOUN})\b"
    rf"|\b(?:the|my|our|his|her|their|its)\s+(?:\w+\s+)?(?:{alternation(loaded.EXTREMES)}|most\s+(?:{_ADJECTIVE}))\b"
    r"(?!(?:\s+[\w-]+){1,2}\s+(?:since|on\s+record))"
    r"|\b(?:is|are|was|were|['’]s|be)\s+(?:\w+\s+)?the\s+best\b(?![\s-](?:paid|selling|known|film|actor|actress|picture))",
    re.IGNORECASE,
)
_FRAGMENT = re.compile(
    r"\W*(?:best|worst|greatest|what\s+an?|such\s+an?|how\s+\w+\s+(?:is|are|it|that))\b", re.IGNORECASE
)
_DUTY = Gated(
    re.compile(
        r"\b(?:should|shouldn['’]t|must(?!\s+have)|mustn['’]t|ought|needs?\s+to"
        r"|(?:we|you|they|america|europe|the\s+(?:country|world|nation|people))\s+(?:all\s+|badly\s+|really\s+)?needs?"
        r"|had\s+better|better\s+not)\b",
        re.IGNORECASE,
    ),
    "should shouldn must mustn ought need needs better",
)
_HAS_TO = Gated(re.compile(r"\bha(?:ve|s)\s+(?:got\s+)?to\b", re.IGNORECASE), "have has")
# What the law demands is a fact about the law.
_LAWS = "acts?|laws?|bill|code|constitution|rules?|treaty|regulations?|agreement|contract|statutes?|directive|ordinance"
_LAWFUL = re.compile(
    rf"\bby\s+law\b|\blegally\b|\bunder\s+(?:\S+\s+){{0,6}}?(?:{_LAWS}|section|article|order)\b"
    rf"|\b(?:{_LAWS})\s+(?:says?|states?|requires?|provides?|stipulates?|demands?|means\s+that|obliges?)\b"
    r"|\b(?:have|has)\s+to\s+(?:do\s+with|pay|register|apply|file|wear|report)\b"
    r"|^(?:applicants|drivers|employers|landlords|tenants|candidates|passengers|visitors|travell?ers|voters|companies"
    r"|firms)\s+(?:must|have\s+to|need\s+to)\b",
    re.IGNORECASE,
)
_PHRASES = (
    "deserves?|deserved|(?:go(?:es)?|went|gone|going) too far|makes? (?:no|little|perfect|much) sense",
    "(?:it is|it['’]s|is it not) (?:about |high |past |long past )?time (?:to|that|for|we|they|you|he|she|our|the)",
    "(?:one|a(?: \\w+)?) step in the (?:right|wrong) direction|slap in the face",
    "the (?:real|true|sad|simple|plain|hard|ugly|bitter) (?:problem|truth|fact|question|tragedy|issue) (?:is|was)",
    "the (?:real|true|only) (?:scandal|victims?|lesson|answer) (?:is|are|was|here|of)",
    "nothing (?:matters|is more|could be|short of|less than|more than|but)|make no mistake|let['’]s face it",
    "no (?:idea what|excuse|doubt|wonder|business|right to)|all the same|enough is enough|not (?:fit|enough)",
    "(?:can['’]t|cannot|can not) (?:go on|be trusted|be serious|be allowed|stand|afford)|fed up|sick of|tired of",
    "(?:is|are) what [\\w\\s]{2,30} (?:means?|looks? like)|so much for|not to mention|let alone",
    "to be (?:honest|frank|fair|clear)|of course|needless to say|after all|in (?:my|our) (?:view|opinion|book|eyes)",
    "I (?:\\w+ly )?(?:think|believe|feel|hope|guess|suppose|love|like|hate|prefer|wish|agree|disagree|doubt|fear)",
    "I (?:\\w+ly )?(?:suspect|admire|despise|adore|dislike|trust|worry|find)",
    "(?:I|we) (?:do not|don['’]t|can['’]t|cannot|never|couldn['’]t) (?:think|believe|feel|like|agree|trust|accept)",
    "(?:I|we) (?:do not|don['’]t|can['’]t|cannot|couldn['’]t) (?:care|stand|understand|see (?:why|how))",
    "I['’]m (?:\\w+ly )?(?:proud|glad|sorry|happy|sure|afraid|sick|tired|convinced)",
    "who (?:needs|cares|knew)|hard to (?:believe|imagine|see|overstate)|difficult to (?:believe|imagine)",
    "(?:better|worse) (?:off|still|than nothing)|in (?:truth|reality|other words)",
    "(?:one|you) (?:can only|might think|would think|have to wonder|could argue)",
    "(?:want|wants|trying|seek|seeks|determined) (?:us )?to (?:destroy|dismantle|silence|control|brainwash|undermine)",
    "there(?: is|['’]s) no (?:justification|excuse|reason|place|need|point|room|justice|alternative)|has no place",
    "(?:we|you|they) owe it to|lost (?:all|any|every) sense of|(?:my|our) view is",
    "war on|in the name of|under the guise of|at the altar of|hell-?bent|on steroids|wishful thinking|common sense",
)
# Each phrase holds one of these words.
_PHRASE_WORDS = (
    "deserve deserves deserved far sense time step slap nothing mistake face idea excuse doubt wonder business"
    " right same enough fit go trusted serious allowed stand afford fed sick tired mention let honest frank fair"
    " clear course needless after view opinion book eyes think believe feel hope guess suppose love like hate"
    " prefer wish agree disagree fear suspect admire despise adore dislike trust worry find accept care understand"
    " see proud glad sorry happy sure afraid convinced needs cares knew difficult better worse truth reality words"
    " argue destroy dismantle silence control brainwash undermine justification reason place need point room"
    " justice alternative owe lost war name guise altar hell hellbent steroids wishful common problem fact"
    " question tragedy issue scandal victims victim lesson answer much means mean looks look hard"
)
_PHRASE = Gated(re.compile(rf"\b(?:{spaced(*_PHRASES)})\b", re.IGNORECASE), _PHRASE_WORDS)
_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_LOADED = loaded.ADJECTIVES | loaded.NOUNS | loaded.ADVERBS | loaded.SNEERS
_STRONG = _LOADED - loaded.MILD
_JUDGING = frozenset(part for word in _LOADED | loaded.EXTREMES for part in word.split("-") if part)
_WEIGHTS = {
    **dict.fromkeys(loaded.SWEEPING, 1),
    **{word: 1 if word in loaded.MILD else 2 for word in _LOADED},
}
_TURNS = re.compile(r"(?:But|Yet|Worse|Even)\b")
_ENOUGH = 2
_WORDS_PER_SIGN = 30  # in a long sentence a weak sign says little
_FRONT = 90  # characters within which the main clause of most sentences stands
_SOBER = frozenset("change law harm comparison period deed".split())  # signals of what can be looked up


def is_judgement(content: str, sentence: str, seen: AbstractSet[str]) -> bool:
    """Whether what is said judges: one sure sign in front, or several weak ones and little else.

    `content`: the words of `sentence` without who says them; `seen`: names of the signals seen in them.
    """
    front = content[:_FRONT]
    if _PHRASE.search(front) or _FRAGMENT.match(front):
        return True
    if (_DUTY.search(front) or _HAS_TO.search(front)) and not _LAWFUL.search(sentence):
        return True
    if _JUDGING.isdisjoint(words_of(content)):
        return False
    if _VERDICT.search(front):
        return True
    needed = _ENOUGH + max(0, len(seen & _SOBER) - 1)
    n_signs = _n_signs(content)
    return n_signs >= needed and n_signs * _WORDS_PER_SIGN >= content.count(" ")


def _n_signs(content: str) -> int:
    """Weak signs: loaded words, "we", words that allow no exception, an exclamation, a turn against what was said."""
    found = _WEIGHTS.keys() & set(map(str.lower, _WORD.findall(content)))
    if found.isdisjoint(_STRONG):
        return 0
    return sum(map(_WEIGHTS.__getitem__, found)) + ("!" in content) + (_TURNS.match(content) is not None)
