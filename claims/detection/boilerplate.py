"""Sentences that are never claims: greetings and prayers, talk about the publication, bare calls to action."""

import re

_GREETING = re.compile(
    r"^\W*(?:(?:as-?\s?)?s+alaa?mu?\s*[\w’' -]{0,4}alai?kum|assalamu?\s?[\w’' -]{0,3}alaikum|wa[\s-]?alai?kum[\w\s-]{0,14}salaa?m|hello|hi|hey|"
    r"dear\s+(?:readers?|friends?|all|sir|madam|colleagues)|good\s+(?:morning|afternoon|evening|night|day)|welcome\s+(?:back\s+)?to|"
    r"greetings|namaste|ladies\s+and\s+gentlemen|thank\s+you|thanks|many\s+thanks|congratulations|happy\s+(?:new|birthday|diwali|eid|"
    r"easter|holidays|anniversary)|merry\s+christmas|eid\s+mubarak|ramadan\s+(?:mubarak|kareem)|rest\s+in\s+peace|r\.?i\.?p\b|"
    r"goodbye|see\s+you|best\s+(?:wishes|regards)|kind\s+regards|yours\s+(?:sincerely|faithfully|truly)|sincerely|amen|a+meen|"
    r"god\s+(?:bless|help|save|forbid|willing)|long\s+live|inshallah|in\s?sha.?allah|alhamdulillah|may\s+(?:allah|god|he|she|they|the\s+lord"
    r"|his|her|their|peace|we|you|jesus|almighty)\b)(?!\s+(?:said|says|told|notes?)\b)",
    re.IGNORECASE,
)
_GREETING_LAST = re.compile(
    r"^\W*(?:hello|hi|hey|welcome|thank|thanks|congratulations|good\s|happy|merry)", re.IGNORECASE
)
_PUBLICATION = re.compile(
    r"\b(?:originally\s+(?:published|appeared|posted)|first\s+(?:published|appeared)\s+(?:on|in|at|by)|republished\s+(?:from|with|under)|^this\s+"
    r"(?:article|story|post|piece|page)\s+(?:was|is|has\s+been|went|may|contains|appeared|first)|is\s+now\s+on\s+(?:whatsapp|telegram|"
    r"signal)|follow\s+(?:us|our)\b|(?:our|the|free|daily|weekly)\s+newsletters?\b|click\s+(?:here|on|below|the)|"
    r"share\s+(?:this|on\s+(?:facebook|twitter|x)\b)|download\s+(?:the|our)\s+app|all\s+rights\s+reserved|(?:privacy|cookie)\s+policy|"
    r"terms\s+(?:of|and)\s+(?:use|service|conditions)|photo(?:graph)?\s*(?:by|credit|:)|image\s*(?:credit|source|:)|getty\s+images|"
    r"support\s+(?:our|us|independent)\b|your\s+(?:donation|email|inbox|browser|subscription|inputs)|become\s+a\s+(?:member|patron|"
    r"subscriber)|leave\s+a\s+comment|comments?\s+(?:are|is)\s+closed|min(?:ute)?s?\s+read$|contact\s+us|e-?mail\s+us|join\s+(?:us|our|the\s+"
    r"conversation)|views\s+expressed|the\s+opinions\s+expressed|scroll\s+(?:down|to)|let\s+us\s+know|visit\s+(?:our|www|http)|"
    r"see\s+also\b)"
    r"|^\W*(?:subscribe|sign\s+up|read\s+(?:more|also|the\s+full|the\s+rest|next|our)|also\s+read|copyright|advertisement|sponsored|donate|"
    r"last\s+(?:updated|modified)|posted\s+(?:on|in|by|at)|published\s+(?:on|at|:)|filed\s+under|tagged\s+(?:with|as)|skip\s+to|"
    r"related\s+(?:articles?|stories|posts)|powered\s+by|reporting\s+by|editing\s+by|edited\s+by|written\s+by|(?:with\s+)?inputs?\s+from|"
    r"watch\s+(?:the\s+)?(?:video|live|below|now|more)|watch:|video:|listen\s+(?:to|now|here)|log\s?in|register\s+(?:now|here|for)|tell\s+us|"
    r"continue\s+reading|for\s+(?:more|further)\s+(?:information|details))\b",
    re.IGNORECASE,
)
_PUBLICATION_SURE = re.compile(
    r"originally\s+(?:published|appeared)\s+(?:on|in|at|by)|is\s+now\s+on\s+(?:whatsapp|telegram)|all\s+rights\s+reserved|with\s+your\s+support|"
    r"©|^(?:also\s+read|read\s+(?:more|also)|click\s+here|advertisement|subscribe|sign\s+up|follow\s+(?:us|our)|share\s+this|donate|photo:|"
    r"image:|tags?:|related:|source:)|(?:article|story|post)\s+went\s+live|views\s+expressed|"
    r"(?:has|have)\s+done\s+just\s+that|journalism\s+holds\s+power",
    re.IGNORECASE,
)
_SPOKEN = re.compile(r"\b(?:said|says|told|according\s+to)\b", re.IGNORECASE)
_BYLINE = re.compile(
    r"^(?:By|Von|Por|Par)\s+[A-ZÀ-Þ][\w.’'-]+(?:\s+(?:and\s+)?[A-ZÀ-Þ][\w.’'-]+){1,5}(?:\s*[,|].{0,60})?$"
)
_ADDRESS = re.compile(r"^\W*(?:https?://|www\.)\S+\W*$|^\W*[\w.+-]+@[\w-]+\.[\w.]+\W*$", re.IGNORECASE)
_CALL = re.compile(
    r"^[\"“'‘]?(?:\d+[.)]?\s*)?(?:please\s+|just\s+|let['’]s\s+|let\s+us\s+|don['’]t\s+|do\s+not\s+|never\s+|always\s+|go\s+(?:and\s+|out\s+)?|come\s+(?:and\s+)?|"
    r"and\s+|so\s+|now,?\s+|then,?\s+)*(?:(?:let['’]s|let\s+us|please|don['’]t)\b|(?:call|vote|join|stop|read|watch|look|listen|remember|imagine|"
    r"consider|check|visit|follow|subscribe|share|donate|support|help|click|try|make\s+sure|keep|be\s+(?:sure|careful|aware|safe)|stay|wash|wear|"
    r"avoid|ask|tell|take|give|get|put|think|see|find\s+out|learn|sign|send|write|contact|buy|use|wait|stand\s+up|wake\s+up|demand|boycott|"
    r"protect|spread|retweet|rt|google|trust|believe\s+me|forget|enjoy|add|note\s+that|choose|download|register|explore|discover|click|tap|"
    r"bring|return|open|turn|mix|stir|cook|bake|place|pour|cut|set|start|go|come|do|bear\s+in\s+mind)"
    r"\s+(?:the|a|an|your|my|our|this|that|these|those|it|them|him|her|us|me|at|on|in|to|for|up|out|down|into|with|over|off|away|about|if|what|how|"
    r"enough|\d|all|some|care|part|note|time|yourself|back|home|now|here|there|care|or|and|of)\b|^(?:\d+[.)]?\s*)?(?:bake|cook|stir|add|mix|heat|simmer|boil)\s+\d)",
    re.IGNORECASE,
)
_HAS_SUBJECT = re.compile(
    r"^(?:\W*\w+){1,4}?\s+(?:is|are|was|were|has|have|had|will|would|could|did|does|said|says)\b",
    re.IGNORECASE,
)


def kind(sentence: str) -> str:
    """ "greeting", "boilerplate", "call_to_action" or "" for a sentence of news."""
    if _ADDRESS.match(sentence) or _BYLINE.match(sentence) or _PUBLICATION_SURE.search(sentence):
        return "boilerplate"
    n_words = sentence.count(" ") + 1
    if _GREETING.match(sentence) and (n_words < 12 or _GREETING_LAST.match(sentence) is None):
        return "greeting"
    if n_words <= 22 and _PUBLICATION.search(sentence) and not _SPOKEN.search(sentence):
        return "boilerplate"
    if _CALL.match(sentence) and not _HAS_SUBJECT.match(sentence) and not _SPOKEN.search(sentence):
        return "call_to_action"
    return ""
