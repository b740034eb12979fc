"""What makes a sentence worth checking, and what rules it out."""

from pathlib import Path

import pytest
from django.conf import settings

from claims.detection import boilerplate, checkability, scoring, signals
from claims.detection.detect import Seen, detect
from claims.management.commands.print_signals import as_markdown


def only(text: str) -> Seen:
    (seen,) = detect(text)
    return seen


def test_every_signal_has_a_name_a_weight_and_a_sentence() -> None:
    for name, signal in signals.ALL.items():
        assert signal.name == name
        assert signal.weight != 0
        assert signal.sentence[0].islower()
        assert not signal.sentence.endswith(".")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("The lake lost 40 percent of its water.", "gives a percentage or an amount of money"),
        ("The town has 9,000 wells.", "gives a number"),
        ("The lake shrank faster than any other in Europe.", "compares or ranks"),
        ("A study found that the lake is shrinking.", "reports a finding"),
        ("Norway accuses Denmark of emptying the lake.", "accuses somebody"),
        ("Parliament passed a law on wells in spring.", "cites law or policy"),
        ("The lake will be gone in ten years.", "is a prediction"),
        ("The minister vowed to fill the lake again.", "states an intention"),
        ("The lake is a disgrace for all of us.", "is an opinion"),
        ("Is the lake shrinking?", "is a question"),
        ("Sign the petition for the lake today.", "is a call to action"),
        ("Good morning, dear readers.", "is a greeting or prayer"),
        ("Follow us on all our channels.", "is about the publication, not the news"),
        ("The ministry did not respond to requests for comment.", "sets the scene"),
        ("Engineers say the lake is shrinking.", "somebody is quoted as saying it"),
    ],
)
def test_each_signal_gives_its_reason(text: str, reason: str) -> None:
    assert reason in only(text).reasons


def test_a_year_or_a_day_is_no_number() -> None:
    assert "gives a number" not in only("The mine closed on 3 May 1998 after a long fight.").reasons


@pytest.mark.parametrize(
    "text",
    [
        "Assalamualaikum, 40 percent of all wells are dry.",
        "Peace be upon the dead and may Allah protect the 40 million people of the valley.",
        "May God protect the 40 million people of the valley.",
        "Did 40 percent of all wells run dry in 2024?",
        "¿Se secó el 40 % de los pozos en 2024?",
        "Call the ministry now and ask for the 40 million euros.",
        "This article was originally published on Valley News on 3 May 2024.",
        "Read more: 40 percent of wells ran dry last year",
        "Subscribe for 40 percent less than last year!",
        "https://valley.example/40-percent-of-wells",
        "By Anna Lund and Peter Holm",
        "Photo: Anna Lund/Valley News, 2024",
        "40 percent of all wells are dry",  # a heading
        "| 2024 | 40 percent |",
    ],
)
def test_greetings_questions_calls_and_boilerplate_never_become_claims(text: str) -> None:
    assert not any(seen.checkworthy for seen in detect(text) if "Peace" not in seen.text)


@pytest.mark.parametrize(
    "text",
    [
        "Hillary Clinton raised 40 million dollars in June.",
        "History shows that 40 percent of dams fail.",
        "Support for the law rose to 40 percent.",
        "Subscribers to the fund lost 40 million euros.",
        "The watchdog fined the firm over copyright, cookies and a newsletter in 2019.",
        "Call centres in the valley employ 4,000 people.",
    ],
)
def test_news_that_only_looks_like_boilerplate_stays_news(text: str) -> None:
    assert boilerplate.kind(text) == ""


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The lake lost 40 percent of its water.", checkability.FACT),
        ("The lake will be gone by 2050.", checkability.PREDICTION),
        ("Experts expect that the lake shrinks further.", checkability.PREDICTION),
        ("We will never give up the lake.", checkability.INTENTION),
        ("The governor promised to fill the lake.", checkability.INTENTION),
        ("The lake should be closed to boats.", checkability.OPINION),
        ("Who emptied the lake?", checkability.QUESTION),
        ("Good evening, everybody.", checkability.NOT_CHECKABLE),
        ("Denmark wants guarantees that the lake will not be sold.", checkability.FACT),
        ("It rose to 40 percent, which is a shame.", checkability.FACT),
    ],
)
def test_checkability_is_told_apart_from_worth(text: str, kind: str) -> None:
    assert only(text).checkability == kind


