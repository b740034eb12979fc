"""ClaimReview feeds, cut into objects and read, whatever their shape and however broken."""

from __future__ import annotations

import json
import re
import tracemalloc
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from typing import Any

import pytest

from claims.importing.factchecks import claimreview, datafeed, elements, lines, tables
from claims.importing.factchecks.check import Check, Row


def a_review(**values: Any) -> dict[str, Any]:
    """A ClaimReview as publishers write it."""
    return {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "url": "https://checks.example/alder-toll",
        "claimReviewed": "The Alder bridge toll has tripled since 2021",
        "datePublished": "2024-05-03",
        "author": {"@type": "Organization", "name": "Alder Checks", "url": "https://checks.example/"},
        "itemReviewed": {
            "@type": "Claim",
            "author": {"@type": "Person", "name": "Dana Holt"},
            "datePublished": "2024-05-01",
            "appearance": [{"@type": "CreativeWork", "url": "https://posts.example/1"}],
            "firstAppearance": {"url": "https://video.example/9"},
        },
        "reviewRating": {
            "@type": "Rating", "ratingValue": "2", "worstRating": 1, "bestRating": 5, "alternateName": "Mostly false",
        },
        **values,
    }  # fmt: skip


def a_feed(*items: Any, **more: Any) -> bytes:
    rows = [{"@type": "DataFeedItem", "dateCreated": "2024-05-03T10:00:00Z", "item": item} for item in items]
    return json.dumps({"@context": "https://schema.org", "@type": "DataFeed", "dataFeedElement": rows, **more}).encode()


def read(feed: bytes, size: int = 1_000) -> list[Row]:
    return list(datafeed.rows(in_pieces(feed, size), feed="feed.json"))


def in_pieces(feed: bytes, size: int) -> Iterator[bytes]:
    return (feed[at : at + size] for at in range(0, len(feed), size))


def only_check(review: dict[str, Any]) -> Check:
    (row,) = read(a_feed([review]))
    assert row.refused == []
    (check,) = row.checks
    return check


