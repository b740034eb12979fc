"""Failed jobs: who sees them, what they say, what Retry does."""

import pytest
from django.urls import reverse
from django.utils import timezone

from claims import jobs, tasks
from claims.desk.screens.jobs import WORDS
from claims.models import Job
from tests.builders import a_claim, an_article
from tests.desk.people import client_of

pytestmark = pytest.mark.django_db

URL = "/desk/jobs/"


def a_failed_job(name: str, target: int, error: str = "The site did not answer in time.") -> Job:
    now = timezone.now()
    return Job.objects.create(name=name, target=target, due_at=now, failed_at=now, n_tries=5, error=error)


@pytest.mark.parametrize(
    ("name", "status"), [("rana", 403), ("ravi", 403), ("ines", 403), ("edda", 200), ("mona", 200)]
)
def test_editors_and_moderators_see_failed_jobs_and_the_others_are_told_why_not(name: str, status: int) -> None:
    answer = client_of(name).get(URL)
    assert answer.status_code == status
    if status == 403:
        assert "This needs the role editor or moderator." in answer.content.decode()
        assert f'href="{URL}"' not in answer.content.decode()


def test_a_failed_job_is_named_in_words_with_its_reason_and_what_it_is_about() -> None:
    article, claim = an_article(title="Ferry timetable"), a_claim()
    a_failed_job("fetch_article", article.pk)
    a_failed_job("gather_evidence", claim.pk)
    a_failed_job("count_the_stars", 12)
    page = client_of("mona").get(URL).content.decode()
    for words in ("Fetch and read the article", "Ferry timetable", "Look for evidence", claim.statement):
        assert words in page
    assert "Count the stars" in page
    assert "The site did not answer in time." in page
    assert "tried 5 times" in page


def test_every_job_that_can_fail_is_told_in_words() -> None:
    assert set(WORDS) == {name for name in jobs.names() if hasattr(tasks, name)}  # other tests make jobs of their own


def test_without_failures_the_page_says_so() -> None:
    Job.objects.create(name="match_claim", target=1, due_at=timezone.now())
    page = client_of("mona").get(URL).content.decode()
    assert "No job has failed" in page
    assert "1 job waits or is being done." in " ".join(page.split())


def test_retry_puts_the_job_back_to_the_beginning_once() -> None:
    job = a_failed_job("match_claim", a_claim().pk)
    client, url = client_of("edda"), reverse("desk:retry_job", args=[job.pk])
    assert client.post(url).headers["Location"] == URL
    job.refresh_from_db()
    assert (job.failed_at, job.n_tries, job.error) == (None, 0, "")
    assert client.post(url).status_code == 404


def test_all_failed_jobs_are_retried_together() -> None:
    for target in range(3):
        a_failed_job("match_claim", target)
    answer = client_of("mona").post(reverse("desk:retry_all_jobs"), follow=True)
    assert "3 jobs are being tried again." in answer.content.decode()
    assert not Job.objects.exclude(failed_at=None).exists()


@pytest.mark.parametrize("name", ["rana", "ravi", "ines"])
def test_others_cannot_retry(name: str) -> None:
    job = a_failed_job("match_claim", 1)
    assert client_of(name).post(reverse("desk:retry_job", args=[job.pk])).status_code == 403
    assert client_of(name).post(reverse("desk:retry_all_jobs")).status_code == 403
    job.refresh_from_db()
    assert job.failed_at is not None


def test_the_poll_gets_204_until_a_job_fails_or_is_done() -> None:
    client = client_of("mona", htmx=True)
    mark = client.get(URL).context["screen"].mark
    assert client.get(URL, {"seen": mark}).status_code == 204
    a_failed_job("match_claim", 1)
    assert client.get(URL, {"seen": mark}).status_code == 200
