"""The inbox: its order, its filters, and the three decisions with their refusals."""

from itertools import chain

import pytest
from django.urls import reverse

from claims.desk.screens import inbox as inbox_screen
from claims.models import Appearance, CheckMatch, Claim, FactCheck, Match, Outlet, State
from claims.workflow import edits
from claims.workflow.moves import move
from tests.builders import a_claim, an_article, cast, claim_in
from tests.desk.people import client_of

pytestmark = pytest.mark.django_db

INBOX = "/desk/"


def statements(answer: object) -> list[str]:
    return [row.claim.statement for row in answer.context["rows"]]  # type: ignore[attr-defined]


def decide(client: object, claim: Claim, name: str, **data: object) -> object:
    return client.post(reverse("desk:decide", args=[claim.pk, name]), {"seen": claim.version, **data})  # type: ignore[attr-defined]


def appear(claim: Claim, outlet: Outlet | None = None) -> Appearance:
    article = an_article(outlet=outlet)
    return Appearance.objects.create(
        claim=claim, home_claim=claim, article=article, start=0, end=5, quote="Words", speaker="The port authority"
    )


def test_every_list_of_claims_shows_the_number_by_which_a_merge_asks_for_one() -> None:
    claim = a_claim()
    for address in (INBOX, reverse("desk:board"), reverse("desk:claims"), f"{reverse('desk:claims')}?view=table"):
        assert f"#{claim.pk}</span>" in client_of("ravi").get(address).content.decode(), address


def test_the_most_urgent_and_then_the_most_checkworthy_claims_come_first() -> None:
    low = a_claim("The harbour is older than the town", score=0.4)
    high = a_claim("The harbour is younger than the town", score=0.9)
    urgent = a_claim("The harbour belongs to the state", score=0.1)
    edits.plan(urgent, by=cast().edda, priority=4, due_on=None)
    assert statements(client_of("ravi").get(INBOX)) == [urgent.statement, high.statement, low.statement]


def test_only_new_claims_are_in_the_inbox() -> None:
    claim_in(State.QUEUED)
    assert statements(client_of("ravi").get(INBOX)) == []


def test_an_empty_inbox_says_what_to_do() -> None:
    page = client_of("rana").get(INBOX).content.decode()
    assert "Nothing waits here" in page
    assert reverse("desk:import") in page


def test_a_row_names_speaker_article_outlet_score_and_reasons() -> None:
    claim = a_claim(score=0.83, reasons=["gives a number", "reports a finding"], claimant="Ida Berg")
    appear(claim, Outlet.objects.create(name="Coast Courier"))
    appear(claim)
    page = client_of("ravi").get(INBOX).content.decode()
    for words in (
        "Ida Berg",
        "Harbour news",
        "Coast Courier",
        "and 1 more place",
        "<b>83</b>",
        "gives a number, reports",
    ):
        assert words in page


def test_the_inbox_is_filtered_by_words_priority_and_outlet() -> None:
    gazette, herald = Outlet.objects.create(name="Gazette"), Outlet.objects.create(name="Herald")
    ferry, school = a_claim("The ferry costs ten euros"), a_claim("Every school has a garden")
    edits.plan(school, by=cast().edda, priority=3, due_on=None)
    appear(ferry, gazette)
    appear(school, herald)
    client = client_of("ravi")
    assert statements(client.get(INBOX, {"q": "ferry euros"})) == [ferry.statement]
    assert statements(client.get(INBOX, {"priority": "3"})) == [school.statement]
    assert statements(client.get(INBOX, {"outlet": str(herald.pk)})) == [school.statement]
    assert statements(client.get(INBOX, {"outlet": str(gazette.pk), "q": "school"})) == []
    assert "No new claim fits" in client.get(INBOX, {"q": "volcano"}).content.decode()


@pytest.mark.parametrize(
    "query", ["priority=9", "outlet=x", "after=999999", "after=x", "before=-1", "q=%00%22*", "seen=1"]
)
def test_a_filter_that_makes_no_sense_shows_everything_or_nothing_but_never_breaks(query: str) -> None:
    a_claim()
    assert client_of("ravi").get(f"{INBOX}?{query}").status_code == 200


