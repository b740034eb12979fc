"""The sentences in which a page speaks for itself: subscribe, donate, follow us, all rights reserved."""

import re
from typing import Final

_PLATFORM: Final = r"(?:whats\s?app|telegram|signal|threads|bluesky|instagram|facebook|twitter|youtube|tiktok|linkedin)"

# Searched in one sentence; ^ is its start. Case never matters, and white space here means nothing.
_APPEAL: Final = re.compile(
    r"""
    # subscribe and follow
    ^(?:please\s+|to\s+)?(?:subscribe|sign\s+up|sign\s+in|log\s?in|register
      |join)\b.{0,80}\b(?:newsletters?|updates|alerts|inbox
      |channel|briefings?|for\s+free|today|account|access|membership|mailing\s+list|e-?mails?)\b
    | ^(?:please\s+)?(?:subscribe|sign\s+up|register)\b.{0,60}\b(?:e?-?edition|full\s+story|now|here)\b
    | ^by\s+(?:signing\s+up|subscribing|registering|clicking)\b
    | ^for\s+(?:the\s+latest|more|all\s+the|breaking)\b.{0,30}
      \b(?:news|stories|updates|headlines|information|details|coverage)\b.{0,60}
      \b(?:download|follow|subscribe|visit|click|sign\s+up|log\s+on|check\s+out|go\s+to|join|contact)\b
    | ^to\s+(?:read|view|see)\s+(?:the\s+full|more|this|all)\b.{0,60}
      \b(?:subscribe|visit|click|sign\s+up|log\s+in|go\s+to|register)\b
    | ^(?:never|don['’]?t)\s+miss\s+(?:a|an|the|our|any|out|another)\b.{0,120}$
    | ^(?:do\s+you\s+)?(?:want|like|would\s+you\s+like)\b.{0,80}
      \b(?:newsletter|inbox|informed|updates|stories\s+like\s+this
      |our\s+(?:newsletter|reporting|journalism|stories|latest|e-?mails?))\b.{0,40}\?$
    | ^simply\s+(?:pop|enter|type|put)\s+your\s+e-?mail\b|^(?:enter|type)\s+your\s+(?:e-?mail|name)\b
    | ^(?:please\s+)?(?:submit|send|share|tell|e-?mail|mail)\s+(?:us\b|a\s+letter\s+to\s+the\s+editor
      |your\s+(?:letters?|stor(?:y|ies)|photos?|comments?|views?|thoughts|opinions?|tips?|news|feedback|questions?
      |experiences?)\b)
    | ^(?:please\s+)?(?:leave|post|add|share|write)\s+(?:a|your)\s+(?:comments?|thoughts?|views?|reply)\b
    | ^what\s+do\s+you\s+think\s*(?:\?|(?:about|of)\s+this\s+(?:article|story|post)\b)
    | ^let\s+(?:me|us)\s+know\b
    | ^we(?:['’]d|\s+would)?\s+(?:want|love|like)\s+to\s+hear\s+(?:what\s+you|from\s+you|your)\b
    | ^(?:you\s+can\s+)?(?:contact|e-?mail|reach|call|message|text|write\s+to)\s+
      (?:(?:us|me|the\s+(?:author|reporter|writer|newsroom|editor))\b.{0,80}(?:@|\d{3}|\b(?:facebook|twitter)\b)
      |\S+(?:\s+\S+){0,3}\s+(?:at|on)\s+\S*@)
    | ^to\s+(?:reach|contact)\s+the\s+(?:reporter|author|editor|writer)
    | ^follow\s+(?!up\b).{1,60}(?:@\w|\bon\s+PLATFORM\b)
    | ^(?:you\s+can\s+)?cancel\s+any\s?time\b|^cancela\s+cuando\s+quieras\b
    | ^if\s+you(?:['’]re|\s+are)\s+(?:already\s+)?(?:a\s+|seeing\s+this).{0,80}
      \b(?:subscriber|member|log\s+in|account)\b
    | ^(?:rsvp|register|buy\s+(?:your\s+)?tickets)\s+(?:for\s+our|here|now)\b
    | ^if\s+you\s+(?:enjoyed|liked|like)\s+(?:this|what\s+you)\b.{0,60}
      \b(?:article|story|post|read|share|follow|subscribe)
    | ^(?:you\s+can\s+(?:also\s+)?|please\s+|and\s+)?(?:(?:follow|join|like|find)\s+(?:us\b|our\b|@\w)
      |(?:follow|join)\s+.{1,40}\bon\s+PLATFORM\b)
    | ^.{2,50}\bis\s+(?:now\s+)?(?:also\s+)?(?:available\s+)?on\s+PLATFORM\s*[.!]?$
    | ^(?:stay\s+(?:tuned|up\s+to\s+date|informed)|get\s+(?:the\s+)?(?:latest|best|top
      |our)\b.{0,60}\b(?:inbox|delivered|app|newsletter))
    | \b(?:sign\s+up\s+(?:for|to)|subscribe\s+to)\s+(?:our|the|my)\b.{0,60}\b(?:newsletters?|channel
      |briefing|podcast)\b
    | ^(?:download|get|install|try)\s+(?:our|the)\s+.{0,30}\bapp\b
    # money
    | \b(?:with|without|only|need|thanks\s+to|through|count\s+on|rely\s+on|grateful\s+for
      |on)\s+your\s+(?:\w+\s+)?
      (?:support|help|donations?|contributions?|generosity)\b
    | ^(?:please\s+|help\s+|you\s+can\s+)*(?:(?:donate|contribute|chip\s+in)\b.{0,60}\b(?:our|us
      |journalism|newsroom|today|now|here|monthly)\b
      |support\s+(?:us|our|independent|quality|free|local)\b.{0,40}(?:\b(?:journalism|work|newsroom
      |reporting|mission)\b|[.!]?$))
    | ^(?:make|consider)\s+(?:a\s+|making\s+a\s+)(?:donation|contribution)\b
    | ^(?:become|be)\s+an?\s+(?:\w+\s+)?(?:member|supporter|subscriber|patron|friend\s+of)\b
    | ^(?:real|independent|quality|honest|fearless|free|public[- ]interest|good)\s+journalism\s+
      (?:\w+\s+)?(?:holds?|needs?|costs?|matters|takes|is\s+(?:not\s+)?(?:free|expensive|possible)
      |depends|speaks|requires)\b
    | ^since\s+\d{4},\s+.{2,40}\s+has\s+(?:done\s+just\s+that|brought\s+you|been\s+(?:bringing|keeping))\b
    | ^(?:we|our\s+(?:newsroom|reporters|journalism|work))\s+(?:rely|relies|depend
      |depends)\s+on\s+(?:readers|you|your|our\s+readers)\b
    # paywall prompts
    | \bto\s+(?:continue|keep|finish)\s+reading\b|\b(?:log\s?in|sign\s+in|sign\s+up|subscribe|click
      |register)\b.{0,40}\bto\s+read\s+(?:the|this|more)\b
    | ^(?:already\s+(?:a\s+)?(?:subscribe[rd]|member|registered)|not\s+a\s+subscriber|have\s+an\s+account)\b
    | \b(?:this\s+(?:article|story|content)\s+is\s+(?:only\s+)?(?:for|available\s+to
      |reserved\s+for)\s+(?:\w+\s+)?(?:subscribers|members))\b
    # rights and machinery of the page
    | ^©|^(?:\(c\)|copyright)\s*(?:©|\(c\)|\d|by\b)|\ball\s+rights\s+reserved\b
    | \b(?:material|article|content|story)\s+may\s+not\s+be\s+(?:published|reproduced|broadcast
      |rewritten|redistributed)\b
    | ^this\s+(?:article|story|material|content)\s+is\s+(?:the\s+)?(?:copyright|property)
    | ^written\s+permission\s+must\s+be\s+obtained\b
    | ^(?:reprinting|reproduction|republication|copying|use\s+of\s+(?:this|our))\b.{0,80}
      \b(?:permission|prohibited|consent|forbidden)\b
    | ^our\s+standards\s*:
    # what it owes to its readers by law
    | \b(?:we|this\s+(?:article|post|page|story)|links?)\b.{0,80}
      \b(?:affiliate\s+(?:links?|commissions?)|earn\s+(?:an?|us\s+an?)\s+(?:\w+\s+)?commission)\b
    | \bone\s+or\s+more\s+of\s+our\s+advertisers\b
    | \bwe\b.{0,40}\b(?:receive|earn|collect|get)\b.{0,40}\b(?:compensation|commissions?)\b.{0,100}
      \b(?:you|links?|partners|advertisers)\b
    | \b(?:partners|advertisers|(?:site|page|offers|listings)\b.{0,80}\b(?:companies|issuers|brands))\b.{0,60}
      \bcompensates?\s+us\b
    | ^we\s+may\s+(?:be\s+paid|get\s+paid|make\s+money|earn\s+a\s+fee)\b.{0,80}\b(?:links?|click|buy|purchase)\b
    | ^(?:advertis(?:er|ing)|affiliate|ad)\s+disclosures?\s*(?::|\.?$)
    | ^this\s+(?:article|page|post|site)\s+(?:may\s+)?(?:contains?|includes?)\s+(?:affiliate|referral|sponsored)\b
    | ^(?:the\s+)?(?:views|opinions)(?:\s+and\s+(?:views|opinions))?\s+expressed\b.{0,80}
      \b(?:are\s+(?:those|solely|the\s+author|his|her|their|my)
      |(?:do|does)\s+not\s+(?:necessarily\s+)?(?:reflect|represent))\b
    | ^(?:this\s+(?:is\s+an?\s+)?)?(?:opinion|sponsored|paid)\s+(?:article|post|content)\s+(?:by|from|is)\b
    | ^(?:categor(?:y|ies)|tags?|topics?|filed\s+under|posted\s+in|news\s+date|keywords|labels?)\s*:
    | \b(?:we|this\s+(?:web)?site|our\s+site)\s+(?:also\s+)?uses?\s+cookies\b|\b(?:accept|manage
      |reject)\s+(?:all\s+)?cookies\b
    | \b(?:privacy|cookie)\s+policy\s*(?:and|&|,|\|)\s*(?:our\s+)?terms\b
      |\bterms\s+(?:of\s+\w+\s*)?(?:and|&|,|\|)\s*(?:our\s+)?(?:privacy|cookie)\s+policy\b
    | ^(?:please\s+)?(?:click|tap|swipe)\s+(?:here|below|the\s+(?:link|button)|on\s+the\s+link)\b
    | ^(?:advertisement|advertisment|anzeige|publicidad|publicité|pubblicità|werbung
      |sponsored(?:\s+content)?|share|share\s+this
      (?:\s+(?:article|story|post))?|print|comments?|leave\s+a\s+(?:comment|reply)|loading
      |back\s+to\s+top|skip\s+to\s+\w+(?:\s+\w+)?
      |(?:story|article)\s+continues\s+below(?:\s+(?:this\s+)?ad(?:vertisement)?)?
      |scroll\s+(?:down\s+)?to\s+continue|trending(?:\s+now)?
      |most\s+(?:read|popular)|editor.?s.?\s+picks?|you\s+(?:may|might)\s+also\s+like
      |listen\s+to\s+this\s+article)\s*[.:…]*$
    | ^(?:have|got)\s+a\s+(?:news\s+)?(?:tip|story)\b|^(?:contact|email|write\s+to)\s+(?:us|our
      |the\s+(?:author|newsroom|reporter))\b
    | ^(?:this\s+page|this\s+website)\s+(?:requires|uses)\s+javascript|^please\s+enable\s+javascript
    | ^(?:reading\s+time\s*:?\s*)?\d{1,3}\s*-?\s*min(?:ute)?s?\.?\s+read$|^-{0,3}\s*ends\s*-{0,3}$
    | ^share\s+(?:this\b.{0,40}\s)?(?:on|via)\s+.{0,20}PLATFORM
    | ^(?:read|see|learn|find\s+out)\s+more(?:\s+(?:here|about\s+this))?\s*[.:…»›>]*$
    | ^get\s+the\s+.{2,40}\bnewsletter\b
    # what the article says about itself: read by notices.py before it goes
    | ^(?:this\s+(?:article|story|report|piece|post|feature|dispatch|copy)|the\s+article)\s+(?:was|is
      |has\s+been|first|originally|also|went|appeared)\b
      .{0,40}\b(?:published|republished|syndicated|appeared|live|produced\s+by|translated|updated|posted)\b
    | ^(?:first|originally)\s+(?:published|appeared)\b|^(?:re)?published\s+(?:with\s+permission|under
      |here\s+with)\b|^(?:republished|reprinted|syndicated)\s+(?:from|by|courtesy)\b
    | ^\(?(?:reporting|additional\s+reporting|writing|edited|editing|compiled)\s+by\s+[\w .,;’'&()-]{3,160}$
    | ^\(?with\s+(?:inputs?|files|material)\s+from\b.{0,80}$
    | ^(?:dieser\s+(?:artikel|beitrag|text)|cet\s+(?:article|texte)|questo\s+(?:articolo|testo)
      |est[ea]\s+(?:art[ií]culo|nota|artigo|reportagem|texto|noticia))\b.{0,60}
      \b(?:erschien(?:en)?|veröffentlicht|publiée?|parue?|publicad[oa]|pubblicat[oa])\b
    | ^(?:zuerst\s+(?:erschienen|veröffentlicht)|publicad[oa]\s+originalmente|originalmente\s+publicad[oa]
      |initialement\s+(?:publiée?|parue?)|publiée?\s+initialement|pubblicat[oa]\s+originariamente)\b
    # other languages
    | ^(?:jetzt\s+)?(?:newsletter\s+abonnieren|abonnieren\s+sie|folgen\s+sie\s+uns
      |unterstützen\s+sie\s+(?:uns|unsere)|melden\s+sie\s+sich)\b
    | ^(?:abonnez-vous|inscrivez-vous|suivez-nous|soutenez(?:-nous|\s+\w+)|téléchargez\s+(?:notre|l.app))
    | ^(?:suscr[ií]b(?:ete|ase)|s[ií]guenos|s[ií]ganos|ap[oó]yanos|apoya\s+(?:el|nuestro)
      |descarga\s+nuestra)\b
    | ^(?:inscreva-se|assine\s+(?:a|o|nossa|já)|siga-nos|apoie\s+(?:o|nosso)|iscriviti|seguici
      |sostieni\s+(?:il|la))\b
    """.replace("PLATFORM", _PLATFORM),
    re.IGNORECASE | re.VERBOSE,
)
# Only a sentence that holds one of these can match behind its start, where searching is slow.
_ANYWHERE: Final = frozenset(
    "newsletter newsletters channel briefing podcast your reading read subscribers members reserved published"
    " reproduced broadcast rewritten redistributed cookies policy commission commissions affiliate advertisers"
    " compensation compensate compensates".split()
)
_WORD: Final = re.compile(r"\w+")


def is_appeal(sentence: str) -> bool:
    """Whether a sentence speaks for the page. What is quoted, and how long it is, are for the caller to look at."""
    if _ANYWHERE.isdisjoint(_WORD.findall(sentence.lower())):
        return _APPEAL.match(sentence) is not None
    return _APPEAL.search(sentence) is not None
