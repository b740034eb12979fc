"""The page that shows how well the machine's suggestions do, for everybody in the desk."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from claims.desk.sending import send_sentence
from claims.insights import suggestions
from claims.insights.period import Period
from claims.models import Appearance, Article, Claim
from claims.workflow import edits
from tests.builders import cast
from tests.desk.people import client_of
from tests.detection.test_labels import accept, an_article_of, dismiss, suggest

pytestmark = pytest.mark.django_db

URL = "/desk/insights/"
QUARTER = Period(12, with_demonstration=False)
TEXTS = ("The fee rose by a third.", "The port lost 200 jobs.", "It is a fine view.")


def page(name: str = "edda", query: str = "") -> str:
    answer = client_of(name).get(f"{URL}{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def a_judged_article() -> Article:
    article = an_article_of(*TEXTS)
    for position, act in enumerate((accept, accept, lambda claim: dismiss(claim, "opinion"))):
        judge: Callable[[Claim], None] = act
        judge(suggest(article, position, f"{TEXTS[position]} So says article {article.pk}"))
    return article


@pytest.mark.parametrize("name", ["rana", "ravi", "ines", "edda", "mona"])
def test_everybody_in_the_desk_may_see_it(name: str) -> None:
    assert "Nothing to count yet" in page(name)


@pytest.mark.parametrize(("name", "is_in_nav"), [("edda", True), ("mona", True), ("rana", False), ("ravi", False)])
def test_editors_and_moderators_find_it_in_the_navigation(name: str, is_in_nav: bool) -> None:
    text = page(name)
    nav = text[text.index("<nav") : text.index("</nav>")]
    assert (f'href="{URL}"' in nav) is is_in_nav
    assert f'href="{URL}"' in text


def test_precision_bands_reasons_and_weeks_are_shown() -> None:
    a_judged_article()
    screen = suggestions.suggestions(QUARTER)
    assert [(row.k, row.share, row.n_articles) for row in screen.precisions[:3]] == [
        (1, 1.0, 1), (3, pytest.approx(2 / 3), 1), (5, None, 0),
    ]  # fmt: skip
    assert screen.reasons == [("Opinion", 1)]
    text = page()
    for words in ("67 %", "no article yet", "70 to 80", "Opinion", "Week by week", "Worth checking, of those judged"):
        assert words in text
    assert text.count('class="column-bar"') == 3


def test_claims_of_one_sentence_are_one_suggestion() -> None:
    article = an_article_of(*TEXTS)
    accept(suggest(article, 0, "The fee rose by a third in 2024"))
    dismiss(suggest(article, 0, "The fee is a third of the price"), "opinion")
    ((found,), _) = suggestions.read(QUARTER)
    assert (found.is_worth, found.reason) == (True, "")


def test_what_people_sent_in_is_no_suggestion_of_the_machine() -> None:
    article = an_article_of(*TEXTS)
    send_sentence(article, article.sentences.get(position=0).pk, by=cast().rana)
    assert suggestions.read(QUARTER) == ([], False)


def test_only_a_new_statement_counts_as_worded_anew() -> None:
    article = an_article_of(*TEXTS)
    claims = [suggest(article, position) for position in (0, 1)]
    edits.reword(claims[0], by=cast().ravi, statement="The harbour fee rose by a third in 2024")
    edits.reword(claims[1], by=cast().ravi, statement=claims[1].statement, claimant="Ada Holt")
    for claim in claims:
        accept(Claim.objects.get(pk=claim.pk))
    assert suggestions.suggestions(QUARTER).total.reworded_share == 0.5


def test_suggestions_without_a_verdict_are_told_from_no_suggestions() -> None:
    suggest(an_article_of(*TEXTS))
    assert "Nobody has judged them yet" in page()


def test_the_demonstration_is_offered_and_counted_only_when_asked_for() -> None:
    accept(suggest(an_article_of(*TEXTS, is_demonstration=True)))
    assert "Look at the demonstration" in page()
    assert "Week by week" in page(query="?weeks=12&demonstration=1")


def test_older_suggestions_are_in_a_longer_period() -> None:
    a_judged_article()
    Appearance.objects.update(created_at=timezone.now() - timedelta(weeks=20))
    assert "The machine suggested nothing in the last 12 weeks" in page()
    assert "Week by week" in page(query="?weeks=52")
    assert "the last 12 weeks" in page(query="?weeks=rubbish")


def test_very_many_suggestions_are_cut_at_the_border_of_an_article(monkeypatch: pytest.MonkeyPatch) -> None:
    articles = [a_judged_article() for _ in range(3)]
    monkeypatch.setattr(suggestions, "MAX_ROWS", 4)
    found, _ = suggestions.read(QUARTER)
    assert {one.article for one in found} == {articles[-1].pk}
    assert "These are the newest 3 suggestions" in page()


def test_the_page_costs_the_same_queries_for_many_suggestions_as_for_few() -> None:
    client = client_of("edda")
    client.get(URL)  # notes that the session is in use
    costs = []
    for _ in range(2):
        a_judged_article()
        with CaptureQueriesContext(connection) as queries:
            client.get(URL)
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 15


def test_htmx_gets_the_figures_alone() -> None:
    answer = client_of("edda", htmx=True).get(URL, {"weeks": "4"})
    assert answer.content.decode().lstrip().startswith('<div id="insights"')
