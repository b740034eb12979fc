"""From an address or bytes to an Article with its text. Desk, command line and API all import through here."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from urllib.parse import urlsplit

from django.db import IntegrityError, transaction

from claims import jobs, quotas, snapshots
from claims import origins as stories
from claims.errors import Refused, TryAgain
from claims.importing import decoding, extraction, origins
from claims.importing.extracted import Extracted
from claims.models import Article, Outlet, Snapshot, User
from claims.text import fingerprint
from claims.web import urls

MAX_TITLE, MAX_BYLINE, MAX_OUTLET = 500, 300, 200
_SNIFFED_BYTES = 8192
#: Nothing has been read yet; a saved page or a new try may still fill it.
_UNREAD = (Article.Stage.QUEUED, Article.Stage.FAILED)


def request_import_url(url: str, *, by: User | None, is_demonstration: bool = False) -> Article:
    """The article at this address, fetched by a job. The same address twice is the first article."""
    canonical = urls.canonical(url.strip())
    with transaction.atomic():
        article, is_new = Article.objects.select_related("duplicate_of").get_or_create(
            identity=canonical,
            defaults={"url": canonical, "imported_by": by, "is_demonstration": is_demonstration},
        )
        first = _first(article)
        if is_new or first.stage == Article.Stage.FAILED:
            Article.objects.filter(pk=first.pk, stage=Article.Stage.FAILED).update(stage=Article.Stage.QUEUED, error="")
            quotas.count_fetch(by)
            jobs.enqueue("fetch_article", first.pk)
    return Article.objects.get(pk=first.pk)


def request_import_bytes(
    body: bytes,
    *,
    by: User | None,
    filename: str = "",
    content_type: str = "",
    how: str = Snapshot.How.FILE,
    url: str = "",
    title: str = "",
    published: date | None = None,
    is_demonstration: bool = False,
) -> Article:
    """The article in these bytes (text, HTML, PDF, gzip of them), read at once; claims are looked for by a job.

    A `title` and a day that somebody gives count for more than what is read. The same article twice is the first one;
    a saved page fills an article whose address could not be fetched.
    Raises Refused with a sentence when there is no article in the bytes.
    """
    extracted = extraction.extract(body, content_type=content_type, url=url, filename=filename)
    extracted = replace(extracted, title=title or extracted.title, published=published or extracted.published)
    identity = _identity(extracted, is_page=_is_page(body, content_type))
    known = Article.objects.filter(identity=identity).select_related("duplicate_of").first()
    if known is None or known.stage in _UNREAD:
        known = _read_from_bytes(
            identity, body, extracted, by=by, is_demonstration=is_demonstration,
            how=how, filename=_storable(filename), content_type=_storable(content_type),
        )  # fmt: skip
    elif known.stage == Article.Stage.FETCHED:
        jobs.enqueue("detect_claims", known.pk)  # it may have failed, and this is the wish to try once more
    return _first(known)


def _read_from_bytes(
    identity: str, body: bytes, extracted: Extracted, *, by: User | None, is_demonstration: bool, **facts: str
) -> Article:
    """The row for a text that is not here yet. Of many at once the first one writes it."""
    kept = snapshots.keep_bytes(body, text=extracted.text, **facts)
    with transaction.atomic():
        article, _ = Article.objects.get_or_create(
            identity=identity,
            defaults={"url": extracted.url, "imported_by": by, "is_demonstration": is_demonstration},
        )
        _keep(article, extracted, kept)
    return Article.objects.select_related("duplicate_of").get(pk=article.pk)


def fetch_article(article_id: int) -> None:
    """Fetch, capture and read the article at its address. Doing it again when it is done changes nothing.

    An article that had failed is waiting again from here on: whoever runs this job for it has asked for a new try.
    """
    Article.objects.filter(pk=article_id, stage=Article.Stage.FAILED).update(stage=Article.Stage.QUEUED, error="")
    article = Article.objects.filter(pk=article_id, stage=Article.Stage.QUEUED).first()
    if article is None:
        return
    try:
        fetched = snapshots.take(article.url)
    except TryAgain as trouble:
        # Shown beside “Waiting”: why it is not here yet.
        Article.objects.filter(pk=article.pk, stage=Article.Stage.QUEUED).update(error=trouble.sentence)
        raise
    extracted = extraction.extract(
        fetched.body, content_type=_content_type(fetched.content_type, fetched.charset), url=fetched.final_url
    )
    kept = snapshots.keep(fetched, text=extracted.text)
    with transaction.atomic():
        stories.wait_for_turn()  # two addresses of one page, fetched at once, must not miss each other
        first = _article_already_here(article, fetched.final_url)
        if first is None:
            _keep(article, extracted, kept)
        elif Article.objects.filter(pk=article.pk, stage=Article.Stage.QUEUED).update(
            stage=Article.Stage.READY, duplicate_of=first, title=first.title, error=""
        ):
            Article.objects.filter(pk=article.pk).update(snapshot=snapshots.store(kept))


def give_up_fetching(article_id: int, sentence: str) -> None:
    """The article shows why it could not be imported; importing it again tries anew."""
    Article.objects.filter(pk=article_id, stage=Article.Stage.QUEUED).update(stage=Article.Stage.FAILED, error=sentence)


def _keep(article: Article, extracted: Extracted, kept: snapshots.Kept) -> None:
    """Write what was read, in the caller's transaction, and ask for the claims. Only the first writer wins.

    The Snapshot is made here, so that none is left over when this is cut short.
    """
    is_first = Article.objects.filter(pk=article.pk, stage__in=_UNREAD).update(stage=Article.Stage.FETCHED, error="")
    if not is_first:
        return
    Article.objects.filter(pk=article.pk).update(
        title=extracted.title[:MAX_TITLE],
        outlet=_find_or_add_outlet(extracted),
        byline=extracted.byline[:MAX_BYLINE],
        published_on=extracted.published,
        language=extracted.language,
        text=extracted.text,
        snapshot=snapshots.store(kept),
    )
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
    """Another article whose address is where this one was led to, or that was itself led there."""
    try:
        identity = urls.canonical(final_url)
    except Refused:
        return None
    others = Article.objects.exclude(pk=article.pk).select_related("duplicate_of").order_by("pk")
    other = others.filter(identity=identity).first()
    if other is None or other.stage == Article.Stage.FAILED:
        other = others.filter(snapshot__final_url__in=[final_url, identity], duplicate_of=None).first()
    first = _first(other) if other else None
    return first if first != article else None


def _first(article: Article) -> Article:
    return article.duplicate_of or article


def _find_or_add_outlet(extracted: Extracted) -> Outlet | None:
    """The outlet by its domain, else by its name; None when neither can be told."""
    domain = (urlsplit(extracted.url).hostname or "").removeprefix("www.")
    known = Outlet.objects.filter(domain=domain).first() if domain else None
    if known is not None or not extracted.outlet:
        return known
    try:
        with transaction.atomic():
            outlet, _ = Outlet.objects.get_or_create(name=extracted.outlet[:MAX_OUTLET], defaults={"domain": domain})
            if domain and not outlet.domain:
                Outlet.objects.filter(pk=outlet.pk, domain="").update(domain=domain)
    except IntegrityError:  # another name got the same domain at this very moment
        return Outlet.objects.filter(domain=domain).first()
    return outlet


def _storable(name: str) -> str:
    """Names of files are bytes to the system; those that are no UTF-8 cannot be kept as they are."""
    return name.encode("utf-8", "replace").decode()


def _content_type(media_type: str, charset: str) -> str:
    return f"{media_type}; charset={charset}" if charset else media_type
