"""Verbs of stance and what may follow each: attitudes, wishes, demands, promises, names given. Data only.

A complement is one of n (a noun phrase), t ("to" and a verb), c (a clause with that, how, whether ...), q (only a
quotation), or prepositions. Verbs of speech proper are in lexicon.py.
"""

from claims.detection.lexicon import VERBS, inflected

_TABLE = {
    "n": (
        "abhor, accuse, acknowledge, admire, admit, advocate, announce, anticipate, applaud, appreciate, ask,"
        " assail, assume, assure, attack, attribute, back, ban: bans banned banning, bash, beg: begs begged begging,"
        " belittle, bemoan, berate, blame, blast, brand, call, cast: casts casting, castigate, caution, challenge,"
        " characterise, characterize, chastise, cheer, chide, cite, claim, commend, compare, compliment, concede,"
        " condemn, confirm, congratulate, consider, contemplate, contradict, convince, counter, credit, criticise,"
        " criticize, declare, decry: decries decried decrying, deem, defend, demand, denounce, deny, depict,"
        " deplore, deride, describe, detest, disavow, disclose, discuss, dislike, dismiss, disparage, dispute,"
        " doubt, downplay, dub: dubs dubbed dubbing, embrace, emphasize, encourage, endorse, envision, envy: envies"
        " envied envying, estimate, excoriate, exhort, expect, explain, express, fault, favour, find, flag: flags"
        " flagged flagging, float, forbid: forbids forbade forbidding, foresee: foresees foresaw foreseeing, frame,"
        " hail, hate, highlight, imagine, implore, indicate, inform, instruct, insult, interpret, invoke, known,"
        " label: labels labeled labelled labeling labelling, lambast, lambaste, lament, laud, liken, list, loathe,"
        " love, mention, minimize, mock, mourn, mull, nickname, note, notify, offer, oppose, outline, pan, parrot,"
        " persuade, pledge, ponder, portray, post, praise, preach, predict, prefer, proclaim, promise, pronounce,"
        " propose, question, quote, rank, reassure, rebuff, rebuke, rebut, recall, recommend, reconsider, recount,"
        " reference, regard, regret, reiterate, reject, remember, remind, repeat, report, repudiate, resent,"
        " retweet, reveal, ridicule, rip: rips ripped ripping, salute, savage, scold, scorn, scream, see: sees saw"
        " seen seeing, seek: seeks sought seeking, shout, show, signal, skewer, slam: slams slammed slamming,"
        " stress, suggest, support, suspect, taunt, tease, tell, thank, tout, trash, trumpet, tweet, unveil, urge,"
        " utter, value, view, vilify, voice, vouch, want, warn, welcome, whisper, write, yell"
    ),
    "t": (
        "agree, aim, aspire, choose: chooses chose choosing, claim, commit: commits committed committing, consent,"
        " dare, decide, decline, demand, desire, expect, fear, hate, hope, intend, long, love, mean, offer, opt:"
        " opts opted opting, plan: plans planned planning, pledge, prefer, profess, promise, propose, refuse,"
        " resolve, seek: seeks sought seeking, strive, swear: swears swore swearing, threaten, volunteer, vow, want,"
        " wish"
    ),
    "c": (
        "agree, anticipate, ask, calculate, care, conclude, confess, consider, contemplate, convince, debate,"
        " decide, demand, demonstrate, describe, discuss, doubt, dream, explain, feel: feels felt feeling, figure,"
        " foresee, forget: forgets forgot forgetting, guarantee, guess, hear: hears heard hearing, illustrate,"
        " imagine, imply, indicate, know: knows knew knowing, learn: learns learned learnt learning, mention, muse,"
        " opine, order, persuade, pray, prefer, project, propose, prove, question, realise, realize, recall,"
        " recognise, recognize, recommend, regret, remember, require, rule, see: sees saw seeing, show, signal,"
        " suggest, surmise, suspect, swear: swears swore swearing, theorize, trust, understand: understands"
        " understood understanding, urge, wish, wonder, worry"
    ),
    "q": (
        "add, answer, ask, beam, begin: begins began, blurt, chant, continue, cry, exclaim, fume, gush, interject,"
        " intone, laugh, muse, observe, opine, read: reads reading, reply, respond, scream, shout, sigh, snap: snaps"
        " snapped, sum: sums summed, whisper, yell"
    ),
    "about": (
        "ask, boast, brag: brags bragged bragging, care, complain, hear: hears heard hearing, joke, know: knows"
        " knew knowing, lie: lies lied lying, raise, rant, speak: speaks spoke speaking, talk, testify, think:"
        " thinks thought thinking, tweet, warn, wonder, worry, write: writes wrote writing"
    ),
    "of": (
        "approve, boast, complain, conceive, disapprove, dream, remind, speak: speaks spoke speaking, talk, tell,"
        " think: thinks thought thinking, warn"
    ),
    "for": (
        "apologise, apologize, appeal, argue, ask, call, campaign, hope, lobby, long, plead, pray, press, push,"
        " root, stump, wish"
    ),
    "on": "call, comment, elaborate, insist",
    "to": (
        "admit, agree, allude, commit: commits committed committing, compare, confess, object, plead, point, react,"
        " refer: refers referred referring, respond, swear, testify"
    ),
    "at": "balk, bristle, hint, hit: hits hitting, lash, laugh, marvel, mock, point, scoff, sneer, wonder",
    "against": "advise, argue, campaign, caution, inveigh, lobby, protest, push, rail, rally, speak, warn",
    "with": "agree, concur: concurs concurred concurring, disagree, respond, side, sympathize",
    "in": "believe",
}
PREPOSITIONS = frozenset(_TABLE) - {"n", "t", "c", "q"}


def _by_form() -> dict[str, tuple[str, frozenset[str]]]:
    """{form: (lemma, complements)}; verbs of speech take clauses, infinitives and noun phrases of what is said."""
    takes: dict[str, tuple[str, set[str]]] = {form: (lemma, {"c", "q"}) for form, lemma in VERBS.items()}
    for complement, table in _TABLE.items():
        for form, lemma in inflected(table).items():
            takes.setdefault(form, (lemma, set()))[1].add(complement)
    return {form: (lemma, frozenset(each)) for form, (lemma, each) in takes.items()}


STANCES = _by_form() | {form: ("seem", frozenset("t")) for form in inflected("seem, appear, sound")}
