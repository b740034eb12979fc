"""Protected evidence in every state of a claim, with words that stand nowhere else: whoever meets them may read it."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Value
from django.utils import timezone

from claims import jobs
from claims.evidence import origins, rechecks, visibility
from claims.evidence.attaching import Passage, attach_by_hand, attach_file
from claims.importing.extraction import extract
from claims.models import ArchiveCopy, Claim, Evidence, Job, Notice, Recheck, Source, WebhookDelivery
from tests.builders import a_piece_of_evidence, a_snapshot, a_source, cast

#: In everything that is known of pieces for named people, and of pieces for the newsroom.
NAMED, NEWSROOM = "quillmarten", "oystercatch"
#: By which words they would be found.
FINDS = "zephyrlamp"
#: Claims that are worked at, read by reviewers, waiting for publication, and public.
STATES = ("busy", "in_review", "decided", "published")
#: What a public leaflet has from a file that was public too.
STORY = (
    "The crane at the end of the pier was taken down in March because its foot had rusted through, and for nine weeks "
    "no ship with heavy freight could be unloaded there, so that most of them went on to the next town."
)
#: Who is named, and nobody besides: neither the claims' researcher, nor an editor, nor a superuser.
READER = "lena"


def plant(claims: dict[str, Claim]) -> Evidence:
    """Returns one for named people, of the claim `busy`, that everybody could read before."""
    for name in STATES:
        _by_hand(claims[name], NAMED)
        _by_hand(claims[name], NEWSROOM)
    once_public = _once_public(claims["busy"])
    _page(claims["busy"])
    return once_public


def leaks(content: bytes, name: str) -> str:
    """The secret that this answer has, and this person may not read."""
    text = content.lower()
    if NAMED.encode() in text and name != READER:
        return NAMED
    return NEWSROOM if NEWSROOM.encode() in text and name in ("nobody", "otto") else ""


def around(content: bytes, secret: str) -> str:
    """Where a secret stands, for whoever has to find out why."""
    at = content.lower().find(secret.encode())
    return content[max(at - 300, 0) : at + 40].decode(errors="replace")


def told_to_others() -> list[str]:
    """Notices and messages of webhooks that have a secret word."""
    rows = [*Notice.objects.values_list("text", flat=True), *map(str, WebhookDelivery.objects.values_list("payload"))]
    return [text for text in rows if NAMED in text.lower() or NEWSROOM in text.lower()]


def _by_hand(claim: Claim, secret: str) -> None:
    """As a suggestion where the claim is not being researched."""
    people = cast()
    which = "named" if secret == NAMED else "newsroom"
    piece = attach_by_hand(
        Claim.objects.get(pk=claim.pk), by=people.ravi, kind="interview", title=f"The {secret} of the pier",
        author=f"Ada {secret}", publisher=f"{secret} House",
        passage=Passage(
            quote=f"I held the {FINDS}, said the {secret}.", note=f"By the {secret}.", visibility=which,
            no_snapshot_reason=f"The {secret} asked for none.",
        ),
    )  # fmt: skip
    _only_the_reader(piece)


def _once_public(busy: Claim) -> Evidence:
    """A file whose words stand in events already, which name it and which decided its origin; with a public copy."""
    ravi = cast().ravi
    body = f"The {FINDS} fell off the pier.\n\n{STORY}\n\nThe {NAMED} of the harbour saw it, the letter says.".encode()
    piece = attach_file(
        busy, by=ravi, body=body, filename=f"{NAMED}.txt", read=extract, title=f"Letter of the {NAMED}",
        passage=Passage(quote=f"The {FINDS} fell off the pier.", stance="mentions", visibility="public"),
    )  # fmt: skip
    copied = a_source(title="A leaflet about the crane", snapshot=a_snapshot(STORY))
    a_piece_of_evidence(busy, source=copied, quote=STORY)
    Source.objects.filter(pk=copied.pk).update(origin=origins.origin_of_capture(copied, STORY, str(copied)))
    copied.refresh_from_db()
    assert NAMED in f"{copied.origin_reason} {copied.origin}"
    origins.decide_origin(busy, piece.source, by=ravi, joined_with=None, reason=f"The {NAMED} wrote it.")
    visibility.change_visibility(piece, by=ravi, visibility="named", named=[cast().lena])
    return _only_the_reader(piece)


def _page(busy: Claim) -> None:
    """A page that has changed, of which an archive has no copy, and on which a job has failed."""
    url = f"https://{NAMED}.example/"
    source = a_source(
        identity=url, url=url, title=f"Page of the {NAMED}", publisher=f"{NAMED} Press", error=f"{NAMED} says no.",
        snapshot=a_snapshot(f"The {FINDS} is with the {NAMED}."),
    )  # fmt: skip
    piece = a_piece_of_evidence(
        busy, source=source, quote=f"The {FINDS} is with the {NAMED}.", note=f"See {NAMED}.", stance="supports",
        status="accepted", interest=f"The {NAMED} has one.", visibility="named", visibility_by=cast().ravi,
    )  # fmt: skip
    now = timezone.now()
    look = Recheck.objects.create(
        source=source, outcome="changed", sentence=f"The {NAMED} is gone.", cited=source.snapshot,
        fresh=a_snapshot(f"No {NAMED} any more."), mark=NAMED, first_at=now - timedelta(days=1), checked_at=now,
    )  # fmt: skip
    ArchiveCopy.objects.create(source=source, stage="failed", error=f"{NAMED} forbids it.", asked_at=now)
    for name in ("capture_source", "archive_source", "recheck_source"):
        jobs.enqueue(name, source.pk)
    Job.objects.filter(target=source.pk, name__endswith="_source").update(
        failed_at=now, error=Value(f"{NAMED} did not answer.")
    )
    _only_the_reader(piece)
    rechecks._tell(source, look)


def _only_the_reader(piece: Evidence) -> Evidence:
    """Whoever attached it has left since."""
    if piece.visibility == Evidence.Visibility.NAMED or Evidence.objects.get(pk=piece.pk).visibility == "named":
        piece.named.set([cast().lena])
    return piece


def hidden_source() -> Source:
    return Source.objects.get(url=f"https://{NAMED}.example/")
