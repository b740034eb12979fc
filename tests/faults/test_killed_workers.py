"""Workers killed with -9 in the middle of every kind of job: each is finished later, and nothing is there twice."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps

from claims import jobs, policy, proof
from claims.importing import articles
from claims.models import (
    Appearance,
    Article,
    Assignment,
    Claim,
    ClaimEvent,
    Evidence,
    Job,
    Match,
    Notice,
    Sentence,
    Snapshot,
    State,
)
from claims.workflow import edits, reviews
from claims.workflow.moves import move
from tests import services
from tests.builders import a_claim, a_piece_of_evidence, a_source, cast, claim_in, make_ready_to_submit, scale
from tests.web.sites import Send, Site, page
from tests.worker import kill, ringing, running_worker, wait_until

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

NEWS = b"""<!doctype html><html lang="en"><head><title>Tolls on the Alder bridge doubled</title></head><body><article>
<h1>Tolls on the Alder bridge doubled</h1>
<p>The toll on the Alder bridge has doubled to eight crowns since January 2024, the road office said on Monday.</p>
<p>About 12,000 cars cross the bridge every day, according to a count that the office made in March.</p>
<p>The money pays for new cables, and the work will last until 2027, engineer Sanna Koll told the council.</p>
</article></body></html>"""
TARIFF = b"""<!doctype html><html lang="en"><head><title>Tariff of the harbour</title></head><body><article>
<h1>Tariff of the harbour</h1>
<p>The harbour fee rose by a third in 2024, the port authority says. The new fee holds for every vessel.</p>
<p>Small boats pay nothing before ten in the morning, and nobody pays on the day of the regatta in June.</p>
</article></body></html>"""
ARCHIVE = (
    b"Council counts its trees\n\nThe council planted 4,200 trees in 2023, the parks office reported. Half of them "
    b"stand along the canal. The office said that 300 of them died in the dry summer.\n"
)
WIRE = (
    "The ministry reported that 17 percent of the school roofs leaked in 2024.\n"
    "It spent 3 million crowns on repairs last year, the minister said.\n"
)
KINDS = {
    "fetch_article", "detect_claims", "match_claim", "gather_evidence", "capture_source", "assign_reviewers",
    "tally_reviews", "announce", "tell_sender",
}  # fmt: skip


@pytest.fixture(scope="module")
def broker() -> Iterator[str]:
    with services.valkey() as url:
        yield url


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site({"/bridge": page(NEWS), "/tariff": page(TARIFF)})
    yield made
    made.close()


def owe_one_of_each(site: Site) -> dict[str, int]:
    """One job of every kind on the list, each with work to do; by name, what it is about."""
    people = cast()
    articles.request_import_bytes(ARCHIVE, by=people.rana)
    a_claim("The toll on the Oder bridge has doubled since 2021")
    planted = a_claim("The council planted 4,200 trees in 2023")
    sent = a_claim(wants_answer=True)
    draft, blind, decided = (claim_in(state) for state in ("researching", "in_review", "decided"))
    make_ready_to_submit(draft, by=people.ravi)
    for person in (people.ravi, people.edda, people.elsa):
        edits.declare_interest(decided, by=person, has_interest=False)
    source = a_source(url=site.url("/tariff"), identity=site.url("/tariff"), snapshot=None, origin=None)
    a_piece_of_evidence(a_claim(), source=source)
    jobs.run_all()
    Job.objects.all().delete()

    read = Article.objects.create(identity="urn:wire", title="Roofs", text=WIRE, stage="fetched", language="en")
    again = a_claim("Since 2021 the toll on the Oder bridge has doubled")
    Job.objects.all().delete()
    for name in ("ines", "omar", "tomas"):
        reviews.file_review(
            blind, by=vars(people)[name], rating=scale()["true"], confidence=2, reasons="Read every source."
        )
    move(draft, "submit", by=people.ravi)
    move(decided, "publish", by=people.elsa)
    move(sent, "dismiss", by=people.lena, reason="out_of_scope")
    fetched = articles.request_import_url(site.url("/bridge"), by=people.rana)
    jobs.enqueue("detect_claims", read.pk)
    jobs.enqueue("match_claim", again.pk)
    jobs.enqueue("gather_evidence", planted.pk)
    jobs.enqueue("capture_source", source.pk)
    round_ = reviews.load_open_round(blind)
    return {
        "fetch_article": fetched.pk, "detect_claims": read.pk, "match_claim": again.pk, "gather_evidence": planted.pk,
        "capture_source": source.pk, "assign_reviewers": draft.pk, "tally_reviews": round_.pk, "announce": decided.pk,
        "tell_sender": sent.pk,
    }  # fmt: skip


def row_counts() -> dict[str, int]:
    return {model.__name__: model._default_manager.count() for model in apps.get_app_config("claims").get_models()}


def n_events(claim: int, verb: str) -> int:
    return ClaimEvent.objects.filter(claim=claim, verb=verb).count()


def assert_all_of_it_is_done_once(about: dict[str, int]) -> None:
    for pk in (about["fetch_article"], about["detect_claims"]):
        article = Article.objects.get(pk=pk)
        assert (article.stage, article.error) == (Article.Stage.READY, "")
        positions = list(article.sentences.values_list("position", flat=True))
        assert positions == list(range(len(positions)))
        assert len(positions) >= 2
        places = list(Appearance.objects.filter(article=article).values_list("start", flat=True))
        assert len(places) == len(set(places)) > 0
    assert not Snapshot.objects.filter(articles=None, sources=None).exclude(how="paste").exists()
    assert Snapshot.objects.filter(how="fetch").count() == 2
    assert (
        Match.objects.filter(claim=about["match_claim"]).count() == n_events(about["match_claim"], "find_matches") == 1
    )
    assert Evidence.objects.filter(claim=about["gather_evidence"], found_by="archive").count() >= 1
    assert n_events(about["gather_evidence"], "find_evidence") == 1
    captured = Evidence.objects.get(source=about["capture_source"])
    assert captured.source.snapshot is not None
    assert n_events(captured.claim_id, "capture_source") == 1
    n_wanted = policy.current().n_reviewers
    assert Assignment.objects.filter(round__claim=about["assign_reviewers"]).count() == n_wanted
    assert n_events(about["assign_reviewers"], "assign_reviewer") == n_wanted
    blind = Claim.objects.get(rounds=about["tally_reviews"])
    assert n_events(blind.pk, "tally_reviews") == 1
    published = Notice.objects.filter(claim=about["announce"], key__startswith="published")
    assert len({notice.person_id for notice in published}) == published.count() >= 3
    assert Notice.objects.filter(claim=about["tell_sender"]).count() == 1
    assert [proof.find_flaw(claim) for claim in Claim.objects.all()] == [None] * Claim.objects.count()


@pytest.mark.parametrize("moment", ["inside", "after"])
def test_each_kind_of_job_survives_the_death_of_its_worker(
    moment: str, site: Site, broker: str, tmp_path: Path
) -> None:
    about_env = {"DEATHS": str(tmp_path), "DEATHS_WHEN": moment, "FETCH_ALLOW": site.pair}
    with ringing(broker):
        about = owe_one_of_each(site)
        assert set(Job.objects.values_list("name", flat=True)) == KINDS
        with running_worker(broker, include="tests.faults.deaths", **about_env):
            wait_until(lambda: not Job.objects.filter(failed_at=None).exists(), timeout_s=120, what="an empty list")
    assert {mark.name for mark in tmp_path.iterdir()} == KINDS
    assert not Job.objects.exists(), [(job.name, job.error) for job in Job.objects.all()]
    assert_all_of_it_is_done_once(about)
    before = row_counts()
    for name, target in about.items():
        jobs._work_called(name)(target)
    assert row_counts() == before
    assert not Job.objects.exists()


def test_a_worker_killed_while_a_slow_site_still_answers_fetches_again_after_a_restart(broker: str) -> None:
    def drip(send: Send) -> None:
        head, rest = page(NEWS)[:300], page(NEWS)[300:]
        send(head)
        if len(slow.requests) == 1:
            time.sleep(30)  # nobody is there any more when it ends
        send(rest)

    slow = Site({"/bridge": drip})
    with ringing(broker):
        article = articles.request_import_url(slow.url("/bridge"), by=cast().rana)
        with running_worker(broker, FETCH_ALLOW=slow.pair) as first:
            wait_until(lambda: len(slow.requests) == 1, what="the first request")
            kill(first)
        article.refresh_from_db()
        assert (article.stage, Job.objects.count()) == (Article.Stage.QUEUED, 1)
        with running_worker(broker, FETCH_ALLOW=slow.pair):
            wait_until(lambda: not Job.objects.exists(), what="the import")
    slow.close()
    assert len(slow.requests) == 2
    assert (Article.objects.count(), Snapshot.objects.count()) == (1, 1)
    article.refresh_from_db()
    assert article.stage == Article.Stage.READY
    assert Sentence.objects.filter(article=article).count() >= 3
    assert Claim.objects.filter(state=State.NEW).count() == Appearance.objects.count() > 0
