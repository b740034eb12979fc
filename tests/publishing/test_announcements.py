"""Who hears of a publication, and that hearing twice is hearing once."""

from __future__ import annotations

import pytest
from redis.exceptions import ConnectionError as RedisGone

from claims import jobs
from claims.errors import TryAgain
from claims.models import Job, Notice, User
from claims.publishing import edition
from claims.publishing.announcements import announce, tell_sender
from claims.workflow.moves import move
from tests.builders import a_claim, cast
from tests.public.checks import corrected, published

pytestmark = pytest.mark.django_db


def notices() -> list[tuple[str, str]]:
    return list(Notice.objects.order_by("person__username", "pk").values_list("person__username", "text"))


def run_announcements() -> None:
    jobs.run_all(only=lambda row: row.name in {"announce", "tell_sender"})


def test_researcher_reviewers_and_the_sender_who_asked_hear_of_a_publication() -> None:
    published("The lighthouse uses more power", wants_answer=True)
    Notice.objects.all().delete()
    run_announcements()
    text = "The check of “The lighthouse uses more power” was published. Rating: Mostly false."
    assert notices() == [("ines", text), ("omar", text), ("rana", text), ("ravi", text)]


def test_a_sender_who_did_not_ask_hears_nothing() -> None:
    published()
    Notice.objects.all().delete()
    run_announcements()
    assert "rana" not in [name for name, _ in notices()]


def test_announcing_twice_tells_once_and_a_new_version_is_told_again() -> None:
    claim = published("The lighthouse uses more power")
    Notice.objects.all().delete()
    announce(claim.pk)
    announce(claim.pk)
    assert len(notices()) == 3
    corrected(claim, "minor", summary="The fee rose, but by less than was claimed.")
    announce(claim.pk)
    announce(claim.pk)
    assert [text for name, text in notices() if name == "ravi"] == [
        "The check of “The lighthouse uses more power” was published. Rating: Mostly false.",
        "Version 2 of the check of “The lighthouse uses more power” was published. Rating: Mostly false.",
    ]


def test_withdrawal_and_a_new_check_are_told_in_their_own_words() -> None:
    claim = published("The lighthouse uses more power")
    Notice.objects.all().delete()
    move(claim, "retract", by=cast().edda, note="It was forged.")
    announce(claim.pk)
    move(claim, "reopen", by=cast().edda, note="Once more.")
    announce(claim.pk)
    assert [text for name, text in notices() if name == "ravi"] == [
        "The check of “The lighthouse uses more power” was withdrawn.",
        "The check of “The lighthouse uses more power” is done again.",
    ]


def test_people_who_left_hear_nothing() -> None:
    claim = published()
    Notice.objects.all().delete()
    User.objects.filter(username="ines").update(is_active=False)
    announce(claim.pk)
    assert [name for name, _ in notices()] == ["omar", "ravi"]


def test_each_announcement_begins_a_new_edition() -> None:
    claim = published()
    before = edition.current()
    announce(claim.pk)
    assert edition.current() != before


def test_without_its_cache_the_announcement_is_tried_again_and_told_only_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    claim = published()
    Notice.objects.all().delete()

    def gone(*args: object, **kwargs: object) -> None:
        raise RedisGone("Connection refused")

    with monkeypatch.context() as broken:
        broken.setattr("django.core.cache.backends.locmem.LocMemCache.set", gone)
        with pytest.raises(TryAgain, match="The cache of public pages cannot be reached"):
            announce(claim.pk)
    announce(claim.pk)
    assert len(notices()) == 3


def test_a_claim_that_is_gone_or_was_never_published_is_announced_to_nobody() -> None:
    announce(999_999)
    tell_sender(999_999)
    claim = a_claim()
    announce(claim.pk)
    tell_sender(claim.pk)
    assert notices() == []


def test_the_sender_of_a_dismissed_claim_hears_why() -> None:
    claim = a_claim("The mayor is the best mayor", wants_answer=True)
    move(claim, "dismiss", by=cast().ravi, reason="opinion", note="Taste cannot be looked up.")
    run_announcements()
    tell_sender(claim.pk)
    (told,) = notices()
    assert told[0] == "rana"
    assert told[1] == (
        "The claim that you sent, “The mayor is the best mayor”, will not be checked. "
        "The reason: opinion. Taste cannot be looked up."
    )


def test_the_sender_who_did_not_ask_is_not_told_of_a_dismissal() -> None:
    claim = a_claim("The mayor is the best mayor")
    move(claim, "dismiss", by=cast().ravi, reason="opinion", note="A note for the desk.")
    run_announcements()
    assert notices() == []
    assert not Job.objects.filter(failed_at__isnull=False).exists()


def test_a_long_statement_is_shortened_in_a_notice() -> None:
    claim = a_claim("The mayor " + "really " * 40 + "said it", wants_answer=True)
    move(claim, "dismiss", by=cast().ravi, reason="spam")
    run_announcements()
    assert "…”, will not be checked" in notices()[0][1]
