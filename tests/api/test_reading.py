"""What programs read: tokens and scopes, lists and pages, single things, and problems in words."""

from __future__ import annotations

import base64
import json
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from claims.accounts import tokens
from claims.api import entry, v1
from claims.models import AccessEvent, ApiToken, Article, Claim, Scope, State, User
from claims.templatetags.look import coded
from claims.workflow.moves import move
from tests.api.programs import URL, Program, read, refused
from tests.builders import a_claim, a_piece_of_evidence, an_article, cast, claim_in
from tests.desk.people import client_of

pytestmark = pytest.mark.django_db
DESK = AccessEvent.Way.DESK


class TestTokens:
    def test_the_text_is_shown_once_and_its_hash_is_kept(self) -> None:
        token, text = tokens.make_token(cast().ravi, name="Ticker", scopes=[Scope.READ], days=7)
        row = json.dumps(ApiToken.objects.filter(pk=token.pk).values().get(), default=str)
        assert text.startswith("fcd_")
        assert len(text) == len("fcd_") + 43
        assert text not in row
        assert token.prefix == text[:10]

    def test_a_request_without_a_working_token_is_answered_401_with_what_to_do(self) -> None:
        program = Program("ravi")
        for header in ({}, {"Authorization": "Bearer fcd_nonsense"}, {"Authorization": f"Basic {program.text}"}):
            answer = Client().get(f"{URL}/claims", headers=header)
            assert "Send a working token" in refused(answer, 401)
            assert answer.headers["WWW-Authenticate"].startswith("Bearer")

    def test_a_login_in_the_browser_opens_nothing_here(self) -> None:
        client = Client()
        client.force_login(cast().edda)
        assert client.get(f"{URL}/claims").status_code == 401

    def test_an_ended_or_expired_token_and_one_of_somebody_who_left_work_no_more(self) -> None:
        for end in (
            lambda it: tokens.end_token(it, by=it.person, way=DESK),
            lambda it: ApiToken.objects.filter(pk=it.pk).update(expires_at=timezone.now()),
            lambda it: User.objects.filter(pk=it.person_id).update(is_active=False),
        ):
            program = Program("lena")
            assert program.get("/me").status_code == 200
            end(program.token)
            assert program.get("/me").status_code == 401
            User.objects.filter(username="lena").update(is_active=True)

    def test_a_scope_that_the_token_lacks_is_named(self) -> None:
        program = Program("ravi", Scope.WRITE)
        assert "it lacks the scope “read”" in refused(program.get("/claims"), 403)
        assert program.post("/claims", {"statement": "The bridge is closed today"}).status_code == 201
        reader = Program("ravi", Scope.READ)
        assert "it lacks the scope “write”" in refused(reader.post("/claims", {"statement": "One two three"}), 403)

    def test_somebody_without_a_role_makes_no_token_and_loses_it_with_the_role(self) -> None:
        with pytest.raises(tokens.access.Forbidden):
            tokens.make_token(cast().otto, name="Mine", scopes=[Scope.READ], days=1)
        program = Program("rana")
        cast().rana.grants.all().delete()
        assert "no role in the desk yet" in refused(program.get("/claims"), 403)

    def test_only_its_person_and_moderators_end_a_token_and_the_row_says_who(self) -> None:
        token = Program("ravi").token
        with pytest.raises(tokens.access.Forbidden):
            tokens.end_token(token, by=cast().edda, way=DESK)
        tokens.end_token(token, by=cast().mona, way=AccessEvent.Way.ADMIN)
        token.refresh_from_db()
        assert (token.ended_by, token.is_working) == (cast().mona, False)
        tokens.end_token(token, by=cast().ravi, way=DESK)
        token.refresh_from_db()
        assert token.ended_by == cast().mona
        told = AccessEvent.objects.filter(person=cast().ravi).order_by("pk").values_list("verb", "by", "way")
        assert list(told) == [
            ("made", cast().ravi.pk, "desk"), ("ended", cast().mona.pk, "admin")
        ]  # fmt: skip

    def test_nonsense_is_refused_in_words(self) -> None:
        for given, sentence in (
            ({"name": " "}, "Give the token the name"),
            ({"scopes": []}, "Choose what the token may be used for"),
            ({"scopes": ["root"]}, "Choose what the token may be used for"),
            ({"days": 0}, "1 to 365 days"),
            ({"days": 366}, "1 to 365 days"),
        ):
            with pytest.raises(tokens.Refused, match=sentence):
                tokens.make_token(cast().ravi, **{"name": "It", "scopes": ["read"], "days": 9, **given})

    def test_a_page_that_is_sent_once_more_makes_no_second_token(self) -> None:
        ravi, form = client_of("ravi"), {"name": "Ticker", "scopes": ["read"], "days": 30}
        assert "The token for “Ticker”" in ravi.post(reverse("desk:tokens"), form).content.decode()
        again = ravi.post(reverse("desk:tokens"), form)
        assert again.status_code == 422
        assert "You have a working token “Ticker” already" in again.content.decode()
        tokens.end_token(ApiToken.objects.get(), by=cast().ravi, way=DESK)
        assert ravi.post(reverse("desk:tokens"), form).status_code == 200
        assert tokens.make_token(cast().edda, name="Ticker", scopes=["read"], days=9)

    def test_when_it_was_last_used_is_noted_at_most_once_a_minute(self) -> None:
        program = Program("ravi")
        program.get("/me")
        first = ApiToken.objects.get(pk=program.token.pk).last_used_at
        assert first is not None
        program.get("/me")
        assert ApiToken.objects.get(pk=program.token.pk).last_used_at == first
        ApiToken.objects.filter(pk=program.token.pk).update(last_used_at=first - timedelta(minutes=2))
        program.get("/me")
        assert ApiToken.objects.get(pk=program.token.pk).last_used_at > first

    def test_who_asks_too_often_hears_how_long_to_wait(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(entry, "MOST_BY_TOKEN", 2)
        monkeypatch.setattr(entry, "PER_S", 86_400)
        program, other = Program("ravi"), Program("ravi")
        assert [program.get("/me").status_code for _ in range(2)] == [200, 200]
        answer = program.get("/me")
        assert "2 requests a minute is the most" in refused(answer, 429)
        assert 0 < int(answer.headers["Retry-After"]) <= 86_400
        assert other.get("/me").status_code == 200

    def test_tokens_that_do_not_work_are_counted_by_address_and_others_go_on(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(entry, "MOST_WRONG", 2)
        monkeypatch.setattr(entry, "PER_S", 86_400)
        program = Program("ravi")
        tries = [Client().get(f"{URL}/me", headers={"Authorization": f"Bearer fcd_{n}"}) for n in range(3)]
        assert [answer.status_code for answer in tries] == [401, 401, 429]
        assert "tokens that do not work" in refused(tries[2], 429)
        assert 0 < int(tries[2].headers["Retry-After"]) <= 86_400
        assert program.get("/me").status_code == 200, "a newsroom shares an address"

    def test_a_token_says_whose_it_is_and_what_for(self) -> None:
        told = read(Program("edda", Scope.READ).get("/me"))
        assert (told["person"]["username"], told["roles"], told["scopes"]) == ("edda", ["editor"], ["read"])


class TestPages:
    def test_rows_that_come_meanwhile_neither_double_nor_hide_others(self) -> None:
        claims = [a_claim() for _ in range(7)]
        program = Program("ravi")
        seen: list[int] = []
        path = "/claims?limit=3"
        while True:
            answer = program.get(path)
            page = read(answer)
            seen += [item["id"] for item in page["items"]]
            if page["next_cursor"] is None:
                assert "Link" not in answer.headers
                break
            assert f"cursor={page['next_cursor']}" in answer.headers["Link"]
            a_claim()
            path = f"/claims?limit=3&cursor={page['next_cursor']}"
        assert seen == [claim.pk for claim in reversed(claims)]

    def test_a_row_that_changes_its_place_meanwhile_hides_no_other(self) -> None:
        claims = [claim_in(State.QUEUED) for _ in range(4)]
        program = Program("ravi")
        first = read(program.get("/claims?sort=changed&limit=2"))
        move(claims[2], "take", by=cast().ravi)  # the marker itself moves to the top
        rest = read(program.get(f"/claims?sort=changed&limit=2&cursor={first['next_cursor']}"))
        assert [item["id"] for item in first["items"] + rest["items"]] == [claim.pk for claim in reversed(claims)]

    @pytest.mark.parametrize("sort", ["newest", "changed", "priority", "score", "due"])
    def test_every_order_is_paged_whole(self, sort: str) -> None:
        for number in range(5):
            claim = a_claim(score=number % 2 / 3)
            move(claim, "accept", by=cast().ravi, priority=1 + number % 3, due_on=timezone.localdate())
        program, seen, cursor = Program("ravi"), [], ""
        for _ in range(5):
            page = read(program.get(f"/claims?sort={sort}&limit=1&cursor={cursor}"))
            seen += [item["id"] for item in page["items"]]
            cursor = page["next_cursor"]
        assert cursor is None
        assert seen == [item["id"] for item in read(program.get(f"/claims?sort={sort}"))["items"]]
        assert len(set(seen)) == 5

    @pytest.mark.parametrize("limit", [1, 2, 3, 50])
    @pytest.mark.parametrize("sort", ["due", "changed"])
    def test_claims_without_what_is_sorted_by_come_last_and_none_is_lost(self, sort: str, limit: int) -> None:
        claims = [a_claim() for _ in range(6)]
        for claim, day in ((claims[1], 2), (claims[4], 1), (claims[5], 2)):
            moment = timezone.now() + timedelta(days=day)
            Claim.objects.filter(pk=claim.pk).update(due_on=moment.date(), changed_at=moment)
        Claim.objects.filter(due_on=None).update(changed_at=None)
        # Which of the same day comes first, by number: `due` rises, `changed` falls and has moments
        expected = [claims[at].pk for at in ((4, 1, 5, 0, 2, 3) if sort == "due" else (5, 1, 4, 3, 2, 0))]
        program, seen, cursor = Program("ravi"), [], ""
        while cursor is not None:
            page = read(program.get(f"/claims?sort={sort}&limit={limit}&cursor={cursor}"))
            seen += [item["id"] for item in page["items"]]
            cursor = page["next_cursor"]
        assert seen == expected
        dated = read(program.get("/claims?sort=due&due=dated"))["items"]
        assert {item["id"] for item in dated} == {claims[at].pk for at in (1, 4, 5)}

    def test_a_cursor_without_a_value_is_refused_where_every_row_has_one(self) -> None:
        for sort, values in (("score,pk", [None, 1]), ("due_on,pk", ["2026-01-01", None])):
            path = f"/claims?sort={sort.partition('_')[0].partition(',')[0]}"
            cursor = base64.urlsafe_b64encode(json.dumps([sort, *values]).encode()).decode().rstrip("=")
            assert "Begin again without it" in refused(Program("ravi").get(f"{path}&cursor={cursor}"), 400)

    @pytest.mark.parametrize("cursor", "x W10 bnVsbA WyJwayIsIHt9XQ WyJwayIsICJhIl0 é WyJwayIsIG51bGxd".split())
    def test_a_cursor_of_somebody_elses_making_is_refused(self, cursor: str) -> None:
        assert "Begin again without it" in refused(Program("ravi").get(f"/claims?cursor={cursor}"), 400)

    @pytest.mark.parametrize(
        "moment",
        ["9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+23:59", "2024-01-01T00:00:00", "2024-02-30", 10**40],
    )
    def test_a_moment_that_no_database_holds_is_no_place_in_a_list(self, moment: object) -> None:
        """Anybody may ask for verdicts."""
        claim_in(State.PUBLISHED)
        for path, order in (("/verdicts?", "published_at,pk"), ("/claims?sort=changed&", "changed_at,pk")):
            cursor = base64.urlsafe_b64encode(json.dumps([order, moment, 1]).encode()).decode().rstrip("=")
            assert "Begin again without it" in refused(Program("ravi").get(f"{path}cursor={cursor}"), 400)

    @pytest.mark.parametrize(
        "number", [10**30, -(10**30), 2**63, float("nan"), float("inf"), True, "1", "1e9", "9" * 100]
    )
    def test_no_number_in_a_cursor_is_too_much(self, number: object) -> None:
        claim_in(State.QUEUED)
        for path, order in (("/claims?", ["pk"]), ("/claims?sort=priority&", ["priority", "score", "pk"])):
            cursor = base64.urlsafe_b64encode(json.dumps([",".join(order), *([number] * len(order))]).encode()).decode()
            assert Program("ravi").get(f"{path}cursor={cursor}").status_code in (200, 400)

    def test_a_cursor_of_another_order_is_refused(self) -> None:
        for _ in range(2):
            a_claim()
        program = Program("ravi")
        cursor = read(program.get("/claims?limit=1"))["next_cursor"]
        assert program.get(f"/claims?sort=score&cursor={cursor}").status_code == 400


class TestClaims:
    def test_filters_are_those_of_the_desk(self) -> None:
        queued, new = claim_in(State.QUEUED), a_claim("The ferry burns twice the fuel it did")
        taken = claim_in(State.RESEARCHING)
        program = Program("ravi")

        def found(query: str) -> set[int]:
            return {item["id"] for item in read(program.get(f"/claims?{query}"))["items"]}

        assert found("state=queued&state=new") == {queued.pk, new.pk}
        assert found("who=me") == found("who=ravi") == {taken.pk}
        assert found("who=none") == {queued.pk, new.pk}
        assert found("q=ferry") == {new.pk}
        assert found("until=2001-01-01") == set()
        assert found("until=9999-12-31") == {queued.pk, new.pk, taken.pk}
        assert "Nobody of this user name works in the desk" in refused(program.get("/claims?who=nobody"), 422)

    def test_a_filter_that_there_is_not_is_told_lest_the_list_be_taken_for_narrowed(self) -> None:
        assert "nothing called “stat”" in refused(Program("ravi").get("/claims?stat=new"), 422)

    def test_a_claims_etag_begins_with_its_version_and_who_has_it_hears_nothing_new(self) -> None:
        claim, program = claim_in(State.QUEUED), Program("ravi")
        answer = program.get(f"/claims/{claim.pk}")
        etag = answer.headers["ETag"]
        assert (read(answer)["version"], etag.partition("-")[0]) == (claim.version, f'"{claim.version}')
        again = program.get(f"/claims/{claim.pk}", If_None_Match=f'"1", W/{etag}')
        assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", etag)
        assert "Content-Type" not in again.headers
        done = program.post(f"/claims/{claim.pk}/transitions/take", If_Match=etag)
        assert done.headers["ETag"] == program.get(f"/claims/{claim.pk}", If_None_Match=etag).headers["ETag"] != etag

    def test_whoever_is_named_otherwise_is_told_so_though_the_claim_has_no_newer_version(self) -> None:
        claim, program = claim_in(State.RESEARCHING), Program("ravi")
        etag = program.get(f"/claims/{claim.pk}").headers["ETag"]
        User.objects.filter(username="ravi").update(first_name="Former", last_name="member 7")
        answer = program.get(f"/claims/{claim.pk}", If_None_Match=etag)
        assert read(answer)["researcher"]["name"] == "Former member 7"
        done = program.post(f"/claims/{claim.pk}/transitions/release", {"note": "Too far away."}, If_Match=etag)
        assert done.status_code == 200, "both ETags name the same version"

    def test_what_is_published_is_told_beside_the_state(self) -> None:
        claim = claim_in(State.PUBLISHED)
        told = read(Program("rana").get(f"/claims/{claim.pk}"))
        assert (told["state"], told["published"]["rating"], told["published"]["version"]) == (
            "published", "Mostly true", 1
        )  # fmt: skip
        assert told["published"]["url"].endswith(claim.get_absolute_url())
        assert told["draft"]["rating"] == "mostly-true"

    def test_the_reference_sets_code_as_code(self) -> None:
        page = Client().get(reverse("api-v1:api-root")).content.decode()
        assert "<code>next_cursor</code> of the page before" in page
        assert "`" not in page
        assert coded("`a<b` & c") == "<code>a&lt;b</code> &amp; c"

    def test_what_is_not_there_is_a_problem_with_the_desks_sentence(self) -> None:
        program = Program("ravi")
        assert refused(program.get("/claims/99999"), 404).startswith("This claim does not exist.")
        assert refused(program.get("/articles/99999"), 404).startswith("This article does not exist.")
        assert "The reference" in refused(program.get("/nowhere"), 404)
        answer = program.ask("DELETE", "/claims")
        assert f"takes only: {answer.headers['Allow']}." in refused(answer, 405)
        assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "POST"}

    def test_a_field_that_does_not_fit_is_named(self) -> None:
        told = read(Program("ravi").get("/claims?limit=1000&state=lost"), 422)
        assert {one["field"] for one in told["errors"]} == {"limit", "state.0"}
        assert all(one["sentence"].endswith(".") for one in told["errors"])

    def test_transitions_are_told_with_the_reason_why_not(self) -> None:
        claim = claim_in(State.RESEARCHING)
        offers = {one["name"]: one for one in read(Program("lena").get(f"/claims/{claim.pk}/transitions"))["items"]}
        assert offers["submit"]["refusal"].startswith("Only the claim's researcher can do this")
        assert offers["dismiss"]["refusal"] == ""
        assert offers["dismiss"]["inputs"] == ["reason", "note"]

    def test_evidence_is_listed_with_its_source(self) -> None:
        claim = claim_in(State.RESEARCHING)
        pieces = [a_piece_of_evidence(claim, quote=f"The fee rose, page {n}.") for n in range(3)]
        page = read(Program("rana").get(f"/claims/{claim.pk}/evidence?limit=2"))
        assert [item["id"] for item in page["items"]] == [piece.pk for piece in pieces[:2]]
        assert page["items"][0]["source"]["publisher"] == "Port authority"
        rest = read(Program("rana").get(f"/claims/{claim.pk}/evidence?cursor={page['next_cursor']}"))
        assert [item["id"] for item in rest["items"]] == [pieces[2].pk]
        assert read(Program("rana").get(f"/claims/{claim.pk}/evidence?status=accepted"))["items"] == []


class TestArticles:
    def test_the_list_leaves_out_the_text_and_one_holds_it(self) -> None:
        article = an_article("The pier is 300 metres long.")
        program = Program("rana")
        (line,) = read(program.get("/articles?stage=ready"))["items"]
        assert "text" not in line
        assert read(program.get(f"/articles/{article.pk}"))["text"] == "The pier is 300 metres long."
        assert read(program.get("/articles?stage=failed"))["items"] == []

    def test_a_draft_is_checked_and_nothing_is_stored(self) -> None:
        told = read(
            Program("rana", Scope.READ).post(
                "/drafts/check", {"text": "The number of visitors rose by 31 percent in 2024, the board said."}
            )
        )
        assert len(told["sentences"]) == 1
        assert not Article.objects.exists()
        assert "nothing to check" in refused(Program("rana").post("/drafts/check", {"text": " "}), 422)


class TestVerdicts:
    def test_anybody_reads_what_is_published_and_nothing_else(self) -> None:
        published, decided = claim_in(State.PUBLISHED), claim_in(State.DECIDED)
        client = Client()
        (line,) = read(client.get(f"{URL}/verdicts"))["items"]
        assert (line["slug"], line["rating"], line["rating_value"]) == (published.slug, "Mostly true", 4)
        whole = read(client.get(f"{URL}/verdicts/{published.slug}"))
        assert whole["claim_review"]["@type"] == "ClaimReview"
        assert (whole["withdrawn_at"], whole["corrections"]) == (None, [])
        assert "no published check" in refused(client.get(f"{URL}/verdicts/{decided.slug}"), 404)

    def test_a_withdrawn_check_has_its_notice_and_no_claim_review(self) -> None:
        claim = claim_in(State.RETRACTED)
        assert read(Client().get(f"{URL}/verdicts"))["items"] == []
        whole = read(Client().get(f"{URL}/verdicts/{claim.slug}"))
        assert whole["claim_review"] is None
        assert (whole["rating"], whole["rating_value"]) == ("Withdrawn", None)
        assert whole["withdrawn_at"] is not None
        assert whole["corrections"][0]["correction_class"] == "withdrawal"


class TestReference:
    def test_people_read_it_without_a_script_and_every_operation_is_there(self) -> None:
        client = Client()
        document = read(client.get(f"{URL}/openapi.json"))
        answer = client.get(f"{URL}/")
        page = answer.content.decode()
        assert "<script" not in page
        assert "style=" not in page
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        for address, methods in document["paths"].items():
            assert f"<code>{address}</code>" in page
            for operation in methods.values():
                assert f'id="{operation["operationId"]}"' in page

    def test_the_document_is_written_once_for_it_costs_much_and_anybody_asks(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        first = read(Client().get(f"{URL}/openapi.json"))
        monkeypatch.setattr(v1, "completed", lambda document: {})
        assert read(Client().get(f"{URL}/openapi.json")) == first

    def test_answers_are_private_and_never_kept(self) -> None:
        answer = Program("ravi").get("/claims")
        assert "private" in answer.headers["Cache-Control"]
        assert "no-cache" in answer.headers["Cache-Control"]
        assert "Authorization" in answer.headers["Vary"]
        assert Client().head(f"{URL}/verdicts").status_code == 200

    def test_the_address_that_an_answer_names_leads_there(self) -> None:
        claim = a_claim()
        assert reverse("api-v1:read_claim", args=[claim.pk]) == f"{URL}/claims/{claim.pk}"
        assert Claim.objects.filter(pk=claim.pk).exists()
