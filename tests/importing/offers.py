"""What the tests of importing import: one piece of news as text and as a page, and sites that offer it."""

from __future__ import annotations

from claims import jobs
from claims.importing import articles
from claims.models import Article

TEXT = (
    "Library opens on Sundays\n\n"
    "The town library opens on Sundays from May, and it will cost 40,000 crowns a year, mayor Ilse Brandt said. "
    "About 900 readers asked for it in 2024, the library reported.\n"
)


def news(title: str = "Library opens on Sundays", *, head: str = "", body: str = "") -> bytes:
    return f"""<!doctype html><html lang="en"><head><title>{title}</title>{head}</head><body><article><h1>{title}</h1>
<p>The town library opens on Sundays from May, and it will cost 40,000 crowns a year, mayor Ilse Brandt said.</p>
<p>About 900 readers asked for it in 2024, the library reported, and the council agreed on Monday evening.</p>
<p>The house was built in 1911 and holds 60,000 books, of which a third are kept in the cellar.</p>{body}
</article></body></html>""".encode()


def imported(url: str) -> Article:
    article = articles.request_import_url(url, by=None)
    jobs.run_all()
    article.refresh_from_db()
    return article