def test_figures_and_findings_rank_above_scenes_and_opinions() -> None:
    ranked = [
        "A study found that the lake lost 40 percent of its water since 1990.",
        "The lake has 9,000 visitors a day.",
        "The two ministers met at the lake and smiled.",
    ]
    scores = [only(text).score for text in ranked]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] > 0.9
    assert scores[-1] < 0.4


def test_the_score_is_the_logistic_of_the_weights() -> None:
    assert scoring.score([]) == pytest.approx(0.168, abs=0.001)
    assert scoring.score(["number"]) > scoring.score([])
    assert scoring.score(["opinion", "number"]) == scoring.score(["number", "opinion"])


def test_the_threshold_decides_what_becomes_a_claim() -> None:
    text = "The town has 9,000 wells."
    assert detect(text, threshold=0.3)[0].checkworthy
    assert not detect(text, threshold=0.9)[0].checkworthy


def test_the_title_of_the_article_is_no_claim_of_its_own() -> None:
    text = "Forty percent of 900 wells ran dry.\nForty percent of 900 wells ran dry in May."
    first, second = detect(text, title="Forty percent of 900 wells ran dry")
    assert (first.checkworthy, second.checkworthy) == (False, True)


@pytest.mark.parametrize("signal", signals.ALL.values(), ids=lambda signal: signal.name)
def test_every_signal_is_seen_in_its_example(signal: signals.Signal) -> None:
    assert signal.sentence in only(signal.example).reasons


def test_the_documented_signals_are_those_that_score() -> None:
    printed = (Path(settings.BASE_DIR) / "docs" / "detection" / "signals.md").read_text(encoding="utf-8")
    assert printed == as_markdown(), "Run: manage.py print_signals > docs/detection/signals.md"


@pytest.mark.parametrize(
    ("text", "untrue"),
    [
        ("A widow lost her house in the flood.", "says that something rose or fell"),
        ("A branch fell on the tent and killed a scout.", "says that something rose or fell"),
        ("The bomber dropped four bombs on the quay.", "says that something rose or fell"),
        ("By dawn all the boats were gone.", "says that something rose or fell"),
        ("The water was cut to 300 farms.", "says that something rose or fell"),
        ("Sports drinks and energy drinks are another matter.", "is about public money or services"),
        ("The army dropped leaflets over the port.", "is about public money or services"),
        ("Jana Mala was energy minister for a year.", "is about public money or services"),
        ("Nuclear energy is the only answer.", "tells of violence, crime or illness"),
        ("The island was given $3 billion in aid and weapons.", "tells of violence, crime or illness"),
        ("In most cases the judge agreed.", "tells of violence, crime or illness"),
        ("The agency could not verify the film.", "is hypothetical"),
        ("The mayor said it would close the bridge.", "is hypothetical"),
        ("The fair comes to the valley every year.", "says that it is always, never or nowhere so"),
    ],
)
def test_no_reason_says_what_the_sentence_does_not(text: str, untrue: str) -> None:
    assert untrue not in only(text).reasons


@pytest.mark.parametrize(
    ("text", "true"),
    [
        ("The party lost 5,000 members.", "says that something rose or fell"),
        ("Exports of tin fell sharply.", "says that something rose or fell"),
        ("They cut the school budget.", "says that something rose or fell"),
        ("The levy went up by 3 euros.", "says that something rose or fell"),
        ("The state pays for the ferries.", "is about public money or services"),
        ("Aid to the islands stopped in May.", "is about public money or services"),
        ("Two air strikes hit the harbour.", "tells of violence, crime or illness"),
        ("The clinic counted 40 new cases of measles.", "tells of violence, crime or illness"),
        ("The bridge could fall if the river rises.", "is hypothetical"),
        ("Every well in the valley is dry.", "says that it is always, never or nowhere so"),
    ],
)
def test_what_a_sentence_does_say_is_still_given_as_a_reason(text: str, true: str) -> None:
    assert true in only(text).reasons
