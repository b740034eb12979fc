"""Which outlet a host or a name means. Small on purpose: an outlet it lacks is named by its own page."""

from typing import Final
from urllib.parse import urlsplit

# name: (hosts, other names it goes by)
_OUTLETS: Final[dict[str, tuple[str, str]]] = {
    "ABC News": ("abcnews.go.com", ""),
    "ABC News (Australia)": ("abc.net.au", ""),
    "Agence France-Presse": ("afp.com", "AFP|Agence France Presse|Agence France-Presse (AFP)"),
    "Agencia EFE": ("efe.com", "EFE"),
    "Al Arabiya": ("alarabiya.net english.alarabiya.net", ""),
    "Al Jazeera": ("aljazeera.com aljazeera.net", "Al Jazeera English|Aljazeera"),
    "Anadolu Agency": ("aa.com.tr", "Anadolu|AA|Anadolu Ajansı"),
    "ANI": ("aninews.in", "Asian News International"),
    "ANSA": ("ansa.it", ""),
    "Arab News": ("arabnews.com arabnews.pk arabnews.jp", ""),
    "Associated Press": ("apnews.com ap.org", "AP|The Associated Press|AP News"),
    "Axios": ("axios.com", ""),
    "BBC": ("bbc.com bbc.co.uk", "BBC News|BBC World Service|BBC Sport"),
    "Bloomberg": ("bloomberg.com", "Bloomberg News"),
    "CBC": ("cbc.ca", "CBC News"),
    "CBS News": ("cbsnews.com", ""),
    "Channel NewsAsia": ("channelnewsasia.com", "CNA"),
    "CNBC": ("cnbc.com", ""),
    "CNN": ("cnn.com edition.cnn.com", ""),
    "Corriere della Sera": ("corriere.it", ""),
    "Daily Mail": ("dailymail.co.uk", "Mail Online"),
    "Dawn": ("dawn.com", "Dawn.com"),
    "Der Spiegel": ("spiegel.de", "Spiegel|Spiegel Online"),
    "Deutsche Welle": ("dw.com", "DW|DW News"),
    "dpa": ("dpa.com", "Deutsche Presse-Agentur|DPA"),
    "El País": ("elpais.com", "El Pais"),
    "Financial Times": ("ft.com", "FT|The Financial Times"),
    "Fox News": ("foxnews.com", ""),
    "France 24": ("france24.com", "France24"),
    "Frankfurter Allgemeine": ("faz.net", "FAZ|F.A.Z."),
    "Geo News": ("geo.tv", ""),
    "Haaretz": ("haaretz.com", ""),
    "Hindustan Times": ("hindustantimes.com", ""),
    "IANS": ("ians.in", "Indo-Asian News Service"),
    "Interfax": ("interfax.ru interfax.com", ""),
    "Kyodo News": ("kyodonews.net", "Kyodo"),
    "La Repubblica": ("repubblica.it", ""),
    "Le Figaro": ("lefigaro.fr", ""),
    "Le Monde": ("lemonde.fr", ""),
    "Los Angeles Times": ("latimes.com", "LA Times"),
    "NBC News": ("nbcnews.com", ""),
    "NDTV": ("ndtv.com", ""),
    "Nikkei Asia": ("asia.nikkei.com", ""),
    "NPR": ("npr.org", ""),
    "PBS NewsHour": ("pbs.org", ""),
    "Politico": ("politico.com politico.eu", ""),
    "Press Association": ("pa.media", "PA Media"),
    "PTI": ("ptinews.com", "Press Trust of India"),
    "Radio Free Europe/Radio Liberty": ("rferl.org", "RFE/RL|Radio Free Europe"),
    "Reuters": ("reuters.com", "Thomson Reuters"),
    "RIA Novosti": ("ria.ru", "RIA"),
    "RT": ("rt.com", ""),
    "Sky News": ("news.sky.com", ""),
    "South China Morning Post": ("scmp.com", "SCMP"),
    "Süddeutsche Zeitung": ("sueddeutsche.de", "SZ"),
    "tagesschau": ("tagesschau.de", "ARD"),
    "TASS": ("tass.com tass.ru", ""),
    "The Economist": ("economist.com", "Economist"),
    "The Express Tribune": ("tribune.com.pk", "Express Tribune"),
    "The Globe and Mail": ("theglobeandmail.com", ""),
    "The Guardian": ("theguardian.com", "Guardian"),
    "The Hindu": ("thehindu.com", ""),
    "The Independent": ("independent.co.uk the-independent.com", "Independent"),
    "The Indian Express": ("indianexpress.com", "Indian Express"),
    "The Jerusalem Post": ("jpost.com", "Jerusalem Post"),
    "The New York Times": ("nytimes.com", "New York Times|NYT|NY Times"),
    "The Straits Times": ("straitstimes.com", "Straits Times"),
    "The Sydney Morning Herald": ("smh.com.au", "Sydney Morning Herald"),
    "The Telegraph": ("telegraph.co.uk", "Daily Telegraph"),
    "The Times": ("thetimes.co.uk thetimes.com", ""),
    "The Times of India": ("timesofindia.indiatimes.com", "Times of India|TOI"),
    "The Wall Street Journal": ("wsj.com", "WSJ|Wall Street Journal"),
    "The Washington Post": ("washingtonpost.com", "Washington Post"),
    "The Wire": ("thewire.in", ""),
    "TOLOnews": ("tolonews.com", "TOLO News"),
    "UPI": ("upi.com", "United Press International"),
    "USA Today": ("usatoday.com", ""),
    "Voice of America": ("voanews.com", "VOA|VOA News"),
    "WION": ("wionews.com", ""),
    "Xinhua": ("news.cn xinhuanet.com", "Xinhua News Agency"),
    "Yonhap": ("yna.co.kr", "Yonhap News Agency"),
    "Die Zeit": ("zeit.de", "ZEIT|ZEIT ONLINE"),
    "ZDF": ("zdf.de zdfheute.de", "ZDFheute"),
}
_BY_HOST: Final = {host: name for name, (hosts, _) in _OUTLETS.items() for host in hosts.split()}
_BY_NAME: Final = {
    alias.casefold(): name for name, (_, aliases) in _OUTLETS.items() for alias in (name, *aliases.split("|")) if alias
}


def by_url(url: str) -> str:
    """Return the outlet whose site an absolute URL belongs to, or "" where the table does not know it."""
    try:
        host = (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
    while host:
        if host in _BY_HOST:
            return _BY_HOST[host]
        host = host.partition(".")[2]
    return ""


def by_name(name: str) -> str:
    """Return the one spelling of a known outlet's name ("DW" is "Deutsche Welle"), or ""."""
    bare = " ".join(name.split()).strip(" .,:;|-–—()[]").casefold()
    known = _BY_NAME.get(bare, "") or _BY_NAME.get(f"the {bare}", "")
    if known or len(bare) > 60:
        return known
    for suffix in (" staff", " news agency", " agency", " online", " news"):
        if bare.endswith(suffix):
            return _BY_NAME.get(bare.removesuffix(suffix), "")
    return ""
