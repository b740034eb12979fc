"""HTML pages: the article is read, declarations are believed only where they hold, the rest is refused in words."""

import json
from datetime import date

import pytest

from claims.errors import Refused
from claims.importing.extraction import Extracted, Paywalled, extract

PARAGRAPHS = (
    "The harbour council voted on Tuesday to rebuild the old bridge, which has been closed since the winter storms.",
    "The work will cost 40 million euros and take three years, the council's chair Ines Marlow told reporters.",
    "Engineers had warned in 2019 that the pillars were cracked, according to a report seen by this newspaper.",
    "Fishermen welcomed the vote, while two shop owners said the building site would drive their customers away.",
    "A previous attempt to repair the bridge failed when the contractor went bankrupt after only four months.",
    "The regional government has promised to pay a third of the cost if the bridge opens before the elections.",
)
NAVIGATION = "<nav><ul><li><a href='/w'>World</a></li><li><a href='/s'>Sport</a></li></ul></nav>"


def page(
    head: str = "",
    paragraphs: tuple[str, ...] = PARAGRAPHS,
    body: str = "",
    title: str = "Council votes to rebuild bridge",
) -> str:
    text = "".join(f"<p>{p}</p>" for p in paragraphs)
    return (
        f"<!doctype html><html lang=en><head><title>{title} | The Lavel Courier</title>{head}</head><body>{NAVIGATION}"
        f"<article><h1>{title}</h1>{body}{text}</article><footer>© 2024 The Lavel Courier</footer></body></html>"
    )


def ld(**facts: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(facts)}</script>'


def read(html: str, **how: str) -> Extracted:
    return extract(html.encode(), **how)


def test_the_text_is_read_without_title_and_navigation() -> None:
    article = read(page())
    assert article.text == "\n".join(PARAGRAPHS)
    assert article.title == "Council votes to rebuild bridge"
    assert article.language == "en"


def test_json_ld_tells_author_date_and_publisher() -> None:
    head = ld(
        **{
            "@graph": [
                {"@type": "WebSite"},
                {
                    "@type": ["NewsArticle"],
                    "headline": "Council votes to rebuild bridge",
                    "datePublished": "2024-03-03T23:30:00+05:00",
                    "author": [{"name": "By Ana Duarte"}, {"name": "Piet de Vries"}],
                    "publisher": {"name": "The Lavel Courier"},
                },
            ]
        }
    )
    article = read(page(head))
    assert article.byline == "Ana Duarte, Piet de Vries"
    assert article.published == date(2024, 3, 3)
    assert article.outlet == "The Lavel Courier"


def test_meta_tags_tell_where_json_ld_is_broken() -> None:
    head = (
        '<script type="application/ld+json">{"@type": "NewsArticle", </script>'
        '<meta property="article:published_time" content="2024-03-03T10:00:00Z">'
        '<meta name="author" content="Ana Duarte"><meta property="og:site_name" content="The Lavel Courier">'
        '<link rel="canonical" href="https://courier.example/a/bridge">'
    )
    article = read(page(head))
    assert (article.byline, article.published) == ("Ana Duarte", date(2024, 3, 3))
    assert (article.outlet, article.url) == ("The Lavel Courier", "https://courier.example/a/bridge")


def test_what_is_not_declared_stays_empty() -> None:
    article = read(page())
    assert (article.byline, article.published, article.url, article.origin_outlet) == ("", None, "", "")


@pytest.mark.parametrize("author", ["https://courier.example/people/ana", "admin", "desk@courier.example", ""])
def test_what_is_no_name_is_no_byline(author: str) -> None:
    assert read(page(f'<meta name="author" content="{author}">')).byline == ""


@pytest.mark.parametrize("day", ["2999-01-01", "0000-00-00", "2024-02-31", "yesterday"])
def test_an_impossible_date_is_no_date(day: str) -> None:
    assert read(page(f'<meta property="article:published_time" content="{day}">')).published is None


def test_a_headline_that_nobody_sees_is_not_the_title() -> None:
    head = ld(**{"@type": "NewsArticle", "headline": "internal-slug-4711"})
    assert read(page(head)).title == "Council votes to rebuild bridge"


def test_a_known_host_names_its_outlet() -> None:
    assert read(page(), url="https://www.aljazeera.com/news/2024/3/3/bridge").outlet == "Al Jazeera"
    assert read(page(), url="https://www.aljazeera.com/news/2024/3/3/bridge").published == date(2024, 3, 3)


