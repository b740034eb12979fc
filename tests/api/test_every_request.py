"""Schemathesis against the whole API, in process: whatever is sent, the answer is one that the document tells of.

EXAMPLES=500 looks longer (docs/api.md has the command).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from claims.api import entry
from claims.models import Claim
from factcheck.wsgi import application
from tests.api.programs import Program
from tests.builders import a_piece_of_evidence, an_article, claim_in

N_EXAMPLES = int(os.environ.get("EXAMPLES", "6"))
STATES = ("new", "queued", "researching", "in_review", "decided", "published")

schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)

OPERATIONS = {f"{one.ok().method.upper()} {one.ok().path}": one.ok() for one in schema.get_all_operations()}

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def program(module_rows: None) -> Program:
    """Of somebody who may do much, with something of everything in the newsroom."""
    for state in STATES:
        a_piece_of_evidence(claim_in(state))
    an_article("The pier is 300 metres long.")
    return Program("edda")


@pytest.fixture(autouse=True)
def _without_end(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No limit to how often one asks, and one connection for all requests, as Django's own test client has it."""
    monkeypatch.setattr(entry, "MOST_BY_TOKEN", 10**9)
    monkeypatch.setattr(entry, "MOST_BY_PLACE", 10**9)
    monkeypatch.setattr(entry, "MOST_WRONG", 10**9)
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_the_document_is_valid_openapi() -> None:
    assert schema.raw_schema["openapi"].startswith("3.1")
    schema.validate()


def known(case: Case) -> Iterator[tuple[str, Any]]:
    """Numbers of things that there are, now and then, so that more than 404 is answered."""
    claims = list(Claim.objects.order_by("pk").values_list("pk", "slug"))
    asked = (case.path_parameters or {}).get("claim_id")
    if isinstance(asked, int):
        yield "claim_id", claims[asked % len(claims)][0]


def looks(mode: GenerationMode, name: str, program: Program) -> None:
    """Some requests of one kind: those that fit what the document says, or those that do not."""

    @settings(
        max_examples=N_EXAMPLES, derandomize=True, deadline=None, database=None,
        phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=OPERATIONS[name].as_strategy(generation_mode=mode))
    def look(case: Case) -> None:
        if mode.is_positive:
            case.path_parameters = {**(case.path_parameters or {}), **dict(known(case))}
        elif any(value in ([], {}) for value in (case.query or {}).values()):
            return  # nothing of it goes over the wire, so what is asked fits
        headers = {"Authorization": f"Bearer {program.text}"}
        answer = case.call(headers=headers)
        # The workflow may refuse what fits the document; that a field does not fit is for the document to tell
        case.validate_response(answer, excluded_checks=[positive_data_acceptance], headers=headers)
        if mode.is_positive:
            assert "errors" not in (answer.json() if answer.status_code == 422 else {}), answer.text

    look()


@pytest.mark.parametrize("name", OPERATIONS)
def test_what_fits_the_document_is_answered_as_it_tells(name: str, program: Program) -> None:
    looks(GenerationMode.POSITIVE, name, program)


@pytest.mark.parametrize("name", OPERATIONS)
def test_what_does_not_fit_the_document_is_refused_as_it_tells(name: str, program: Program) -> None:
    looks(GenerationMode.NEGATIVE, name, program)
