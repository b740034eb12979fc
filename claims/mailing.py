"""Handing one mail to the server: plain text, from a job, and the same Message-ID however often the job is tried."""

from __future__ import annotations

import smtplib
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from claims.errors import TryAgain


def send(
    address: str,
    subject: str,
    template: str,
    context: Mapping[str, Any],
    *,
    message: str,
    headers: Mapping[str, str] | None = None,
) -> None:
    """`message`: what this mail tells, in a word or two that no other mail has; mailboxes show such a one once.

    Raises TryAgain while the server does not take it.
    """
    body = render_to_string(template, {**context, "site": settings.SITE_NAME, "home": settings.SITE_URL})
    mail = EmailMessage(
        subject=f"[{settings.SITE_NAME}] {subject}",
        body=body,
        to=[address],
        headers={
            "Message-ID": f"<{message}@{urlsplit(settings.SITE_URL).hostname}>",
            "Auto-Submitted": "auto-generated",
            **(headers or {}),
        },
    )
    try:
        mail.send()
    except (smtplib.SMTPException, OSError) as trouble:
        raise TryAgain(f"The mail server did not take the mail ({type(trouble).__name__}).") from trouble
