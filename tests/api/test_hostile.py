"""What a program may send to break things: odd bytes, types, sizes, names. Answered in words, and nothing written."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest
from django.db.models import Model
from django.test import Client

from claims.models import Article, Claim, ClaimEvent, Evidence, KeptAnswer, KeyElement, Review, Scope, State, User
from tests.api.programs import PROBLEM, URL, Program, read, refused
from tests.builders import a_claim, a_piece_of_evidence, claim_in

pytestmark = pytest.mark.django_db

STATEMENT = "The harbour fee rose by a third in 2024"
ROWS: tuple[type[Model], ...] = (Claim, ClaimEvent, Article, Evidence, KeyElement, Review, User, KeptAnswer)


def rows() -> list[list[dict[str, Any]]]:
    return [list(model._default_manager.order_by("pk").values()) for model in ROWS]


#: Bodies for POST /claims and the statuses that they may have.
BODIES: dict[str, tuple[bytes, int]] = {
    "nothing": (b"", 422),
    "no JSON": (b"statement=The+harbour+fee+rose", 400),
    "half of it": (b'{"statement": "The harbour', 400),
    "two objects": (b'{"statement": "a b c"}{"statement": "a b c"}', 400),
    "a comment": (b'{"statement": "a b c" /* that */}', 400),
    "not a number": (b'{"statement": NaN}', 422),
    "without end": (b'{"statement": 1e999}', 422),
    "a number of a thousand digits": (b'{"statement": ' + b"9" * 1_000 + b"}", 422),
    "a number of ten thousand digits": (b'{"statement": ' + b"9" * 10_000 + b"}", 400),
    "true": (b'{"statement": true}', 422),
    "null": (b'{"statement": null}', 422),
    "a list": (b'{"statement": ["The harbour fee rose"]}', 422),
    "packed": (gzip.compress(b'{"statement": "The harbour fee rose"}'), 400),
    "a byte of another code": (b'{"statement": "The harbour fee rose \xe9"}', 400),
    "a bare half of a pair": (b'{"statement": "The harbour fee \xed\xa0\x80 rose"}', 400),
    "an escaped half of a pair": (b'{"statement": "The harbour fee \\udfff rose"}', 400),
    "NUL": (b'{"statement": "The harbour fee \\u0000 rose"}', 400),
    "NUL in a name": (b'{"statement": "The harbour fee rose", "a\\u0000": 1}', 400),
    "half of a pair in a name": (b'{"statement": "The harbour fee rose", "\\ud800": 1}', 400),
    "NUL far below": (b'{"statement": "The harbour fee rose", "note": {"a": [[{"b": "\\u0000"}]]}}', 400),
    "a file": (b'--x\r\nContent-Disposition: form-data; name="statement"\r\n\r\nThe harbour fee rose\r\n--x--', 400),
}


@pytest.mark.parametrize(
    "kind",
    ["application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x",
     "application/xml; charset=utf-7", "nonsense"],
)  # fmt: skip
def test_odd_bodies_are_refused_in_words_whatever_they_are_called(kind: str) -> None:
    program, before = Program("rana"), rows()
    headers = {"Authorization": f"Bearer {program.text}", "Content-Encoding": "gzip", "Idempotency-Key": "odd"}
    for name, (body, status) in BODIES.items():
        answer: Any = Client().generic("POST", f"{URL}/claims", body, content_type=kind, headers=headers)
        assert answer.status_code == status, (name, answer.content)
        assert answer.headers["Content-Type"] == PROBLEM, name
        told = json.loads(answer.content)
        assert told["detail"].endswith("."), name
        assert {one["field"] for one in told.get("errors", [])} <= {"body", "statement"}, name
    assert rows() == before


@pytest.mark.parametrize(
    "path",
    ["/claims/0", "/claims/-1", f"/claims/{2**63}", f"/claims/{10**40}", "/claims/1.5", "/claims/%00", "/claims/%ff",
     "/claims/%ed%a0%80", "/claims/1%00", "/claims/１", "/claims/1e3", "/claims/0x1", "/claims/ 1", "/claims/NaN",
     "/articles/99999999999999999999", f"/claims/1/rounds/{2**31}", "/verdicts/%00", "/verdicts/..%2f..%2fetc", "/%00",
     "/verdicts/" + "a" * 5_000, "/claims/1/transitions", "//claims", "/claims/../me/%2e%2e"],
)  # fmt: skip
def test_odd_addresses_are_answered_with_a_problem(path: str) -> None:
    answer = Program("ravi").get(path)
    assert answer.status_code in (404, 422), path
    assert answer.headers["Content-Type"] == PROBLEM


@pytest.mark.parametrize(
    "query",
    ["q=%00", "limit=0", "limit=101", "limit=1e9", "limit=-1", f"limit={10**30}", "state=nowhere",
     "score=NaN", "score=-1", f"outlet={2**63}", "outlet=0", "since=10000-01-01", "since=-0001-01-01",
     "until=2024-02-30", "since=0", "until=0.0", "since=1700000000", "until=2024-01-01T00:00:00",
     "sort=password", "cursor=" + "A" * 501, "who=%00", "topic=" + "x" * 101,
     "q=" + "x" * 201, "__class__=1", "state=new&" * 10, "researcher__password__startswith=a"],
)  # fmt: skip
def test_odd_questions_are_refused_and_never_passed_on(query: str) -> None:
    a_claim()
    answer = Program("ravi").get(f"/claims?{query}")
    assert answer.status_code in (400, 422), answer.content
    assert answer.headers["Content-Type"] == PROBLEM


@pytest.mark.parametrize(
    "query",
    ['q="', "q=*", "q=a*%20OR%20b", "q=NEAR(", "q='%3B--", "q=%25%25", "q=\\", "q=(((", "q=:*%26|!", "q=%ed%a0%80"],
)
def test_signs_of_the_search_engines_are_words_like_others(query: str) -> None:
    a_claim()
    for path in ("/claims", "/verdicts"):
        assert Program("ravi").get(f"{path}?{query}").status_code == 200


@pytest.mark.parametrize(
    "day", [0, 0.0, 1_700_000_000, True, "0", "20240101", "2024-01-01T00:00:00", "２０２４-01-01", [], {}]
)
def test_no_number_is_taken_for_a_day(day: object) -> None:
    program, claim = Program("edda"), a_claim()
    for path, body in (
        ("/drafts/check", {"text": STATEMENT, "published": day}),
        ("/articles", {"text": STATEMENT, "published_on": day}),
        (f"/claims/{claim.pk}/transitions/accept", {"due_on": day}),
        (f"/claims/{claim.pk}/evidence", {"url": "https://port.example/", "published_on": day}),
    ):
        (wrong,) = read(program.post(path, body, on=claim), 422)["errors"]
        assert (wrong["field"], wrong["sentence"]) == ([*body][-1], "Write a day like 2025-11-02.")


#: Names of columns and of what else a model has, that no program may set.
OWN = {
    "id": 1, "pk": 1, "state": "published", "version": 99, "score": 1, "priority": 4, "slug": "mine", "sent_by": 1,
    "researcher": "ravi", "current_revision": 1, "is_demonstration": True, "created_at": "2020-01-01T00:00:00Z",
    "merged_into": 1, "by": "edda", "attached_by": "edda", "status": "accepted", "reviewer": "omar", "sha256": "0" * 64,
    "stage": "ready", "roles": ["editor"], "is_superuser": True, "scopes": ["publish"], "imported_by": "edda",
}  # fmt: skip


def test_no_field_is_set_but_those_that_an_operation_names() -> None:
    claim, reviewed = claim_in(State.RESEARCHING), claim_in(State.IN_REVIEW)
    piece, before = a_piece_of_evidence(claim), rows()
    asked = {
        ("rana", "/claims"): {"statement": STATEMENT},
        ("rana", "/articles"): {"text": "The lighthouse of Grauholm is 41 metres high, the port says. " * 9},
        ("edda", f"/claims/{claim.pk}/assign"): {"researcher": "lena"},
        ("ravi", f"/claims/{claim.pk}/transitions/release"): {"note": "Too far away."},
        ("ravi", f"/claims/{claim.pk}/evidence"): {"url": "https://port.example/tariff"},
        ("ravi", f"/claims/{claim.pk}/evidence/{piece.pk}/accept"): {"stance": "supports"},
        ("ravi", f"/claims/{claim.pk}/evidence/{piece.pk}/reject"): {"reason": "Forged."},
        ("ravi", f"/claims/{claim.pk}/evidence/{piece.pk}/visibility"): {"visibility": "newsroom"},
        ("ines", f"/claims/{reviewed.pk}/reviews"): {
            "round": 1, "rating": "true", "confidence": 2, "reasons": "It is so.",
        },
    }  # fmt: skip
    programs = {name: Program(name) for name, _ in asked}
    for (name, path), fits in asked.items():
        of = reviewed if name == "ines" else claim
        for field in OWN.keys() - fits.keys():
            told = read(programs[name].post(path, fits | {field: OWN[field]}, on=of), 422)
            assert [one["field"] for one in told.get("errors", [])] == [field] or "takes no" in told["detail"], path
    assert rows()[:-2] == before[:-2]


def test_things_of_another_claim_are_not_there() -> None:
    """Numbers are easily guessed: each is looked up below the claim that the address names."""
    mine, other = claim_in(State.RESEARCHING), claim_in(State.RESEARCHING)
    piece = a_piece_of_evidence(other)
    element = other.key_elements.earliest("pk")
    before = list(Evidence.objects.order_by("pk").values())
    ravi = Program("ravi")
    for act, body in (
        ("accept", {"stance": "supports"}),
        ("reject", {"reason": "No."}),
        ("visibility", {"visibility": "newsroom"}),
    ):
        there = ravi.post(f"/claims/{mine.pk}/evidence/{piece.pk}/{act}", body, on=mine)
        nowhere = ravi.post(f"/claims/{mine.pk}/evidence/{piece.pk + 999}/{act}", body, on=mine)
        assert refused(there, 404) == refused(nowhere, 404), "nobody learns whether it is there"
    own = a_piece_of_evidence(mine)
    for pk in (element.pk, element.pk + 999):
        body = {"stance": "supports", "key_element": pk}
        answer = ravi.post(f"/claims/{mine.pk}/evidence/{own.pk}/accept", body, on=mine)
        assert "belongs to another claim" in refused(answer, 422)
    assert list(Evidence.objects.exclude(pk=own.pk).order_by("pk").values()) == before


def test_every_scope_opens_its_own_operations_and_no_others() -> None:
    claim = claim_in(State.RESEARCHING)
    asked = {
        Scope.READ: [("GET", "/claims"), ("GET", f"/claims/{claim.pk}"), ("GET", "/articles"), ("GET", "/me"),
                     ("GET", f"/claims/{claim.pk}/evidence"), ("GET", f"/claims/{claim.pk}/matches"),
                     ("GET", f"/claims/{claim.pk}/checks"), ("GET", f"/claims/{claim.pk}/transitions"),
                     ("GET", f"/claims/{claim.pk}/rounds/1"), ("POST", "/drafts/check")],
        Scope.WRITE: [("POST", "/claims"), ("POST", "/articles"), ("POST", f"/claims/{claim.pk}/assign"),
                      ("POST", f"/claims/{claim.pk}/transitions/release"), ("POST", f"/claims/{claim.pk}/evidence"),
                      ("POST", f"/claims/{claim.pk}/evidence/1/accept"), ("POST", f"/claims/{claim.pk}/matches/1")],
        Scope.REVIEW: [("POST", f"/claims/{claim.pk}/reviews"), ("POST", f"/claims/{claim.pk}/reviews/withdraw")],
    }  # fmt: skip
    for scope in Scope.values:
        program = Program("edda", Scope(scope))
        for needed, operations in asked.items():
            for method, path in operations:
                answer = program.ask(method, path, {} if method == "POST" else None)
                is_closed = answer.status_code == 403 and b"it lacks the scope" in answer.content
                assert is_closed is (needed != scope), (scope, method, path, answer.status_code)
