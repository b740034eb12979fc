"""What becomes of an article's sentences: claims, one for each statement, under the claimant who is meant."""

import pytest

from claims.detection import claims as detection
from claims.detection.detect import Seen
from claims.models import Appearance, Article, Claim, Claimant
from tests.builders import an_article

pytestmark = pytest.mark.django_db

TEXT = "The fee rose by 31 percent in 2024 and the port lost 200 jobs."


def seen(**values: object) -> Seen:
    known: dict[str, object] = {
        "text": TEXT, "start": 0, "end": len(TEXT), "score": 0.9, "checkworthy": True, "checkability": "fact",
        "speaker": "", "speaker_role": "", "speaker_kind": "",
        "verb": "say", "is_direct": False, "statement": TEXT, "statements": (TEXT,),
        "reasons": ["gives a number"],
    }  # fmt: skip
    return Seen(**{**known, **values})  # type: ignore[arg-type]


def read(monkeypatch: pytest.MonkeyPatch, *found: Seen) -> Article:
    """An article in which detection sees just this."""
    monkeypatch.setattr(detection, "detect", lambda *args, **kwargs: list(found))
    article = an_article(TEXT, stage=Article.Stage.FETCHED)
    detection.detect_claims(article.pk)
    return article


def test_a_sentence_with_two_statements_makes_two_claims_tied_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    two = ("The fee rose by 31 percent in 2024.", "The port lost 200 jobs in 2024.")
    article = read(monkeypatch, seen(statement=two[0], statements=two))
    places = Appearance.objects.filter(article=article).order_by("pk")
    assert [place.claim.statement for place in places] == list(two)
    assert {place.sentence_id for place in places} == {article.sentences.get().pk}
    assert {(place.start, place.end, place.quote) for place in places} == {(0, len(TEXT), TEXT)}
    detection.detect_claims(article.pk)
    assert Claim.objects.count() == 2


def test_a_copy_repeats_both_statements_and_makes_no_new_claim(monkeypatch: pytest.MonkeyPatch) -> None:
    two = ("The fee rose by 31 percent in 2024.", "The port lost 200 jobs in 2024.")
    for _ in range(2):
        read(monkeypatch, seen(statement=two[0], statements=two, speaker="Ada Holt"))
    assert Claim.objects.count() == 2
    assert Appearance.objects.count() == 4
    assert Claimant.objects.get().claims.count() == 2


def test_the_limit_of_an_article_counts_claims(monkeypatch: pytest.MonkeyPatch) -> None:
    many = tuple(f"The fee of berth {number} rose in 2024." for number in range(60))
    read(monkeypatch, seen(statement=many[0], statements=many))
    assert Claim.objects.count() == 40


@pytest.mark.parametrize(
    ("speaker", "kind"),
    [
        ("Ada Holt", "person"),
        ("Port authority spokesman", "person"),
        ("Port authority", "organisation"),
        ("Analysts", "group"),
        ("Audit report", "document"),
        ("Holt", "unknown"),
    ],
)
def test_the_kind_of_a_claimant_is_kept_where_the_name_tells_it(
    monkeypatch: pytest.MonkeyPatch, speaker: str, kind: str
) -> None:
    read(monkeypatch, seen(speaker=speaker))
    assert Claimant.objects.get().kind == kind


def test_somebody_whom_the_article_never_names_is_no_claimant(monkeypatch: pytest.MonkeyPatch) -> None:
    article = read(monkeypatch, seen(speaker="The spokesman"))
    place = Appearance.objects.get(article=article)
    assert (place.claim.claimant, place.speaker) == (None, "The spokesman")
    assert not Claimant.objects.exists()


def test_a_role_and_a_kind_are_learnt_once_and_never_overwritten(monkeypatch: pytest.MonkeyPatch) -> None:
    Claimant.objects.find_or_add("Ada Holt")
    read(monkeypatch, seen(speaker="Ada Holt", speaker_role="harbour master"))
    read(monkeypatch, seen(speaker="Ada Holt", speaker_role="mayor"))
    holt = Claimant.objects.get()
    assert (holt.description, holt.kind) == ("harbour master", "person")
