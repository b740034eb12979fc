"""Plain values and outcomes out of whatever feeds hold."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from claims.importing.factchecks import ratings, values


class TestText:
    @pytest.mark.parametrize(
        ("given", "expected"),
        [
            ("<p>Tolls rose.</p><p>Fees fell.</p>", "Tolls rose. Fees fell."),
            ("Fish &amp; chips &lt;b&gt;cost&lt;/b&gt; 9&nbsp;pounds", "Fish & chips cost 9 pounds"),
            ("Fewer than 5 < 6, and 7 > 3", "Fewer than 5 < 6, and 7 > 3"),
            ("<script>alert(1)</script>The toll <img src=x onerror=alert(1)>rose", "The toll rose"),
            ("The \u202etoll\x00 rose\ud800\u200b", "The toll rose"),
            ("  two\n lines\t here ", "two lines here"),
            (["", {"name": "Ann Holt"}, "other"], "Ann Holt"),
            ({"@value": "The toll rose", "@language": "en"}, "The toll rose"),
            (7, "7"),
            (float("nan"), ""),
            (None, ""),
            ([[["deep"]]], ""),
        ],
    )
    def test_is_plain_and_on_one_line(self, given: Any, expected: str) -> None:
        assert values.text(given, 200) == expected

    def test_is_cut_with_a_sign_that_it_goes_on(self) -> None:
        assert values.text("word " * 100, 20) == "word word word word…"

    def test_of_fifty_megabytes_is_read_as_far_as_it_is_kept(self) -> None:
        assert len(values.text("<i>é</i>" * 6_000_000, 2_000)) <= 2_000


class TestDay:
    @pytest.mark.parametrize(
        "given",
        [
            "2019-05-26", "2019-05-26T23:59:59.000-07:00", "2019-5-26", "20190526", "26 May 2019", "May 26, 2019",
            "Sun, 26 May 2019 10:00:00 GMT", "26.05.2019", "26. Mai 2019", "26 мая 2019", 1558828800, 1558828800000,
            "1558828800", ["2019-05-26"], {"@value": "2019-05-26"},
        ],
    )  # fmt: skip
    def test_in_many_forms(self, given: Any) -> None:
        assert values.day(given) == date(2019, 5, 26)

    @pytest.mark.parametrize(
        "given",
        ["20260-01-01", "in the year 20260", "2019-02-31", "03/04/2025", "NaN", "", None, True, {}, 1e300, "9" * 60],
    )
    def test_that_is_none(self, given: Any) -> None:
        assert values.day(given) is None


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (4, 4.0),
        ("4", 4.0),
        ("4,5", 4.5),
        ("4/5", 4.0),
        ([3], 3.0),
        ("-1", -1.0),
        ("four", None),
        (True, None),
        (float("nan"), None),
        (float("inf"), None),
        (10**400, None),
        (None, None),
        ("1e5", None),
    ],
)
def test_numbers_as_text_and_what_is_none(given: Any, expected: float | None) -> None:
    assert values.number(given) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("https://Checks.example:443/a/../b?utm_source=x&id=3#top", "https://checks.example/b?id=3"),
        ("https://checks.example/2019/05/toll", "https://checks.example/2019/05/toll"),
        ("https://checks.example?id=1", "https://checks.example/?id=1"),
        ({"@type": "CreativeWork", "url": "http://posts.example/1"}, "http://posts.example/1"),
        ([None, {"url": ["http://posts.example/1"]}], "http://posts.example/1"),
        ("javascript:alert(1)", ""),
        ("data:text/html,<script>", ""),
        ("/factchecks/toll", ""),
        ("https://user:secret@checks.example/", ""),
        ("https://[", ""),
        ("https://checks.example/" + "a" * 3_000, ""),
        (7, ""),
    ],
)
def test_addresses_are_http_and_in_their_normal_form(given: Any, expected: str) -> None:
    assert values.address(given) == expected


class TestOutcome:
    @pytest.mark.parametrize(
        ("words", "expected"),
        [
            ("True", "true"), ("Correct", "true"), ("Wahr", "true"), ("Vrai", "true"), ("Verdadero", "true"),
            ("सच", "true"), ("صحيح", "true"), ("属实", "true"), ("Geppetto Checkmark", "true"),
            ("Mostly True", "mixture"), ("mostly-true", "mixture"), ("half_true", "mixture"),
            ("Misleading!", "mixture"),
            ("barely-true", "mixture"), ("Three Pinocchios", "mixture"), ("Größtenteils falsch", "mixture"),
            ("Plutôt vrai", "mixture"), ("ENGANOSO", "mixture"), ("Não é bem assim", "mixture"),
            ("Частично правда", "mixture"), ("भ्रामक", "mixture"), ("部分错误，因为", "mixture"),
            ("Not quite", "mixture"),
            ("False", "false"), ("Pants on Fire!", "false"), ("pants-fire", "false"), ("Not true", "false"),
            ("This is not correct. Tolls fell.", "false"), ("Falsch", "false"), ("C’est faux", "false"),
            ("Bulo", "false"),
            ("Falso: la imagen es de 2016", "false"), ("Fałsz", "false"), ("Неправда", "false"), ("ข่าวปลอม", "false"),
            ("거짓", "false"), ("Doğru değil", "false"), ("Four Pinocchios", "false"), ("Ψευδές", "false"),
            ("Unproven", "other"), ("Missing context", "other"), ("Satire", "other"), ("No evidence for this", "other"),
            ("Out of context", "other"), ("Right-wing groups shared an old chart", "other"), ("🙈", "other"),
            ("Fact check: we looked at the tolls", "other"),
        ],
    )  # fmt: skip
    def test_by_the_words(self, words: str, expected: str) -> None:
        assert ratings.outcome(words) == expected

    @pytest.mark.parametrize(
        ("value", "worst", "best", "expected"),
        [
            (5, 1, 5, "true"),
            (1, 1, 5, "false"),
            (3, 1, 5, "mixture"),
            (6, 1, 6, "true"),
            (1, None, None, "false"),
            (0, 0, 10, "false"),
            (-1, 1, 5, ""),
            (3, 3, 3, ""),
            (None, 1, 5, ""),
            (1, 5, 1, "true"),
        ],
    )
    def test_by_the_number_where_there_are_no_words(
        self, value: float | None, worst: float | None, best: float | None, expected: str
    ) -> None:
        assert ratings.outcome("", value, worst, best) == expected

    def test_words_count_more_than_numbers_that_say_otherwise(self) -> None:
        assert ratings.outcome("True", 1, 1, 6) == "true"

    def test_a_label_nobody_knows_leaves_it_to_the_number(self) -> None:
        assert ratings.outcome("Zero bananas", 1, 1, 5) == "false"