def test_all_claims_are_found_by_going_forward_and_back_page_by_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox_screen, "PAGE_SIZE", 3)
    for number in range(8):
        a_claim(f"Pier number {number} was built in 1900", score=round(number % 3 / 10, 1))
    client, forward = client_of("ravi"), []
    answer = client.get(INBOX)
    while True:
        forward.append(statements(answer))
        if not answer.context["page"].next_query:
            break
        answer = client.get(INBOX + answer.context["page"].next_query)
    assert [len(page) for page in forward] == [3, 3, 2]
    assert sorted(chain.from_iterable(forward)) == sorted(Claim.objects.values_list("statement", flat=True))
    back = client.get(INBOX + answer.context["page"].previous_query)
    assert statements(back) == forward[1]
    first = client.get(INBOX + back.context["page"].previous_query)
    assert statements(first) == forward[0]
    assert first.context["page"].previous_query == ""


def test_who_may_not_decide_gets_no_buttons_and_a_403_with_words() -> None:
    claim = a_claim()
    client = client_of("rana")
    assert "Dismiss …" not in client.get(INBOX).content.decode()
    answer = decide(client, claim, "accept", priority="2")
    assert answer.status_code == 403
    assert "This needs the role editor or researcher." in answer.content.decode()
    assert Claim.objects.get(pk=claim.pk).state == State.NEW


@pytest.mark.parametrize(
    ("name", "data", "state"),
    [("accept", {"priority": "4"}, State.QUEUED), ("dismiss", {"reason": "opinion"}, State.DISMISSED)],
)
def test_a_decision_moves_the_claim_and_says_so(name: str, data: dict[str, str], state: State) -> None:
    claim = a_claim()
    answer = decide(client_of("ravi", htmx=True), claim, name, **data)
    fresh = Claim.objects.get(pk=claim.pk)
    assert (answer.status_code, fresh.state) == (200, state)
    assert f'id="claim-{claim.pk}"' in answer.content.decode()
    assert reverse("desk:claim", args=[claim.pk]) in answer.content.decode()


def test_without_javascript_a_decision_leads_back_to_the_same_filtered_page() -> None:
    claim = a_claim()
    answer = decide(client_of("ravi"), claim, "accept", priority="2", back="q=harbour&priority=2")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/desk/?q=harbour&priority=2"


def test_the_way_back_leads_nowhere_else() -> None:
    answer = decide(client_of("ravi"), a_claim(), "accept", priority="2", back="//evil.example/")
    assert answer.headers["Location"].startswith("/desk/?")


def test_dismissing_without_a_reason_is_422_and_keeps_the_note() -> None:
    claim = a_claim()
    answer = decide(client_of("ravi", htmx=True), claim, "dismiss", note="Said at a party")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Choose a reason: why will this claim not be checked?" in page
    assert 'value="Said at a party"' in page
    assert page.count("<details") == 3
    assert page.count('<details class="action" open>') == 1


def test_without_javascript_a_refusal_is_shown_in_the_row_of_the_whole_page() -> None:
    a_claim("Another claim about the pier")
    claim = a_claim()
    answer = decide(client_of("ravi"), claim, "merge", target="no such claim")
    assert answer.status_code == 422
    assert answer.context["rows"][0].claim == claim
    assert len(answer.context["rows"]) == 2
    assert "There is no such claim. Give its number" in answer.content.decode()


def test_a_guard_of_the_workflow_is_answered_422_with_its_sentence() -> None:
    claim = a_claim()
    answer = decide(client_of("ravi", htmx=True), claim, "merge", target=str(claim.pk))
    assert answer.status_code == 422
    assert "A claim cannot be merged into itself. Choose another one." in answer.content.decode()


