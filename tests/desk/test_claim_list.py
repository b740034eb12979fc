"""The list of claims: its filters, what is saved of them, and what is taken away as a file."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from claims import access, listing
from claims.desk import exports, exports_claims
from claims.desk.forms.claim_list import ClaimFilter, query_of
from claims.desk.screens import claim_list as claim_list_screen
from claims.errors import Refused
from claims.models import Appearance, Claim, Export, Outlet, SavedFilter, State
from claims.workflow import edits, leasing
from claims.workflow.moves import move
from claims.workflow.notes import write_note
from tests.builders import a_claim, an_article, cast, claim_in, file_reviews
from tests.desk.people import client_of

pytestmark = pytest.mark.django_db


def found(query: str, name: str = "ravi") -> set[int]:
    answer = client_of(name).get(f"{reverse('desk:claims')}?{query}")
    assert answer.status_code == 200
    return {claim.pk for claim in answer.context["page"].rows}


def take(name: str = "ravi", query: str = "", format: str = "csv") -> str:
    answer: Any = client_of(name).post(reverse("desk:export_claims"), {"query": query, "format": format})
    assert answer.status_code == 200, answer.content
    return b"".join(answer.streaming_content).decode()


def plan(claim: Claim, **values: Any) -> None:
    edits.plan(claim, by=cast().edda, **{"priority": claim.priority, "due_on": None, **values})


class TestFilters:
    def test_each_filter_lets_through_what_it_names(self) -> None:
        today = timezone.localdate()
        plain = a_claim("The ferry has never been late", score=0.2, language="de")
        loud = a_claim("The harbour fee rose by half", claimant="Dana Okoro", score=0.9, language="en")
        plan(loud, priority=4, due_on=today - timedelta(days=1), topic="Ports",
             embargo_until=timezone.now() + timedelta(days=2))  # fmt: skip
        outlet = Outlet.objects.create(name="Coast News")
        Appearance.objects.create(
            claim=loud, home_claim=loud, article=an_article(outlet=outlet), start=0, end=4, quote="Fees"
        )
        for query in (
            "q=harbour", "priority=4", "due=overdue", "due=dated", "topic=Ports", "claimant=okoro", "language=en",
            f"outlet={outlet.pk}", "score=50", "embargo=on",
        ):  # fmt: skip
            assert found(query) == {loud.pk}, query
        assert found("sort=due") == {plain.pk, loud.pk}
        assert found("language=de&due=none&score=10") == {plain.pk}
        assert found(f"since={today}&until={today}&state=new") == {plain.pk, loud.pk}
        assert found(f"since={today + timedelta(days=2)}") == set()

    def test_people_states_and_open_rounds(self) -> None:
        new, queued, reviewed = a_claim(), claim_in(State.QUEUED), claim_in(State.IN_REVIEW)
        assert found("who=me") == {reviewed.pk}
        assert found("who=me", "lena") == set()
        assert found(f"who={cast().ravi.pk}", "lena") == {reviewed.pk}
        assert found("who=none") == {new.pk, queued.pk}
        assert found("state=new&state=queued") == {new.pk, queued.pk}
        assert found("review=on") == {reviewed.pk}

    def test_a_value_that_does_not_fit_is_said_and_left_out(self) -> None:
        claim = a_claim()
        answer = client_of("ravi").get(reverse("desk:claims"), {"score": "many", "who": "nobody"})
        body = answer.content.decode()
        assert "The filter “Score from (per cent)” does not fit and was left out" in body
        assert {row.pk for row in answer.context["page"].rows} == {claim.pk}

    @pytest.mark.parametrize("sort", ["", "changed", "priority", "score", "due"])
    def test_every_order_leads_through_all_pages_and_back(self, sort: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(claim_list_screen, "PAGE_SIZE", 2)
        for number in range(5):
            claim = a_claim(score=number / 10)
            plan(claim, priority=1 + number % 4, due_on=timezone.localdate() + timedelta(days=number % 3))
        for _ in range(3):  # without a due date
            a_claim()
        Claim.objects.filter(pk__in=Claim.objects.order_by("pk").values("pk")[4:6]).update(changed_at=None)
        client, url = client_of("ravi"), reverse("desk:claims")
        query, seen = f"?sort={sort}", []
        while query:
            page = client.get(url + query).context["page"]
            seen.append([row.pk for row in page.rows])
            query = page.next_query
        assert sorted(pk for rows in seen for pk in rows) == sorted(Claim.objects.values_list("pk", flat=True))
        for expected in seen[-2::-1]:
            page = client.get(url + page.previous_query).context["page"]
            assert [row.pk for row in page.rows] == expected
        assert not page.previous_query
        if sort == "due":
            claims = Claim.objects.in_bulk()
            days = [claims[pk].due_on for rows in seen for pk in rows]
            assert days == [*sorted(day for day in days if day), None, None, None]

    def test_the_list_stands_as_cards_as_a_table_and_as_a_fragment(self) -> None:
        claim = a_claim(claimant="Dana Okoro")
        assert claim.statement in client_of("ravi").get(reverse("desk:claims"), {"view": "table"}).content.decode()
        fragment = client_of("ravi", htmx=True).get(reverse("desk:claims")).content.decode()
        assert claim.statement in fragment
        assert "<html" not in fragment

    def test_an_empty_list_says_what_to_do(self) -> None:
        assert "No claim yet" in client_of("ravi").get(reverse("desk:claims")).content.decode()
        assert "No claim fits" in client_of("ravi").get(reverse("desk:claims"), {"due": "today"}).content.decode()


@contextmanager
def named_meanwhile(name: str) -> Iterator[None]:
    """Ravi's other click gives this name right before ours is written."""
    has_come = False

    def come(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        nonlocal has_come
        if not has_come and sql.startswith(("INSERT", "UPDATE")) and "claims_savedfilter" in sql:
            has_come = True
            SavedFilter.objects.create(owner=cast().ravi, name=name, query="due=today")
        return execute(sql, *rest)

    with connection.execute_wrapper(come):
        yield
    assert has_come


class TestSaved:
    def save(self, person: str = "ravi", **values: Any) -> SavedFilter:
        data = {"name": "Urgent ports", "query": "topic=Ports&priority=4", **values}
        assert client_of(person).post(reverse("desk:save_filter"), data).status_code == 302
        return SavedFilter.objects.latest("pk")

    def change(self, person: str, saved: SavedFilter, **values: Any) -> int:
        return client_of(person).post(reverse("desk:change_filter", args=[saved.pk]), values).status_code

    def names(self, name: str) -> list[str]:
        answer = client_of(name).get(reverse("desk:saved_filters"))
        return [one.filter.name for one in answer.context["saved"]]

    def test_a_filter_is_saved_in_one_order_without_its_place(self) -> None:
        saved = self.save(query="topic=Ports&priority=4&after=12&view=table&q=&due=")
        assert saved.query == "priority=4&topic=Ports"
        assert saved.owner == cast().ravi

    @pytest.mark.parametrize(
        ("query", "sentence"),
        [
            ("draft_rating=true", "The list of claims has no filter “draft_rating”."),
            ("state=secret", "The filter “State” does not fit"),
            ("score=many", "The filter “Score from (per cent)” does not fit"),
        ],
    )
    def test_parameters_that_there_are_not_are_refused_in_words(self, query: str, sentence: str) -> None:
        answer = client_of("ravi").post(reverse("desk:save_filter"), {"name": "Odd", "query": query})
        assert answer.status_code == 422
        assert sentence in answer.content.decode()
        assert not SavedFilter.objects.exists()
        with pytest.raises(Refused):
            query_of(QueryDict(query))

    def test_a_private_one_is_its_owners_alone_and_a_shared_one_everybodys(self) -> None:
        self.save(name="Mine")
        self.save(name="Ours", is_shared="on")
        assert self.names("ravi") == ["Mine", "Ours"]
        assert self.names("edda") == ["Ours"]
        assert "Mine" not in client_of("edda").get(reverse("desk:claims")).content.decode()

    def test_where_there_are_too_many_ones_own_come_before_what_others_share(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("claims.desk.screens.claim_list.N_SAVED", 2)
        for name in ("Apples", "Boats"):
            self.save("lena", name=name, is_shared="on")
        self.save(name="Zebras")
        assert self.names("ravi") == ["Apples", "Zebras"]

    def test_others_neither_see_nor_change_a_private_one_and_only_editors_a_shared_one(self) -> None:
        private = self.save(name="Mine")
        shared = self.save(name="Ours", is_shared="on")
        for name in ("edda", "lena", "mona"):
            assert self.change(name, private, delete="1") == 404
        for name in ("lena", "mona", "ines"):
            assert self.change(name, shared, delete="1") == 403
            assert self.change(name, shared, name="Stolen") == 403
        assert self.change("edda", shared, name="The desk's", is_shared="on") == 302
        assert self.change("ravi", private, name="Still mine") == 302
        assert set(SavedFilter.objects.values_list("name", flat=True)) == {"The desk's", "Still mine"}
        assert self.change("ravi", private, delete="1") == 302
        assert self.names("ravi") == ["The desk's"]

    def test_a_name_is_given_once(self) -> None:
        self.save()
        answer = client_of("ravi").post(reverse("desk:save_filter"), {"name": "Urgent ports", "query": "due=today"})
        assert answer.status_code == 422
        assert "You have a filter “Urgent ports” already." in answer.content.decode()
        self.save("lena")

    def test_a_double_click_is_refused_in_words(self) -> None:
        saved = self.save()
        data = {"name": "Harbours", "query": "topic=Ports"}
        with named_meanwhile("Harbours"):
            answer = client_of("ravi").post(reverse("desk:save_filter"), data)
        assert answer.status_code == 422
        assert "You have a filter “Harbours” already." in answer.content.decode()
        with named_meanwhile("Harbours"):
            assert self.change("ravi", saved, name="Harbours") == 422
        saved.refresh_from_db()
        assert saved.name == "Urgent ports"

    def test_the_counts_come_with_the_menu_and_me_is_whoever_looks(self) -> None:
        claim_in(State.RESEARCHING)
        self.save(name="My claims", query="who=me", is_shared="on")
        for name, count in (("ravi", "1"), ("lena", "0")):
            answer = client_of(name, htmx=True).get(reverse("desk:saved_filters"))
            assert [one.count for one in answer.context["saved"]] == [count]
            assert "<html" not in answer.content.decode()


class TestExport:
    def test_the_file_holds_the_filtered_list_and_the_log_says_who_took_it(self) -> None:
        wanted = a_claim("Fees rose, “sharply”, by 5", claimant="Dana Okoro", score=0.5)
        a_claim("The ferry has never been late")
        text = take(query="q=sharply")
        assert text.startswith("\ufeffnumber,statement,")
        rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
        assert [(row["number"], row["statement"], row["score"]) for row in rows] == [
            (str(wanted.pk), "Fees rose, “sharply”, by 5", "0.5")
        ]
        log = Export.objects.get()
        assert (log.person, log.query, log.format, log.n_rows) == (cast().ravi, "q=sharply", "csv", 1)

    def test_json_is_one_array_of_objects_also_when_it_is_empty(self) -> None:
        assert json.loads(take(format="json")) == []
        claims = [a_claim(), a_claim()]
        records = json.loads(take(format="json"))
        assert [record["number"] for record in records] == [claims[1].pk, claims[0].pk]
        assert set(records[0]) == set(exports_claims.NAMES)

    @pytest.mark.parametrize("blank", ["", "\t", "\r", "  ", "\u3000", "\ufeff", "\u200b", "\x00", "\x0b\x1c \xa0"])
    @pytest.mark.parametrize("sign", "=+-@＝＋－＠")
    def test_no_cell_is_a_formula(self, sign: str, blank: str) -> None:
        cell = exports.formula_safe(f"{blank}{sign}HYPERLINK(A1)")
        assert cell.startswith("'")
        assert cell.replace("'", "") == f"{blank}{sign}HYPERLINK(A1)"

    @pytest.mark.parametrize("border", [";", "; ", "\t", "\n", "\r\n", ";;", "; \n ", ';"', '; ""'])
    def test_nor_where_a_spreadsheet_parts_it_elsewhere(self, border: str) -> None:
        """Where commas are decimal points, quotation marks within a line do not hold a cell together."""
        for line in exports.csv_lines(["said"], [(1, f'He said, "no"{border}=cmd|A0')]):
            assert not re.search(r'(^|[;\t\r\n])[\s"]*[=+@-]', line)

    @pytest.mark.parametrize("blank", ["\x1c", "\x1f ", "\x1b", '"', "\x0b", "; ", "\r"])
    def test_long_rows_of_blanks_are_read_once(self, blank: str) -> None:
        """It would not end if one of them could be read in two ways."""
        assert exports.formula_safe(f"plain;{blank * 500}plain") == f"plain;{blank * 500}plain"

    def test_signs_within_words_stay_as_they_are(self) -> None:
        for text in ("a = b", "9-5", "mail@port.example; 3 = 3", "plain\nlines"):
            assert exports.formula_safe(text) == text
        assert exports.formula_safe("\tplain") == "'\tplain"

    def test_numbers_stay_numbers_and_moments_can_be_read(self) -> None:
        at = timezone.now()
        cells = [exports.formula_safe(value) for value in (-5, 0.5, None, True, at, at.date(), "plain")]
        assert cells == [-5, 0.5, "", "yes", at.isoformat(), at.date().isoformat(), "plain"]

    def test_a_claim_cannot_bring_a_formula_into_a_spreadsheet(self) -> None:
        a_claim("=cmd|' /C calc'!A0 is what he said", claimant="@sum(1+1)")
        row = next(csv.DictReader(io.StringIO(take().removeprefix("\ufeff"))))
        assert row["statement"].startswith("'=cmd")
        assert row["claimant"] == "'@sum(1+1)"

    def test_rows_are_asked_for_as_they_are_sent(self) -> None:
        asked = []

        def rows() -> Any:
            for number in range(10_000):
                asked.append(number)
                yield (number,)

        answer = exports.download("numbers", ["n"], rows(), format="csv", by=cast().ravi)
        next(iter(answer))
        assert len(asked) <= exports._N_TOGETHER

    def test_rows_come_in_batches_by_key_and_none_is_missing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(exports_claims, "N_AT_ONCE", 2)
        pks = [a_claim().pk for _ in range(5)]
        assert [row[0] for row in exports_claims.rows(Claim.objects.all())] == pks[::-1]

    def test_neither_reviews_nor_notes_nor_drafts_leave_the_desk(self) -> None:
        claim = claim_in(State.IN_REVIEW)
        write_note(claim, by=cast().ines, text="I lean towards unfounded.")
        edits_before = Claim.objects.get(pk=claim.pk)
        for kind in exports.FORMATS:
            text = take("edda", format=kind)
            assert "lean towards" not in text
            assert edits_before.draft_summary not in text
            assert "Mostly true" not in text, "the draft's rating is not public before the claim is"
        file_reviews(claim, {"ines": "mostly-true", "omar": "mostly-true"})
        assert "read it all" not in take("edda")

    @pytest.mark.parametrize(("query", "format", "status"), [("", "xls", 422), ("password=1", "csv", 422)])
    def test_odd_requests_are_refused_and_not_logged(self, query: str, format: str, status: int) -> None:
        answer = client_of("ravi").post(reverse("desk:export_claims"), {"query": query, "format": format})
        assert answer.status_code == status
        assert not Export.objects.exists()

    def test_a_link_takes_nothing_away_and_strangers_get_nothing(self) -> None:
        a_claim()
        assert client_of("ravi").get(reverse("desk:export_claims")).status_code == 302
        assert Client().post(reverse("desk:export_claims"), {"format": "csv"}).status_code == 302
        assert client_of("otto").post(reverse("desk:export_claims"), {"format": "csv"}).status_code == 403
        with pytest.raises(access.Forbidden):
            listing.narrowed(ClaimFilter(QueryDict("")).chosen, by=cast().otto)
        assert not Export.objects.exists()


def test_a_list_tells_of_what_others_do_to_the_claims_on_it_and_of_nothing_else() -> None:
    shown, other = a_claim("The lighthouse opened in 1901"), a_claim()
    client, path = client_of("ravi", htmx=True), f"{reverse('desk:claims')}?priority=2&q=lighthouse"
    poll = client.get(path).context["poll"]
    for _ in range(2):
        assert client.get(reverse("desk:claims") + poll).status_code == 204
    edits.reword(other, by=cast().ravi, statement="Nobody looks at this claim now in 2024")
    assert client.get(reverse("desk:claims") + poll).status_code == 204
    edits.reword(shown, by=cast().edda, statement=f"{shown.statement}, others say")
    answer = client.get(reverse("desk:claims") + poll)
    assert "others say" in answer.content.decode()
    assert "seen=" not in answer.context["query"]


def test_a_list_tells_of_claims_that_come_to_fit_it_also_where_it_was_empty() -> None:
    claim = claim_in(State.QUEUED)
    client, path = client_of("ravi", htmx=True), f"{reverse('desk:claims')}?state=researching"
    empty = client.get(path)
    assert "No claim fits" in empty.content.decode()
    poll = reverse("desk:claims") + empty.context["poll"]
    assert poll.replace("&", "&amp;") in empty.content.decode(), "an empty list asks as well"
    assert client.get(poll).status_code == 204
    a_claim("The quay was renewed in 2020")
    assert client.get(poll).status_code == 204
    move(claim, "take", by=cast().lena)
    assert claim.statement in client.get(poll).content.decode()
    poll = reverse("desk:claims") + client.get(path).context["poll"]
    assert client.get(poll).status_code == 204
    leasing.take_lease(claim, by=cast().lena)
    assert "Lena is on it" in client.get(poll).content.decode()


def test_a_list_beside_which_much_has_happened_begins_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claim_list_screen, "N_EVENTS", 2)
    a_claim("The lighthouse opened in 1901")
    client, path = client_of("ravi", htmx=True), f"{reverse('desk:claims')}?q=lighthouse"
    poll = reverse("desk:claims") + client.get(path).context["poll"]
    a_claim()
    assert client.get(poll).status_code == 204
    a_claim("The quay was renewed in 2020")
    assert client.get(poll).status_code == 200


@pytest.mark.parametrize(
    "mark", ["", "-", "x", "9.9.9", "1", ".", "9" * 40 + ".1", "~", "9~x", "9~1.1", "9~-", "~" + "9" * 40 + ".1."]
)
def test_a_mark_that_is_none_shows_the_list(mark: str) -> None:
    a_claim()
    assert client_of("ravi").get(reverse("desk:claims"), {"seen": mark}).status_code == 200
