"""What makes a password too easy to guess, told without asking anybody outside. Django's settings name the validators.

OWASP ASVS 5.0: 6.2.1 (length), 6.2.4 (the most common ones), 6.2.9 (long ones allowed), 6.2.11 (the site's own words).
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

from claims.models import User

SHORTEST = 15
#: Hashing is slow on purpose, so the length has an end; no sentence that people remember is longer.
LONGEST = 256
_LETTERS_IN_DISGUISE = str.maketrans("01345789@$!|", "oleastbgasil")


class Length:
    """Between 15 and 256 characters: a password stands alone wherever no second step is asked for."""

    def validate(self, password: str, user: User | None = None) -> None:
        if len(password) < SHORTEST:
            raise ValidationError(
                f"This password is too short: take at least {SHORTEST} characters, four words in a row for example.",
                code="password_too_short",
            )
        if len(password) > LONGEST:
            raise ValidationError(
                f"This password is too long: take at most {LONGEST} characters.", code="password_too_long"
            )

    def get_help_text(self) -> str:
        return f"At least {SHORTEST} characters. Four words in a row are easy to remember and hard to guess."


class NotGuessable:
    """Not one of the 20,000 most common ones (Django's list), nor the site's name, dressed up or said twice."""

    def __init__(self) -> None:
        self.common: set[str] = set(CommonPasswordValidator().passwords)

    def validate(self, password: str, user: User | None = None) -> None:
        plain = password.lower().strip()
        if _words_in(plain) & (self.common | _of_this_site()) or len(set(plain)) < 5:
            raise ValidationError(
                "This password is among the first that anybody would try. Take words that nobody puts together.",
                code="password_too_common",
            )

    def get_help_text(self) -> str:
        return "Not a common password or the name of this site, with figures or signs added."


def _words_in(plain: str) -> set[str]:
    """What is left without figures and signs around it, letters in disguise, and repetitions."""
    found = {plain, _once(plain)}
    found |= {re.sub(r"^[\W\d_]+|[\W\d_]+$", "", word) for word in found}
    found |= {_bare(word) for word in found} | {_bare(word.translate(_LETTERS_IN_DISGUISE)) for word in found}
    return (found | {_once(word) for word in found}) - {""}


def _bare(text: str) -> str:
    return re.sub(r"[^a-z]", "", text)


def _once(text: str) -> str:
    """What a text says that says the same several times over."""
    at = (text + text).find(text, 1)
    return text[:at]


def _of_this_site() -> set[str]:
    names = [settings.SITE_NAME, urlsplit(settings.SITE_URL).hostname or "", "factcheckdesk", "factcheck"]
    return {_bare(name.lower()) for name in names} - {""}