@pytest.mark.parametrize(
    "form", ["{pk}", "#{pk}", "/desk/claims/{pk}/", "https://desk.example/desk/claims/{pk}/#top", "{slug}"]
)
def test_the_target_of_a_merge_may_be_a_number_or_an_address(form: str) -> None:
    target, claim = claim_in(State.QUEUED), a_claim()
    answer = decide(client_of("ravi", htmx=True), claim, "merge", target=form.format(pk=target.pk, slug=target.slug))
    assert answer.status_code == 200
    assert Claim.objects.get(pk=claim.pk).merged_into == target


def test_who_was_slower_gets_409_with_the_fresh_row_and_who_did_what() -> None:
    claim = a_claim()
    move(claim, "accept", by=cast().lena)
    answer = decide(client_of("ravi", htmx=True), claim, "dismiss", reason="opinion")
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Lena changed this claim meanwhile (accept); it is now queued." in page
    assert "state-queued" in page
    assert "Dismiss …" not in page


def test_a_page_that_shows_an_old_wording_is_stale() -> None:
    claim = a_claim()
    edits.reword(claim, by=cast().edda, statement="The harbour fee rose by half in 2024")
    answer = decide(client_of("ravi"), claim, "accept", priority="2")
    assert answer.status_code == 409
    assert "Edda changed this claim meanwhile (reword)" in answer.content.decode()
    assert Claim.objects.get(pk=claim.pk).state == State.NEW


@pytest.mark.parametrize("seen", ["", "x", "²", "999999"])
def test_a_row_that_does_not_say_what_one_looked_at_is_stale(seen: str) -> None:
    claim = a_claim()
    answer = decide(client_of("ravi"), claim, "accept", priority="2", seen=seen)
    assert answer.status_code == 409  # type: ignore[attr-defined]
    assert "Load the page again." in answer.content.decode()  # type: ignore[attr-defined]
    assert Claim.objects.get(pk=claim.pk).state == State.NEW


@pytest.mark.parametrize("is_demonstration", [True, False])
def test_a_demonstration_is_marked(is_demonstration: bool) -> None:
    a_claim(is_demonstration=is_demonstration)
    for page in (INBOX, reverse("desk:board")):
        assert ("Demonstration" in client_of("ravi").get(page).content.decode()) is is_demonstration, page


def test_the_field_of_a_dismissal_says_who_will_read_the_note() -> None:
    a_claim(wants_answer=True)
    assert "The sender will see it." in client_of("ravi").get(INBOX).content.decode()


def test_the_inbox_decides_nothing_but_accept_dismiss_merge_and_the_way_back() -> None:
    assert decide(client_of("edda"), a_claim(), "publish").status_code == 404


def test_accepting_can_give_the_claim_to_a_researcher_by_a_day_in_one_event() -> None:
    claim = a_claim()
    data = {"researcher": str(cast().lena.pk), "priority": "3", "due_on": "2031-04-30"}
    page = decide(client_of("edda", htmx=True), claim, "accept", **data).content.decode()
    fresh = Claim.objects.get(pk=claim.pk)
    assert (fresh.state, fresh.researcher, fresh.priority) == (State.QUEUED, cast().lena, 3)
    assert (str(fresh.due_on), fresh.events.count()) == ("2031-04-30", 2)
    assert "Lena researches it" in page


def test_an_editor_may_name_every_researcher_and_a_researcher_themself() -> None:
    claim_in(State.RESEARCHING)
    assert [(person.username, person.n_open) for person in client_of("edda").get(INBOX).context["people"]] == [
        ("lena", 0),
        ("ravi", 1),
    ]
    assert [person.username for person in client_of("ravi").get(INBOX).context["people"]] == ["ravi"]
    answer = decide(client_of("ravi", htmx=True), a_claim(), "accept", researcher=str(cast().lena.pk))
    assert answer.status_code == 422
    assert "Only an editor can name somebody else." in answer.content.decode()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"due_on": "soon"}, "Enter the day as year-month-day, for example 2031-04-30."),
        ({"researcher": "999999"}, "There is no such researcher. Choose one of those that are offered."),
    ],
)
def test_a_plan_that_makes_no_sense_is_refused_in_its_panel(data: dict[str, str], sentence: str) -> None:
    claim = a_claim()
    answer = decide(client_of("edda", htmx=True), claim, "accept", **data)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert Claim.objects.get(pk=claim.pk).state == State.NEW


