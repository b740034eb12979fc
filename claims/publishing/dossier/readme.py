"""The letter to the stranger who opens a dossier."""

from __future__ import annotations

from django.conf import settings

from claims.models import Claim

_TEXT = """\
What stands behind a verdict
============================

Claim {pk}: {statement}
Checked by {site}, {url}. State: {state}, version {version}.
{left_out}
This folder holds everything that the newsroom had when it was written: where the claim was made, the evidence for and
against it, copies of the sources, the reviews, what was published, and who did what when. To check it, run

    python3 verify.py

here, or "python3 verify.py FILE.zip" on the zip. It needs Python 3.9 or newer and nothing else, neither network nor
our software. It says what holds, and names every file that was changed, is missing or does not belong. If you would
rather not run a program that came with the papers, get the same file from the newsroom's published source code.

What is here
------------

claim.json          the claim, its key elements, searches for the other side, replies, declared interests, corrections
events.jsonl        its history, one event a line: each carries the hash of the one before it
seals.json          daily seals over the newsroom's whole history; event-hashes.txt is what the newest one was put under
versions/           the verdict as it was published, each time
reviews.json        the drafts that were reviewed, and the reviews as far as they may be read now
left_out.json       which evidence is not here, because the newsroom protects where it comes from
evidence.json       each passage: its words, their place in the captured text, what they say about the claim
sources.json        where the passages are from, and which sources have one origin and therefore count once
appearances.json    where the claim was made; the texts are in articles/
snapshots.json      what was captured when, from where, with which answer
snapshots/S.../     bytes.bin as it was received, text.txt as it was read, capture.warc.gz as a WARC where there is one;
                    of files that people handed over the text and, of a PDF, copy.pdf without what it told of its maker
rechecks.json       what became of the cited pages when they were looked at again, and who took note of it
archive_copies.json copies of cited pages in a public archive: addresses, dates, or why there is none
relations.json      the same claim elsewhere, other newsrooms' checks, what the finders looked for, decisions on origins
people.json         names for the numbers of people
manifest.json       every file with its size and sha256; manifest.sha256 is the hash of the manifest

How the hashes are made
-----------------------

Canonical JSON is JSON with sorted keys, without spaces, in UTF-8. The hash of an event is the sha256 of the hash before
it (64 zeros for the first) followed by the canonical JSON of its "content". In place of a note the content has
"note_sha256", the sha256 of a random salt followed by the note; a note that may be read stands beside the content with
its salt, and the chain holds without it too. Since format 3 "by_name_sha256" stands in the same way for the name of who
did it; a name without a salt is the number of somebody who was erased. Older events have the name, and those without a
"format" the note too, in their content. Seals are chained in the same way. The hash of a version, of a frozen draft and
of a review is the sha256 of
its canonical JSON; each stands in the event that made it. Places in texts count Unicode characters from 0.

Beware
------

bytes.bin is what a server sent, unchanged, and may be hostile: do not open it in a browser. Where an event is marked
"withheld", something in it is not for everybody: who sent the claim in, the hash of a review whose round is still
blind, a note of the newsroom's own in an old event, what it tells of protected evidence, or who could read a piece
before. Its place in the chain can be checked, what it says cannot; verify.py names each.
The hashes prove that nothing was changed after it was written down. They do not prove that it was true.
To be sure that this is the newsroom's dossier and not a forger's, ask the newsroom for the sha256 of manifest.json.
"""


def readme_of(claim: Claim, *, n_left_out: int) -> str:
    """`n_left_out`: pieces of evidence that the reader of this dossier may not see."""
    return _TEXT.format(
        left_out=_left_out(n_left_out),
        pk=claim.pk,
        statement=" ".join(claim.statement.split()),
        site=settings.SITE_NAME,
        url=settings.SITE_URL,
        state=claim.get_state_display().lower(),
        version=claim.version,
    )


def _left_out(count: int) -> str:
    if not count:
        return ""
    what = "1 piece of evidence is" if count == 1 else f"{count} pieces of evidence are"
    return f"\n{what} left out to protect where it comes from; no verdict rests on what is not public.\n"
