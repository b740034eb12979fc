"""What programs write: versions, repeated requests, and the workflow's own sentences."""

from __future__ import annotations

import pytest
from django.test import Client

from claims import jobs, proof
from claims.accounts.tokens import forget_answers
from claims.models import Article, Claim, ClaimEvent, Evidence, Job, KeptAnswer, Match, Review, Scope, State
from claims.workflow.moves import move
from tests.api.programs import URL, Program, read, refused
from tests.builders import a_claim, a_piece_of_evidence, cast, claim_in, file_reviews, make_ready_to_submit

pytestmark = pytest.mark.django_db

STATEMENT = "The harbour fee rose by a third in 2024"


def fresh(claim: Claim) -> Claim:
    return Claim.objects.get(pk=claim.pk)


class TestVersions:
    def test_a_write_without_a_version_is_asked_for_one(self) -> None:
        claim, program = a_claim(), Program("ravi")
        for headers in ({}, {"If_Match": "*"}):
            assert "send its ETag as If-Match" in refused(
                program.post(f"/claims/{claim.pk}/transitions/accept", **headers), 428
            )
        assert fresh(claim).state == State.NEW

    @pytest.mark.parametrize("etag", ["7", '"x"', '"1", "x"', '"1",', '""', '"-1"', '"1e3"', f'"{"9" * 30}"'])
    def test_what_is_no_version_is_refused(self, etag: str) -> None:
        claim = a_claim()
        answer = Program("ravi").post(f"/claims/{claim.pk}/transitions/accept", If_Match=etag)
        assert "not the ETag of a claim" in refused(answer, 400)

    def test_any_version_of_a_list_will_do(self) -> None:
        claim, program = a_claim(), Program("ravi")
        path = f"/claims/{claim.pk}/transitions/accept"
        assert "no such version" in refused(program.post(path, If_Match='"98", "99"'), 412)
        assert program.post(path, If_Match=f'"99", W/"{claim.version}"').status_code == 200

    def test_a_version_that_is_still_to_come_is_stale(self) -> None:
        claim = a_claim()
        answer = Program("ravi").post(f"/claims/{claim.pk}/transitions/accept", If_Match=f'"{claim.version + 1}"')
        assert "no such version" in refused(answer, 412)

    def test_whoever_read_an_older_version_hears_who_changed_what(self) -> None:
        claim, program = claim_in(State.QUEUED), Program("ravi")
        move(claim, "take", by=cast().ravi)
        move(claim, "release", by=cast().edda)
        answer = program.post(f"/claims/{claim.pk}/transitions/take", If_Match=f'"{claim.version}"')
        assert refused(answer, 412).startswith("Edda changed this claim meanwhile (release); it is now queued.")

    def test_a_transition_that_is_not_possible_any_more_says_so(self) -> None:
        claim = claim_in(State.QUEUED)
        answer = Program("ravi").post(f"/claims/{claim.pk}/transitions/accept", on=claim)
        assert refused(answer, 409).startswith("“Accept” is not possible any more.")

    def test_a_change_that_binds_nobody_makes_nobody_stale(self) -> None:
        claim = claim_in(State.IN_REVIEW)
        read_at = fresh(claim).version
        file_reviews(claim, {"ines": "mostly-true", "omar": "mostly-true"})
        assert fresh(claim).version > read_at
        answer = Program("edda").post(f"/claims/{claim.pk}/transitions/decide", If_Match=f'"{read_at}"')
        assert read(answer)["state"] == "decided"

    def test_a_weak_etag_of_a_proxy_names_the_same_version(self) -> None:
        claim = a_claim()
        answer = Program("ravi").post(f"/claims/{claim.pk}/transitions/accept", If_Match=f'W/"{claim.version}"')
        assert answer.status_code == 200