def test_a_decision_is_taken_back_and_the_row_stands_there_again_under_the_cursor() -> None:
    claim = a_claim()
    client = client_of("ravi", htmx=True)
    done = decide(client, claim, "dismiss", reason="opinion").content.decode()
    assert reverse("desk:decide", args=[claim.pk, "put_back"]) in done
    assert "data-row" not in done
    claim.refresh_from_db()
    row = decide(client, claim, "put_back").content.decode()
    assert "data-row data-here" in row
    assert Claim.objects.get(pk=claim.pk).state == State.NEW


def test_who_did_not_decide_cannot_take_it_back_and_is_told_why() -> None:
    claim = a_claim()
    decide(client_of("lena"), claim, "dismiss", reason="opinion")
    claim.refresh_from_db()
    answer = decide(client_of("ravi", htmx=True), claim, "put_back")
    assert answer.status_code == 422
    assert "Lena decided this. Ask them or an editor to put the claim back." in answer.content.decode()


def test_a_moderator_sweeps_spam_and_nothing_else() -> None:
    claim = a_claim()
    page = client_of("mona").get(INBOX).content.decode()
    assert "Dismiss as spam" in page
    assert "Accept" not in page.partition("<main")[2]
    decide(client_of("mona", htmx=True), claim, "dismiss", reason="spam")
    assert Claim.objects.get(pk=claim.pk).state == State.DISMISSED


def test_suggested_twins_are_offered_with_state_and_score_from_both_ends_of_a_match() -> None:
    claim, queued, gone = a_claim(), claim_in(State.QUEUED), claim_in(State.DISMISSED)
    Match.objects.create(claim=queued, other=claim, score=0.91)
    Match.objects.create(claim=claim, other=gone, score=0.95)
    (row,) = client_of("ravi").get(INBOX).context["rows"]
    assert [(s.claim, s.score) for s in row.suggestions] == [(queued, 0.91)]


def test_newcomers_are_announced_once_and_an_empty_inbox_loads_itself() -> None:
    client = client_of("rana", htmx=True)
    newest = client.get(INBOX).context["newest"]
    url = reverse("desk:newcomers")
    assert client.get(url, {"since": newest, "seen": 0}).status_code == 204
    a_claim()
    answer = client.get(url, {"since": newest, "seen": 0})
    assert "1 new claim came in. Show it" in " ".join(answer.content.decode().split())
    assert client.get(url, {"since": newest, "seen": 1}).status_code == 204
    assert client.get(url, {"since": newest, "seen": 0, "empty": 1}).headers["HX-Refresh"] == "true"
    assert client.get(url, {"since": "x"}).status_code == 200


def test_a_claim_that_was_checked_already_says_by_whom_and_with_what_rating() -> None:
    for decision, publisher in (("linked", "Isle Facts"), ("suggested", "Hill Facts")):
        values = {"identity": publisher, "publisher": publisher, "rating": "Misleading", "outcome": "mixture"}
        check = FactCheck.objects.create(statement="The fee rose by a third", **values)
        CheckMatch.objects.create(claim=a_claim(), fact_check=check, score=0.9, decision=decision)
    page = client_of("ravi").get(INBOX).content.decode()
    assert "Checked already by" in page
    assert "Isle Facts" in page
    assert "Misleading" in page
    assert "Hill Facts" not in page


def test_the_contrary_is_no_claim_to_merge_with() -> None:
    claim, contrary, same = a_claim(), a_claim(), a_claim()
    Match.objects.create(claim=contrary, other=claim, score=0.9, relation="contradicts")
    Match.objects.create(claim=same, other=claim, score=0.8, decision="linked")
    rows = {row.claim.pk: row for row in client_of("ravi").get(INBOX).context["rows"]}
    assert [suggestion.claim for suggestion in rows[claim.pk].suggestions] == [same]
