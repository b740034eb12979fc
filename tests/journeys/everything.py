"""One set of rows with something of every kind on every page: what the walk over all pages looks at."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.urls import reverse
from django.utils import timezone

from claims.accounts import invitations, resetting, roles
from claims.accounts.roles import Way
from claims.desk.sending import send_sentence
from claims.detection.claims import tie_to_sentence
from claims.evidence.decisions import accept_evidence, reject_evidence
from claims.models import (
    ArchiveCopy,
    Article,
    Claim,
    Claimant,
    Evidence,
    FinderRun,
    GuestLink,
    Job,
    Match,
    Notice,
    Outlet,
    PolicyPage,
    Recheck,
    Role,
    SavedFilter,
    Sentence,
    State,
)
from claims.publishing import mails
from claims.workflow import edits, embargoes, error_reports, guests, leasing, notes, tips, watching
from claims.workflow.moves import move
from tests.builders import (
    FULL_DESCRIPTION,
    a_claim,
    a_piece_of_evidence,
    a_snapshot,
    a_source,
    an_article,
    cast,
    claim_in,
    file_reviews,
    make_ready_to_submit,
)
from tests.desk.test_claim_family import a_check_match, a_match, said_in
from tests.detection.test_labels import accept, an_article_of, dismiss, suggest
from tests.public.checks import HOSTILE, MARKUP, checked_again, corrected, published

ENDLESS = "Averyveryverylongwordwithoutanybreak" * 6
#: The longest word that German dictionaries had for a law. It is in the statement of every claim below: no page that
#: shows one may need scrolling sideways on a phone.
LONG_WORD = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz"


@dataclass(frozen=True)
class Everything:
    """What pages are asked for by: rows, and the tokens that open pages without a login."""

    busy: Claim
    split: Claim
    proposed: Evidence
    change: Recheck
    article: Article
    #: One claim in each state
    claims: dict[str, Claim]
    #: Published checks by what is special about them
    checks: dict[str, Claim]
    #: What people and pages outside have told, all of it markup: a claim that is being researched, and an article
    strangers: Claim
    strange_article: Article
    tokens: dict[str, str] = field(default_factory=dict)

    @property
    def claimant(self) -> Claimant:
        return Claimant.objects.get(name="Dana Okoro")


def make_everything() -> Everything:
    claims = {
        state.value: claim_in(
            state, statement=f"{LONG_WORD}: the fee rose by a third, {state.label.lower()}", language="de"
        )
        for state in State
    }
    busy, proposed, change = a_claim_with_everything(claims)
    checks = published_checks()
    rows = Everything(
        busy, a_split_round(), proposed, change, an_article_with_claims(claims["queued"]), claims, checks,
        *what_strangers_wrote(),
    )  # fmt: skip
    rows.tokens.update(tokens(busy, checks["plain"]))
    rows.tokens.update(what_strangers_sent(checks["hostile"]))
    plan(claims)
    fill_insights()
    what_waits_and_what_failed(rows)
    return rows


def a_claim_with_everything(claims: dict[str, Claim]) -> tuple[Claim, Evidence, Recheck]:
    """Being researched, with a row in every part of its page."""
    people, now = cast(), timezone.now()
    claim = claim_in(
        State.RESEARCHING, statement=f"The harbour fee of {LONG_WORD} rose by a third", claimant="Ada Holt"
    )
    proposed = a_piece_of_evidence(claim, proposed_stance_score=0.7, proposed_stance_reasons=["did not"])
    make_ready_to_submit(claim, by=people.ravi)
    for stance in ("supports", "mentions"):
        more = a_piece_of_evidence(claim, quote=f"A third of it is {stance}.")
        accept_evidence(more, by=people.ravi, stance=stance, description=FULL_DESCRIPTION)
    reject_evidence(a_piece_of_evidence(claim, quote="It rained."), by=people.ravi, reason="It is about the weather.")
    kept, failed, *_ = [item.source for item in claim.evidence.filter(status="accepted").select_related("source")]
    ArchiveCopy.objects.create(
        source=kept, stage="kept", url="https://web.archive.org/web/1/https://source.example/1", archived_at=now,
        asked_at=now,
    )  # fmt: skip
    ArchiveCopy.objects.create(source=failed, stage="failed", error="The archive answered 520.", asked_at=now)
    change = Recheck.objects.create(
        source=kept, cited=kept.snapshot, fresh=a_snapshot("The fee rose by a half."), outcome="changed", mark="m",
        sentence="Its text differs from the capture that is cited.", first_at=now, checked_at=now,
    )  # fmt: skip
    FinderRun.objects.create(claim=claim, finder="archive", n_found=3, ran_at=now)
    FinderRun.objects.create(claim=claim, finder="wikipedia", error="It answered 503.", ran_at=now)
    edits.add_key_element(claim, by=people.ravi, text="The tariff of 2024 is in force")
    edits.log_counter_search(claim, by=people.ravi, place="Port archive", query="tariff", result="Nothing.")
    asked_on = timezone.localdate() - timedelta(days=9)
    edits.ask_for_reply(claim, by=people.ravi, channel="letter", asked_on=asked_on, deadline_on=asked_on)
    edits.declare_interest(claim, by=people.ravi, has_interest=True, statement="Owns a boat.")
    said_in(claim, "The fee rose by a third, the town said.", "The company denies the claim.")
    a_check_match(claim)
    a_match(claim, claims["queued"])
    notes.write_note(claim, by=people.edda, text="Ask the port, @ravi.")
    leasing.take_lease(claim, by=people.edda)
    watching.watch(claim, by=people.lena)
    return Claim.objects.get(pk=claim.pk), proposed, change


def a_split_round() -> Claim:
    """Its reviewers do not agree, so an editor has to decide and to say why."""
    claim = claim_in(State.IN_REVIEW, statement=f"The harbour fee rose, {LONG_WORD} says")
    file_reviews(claim, {"ines": "true", "omar": "false", "tomas": "unproven"})
    return claim


def an_article_with_claims(known: Claim) -> Article:
    outlet = Outlet.objects.create(name="Coast Courier")
    article = an_article_of(
        "The fee rose by a third.", "Nobody knows why.", "The port lost 200 jobs.", outlet=outlet, byline="Ida Berg",
        imported_by=cast().rana,
    )  # fmt: skip
    claim = suggest(article, 0, f"The fee rose by a third, says {LONG_WORD}")
    Match.objects.create(claim=claim, other=known, score=0.8)
    send_sentence(article, Sentence.objects.get(article=article, position=2).pk, by=cast().rana)
    tie_to_sentence(known, Sentence.objects.get(article=article, position=1))
    an_article("", stage="failed", error="The page is empty.", title="", url="https://news.example/" + 60 * "long")
    return article


def what_strangers_wrote() -> tuple[Claim, Article]:
    """Markup and script wherever somebody outside has a say."""
    ravi = cast().ravi
    outlet = Outlet.objects.create(name=f"Gazette {MARKUP}")
    article = an_article_of(f"The pier {MARKUP} costs 7 crowns.", outlet=outlet, byline=MARKUP, title=MARKUP)
    claim = claim_in(State.RESEARCHING, statement=f"The pier {MARKUP} costs 7 crowns", claimant=MARKUP)
    tie_to_sentence(claim, article.sentences.get())
    file = a_source(kind="file", url="", title=f"{MARKUP}.pdf", publisher=MARKUP, author=MARKUP, error=MARKUP)
    accept_evidence(
        a_piece_of_evidence(claim, source=file, quote=MARKUP), by=ravi, stance="supports", description=FULL_DESCRIPTION
    )
    a_piece_of_evidence(claim, source=a_source(title=MARKUP, snapshot=None, error=MARKUP), quote=MARKUP)
    a_check_match(claim, statement=MARKUP, publisher=MARKUP, rating=MARKUP)
    FinderRun.objects.create(claim=claim, finder="wikipedia", error=MARKUP, ran_at=timezone.now())
    _, token = guests.ask_outside(claim, by=ravi, addressee=MARKUP, passage=MARKUP, question=MARKUP)
    guests.answer(token, stance="agree", text=MARKUP, name=MARKUP, affiliation=MARKUP, may_publish=True)
    notes.write_note(claim, by=ravi, text=MARKUP)
    return Claim.objects.get(pk=claim.pk), article


def what_strangers_sent(check: Claim) -> dict[str, str]:
    """The pages on which they see it again."""
    _, tip = tips.send_tip(statement=f"The pier {MARKUP} costs 7 crowns", quote=MARKUP, seen_at=MARKUP)
    _, report = error_reports.send_report(text=MARKUP, claim=check)
    return {"strange_tip": reverse("public:sent", args=[tip]), "strange_report": reverse("public:sent", args=[report])}


def published_checks() -> dict[str, Claim]:
    """Checks of every kind, as readers meet them."""
    for version, body in enumerate(("Readers pay half of it.", "Readers pay all of it."), 1):
        PolicyPage.objects.create(slug="funding", version=version, title="Funding", body=body)
    plain = published(f"Harbour fees have tripled since {LONG_WORD}", claimant="Dana Okoro",
                      unknowns="What others paid.", topic="Ports")  # fmt: skip
    published("The harbour earns less than it costs", claimant="Dana Okoro", topic="Ports", rating="true")
    withdrawn = corrected(published(), "substantial", "The year was wrong.", summary="It fell.")
    move(withdrawn, "retract", by=cast().edda, note="The tariff was forged.")
    reopened = published(rating="unproven", is_demonstration=True)
    move(reopened, "reopen", by=cast().edda, note="New figures are out.")
    again = checked_again(published(), rating="true", correction_class="substantial", note="The new tariff proves it.")
    hostile = published(f"{ENDLESS} was said, {HOSTILE}", claimant="X" * 150, summary=HOSTILE, text="long " * 400)
    return {"plain": plain, "withdrawn": withdrawn, "reopened": reopened, "again": again, "hostile": hostile}


def tokens(claim: Claim, check: Claim) -> dict[str, str]:
    """Addresses that a mail or a thank-you leads to, by what they are."""
    people = cast()
    asked: dict[str, str] = {}
    for name in ("open", "expired", "answered"):
        _, asked[name] = guests.ask_outside(
            claim, by=people.ravi, addressee=f"Vera ({name})", passage="The fee rose by a third.", question="Did it?"
        )
    guests.answer(
        asked["answered"], stance="disagree", text="It fell.", name="Vera Quay", affiliation="", may_publish=True
    )
    GuestLink.objects.filter(addressee="Vera (expired)").update(expires_at=timezone.now())
    _, tip = tips.send_tip(statement=f"The mayor sold the {LONG_WORD}", seen_at="A leaflet")
    _, report = error_reports.send_report(text="The year is wrong there.", claim=check)
    return {
        "answer": reverse("guests:answer", args=[asked["open"]]),
        "expired": reverse("guests:answer", args=[asked["expired"]]),
        "tip": reverse("public:sent", args=[tip]),
        "report": reverse("public:sent", args=[report]),
        "invitation": f"/{an_invitation().split('/', 3)[3]}",
        "reset": f"/{resetting.link_of(people.lena).split('/', 3)[3]}",
        "stop": f"/{mails.stop_url(people.ravi, 'digest').split('/', 3)[3]}",
    }


def an_invitation() -> str:
    """Its link; and somebody who has come in by one, and has set up a second step."""
    people = cast()
    why = "Joins the science desk."
    roles.give_role(people.elsa, Role.REPORTER, by=people.mona, way=Way.DESK, why=why)
    TOTP.activate(people.elsa, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(people.elsa)
    return invitations.link_of(invitations.invite("nora@coast.example", [Role.EDITOR], by=people.mona, why=why))


def plan(claims: dict[str, Claim]) -> None:
    """Due dates, embargoes and what is planned for their end."""
    people, now = cast(), timezone.now()
    edits.plan(claims["queued"], by=people.edda, priority=3, due_on=now.date() - timedelta(days=2))
    for person in (people.ravi, people.edda, people.elsa):
        edits.declare_interest(claims["decided"], by=person, has_interest=False)
    edits.plan(claims["decided"], by=people.elsa, priority=2, due_on=None, embargo_until=now + timedelta(days=2))
    embargoes.plan_publication(Claim.objects.get(pk=claims["decided"].pk), by=people.elsa)


def fill_insights() -> None:
    article = an_article_of("The ferry carried 410,000 people.", "It was late.", "The quay is 90 m long.")
    accept(suggest(article, 0))
    dismiss(suggest(article, 1), "opinion")
    suggest(article, 2)


def what_waits_and_what_failed(rows: Everything) -> None:
    now, people = timezone.now(), cast()
    Job.objects.create(name="fetch_article", target=rows.article.pk, due_at=now, failed_at=now, error="No answer.")
    for key in "ab":
        Notice.objects.create(person=people.edda, claim=rows.busy, key=key, text="Something happened to this claim")
    SavedFilter.objects.create(owner=people.edda, name="Overdue", query="due=overdue", is_shared=True)
    SavedFilter.objects.create(owner=people.ravi, name=ENDLESS[:80], query="who=me")
    for number in range(3):
        a_claim(
            f"The lamp of pier {number} was lit in 19{number} by {LONG_WORD}", score=0.9, reasons=["gives a number"]
        )
