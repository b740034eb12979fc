"""One job of each kind with work to do, made ready, and then asked for as what happens in the desk asks for it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from types import SimpleNamespace

from allauth.account.models import EmailAddress
from django.utils import timezone

from claims import jobs, snapshots
from claims.evidence import archiving
from claims.evidence.decisions import accept_evidence
from claims.importing import articles
from claims.models import (
    AccessEvent,
    ArchiveCopy,
    Article,
    CheckFeed,
    Claim,
    ClaimLease,
    ErrorReport,
    FactCheck,
    FinderRun,
    Invitation,
    Job,
    Notice,
    PlannedPublication,
    Recheck,
    Snapshot,
    Tip,
    User,
    Webhook,
    WebhookDelivery,
)
from claims.workflow import edits, reviews
from claims.workflow.moves import move
from tests.builders import (
    a_claim,
    a_piece_of_evidence,
    a_snapshot,
    a_source,
    cast,
    claim_in,
    make_ready_to_submit,
    scale,
)
from tests.web.sites import Site, page

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
FERRY = "The ferry to Alder island carried 80,000 people in 2024"
CHECKS = json.dumps({"id": 1, "claim": FERRY, "publisher": "Alder Checks", "rating": "False"}).encode()
#: What the archive of the web answers, as the Wayback Machine does.
ARCHIVE_JOB = "spn2-0123456789abcdef0123456789abcdef01234567"
ARCHIVED = {"status": "success", "timestamp": "20251102101112", "original_url": "https://harbour.example/tariff"}

#: Asks for the job; returns what it is about.
Ask = Callable[[], int]


@contextmanager
def sites() -> Iterator[Site]:
    """All that a job may look at outside: pages, a feed of checks, a public archive."""

    def as_json(content: object) -> bytes:
        return page(json.dumps(content).encode(), content_type="application/json")

    def archive(send: Callable[[bytes], None]) -> None:
        asked = made.requests[-1].split(b" ", 2)[1].split(b"?")[0]
        copy = {"available": True, "status": "200", "timestamp": f"{timezone.now():%Y%m%d%H%M%S}"}
        known = {
            b"/has-it": {"archived_snapshots": {"closest": copy}},
            b"/save": {"job_id": ARCHIVE_JOB},
            f"/save/status/{ARCHIVE_JOB}".encode(): ARCHIVED,
        }
        send(as_json(known.get(asked, {"archived_snapshots": {}})))

    made = Site(
        {
            "/bridge": page(NEWS), "/tariff": page(TARIFF), "/regatta": page(TARIFF), "*": archive,
            "/checks.jsonl": page(CHECKS, content_type="application/x-ndjson"),
        }
    )  # fmt: skip
    yield made
    made.close()


def environment(site: Site) -> dict[str, str]:
    """How a desk is set up that may look at them. Its archive has each page: nobody waits until it has made a copy."""
    return {
        "FETCH_ALLOW": site.pair, "WAYBACK": "1", "WAYBACK_KEY": "access:secret", "WAYBACK_URL": site.url(""),
        "WAYBACK_AVAILABLE_URL": site.url("/has-it"), "SITE_URL": "https://desk.example",
    }  # fmt: skip


def _asking(name: str, target: int) -> Ask:
    def ask() -> int:
        jobs.enqueue(name, target)
        return target

    return ask


def _with_mail(person: User) -> User:
    User.objects.filter(pk=person.pk).update(email=f"{person.username}@newsroom.example")
    return person


def _a_notice(person: User, kind: Notice.Kind) -> Notice:
    return Notice.objects.create(person=_with_mail(person), kind=kind, key=f"told-{kind}", text="A word for you.")


def _fetch_article(people: SimpleNamespace, site: Site) -> Ask:
    return lambda: articles.request_import_url(site.url("/bridge"), by=people.rana).pk


def _detect_claims(people: SimpleNamespace, site: Site) -> Ask:
    read = Article.objects.create(identity="urn:wire", title="Roofs", text=WIRE, stage="fetched", language="en")
    return _asking("detect_claims", read.pk)


def _match_claim(people: SimpleNamespace, site: Site) -> Ask:
    a_claim("The toll on the Oder bridge has doubled since 2021")
    return _asking("match_claim", a_claim("Since 2021 the toll on the Oder bridge has doubled").pk)


def _match_feed(people: SimpleNamespace, site: Site) -> Ask:
    near = a_claim("In 2024 the library in Aldervik lent 30,000 books")
    feed = CheckFeed.objects.create(identity="arrived.jsonl", kind="lines", started_at=timezone.now())
    FactCheck.objects.create(
        identity="urn:check:books", feed=feed, statement="The library in Aldervik lent 30,000 books in 2024",
        publisher="Coast Facts", rating="False", outcome="false", language="en",
    )  # fmt: skip
    FinderRun.objects.create(claim=near, finder="checks")
    return _asking("match_feed", feed.pk)


def _gather_evidence(people: SimpleNamespace, site: Site) -> Ask:
    articles.request_import_bytes(ARCHIVE, by=people.rana)
    return _asking("gather_evidence", a_claim("The council planted 4,200 trees in 2023").pk)


def _ask_finder(people: SimpleNamespace, site: Site) -> Ask:
    FactCheck.objects.create(
        identity="urn:check:swans", statement="The park of Aldervik bought 12 swans in 2024", language="en",
        url="https://checks.example/swans", publisher="Coast Facts", rating="False", outcome="false",
    )  # fmt: skip
    claim = a_claim("In 2024 the park of Aldervik bought 12 swans")
    return _asking("ask_finder", FinderRun.objects.create(claim=claim, finder="checks").pk)


def _capture_source(people: SimpleNamespace, site: Site) -> Ask:
    url = site.url("/tariff")
    source = a_source(url=url, identity=url, snapshot=None, origin=None)
    a_piece_of_evidence(a_claim(), source=source)
    return _asking("capture_source", source.pk)


def _archive_source(people: SimpleNamespace, site: Site) -> Ask:
    source = a_source(url="https://harbour.example/tariff")
    a_piece_of_evidence(claim_in("researching"), source=source)
    ArchiveCopy.objects.create(source=source, asked_at=timezone.now())
    return _asking(archiving.JOB, source.pk)


def _recheck_source(people: SimpleNamespace, site: Site) -> Ask:
    before = a_snapshot("The harbour fee stays as it was in 2023, the port authority says. So do all others.")
    url = site.url("/regatta")
    source = a_source(url=url, identity=url, snapshot=before)
    evidence = a_piece_of_evidence(claim_in("researching"), source=source, quote="The harbour fee stays as it was")
    accept_evidence(evidence, by=people.ravi, stance="supports")
    return _asking("recheck_source", source.pk)


def _refresh_feed(people: SimpleNamespace, site: Site) -> Ask:
    a_claim(FERRY)
    feed = CheckFeed.objects.create(identity=site.url("/checks.jsonl"), kind="lines", is_refreshed=True)
    return _asking("refresh_feed", feed.pk)


def _assign_reviewers(people: SimpleNamespace, site: Site) -> Ask:
    claim = claim_in("researching")
    make_ready_to_submit(claim, by=people.ravi)

    def ask() -> int:
        move(claim, "submit", by=people.ravi)
        return claim.pk

    return ask


def _tally_reviews(people: SimpleNamespace, site: Site) -> Ask:
    claim = claim_in("in_review")

    def ask() -> int:
        for name in ("ines", "omar", "tomas"):
            reviews.file_review(
                claim, by=vars(people)[name], rating=scale()["true"], confidence=2, reasons="Read every source."
            )
        return reviews.load_open_round(claim).pk

    return ask


def _ready_to_publish(people: SimpleNamespace) -> Claim:
    claim = claim_in("decided")
    for person in (people.ravi, people.edda, people.elsa):
        edits.declare_interest(claim, by=person, has_interest=False)
    return claim


def _announce(people: SimpleNamespace, site: Site) -> Ask:
    claim = _ready_to_publish(people)

    def ask() -> int:
        move(claim, "publish", by=people.elsa)
        return claim.pk

    return ask


def _publish_when_free(people: SimpleNamespace, site: Site) -> Ask:
    claim = _ready_to_publish(people)
    PlannedPublication.objects.create(claim=claim, by=people.elsa, planned_at=timezone.now())
    return _asking("publish_when_free", claim.pk)


def _tell_sender(people: SimpleNamespace, site: Site) -> Ask:
    claim = a_claim(wants_answer=True)

    def ask() -> int:
        move(claim, "dismiss", by=people.lena, reason="out_of_scope")
        return claim.pk

    return ask


def _mail_notice(people: SimpleNamespace, site: Site) -> Ask:
    return _asking("mail_notice", _a_notice(people.mona, Notice.Kind.MENTION).pk)


def _mail_digest(people: SimpleNamespace, site: Site) -> Ask:
    return _asking("mail_digest", _a_notice(people.lena, Notice.Kind.DUE).person_id)


def _mail_tip(people: SimpleNamespace, site: Site) -> Ask:
    claim = claim_in("dismissed")
    tip = Tip.objects.create(
        statement=claim.statement, claim=claim, decision="accepted", email="tipper@readers.example",
        token_sha256="1" * 64, sent_at=timezone.now(),
    )  # fmt: skip
    return _asking("mail_tip", tip.pk)


def _mail_report(people: SimpleNamespace, site: Site) -> Ask:
    now = timezone.now()
    report = ErrorReport.objects.create(
        text="The year is wrong.", email="reporter@readers.example", token_sha256="2" * 64, sent_at=now,
        due_on=(now + timedelta(days=9)).date(), outcome="right", answer="It is the year of a count.",
        answered_at=now,
    )  # fmt: skip
    return _asking("mail_report", report.pk)


def _mail_invitation(people: SimpleNamespace, site: Site) -> Ask:
    now = timezone.now()
    invitation = Invitation.objects.create(
        email="new@newsroom.example", why="Covers the harbour.", nonce="5" * 32, invited_by=people.mona,
        invited_at=now, expires_at=now + timedelta(days=3),
    )  # fmt: skip
    return _asking("mail_invitation", invitation.pk)


def _mail_reset(people: SimpleNamespace, site: Site) -> Ask:
    EmailAddress.objects.create(user=people.rana, email="rana@newsroom.example", verified=True, primary=True)
    return _asking("mail_reset", people.rana.pk)


def _mail_login_change(people: SimpleNamespace, site: Site) -> Ask:
    # Somebody who gets no notices of what the others do here
    User.objects.filter(pk=people.otto.pk).update(email="otto@newsroom.example")
    event = AccessEvent.objects.create(
        verb=AccessEvent.Verb.PASSWORD, person=people.otto, by=people.otto, way=AccessEvent.Way.DESK
    )
    return _asking("mail_login_change", event.pk)


def _deliver_webhook(people: SimpleNamespace, site: Site) -> Ask:
    webhook = Webhook.objects.create(name="Archive", url=site.url("/hook"), salt="6" * 64, made_by=people.mona)
    told = WebhookDelivery.objects.create(webhook=webhook, message_id="7" * 32, topic="test", payload={"type": "test"})
    return _asking("deliver_webhook", told.pk)


#: By the name of the job. A job that is missing here fails a test.
READY: dict[str, Callable[[SimpleNamespace, Site], Ask]] = {
    "fetch_article": _fetch_article,
    "detect_claims": _detect_claims,
    "match_claim": _match_claim,
    "match_feed": _match_feed,
    "gather_evidence": _gather_evidence,
    "ask_finder": _ask_finder,
    "capture_source": _capture_source,
    "archive_source": _archive_source,
    "recheck_source": _recheck_source,
    "refresh_feed": _refresh_feed,
    "assign_reviewers": _assign_reviewers,
    "tally_reviews": _tally_reviews,
    "announce": _announce,
    "publish_when_free": _publish_when_free,
    "tell_sender": _tell_sender,
    "deliver_webhook": _deliver_webhook,
    "mail_invitation": _mail_invitation,
    "mail_reset": _mail_reset,
    "mail_login_change": _mail_login_change,
    "mail_notice": _mail_notice,
    "mail_digest": _mail_digest,
    "mail_tip": _mail_tip,
    "mail_report": _mail_report,
}


def _nothing(people: SimpleNamespace, site: Site) -> None:
    pass


def _past_deadlines(people: SimpleNamespace, site: Site) -> None:
    today = timezone.localdate()
    for claim in (claim_in("researching"), claim_in("researching")):
        edits.plan(claim, by=people.edda, priority=2, due_on=today)
        edits.ask_for_reply(
            claim, by=people.ravi, channel="e-mail", asked_on=today - timedelta(days=9),
            deadline_on=today - timedelta(days=1),
        )  # fmt: skip
    long_ago = timezone.now() - timedelta(days=900)
    ClaimLease.objects.create(claim=a_claim(), person=people.ravi, taken_at=long_ago, until_at=long_ago)
    Tip.objects.create(statement="Old", email="old@readers.example", token_sha256="3" * 64, sent_at=long_ago)
    ErrorReport.objects.create(
        text="Old", email="old@readers.example", token_sha256="4" * 64, sent_at=long_ago, due_on=long_ago.date()
    )


def _waiting_notices(people: SimpleNamespace, site: Site) -> None:
    for person in (people.lena, people.mona):
        _a_notice(person, Notice.Kind.DUE)


def _old_looks(people: SimpleNamespace, site: Site) -> None:
    long_ago = timezone.now() - timedelta(days=900)
    for name in ("tariff", "regatta"):
        cited = snapshots.store(snapshots.keep_bytes(TARIFF, how=Snapshot.How.FETCH, text=f"The {name}."))
        source = a_source(url=site.url(f"/{name}"), identity=site.url(f"/{name}"), snapshot=cited)
        accept_evidence(a_piece_of_evidence(claim_in("researching"), source=source), by=people.ravi, stance="supports")
        Recheck.objects.create(source=source, outcome="same", cited=cited, first_at=long_ago, checked_at=long_ago)


def _feeds(people: SimpleNamespace, site: Site) -> None:
    for name in ("checks.jsonl", "more.jsonl"):
        CheckFeed.objects.create(identity=site.url(f"/{name}"), kind="lines", is_refreshed=True)


def _events(people: SimpleNamespace, site: Site) -> None:
    a_claim()


#: What the clock asks for, and what there is to do for it.
TICKS: dict[str, Callable[[SimpleNamespace, Site], None]] = {
    "watch_deadlines": _past_deadlines,
    "ask_for_digests": _waiting_notices,
    "ask_for_rechecks": _old_looks,
    "refresh_checks": _feeds,
    "seal_audit": _events,
    "resend_jobs": _nothing,
    "count_insights": _nothing,
}
#: `resend_jobs` rings, which is tested in test_lost_broker; `count_insights` fills a cache and counts anew each time.
WRITES_NOTHING = {"resend_jobs", "count_insights"}


def make_ready(names: list[str], site: Site) -> dict[str, Ask]:
    """What each of these jobs needs; nothing is owed when this returns."""
    people = cast()
    asks = {name: READY[name](people, site) for name in names}
    jobs.run_all()
    Job.objects.all().delete()
    return asks
