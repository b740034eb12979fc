"""From an address or bytes to an Article with its text. Desk, command line and API all import through here."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction

from claims import jobs, snapshots
from claims.errors import Refused
from claims.importing import decoding, extraction, origins
from claims.importing.extracted import Extracted
from claims.models import Article, Outlet, Snapshot, User
from claims.text import fingerprint
from claims.web import fetch, urls

MAX_TITLE, MAX_BYLINE, MAX_OUTLET = 500, 300, 200
_SNIFFED_BYTES = 8192


def request_import_url(url: str, *, by: User | None, is_demonstration: bool = False) -> Article:
    """The article at this address, fetched by a job. The same address twice is the first article."""
    canonical = urls.canonical(url.strip())
    with transaction.atomic():
        article, is_new = Article.objects.get_or_create(
            identity=canonical,
            defaults={"url": canonical, "imported_by": by, "is_demonstration": is_demonstration},
        )
        if is_new or article.stage == Article.Stage.FAILED:
            Article.objects.filter(pk=article.pk, stage=Article.Stage.FAILED).update(
                stage=Article.Stage.QUEUED, error=""
            )
            jobs.enqueue("fetch_article", article.pk)
    return _first(Article.objects.get(pk=article.pk))


def request_import_bytes(
    body: bytes,
    *,
    by: User | None,
    filename: str = "",
    content_type: str = "",
    how: str = Snapshot.How.FILE,
    url: str = "",
    is_demonstration: bool = False,
) -> Article:
    """The article in these bytes (text, HTML, PDF, gzip of them), read at once; claims are looked for by a job.

    The same article twice is the first one. Raises Refused with a sentence when there is no article in the bytes.
    """
    extracted = extraction.extract(body, content_type=content_type, url=url, filename=filename)
    identity = _identity(extracted, is_page=_is_page(body, content_type))
    known = Article.objects.filter(identity=identity).first()
    if known is not None:
        return _first(known)
    snapshot = snapshots.store(
        body, how=how, text=extracted.text, filename=filename[:255], content_type=content_type[:200]
    )
    with transaction.atomic():
        article, is_new = Article.objects.get_or_create(
            identity=identity,
            defaults={"url": extracted.url, "imported_by": by, "is_demonstration": is_demonstration},
        )
        if is_new:
            _keep(article, extracted, snapshot)
    if not is_new:
        snapshot.delete()
    return _first(Article.objects.get(pk=article.pk))


def fetch_article(article_id: int) -> None:
    """Fetch, capture and read the article at its address. Doing it again when it is done changes nothing."""
    article = Article.objects.filter(pk=article_id, stage=Article.Stage.QUEUED).first()
    if article is None:
        return
    fetched = fetch.fetch(article.url, allow=frozenset(settings.FETCH_ALLOW))
    extracted = extraction.extract(
        fetched.body, content_type=_content_type(fetched.content_type, fetched.charset), url=fetched.final_url
    )
    snapshot = snapshots.store(
        fetched.body,
        how=Snapshot.How.FETCH,
        text=extracted.text,
        requested_url=fetched.requested_url,
        final_url=fetched.final_url,
        status_code=fetched.status,
        headers=[list(pair) for pair in fetched.headers],
        content_type=fetched.content_type[:200],
        ip_address=fetched.ip_address,
        truncated=fetched.truncated,
        captured_at=fetched.fetched_at,
    )
    with transaction.atomic():
        first = _article_already_here(article, fetched.final_url)
        if first is not None:
            Article.objects.filter(pk=article.pk).update(
                stage=Article.Stage.READY, duplicate_of=first, snapshot=snapshot, title=first.title
            )
        else:
            _keep(article, extracted, snapshot)


def give_up_fetching(article_id: int, sentence: str) -> None:
    """The article shows why it could not be imported; importing it again tries anew."""
    Article.objects.filter(pk=article_id, stage=Article.Stage.QUEUED).update(stage=Article.Stage.FAILED, error=sentence)


def _keep(article: Article, extracted: Extracted, snapshot: Snapshot) -> None:
    """Write what was read, in the caller's transaction, and ask for the claims. Only the first writer wins."""
    kept = Article.objects.filter(pk=article.pk, stage=Article.Stage.QUEUED).update(
        title=extracted.title[:MAX_TITLE],
        outlet=_find_or_add_outlet(extracted),
        byline=extracted.byline[:MAX_BYLINE],
        published_on=extracted.published,
        language=extracted.language,
        text=extracted.text,
        snapshot=snapshot,
        stage=Article.Stage.FETCHED,
        error="",
    )
    if kept:
        origins.assign_origin(Article.objects.get(pk=article.pk), origin_outlet=extracted.origin_outlet)
        jobs.enqueue("detect_claims", article.pk)


def _identity(extracted: Extracted, *, is_page: bool) -> str:
    """The canonical address that a page gives for itself; otherwise the hash of the text.

    A plain text may end in an address, but many texts may end in the same one.
    """
    if is_page and urlsplit(extracted.url).path.strip("/"):
        return urls.canonical(extracted.url)
    return f"urn:sha256:{fingerprint.sha256_hex(fingerprint.normalise(f'{extracted.title} {extracted.text}'))}"


def _is_page(body: bytes, content_type: str) -> bool:
    start = decoding.decode(decoding.inflate(body)[:_SNIFFED_BYTES], content_type)
    return decoding.kind_of(start, content_type) == "html"


def _article_already_here(article: Article, final_url: str) -> Article | None:
    """Another article whose address is where this one was led to."""
    try:
        identity = urls.canonical(final_url)
    except Refused:
        return None
    other = Article.objects.filter(identity=identity).exclude(pk=article.pk).first()
    return _first(other) if other else None


def _first(article: Article) -> Article:
    return article.duplicate_of or article


def _find_or_add_outlet(extracted: Extracted) -> Outlet | None:
    """The outlet by its domain, else by its name; None when neither can be told."""
    domain = (urlsplit(extracted.url).hostname or "").removeprefix("www.")
    known = Outlet.objects.filter(domain=domain).first() if domain else None
    if known is not None or not extracted.outlet:
        return known
    name = extracted.outlet[:MAX_OUTLET]
    outlet, is_new = Outlet.objects.get_or_create(name=name, defaults={"domain": domain})
    if not is_new and domain and not outlet.domain:
        Outlet.objects.filter(pk=outlet.pk, domain="").update(domain=domain)
    return outlet


def _content_type(media_type: str, charset: str) -> str:
    return f"{media_type}; charset={charset}" if charset else media_type
