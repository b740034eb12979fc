"""Who gets into the desk, and how a refusal is answered."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import URLPattern, reverse
from django.utils.html import escape
from pytest_django import DjangoAssertNumQueries

from claims.desk import claim_urls
from claims.desk.screens import shell
from claims.desk.web import whole_number
from claims.models import Notice, User
from tests.builders import PASSWORD, a_claim, an_article, cast
from tests.desk.people import client_of

pytestmark = pytest.mark.django_db

PAGES: dict[str, Callable[[], list[int]]] = {
    "inbox": list,
    "newcomers": list,
    "board": list,
    "articles": list,
    "import": list,
    "send_claim": list,
    "draft": list,
    "insights": list,
    "article": lambda: [an_article().pk],
    "me": list,
    "tokens": list,
    "my_work": list,
    "jobs": list,
    "counts": list,
    "find": list,
    "claims": list,
    "saved_filters": list,
    "search": list,
    "style": list,
    "people": list,
    "person": lambda: [cast().rana.pk],
}
ACTIONS: dict[str, Callable[[], list[object]]] = {
    "change_filter": lambda: [1],
    "export_claims": list,
    "save_filter": list,
    "decide": lambda: [a_claim().pk, "accept"],
    "decide_all": list,
    "pick_sentence": lambda: [an_article().pk],
    "read_notice": lambda: [1],
    "read_all_notices": list,
    "retry_job": lambda: [1],
    "retry_all_jobs": list,
    "store_draft": list,
    "switch_keys": list,
    "change_person": lambda: [cast().rana.pk],
    "revoke_invitation": lambda: [1],
    "end_token": lambda: [1],
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_a_stranger_to_log_in_and_leads_back(name: str) -> None:
    url = reverse(f"desk:{name}", args=PAGES[name]())
    answer = Client().get(url)
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"{reverse('desk:login')}?next={url}"


@pytest.mark.parametrize("name", PAGES)
def test_a_person_without_a_role_is_told_in_words_whom_to_ask(name: str) -> None:
    answer = client_of("otto").get(reverse(f"desk:{name}", args=PAGES[name]()))
    assert answer.status_code == 403
    assert "Your login has no role in the desk yet. A moderator can give you one" in answer.content.decode()
    assert "Log out" in answer.content.decode()


@pytest.mark.parametrize("name", ACTIONS)
def test_an_action_is_closed_to_strangers_and_to_people_without_a_role(name: str) -> None:
    url = reverse(f"desk:{name}", args=ACTIONS[name]())
    assert Client().post(url).status_code == 302
    assert client_of("otto").post(url).status_code == 403


#: The page on which the form of an action stands.
PAGE_OF = {
    "change_filter": "saved_filters",
    "export_claims": "claims",
    "save_filter": "claims",
    "decide": "inbox",
    "decide_all": "inbox",
    "pick_sentence": "article",
    "read_notice": "my_work",
    "read_all_notices": "my_work",
    "retry_job": "jobs",
    "retry_all_jobs": "jobs",
    "store_draft": "draft",
    "switch_keys": "inbox",
    "change_person": "person",
    "revoke_invitation": "people",
    "end_token": "tokens",
}


@pytest.mark.parametrize("name", ACTIONS)
def test_an_action_is_never_done_by_a_link_which_leads_to_its_page(name: str) -> None:
    args = ACTIONS[name]()
    page = reverse(f"desk:{PAGE_OF[name]}", args=args if name in ("pick_sentence", "change_person") else [])
    url = reverse(f"desk:{name}", args=args)
    for client in (client_of("edda"), Client()):
        assert client.get(url).headers["Location"] == page
        assert client.head(url).headers["Location"] == page
    assert client_of("edda").put(url).status_code == 405


@pytest.mark.parametrize("name", ACTIONS)
def test_after_the_login_nobody_is_led_to_an_address_that_only_takes_forms(name: str) -> None:
    args = ACTIONS[name]()
    page = reverse(f"desk:{PAGE_OF[name]}", args=args if name in ("pick_sentence", "change_person") else [])
    answer = Client().post(reverse(f"desk:{name}", args=args))
    assert answer.headers["Location"] == f"{reverse('desk:login')}?next={page}"


CLAIM_PAGES = {
    "claim", "claim_live", "claim_history", "claim_round", "reviewers", "claim_dossier", "source_change",
    "capture_warc",
    "researchers", "preview", "claim_rest",
}  # fmt: skip
#: Forms that are fetched when they are unfolded.
SHOWN_ALONE = {
    "accept_evidence", "reject_evidence", "edit_key_element", "decide_origin", "record_reply", "ask_claimant",
    "reword", "plan", "add_key_element", "log_counter_search", "ask_for_reply", "exempt_from_reply",
    "declare_interest", "attach_url", "attach_file", "attach_by_hand", "ask_expert", "change_visibility",
}  # fmt: skip
CLAIM_ACTIONS = [pattern for pattern in claim_urls.urlpatterns if pattern.name not in CLAIM_PAGES]


@pytest.mark.parametrize("pattern", CLAIM_ACTIONS, ids=lambda pattern: pattern.name)
def test_every_form_of_a_claim_leads_to_the_claim_without_a_session_and_as_a_link(pattern: URLPattern) -> None:
    claim = a_claim()
    values: dict[str, object] = {name: "accept" if name == "name" else claim.pk for name in pattern.pattern.converters}
    url = reverse(f"desk:{pattern.name}", kwargs={"pk": claim.pk, **values})
    page = reverse("desk:claim", args=[claim.pk])
    assert Client().post(url).headers["Location"] == f"{reverse('desk:login')}?next={page}"
    if pattern.name not in SHOWN_ALONE:
        assert client_of("edda").get(url).headers["Location"] == page


def test_a_link_logs_nobody_out() -> None:
    client = client_of("rana")
    assert client.get(reverse("desk:logout")).headers["Location"] == reverse("desk:inbox")
    assert client.get(reverse("desk:inbox")).status_code == 200


def test_what_was_written_comes_back_when_a_whole_page_is_sent_after_the_session_ended() -> None:
    words = "The ferry was <late>,\nthe board said."
    sent = {"url": "", "text": words, "title": "https://news.example/a", "choice": "12", "new_password": "a long one"}
    answer = Client().post(reverse("desk:import"), sent)
    body = answer.content.decode()
    assert answer.status_code == 401
    assert "no-store" in answer.headers["Cache-Control"]
    assert "Nothing of this was sent." in body
    assert f'href="{reverse("desk:login")}?next={reverse("desk:import")}"' in body
    assert re.findall(r"readonly>\n(.*?)</textarea>", body, re.DOTALL) == [escape(words), "https://news.example/a"]


@pytest.mark.parametrize("method", ["post", "poll"])
def test_for_htmx_an_ended_session_leaves_the_page_and_offers_a_login_beside_it(method: str) -> None:
    claim = a_claim()
    stranger = Client(headers={"HX-Request": "true", "HX-Current-URL": f"http://testserver/desk/claims/{claim.pk}/"})
    if method == "post":
        answer = stranger.post(reverse("desk:edit_draft", args=[claim.pk]), {"summary": "Much work."})
    else:
        answer = stranger.get(reverse("desk:claim_live", args=[claim.pk]), {"seen": "1"})
    body = answer.content.decode()
    assert answer.status_code == 401
    assert "HX-Redirect" not in answer.headers
    assert (answer.headers["HX-Retarget"], answer.headers["HX-Reswap"]) == ("#toasts", "beforeend")
    assert "Your session has ended" in body
    assert "Nothing you typed is lost." in body
    assert f'href="{reverse("desk:login")}?next=/desk/claims/{claim.pk}/" target="_blank"' in body


def test_a_page_gets_the_token_of_a_new_session_and_a_stranger_gets_none() -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast().rana)
    token = client.get(reverse("desk:token")).json()["token"]
    url = reverse("desk:read_all_notices")
    assert client.post(url).status_code == 403
    assert client.post(url, {"csrfmiddlewaretoken": token}).status_code == 302
    assert Client().get(reverse("desk:token")).status_code == 302


@pytest.mark.parametrize("name", ["rana", "edda"])
def test_the_counts_take_one_query(name: str, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    person = getattr(cast(), name)
    assert person.roles
    for _ in range(2):
        Notice.objects.create(person=person, claim=a_claim(), key=str(a_claim().pk), text="Something happened.")
    with django_assert_num_queries(1):
        found = shell.counts(person)
    assert found == shell.Counts(4, 2, 0 if name == "edda" else None, person.roles and found.roles_label)


@pytest.mark.parametrize(
    ("text", "number"), [("12", 12), ("", 0), ("²", 0), ("٣", 0), ("-1", 0), ("1.0", 0), ("9" * 5000, 0)]
)
def test_a_number_in_an_address_is_read_and_rubbish_is_none(text: str, number: int) -> None:
    assert whole_number(text) == number


@pytest.mark.parametrize("name", ACTIONS)
def test_an_action_without_the_csrf_token_is_refused(name: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast().edda)
    assert client.post(reverse(f"desk:{name}", args=ACTIONS[name]())).status_code == 403


def test_for_htmx_a_refusal_is_a_toast_that_replaces_nothing() -> None:
    answer = client_of("otto", htmx=True).get(reverse("desk:inbox"))
    assert answer.status_code == 403
    assert answer.headers["HX-Retarget"] == "#toasts"
    assert "no role in the desk" in answer.content.decode()
    assert "<html" not in answer.content.decode()


def test_for_htmx_an_ended_session_leads_to_the_login_and_back_to_the_page_on_the_screen() -> None:
    answer = Client(headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/desk/board/?state=new"}).get(
        reverse("desk:board")
    )
    assert answer.headers["HX-Redirect"] == f"{reverse('desk:login')}?next=/desk/board/%3Fstate%3Dnew"


def test_what_is_fetched_into_the_page_of_a_claim_after_the_session_ended_leaves_the_page_as_it_is() -> None:
    for name, args in (("claim_rest", [1, "proposed"]), ("accept_evidence", [1, 1]), ("attach_url", [1])):
        answer = Client(headers={"HX-Request": "true"}).get(reverse(f"desk:{name}", args=args))
        assert answer.status_code == 401
        assert "HX-Redirect" not in answer.headers
        assert answer.headers["HX-Retarget"] == "#toasts"


def test_what_is_not_there_is_said_on_a_page_of_the_desk() -> None:
    answer = client_of("rana").get(reverse("desk:article", args=[404]))
    assert answer.status_code == 404
    assert "This article does not exist. Look for it in the list of imports." in answer.content.decode()
    assert "Back to the inbox" in answer.content.decode()


def test_a_page_out_of_the_history_of_htmx_is_a_whole_page() -> None:
    client = client_of("rana", htmx=True)
    answer = client.get(reverse("desk:board"), headers={"HX-History-Restore-Request": "true"})
    assert "<html" in answer.content.decode()
    assert "<html" not in client.get(reverse("desk:board")).content.decode()


def test_pages_of_the_desk_are_kept_by_no_cache_and_hold_nothing_inline() -> None:
    answer = client_of("edda").get(reverse("desk:inbox"))
    assert "no-store" in answer.headers["Cache-Control"]
    assert "HX-Request" in answer.headers["Vary"]
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    page = answer.content.decode()
    assert " style=" not in page
    assert "<style" not in page
    assert " onclick=" not in page


def test_logging_in_leads_to_where_one_wanted_to_go_and_nowhere_else() -> None:
    people = cast()
    name = people.rana.username
    url = reverse("desk:login")
    there = Client().post(url, {"username": name, "password": PASSWORD, "next": "/desk/board/"})
    assert there.headers["Location"] == "/desk/board/"
    elsewhere = Client().post(url, {"username": name, "password": PASSWORD, "next": "https://evil.example/"})
    assert elsewhere.headers["Location"] == reverse("desk:inbox")


def test_a_wrong_password_is_answered_422_in_words_and_the_name_is_kept() -> None:
    cast()
    answer = Client().post(reverse("desk:login"), {"username": "rana", "password": "wrong"})
    assert answer.status_code == 422
    assert "This user name and password do not belong together." in answer.content.decode()
    assert 'value="rana"' in answer.content.decode()


def test_a_login_that_is_switched_off_does_not_open_the_desk() -> None:
    people = cast()
    client = client_of("rana")
    User.objects.filter(pk=people.rana.pk).update(is_active=False)
    assert client.get(reverse("desk:inbox")).status_code == 302


def test_logging_out_is_a_form_and_leads_to_the_login() -> None:
    client = client_of("rana")
    answer = client.post(reverse("desk:logout"))
    assert answer.headers["Location"] == reverse("desk:login")
    assert client.get(reverse("desk:inbox")).status_code == 302


def test_the_counts_of_the_navigation_are_sent_only_when_they_change() -> None:
    client = client_of("edda", htmx=True)
    a_claim()
    first = client.get(reverse("desk:counts"))
    assert '<span id="count-new" class="count" hx-swap-oob="true">1</span>' in first.content.decode()
    mark = first.context["counts"].mark
    assert client.get(reverse("desk:counts"), {"seen": mark}).status_code == 204
    a_claim()
    assert client.get(reverse("desk:counts"), {"seen": mark}).status_code == 200


def test_failed_jobs_are_counted_for_those_only_who_may_retry_them() -> None:
    assert client_of("rana").get(reverse("desk:inbox")).context["counts"].n_failed is None
    assert client_of("mona").get(reverse("desk:inbox")).context["counts"].n_failed == 0
