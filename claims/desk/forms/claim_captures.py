"""Forms about captures: what became of a source was seen, and a copy in a public archive is asked for again."""

from __future__ import annotations

from claims.desk.forms.claim import EmptyForm


class SeeChangeForm(EmptyForm):
    name, section, submit = "see_change", "evidence", "I have seen it"


class ArchiveAgainForm(EmptyForm):
    name, section, submit = "archive_again", "evidence", "Ask the archive again"
