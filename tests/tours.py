"""Who looks at what when pictures are taken: a newsroom on its first day, then the demonstration as each role sees it.

A picture has the name of its address in the URLconf (`desk:add_key` is desk-add-key); another look at the same page has
more words after it. tests/journeys/test_pictures.py says which page lacks one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from allauth.mfa.totp.internal.auth import TOTP
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page

from claims import snapshots
from claims.accounts import invitations, resetting, tokens
from claims.models import Claim, Evidence, Recheck, Role, RoleGrant, Snapshot, User, Webhook
from claims.publishing import mails
from claims.workflow import error_reports, guests, tips
from tests.weight.addresses import FORMS

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "screenshots"
#: Pixels.
WIDTHS = (1440, 1024, 390)
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
#: Runs the newsroom that has nothing yet.
NEWCOMER = ("ada", "nothing-in-here-yet")
#: Of the app with which Elsa logs in.
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@dataclass
class Tour:
    """What one person looks at: named pages, then one of every kind that can be reached from them by links.

    `acts`: what is done on a page before its picture is taken. `secret`: the app's, for whoever has a second step;
    without it they stay half-way in. `has_key`: they plug in a security key and add it to their login.
    """

    person: str
    named: dict[str, str]
    follows_links: bool = False
    acts: dict[str, Callable[[Page], object]] = field(default_factory=dict)
    secret: str = ""
    has_key: bool = False
    pages: dict[str, str] = field(default_factory=dict)


def name_of_kind(kind: str) -> str:
    """The name of the picture of an address of the URLconf."""
    return kind.replace(":", "-").replace("_", "-")


def empty_tours() -> list[Tour]:
    """A newsroom on its first day."""
    person = User.objects.create_user(NEWCOMER[0], password=NEWCOMER[1], first_name="Ada", last_name="Newcomer")
    RoleGrant.objects.bulk_create(RoleGrant(person=person, role=role) for role in (Role.EDITOR, Role.RESEARCHER))
    desk = ("inbox", "board", "claims", "saved_filters", "articles", "my_work", "insights", "jobs", "tokens")
    public = ("home", "topics", "corrections")
    return [
        Tour("", {f"empty-{name}": reverse(f"public:{name}") for name in public}),
        Tour(NEWCOMER[0], {f"empty-{name_of_kind(f'desk:{name}')}": reverse(f"desk:{name}") for name in desk}),
    ]


def full_tours() -> list[Tour]:
    """The newsroom of the demonstration, seen by those whom each page is for."""
    claims = {
        state: Claim.objects.filter(state=state, is_demonstration=True).order_by("-priority")[0]
        for state in ("queued", "researching", "in_review", "decided", "published", "retracted")
    }
    people = {person.username: person for person in User.objects.all()}
    set_up(claims["published"], people)
    return [
        strangers(claims, people),
        *newsroom(claims),
        moderator(people),
        Tour("elsa", {"desk-login-code": reverse("desk:login_code")}),
        second_steps(),
    ]


def set_up(published: Claim, people: dict[str, User]) -> None:
    """What the demonstration has no row of, and pages need."""
    TOTP.activate(people["elsa"], SECRET)
    tokens.make_token(people["edda"], name="Front page ticker", scopes=["read"], days=90)
    Webhook.objects.create(name="Front page", url="https://desk.example/hook", salt="demo", made_by=people["mona"])
    cited = (
        Evidence.objects.filter(claim=published, status="accepted", source__snapshot__isnull=False)
        .earliest("pk")
        .source
    )
    text = f"{snapshots.text_of(cited.snapshot)}\nCorrected on Monday: an earlier version gave another year."
    fresh = snapshots.store(snapshots.keep_bytes(text.encode(), how=Snapshot.How.PASTE, text=text))
    now = timezone.now()
    Recheck.objects.create(
        source=cited, cited=cited.snapshot, fresh=fresh, outcome=Recheck.Outcome.CORRECTED, mark="pictures",
        sentence="Its text differs from the capture that is cited, and it speaks of a correction.",
        signs=["Corrected on Monday"], first_at=now, checked_at=now,
    )  # fmt: skip


def strangers(claims: dict[str, Claim], people: dict[str, User]) -> Tour:
    """Readers, and whoever holds a link."""
    published, researching = claims["published"], claims["researching"]
    _, asked = guests.ask_outside(
        researching, by=people["ravi"], addressee="Dr Aksel Brun", passage=researching.statement,
        question="May the two years be compared?",
    )  # fmt: skip
    _, tip = tips.send_tip(statement="The mayor sold the lighthouse for one coin", seen_at="A leaflet")
    _, report = error_reports.send_report(text="The year in the second line is wrong.", claim=published)
    why = "Joins the science desk."
    invitation = invitations.invite("nora@coast.example", [Role.EDITOR], by=people["mona"], why=why)
    named = {
        "public-claim": published.get_absolute_url(),
        "public-claim-withdrawn": claims["retracted"].get_absolute_url(),
        "public-home-nothing-found": "/?q=zeppelin",
        "public-claim-not-found": "/claims/no-such-check/",
        "public-sent": reverse("public:sent", args=[tip]),
        "public-sent-report": reverse("public:sent", args=[report]),
        "public-page-version": reverse("public:page_version", args=["privacy", 1]),
        "guests-answer": reverse("guests:answer", args=[asked]),
        "guests-answer-no-such-link": reverse("guests:answer", args=["no-such-link"]),
        "guests-thanks": reverse("guests:thanks"),
        "guests-stop-mail": urlsplit(mails.stop_url(people["ravi"], "digest")).path,
        "api-v1-api-root": reverse("api-v1:api-root"),
        "desk-login": reverse("desk:login"),
        "desk-forgotten": reverse("desk:forgotten"),
        "desk-new-password": urlsplit(resetting.link_of(people["lena"])).path,
        "desk-accept-invitation": urlsplit(invitations.link_of(invitation)).path,
        "public-home": "/",
    }
    return Tour("", named, follows_links=True)


def newsroom(claims: dict[str, Claim]) -> list[Tour]:
    """The desk as those see it who have most to do there; the editor goes everywhere, the researcher to the rest."""

    def of(state: str, name: str = "claim", *more: object) -> str:
        return reverse(f"desk:{name}", args=[claims[state].pk, *more])

    busy = Claim.objects.filter(state="researching", key_elements__isnull=False, reply_requests__isnull=False)
    claim = busy.order_by("-priority")[0]
    element, asked = claim.key_elements.earliest("pk"), claim.reply_requests.latest("pk")
    piece = Evidence.objects.filter(claim=claim).earliest("pk")
    change = Recheck.objects.get(mark="pictures")
    inbox = reverse("desk:inbox")
    work = {
        "desk-claim-draft": of("researching"),
        "desk-my-work": reverse("desk:my_work"),
        "desk-preview": reverse("desk:preview", args=[claim.pk]),
        "desk-edit-key-element": reverse("desk:edit_key_element", args=[claim.pk, element.pk]),
        "desk-record-reply": reverse("desk:record_reply", args=[claim.pk, asked.pk]),
        "desk-ask-claimant": reverse("desk:ask_claimant", args=[claim.pk, asked.pk]),
        "desk-change-visibility": reverse("desk:change_visibility", args=[claim.pk, piece.pk]),
        "desk-add-app": reverse("desk:add_app"),
        "desk-claim-rest": reverse("desk:claim_rest", args=[claim.pk, "replies"]),
        **{name_of_kind(f"desk:{name}"): reverse(f"desk:{name}", args=[claim.pk]) for name in FORMS},
    }
    reviews = {"desk-claim-review": of("in_review"), "desk-my-work-reviewer": reverse("desk:my_work")}
    everything = {
        "desk-claim-published": of("published"),
        "desk-claim-decided": of("decided"),
        "desk-claim": of("queued"),
        "desk-reviewers": of("in_review", "reviewers"),
        "desk-source-change": of("published", "source_change", change.pk),
        "desk-claims": reverse("desk:claims"),
        "desk-insights": f"{reverse('desk:insights')}?demonstration=1",
        "desk-search": f"{reverse('desk:search')}?q=harbour",
        "desk-search-nothing-found": f"{reverse('desk:search')}?q=zeppelin",
        "desk-claim-not-found": reverse("desk:claim", args=[999_999]),
        "desk-inbox-keys": inbox,
        "desk-inbox-palette": inbox,
        "desk-inbox": inbox,
    }
    acts = {"desk-inbox-keys": press_question_mark, "desk-inbox-palette": ask_the_palette}
    return [
        Tour("otto", {"desk-inbox-refused": inbox}),
        Tour("ines", reviews),
        Tour("edda", everything, follows_links=True, acts=acts),
        Tour("ravi", work, follows_links=True),
    ]


def moderator(people: dict[str, User]) -> Tour:
    admin = {f"admin-{name}": reverse(f"admin:claims_{name}_changelist") for name in ("tip", "claim", "webhook")}
    admin |= {
        "admin-index": reverse("admin:index"),
        "admin-user-change": reverse("admin:claims_user_change", args=[people["ravi"].pk]),
    }
    desk = {
        "desk-style": reverse("desk:style"),
        "desk-people": reverse("desk:people"),
        "desk-person": reverse("desk:person", args=[people["elsa"].pk]),
    }
    change = reverse("admin:claims_webhook_change", args=[Webhook.objects.get().pk])
    return Tour("mona", {**desk, **admin, "admin-webhook-change": change})


def second_steps() -> Tour:
    """Elsa has an app and a key; the form to set up an app is somebody else's, who has none."""
    pages = ("your_login", "confirm", "confirm_code", "confirm_key", "add_key", "remove_app", "new_codes")
    named = {name_of_kind(f"desk:{name}"): reverse(f"desk:{name}") for name in pages}
    # Codes are shown once: each picture has new ones made.
    named["desk-recovery-codes"] = reverse("desk:new_codes")
    acts = {"desk-recovery-codes": make_new_codes}
    return Tour("elsa", named, follows_links=True, acts=acts, secret=SECRET, has_key=True)


# ── what is done on a page before its picture is taken ──


def press_question_mark(page: Page) -> None:
    page.keyboard.press("?")
    page.locator("#keys[open]").wait_for()


def ask_the_palette(page: Page) -> None:
    page.keyboard.press("Control+k")
    page.keyboard.type("harbour")
    page.locator("#palette-hits [role=option]").first.wait_for()


def make_new_codes(page: Page) -> None:
    page.get_by_role("button", name="Make new ones").click()
    page.wait_for_url(re.compile(reverse("desk:recovery_codes")))
