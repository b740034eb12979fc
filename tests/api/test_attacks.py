"""The attacks on the desk, made by programs: blind rounds, sealed notes, four eyes, roles and other people's scopes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import models
from django.test import Client
from django.urls import URLPattern

from claims import jobs
from claims.api import urls
from claims.models import Claim, Review, Role, RoleGrant, Scope, State, User
from claims.workflow import edits, reviews
from claims.workflow.moves import move
from claims.workflow.notes import write_note
from tests.api.programs import URL, Program, read, refused
from tests.blind import NOTE, RATIONALE, WORDS, a_claim_checked_again, write_something_else
from tests.builders import a_claim, cast, claim_in, make_ready_to_submit

pytestmark = pytest.mark.django_db


def everything(name: str) -> User:
    """Somebody of the cast who is a superuser with every role from now on."""
    person: User = getattr(cast(), name)
    User.objects.filter(pk=person.pk).update(is_superuser=True)
    for role in Role.values:
        RoleGrant.objects.get_or_create(person=person, role=role)
    return User.objects.get(pk=person.pk)


@pytest.fixture
def claim() -> Claim:
    """Readers know it, it is checked again, and Ines has filed a review by her program and written a sealed note."""
    found, people = a_claim_checked_again(), cast()
    evidence = found.evidence.earliest("pk")
    given = {"round": 2, "rating": "satire", "confidence": 3, "reasons": RATIONALE, "cited": [evidence.pk]}
    filed = Program("ines").post(f"/claims/{found.pk}/reviews", given, on=found, Idempotency_Key="mine")
    assert filed.status_code == 201
    write_note(found, by=people.ines, text=f"{NOTE} @edda @omar")
    return Claim.objects.get(pk=found.pk)


def addresses(claim: Claim) -> Iterator[str]:
    """Every address that is read, and its lists with every way to narrow and order them."""
    known = {"claim_id": claim.pk, "article_id": 1, "number": 2, "slug": claim.slug}
    for pattern in _patterns():
        path = re.sub(r"<(?:\w+:)?(\w+)>", lambda name: str(known.get(name[1], "accept")), str(pattern.pattern))
        if "match_id" not in str(pattern.pattern) and "address" not in str(pattern.pattern):
            yield f"/{path}"
    yield f"/claims/{claim.pk}/rounds/1"
    for sort in ("changed", "priority", "score", "due"):
        yield f"/claims?sort={sort}&review=true&state=in_review"
    for word in WORDS:
        yield f"/claims?q={word}"
        yield f"/verdicts?q={word}"
    yield f"/claims/{claim.pk}/evidence?status=accepted"


def _patterns() -> list[URLPattern]:
    (mounted,) = urls.urlpatterns
    return [pattern for pattern in mounted.url_patterns if isinstance(pattern, URLPattern)]  # type: ignore[union-attr]


def crawl(claim: Claim, program: Program) -> dict[str, str]:
    cache.clear()
    found = {}
    for address in addresses(claim):
        answer = program.get(address)
        if answer.status_code != 405:
            found[address] = f"{answer.status_code} {answer.headers.get('ETag')} {answer.content.decode()}"
    return found


@pytest.mark.parametrize("who", ["a superuser with every role", "omar", "edda"])
def test_nothing_that_is_answered_depends_on_what_a_blind_review_or_a_sealed_note_says(claim: Claim, who: str) -> None:
    program = Program(everything("mona") if who.startswith("a ") else who)
    before = crawl(claim, program)
    assert len([page for page in before.values() if page.startswith("200")]) > 15, "most of it was really read"
    for address, page in before.items():
        assert not any(word in page.casefold() for word in WORDS if f"q={word}" not in address), address
    write_something_else()
    assert {address for address, page in crawl(claim, program).items() if page != before[address]} == set()


def test_the_reviewer_reads_their_own_and_the_others_only_that_it_was_filed(claim: Claim) -> None:
    own = read(Program("ines").get(f"/claims/{claim.pk}/rounds/2"))
    assert [review["reasons"] for review in own["reviews"]] == [RATIONALE]
    other = read(Program("omar").get(f"/claims/{claim.pk}/rounds/2"))
    assert (other["is_blind"], other["reviews"], other["split"], other["carried_rating"]) == (True, [], {}, None)
    assert {one["reviewer"]["username"]: one["has_filed"] for one in other["asked"]}["ines"] is True


def test_a_round_that_was_returned_stays_sealed(claim: Claim) -> None:
    move(claim, "return", by=cast().edda, note="More, please.")
    for name in ("omar", "edda", "ravi"):
        round_ = read(Program(name).get(f"/claims/{claim.pk}/rounds/2"))
        assert (round_["is_blind"], round_["reviews"]) == (False, [])


def test_a_complete_round_is_read_by_everybody() -> None:
    claim = claim_in(State.DECIDED)
    round_ = read(Program("rana").get(f"/claims/{claim.pk}/rounds/1"))
    assert {review["rating"] for review in round_["reviews"]} == {"mostly-true"}
    assert (round_["carried_rating"], round_["split"]) == ("mostly-true", {"mostly-true": 2})


def test_the_words_stand_in_their_own_rows_and_in_no_other(claim: Claim) -> None:
    """Kept answers, deliveries, notices and jobs are copies waiting to leak."""
    jobs.run_all()
    holders = set()
    for model in apps.get_app_config("claims").get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.CharField | models.TextField | models.JSONField):
                for words in (RATIONALE, NOTE):
                    if model._default_manager.filter(**{f"{field.name}__icontains": words}).exists():
                        holders.add((model._meta.model_name, field.name))
    assert holders == {("review", "reasons"), ("note", "text")}


def test_what_only_a_reader_may_not_know_needs_a_token(claim: Claim) -> None:
    for address in addresses(claim):
        answer = Client().get(f"{URL}{address}")
        is_public = address.startswith(("/verdicts", "/openapi")) or address == "/"
        assert answer.status_code == (200 if is_public else 401) or answer.status_code == 405, address


def _file(program: Program, claim: Claim) -> int:
    given = {"round": 1, "rating": "true", "confidence": 3, "reasons": "By hand."}
    return program.post(f"/claims/{claim.pk}/reviews", given, on=claim).status_code


def _move(name: str, **data: Any) -> Callable[[Program, Claim], int]:
    def act(program: Program, claim: Claim) -> int:
        return program.post(f"/claims/{claim.pk}/transitions/{name}", data, on=claim).status_code

    return act


ATTEMPTS: dict[str, tuple[State, Callable[[Program, Claim], int]]] = {
    "reviews their own draft": (State.IN_REVIEW, _file),
    "decides alone before the reviews": (State.IN_REVIEW, _move("decide", rating="true", note="Mine.")),
    "publishes what was not decided": (State.IN_REVIEW, _move("publish")),
    "publishes their own research": (State.DECIDED, _move("publish")),
    "decides about their own draft once more": (State.DECIDED, _move("decide", rating="true", note="Mine.")),
    "accepts evidence of the frozen draft": (
        State.IN_REVIEW,
        lambda program, claim: (
            program.post(
                f"/claims/{claim.pk}/evidence/{claim.evidence.earliest('pk').pk}/accept",
                {"stance": "refutes"},
                on=claim,
            ).status_code
        ),
    ),
    "rejects evidence of the frozen draft": (
        State.DECIDED,
        lambda program, claim: (
            program.post(
                f"/claims/{claim.pk}/evidence/{claim.evidence.earliest('pk').pk}/reject", {"reason": "Mine."}, on=claim
            ).status_code
        ),
    ),
    "takes the frozen claim away": (
        State.IN_REVIEW,
        lambda program, claim: program.post(f"/claims/{claim.pk}/assign", {"researcher": "lena"}, on=claim).status_code,
    ),
}


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_the_researcher_of_a_claim_gains_nothing_as_superuser_with_every_role_and_scope(attempt: str) -> None:
    state, attack = ATTEMPTS[attempt]
    claim = claim_in(state)
    before, n_reviews = Claim.objects.values().get(pk=claim.pk), Review.objects.count()
    evidence = list(claim.evidence.order_by("pk").values())
    assert attack(Program(everything("ravi")), claim) in (403, 409, 412, 422)
    assert Claim.objects.values().get(pk=claim.pk) == before
    assert Review.objects.count() == n_reviews
    assert list(claim.evidence.order_by("pk").values()) == evidence


def test_who_decided_does_not_publish_though_a_superuser_with_every_role() -> None:
    claim = claim_in(State.DECIDED)
    for name in ("ravi", "edda"):
        edits.declare_interest(claim, by=getattr(cast(), name), has_interest=False)
    answer = Program(everything("edda")).post(f"/claims/{claim.pk}/transitions/publish", on=claim)
    assert answer.status_code in (403, 422)
    assert Claim.objects.get(pk=claim.pk).state == State.DECIDED


def test_what_only_editors_do_needs_the_scope_for_it_whoever_asks() -> None:
    claim = claim_in(State.PUBLISHED)
    weaker = Program("edda", Scope.READ, Scope.WRITE, Scope.REVIEW)
    for name in ("retract", "reopen", "correct"):
        answer = weaker.post(f"/claims/{claim.pk}/transitions/{name}", {"note": "Now."}, on=claim)
        assert "it lacks the scope “publish”" in refused(answer, 403)
    assert Claim.objects.get(pk=claim.pk).state == State.PUBLISHED


def test_a_scope_makes_nobody_more_than_they_are() -> None:
    claim = claim_in(State.PUBLISHED)
    for name in ("rana", "ravi", "ines", "mona"):
        answer = Program(name).post(f"/claims/{claim.pk}/transitions/retract", {"note": "Now."}, on=claim)
        assert refused(answer, 403).startswith("This needs the role editor.")


def test_a_role_that_is_taken_away_is_gone_with_the_next_request() -> None:
    claim, program = a_claim(), Program("ravi")
    cast().ravi.grants.all().delete()
    RoleGrant.objects.create(person=cast().ravi, role=Role.REPORTER)
    answer = program.post(f"/claims/{claim.pk}/transitions/accept", on=claim)
    assert refused(answer, 403).startswith("This needs the role")


def test_a_kept_answer_is_read_by_nobody_whose_roles_are_gone() -> None:
    program = Program("rana")
    sent = {"statement": "The harbour fee rose by a third in 2024"}
    assert program.post("/claims", sent, Idempotency_Key="one").status_code == 201
    cast().rana.grants.all().delete()
    assert "no role in the desk" in refused(program.post("/claims", sent, Idempotency_Key="one"), 403)


def test_who_declared_an_interest_reviews_nothing_by_a_program() -> None:
    claim = claim_in(State.IN_REVIEW)
    edits.declare_interest(claim, by=cast().ines, has_interest=True, statement="Her brother runs the port.")
    assert _file(Program("ines"), claim) == 403
    assert not Review.objects.exists()


def test_a_repeated_request_answers_nobody_but_the_token_that_sent_it(claim: Claim) -> None:
    """Omar guesses Ines's key and body: it is a request of his own."""
    evidence = claim.evidence.earliest("pk")
    given = {"round": 2, "rating": "satire", "confidence": 3, "reasons": RATIONALE, "cited": [evidence.pk]}
    answer = Program("omar").post(f"/claims/{claim.pk}/reviews", given, on=claim, Idempotency_Key="mine")
    assert "Idempotency-Replayed" not in answer.headers
    assert Review.objects.filter(round__claim=claim, round__number=2).count() == 2


def test_the_gate_before_review_holds_for_programs() -> None:
    claim = claim_in(State.RESEARCHING)
    answer = Program("ravi").post(f"/claims/{claim.pk}/transitions/submit", on=claim)
    assert answer.status_code == 422
    make_ready_to_submit(claim, by=cast().ravi)
    assert _move("submit")(Program("ravi"), claim) == 200
    assert reviews.find_open_round(claim) is not None


def test_the_sender_of_a_claim_is_not_told() -> None:
    claim = a_claim(by=cast().rana)
    for address in (f"/claims/{claim.pk}", "/claims"):
        assert b"rana" not in Program("ravi").get(address).content.lower()