class TestRepeating:
    def test_a_request_that_is_sent_again_is_done_once_and_answered_alike(self) -> None:
        program = Program("rana")
        first = program.post("/claims", {"statement": STATEMENT}, Idempotency_Key="one")
        again = program.post("/claims", {"statement": STATEMENT}, Idempotency_Key="one")
        assert (read(again, 201), again.headers["ETag"]) == (read(first, 201), first.headers["ETag"])
        assert again.headers["Location"] == first.headers["Location"]
        assert "Idempotency-Replayed" not in first.headers
        assert again.headers["Idempotency-Replayed"] == "true"
        assert Claim.objects.count() == 1

    def test_the_same_key_for_something_else_is_refused(self) -> None:
        program, claim = Program("ravi"), a_claim()
        program.post("/claims", {"statement": STATEMENT}, Idempotency_Key="one")
        for path, body in (("/claims", {"statement": f"{STATEMENT} and more"}), ("/articles", {"text": STATEMENT})):
            answer = program.post(path, body, Idempotency_Key="one")
            assert "was used for another request" in refused(answer, 422)
        assert (
            program.post(f"/claims/{claim.pk}/transitions/accept", on=claim, Idempotency_Key="two").status_code == 200
        )

    def test_repeating_a_move_needs_no_newer_version(self) -> None:
        claim, program = a_claim(), Program("ravi")
        sent = {"on": None, "If_Match": f'"{claim.version}"', "Idempotency_Key": "take it"}
        first, again = (program.post(f"/claims/{claim.pk}/transitions/accept", {}, **sent) for _ in range(2))
        assert read(first) == read(again)
        assert ClaimEvent.objects.filter(claim=claim, verb="accept").count() == 1

    def test_keys_of_other_programs_are_their_own(self) -> None:
        for name in ("rana", "ravi"):
            Program(name).post("/claims", {"statement": STATEMENT}, Idempotency_Key="one")
        assert Claim.objects.count() == 2

    def test_a_refusal_is_not_kept(self) -> None:
        claim, program = a_claim(), Program("ravi")
        path = f"/claims/{claim.pk}/transitions/dismiss"
        assert program.post(path, {}, on=claim, Idempotency_Key="one").status_code == 422
        assert not KeptAnswer.objects.exists()
        assert program.post(path, {"reason": "opinion"}, on=claim, Idempotency_Key="one").status_code == 200

    @pytest.mark.parametrize("key", ["x" * 256, "a\tb", "", " a"])
    def test_a_key_that_cannot_be_kept_is_refused(self, key: str) -> None:
        answer = Program("rana").post("/claims", {"statement": STATEMENT}, Idempotency_Key=key)
        assert "a random UUID is best" in refused(answer, 400)

    def test_answers_are_forgotten_after_a_day(self) -> None:
        program = Program("rana")
        program.post("/claims", {"statement": STATEMENT}, Idempotency_Key="one")
        forget_answers()
        assert KeptAnswer.objects.count() == 1
        KeptAnswer.objects.update(at="2020-01-01T00:00Z")
        forget_answers()
        assert not KeptAnswer.objects.exists()

    def test_nothing_of_a_draft_is_kept(self) -> None:
        program = Program("rana")
        program.post("/drafts/check", {"text": STATEMENT}, Idempotency_Key="one")
        assert not KeptAnswer.objects.exists()


class TestBodies:
    @pytest.mark.parametrize(
        ("body", "status", "sentence"),
        [
            (b"{", 400, "not JSON"),
            (b"[1]", 400, "not a JSON object"),
            (b"\xff\xfe", 400, "not JSON"),
            (b"[" * 100_000, 400, "not JSON"),
            (b'{"statement": "a b c\\u0000"}', 400, "NUL"),
            (b'{"statement": "a b c \\ud800"}', 400, "half of a character"),
        ],
    )
    def test_what_is_no_object_is_refused_in_words(self, body: bytes, status: int, sentence: str) -> None:
        assert sentence in refused(Program("rana").post("/claims", body), status)

    def test_a_name_that_is_not_known_is_told(self) -> None:
        told = read(Program("rana").post("/claims", {"statment": STATEMENT}), 422)
        assert {one["field"] for one in told["errors"]} == {"statement", "statment"}

    def test_what_is_too_large_is_refused(self, settings) -> None:  # type: ignore[no-untyped-def]
        settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000
        answer = Program("rana").post("/articles", {"text": "word " * 1_000})
        assert "12 megabytes" in refused(answer, 413)


