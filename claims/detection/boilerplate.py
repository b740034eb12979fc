"""Sentences that are never claims: greetings and prayers, talk about the publication, bare calls to action."""

import re

from claims.detection.gated import Gated, words_of
from claims.detection.lexicon import spaced

_NOT_REPORTED = r"\b(?!\s+(?:said|says|told))"


def _begins_with(*phrases: str) -> re.Pattern[str]:
    return re.compile(rf"\W{{0,8}}(?:{spaced(*phrases)}){_NOT_REPORTED}", re.IGNORECASE)


def _holds(words: str, *phrases: str) -> Gated:
    return Gated(re.compile(rf"\b(?:{spaced(*phrases)})\b", re.IGNORECASE), words)


_GREETING = _begins_with(
    r"(?:as-?\s?)?s+alaa?mu?\s*[\w’' -]{0,4}alai?kum",
    r"assalamu?\s?[\w’' -]{0,3}alaikum",
    r"wa[\s-]?alai?kum[\w\s-]{0,14}salaa?m",
    r"in\s?sha.?allah",
    "guten (?:morgen|tag|abend)|liebe leser|bonjour|bonsoir|chers lecteurs|buenos días|buenas (?:tardes|noches)",
    "queridos lectores|bom dia|boa (?:tarde|noite)|buongiorno|buonasera|goedemorgen|goedenavond|dzień dobry|merhaba",
    "добрый (?:день|вечер)|здравствуйте|добрий (?:день|вечір)|السلام عليكم|नमस्ते|καλημέρα|καλησπέρα",
    "greetings|namaste|goodbye|sincerely|amen|a+meen|alhamdulillah|see you|rest in peace",
    "dear (?:readers?|friends?|all|sir|madam|colleagues)",
    "ladies and gentlemen",
    "eid mubarak|ramadan (?:mubarak|kareem)",
    "(?:best|kind) (?:wishes|regards)|yours (?:sincerely|faithfully|truly)",
    "god (?:bless|help|save|forbid|willing)|long live",
    "may (?:allah|god|he|she|they|the lord|his|her|their|peace|we|you|jesus|almighty)",
)
_SHORT_GREETING = _begins_with(
    "hello|hi|hey|thanks|thank you|many thanks|good luck|congratulations|welcome(?: back)? to|merry christmas",
    "good (?:morning|afternoon|evening|night|day)",
    "happy (?:new|birthday|diwali|eid|easter|holidays|anniversary)",
)
_SHORT_GREETING_WORDS = 12
# Sure signs that a sentence is about the page it stands on.
_PAGE_SURE = _holds(
    "originally whatsapp telegram signal reserved your live expressed",
    "originally (?:published|appeared) (?:on|in|at|by)",
    "is now on (?:whatsapp|telegram|signal)",
    "all rights reserved",
    "with your support",
    "(?:article|story|post) went live",
    "(?:views|opinions) expressed",
)
_PAGE_SURE_FIRST = _begins_with(
    "advertisement|subscribe|donate|also read|read (?:more|also)",
    "click here|sign up|follow (?:us|our)|share this|stay tuned",
    "abonnez-vous|à lire aussi|lire aussi|abonnieren sie|lesen sie auch|mehr zum thema|suscríba(?:se|te)|lea también",
    "leia também|assine|leggi anche|iscriviti|lees ook|czytaj też|читайте также|читайте також|bunu da oku",
)
_LABEL = re.compile(
    r"©|\W{0,8}(?:featured\s+)?(?:photo|image|tag|related|source|watch|video|credit)s?:\s", re.IGNORECASE
)
# Likely signs: they decide in a short sentence in which nobody speaks.
_PAGE_LIKELY = _holds(
    "first republished follow newsletter newsletters click share download privacy cookie terms getty support your"
    " become comment comments contact mail email join scroll let visit see photo photograph image read",
    "first (?:published|appeared) (?:on|in|at|by)|republished (?:from|with|under)",
    "follow (?:us|our)|(?:our|the|free|daily|weekly) newsletters?|click (?:here|on|below|the)",
    "share (?:this|on (?:facebook|twitter|x))|download (?:the|our) app|(?:privacy|cookie) policy",
    "terms (?:of|and) (?:use|service|conditions)|getty images|support (?:our|us|independent)",
    "your (?:donation|email|inbox|browser|subscription|inputs)|become a (?:member|patron|subscriber)",
    "leave a comment|comments? (?:are|is) closed|contact us|e-?mail us|join (?:us|our|the conversation)",
    "scroll (?:down|to)|let us know|visit (?:our|www|http)|see also|(?:photo(?:graph)?|image) (?:by|credit|source)",
    "min(?:ute)?s? read",
)
_PAGE_LIKELY_FIRST = _begins_with(
    "this (?:article|story|post|piece|page) (?:was|is|has been|may|contains|appeared|first)",
    r"last (?:updated|modified)|posted (?:on|in|by|at)|published (?:on|at)|filed under|tagged (?:with|as)|log\s?in",
    "skip to|read (?:the full|the rest|next|our)|related (?:articles?|stories|posts)|powered by|copyright|sponsored",
    "(?:reporting|editing|edited|written) by|(?:with )?inputs? from|watch (?:the )?(?:video|live|below|now|more)",
    "listen (?:to|now|here)|register (?:now|here|for)|tell us|continue reading",
    "for (?:more|further) (?:information|details)",
)
_PAGE_LIKELY_WORDS = 22
_SPOKEN = frozenset("said says told according".split())
_BYLINE = re.compile(
    r"(?:By|Von|Por|Par)\s+[A-ZÀ-Þ][\w.’'-]+(?:\s+(?:and\s+)?[A-ZÀ-Þ][\w.’'-]+){1,5}(?:\s*[,|].{0,60})?$"
)
_ADDRESS = re.compile(r"\W{0,8}(?:(?:https?://|www\.)\S+|[\w.+-]+@[\w-]+\.[\w.]+\W{0,8})$", re.IGNORECASE)
_ORDERS = (
    "call|vote|join|stop|read|watch|look|listen|remember|imagine|consider|check|visit|follow|subscribe|share|donate|support"
    "|help|click|try|make\\s+sure|keep|stay|wash|wear|avoid|ask|tell|take|give|get|put|think|see|find\\s+out|learn|sign|send"
    "|write|contact|buy|use|wait|stand\\s+up|wake\\s+up|demand|boycott|protect|spread|retweet|rt|google|trust|believe\\s+me"
    "|forget|enjoy|add|note\\s+that|choose|download|register|explore|discover|tap|bring|return|open|turn|mix|stir|cook|bake"
    "|forward|drink|eat|pass|type|reply|repost|copy|paste|pray|install|switch|remove|apply|inform|warn|lock|stock|fill|repeat"
    "|place|pour|cut|set|start|go|come|do|earn|redeem|claim|save|receive|unlock|order|e-?mail|phone|bear\\s+in\\s+mind|be\\s+(?:sure|careful|aware|safe)"
)
_NOUNS = (
    "(?:support|demand|cut|use|share|return|place|trust|call|claim|order|e-?mail|phone)"  # "support for the law rose"
)
_OBJECTS = (
    "the|an?|your|my|our|this|that|these|those|it|them|him|her|us|me|at|on|in|to|for|up|out|down|into|with|over|off|away"
    "|about|if|what|how|enough|[$£€]?\\d[\\d,.]*x?|free|unlimited|all|some|care|part|note|time|yourself|back|home|now|here|there|or|and|of|before|until|every|hot|cold|plenty|lots|more|less|everyone|everybody|people"
)
# "Email the desk or call 212-555-0100": the words are nouns too, an address or a number makes an order of them.
_REACHED = (
    r"(?:e-?mail|phone|telephone|text|call)\s+(?!(?:is|are|was|were|has|had)\b)\w(?=.{0,80}(?:\w@\w|\d{3}[\s.-]\d{3}))"
)
_CALL = re.compile(
    rf"(?:[-–—•*·]\s*)?[\"“'‘]?(?:\d+[.)]?\s*)?(?:(?:please|just|never|always|and|so|now|then|do\s+not),?\s+)*"
    rf"(?:(?:let['’]s|let\s+us|please|don['’]t)\b|(?!save\s+the\s+children\b|(?:e-?mail|phone|order)\s+(?:and|or)\b)"
    rf"(?!{_NOUNS}\s+(?:(?:for|of|in|from|by)\b|\d[\d,.]*\s?(?:%|per)))(?:{_ORDERS})\s+(?:{_OBJECTS})\b"
    rf"|{_REACHED}|dial\s+\w"
    r"|(?:bake|cook|stir|add|mix|heat|simmer|boil)\s+\d)",
    re.IGNORECASE,
)
_HAS_SUBJECT = re.compile(
    r"(?:\W*\w+){1,4}?\s+(?:is|are|was|were|has|have|had|will|would|could|did|does|said|says)\b", re.IGNORECASE
)


