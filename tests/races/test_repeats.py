"""One request of a program that is sent eight times at once is done once, and answered alike each time."""

from __future__ import annotations

import pytest
from django.http import HttpResponse

from claims.models import Claim, ClaimEvent, KeptAnswer
from tests.api.programs import Program
from tests.builders import claim_in
from tests.races.test_moves import N_THREADS, race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.races]


def test_a_repeated_request_is_done_once_however_many_arrive_together() -> None:
    program, answers = Program("rana"), list[HttpResponse]()

    def send() -> None:
        body = {"statement": "The harbour fee rose by a third in 2024"}
        answers.append(program.post("/claims", body, Idempotency_Key="one and the same"))

    n_done, _ = race(*[send] * N_THREADS)
    assert n_done == N_THREADS
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert len([answer for answer in answers if "Idempotency-Replayed" in answer.headers]) == N_THREADS - 1
    assert (Claim.objects.count(), KeptAnswer.objects.count()) == (1, 1)


def test_of_eight_programs_that_read_the_same_version_exactly_one_moves_the_claim() -> None:
    claim, programs = claim_in("queued"), [Program(name) for name in ("ravi", "lena")]
    answers: list[int] = []

    def take(program: Program) -> None:
        path = f"/claims/{claim.pk}/transitions/take"
        answers.append(program.post(path, {}, If_Match=f'"{claim.version}"').status_code)

    race(*[lambda program=program: take(program) for program in programs * (N_THREADS // 2)])
    assert sorted(answers) == [200] + [412] * (N_THREADS - 1)
    assert ClaimEvent.objects.filter(claim=claim, verb="take").count() == 1
