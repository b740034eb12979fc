"""Short forms and first words by which a full stop is told from a point. Data only; sentences.py reads it.

One list for all languages: a text's language is seldom sure, and its quotations are often in another one.
"""

from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: Written with a capital, they stand before a name and end no sentence.
TITLES: Final = _words(
    # English
    "mr mrs ms mx dr drs prof gen lt col sgt capt maj cmdr cdr adm brig cpl pvt sen rep reps sens gov pres rev"
    " hon mt ft supt insp det amb atty messrs msgr fr pte sgts drs det"
    # German, French, Spanish, Portuguese, Italian, Dutch, Turkish
    " hr hrn frl dipl ing mag hl frhr mm mgr sra srta dra dña dn ee lic gral cnel cmdte excmo excma exmo exma sig"
    " dott avv mons arch geom cav dhr mevr mw ir doç av sn yrd org alb hz öğr"
    # Greek, Russian, Ukrainian, Polish
    " κ κα δρ гг проф акад им ул пр ks św bp abp płk mjr kpt por inż"
)
#: In small letters too.
NEVER: Final = _words(
    "vs approx cf viz incl excl resp assoc asst dept esp bzw ca evtl ggf inkl exkl sog geb gest gegr vgl hrsg"
    " zzgl mio mrd tsd bspw mme mlle env av apr éd sr sra srta dr dra gral prof lic ing núm pág págs aprox exmo"
    " ex.mo sig sig.ra sig.na dott dott.ssa prof.ssa avv mons mln mld cfr l’on on.le dhr mevr mr mw bijv evt vgl"
    " ir drs ul np tzn tzw prof inż im ks św gen płk woj pow gm mgr al pl hab tj проф акад им ул пр просп пер гл"
    " стр тыс млн млрд руб коп см напр др.-греч вул просп тис див акад обл відс проц грн стор κ κκ κα δρ αρ σελ"
    " εκατ δισ χιλ βλ δηλ डॉ प्रो पं श्री श्रीमती रु सं स्व बी सी डी एफ जी एच जे एल एम एन ओ पी आर एस टी यू वी ए ई"
)
#: Before a number ("No. 12", "Art. 5") they end no sentence; before a word most of them do.
NUMBERED: Final = _words(
    "no nos nr nrs nro núm séc art arts fig figs sec secs par para abs p pp s vol ch chap cap kap bd rs tel res"
    " op ver ex ok blz pag pagg págs pag str stk ziff ust pkt poz jan feb mar apr jun jul aug sep sept oct okt nov"
    " dec dez janv févr juil août déc ene abr ago dic mai mei ed ep lot nt ст п пп рис табл стор max min godz"
)
#: They end a sentence only before a word that often begins one: "Foss Inc. The", but "Foss Inc. Chief".
EITHER: Final = _words(
    "inc corp co cos ltd llc bros jr sr st ste ave blvd rd hwy al ed eds jan feb mar apr jun jul aug sep sept oct"
    " nov dec mon tue tues wed thu thur thurs fri uu chr ltda cia cie s.a cad sok mah jh tys mln mld zł proc r.h"
    " ala ariz ark calif colo conn del fla ga ill ind kan ky mass md mich minn miss mo mont neb nev okla ore pa"
    " tenn tex va vt wash wis wyo adv archbp univ inst dist"
)
#: Written with a capital only, for they are words otherwise.
CAPITALISED: Final = _words(
    "co cos al ed eds mar mon wed fri sat sun ill ind mass miss mo ore pa wash del ga la st ste cad mah inst"
)
#: Points inside, and never the end.
DOTTED: Final = _words("i.e e.g z.b d.h u.a o.a m.in т.е т.н т.зв π.χ d.w.z m.a.w p.ex v.l.n.r i.d.r s.o s.u")
CLOCK: Final = _words("a.m p.m")
AFTER_CLOCK: Final = _words(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august"
    " september october november december et est edt ct cst cdt pt pst pdt mt gmt utc bst cet cest ist eastern"
    " central pacific local greenwich"
)
#: Behind a number and a point: "3. Mai", "19. Jahrhundert", "2. Dünya Savaşı".
AFTER_ORDINAL: Final = _words(
    "januar jänner februar märz april mai juni juli august september oktober november dezember jahrhundert"
    " jahrhunderts jahrtausend weltkrieg weltkriegs bundesliga liga platz spieltag klasse runde etage stock"
    " quartal halbjahr jahrestag geburtstag auflage kapitel kammer senat wahlperiode division armee bezirk tag"
    " jahr mal dünya ordu kolordu cumhurbaşkanı lig bölge uluslararası asliye ağır sulh idare dönem yargı daire"
    " ceza hukuk"
)
#: German, Danish and Turkish put such words before an ordinal in figures.
BEFORE_ORDINAL: Final = _words(
    "der die das den dem des am im vom zum zur beim ab seit bis einen einem einer eines jeder jeden ihr ihre sein"
    " seine ihren seinen ihrem seinem ihrer seiner und oder den det"
)
#: Letters that stand for "year" behind a figure, or end "and so on".
YEARS: Final = _words("r г р гг рр")
AND_SO_ON: Final = _words("д п")
_ENGLISH_STARTERS = (
    "a after all also although an and another any as at because before both but by did do does during each even"
    " every few first for from he her his how however i if in instead is it its last later many meanwhile more"
    " most my neither no nobody none nor not nothing now of on once one only other others our over she since so"
    " some soon still such that the their then there these they this those though three through thus to today two"
    " under until we what when where whether which while who why will with without yet you your"
)
#: Words that often begin a sentence, in small letters.
STARTERS: Final = _words(
    _ENGLISH_STARTERS
    + " der die das ein eine er es sie wir ich ihr dies diese dieser dieses danach dann doch aber auch nur wenn"
    " weil während als am auf aus bei im mit nach nun seit so und vor was wer wie wo zu zum zur dort hier jetzt"
    " niemand le la les il elle ils elles on nous je tu vous un une ce cette ces cet mais et dans en pour sur par"
    " avec après avant puis lorsque quand si selon son sa ses leur rien personne el los las ella ellos ellas yo"
    " una unos esto este esta estos pero y luego después antes cuando según su sus nadie ninguno también tras hay"
    " o os as ele ela eles elas um uma isto este esta mas e depois antes quando segundo seu sua ninguém também há"
    " lo gli lei lui loro noi io uno questo questa ma poi dopo prima quando secondo suo sua nessuno anche c’è de"
    " het een hij zij ze wij ik dit dat deze maar toen na voor nu niemand ook er w z na po to ten ta te on ona oni"
    " my ja ale i potem jednak gdy jest są nie tak он она они оно мы я вы это этот эта эти но и в на с по потом"
    " затем однако когда если так не там тут его её их він вона вони воно ми я ви це цей ця ці але й та у в на з"
    " потім однак коли якщо так не там його її їх bu o şu onlar biz ben siz ama ve sonra ancak bir ο η το οι τα"
    " αυτός αυτή αυτό αυτοί ένας μία αλλά και στο στη στην στον όμως όταν αν μετά δεν κανείς"
)
#: They begin names as well: "J. Le Guen", "St. La Salle".
PARTICLES: Final = _words(
    "le la les los las el al de di da du des van von der den o os as do dos y e i lo een na no so to my an"
)
