"""Every page there is, by day on a desk and by night on a phone: no barrier, no scrolling sideways, no fault, light.

The list of pages comes from the addresses themselves: a page that nobody visits here makes the test fail by its name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.template.loader import render_to_string
from django.urls import Resolver404, get_resolver, resolve, reverse
from playwright.sync_api import Page, Route, expect

import claims
from claims.admin.site import site
from claims.models import Outlet, State, User
from tests.admin.rows import make_what_moderators_look_after
from tests.builders import PASSWORD, cast
from tests.desk.people import client_of
from tests.journeys.acts import log_in, press
from tests.journeys.everything import Everything, make_everything
from tests.journeys.looks import MAX_HTML, UNFOLD, burdens, faults_of, sit_in_the_dark
from tests.weight.addresses import FORMS

#: Named addresses that answer with something else than a page: files, feeds, and parts of a page. And two that take a
#: security key, which the journey of logins has.
NO_PAGES = {
    "desk:confirm_key", "desk:remove_key",
    "desk:capture_warc", "desk:claim_dossier", "desk:claim_live", "desk:counts", "desk:find", "desk:newcomers",
    "desk:token", "public:atom", "public:datafeed", "public:news", "public:oembed", "public:picture", "public:robots",
    "public:sitemap",
}  # fmt: skip
ERRORS = sorted(path.name for path in (Path(claims.__file__).parent / "templates").glob("[45]*.html"))
DRAFT = "The number of visitors rose by 31 percent in 2024, the board said.\n\nIs it not a fine view?"


@dataclass(frozen=True)
class Visit:
    """A page as somebody of the cast sees it (a stranger, without `by`), after `act` was done on it."""

    path: str
    by: str = ""
    status: int = 200
    act: Callable[[Page], object] | None = None


# ── what is done on a page before it is looked at ──


def ask_the_palette(page: Page) -> None:
    press(page, "Control+k")
    page.keyboard.type("lamp pier")
    expect(page.locator("#palette").get_by_role("option").first).to_be_visible()


def accept_several(page: Page) -> None:
    press(page, "j", "x", "Shift+A")
    expect(page.get_by_role("status", name="What was done")).to_contain_text("1 accepted")


def check_a_draft(text: str, said: str) -> Callable[[Page], object]:
    def act(page: Page) -> None:
        page.get_by_label("Draft", exact=True).fill(text)
        page.get_by_role("button", name="Check it").click()
        expect(page.get_by_text(said)).to_be_visible()

    return act


def import_nonsense(page: Page) -> None:
    page.get_by_label("Addresses").fill("nonsense")
    page.get_by_role("button", name="Import").click()
    expect(page.get_by_role("heading", name="Not everything could be imported")).to_be_visible()


def make_a_token(page: Page) -> None:
    page.get_by_label("Which program is it for?").fill("Ticker")
    page.get_by_role("button", name="Make it").click()
    expect(page.get_by_role("status", name="The token for")).to_be_visible()


def send_nothing(button: str) -> Callable[[Page], object]:
    """The form with its errors; the browser would not let it go."""

    def act(page: Page) -> None:
        page.evaluate("document.querySelectorAll('form').forEach((form) => { form.noValidate = true; })")
        with page.expect_navigation():
            page.get_by_role("button", name=button, exact=True).click()

    return act


def open_every_form(page: Page) -> None:
    """Those that are fetched when they are unfolded, too."""
    page.evaluate(UNFOLD)
    expect(page.get_by_role("link", name=re.compile("Open the (form|list)"))).to_have_count(0)


# ── where the walk leads ──


def empty_pages() -> list[Visit]:
    """Before there is anything to show."""
    desk = ("inbox", "board", "articles", "claims", "saved_filters", "search", "my_work", "jobs", "insights")
    public = ("home", "topics", "corrections")
    return [
        *(Visit(reverse(f"desk:{name}"), by="edda") for name in desk),
        *(Visit(reverse(f"public:{name}")) for name in public),
        Visit(reverse("public:page", args=["privacy"])),
    ]


def desk_pages(rows: Everything) -> Iterator[Visit]:
    def of_claim(name: str, claim: object, by: str, *args: object) -> Visit:
        return Visit(reverse(f"desk:{name}", args=[claim.pk, *args]), by=by)  # type: ignore[attr-defined]

    inbox, draft = reverse("desk:inbox"), reverse("desk:draft")
    yield Visit(reverse("desk:login"))
    yield Visit(reverse("desk:login"), status=422, act=send_nothing("Log in"))
    yield Visit(inbox, by="edda")
    yield Visit(f"{inbox}?q=nothing+like+it", by="edda")
    yield Visit(inbox, by="edda", act=lambda page: press(page, "?"))
    for key in ("d", "m", "g"):
        yield Visit(inbox, by="edda", act=lambda page, key=key: press(page, "j", key))
    yield Visit(inbox, by="edda", act=ask_the_palette)
    yield Visit(inbox, by="edda", act=accept_several)
    for path in ("board/", "board/?state=published", "claims/", "claims/?view=table&sort=due", "search/?q=fee",
                 "articles/", "import/", "send-claim/", "my-work/", "me/", "me/tokens/", "jobs/", "insights/",
                 "claims/filters/"):  # fmt: skip
        yield Visit(inbox + path, by="edda")
    yield Visit(reverse("desk:import"), by="edda", act=import_nonsense)
    yield Visit(reverse("desk:tokens"), by="edda", act=make_a_token)
    yield Visit(draft, by="edda")
    yield Visit(draft, by="edda", act=check_a_draft("", "there is nothing to check yet"))
    yield Visit(draft, by="edda", act=check_a_draft(DRAFT, "Nothing was stored"))
    yield Visit(rows.article.get_absolute_url(), by="edda")
    yield Visit(f"{rows.article.get_absolute_url()}?original=1", by="edda")
    yield Visit(f"{rows.strange_article.get_absolute_url()}?original=1", by="edda")
    yield of_claim("claim", rows.strangers, "edda")
    yield of_claim("claim_history", rows.claims["retracted"], "edda")
    yield of_claim("reviewers", rows.claims["in_review"], "edda")
    yield of_claim("claim_round", rows.split, "edda", 1)
    yield of_claim("claim", rows.split, "edda")
    for state in (state for state in State.values if state not in {"researching", "in_review"}):
        yield of_claim("claim", rows.claims[state], "edda")
    yield of_claim("researchers", rows.claims["queued"], "edda")
    yield Visit(reverse("desk:claim", args=[rows.busy.pk]), by="ravi", act=open_every_form)
    asked, element = rows.busy.reply_requests.latest("pk"), rows.busy.key_elements.earliest("pk")
    for name, row in (("preview", None), ("source_change", rows.change), ("accept_evidence", rows.proposed),
                      ("reject_evidence", rows.proposed), ("change_visibility", rows.proposed),
                      ("decide_origin", rows.proposed.source),
                      ("edit_key_element", element), ("record_reply", asked), ("ask_claimant", asked)):  # fmt: skip
        yield of_claim(name, rows.busy, "ravi", *([row.pk] if row else []))
    for name in FORMS:
        yield of_claim(name, rows.busy, "ravi")
    for name in ("proposed", "origins", "replies", "claimant_links"):
        yield of_claim("claim_rest", rows.busy, "ravi", name)
    yield of_claim("claim", rows.claims["in_review"], "ines")
    yield of_claim("claim_round", rows.claims["in_review"], "ines", 1)
    yield Visit(reverse("desk:my_work"), by="ines")
    yield Visit(f"{reverse('desk:style')}?toast=1", by="mona")
    yield Visit(inbox, by="otto", status=403)
    yield Visit(f"{inbox}no/such/page/", by="mona", status=404)
    yield Visit(reverse("desk:article", args=[999_999]), by="mona", status=404)


def confirm(page: Page) -> None:
    page.get_by_label("Password").fill(PASSWORD)
    with page.expect_navigation():
        page.get_by_role("button", name="Go on").click()


def give_the_first_step(page: Page) -> None:
    """Elsa has set up a second one."""
    page.get_by_label("User name").fill("elsa")
    page.get_by_label("Password").fill(PASSWORD)
    with page.expect_navigation():
        page.get_by_role("button", name="Log in").click()
    expect(page).to_have_url(re.compile(reverse("desk:login_code")))


def login_pages(rows: Everything) -> Iterator[Visit]:
    """Whoever sets up or removes a second step has said just before who they are."""
    yield Visit(rows.tokens["invitation"])
    yield Visit(rows.tokens["invitation"], status=422, act=send_nothing("Make my login"))
    yield Visit(reverse("desk:forgotten"))
    yield Visit(rows.tokens["reset"])
    yield Visit(reverse("desk:people"), by="mona")
    yield Visit(reverse("desk:people"), by="mona", status=422, act=send_nothing("Invite"))
    yield Visit(reverse("desk:person", args=[cast().elsa.pk]), by="mona")
    yield Visit(reverse("desk:login"), act=give_the_first_step)
    yield Visit(reverse("desk:confirm"), by="ravi", act=confirm)
    yield Visit(reverse("desk:add_app"), by="ravi")
    yield Visit(reverse("desk:confirm"), by="elsa")
    yield Visit(reverse("desk:confirm"), by="elsa", act=confirm)
    for name in ("your_login", "add_key", "remove_app", "recovery_codes", "new_codes", "confirm_code"):
        yield Visit(reverse(f"desk:{name}"), by="elsa")


def merge_them(page: Page) -> None:
    """The question who stays, before it is answered."""
    page.locator("#action-toggle").check()
    page.get_by_label("Action:").select_option(label="Merge into one claimant")
    with page.expect_navigation():
        page.get_by_role("button", name="Go").click()


def admin_pages() -> Iterator[Visit]:
    """What moderators use: lists with filters, searches and actions, the form of each kind, history, deleting."""
    make_what_moderators_look_after()
    outlet = Outlet.objects.earliest("pk")
    mona, about = cast().mona, ContentType.objects.get_for_model(Outlet)
    LogEntry.objects.create(user=mona, content_type=about, object_id=outlet.pk, object_repr="Outlet", action_flag=2)
    index = reverse("admin:index")
    yield Visit(index, by="mona")
    for path in ("", "claim/?state=published&q=harbour", "claim/?q=nothing+like+it", "accessevent/", "user/", "tip/",
                 "errorreport/?clock=open", "claimevent/?o=2.-1", "user/add/", "policypage/add/?slug=funding",
                 f"outlet/{outlet.pk}/history/", f"outlet/{outlet.pk}/delete/", f"user/{mona.pk}/history/",
                 "ratingscale/add/"):  # fmt: skip
        yield Visit(f"{index}claims/{path}", by="mona")
    yield Visit(f"{index}claims/policypage/add/", by="mona", act=send_nothing("Save"))
    yield Visit(f"{index}claims/claimant/", by="mona", act=merge_them)
    yield Visit(reverse("admin:auth_user_password_change", args=[User.objects.create_user("newcomer").pk]), by="mona")
    for model in site._registry:
        row = model._default_manager.earliest("pk")
        yield Visit(reverse(f"admin:claims_{model._meta.model_name}_change", args=[row.pk]), by="mona")


def public_pages(rows: Everything) -> Iterator[Visit]:
    home, check = reverse("public:home"), rows.checks["plain"]
    for path in ("", "?q=nothing+like+it", "?rating=mostly-false&topic=ports", "topics/", "topics/ports/",
                 "corrections/", "corrections/?kind=withdrawal", "methodology/", "people/",
                 "funding/", "funding/versions/", "funding/v/1/", "send-a-claim/"):  # fmt: skip
        yield Visit(home + path)
    yield Visit(reverse("public:claimant", args=[rows.claimant.pk]))
    for claim in rows.checks.values():
        yield Visit(claim.get_absolute_url())
    for name in ("again", "withdrawn"):
        yield Visit(reverse("public:revision", args=[rows.checks[name].slug, 1]))
    for name in ("plain", "withdrawn", "hostile"):
        yield Visit(reverse("public:embed", args=[rows.checks[name].slug]))
    yield Visit(f"{reverse('public:report')}?check={check.slug}")
    yield Visit(reverse("public:report"), status=422, act=send_nothing("Send"))
    for name in ("tip", "report", "strange_tip", "strange_report"):
        yield Visit(rows.tokens[name])
    yield Visit(f"{home}no/such/page/", status=404)
    yield Visit(reverse("api-v1:api-root"))


def guest_pages(rows: Everything) -> Iterator[Visit]:
    yield Visit(rows.tokens["answer"])
    yield Visit(rows.tokens["answer"], status=422, act=send_nothing("Send my answer"))
    yield Visit(rows.tokens["expired"], status=404)
    yield Visit(rows.tokens["stop"])
    yield Visit(reverse("guests:thanks"))


def error_pages(page: Page) -> Iterator[Visit]:
    """The pages that Django shows when no view can: from the site's own address, so that their styles come too."""
    for name in ERRORS:
        body = render_to_string(name)
        page.route(f"**/errors/{name}", answering(body))
        yield Visit(f"/errors/{name}")


