"""A request and its jobs share an id in the logs, and nothing that people keep to themselves stands there."""

from __future__ import annotations

import io
import json
import logging
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core import signing
from django.test import Client
from django.urls import URLResolver, get_resolver, resolve, reverse

from claims import jobs, tracing
from claims.access import Forbidden
from claims.errors import TryAgain
from claims.models import Job, Note, Tip
from claims.public import sending_forms
from factcheck import errors, logs, scrubbing
from tests import services
from tests.api.programs import Program
from tests.builders import PASSWORD, a_claim, cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """All that the desk logs, as JSON, at the lowest level."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    made = logs.configuration(level="DEBUG", is_json=True, scrub=scrubbing.processor)["formatters"]["line"]
    kind = made.pop("()")
    handler.setFormatter(kind(**made))
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield out
    root.removeHandler(handler)
    root.setLevel(level)


def told(out: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_a_request_and_its_jobs_share_an_id(lines: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    def work(target: int) -> None:
        seen.append(tracing.current())
        logging.getLogger("claims.anything").info("At work.")
        if len(seen) == 1:
            jobs.enqueue("announce", target)

    for name in ("match_claim", "announce"):
        monkeypatch.setitem(jobs._work, name, work)
    with tracing.under("from-the-proxy-1"):
        jobs.enqueue("match_claim", 7)
    assert Job.objects.get().request_id == "from-the-proxy-1"
    jobs.run_all()
    assert seen == ["from-the-proxy-1"] * 2, "what a job asks for belongs to the request too"
    at_work = [line for line in told(lines) if line["event"] == "At work."]
    assert [(line["request_id"], line["job"], line["target"]) for line in at_work] == [
        ("from-the-proxy-1", "match_claim", 7),
        ("from-the-proxy-1", "announce", 7),
    ]
    assert tracing.current() == ""


@pytest.mark.parametrize(
    ("trouble", "outcome", "reason", "tries"),
    [
        (None, "done", "", 1),
        (Forbidden("SECRET source of edda@example.org"), "refused", "Forbidden", 1),
        (TryAgain("https://SECRET.example.org/?q=SECRET does not answer."), "again", "TryAgain", 1),
        (TryAgain("https://SECRET.example.org/?q=SECRET does not answer."), "given up", "TryAgain", jobs.MAX_TRIES),
        (ValueError("short"), "failed", "ValueError", 1),
    ],
)
def test_each_end_of_a_job_is_one_line_with_the_id_of_its_request_and_no_word(
    lines: io.StringIO,
    monkeypatch: pytest.MonkeyPatch,
    trouble: Exception | None,
    outcome: str,
    reason: str,
    tries: int,
) -> None:
    def work(target: int) -> None:
        if trouble is not None:
            raise trouble

    monkeypatch.setitem(jobs._work, "match_claim", work)
    with tracing.under("from-the-proxy-1"):
        jobs.enqueue("match_claim", 7)
    Job.objects.update(n_tries=tries - 1)
    jobs.run_all()
    (line,) = (each for each in told(lines) if "outcome" in each)
    assert re.fullmatch(rf"match_claim {outcome} in \d+ ms", line["event"])
    assert {name: line[name] for name in ("request_id", "job", "target", "outcome", "reason", "attempts")} == {
        "request_id": "from-the-proxy-1", "job": "match_claim", "target": 7, "outcome": outcome, "reason": reason,
        "attempts": tries,
    }  # fmt: skip
    assert isinstance(line["ms"], int)
    assert "SECRET" not in lines.getvalue()


def test_a_job_whose_workers_all_died_leaves_a_line_too(lines: io.StringIO) -> None:
    jobs.enqueue("match_claim", 7)
    Job.objects.update(n_tries=jobs.MAX_TRIES)
    assert not jobs.perform("match_claim", 7)
    (line,) = (each for each in told(lines) if "outcome" in each)
    assert (line["outcome"], line["reason"]) == ("given up", "never came to an end")


def test_what_celery_logs_itself_looks_like_all_other_lines(tmp_path: Path) -> None:
    code = (
        "import logging; from factcheck import celery_app as app; app.log.setup(loglevel='INFO'); "
        "logging.getLogger('celery.worker').warning('Connection lost'); "
        "logging.getLogger('celery.task').error('Broken'); logging.getLogger('claims.jobs').info('Done')"
    )
    env = dict(os.environ, DJANGO_SETTINGS_MODULE="tests.settings", DATA_DIR=str(tmp_path), LOG_FORMAT="json")
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
    events = [json.loads(line) for line in done.stderr.splitlines()]
    assert [each["event"] for each in events] == ["Connection lost", "Broken", "Done"]


def test_requests_of_programs_are_named_after_what_they_do(lines: io.StringIO) -> None:
    program = Program("ravi")
    program.post("/claims", {"statement": "The harbour fee rose by a third in 2024"}, Idempotency_Key="a-key-1")
    program.get("/claims")
    events = [each["event"].rpartition(" in ")[0] for each in told(lines) if each["logger"] == "factcheck.requests"]
    assert events == ["POST api-v1:send_claim 201", "GET api-v1:list_claims 200"]


@pytest.mark.parametrize(
    ("given", "is_taken"),
    [("a-good-id.1", True), ("", False), ("short", False), ("x" * 65, False), ("a\tbad<b>", False)],
)
def test_an_id_comes_in_and_goes_out(given: str, is_taken: bool) -> None:
    answer = Client().get("/desk/login/", headers={"x-request-id": given})
    assert (answer["X-Request-ID"] == given) == is_taken
    assert re.fullmatch(r"[A-Za-z0-9._-]{8,64}", answer["X-Request-ID"])


def test_a_request_is_one_line_by_the_name_of_its_view(lines: io.StringIO) -> None:
    client = Client()
    client.force_login(cast().edda)
    client.get("/desk/claims/?q=a+word+searched+for")
    (line,) = (each for each in told(lines) if each["logger"] == "factcheck.requests")
    assert re.fullmatch(r"GET [\w:.-]+ 200 in \d+ ms", line["event"])
    assert line["person"] == cast().edda.pk
    assert "searched" not in lines.getvalue()


def test_a_journey_leaves_no_secret_in_the_logs(
    lines: io.StringIO, settings: Any, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    settings.EMAIL_HOST = "mail.example.org"
    people, claim = cast(), a_claim()
    visitor, desk = Client(), Client()
    with django_capture_on_commit_callbacks(execute=True):
        visitor.post("/desk/login/", {"username": "edda", "password": "Wrong-Secret-Pass-1"})
        visitor.post("/desk/login/", {"username": "edda", "password": PASSWORD})
        stamp = signing.dumps(int(time.time() - 60), salt=sending_forms._SALT)
        address = "secret.reader@example.org"
        tip = {"statement": "SECRETSTATEMENT of a reader", "email": address, "shown": stamp}
        visitor.post(reverse("public:send_claim"), tip)
        visitor.get("/claims/?q=SECRETQUERY")
        visitor.get("/answer/SECRETanswerTOKEN123456789/")
        visitor.get("/sent/SECRETsentTOKEN123456789/")
        desk.force_login(people.edda)
        desk.get(f"/desk/claims/{claim.pk}/?q=SECRETQUERY")
        desk.get("/desk/claims/?q=SECRETQUERY")
        desk.get("/desk/search/?q=SECRETQUERY")
        desk.post(f"/desk/claims/{claim.pk}/notes/", {"seen": claim.version, "text": "SECRETNOTE for colleagues"})
        desk.post(f"/desk/claims/{claim.pk}/move/accept/", {"saw": claim.version, "note": "SECRETNOTE again"})

    def break_down(target: int) -> None:
        raise ValueError("The row holds\nSECRETROW, secret.reader@example.org")

    monkeypatch.setitem(jobs._work, "match_claim", break_down)
    jobs.enqueue("match_claim", claim.pk)
    jobs.run_all()
    text = lines.getvalue()
    assert "ValueError" in text, "the journey has left lines"
    assert Tip.objects.get().email == address
    assert Note.objects.get().text.startswith("SECRETNOTE")
    for secret in ("Wrong-Secret", PASSWORD, "SECRET", "secret.reader"):
        assert secret not in text


def test_readable_lines_are_scrubbed_too() -> None:
    made = logs.configuration(level="INFO", is_json=False, scrub=scrubbing.processor)["formatters"]["line"]
    kind = made.pop("()")
    record = logging.LogRecord("claims", logging.WARNING, "x.py", 1, "Not Found: /sent/%s", ("k3y",), None)
    line = kind(**made).format(record)
    assert "/sent/[key]" in line
    assert "k3y" not in line


def test_the_proxy_hides_the_keys_of_addresses_as_we_do() -> None:
    """Whoever has such an address opens what it is for."""
    with_keys = [re.sub(r"<str:(token|key)>", "k3y", route) for route in _routes(get_resolver())]
    keyed = [route for route in with_keys if "k3y" in route]
    assert len(keyed) >= 4
    hidden = re.search(r"request>uri regexp (\S+) \S+", services.CADDYFILE.read_text())
    assert hidden is not None
    for address in keyed:
        assert "k3y" not in scrubbing.scrubbed(f"Not Found: /{address}"), address
        assert "k3y" not in re.sub(hidden[1], "/...", f"/{address}?a=b"), address


def _routes(resolver: URLResolver) -> Iterator[str]:
    for each in resolver.url_patterns:
        below = _routes(each) if isinstance(each, URLResolver) else [""]
        yield from (f"{each.pattern}{rest}" for rest in below)


class TestSentry:
    @pytest.fixture
    def sent(self) -> Iterator[list[dict[str, Any]]]:
        """What would leave the house: a transport of our own instead of a network."""
        kept: list[dict[str, Any]] = []

        class Local(errors.Transport):
            def capture_envelope(self, envelope: Any) -> None:
                kept.extend(item.payload.json for item in envelope.items if item.payload.json)

        errors.start("https://key@sentry.example.org/1", environment="tests", transport=Local)
        yield kept
        errors.sentry_sdk.init()

    def test_an_error_leaves_with_its_place_and_without_what_people_wrote(
        self, sent: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def break_down(*_: Any, **__: Any) -> None:
            note = "SECRETNOTE"
            raise RuntimeError(f"Broken by reader@example.org\n{note}")

        monkeypatch.setattr("claims.desk.screens.claim_list.claim_list", break_down, raising=False)
        client = Client(raise_request_exception=False)
        client.cookies["session"] = "SECRETCOOKIE"
        monkeypatch.setattr("django.contrib.auth.forms.AuthenticationForm.clean", break_down)
        monkeypatch.setattr("claims.operating.middleware._live", break_down)
        client.get("/healthz/live?q=SECRETQUERY", headers={"authorization": "Bearer SECRETTOKEN"})
        errors.sentry_sdk.flush()
        (event,) = [each for each in sent if "exception" in each]
        text = json.dumps(event)
        assert "break_down" in text
        assert "RuntimeError" in text
        for secret in ("SECRET", "reader@example.org", "cookie", "Bearer"):
            assert secret not in text
        assert set(event["request"]) <= {"method", "url"}

    def test_it_is_off_without_a_dsn(self, monkeypatch: pytest.MonkeyPatch) -> None:
        started: list[Any] = []
        monkeypatch.setattr(errors.sentry_sdk, "init", lambda **options: started.append(options))
        errors.start("", environment="tests")
        assert started == []
        errors.start("https://key@sentry.example.org/1", environment="tests")
        assert started[0]["send_default_pii"] is False
        assert started[0]["max_request_body_size"] == "never"


def test_the_addresses_of_the_journey_are_the_desks_own() -> None:
    """So that the journey above goes where it says."""
    assert resolve("/desk/login/").view_name
