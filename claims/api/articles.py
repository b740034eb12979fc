"""Articles and drafts: import by address or text, the list, one of them; a draft is checked and nothing of it kept."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Field, Query, Router, Schema

from claims import access
from claims.api import answers
from claims.api.answers import Place
from claims.api.entry import person, reading, writing
from claims.api.fields import Day, Given, Key, Person, maybe
from claims.api.repeats import once
from claims.drafts.checking import MAX_CHARS, Draft, as_json, check, require_readable
from claims.errors import Refused
from claims.importing.articles import request_import_bytes, request_import_url
from claims.models import Appearance, Article, Snapshot
from claims.publishing.newsroom import absolute
from claims.text import language
from claims.web.urls import link_of

router = Router(tags=["Articles"])

_STAGES = tuple(Article.Stage.values)


class ArticleLine(Schema):
    """`stage`: queued and fetched ones still change by themselves; `error` says why one failed."""

    id: int
    stage: Literal[_STAGES]  # type: ignore[valid-type]
    error: str
    title: str
    url: str
    outlet: str
    byline: str
    published_on: date | None
    language: str
    imported_by: Person | None
    created_at: datetime
    duplicate_of: int | None
    is_demonstration: bool
    page: str = Field(description="Its page in the desk.")


class Found(Schema):
    """A claim, and where it stands: `text[start:end]` of the article."""

    claim: int
    start: int
    end: int
    quote: str
    speaker: str


class ArticleWhole(ArticleLine):
    text: str
    sha256: str = Field(description="Of the captured bytes.")
    claims: list[Found]


class ArticlePage(Schema):
    items: list[ArticleLine]
    next_cursor: str | None


class ArticleFilter(Place):
    stage: Literal[_STAGES] | None = None  # type: ignore[valid-type]


class NewArticle(Given):
    """Either `url`, which is fetched in the background, or `text`, the headline first."""

    url: Annotated[str, Field(max_length=2000)] = ""
    text: Annotated[str, Field(max_length=2_000_000)] = ""
    title: Annotated[str, Field(max_length=500, description="Of a text; empty: as it says itself.")] = ""
    published_on: Annotated[Day | None, Field(description="Of a text.")] = None


class DraftIn(Given):
    text: Annotated[str, Field(max_length=MAX_CHARS)]
    title: Annotated[str, Field(max_length=500)] = ""
    published: Annotated[Day | None, Field(description="What “yesterday” is counted from.")] = None


class CheckedDraft(Schema):
    """As the desk's page of a draft. `start` and `end` count characters of `text`."""

    title: str
    published: date | None
    language: str
    text: str
    n_compared: int
    claims: list[dict[str, Any]]
    sentences: list[dict[str, Any]]


@router.get("/articles", auth=reading, response=ArticlePage, summary="List imported articles")
def list_articles(request: HttpRequest, place: Query[ArticleFilter]) -> HttpResponse:
    access.require_desk_member(person(request))
    articles = Article.objects.select_related("outlet", "imported_by").defer("text")
    if place.stage:
        articles = articles.filter(stage=place.stage)
    return answers.page(request, articles, ("pk",), place, _line)


@router.post("/articles", auth=writing, response={201: ArticleLine}, summary="Import an article")
@once
def import_article(request: HttpRequest, given: NewArticle) -> HttpResponse:
    """The same article twice is the first one."""
    by = access.require_desk_member(person(request))
    if bool(given.url.strip()) == bool(given.text.strip()):
        raise Refused("Send either the url or the text of one article.")
    if given.url.strip():
        made = request_import_url(given.url, by=by)
    else:
        made = request_import_bytes(
            given.text.encode(),
            by=by,
            content_type="text/plain; charset=utf-8",
            how=Snapshot.How.PASTE,
            title=given.title,
            published=given.published_on,
        )
    location = reverse("api-v1:read_article", args=[made.pk])
    return answers.one(_line(access.load_article(made.pk, by=by)), status=201, location=location)


@router.get("/articles/{article_id}", auth=reading, response=ArticleWhole, summary="Read an article")
def read_article(request: HttpRequest, article_id: Key) -> HttpResponse:
    article = access.load_article(article_id, by=person(request))
    found = Appearance.objects.filter(article=article).order_by("start", "pk")
    whole = ArticleWhole(
        **dict(_line(article)),
        text=article.text,
        sha256=article.snapshot.sha256 if article.snapshot else "",
        claims=[
            Found(claim=row.claim_id, start=row.start, end=row.end, quote=row.quote, speaker=row.speaker)
            for row in found
        ],
    )
    return answers.one(whole)


@router.post("/drafts/check", auth=reading, response=CheckedDraft, summary="Check a draft", tags=["Drafts"])
def check_draft(request: HttpRequest, given: DraftIn) -> HttpResponse:
    """Its claims, what is known of them, and what has no source. Nothing that is sent here is stored or logged."""
    access.require_desk_member(person(request))
    text = given.text.replace("\r\n", "\n")
    draft = Draft(text, title=given.title, published=given.published, language=language.guess(text))
    require_readable(draft)
    return answers.one(CheckedDraft(**as_json(check(draft))))


def _line(article: Article) -> ArticleLine:
    return ArticleLine(
        id=article.pk,
        stage=article.stage,
        error=article.error,
        title=article.title,
        url=link_of(article.url),
        outlet=str(article.outlet or ""),
        byline=article.byline,
        published_on=article.published_on,
        language=article.language,
        imported_by=maybe(article.imported_by),
        created_at=article.created_at,
        duplicate_of=article.duplicate_of_id,
        is_demonstration=article.is_demonstration,
        page=absolute(article.get_absolute_url()),
    )
