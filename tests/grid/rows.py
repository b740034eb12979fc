"""One set of rows for the whole grid: claims by what is special about them, and what else addresses name."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db.models import Model, TextField, Value
from django.db.models.functions import Concat, Left
from django.urls import reverse
from django.utils import timezone

from claims.accounts import invitations, resetting
from claims.accounts.tokens import make_token
from claims.models import (
    Appearance,
    Article,
    CheckFeed,
    Claim,
    Claimant,
    ErrorReport,
    Evidence,
    Export,
    FactCheck,
    FinderRun,
    GuestLink,
    Invitation,
    Job,
    Note,
    Notice,
    Outlet,
    PolicyPage,
    Role,
    RoleGrant,
    SavedFilter,
    Source,
    State,
    Tip,
    User,
    Webhook,
    WebhookDelivery,
)
from claims.workflow import assigning, edits, embargoes, guests, reviews
from claims.workflow.claimants import merge_claimants
from tests.builders import (
    PASSWORD,
    a_claim,
    a_piece_of_evidence,
    a_snapshot,
    a_source,
    cast,
    claim_in,
    file_reviews,
    make_ready_to_submit,
    scale,
)
from tests.detection.test_labels import an_article_of
from tests.grid import secrets
from tests.journeys.everything import a_claim_with_everything, tokens
from tests.public.checks import MARKUP, corrected, published

#: Columns that hold the words of people and pages outside the newsroom, and in which nobody looks a row up. What
#: strangers write comes behind what is there already.
STRANGERS: dict[type[Model], tuple[str, ...]] = {
    Article: ("title", "byline", "error"),
    Outlet: ("name",),
    Appearance: ("quote", "speaker"),
    Claimant: ("name", "description"),
    CheckFeed: ("identity",),
    Evidence: ("quote", "note", "interest"),
    FactCheck: ("statement", "publisher", "rating"),
    FinderRun: ("error",),
    GuestLink: ("addressee", "passage", "question", "text", "name", "affiliation"),
    ErrorReport: ("text",),
    Source: ("title", "publisher", "author", "error", "origin_reason"),
    Tip: ("statement", "quote", "seen_at"),
    User: ("last_name",),
}


@dataclass
class Rows:
    """`objects` by the name in the pattern of an address, or by the second word of a line."""

    claims: dict[str, Claim]
    objects: dict[str, int] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)

    def fresh(self, name: str) -> Claim:
        return Claim.objects.get(pk=self.claims[name].pk)


def make_rows() -> Rows:
    people = cast()
    User.objects.create_superuser("root", password=PASSWORD)
    claims = _claims()
    busy, proposed, change = a_claim_with_everything(claims)
    rows = Rows({**claims, "busy": busy})
    rows.tokens.update({name: path.rstrip("/").rpartition("/")[2] for name, path in _tokens(rows).items()})
    hanging = _objects_of(busy)
    secret = secrets.plant(rows.claims)
    article = an_article_of("The pier is 120 m long, the town says.")
    rows.objects |= hanging | {
        "evidence": proposed.pk,
        "source": proposed.source_id,
        "recheck": change.pk,
        "snapshot": change.cited_id,
        "article": article.pk,
        "sentence": article.sentences.get().pk,
        "notice": Notice.objects.create(person=people.ravi, key="grid", text="Something happened.").pk,
        "shared": SavedFilter.objects.create(owner=people.ravi, name="Mine", query="due=today", is_shared=True).pk,
        "own": SavedFilter.objects.create(owner=people.ravi, name="Only mine", query="due=week").pk,
        "secret": secret.pk,
        "secret_snapshot": secret.source.snapshot_id or 0,
        "open_secret": busy.evidence.get(visibility=Evidence.Visibility.NEWSROOM).pk,
        "foreign": a_snapshot("Nobody cites this.").pk,
        "person": people.omar.pk,
        "token": make_token(people.ravi, name="Ticker", scopes=["read"], days=30)[0].pk,
        "nils": _a_further_reviewer().pk,
        "number": 1,
        "n": 1,
    }
    _invite(rows)
    _something_of_every_model()
    _let_strangers_write(busy)
    return rows


def _claims() -> dict[str, Claim]:
    """In every state that a line of the table needs."""
    people = cast()
    claims = {"new": a_claim(), "queued": claim_in(State.QUEUED), "assigned": claim_in(State.QUEUED)}
    assigning.assign(claims["assigned"], people.ravi, by=people.ravi)
    claims["merged"] = claim_in(State.MERGED)
    claims["ready"] = claim_in(State.RESEARCHING)
    make_ready_to_submit(claims["ready"], by=people.ravi)
    for name in ("in_review", "filed"):
        claims[name] = claim_in(State.IN_REVIEW)
        reviews.excuse_reviewer(claims[name], people.tomas, by=people.edda, note="Away this week.")
    reviews.file_review(claims["filed"], by=people.ines, rating=scale()["true"], confidence=3, reasons="I read it all.")
    claims["tallied"] = claim_in(State.IN_REVIEW)
    file_reviews(claims["tallied"], {"ines": "true", "omar": "true"})
    claims["decided"] = _declared(claim_in(State.DECIDED, claimant="Nobody Known", topic="Ferries"))
    for name in ("embargoed", "planned"):
        claims[name] = _declared(claim_in(State.DECIDED))
        until = timezone.now() + timedelta(days=2)
        edits.plan(claims[name], by=people.elsa, priority=2, due_on=None, embargo_until=until)
    embargoes.plan_publication(claims["planned"], by=people.elsa)
    fresh = published("The quay is 90 metres long", claimant="Dana Okoro", topic="Ports")
    claims["published"] = _declared(corrected(fresh, "update", "It was measured.", summary="It is 90."))
    return claims


def _declared(claim: Claim) -> Claim:
    for person in (cast().ravi, cast().edda, cast().elsa, User.objects.get(username="root")):
        edits.declare_interest(claim, by=person, has_interest=False)
    return claim


def _a_further_reviewer() -> User:
    """Who came when all rounds had their reviewers."""
    person = User.objects.create_user("nils")
    RoleGrant.objects.create(person=person, role=Role.REVIEWER)
    return person


def _tokens(rows: Rows) -> dict[str, str]:
    """Of links in every state that they can be in, and one that nobody was ever given."""
    busy, ravi = rows.claims["busy"], cast().ravi
    made = tokens(busy, rows.claims["published"])
    asked = {"addressee": "Nora", "passage": "The fee rose.", "question": "Did it?"}
    link, revoked = guests.ask_outside(busy, by=ravi, **asked)
    guests.revoke_guest_link(link, by=ravi)
    _, answered = guests.ask_outside(busy, by=ravi, **asked)
    guests.answer(answered, stance="agree", text="It did.", name="Nora", affiliation="", may_publish=True)
    forged = reverse("guests:answer", args=["f" * 43])
    more = {"open": made["answer"], "good": made["stop"], "revoked": revoked, "answered": answered, "forged": forged}
    return {**made, **more}


def _invite(rows: Rows) -> None:
    mona, why = cast().mona, "New in the science desk."
    for name in ("invited", "withdrawn"):
        invitation = invitations.invite(f"{name}@coast.example", [Role.REPORTER], by=mona, why=why)
        rows.tokens[name] = invitations.link_of(invitation).rstrip("/").rpartition("/")[2]
    invitations.revoke(invitation, by=mona)
    rows.objects["invitation"] = Invitation.objects.get(email="invited@coast.example").pk
    # Of somebody who does not log in: that ends such a link
    forgetful = User.objects.create(username="forgetful", password=cast().lena.password)
    rows.tokens["mailed"] = resetting.link_of(forgetful).rstrip("/").rpartition("/")[2]
    rows.objects |= {"otto": cast().otto.pk, "edda": cast().edda.pk}


def _objects_of(busy: Claim) -> dict[str, int]:
    """What hangs on a claim that is being researched."""
    unseen = a_piece_of_evidence(busy, source=a_source(snapshot=None, error="It answered 503."))
    match = busy.matches.first() or busy.matched_by.get()
    failed = Job.objects.create(
        name="detect_claims", target=99, due_at=timezone.now(), failed_at=timezone.now(), error="No answer."
    )
    return {
        "element": busy.key_elements.latest("pk").pk,
        "reply": busy.reply_requests.latest("pk").pk,
        "rejected": busy.evidence.get(status=Evidence.Status.REJECTED).pk,
        "unseen": unseen.pk,
        "unarchived": busy.evidence.get(source__archive_copy__stage="failed").pk,
        "match": match.pk,
        "check": busy.check_matches.get().pk,
        "run": FinderRun.objects.get(claim=busy, finder="wikipedia").pk,
        "note": Note.objects.get(claim=busy).pk,
        "link": GuestLink.objects.get(claim=busy, addressee="Vera (open)").pk,
        "job": failed.pk,
    }


def _something_of_every_model() -> None:
    """What the admin shows and the rows above do not bring."""
    people = cast()
    one, other = (a_claim(claimant=name).claimant for name in ("Holt", "Ada Holt the Elder"))
    assert one is not None
    assert other is not None
    merge_claimants(one, other, by=people.edda)
    for version, body in enumerate(("Readers pay half of it.", "Readers pay all of it."), 1):
        PolicyPage.objects.create(slug="funding", version=version, title="Funding", body=body)
    CheckFeed.objects.create(identity="https://checks.example/feed.json", kind=CheckFeed.Kind.DATAFEED)
    Export.objects.create(person=people.edda, what="claims", format="csv", n_rows=1)
    webhook = Webhook.objects.create(name="Archive", url="https://archive.example/", salt="1", made_by=people.mona)
    WebhookDelivery.objects.create(webhook=webhook, message_id="1", topic="test", payload={})
    assert all(model.objects.exists() for model in (Tip, ErrorReport, FactCheck))


def _let_strangers_write(busy: Claim) -> None:
    """On what is frozen with a draft only where nobody publishes it: it would not be what was reviewed any more."""
    of_drafts: dict[type[Model], dict[str, Any]] = {
        Evidence: {"claim": busy},
        Source: {"evidence__claim": busy},
        Claimant: {"name__in": ("Ada Holt", "Dana Okoro")},
    }
    for model, columns in STRANGERS.items():
        found = model._default_manager.filter(**of_drafts.get(model, {})).values("pk")
        for column in columns:
            room = (getattr(model._meta.get_field(column), "max_length", None) or 10_000) - len(MARKUP)
            told = Concat(Left(column, room), Value(MARKUP), output_field=TextField())
            model._default_manager.filter(pk__in=found, **{f"{column}__gt": ""}).update(**{column: told})