def answering(body: str) -> Callable[[Route], None]:
    return lambda route: route.fulfill(body=body, content_type="text/html")


# ── the walk ──


@dataclass
class Walk:
    page: Page
    seen: set[str]
    faults: list[str]

    def go(self, visits: Iterator[Visit] | list[Visit]) -> None:
        by = None
        for visit in visits:
            if visit.by != by:
                by = visit.by
                self._become(by)
            self._visit(visit)

    def _become(self, name: str) -> None:
        if name:
            log_in(self.page, name)
        else:
            self.page.context.clear_cookies()

    def _visit(self, visit: Visit) -> None:
        sit_in_the_dark(self.page)
        answer = self.page.goto(visit.path)
        assert answer is not None
        name = name_of(visit.path)
        faults = [] if name.startswith("admin:") else burdens(self.page)  # its scripts are Django's own
        if not name.startswith(("admin:", "desk:", "api-v1:")) and len(answer.body()) > MAX_HTML:
            faults.append(f"has {len(answer.body())} bytes of HTML")
        if visit.act:
            visit.act(self.page)
            self.seen.add(name_of(self.page.url))
        elif answer.status != visit.status:
            faults.append(f"was answered with {answer.status}")
        elif answer.ok:
            self.seen.add(name)
        faults += faults_of(self.page)
        if self.page.locator("x-stranger").count():
            faults.append("has an element that somebody outside wrote")
        self.faults += [f"{visit.path} ({visit.by or 'a reader'}): {fault}" for fault in faults]


