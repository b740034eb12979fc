"""For each line of the table: which claim and objects its address names, and what a person's form would send."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import get_resolver, reverse
from django.utils import timezone

from claims.models import Claim, Notice
from tests.builders import PASSWORD, cast, scale
from tests.grid.rows import Rows

Data = Mapping[str, Any]

#: Line -> the claim that it is about, where that is not the one being researched.
CLAIM_OF = {
    "desk:claim new": "new", "desk:claim embargoed": "embargoed", "desk:claim_round": "in_review",
    "desk:reviewers": "in_review", "desk:researchers": "queued", "desk:decide accept": "new",
    "desk:decide dismiss": "new", "desk:decide merge": "new", "desk:decide put_back": "queued",
    "desk:move accept": "new", "desk:move dismiss": "new", "desk:move merge": "queued", "desk:move unmerge": "merged",
    "desk:move put_back": "queued", "desk:move take": "queued", "desk:move submit": "ready",
    "desk:move return": "in_review", "desk:move decide": "tallied", "desk:move publish": "decided",
    "desk:move correct": "published", "desk:move retract": "published", "desk:move reopen": "published",
    "desk:reword new": "new", "desk:plan shorter": "embargoed", "desk:attach_by_hand published": "published",
    "desk:assign": "queued", "desk:unassign": "assigned", "desk:plan_publication": "embargoed",
    "desk:cancel_publication": "planned", "desk:file_review": "in_review", "desk:withdraw_review": "filed",
    "desk:assign_reviewer": "in_review", "desk:excuse_reviewer": "in_review", "api-v1:assign_claim": "queued",
    "api-v1:do_transition accept": "new", "api-v1:do_transition publish": "decided",
    "api-v1:read_round": "in_review", "api-v1:file_review": "in_review", "api-v1:withdraw_review": "filed",
}  # fmt: skip
#: What may be done with a piece of evidence, by those who may read it.
OF_EVIDENCE = (
    "desk:accept_evidence", "desk:reject_evidence", "desk:change_visibility", "desk:archive_again",
    "api-v1:accept_evidence", "api-v1:reject_evidence", "api-v1:change_visibility",
)  # fmt: skip
#: Line -> {name in its pattern: name of the object}, where the two differ.
OBJECTS_OF = {
    "desk:reconsider_evidence": {"evidence": "rejected"},
    **{f"{line} secret": {"evidence": "secret"} for line in OF_EVIDENCE if line.startswith("desk:")},
    **{f"{line} secret": {"evidence_id": "secret"} for line in OF_EVIDENCE if line.startswith("api")},
    "desk:change_visibility": {"evidence": "open_secret"},
    "api-v1:change_visibility": {"evidence_id": "open_secret"},
    "desk:capture_warc secret": {"snapshot": "secret_snapshot"},
    "desk:capture_again": {"evidence": "unseen"},
    "desk:archive_again": {"evidence": "unarchived"},
    "desk:capture_warc foreign": {"snapshot": "foreign"},
    "desk:decide_check": {"match": "check"},
    "api-v1:decide_check": {"match_id": "check"},
    "admin:auth_user_password_change": {"id": "otto"},
    "admin:auth_user_password_change member": {"id": "edda"},
    "desk:person": {"pk": "otto"},
    "desk:change_person": {"pk": "otto"},
    "desk:revoke_invitation": {"pk": "invitation"},
    "desk:end_session": {"pk": "session"},
    "desk:end_token": {"pk": "token"},
    "desk:remove_key": {"pk": "otto"},
    "desk:article": {"pk": "article"},
    "desk:pick_sentence": {"pk": "article"},
    "desk:change_filter shared": {"pk": "shared"},
    "desk:change_filter own": {"pk": "own"},
    "desk:read_notice": {"pk": "notice"},
    "desk:retry_job": {"pk": "job"},
}


#: Line -> {name in its pattern: what stands there}, where that is no row.
WORDS_OF: dict[str, dict[str, object]] = {
    "public:page": {"slug": "funding"},
    "public:page_versions": {"slug": "funding"},
    "public:page_version": {"slug": "funding"},
    "public:topic published": {"slug": "ports"},
    "public:topic decided": {"slug": "ferries"},
    "desk:download_figure": {"name": "flow"},
    "desk:claim_rest": {"name": "proposed"},
    "desk:leave_for_provider": {"provider_id": "nobody"},
    "desk:come_back": {"provider_id": "nobody"},
    "admin:app_list": {"app_label": "claims"},
    "admin:view_on_site published": {"content_type_id": 1, "object_id": 1},
}
#: Addresses that answer whatever no other address does, and what is asked of them.
NOWHERE = {
    "desk:nowhere": ("desk:inbox", "no/such/page/"),
    "api-v1:_nowhere": ("api-v1:api-root", "no/such/thing"),
    "admin:catch_all_view": ("admin:index", "no/such/page/"),
}


def address_of(line: str, rows: Rows) -> str:
    name, _, which = line.partition(" ")
    space, _, key = name.partition(":")
    if name in NOWHERE:
        root, rest = NOWHERE[name]
        return reverse(root) + rest
    if name == "public:oembed":
        return f"{reverse(name)}?url=http://127.0.0.1:8000/claims/{_slug(rows.claims[which])}/"
    if name == "admin:autocomplete":
        return f"{reverse(name)}?app_label=claims&model_name=claim&field_name=researcher&term=a"
    if name == "admin:app_list":  # its pattern is an expression, whose names nobody knows beforehand
        return reverse(name, kwargs=WORDS_OF[name])
    *_, converters = get_resolver().namespace_dict[space][1].reverse_dict[key]
    return reverse(name, kwargs={each: _value(line, each, rows) for each in converters})


def _value(line: str, name: str, rows: Rows) -> object:
    which = line.partition(" ")[2]
    if name in WORDS_OF.get(line, {}):
        return WORDS_OF[line][name]
    if name in OBJECTS_OF.get(line, {}):
        return rows.objects[OBJECTS_OF[line][name]]
    claim = claim_of(line, rows)
    if line.startswith("public:claimant"):
        return claim.claimant_id
    match name:
        case "pk" | "claim_id":
            return claim.pk
        case "slug":
            return _slug(claim)
        case "name":
            return which
        case "token" | "key":
            return rows.tokens[which]
    return rows.objects[name.removesuffix("_id")]


def _slug(claim: Claim) -> str:
    """An unpublished claim has none yet: what somebody would guess."""
    return claim.slug or f"{claim.pk}"


def claim_of(line: str, rows: Rows) -> Claim:
    which = CLAIM_OF.get(line) or line.partition(" ")[2]
    return rows.claims.get(which) or rows.claims["busy"]


def form_of(line: str, rows: Rows) -> dict[str, Any]:
    """What is sent."""
    return dict(SENT[line](rows)) if line in SENT else {}


def seen_of(line: str, rows: Rows) -> int:
    """The version of its claim that was looked at."""
    return Claim.objects.values_list("version", flat=True).get(pk=claim_of(line, rows).pk)


def _reader(rows: Rows) -> Data:
    stamp = signing.dumps(int(timezone.now().timestamp()) - 60, salt="claims.public.sending")
    return {"statement": "The mayor sold the pier for one coin", "text": "The year is wrong.", "shown": stamp}


def _text_file() -> SimpleUploadedFile:
    return SimpleUploadedFile("tariff.txt", b"The tariff of the port rose in 2024.", "text/plain")


_DESCRIBED = {
    "stance": "supports",
    "source_type": "primary",
    "interest": "It collects it.",
    "accessed_on": "2025-11-02",
}
_ASKED = {"addressee": "Nora Quay", "passage": "The fee rose by a third.", "question": "Did it?"}
_BY_HAND = {
    "kind": "interview",
    "title": "Nora Quay, by telephone",
    "quote": "It rose.",
    "no_snapshot_reason": "A call.",
}

SENT: dict[str, Callable[[Rows], Data]] = {
    "desk:decide_all": lambda rows: {"do": "accept", "pick": f"{rows.claims['new'].pk}:{rows.claims['new'].version}"},
    "desk:decide dismiss": lambda rows: {"reason": "spam"},
    "desk:decide merge": lambda rows: {"target": rows.claims["queued"].pk},
    "desk:pick_sentence": lambda rows: {"sentence": rows.objects["sentence"]},
    "desk:import": lambda rows: {"text": "The lighthouse of Grauholm is 41 metres high, the port says. " * 9},
    "desk:draft": lambda rows: {"text": "The lighthouse is 41 metres high, the port says."},
    "desk:store_draft": lambda rows: {"text": "The lighthouse is 41 metres high, the port says. " * 9},
    "desk:send_claim": lambda rows: {"statement": "The lighthouse of Grauholm is 41 metres high"},
    "desk:export_claims": lambda rows: {"format": "csv", "query": ""},
    "desk:save_filter": lambda rows: {"name": "Of the grid", "query": "due=today"},
    "desk:change_filter shared": lambda rows: {"name": "Another name"},
    "desk:change_filter own": lambda rows: {"name": "Another name"},
    "desk:change_password": lambda rows: {"password": PASSWORD, "new_password": "lanternfish under the pier"},
    "desk:confirm": lambda rows: {"password": PASSWORD},
    "desk:new_password mailed": lambda rows: {"new_password": "lanternfish under the pier"},
    "desk:accept_invitation invited": lambda rows: {
        "name": "Nora Quay", "username": "nora", "new_password": "lanternfish under the pier",
    },
    "desk:people": lambda rows: {"email": "olaf@coast.example", "roles": ["reporter"], "why": "New in sports."},
    "desk:change_person": lambda rows: {"what": "give", "role": "reporter", "why": "New in sports."},
    "desk:login": lambda rows: {"username": "rana", "password": PASSWORD},
    "desk:me": lambda rows: dict.fromkeys(Notice.Kind.values, "never"),
    "desk:tokens": lambda rows: {"name": "Front page", "scopes": ["read"], "days": 30},
    "desk:download_figure": lambda rows: {"weeks": "4"},
    "desk:move accept": lambda rows: {"priority": 2},
    "desk:move dismiss": lambda rows: {"reason": "spam"},
    "desk:move merge": lambda rows: {"target": rows.claims["new"].pk},
    "desk:move unmerge": lambda rows: {"note": "It is another one."},
    "desk:move take": lambda rows: {"researcher": cast().lena.pk},
    "desk:move return": lambda rows: {"note": "Shorter, please."},
    "desk:move decide": lambda rows: {"rating": scale()["true"].pk, "note": "They agree."},
    "desk:move correct": lambda rows: {
        "correction_class": "update", "summary": "It is 91.", "text": rows.claims["published"].draft_text,
        "note": "It was measured anew.",
    },
    "desk:move retract": lambda rows: {"note": "The map was forged."},
    "desk:move reopen": lambda rows: {"note": "It was measured anew."},
    "desk:reword": lambda rows: {"statement": "The harbour fee of Grauholm rose by a quarter"},
    "desk:reword new": lambda rows: {"statement": "The lamp of the pier was lit in 1901"},
    "desk:plan": lambda rows: {"priority": 3},
    "desk:plan shorter": lambda rows: {"priority": 3, "embargo_until": ""},
    "desk:edit_draft": lambda rows: {"summary": "It rose.", "text": "It rose."},
    "desk:add_key_element": lambda rows: {"text": "The tariff is in force"},
    "desk:edit_key_element": lambda rows: {"text": "The tariff is in force"},
    "desk:log_counter_search": lambda rows: {"place": "Archive", "query": "fee", "result": "Nothing."},
    "desk:ask_for_reply": lambda rows: {"channel": "letter", "asked_on": timezone.localdate()},
    "desk:record_reply": lambda rows: {"reply": "No comment.", "replied_on": timezone.localdate()},
    "desk:exempt_from_reply": lambda rows: {"reason": "Nobody knows who said it."},
    "desk:declare_interest": lambda rows: {"has_interest": "no"},
    "desk:accept_evidence": lambda rows: _DESCRIBED,
    "desk:reject_evidence": lambda rows: {"reason": "It is about the weather."},
    "desk:change_visibility": lambda rows: {"visibility": "public", "reason": "She agreed."},
    "desk:change_visibility secret": lambda rows: {"visibility": "public", "reason": "She agreed."},
    "desk:attach_url": lambda rows: {"url": "https://port.example/tariff"},
    "desk:attach_file": lambda rows: {"file": _text_file()},
    "desk:attach_by_hand": lambda rows: _BY_HAND,
    "desk:attach_by_hand published": lambda rows: _BY_HAND,
    "desk:decide_origin": lambda rows: {"answer": "alone", "reason": "It measured it."},
    "desk:decide_match": lambda rows: {"answer": "rejected", "was": "suggested"},
    "desk:decide_check": lambda rows: {"answer": "rejected", "was": "suggested"},
    "desk:write_note": lambda rows: {"text": "Ask the port."},
    "desk:assign": lambda rows: {"researcher": cast().lena.pk},
    "desk:ask_expert": lambda rows: _ASKED,
    "desk:ask_claimant": lambda rows: _ASKED,
    "desk:file_review": lambda rows: {
        "rating": scale()["true"].pk, "confidence": 3, "reasons": "I read it.",
        "round": rows.claims["in_review"].rounds.get().pk,
    },
    "desk:assign_reviewer": lambda rows: {"reviewer": rows.objects["nils"]},
    "desk:excuse_reviewer": lambda rows: {"note": "Away this week."},
    "public:send_claim": _reader,
    "public:report": _reader,
    "guests:answer open": lambda rows: {"stance": "agree", "text": "It did.", "name": "Vera Quay"},
    "api-v1:list_articles": lambda rows: {"text": "The lighthouse is 41 metres high, the port says. " * 9},
    "api-v1:check_draft": lambda rows: {"text": "The lighthouse is 41 metres high, the port says."},
    "api-v1:list_claims": lambda rows: {"statement": "The lighthouse of Grauholm is 41 metres high"},
    "api-v1:assign_claim": lambda rows: {"researcher": "lena"},
    "api-v1:decide_match": lambda rows: {"decision": "reject", "was": "suggested"},
    "api-v1:decide_check": lambda rows: {"decision": "reject", "was": "suggested"},
    "api-v1:list_evidence": lambda rows: {"url": "https://port.example/tariff"},
    "api-v1:accept_evidence": lambda rows: _DESCRIBED,
    "api-v1:reject_evidence": lambda rows: {"reason": "It is about the weather."},
    "api-v1:accept_evidence secret": lambda rows: _DESCRIBED,
    "api-v1:reject_evidence secret": lambda rows: {"reason": "It is about the weather."},
    "api-v1:change_visibility": lambda rows: {"visibility": "public", "reason": "She agreed."},
    "api-v1:change_visibility secret": lambda rows: {"visibility": "public", "reason": "She agreed."},
    "api-v1:file_review": lambda rows: {"rating": "true", "confidence": 3, "reasons": "I read it.", "round": 1},
}  # fmt: skip