def test_an_agency_in_the_byline_is_the_origin() -> None:
    article = read(
        page('<meta name="author" content="Reuters"><meta property="og:site_name" content="The Lavel Courier">')
    )
    assert (article.byline, article.origin_outlet, article.outlet) == ("Reuters", "Reuters", "The Lavel Courier")


def test_boilerplate_between_paragraphs_is_removed_and_listed() -> None:
    paragraphs = (*PARAGRAPHS[:3], "Sign up for our daily newsletter.", *PARAGRAPHS[3:])
    article = read(page(paragraphs=paragraphs))
    assert article.text == "\n".join(PARAGRAPHS)
    assert article.boilerplate_removed == ["Sign up for our daily newsletter."]


def test_the_language_of_the_words_wins_over_a_wrong_declaration() -> None:
    german = tuple(
        f"Der Rat der Stadt hat am {day} beschlossen, die alte Brücke am Hafen neu zu bauen und dafür Geld zu leihen."
        for day in ("Montag", "Dienstag", "Mittwoch", "Freitag")
    )
    assert read(page(paragraphs=german, title="Die Brücke wird gebaut")).language == "de"


def test_a_teaser_behind_a_paywall_is_refused_with_what_was_read() -> None:
    head = ld(**{"@type": "NewsArticle", "headline": "Council votes to rebuild bridge", "isAccessibleForFree": "False"})
    with pytest.raises(Paywalled, match="behind a paywall") as refusal:
        read(page(head, PARAGRAPHS[:1]))
    assert refusal.value.extracted.is_paywalled
    assert refusal.value.extracted.title == "Council votes to rebuild bridge"


def test_a_paywall_is_known_by_its_words_too() -> None:
    with pytest.raises(Paywalled):
        read(page(paragraphs=(*PARAGRAPHS[:2], "Subscribe now to continue reading this story.")))


def test_a_complete_article_that_is_marked_as_paid_is_read() -> None:
    long = tuple(f"{p} This was said in meeting number {i} of the council." for i, p in enumerate(PARAGRAPHS * 2))
    article = read(page(ld(**{"@type": "NewsArticle", "isAccessibleForFree": False}), long))
    assert article.is_paywalled
    assert PARAGRAPHS[-1] in article.text


@pytest.mark.parametrize(
    "html",
    [
        "<html><head><title>x</title></head><body></body></html>",
        "<html><body><ul>"
        + "".join(f"<li><a href='/{i}'>Topic number {i}</a></li>" for i in range(60))
        + "</ul></body></html>",
        "<html><body><p>Not found</p></body></html>",
        "<html><body>" + "<div>" * 100_000 + "<p>deep</p>" + "</div>" * 100_000 + "</body></html>",
        "<html><body><article><p " + " ".join(f"a{i}=1" for i in range(100_000)) + ">short</article>",
        '<html><script type="application/ld+json">' + "[" * 100_000 + "</script><body><p>short</p></body></html>",
        "<html><!--" + "-" * 100_000,
    ],
)
def test_a_page_without_an_article_is_refused_in_words(html: str) -> None:
    with pytest.raises(Refused, match="The page holds no article"):
        read(html)


def test_an_article_with_hostile_attributes_is_still_read() -> None:
    hostile = "<p " + " ".join(f"a{i}=1" for i in range(50_000)) + ">x</p>"
    assert PARAGRAPHS[0] in read(page(body=hostile)).text


def test_the_label_does_not_decide_what_a_file_is() -> None:
    assert read(page(), content_type="text/plain").text == "\n".join(PARAGRAPHS)
    plain = "Bridge vote ends\n" + "\n".join(PARAGRAPHS)
    assert read(plain, content_type="text/html").text == "\n".join(PARAGRAPHS)


@pytest.mark.parametrize("filler", ["<li>Stop {} of the ferry.</li>", "<td>{}</td>"])
def test_an_article_among_thousands_of_small_blocks_is_still_read(filler: str) -> None:
    blocks = "".join(filler.format(i) for i in range(12_000))
    assert PARAGRAPHS[0] in read(page(body=f"<div>{blocks}</div>")).text


def test_a_page_of_more_elements_than_any_article_has_is_refused_in_words() -> None:
    with pytest.raises(Refused, match="more than forty thousand elements"):
        read(page(body="<b>a</b>" * 40_000))


def test_a_page_with_a_book_in_it_is_refused_in_words() -> None:
    with pytest.raises(Refused, match="longer than a million characters"):
        read(page(paragraphs=tuple(f"{line} It was day {i}." for i in range(1_700) for line in PARAGRAPHS)))