class TestClaims:
    def test_a_claim_is_sent_in_by_its_person(self) -> None:
        answer = Program("rana").post("/claims", {"statement": STATEMENT, "claimant": "Ada Holt", "note": "On air."})
        claim = Claim.objects.get()
        assert read(answer, 201)["claimant"] == {"name": "Ada Holt", "description": ""}
        assert answer.headers["Location"] == f"{URL}/claims/{claim.pk}"
        assert (claim.sent_by, claim.events.get().note) == (cast().rana, "On air.")

    def test_the_sentences_are_those_of_the_desk(self) -> None:
        program = Program("ravi")
        assert refused(program.post("/claims", {"statement": "Too short"}), 422) == (
            "Word the statement as one full sentence that stands alone."
        )
        claim = a_claim()
        answer = program.post(f"/claims/{claim.pk}/transitions/dismiss", on=claim)
        assert refused(answer, 422) == "Choose a reason: why will this claim not be checked?"
        answer = Program("rana").post(f"/claims/{claim.pk}/transitions/accept", on=claim)
        assert refused(answer, 403).startswith("This needs the role editor or researcher.")

    def test_what_a_transition_does_not_take_is_named(self) -> None:
        claim = a_claim()
        answer = Program("ravi").post(f"/claims/{claim.pk}/transitions/accept", {"rating": "true"}, on=claim)
        assert refused(answer, 422) == "“Accept” takes no rating. Send only: priority, due_on."

    def test_inputs_are_read_as_rows(self) -> None:
        claim, other, edda = a_claim(), a_claim(), Program("edda")
        done = read(
            edda.post(f"/claims/{claim.pk}/transitions/accept", {"priority": 4, "due_on": "2030-01-31"}, on=claim)
        )
        assert (done["priority"], done["due_on"]) == (4, "2030-01-31")
        done = read(edda.post(f"/claims/{claim.pk}/transitions/take", {"researcher": "lena"}, on=claim))
        assert (done["state"], done["researcher"]["username"]) == ("researching", "lena")
        assert "Nobody of this user name" in refused(
            edda.post(f"/claims/{claim.pk}/transitions/take", {"researcher": "otto"}, on=claim), 422
        )
        merged = read(edda.post(f"/claims/{claim.pk}/transitions/merge", {"target": other.pk}, on=claim))
        assert merged["merged_into"] == other.pk
        assert "no claim 99999" in refused(
            edda.post(f"/claims/{other.pk}/transitions/merge", {"target": 99999}, on=other), 422
        )

    def test_a_claim_is_assigned_and_freed_again(self) -> None:
        claim, edda = claim_in(State.QUEUED), Program("edda")
        path = f"/claims/{claim.pk}/assign"
        assert read(edda.post(path, {"researcher": "ravi"}, on=claim))["researcher"]["name"] == "Ravi"
        assert "Ask an editor" in refused(Program("lena").post(path, {"researcher": "lena"}, on=claim), 403)
        assert read(edda.post(path, {"researcher": None}, on=claim))["researcher"] is None

    def test_a_correction_keeps_the_texts_that_are_not_sent(self) -> None:
        claim = claim_in(State.PUBLISHED)
        before = claim.current_revision
        assert before is not None
        answer = Program("edda").post(
            f"/claims/{claim.pk}/transitions/correct",
            {"summary": before.summary + "!", "correction_class": "minor", "note": "A slip."},
            on=claim,
        )
        assert read(answer)["published"]["version"] == 2
        after = fresh(claim).current_revision
        assert after is not None
        assert (after.text, after.mind, after.summary) == (before.text, before.mind, f"{before.summary}!")

    def test_the_whole_way_from_a_statement_to_readers_and_every_chain_holds(self) -> None:
        ravi, edda, elsa = Program("ravi"), Program("edda"), Program("elsa")
        pk = read(ravi.post("/claims", {"statement": STATEMENT}), 201)["id"]
        claim = Claim.objects.get(pk=pk)

        def go(program: Program, name: str, **data: object) -> str:
            return str(read(program.post(f"/claims/{pk}/transitions/{name}", data, on=claim))["state"])

        assert go(ravi, "accept") == "queued"
        assert go(ravi, "take") == "researching"
        make_ready_to_submit(claim, by=cast().ravi)
        assert go(ravi, "submit", note="All of it is in the tariff.") == "in_review"
        jobs.run_all(only=lambda row: row.name == "assign_reviewers")
        for name in ("ines", "omar", "tomas"):
            review = {"round": 1, "rating": "mostly-true", "confidence": 3, "reasons": "The tariff says so."}
            filed = Program(name, Scope.READ, Scope.REVIEW).post(f"/claims/{pk}/reviews", review, on=claim)
            assert filed.status_code == 201
        jobs.run_all(only=lambda row: row.name == "tally_reviews")
        assert go(edda, "decide") == "decided"
        for name in ("ravi", "edda", "elsa"):
            client = Client()
            client.force_login(getattr(cast(), name))
            client.post(f"/desk/claims/{pk}/interest/", {"seen": fresh(claim).version, "has_interest": "no"})
        assert go(elsa, "publish") == "published"
        slug = fresh(claim).slug
        assert read(Client().get(f"{URL}/verdicts/{slug}"))["rating"] == "Mostly true"
        assert proof.find_flaw(fresh(claim)) is None
        assert fresh(claim).version == claim.events.count()


