"""What a service's JSON says: typed readers that refuse, in words, what is not as the service promises."""

import json
import math
from datetime import date, datetime
from typing import Any

from claims.errors import Refused

_JSON_TYPES = frozenset({"application/json", "text/json"})

Object = dict[str, Any]

#: Whole numbers beyond this fit in no row.
LARGEST = 2**63 - 1
#: Of what a service says of its own trouble so much is passed on (characters).
LONGEST_WORD = 160


class BadAnswer(Refused):
    """The service answered, and the answer is not what it should be. The sentence ends without advice."""


def read_object(body: bytes, content_type: str) -> Object:
    """The JSON object of an answer. Raises BadAnswer for a page, half an answer, or JSON that is no object."""
    if content_type not in _JSON_TYPES and body.lstrip()[:1] not in (b"{", b"["):
        raise BadAnswer("It sent a web page or other text instead of JSON.")
    try:
        value = json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError):  # what is no UTF-8 is a ValueError too
        raise BadAnswer("It sent JSON that is broken, or only half of it.") from None
    if not isinstance(value, dict):
        raise BadAnswer("It sent JSON of another shape than it promises.")
    return value


def objects(answer: Object, name: str, *, is_promised: bool = False) -> list[Object]:
    """The list of objects of that name, without what is no object; empty when absent. BadAnswer for no list.

    `is_promised`: every answer has this list, so one without is BadAnswer too.
    """
    value = answer.get(name)
    if value is None and is_promised:
        raise BadAnswer(f"It sent no list “{name}”.")
    if value is None:
        return []
    if not isinstance(value, list):
        raise BadAnswer(f"It sent something else than a list as “{name}”.")
    found = [item for item in value if isinstance(item, dict)]
    if value and not found:
        raise BadAnswer(f"Nothing in its list “{name}” is of the shape it promises.")
    return found


def inner(answer: Object, name: str) -> Object:
    """The object of that name; empty when absent or something else."""
    value = answer.get(name)
    return value if isinstance(value, dict) else {}


def error_of(answer: Object) -> str:
    """What the service says went wrong, shortly and in quotation marks; "" when it names no error.

    Services answer 200 with {"error": "..."} or {"error": {"message": "..."}}; whatever is not empty is an error.
    """
    error = answer.get("error")
    if not error:
        return ""
    told = error if isinstance(error, dict) else answer
    said = next((said for name in ("message", "info", "error") if (said := text(told, name, at_most=LONGEST_WORD))), "")
    return f"“{said.rstrip('.')}”" if said else "an error, with no word about it"


def refuse_error(answer: Object) -> None:
    """Raises BadAnswer when the answer is an error."""
    said = error_of(answer)
    if said:
        raise BadAnswer(f"It says: {said}.")


def text(answer: Object, name: str, *, at_most: int = 500) -> str:
    """The text of that name on one line, cut to `at_most` characters; "" when absent or something else."""
    value = answer.get(name)
    if not isinstance(value, str):
        return ""
    return " ".join("".join(c if c.isprintable() else " " for c in value[: 4 * at_most]).split())[:at_most]


def number(answer: Object, name: str) -> int | None:
    """The whole number of that name; None when absent or something else. BadAnswer for one of more than 64 bits."""
    value = answer.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if abs(value) > LARGEST:
        raise BadAnswer(f"It sent a number as “{name}” that is far too large.")
    return int(value)


def day(answer: Object, name: str) -> date | None:
    """The day of an ISO 8601 date or time of that name; None when absent or something else."""
    value = text(answer, name, at_most=40)
    for read in (datetime.fromisoformat, lambda told: datetime.fromisoformat(told[:10])):
        try:
            return read(value).date()
        except ValueError:
            continue
    return None


def prose(answer: Object, name: str, *, at_most: int) -> str:
    """The text of that name with its lines, cut to `at_most` characters; "" when absent or something else."""
    value = answer.get(name)
    if not isinstance(value, str):
        return ""
    return "".join(c for c in value[:at_most] if c.isprintable() or c == "\n").strip()
