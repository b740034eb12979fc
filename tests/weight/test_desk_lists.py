"""Twenty rows cost the queries of ten on every list of the desk, and no page needs more than fifteen."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from claims.models import Appearance, Job, Match, Notice, Outlet, SavedFilter, Sentence, State
from tests.builders import a_claim, an_article, cast, claim_in
from tests.desk.people import client_of
from tests.detection.test_labels import accept, an_article_of, dismiss, suggest

pytestmark = pytest.mark.django_db

MAX_QUERIES = 15


def n_queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def new_claims_with_all_that_hangs_on_them(n: int) -> None:
    twin = claim_in(State.QUEUED)
    for _ in range(n):
        claim = a_claim(claimant=f"Speaker {twin.pk}")
        outlet, _ = Outlet.objects.get_or_create(name=f"Outlet of {claim.pk}")
        article = an_article(outlet=outlet)
        Appearance.objects.create(claim=claim, home_claim=claim, article=article, start=0, end=4, quote="Fees")
        Match.objects.create(claim=claim, other=twin, score=0.8)


def claims_in_every_column(n: int) -> None:
    for state in (State.NEW, State.QUEUED, State.RESEARCHING, State.IN_REVIEW, State.DECIDED, State.PUBLISHED):
        for _ in range(n // 5):
            claim_in(state)


def published_claims(n: int) -> None:
    for _ in range(n // 2):
        claim_in(State.PUBLISHED)


def articles(n: int) -> None:
    for _ in range(n):
        claim, article = a_claim(), an_article(imported_by=cast().rana)
        Appearance.objects.create(claim=claim, home_claim=claim, article=article, start=0, end=4, quote="Fees")


def failed_jobs(n: int) -> None:
    now = timezone.now()
    for _ in range(n):
        for name, target in (("match_claim", a_claim().pk), ("fetch_article", an_article().pk)):
            Job.objects.create(name=name, target=target, due_at=now, failed_at=now, error="It failed.")


def judged_suggestions(n: int) -> None:
    for number in range(n // 2):
        article = an_article_of("The fee rose by a third.", "The port lost 200 jobs.")
        accept(suggest(article, 0, f"The fee of article {article.pk} rose by {number}"))
        dismiss(suggest(article, 1, f"The port of article {article.pk} lost {number} jobs"), "opinion")


def saved_filters(n: int) -> None:
    for number in range(n):
        name = f"Filter {number} of {SavedFilter.objects.count()}"
        SavedFilter.objects.create(owner=cast().edda, name=name, query="who=me&due=overdue")


def work_of_edda(n: int) -> None:
    for _ in range(n // 5):
        claim_in(State.DECIDED)
        Notice.objects.create(
            person=cast().edda, claim=a_claim(by=cast().edda), key=f"key {timezone.now()}", text="News"
        )


def work_of_ines(n: int) -> None:
    for _ in range(n // 5):
        claim_in(State.IN_REVIEW)


@pytest.mark.parametrize(
    ("person", "url", "add"),
    [
        ("ravi", "/desk/", new_claims_with_all_that_hangs_on_them),
        ("edda", "/desk/?q=harbour&priority=2", new_claims_with_all_that_hangs_on_them),
        ("edda", "/desk/board/", claims_in_every_column),
        ("edda", "/desk/board/?state=published", published_claims),
        ("edda", "/desk/articles/", articles),
        ("edda", "/desk/claims/?sort=priority", claims_in_every_column),
        ("edda", "/desk/claims/?view=table&who=none&q=harbour", new_claims_with_all_that_hangs_on_them),
        ("edda", "/desk/claims/filters/", saved_filters),
        ("edda", "/desk/search/?q=harbour", new_claims_with_all_that_hangs_on_them),
        ("edda", "/desk/my-work/", work_of_edda),
        ("ines", "/desk/my-work/", work_of_ines),
        ("mona", "/desk/jobs/", failed_jobs),
        ("edda", "/desk/insights/", judged_suggestions),
        ("edda", "/desk/insights/", claims_in_every_column),
    ],
)
def test_twenty_rows_cost_the_queries_of_ten(person: str, url: str, add: Callable[[int], None]) -> None:
    client = client_of(person)
    add(10)
    ten = n_queries(client, url)
    add(10)
    assert n_queries(client, url) == ten
    assert ten <= MAX_QUERIES


def test_an_article_with_twenty_claims_costs_the_queries_of_one_with_ten() -> None:
    client = client_of("edda")
    costs = []
    for n in (10, 20):
        article = an_article("\n".join(f"Fee {k} rose." for k in range(n)))
        at = 0
        for position, line in enumerate(article.text.split("\n")):
            sentence = Sentence.objects.create(
                article=article, position=position, start=at, end=at + len(line), text=line
            )
            claim = a_claim()
            Appearance.objects.create(
                claim=claim, home_claim=claim, article=article, sentence=sentence, start=at, end=at + 4, quote="Fees"
            )
            at += len(line) + 1
        costs.append(n_queries(client, article.get_absolute_url()))
    assert costs[0] == costs[1]
    assert costs[0] <= MAX_QUERIES