class TestOneReview:
    def test_every_field(self) -> None:
        check = only_check(
            a_review(headline="Did the toll triple?", inLanguage="en-GB", description="It rose by half.")
        )
        assert check.statement == "The Alder bridge toll has tripled since 2021"
        assert (check.title, check.summary) == ("Did the toll triple?", "It rose by half.")
        assert (check.url, check.site) == ("https://checks.example/alder-toll", "checks.example")
        assert (check.publisher, check.claimant) == ("Alder Checks", "Dana Holt")
        assert (check.claimed_on, check.reviewed_on) == (date(2024, 5, 1), date(2024, 5, 3))
        assert (check.rating, check.outcome) == ("Mostly false", "mixture")
        assert (check.rating_value, check.worst_value, check.best_value) == (2.0, 1.0, 5.0)
        assert check.language == "en"
        assert check.appearances == ["https://video.example/9", "https://posts.example/1"]
        assert not check.is_withdrawn

    @pytest.mark.parametrize(
        "appearance", [{"url": "https://posts.example/1"}, ["https://posts.example/1"], "https://posts.example/1"]
    )
    def test_appearances_as_a_list_an_object_or_an_address(self, appearance: Any) -> None:
        review = a_review(itemReviewed={"@type": "Claim", "appearance": appearance})
        assert only_check(review).appearances == ["https://posts.example/1"]

    @pytest.mark.parametrize(
        ("rating", "expected"),
        [
            ("False", ("False", "false", None)),
            ({"alternateName": ["False"]}, ("False", "false", None)),
            ({"ratingValue": "False"}, ("False", "false", None)),
            ([{"name": "False", "ratingValue": "1"}], ("False", "false", 1.0)),
            ({"ratingValue": 0, "worstRating": 0, "bestRating": 10}, ("", "false", 0.0)),
            ({"ratingValue": "-1", "alternateName": "Satire"}, ("Satire", "other", -1.0)),
            (None, ("", "", None)),
        ],
    )
    def test_ratings_in_all_their_shapes(self, rating: Any, expected: tuple[str, str, float | None]) -> None:
        check = only_check(a_review(reviewRating=rating))
        assert (check.rating, check.outcome, check.rating_value) == expected

    @pytest.mark.parametrize(
        "more",
        [
            {"author": [{"@type": "Organization", "name": "Alder Checks"}]},
            {"author": "Alder Checks"},
            {"author": {"@type": "Person", "name": "Jo Reed"}, "publisher": {"name": "Alder Checks"}},
            {"author": None, "publisher": {"@type": "Organization", "name": "Alder <b>Checks</b>"}},
        ],
    )
    def test_the_publisher_is_the_organisation(self, more: dict[str, Any]) -> None:
        assert only_check(a_review(**more)).publisher == "Alder Checks"

    def test_without_any_author_the_site_is_the_publisher(self) -> None:
        assert only_check(a_review(author=None, url="https://www.checks.example/x")).publisher == "checks.example"

    def test_names_with_the_prefix_of_schema_org(self) -> None:
        review = {
            "@type": "http://schema.org/ClaimReview",
            "schema:claimReviewed": {"@value": "Tolls tripled"},
            "schema:url": {"@id": "https://checks.example/x"},
            "schema:reviewRating": {"schema:alternateName": "False"},
        }
        check = only_check(review)
        assert (check.statement, check.url, check.outcome) == ("Tolls tripled", "https://checks.example/x", "false")

    def test_the_claim_may_stand_in_the_item_alone(self) -> None:
        review = a_review(claimReviewed="", itemReviewed=[{"@type": "Claim", "text": "Tolls tripled"}])
        assert only_check(review).statement == "Tolls tripled"

    def test_markup_is_taken_away_in_every_field(self) -> None:
        bad = '<img src=x onerror="alert(1)">&lt;script&gt;alert(1)&lt;/script&gt;Toll'
        check = only_check(
            a_review(
                claimReviewed=bad, headline=bad + "!", description=bad, author={"name": bad},
                reviewRating={"name": bad}, itemReviewed={"author": {"name": bad}},
            )
        )  # fmt: skip
        assert {check.statement, check.summary, check.publisher, check.rating, check.claimant} == {"Toll"}
        assert check.title == "Toll!"

    @pytest.mark.parametrize(
        ("values", "reason"),
        [
            ({"claimReviewed": "<p> </p>", "itemReviewed": None}, "claimReviewed is missing"),
            ({"url": "javascript:alert(1)"}, "https:// or http://"),
            ({"url": "https://jo:secret@checks.example/1"}, "user name or password"),
            ({"url": "https://checks.example/" + "x" * 3_000}, "longer than 2000 characters"),
            ({"url": "", "author": ""}, "neither where it was published nor by whom"),
        ],
    )
    def test_that_cannot_be_kept_says_why(self, values: dict[str, Any], reason: str) -> None:
        (row,) = read(a_feed([a_review(**values)]))
        assert row.checks == []
        assert reason in row.refused[0]

    def test_the_same_statement_at_the_same_address_is_the_same_check(self) -> None:
        one = only_check(a_review())
        other = only_check(a_review(claimReviewed="The Alder bridge  toll has TRIPLED since 2021", headline="x"))
        assert one.identity == other.identity
        assert only_check(a_review(claimReviewed="Another claim")).identity != one.identity

    @pytest.mark.parametrize(
        "values",
        [
            {"url": "http://checks.example/alder-toll"},
            {"url": "https://www.checks.example/alder-toll/"},
            {"url": "https://checks.example/alder-toll?utm_source=feed#verdict"},
            {"claimReviewed": "“The Alder bridge toll has tripled since 2021.”"},
            {"author": {"name": "ALDER CHECKS (desk)"}},
        ],
    )
    def test_what_two_forms_of_a_feed_spell_differently_is_one_check(self, values: dict[str, Any]) -> None:
        assert only_check(a_review(**values)).identity == only_check(a_review()).identity

    @pytest.mark.parametrize(
        "url", ["https://checks.example/alder-toll?page=2", "https://m.checks.example/alder-toll", "https://a.example"]
    )
    def test_other_places_hold_other_checks(self, url: str) -> None:
        assert only_check(a_review(url=url)).identity != only_check(a_review()).identity


