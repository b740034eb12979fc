"""Verbs of stance and what may follow each: attitudes, wishes, demands, promises, names given. Data only.

A complement is one of n (a noun phrase), t ("to" and a verb), c (a clause with that, how, whether ...), q (only a
quotation), or prepositions. Verbs of speech proper are in lexicon.py.
"""

from claims.detection.lexicon import VERBS, inflected

_TABLE = {
    # judgement
    "n": "accuse, admire, applaud, assail, attack, bash, blame, blast, castigate, challenge, chastise, chide,"
    " commend, condemn, congratulate, criticize, criticise, decry: decries decried decrying, defend, denounce, deride,"
    " disparage, disavow, dislike, embrace, endorse, excoriate, fault, hail, lambaste, lambast, laud, mock,"
    " oppose, pan, praise, question, rebuff, rebuke, repudiate, resent, ridicule, rip: rips ripped ripping, salute,"
    " scold, slam: slams slammed slamming, tout, thank, trumpet, vilify, welcome, back, skewer, savage, "
    " support, favour, trash, taunt, belittle, downplay, minimize, cheer, berate, scorn,"
    " call, describe, portray, depict, characterize, characterise, label: labels labeled labelled labeling labelling,"
    " brand, dub: dubs dubbed dubbing, deem, compare, liken, view, regard, consider, cast: casts cast casting, frame,"
    " nickname, "
    " mention, cite, quote, invoke, reference, express, voice, discuss, list, outline, parrot,"
    " repeat, reiterate, demand, recommend, propose, retweet, predict, foresee: foresees foresaw foreseeing, float,"
    " preach, signal, mull, proclaim, "
    " stress, emphasize, highlight, acknowledge, concede, admit, announce, declare, dispute, deny, dismiss, reject,"
    " confirm, reveal, disclose, explain, describe, claim, promise, pledge, offer, doubt, suspect,"
    " love, hate, appreciate, value, regret, lament, bemoan, mourn, envy: envies envied"
    " envying, detest, loathe, abhor, advocate, assure, remind, inform, notify, persuade, convince, tweet,"
    " warn, tell, ask, urge, implore, beg: begs begged begging, encourage, instruct, "
    " implore, exhort, caution, forbid: forbids forbade forbidding, ban:"
    " bans banned banning, want, prefer, seek: seeks sought seeking, expect, anticipate, imagine, remember,"
    " recall, see: sees saw seeing, find,"
    " show, suggest, indicate, note, report, estimate, rank, pronounce, interpret, deplore,"
    " assume, envision, contemplate, ponder, reconsider, post, write, recount, compliment, insult,"
    " tease, attribute, credit, flag: flags flagged flagging, reassure, vouch, contradict, counter, rebut,"
    " shout, scream, yell, whisper, utter, unveil, cheer",
    "t": "want, plan: plans planned planning, decide, agree, refuse, decline, intend, aim, seek: seeks sought seeking,"
    " offer, threaten, hope, expect, vow, pledge, promise, swear: swears swore swearing, prefer, wish, resolve,"
    " propose, volunteer, consent, opt: opts opted opting, love, hate, fear, claim, commit: commits"
    " committed committing, profess, choose: chooses chose choosing, demand, dare, desire, long, aspire, strive, mean",
    "c": "know: knows knew knowing, feel: feels felt feeling, doubt, suspect, wonder, worry, wish, regret, realize,"
    " realise, remember, recall, forget: forgets forgot forgetting, learn: learns learned learnt learning, understand:"
    " understands understood understanding, guess, figure, imagine, trust, see: sees saw seeing, hear: hears heard"
    " hearing, recognize, recognise, decide, ask, question, discuss, explain, describe, signal, guarantee, swear:"
    " swears swore swearing, conclude, anticipate, care, consider, demand, urge, propose, recommend, pray, dream,"
    " show, suggest, indicate, imply, illustrate, demonstrate, prove, confess, foresee, project, calculate, order,"
    " prefer, agree, convince, persuade, surmise, theorize, opine, muse, mention, contemplate, debate, require, rule",
    "q": "answer, reply, respond, chant, shout, exclaim, whisper, scream, yell, beam, muse, opine, interject, ask, cry,"
    " continue, begin: begins began, add, snap: snaps snapped, read: reads read reading, observe, sigh, laugh, blurt, sum: sums summed, intone, fume, gush",
    "about": "talk, speak: speaks spoke speaking, ask, complain, worry, think: thinks thought thinking, care, joke,"
    " brag: brags bragged bragging, boast, write: writes wrote writing, tweet, wonder, warn, testify, know: knows knew"
    " knowing, lie: lies lied lying, rant, raise, hear: hears heard hearing",
    "of": "speak: speaks spoke speaking, complain, warn, approve, disapprove, think: thinks thought thinking, talk, boast,"
    " dream, conceive, remind, tell",
    "for": "call, push, argue, campaign, ask, plead, appeal, hope, apologize, apologise, lobby, press,"
    " wish, stump, root, pray, long",
    "on": "call, insist, comment, elaborate",
    "to": "refer: refers referred referring, point, respond, object, allude, agree, commit: commits committed"
    " committing, plead, admit, confess, react, swear, testify, compare",
    "at": "scoff, balk, laugh, mock, bristle, wonder, hint, marvel, hit: hits hit hitting, sneer, point, lash",
    "against": "rail, argue, campaign, warn, speak, inveigh, lobby, protest, advise, caution, push, rally",
    "with": "agree, disagree, side, sympathize, concur: concurs concurred concurring, respond",
    "in": "believe",
}  # fmt: skip
PREPOSITIONS = frozenset(_TABLE) - {"n", "t", "c", "q"}


def _by_form() -> dict[str, tuple[str, frozenset[str]]]:
    """{form: (lemma, complements)}; verbs of speech take clauses, infinitives and noun phrases of what is said."""
    takes: dict[str, tuple[str, set[str]]] = {form: (lemma, {"c", "q"}) for form, lemma in VERBS.items()}
    for complement, table in _TABLE.items():
        for form, lemma in inflected(table).items():
            takes.setdefault(form, (lemma, set()))[1].add(complement)
    return {form: (lemma, frozenset(each)) for form, (lemma, each) in takes.items()}


STANCES = _by_form() | {form: ("seem", frozenset("t")) for form in inflected("seem, appear, sound")}
