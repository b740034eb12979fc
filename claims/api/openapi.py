"""What ninja's OpenAPI document does not know: problems, versions, repeated requests, headers. Pure dictionaries."""

from __future__ import annotations

from typing import Any

from claims.api.problems import MEDIA_TYPE, TITLES, Problem

_TAG = '^"[1-9][0-9]{0,17}(-[0-9a-f]{16})?"$'
#: What an Idempotency-Key is: printable ASCII, with no space at its ends, which would be lost on the way.
KEY = "^[!-~]([ -~]*[!-~])?$"
MAX_KEY = 255
_PROBLEM = {"$ref": "#/components/schemas/Problem"}
_IF_MATCH = {
    "in": "header",
    "name": "If-Match",
    "required": True,
    "description": "The ETag of the claim that you have read.",
    "schema": {"type": "string", "pattern": _TAG},
}
_IF_NONE_MATCH = {
    "in": "header",
    "name": "If-None-Match",
    "required": False,
    "description": "An ETag that you have: 304 when nothing changed since.",
    "schema": {"type": "string", "pattern": _TAG},
}
_REPEATED = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": False,
    "description": "Send a request again under the same key, and it is done once and answered alike. Kept for a day.",
    "schema": {"type": "string", "maxLength": MAX_KEY, "pattern": KEY},
}
_ETAG = {
    "ETag": {
        "description": "The version of the claim; of the claim itself, with a digest of what is answered.",
        "schema": {"type": "string"},
    }
}
_RETRY = {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}}}
_CHECKS_ONLY = "check_draft"


def completed(document: dict[str, Any]) -> dict[str, Any]:
    """The document with what all operations of one kind have in common. Changes and returns it."""
    schema = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    document["components"]["schemas"].update(schema.pop("$defs", {}))
    document["components"]["schemas"]["Problem"] = schema
    for address, methods in document["paths"].items():
        for method, operation in methods.items():
            _complete(operation, address=address, is_write=method != "get")
    return document


def _complete(operation: dict[str, Any], *, address: str, is_write: bool) -> None:
    is_of_a_claim = "{claim_id}" in address
    parameters = operation.setdefault("parameters", [])
    statuses = {400, 422, 429}
    if "security" in operation:
        statuses |= {401, 403}
    if "{" in address:
        statuses.add(404)
    if is_write:
        statuses |= {413, 503}
    if is_write and operation["operationId"] != _CHECKS_ONLY:
        parameters.append(_REPEATED)
        statuses.add(409)
    if is_write and is_of_a_claim:
        parameters.append(_IF_MATCH)
        statuses |= {412, 428}
    if 304 in operation["responses"]:
        parameters.append(_IF_NONE_MATCH)
    for status, response in operation["responses"].items():
        if is_of_a_claim and status < 400 and not address.endswith(("/matches", "/checks", "/evidence")):
            response["headers"] = _ETAG
    for status in sorted(statuses):
        operation["responses"][status] = {
            "description": TITLES[status],
            "content": {MEDIA_TYPE: {"schema": _PROBLEM}},
            **({"headers": _RETRY} if status == 429 else {}),
        }