class TestShapes:
    def test_item_may_be_a_list_an_object_or_null(self) -> None:
        rows = read(a_feed([a_review()], a_review(url="https://checks.example/2"), None, []))
        assert [len(row.checks) for row in rows] == [1, 1, 0, 0]
        assert [row.refused for row in rows] == [[], [], [], []]
        assert [row.number for row in rows] == [1, 2, 3, 4]

    def test_one_item_may_hold_several_reviews_some_of_them_bad(self) -> None:
        (row,) = read(
            a_feed([a_review(), a_review(claimReviewed="", itemReviewed={}), a_review(url="http://c.example/")])
        )
        assert (len(row.checks), len(row.refused)) == (2, 1)

    def test_what_is_deleted_is_withdrawn(self) -> None:
        feed = {"dataFeedElement": [{"@type": "DataFeedItem", "dateDeleted": "2024-06-01", "item": [a_review()]}]}
        (row,) = read(json.dumps(feed).encode())
        assert row.checks[0].is_withdrawn

    @pytest.mark.parametrize(
        "document",
        [
            [a_review()],
            a_review(),
            {"@graph": [{"@type": "WebPage"}, a_review()]},
            {"@context": "x", "@graph": a_review()},
            {"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "item": a_review()}]},
            {"@type": "NewsArticle", "mainEntity": {"hasPart": [[a_review()]]}},
            [[a_review()]],
        ],
    )
    def test_reviews_are_found_wherever_they_are(self, document: Any) -> None:
        checks = [check for row in read(json.dumps(document).encode()) for check in row.checks]
        assert [check.url for check in checks] == ["https://checks.example/alder-toll"]

    def test_objects_beside_the_list_are_none_of_it(self) -> None:
        feed = a_feed([a_review()], publisher={"logo": {"url": "https://x.example"}, "list": [{"a": 1}]})
        assert len(read(feed)) == 1

    def test_a_list_of_plain_objects_is_read_by_their_names(self) -> None:
        (row,) = read(b'[{"id": 7, "claim": "Tolls tripled", "rating": "False", "publisher": "Alder Checks"}]')
        assert row.checks[0].external_id == "7"

    def test_an_object_without_a_review_says_so(self) -> None:
        (row,) = read(b'{"@type": "NewsArticle", "headline": "Tolls"}')
        assert row.refused == ["It holds no ClaimReview."]


class TestBrokenFeeds:
    def test_cut_in_the_middle_gives_what_came_before(self) -> None:
        feed = a_feed([a_review()], [a_review(url="https://checks.example/2")])
        rows = datafeed.rows(in_pieces(feed[:-200], 99), feed="x")
        assert next(rows).number == 1
        with pytest.raises(elements.BrokenOff, match="breaks off"):
            next(rows)

    @pytest.mark.parametrize("size", [1, 2, 7, 64, 100_000])
    def test_pieces_of_any_size_give_the_same_objects(self, size: int) -> None:
        odd = {"text": 'a "quoted" \\ } ] [ { back\\', "empty": {}, "list": [[], [1, {"x": "}"}]]}
        feed = json.dumps({"before": {"a": [1]}, "dataFeedElement": [odd, 1, None, "x", odd], "@graph": [odd]}).encode()
        found = list(elements.split(in_pieces(feed, size)))
        assert [json.loads(each or b"") for each in found] == [odd] * 3

    def test_one_broken_object_costs_itself_alone(self) -> None:
        good = json.dumps(a_review()).encode()
        rows = read(b"[" + good + b', {"@type": "ClaimReview", "url": oops}, ' + good + b"]")
        assert [len(row.checks) for row in rows] == [1, 0, 1]
        assert "no JSON" in rows[1].refused[0]

    @pytest.mark.parametrize(
        ("good", "bad"),
        [
            (b'"Alder Checks"', b'"Alder "Checks"'),
            (b'"Alder Checks"', b'"Alder Checks'),
            (b'"Alder Checks"', b'Alder Checks"'),
            (b'"Alder Checks"', b'"Alder" Checks" "'),
            (b'"Mostly false"}', b'"Mostly false}'),
            (b'"Mostly false"}', b'"Mostly false"'),
            (b'"Mostly false"}', b'"Mostly false"]'),
            (b'"Mostly false"}', b'"Mostly false", {"@type": "Thing"}'),
        ],
    )
    @pytest.mark.parametrize("where", [0, 2, 5])
    @pytest.mark.parametrize("size", [64, 100_000])
    @pytest.mark.parametrize("indent", [None, 2])
    @pytest.mark.parametrize("kind", ["feed", "list"])
    def test_an_unbalanced_object_costs_itself_alone(
        self, good: bytes, bad: bytes, where: int, size: int, indent: int | None, kind: str
    ) -> None:
        reviews = [a_review(url=f"https://checks.example/{n}", inLanguage="en") for n in range(6)]
        items = [{"@type": "DataFeedItem", "item": [review]} for review in reviews]
        document = {"@type": "DataFeed", "dataFeedElement": items} if kind == "feed" else reviews
        whole = json.dumps(document, indent=indent).encode()
        parts = re.sub(rb'false"\s+\}', b'false"}', whole).split(good)
        assert len(parts) == 7
        feed = good.join(parts[: where + 1]) + bad + good.join(parts[where + 1 :])
        rows: list[Row] = []
        with suppress(elements.BrokenOff):  # after the last object, or where brackets are too few
            rows.extend(datafeed.rows(in_pieces(feed, size), feed="f"))
        kept = [check.url[-1] for row in rows for check in row.checks]
        assert kept == [str(n) for n in range(6) if n != where]

    def test_after_a_fault_in_the_last_object_it_is_said_where(self) -> None:
        feed = a_feed([a_review()], [a_review(claimReviewed="ODD")]).replace(b'ODD"', b"ODD")
        rows = datafeed.rows(in_pieces(feed, 1_000), feed="f")
        assert next(rows).checks
        assert "no JSON" in next(rows).refused[0]
        with pytest.raises(elements.BrokenOff, match="broken in element 2"):
            next(rows)

    def test_bad_bytes_are_replaced(self) -> None:
        (row,) = read(a_feed([a_review(claimReviewed="Tolls XX rose")]).replace(b"XX", b"\xff\xfe"))
        assert row.checks[0].statement == "Tolls \ufffd\ufffd rose"

    def test_nan_and_infinity_are_no_ratings(self) -> None:
        rating = b'{"ratingValue": NaN, "bestRating": Infinity, "worstRating": -Infinity, "name": "False"}'
        (row,) = read(json.dumps(a_review(reviewRating="RATING")).encode().replace(b'"RATING"', rating))
        assert (row.checks[0].rating_value, row.checks[0].outcome) == (None, "false")

    def test_of_repeated_keys_the_last_counts(self) -> None:
        (row,) = read(json.dumps(a_review()).encode()[:-1] + b', "claimReviewed": "Fees fell"}')
        assert row.checks[0].statement == "Fees fell"

    def test_a_million_levels_deep_is_refused(self) -> None:
        deep = b'{"a":' * 400_000 + b"1" + b"}" * 400_000
        rows = read(b"[" + deep + b"," + json.dumps(a_review()).encode() + b"]", 65_536)
        assert "too deeply" in rows[0].refused[0]
        assert len(rows[1].checks) == 1

    def test_a_million_levels_that_never_close_break_off(self) -> None:
        with pytest.raises(elements.BrokenOff):
            read(b"[" * 1_000_000, 65_536)

    def test_a_string_of_fifty_megabytes_is_skipped_in_little_memory(self) -> None:
        good = json.dumps(a_review()).encode()

        def pieces() -> Iterator[bytes]:
            yield b"[" + good + b',{"text":"'
            for _ in range(800):
                yield b"x" * 65_535 + b"\\"
                yield b'"'
            yield b'"},' + good + b"]"

        tracemalloc.start()
        rows = list(datafeed.rows(pieces(), feed="x"))
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert [len(row.checks) for row in rows] == [1, 0, 1]
        assert "longer than 4 MB" in rows[1].refused[0]
        assert peak < 30_000_000

    def test_more_brackets_closed_than_opened(self) -> None:
        with pytest.raises(elements.BrokenOff, match="more brackets"):
            read(b"[{}]]")

    @pytest.mark.parametrize(
        "document", [b'"text"', b"7", b"null", b"[]", b"{}", b"[1, 2]", b'{"dataFeedElement": null}']
    )
    def test_a_wrong_root_has_no_checks(self, document: bytes) -> None:
        assert not any(row.checks for row in read(document))

    def test_numbers_of_ten_thousand_digits(self) -> None:
        rows = read(b'[{"@type": "ClaimReview", "n": ' + b"9" * 10_000 + b"}]")
        assert rows[0].refused

    def test_an_element_with_more_objects_than_anybody_nests_ends(self) -> None:
        assert len(list(claimreview.find([{"a": [{}] * 50}] * 100_000))) == 0


class TestLines:
    def test_the_plain_columns(self) -> None:
        line = {
            "id": "t-1", "claim": "Tolls tripled", "title": "Did tolls triple?", "url": "https://c.example/t",
            "publisher": "Alder Checks", "rating": "False", "date": "3 May 2024",
        }  # fmt: skip
        (row,) = lines.rows([json.dumps(line).encode()], feed="f")
        check = row.checks[0]
        assert (check.identity, check.external_id) == ("https://c.example/t#t-1", "t-1")
        assert (check.statement, check.title, check.url) == (
            "Tolls tripled",
            "Did tolls triple?",
            "https://c.example/t",
        )
        assert (check.publisher, check.rating, check.outcome) == ("Alder Checks", "False", "false")
        assert check.reviewed_on == date(2024, 5, 3)

    def test_further_columns_are_understood_by_name(self) -> None:
        line = {
            "doc_id": 12, "Statement": "Tolls tripled", "subtitle": "It did not.", "speaker": "Dana Holt",
            "truth_label": "half-true", "date": "stated on May 3, 2024 in a speech:", "language": "de",
            "url": "/factchecks/toll", "claim_url": "https://posts.example/1", "rating_value": "3",
        }  # fmt: skip
        (row,) = lines.rows([json.dumps(line).encode()], feed="f.jsonl")
        check = row.checks[0]
        assert (check.identity, check.summary, check.claimant) == ("f.jsonl#12", "It did not.", "Dana Holt")
        assert (check.claimed_on, check.reviewed_on) == (date(2024, 5, 3), None)
        assert (check.outcome, check.language, check.url) == ("mixture", "de", "")
        assert (check.appearances, check.rating_value) == (["https://posts.example/1"], 3.0)

    def test_bad_lines_are_told_by_their_number_and_the_rest_is_kept(self) -> None:
        text = b"\n".join(
            [
                b"\xef\xbb\xbf" + b'{"id": 1, "claim": "Tolls tripled"}',
                b"",
                b'{"id": 2, "claim": ',
                b"[1]",
                b'{"id": 3}',
                b'{"claim": "Nobody said where"}',
                b'{"id": 4, "claim": "x", "url": "javascript:alert(1)"}',
                b'{"id": 5, "claim": "Fees fell in K\xf6ln"}\r',
                b"[" * 100_000,
                b'{"id": 6, "claim": "Last"}',
            ]
        )
        rows = list(lines.rows(in_pieces(text, 50), feed="f"))
        assert [row.number for row in rows] == [1, 3, 4, 5, 6, 7, 8, 9, 10]
        good = {row.number: row.checks[0].statement for row in rows if row.checks}
        assert good == {1: "Tolls tripled", 8: "Fees fell in Köln", 10: "Last"}
        assert all(reason.endswith((".", ").")) for row in rows for reason in row.refused)

    def test_a_line_of_many_megabytes_is_skipped(self) -> None:
        pieces = [b'{"id": 1, "claim": "', *[b"x" * 500_000] * 20, b'"}\n{"id": 2, "claim": "Tolls tripled"}']
        rows = list(lines.rows(pieces, feed="f"))
        assert [(row.number, len(row.checks)) for row in rows] == [(1, 0), (2, 1)]

    def test_claim_reviews_on_lines(self) -> None:
        rows = list(lines.rows([json.dumps(a_review()).encode() + b"\n"], feed="f"))
        assert rows[0].checks[0].publisher == "Alder Checks"

    @pytest.mark.parametrize("mark", [",", ";", "\t"])
    def test_tables(self, mark: str) -> None:
        text = f'id{mark}claim{mark}publisher\n1{mark}"Tolls, and\nfees{mark} tripled"{mark}Alder\n2{mark}{mark}Alder\n'
        good, bad = tables.rows([text.encode()], feed="f")
        assert good.checks[0].statement == f"Tolls, and fees{'' if mark == chr(9) else mark} tripled"
        assert bad.refused == ['It does not say which claim was checked: it needs a "claim".']
        assert bad.number == 4

    def read_table(self, *more: str, head: str = "id,claim,publisher") -> list[Row]:
        return list(tables.rows(in_pieces("\n".join((head, *more)).encode(), 1_000), feed="f"))

    def many(self, first: int, last: int) -> list[str]:
        return [f"{n},Toll number {n} rose,Alder" for n in range(first, last)]

    @pytest.mark.parametrize(
        "stray",
        ['1,"Toll rose,Alder', '1,Toll rose,"Alder', '"1,Toll rose,Alder', '1,"Toll" rose", and "fees,Alder'],
    )
    @pytest.mark.parametrize("n_before_next_quote", [0, 1, 30, 3_000])
    def test_a_stray_quote_costs_its_line_alone(self, stray: str, n_before_next_quote: int) -> None:
        later = 2 + n_before_next_quote
        quoted = f'{later},"Fees, and tolls, rose","Alder"'
        rows = self.read_table(stray, *self.many(2, later), quoted, *self.many(later + 1, later + 20))
        assert [row.number for row in rows if row.refused] == [2]
        assert [row.checks[0].external_id for row in rows if row.checks] == [str(n) for n in range(2, later + 20)]
        assert "quotation mark" in rows[0].refused[0]

    def test_a_stray_quote_on_the_last_line(self) -> None:
        rows = self.read_table(*self.many(1, 3), '3,"Toll rose,Alder')
        assert [(row.number, len(row.checks)) for row in rows] == [(2, 1), (3, 1), (4, 0)]

    def test_two_stray_quotes_fold_no_rows_into_a_text(self) -> None:
        rows = self.read_table(
            '1,Toll rose,"Alder', *self.many(2, 9), '9,Toll number 9 rose,Alder"', *self.many(10, 12)
        )
        assert rows[0].refused
        assert [len(row.checks) for row in rows[1:]] == [1] * 10

    def test_more_fields_than_columns_are_refused_and_spare_or_missing_ones_are_not(self) -> None:
        rows = self.read_table("1,Tolls, and fees, rose,Alder", "2,Tolls rose,Alder,,", "3,Tolls rose", '4,"A" toll,B')
        assert [len(row.checks) for row in rows] == [0, 1, 1, 1]
        assert "5 fields" in rows[0].refused[0]
        assert rows[3].checks[0].statement == "A toll"

    def test_long_texts_over_many_lines_are_no_fault(self) -> None:
        text = "\n".join(f"Paragraph {n}, which is long." for n in range(60))
        rows = self.read_table(f'1,Toll rose,Alder,"{text}"', "2,Fee rose,Alder,", head="id,claim,publisher,summary")
        assert [(row.number, len(row.checks)) for row in rows] == [(2, 1), (62, 1)]

    def test_blank_lines_before_the_columns_are_counted(self) -> None:
        rows = self.read_table("1,,Alder", head="\n\nid,claim,publisher")
        assert rows[0].number == 4
