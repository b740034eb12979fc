"""Mozilla's Observatory as its table has it: the points of one answer, test by test. 100 and no penalty is an A+."""

from __future__ import annotations

import re
from typing import Any

#: Half a year in seconds: a shorter promise of https costs points.
LEAST_HSTS_S = 15_552_000
_SAFE_REFERRERS = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}
_UNSAFE_REFERRERS = {"origin", "origin-when-cross-origin", "unsafe-url", "no-referrer-when-downgrade"}
_BROAD = {"*", "http:", "https:", "ftp:", "ws:", "wss:", "data:", "blob:", "filesystem:"}
_SCRIPT = re.compile(r"<script\b([^>]*)>", re.IGNORECASE)


def policy_of(text: str) -> dict[str, list[str]]:
    """The first value of each directive counts."""
    found: dict[str, list[str]] = {}
    for name, *values in (part.lower().split() for part in text.split(";") if part.strip()):
        found.setdefault(name, values)
    return found


def points(answer: Any) -> dict[str, int]:
    """Of one answer over https: test -> points, negative ones are penalties."""
    headers = answer.headers
    policy = policy_of(headers.get("Content-Security-Policy", ""))
    return {
        "content security policy": _of_policy(policy),
        "cookies": _of_cookies(answer),
        "https": _of_promise(headers.get("Strict-Transport-Security", "")),
        "frames": _of_frames(policy, headers.get("X-Frame-Options", "")),
        "types": 0 if headers.get("X-Content-Type-Options", "").lower() == "nosniff" else -5,
        "referrer": _of_referrer(headers.get("Referrer-Policy", "")),
        "opener": 10 if headers.get("Cross-Origin-Opener-Policy", "").startswith("same-origin") else 0,
        "embedder": 10 if headers.get("Cross-Origin-Embedder-Policy") in {"require-corp", "credentialless"} else 0,
        "resource": 10 if headers.get("Cross-Origin-Resource-Policy") in {"same-origin", "same-site"} else 0,
        "other sites": -50 if headers.get("Access-Control-Allow-Credentials", "").lower() == "true" else 0,
        "scripts": _of_scripts(answer),
    }


def score(answer: Any) -> int:
    """Penalties first; bonuses count only for those who lost at most ten."""
    told = points(answer).values()
    bare = 100 + sum(one for one in told if one < 0)
    return bare + sum(one for one in told if one > 0) if bare >= 90 else max(bare, 0)


def _of_policy(policy: dict[str, list[str]]) -> int:
    if not policy:
        return -25
    default = policy.get("default-src", ["*"])
    active = [policy.get("script-src", default), policy.get("object-src", default)]
    for values in active:
        is_bound = any(value.startswith(("'nonce-", "'sha")) for value in values)
        if "'strict-dynamic'" in values and not is_bound:
            return -25
        if (set(values) & _BROAD and not is_bound) or ("'unsafe-inline'" in values and not is_bound):
            return -20
    if any(value.startswith("http:") for name, values in policy.items() for value in values if name != "img-src"):
        return -20
    if "'unsafe-eval'" in active[0] or any(value.startswith("http:") for value in policy.get("img-src", default)):
        return -10
    if "'unsafe-inline'" in policy.get("style-src", default):
        return 0
    return 10 if default == ["'none'"] else 5


def _of_cookies(answer: Any) -> int:
    """The worst of them counts."""
    told = [0]
    is_promised = _of_promise(answer.headers.get("Strict-Transport-Security", "")) >= 0
    for cookie in (one for one in answer.cookies.values() if one["max-age"] != 0):  # else it is taken away
        name, same_site = cookie.key.lower(), cookie["samesite"].lower()
        is_session = "sess" in name or "login" in name
        if not cookie["secure"]:
            told.append((-10 if is_promised else -40) if is_session else (-5 if is_promised else -20))
        if is_session and not cookie["httponly"]:
            told.append(-30)
        if same_site not in {"", "lax", "strict", "none"} or (not same_site and "csrf" in name):
            told.append(-20)
    has_all = all(one["samesite"] for one in answer.cookies.values())
    return min(told) if min(told) < 0 else 5 if answer.cookies and has_all else 0


def _of_promise(text: str) -> int:
    found = re.search(r"max-age=\"?(\d+)", text.lower())
    if found is None:
        return -20
    return -10 if int(found[1]) < LEAST_HSTS_S else 0


def _of_frames(policy: dict[str, list[str]], option: str) -> int:
    """A card that is made for pages of others says so itself, which is no penalty."""
    is_said = "frame-ancestors" in policy or option.upper() in {"DENY", "SAMEORIGIN"}
    return (5 if policy.get("frame-ancestors") != ["*"] else 0) if is_said else -20


def _of_referrer(text: str) -> int:
    *_, said = (one.strip().lower() for one in text.split(","))
    return 5 if said in _SAFE_REFERRERS else -5 if said in _UNSAFE_REFERRERS else 0


def _of_scripts(answer: Any) -> int:
    if answer.streaming or not answer.headers.get("Content-Type", "").startswith("text/html"):
        return 0
    worst = 0
    for given in _SCRIPT.findall(answer.content.decode()):
        source = re.search(r"""src\s*=\s*["']?([^"'\s>]+)""", given, re.IGNORECASE)
        if source and source[1].startswith(("http:", "https:", "//")):
            has_digest = "integrity" in given.lower()
            worst = min(
                worst, (-20 if has_digest else -50) if source[1].startswith("http:") else 0 if has_digest else -5
            )
    return worst
