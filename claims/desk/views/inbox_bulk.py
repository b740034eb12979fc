"""Several new claims at once: each is decided in a transaction of its own, and the answer says what became of each."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import Any

from django.db import OperationalError
from django.http import HttpResponse, QueryDict

from claims import access
from claims.desk.forms.claim import version_seen
from claims.desk.forms.triage import FORMS
from claims.desk.views import inbox
from claims.desk.web import DeskRequest, desk_view, require_post, status_of, whole_number
from claims.errors import Refused
from claims.models import Claim
from claims.workflow import moves

log = logging.getLogger(__name__)

#: More than a page holds at once is no choice that somebody has made by looking.
MAX_CHOSEN = 100
#: The value of a button is the name of a decision, or name:value, and the value goes into this field of its form.
_FIELDS = {"dismiss": "reason", "accept": "researcher"}

_BUSY = "The database was busy. Try this one again."
_NO_NUMBER = "It came without the number of a claim. Load the page again, then tick the claims."


@dataclass(frozen=True)
class Refusal:
    """Why one of the chosen was left as it is; `claim` is None where there is none of this `name`."""

    name: str
    sentence: str
    claim: Claim | None = None


@dataclass
class Outcome:
    """What became of each that was chosen."""

    name: str
    done: list[Claim] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    #: The answer's status when nothing at all was done.
    status: int = 422

    def refuse(self, refusal: Refusal, *, status: int) -> None:
        self.refused.append(refusal)
        self.status = status

    @property
    def said(self) -> str:
        return inbox.SAID[self.name].lower()

    @property
    def can_be_undone(self) -> bool:
        return self.name != "put_back" and bool(self.done)


@require_post
@desk_view
def decide_all(request: DeskRequest) -> HttpResponse:
    """POST: `pick` (number:version, for each chosen claim), `do` (decision, or decision:value) and its other fields."""
    name, _, value = request.POST.get("do", "").partition(":")
    if name not in FORMS:
        raise Refused("Choose what to do with the claims: accept, dismiss, merge or put back.")
    picks = _picks(request.POST)
    if not any(picks):
        return _show(request, problem="Tick the claims first: nothing was changed.", status=422)
    if len(picks) > MAX_CHOSEN:
        return _show(request, problem=f"Choose at most {MAX_CHOSEN} claims at once: nothing was changed.", status=422)
    data = request.POST.copy()
    if value:
        data[_FIELDS.get(name, "")] = value
    form = FORMS[name](data)
    if not form.is_valid():
        sentence = str(next(iter(form.errors.values()))[0])
        return _show(request, problem=f"{sentence} Nothing was changed.", status=422)
    outcome = _decide_each(request, name, picks, form.cleaned_data)
    return _show(request, outcome=outcome, status=200 if outcome.done else outcome.status)


def _picks(data: QueryDict) -> dict[int, int]:
    """{claim: version seen}; whatever is no number counts as claim 0, which there is not."""
    pairs = (value.partition(":") for value in data.getlist("pick"))
    return {whole_number(pk): whole_number(version) for pk, _, version in pairs}


def _decide_each(request: DeskRequest, name: str, picks: dict[int, int], data: dict[str, Any]) -> Outcome:
    """One claim after the other, each whole or not at all; a refusal keeps none of the others back.

    A busy database does: it was waited for once, and nobody waits a hundred times as long.
    """
    outcome = Outcome(name)
    is_busy = False
    for pk, version in picks.items():
        try:
            claim = access.load_claim(pk, by=request.user)
        except access.NotFound as refusal:
            missing = Refusal(f"Claim {pk}", refusal.sentence) if pk else Refusal("A tick", _NO_NUMBER)
            outcome.refuse(missing, status=status_of(refusal))
            continue
        if is_busy:
            outcome.refuse(Refusal(claim.statement, _BUSY, claim), status=409)
            continue
        try:
            moves.move(claim, name, by=request.user, seen=version_seen(version, claim), **data)
        except Refused as refusal:
            outcome.refuse(Refusal(claim.statement, refusal.sentence, claim), status=status_of(refusal))
        except OperationalError as trouble:
            log.warning("Claim %d could not be decided: %s", pk, trouble)
            outcome.refuse(Refusal(claim.statement, _BUSY, claim), status=409)
            is_busy = True
        else:
            outcome.done.append(access.load_claim(pk, by=request.user))
    return outcome


def _show(request: DeskRequest, *, status: int, **more: Any) -> HttpResponse:
    return inbox.show(request, QueryDict(request.POST.get("back", "")), status=status, **more)
