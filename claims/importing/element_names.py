"""What class names and ids call an element: furniture of the page, what belongs to a picture, or neither."""

import re
from functools import lru_cache
from typing import Final, Literal

Kind = Literal["furniture", "picture", ""]

# Longer lists of names are made by machines for machines (characters).
MAX_CHARS: Final = 300

_CAMEL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
_BETWEEN: Final = re.compile(r"[\s_:-]+")
# Whole words of class names and ids, joined by single hyphens, with a hyphen at each end.
_FURNITURE: Final = re.compile(
    r"""-(?:
      related|recirc(?:ulation)?|recommend(?:ed|ations?)|read-?(?:more|next|also|on)|also-?(?:read|like|on|see)|see-also
      |more-?(?:stories|news|articles|from|on|like|links|posts|headlines|coverage|in|topics)|most-?(?:read|popular|viewed|shared|recent)
      |trending|popular-?(?:posts|stories|articles)|(?:latest|top|other|featured)-(?:news|stories|posts|articles|headlines)
      |(?:next|previous|prev|adjacent)-?(?:articles?|posts?|story|stories)|up-next|further-reading|linklist|link-list
      |(?:inline|in-?article|in-?body|in-?text)-?(?:links?|promos?|related|newsletters?|ads?)|outbrain|taboola|zergnet|revcontent
      |you-?(?:may|might)-?(?:also)?-?like|inread|read-?it-?next
      |newsletters?|nl-?signup|sign-?up|subscribe|subscription-(?:box|form|widget|cta|promo|banner)|donat(?:e|ions?)
      |support-us|call-?to-?action|cta|promos?|promo-?box|app-(?:download|promo|banner)|download-app
      |shar(?:e|ing)|share-?(?:bar|tools|links|buttons?|icons?|this|count|box)|social(?:s|-?(?:media|links|icons|bar|share|sharing|tools|buttons))?
      |follow-?(?:us|me|bar|buttons?)|addthis|addtoany|sharedaddy|sharethis
      |playlist|(?:video|audio|media)-player
      |byline|by-line|author-?(?:bio|box|info|card|name|byline|details|description|meta|profile|links?|social)|about-(?:the-)?author|post-author
      |writer-(?:bio|info|card)|bio-?box|contributors?
      |tags?-?(?:list|links|cloud|container|box|wrapper)|tagcloud|topics?-?(?:list|links)|keywords|breadcrumbs?|cat-links|filed-under
      |advert(?:s|isements?|ising)?|ad-?(?:slot|unit|container|wrapper|label|block|box|placeholder)|sponsor(?:ed|s)?|dfp|gpt
      |print-only|toolbar|article-tools|sr-only|visually-hidden|visuallyhidden|screen-reader-text|hidden-print|timestamps?
      |poll|quiz|cookie-?(?:bar|banner|notice|consent)?|consent|paywall-(?:prompt|banner|message)|message-?box
      |comments?-?(?:area|section|list|form|count|link|box|wrapper|container)|respond|disqus
      |comentarios?|kommentare?|commentaires?|reacties|commenti|(?:noticias-|articulos-)?relacionad[ao]s?|compartir|teilen
      |partager|a-lire-aussi|lire-aussi|lea-tambien|mehr-zum-thema|siehe-auch|leia-(?:tambem|mais)|leggi-anche|correlati
      |bildunterschrift|bildnachweis|legende|pie-de-foto|werbung|anzeige|publicidad|publicite|boletin|infoletter
    )-""",
    re.VERBOSE,
)
# What belongs to pictures is furniture, but not where the pictures are the article.
_PICTURES: Final = re.compile(
    r"-(?:(?:photo|image|img|picture|media|video|fig(?:ure)?)-?(?:captions?|credits?|source|copyright|byline|description|legend"
    r"|meta|info)|captions?|captiontext|fig-?caption|credits?|copyright|gallery|slideshow|carousel|lightbox)-"
)
# Names of what holds the article itself.
_CONTENT: Final = re.compile(
    r"-(?:(?:article|entry|story|post|page|main)-?(?:body|content|text|copy|main|inner|wrapper)|body-?(?:copy|text|content)|hentry)-"
)


@lru_cache(maxsize=16_384)
def kind(names: str) -> Kind:
    """What an element's class and id, parted by a blank, call it."""
    words = f"-{_BETWEEN.sub('-', _CAMEL.sub('-', names[:MAX_CHARS]).lower())}-"
    if _FURNITURE.search(words):
        return "" if _CONTENT.search(words) else "furniture"
    return "picture" if _PICTURES.search(words) and not _CONTENT.search(words) else ""