def kind(sentence: str) -> str:
    """ "greeting", "boilerplate", "call_to_action" or "" for a sentence of news."""
    n_words = sentence.count(" ") + 1
    is_spoken = not _SPOKEN.isdisjoint(words_of(sentence))
    if _is_about_the_page(sentence, n_words, is_spoken=is_spoken):
        return "boilerplate"
    if _GREETING.match(sentence) or (n_words < _SHORT_GREETING_WORDS and _SHORT_GREETING.match(sentence)):
        return "greeting"
    if not is_spoken and _CALL.match(sentence) and not _HAS_SUBJECT.match(sentence):
        return "call_to_action"
    return ""


def is_call(words: str) -> bool:
    """Whether spoken words ask the hearer to do something."""
    return _CALL.match(words.lstrip("\"“‘'«")) is not None and not _HAS_SUBJECT.match(words)


def _is_about_the_page(sentence: str, n_words: int, *, is_spoken: bool) -> bool:
    if _ADDRESS.match(sentence) or _BYLINE.match(sentence) or _LABEL.match(sentence):
        return True
    if _PAGE_SURE_FIRST.match(sentence) or _PAGE_SURE.search(sentence):
        return True
    if is_spoken or n_words > _PAGE_LIKELY_WORDS:
        return False
    return bool(_PAGE_LIKELY_FIRST.match(sentence) or _PAGE_LIKELY.search(sentence))
