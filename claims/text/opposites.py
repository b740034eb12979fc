"""English words that turn a statement round: negations, denials, antonyms. Data and look-ups only."""

from __future__ import annotations

import re
from typing import Final

NEGATION: Final = re.compile(
    r"\b(?:not|no|never|none|nobody|nothing|nowhere|neither|nor|without|cannot|hardly|barely|scarcely|unlikely|unable"
    r"|far from|rather than|instead of|failed to|fails to|fail to|refused to|refuses to|refuse to|lacks?|lacked"
    r"|absence of|rules? out|ruled out)\b|n[’']t\b",
    re.IGNORECASE,
)
#: "not only", "no doubt" and the like negate nothing.
NOT_NEGATION: Final = re.compile(
    r"\b(?:not only|not just|not merely|no doubt|no wonder|no matter|nothing but|no sooner|no less than|no fewer than"
    r"|not least|cannot but|why not|whether or not|or not|no later than|no more than|not more than)\b",
    re.IGNORECASE,
)
DENIAL: Final = re.compile(
    r"\b(?:den(?:y|ies|ied|ying|ials?)|refut(?:e|es|ed|ing)|rebut(?:s|ted)?|disput(?:es|ed|ing)|debunk(?:s|ed|ing)?"
    r"|disprov(?:e|es|ed|en)|contradict(?:s|ed|ing)?|discredit(?:s|ed)?|dismiss(?:es|ed)\b.{0,40}\bas|reject(?:s|ed|ing)?"
    r"|no (?:\w+ ){0,2}evidence|no proof|no sign|little evidence|not true|untrue|false(?:ly|hoods?)?|hoax(?:es)?|myths?"
    r"|bogus|baseless|unfounded|groundless|fabricat(?:ed|ion)|fake|incorrect(?:ly)?|inaccurate|wrong(?:ly)?|mistaken"
    r"|misleading|misinformation|disinformation|conspiracy theor(?:y|ies)|pure fiction|satir(?:e|ical))\b",
    re.IGNORECASE,
)
HEDGE: Final = re.compile(
    r"\b(?:may|might|could|alleged(?:ly)?|reported(?:ly)?|possibl[ey]|potential(?:ly)?|perhaps|suggest(?:s|ed)?|unclear"
    r"|unknown|uncertain|rumou?r(?:s|ed)?|investigat(?:e|es|ed|ing)|question(?:s|ed)? whether|whether)\b",
    re.IGNORECASE,
)

#: Two sides of each pair parted by |, pairs by ;
_PAIRS: Final = """
rise rises rose risen rising increase increases increased increasing grow grows grew grown growing growth climb
climbs climbed surge surges surged soar soars soared jump jumps jumped gain gains gained higher up more warming
doubled tripled expand expands expanded expanding | fall falls fell fallen falling decrease decreases decreased
decreasing decline declines declined declining drop drops dropped dropping shrink shrinks shrank shrunk shrinking
plunge plunges plunged lower reduce reduces reduced reducing less fewer cooling halved;
accept accepts accepted approve approves approved adopt adopts adopted | reject rejects rejected refuse refuses
refused;
allow allows allowed permit permits permitted legalise legalised legalize legalized | ban bans banned prohibit
prohibits prohibited forbid forbids forbade forbidden outlaw outlaws outlawed block blocks blocked;
support supports supported supporting back backs backed endorse endorses endorsed favour favours favoured favor
favors favored | oppose opposes opposed opposing;
win wins won winning | lose loses lost losing defeated;
start starts started begin begins began begun launch launches launched | end ends ended stop stops stopped halt
halts halted cease ceases ceased;
open opens opened reopen reopened | close closes closed shut;
safe safely harmless | dangerous unsafe harmful risky hazardous deadly;
effective effectively works worked | ineffective useless;
cause causes caused causing trigger triggers triggered raises | prevent prevents prevented preventing protects
protect protected cure cures cured;
legal lawful legally | illegal unlawful illegally;
guilty convicted | innocent acquitted cleared;
true correct accurate real genuine | false incorrect inaccurate fake fabricated;
succeed succeeds succeeded success successful successfully | fail fails failed failure unsuccessful unsuccessfully
collapse collapsed stalemate deadlock;
hold holds held continue continues continued remain remains | break breaks broke broken collapse collapsed breach
breached;
all every always everyone | none never nobody few rarely;
most majority | minority few;
before | after;
first | last;
largest biggest highest greatest most strongest oldest | smallest lowest least weakest youngest;
improve improves improved improving better best | worsen worsens worsened worsening worse worst deteriorated;
strong stronger | weak weaker;
alive survived survives | dead died killed;
possible able | impossible unable;
positive positively | negative negatively;
include includes included including | exclude excludes excluded excluding;
buy buys bought import imports imported | sell sells sold export exports exported;
arrive arrives arrived enter enters entered join joins joined | leave leaves left quit quits withdraw withdraws
withdrew withdrawn exit exited;
hire hires hired appoint appointed | fire fires fired sack sacked dismissed;
male man men father husband son | female woman women mother wife daughter;
north northern | south southern;
east eastern | west western;
early earlier | late later;
old older | new newer young younger;
hot warm warmer hottest warmest | cold cool colder cooler coldest coolest;
benefit benefits benefited beneficial | harm harms harmed damage damages damaged;
known clear certain | unknown unclear uncertain;
likely | unlikely;
natural | man-made artificial anthropogenic human-caused human-made;
common widespread | rare uncommon;
public | private;
domestic | foreign;
major | minor
""".split(";")


def _table() -> dict[str, frozenset[str]]:
    table: dict[str, set[str]] = {}
    for pair in _PAIRS:
        one, other = (side.split() for side in pair.split("|"))
        for left, right in ((one, other), (other, one)):
            for word in left:
                table.setdefault(word, set()).update(right)
    return {word: frozenset(opposites) for word, opposites in table.items()}


#: word -> the words that say the contrary, all in lower case.
ANTONYMS: Final = _table()
