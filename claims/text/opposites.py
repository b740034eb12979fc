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
rise rises rose risen rising raise raises raised raising increase increases increased increasing grow grows grew grown
growing growth climb climbs climbed climbing surge surges surged surging soar soars soared soaring jump jumps jumped
gain gains gained higher up upward upwards more warming doubled doubling tripled quadrupled multiplied expand expands
expanded expanding expansion hike hikes hiked boost boosts boosted boosting spike spikes spiked skyrocketed ballooned
swelled swollen mounting escalate escalates escalated escalating | fall falls fell fallen falling cut cuts cutting
lowers lowered lowering decrease decreases decreased decreasing decline declines declined declining drop drops dropped
dropping shrink shrinks shrank shrunk shrinking plunge plunges plunged plunging lower down downward downwards reduce
reduces reduced reducing reduction less fewer cooling halve halves halved halving slash slashes slashed slashing trim
trims trimmed slump slumps slumped tumble tumbles tumbled dip dips dipped sank sunk sinking dwindle dwindles dwindled
dwindling diminish diminishes diminished plummet plummets plummeted;
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
accelerate accelerates accelerated accelerating | slow slows slowed slowing slowdown decelerated;
extend extends extended lengthen lengthens lengthened prolong prolongs prolonged | shorten shortens shortened curtail
curtails curtailed;
widen widens widened widening broaden broadens broadened | narrow narrows narrowed narrowing;
strengthen strengthens strengthened strengthening | weaken weakens weakened weakening;
tighten tightens tightened tightening | loosen loosens loosened relax relaxes relaxed ease eases eased easing;
upgrade upgrades upgraded | downgrade downgrades downgraded;
promote promotes promoted | demote demotes demoted;
advance advances advanced | retreat retreats retreated;
ascend ascends ascended | descend descends descended;
surplus surpluses profit profits profitable | deficit deficits loss losses unprofitable;
inflow inflows influx immigration | outflow outflows exodus emigration;
inflation | deflation;
boom recovery | bust recession;
maximum | minimum;
above exceeds exceeded | below;
high | low;
large larger big bigger | small smaller;
long longer longest | short shorter shortest;
fast faster fastest quick quicker | slow slower slowest;
add adds added adding install installs installed | remove removes removed removing delete deletes deleted;
build builds built building construct constructs constructed | demolish demolishes demolished destroy destroys
destroyed dismantle dismantles dismantled;
introduce introduces introduced impose imposes imposed enact enacts enacted create creates created establish
established | repeal repeals repealed revoke revokes revoked rescind rescinds rescinded abolish abolishes abolished
scrap scraps scrapped lift lifts lifted cancel cancels cancelled canceled eliminate eliminates eliminated;
passed | vetoed defeated;
upheld uphold upholds | overturn overturns overturned struck;
arrest arrests arrested jail jailed imprisoned detain detains detained | release releases released free freed;
appear appears appeared | disappear disappears disappeared vanished;
attack attacks attacked | defend defends defended;
praise praises praised | criticise criticises criticised criticize criticizes criticized condemn condemns condemned;
agree agrees agreed | disagree disagrees disagreed;
encourage encourages encouraged | discourage discourages discouraged deter deters deterred;
lend lends lent | borrow borrows borrowed;
spend spends spent | save saves saved;
nationalise nationalised nationalize nationalized | privatise privatised privatize privatized;
unite unites united | divide divides divided;
respect respects respected obey obeyed | violate violates violated defy defied;
victory victories | defeat defeats;
mandatory compulsory required obligatory | voluntary optional;
permanent permanently | temporary temporarily;
rich richer richest wealthy | poor poorer poorest;
urban | rural;
inside | outside;
present | absent;
vaccinated | unvaccinated;
armed | unarmed;
employed | unemployed;
constitutional | unconstitutional;
fair fairly | unfair unfairly;
healthy | unhealthy;
popular | unpopular;
qualified eligible | unqualified ineligible;
documented | undocumented;
sufficient adequate enough | insufficient inadequate;
reversible | irreversible;
optimistic | pessimistic;
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