def name_of(path: str) -> str:
    try:
        return resolve(urlsplit(path).path).view_name
    except Resolver404:
        return ""


def named_addresses() -> Iterator[tuple[str, str]]:
    """(name, an address) of everything but the admin, whose pages are found by its kinds, and of the API but its
    reference; "1" fits every pattern."""
    for space, (_, resolver) in get_resolver().namespace_dict.items():
        for name in filter(lambda key: isinstance(key, str), resolver.reverse_dict):
            *_, converters = resolver.reverse_dict[name]
            if space != "admin" and (space != "api-v1" or name == "api-root"):
                yield f"{space}:{name}", reverse(f"{space}:{name}", kwargs=dict.fromkeys(converters, "1"))


def is_page(address: str) -> bool:
    """Whatever only takes forms leads a GET elsewhere; to say who one is, is no elsewhere."""
    answer = client_of("edda").get(address)
    asks_who = answer.headers.get("Location", "").startswith(reverse("desk:confirm"))
    return asks_who or answer.status_code not in {302, 405}


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_every_page_is_free_of_barriers_faults_and_weight_by_day_and_by_night(page: Page) -> None:
    walk = Walk(page, set(), [])
    cast()
    walk.go(empty_pages())
    rows = make_everything()
    walk.go(error_pages(page))
    for pages_of in (guest_pages, public_pages, login_pages, desk_pages):
        walk.go(pages_of(rows))
    walk.go(admin_pages())
    for name, address in named_addresses():
        if name not in walk.seen | NO_PAGES and is_page(address):
            walk.faults.append(f"{name}: nobody looks at this page. Add a Visit of it.")
    assert not walk.faults, "\n".join(walk.faults)


def test_no_style_sheet_asks_for_an_orientation_or_another_site() -> None:
    """What axe is not asked about (see acts.AXE_OPTIONS), and what the policy would refuse only in the browser."""
    for file in (Path(settings.BASE_DIR) / "claims/static/claims").glob("*.css"):
        assert not re.search(r"\(orientation|url\(['\"]?(https?:)?//", file.read_text(encoding="utf-8")), file.name