class TestMatches:
    def test_a_person_decides_about_a_pair_whichever_was_first(self) -> None:
        one, other = a_claim(), a_claim()
        pair = Match.objects.create(claim=one, other=other, score=0.8, reasons=[{"kind": "words"}])
        program = Program("ravi")
        (line,) = read(program.get(f"/claims/{other.pk}/matches"))["items"]
        assert (line["claim"], line["standing"]) == (one.pk, "suggested")
        path = f"/claims/{other.pk}/matches/{pair.pk}"
        done = program.post(path, {"decision": "confirm", "relation": "same", "was": "suggested"}, on=other)
        assert read(done)["standing"] == "confirmed same"
        assert done.headers["ETag"] == f'"{fresh(other).version}"'
        late = Program("edda").post(path, {"decision": "reject", "was": "suggested"}, on=other)
        assert refused(late, 409).startswith("Ravi changed this meanwhile: confirmed: the same claim.")
        assert "Choose how the two relate" in refused(
            program.post(path, {"decision": "confirm", "was": "confirmed same"}, on=other), 422
        )
        assert (
            program.post(f"/claims/{a_claim().pk}/matches/{pair.pk}", {"decision": "reject", "was": ""}).status_code
            == 404
        )


class TestEvidence:
    def test_a_page_is_attached_and_its_capture_is_owed(self) -> None:
        claim = claim_in(State.RESEARCHING)
        answer = Program("ravi").post(
            f"/claims/{claim.pk}/evidence", {"url": "https://port.example/tariff", "note": "Page 4."}, on=claim
        )
        told = read(answer, 201)
        assert (told["status"], told["source"]["url"]) == ("proposed", "https://port.example/tariff")
        assert Job.objects.filter(name="capture_source", target=told["source"]["id"]).exists()

    def test_a_source_by_hand_needs_what_the_desk_asks_for(self) -> None:
        claim = claim_in(State.RESEARCHING)
        program, path = Program("ravi"), f"/claims/{claim.pk}/evidence"
        book = {"kind": "book", "title": "Port yearbook", "quote": "It rose.", "stance": "supports"}
        assert "Say why there is no copy" in refused(program.post(path, book, on=claim), 422)
        told = read(program.post(path, book | {"no_snapshot_reason": "On paper only."}, on=claim), 201)
        assert (told["status"], told["stance"]) == ("accepted", "supports")
        for both in ({}, book | {"url": "https://port.example/"}):
            assert "Send either the url" in refused(program.post(path, both, on=claim), 422)

    def test_evidence_is_accepted_described_and_rejected(self) -> None:
        claim = claim_in(State.RESEARCHING)
        piece, program = a_piece_of_evidence(claim), Program("ravi")
        path = f"/claims/{claim.pk}/evidence/{piece.pk}"
        told = read(program.post(f"{path}/accept", {"stance": "refutes", "source_type": "primary"}, on=claim))
        assert (told["status"], told["stance"], told["source_type"]) == ("accepted", "refutes", "primary")
        assert "Say why this passage is rejected" in refused(
            program.post(f"{path}/reject", {"reason": " "}, on=claim), 422
        )
        assert read(program.post(f"{path}/reject", {"reason": "Forged."}, on=claim))["reject_reason"] == "Forged."
        elsewhere = claim_in(State.RESEARCHING)
        assert (
            program.post(f"/claims/{elsewhere.pk}/evidence/{piece.pk}/accept", {"stance": "refutes"}).status_code == 404
        )

    def test_who_may_read_it_is_said_and_others_do_not_meet_it(self) -> None:
        claim, ravi = claim_in(State.RESEARCHING), Program("ravi")
        path = f"/claims/{claim.pk}/evidence"
        call = {"kind": "interview", "title": "A stoker", "quote": "It leaked.", "no_snapshot_reason": "A call."}
        piece = read(ravi.post(path, call | {"visibility": "named", "named": ["lena"]}, on=claim), 201)
        assert (piece["visibility"], piece["named"]) == ("named", ["lena", "ravi"])
        of = {name: [item["id"] for item in read(Program(name).get(path))["items"]] for name in ("lena", "edda")}
        assert of["lena"] == [*of["edda"], piece["id"]]
        wider = f"{path}/{piece['id']}/visibility"
        assert refused(Program("edda").post(wider, {"visibility": "public"}, on=claim), 404)
        assert "Say why more people" in refused(ravi.post(wider, {"visibility": "newsroom"}, on=claim), 422)
        assert "login name nobody" in refused(
            ravi.post(wider, {"visibility": "named", "named": ["nobody"]}, on=claim), 422
        )
        told = read(ravi.post(wider, {"visibility": "newsroom", "reason": "He agreed."}, on=claim))
        assert (told["visibility"], told["named"]) == ("newsroom", [])

    def test_evidence_of_a_frozen_draft_is_a_suggestion(self) -> None:
        claim = claim_in(State.IN_REVIEW)
        answer = Program("rana").post(
            f"/claims/{claim.pk}/evidence", {"url": "https://port.example/late", "stance": "refutes"}, on=claim
        )
        assert read(answer, 201)["status"] == "proposed"
        assert Evidence.objects.get(source__url="https://port.example/late").attached_by == cast().rana


class TestArticles:
    def test_a_text_is_imported_once_however_often_it_comes(self) -> None:
        program = Program("rana")
        text = "Harbour fee rises\n\n" + "The harbour fee rose by a third in 2024, the port authority said. " * 4
        first, again = (read(program.post("/articles", {"text": text}), 201) for _ in range(2))
        assert first["id"] == again["id"] == Article.objects.get().pk
        assert first["title"] == "Harbour fee rises"

    def test_an_address_is_fetched_in_the_background_and_a_closed_one_refused(self) -> None:
        program = Program("rana")
        told = read(program.post("/articles", {"url": "https://news.example/fee"}), 201)
        assert (told["stage"], told["imported_by"]["username"]) == ("queued", "rana")
        assert Job.objects.filter(name="fetch_article", target=told["id"]).exists()
        assert program.post("/articles", {"url": "file:///etc/passwd"}).status_code == 422
        for given in ({}, {"url": "https://a.example", "text": "b"}):
            assert "Send either the url or the text" in refused(program.post("/articles", given), 422)


class TestReviews:
    def test_one_files_withdraws_and_files_again_and_the_answer_never_holds_the_words(self) -> None:
        claim, ines = claim_in(State.IN_REVIEW), Program("ines")
        review = {"round": 1, "rating": "half-true", "confidence": 2, "reasons": "Zugzwang.", "cited": []}
        answer = ines.post(f"/claims/{claim.pk}/reviews", review, on=claim, Idempotency_Key="mine")
        assert b"Zugzwang" not in answer.content
        assert read(answer, 201)["round"] == 1
        assert "filed a review in this round already" in refused(
            ines.post(f"/claims/{claim.pk}/reviews", review, on=claim), 422
        )
        assert ines.post(f"/claims/{claim.pk}/reviews/withdraw", on=claim).status_code == 200
        assert ines.post(f"/claims/{claim.pk}/reviews", review | {"rating": "true"}, on=claim).status_code == 201
        assert Review.objects.filter(withdrawn_at=None).get().rating.slug == "true"
        (own,) = read(ines.get(f"/claims/{claim.pk}/rounds/1"))["reviews"]
        assert own["reasons"] == "Zugzwang."

    @pytest.mark.parametrize(
        ("change", "sentence"),
        [
            ({"rating": "purple"}, "another version of the scale"),
            ({"reasons": "  "}, "Write your reasons"),
            ({"cited": [99999]}, "Cite only evidence of the frozen draft"),
        ],
    )
    def test_a_bad_review_is_refused_in_the_desks_words(self, change: dict[str, object], sentence: str) -> None:
        claim = claim_in(State.IN_REVIEW)
        review = {"round": 1, "rating": "true", "confidence": 2, "reasons": "Yes.", **change}
        assert sentence in refused(Program("ines").post(f"/claims/{claim.pk}/reviews", review, on=claim), 422)

    def test_a_review_of_an_older_round_lands_in_no_newer_one(self) -> None:
        claim = claim_in(State.IN_REVIEW)
        move(claim, "return", by=cast().edda, note="More, please.")
        move(claim, "submit", by=cast().ravi)
        jobs.run_all(only=lambda row: row.name == "assign_reviewers")
        review = {"round": 1, "rating": "true", "confidence": 2, "reasons": "Yes."}
        answer = Program("ines").post(f"/claims/{claim.pk}/reviews", review, on=claim)
        assert "returned and submitted anew" in refused(answer, 409)
