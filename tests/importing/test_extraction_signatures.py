"""Who and when in one line, the dateline of a press release, and the clocks of a live blog."""

from datetime import date

import pytest

from claims.importing.extraction import Extracted, extract

TITLE = "Norham swaps its last diesel ferry"
BODY = (
    "The island swapped its last diesel ferry for a battery one on Sunday, harbour master Ole Brandt said.",
    "It carries 240 people and needs 40 minutes to charge, according to the yard.",
)


def read(*lines: str) -> Extracted:
    return extract("\n".join(lines).encode())


@pytest.mark.parametrize(
    ("line", "byline", "outlet", "published"),
    [
        ("Dr. Mira Solheim, Harbour Correspondent | 9 Sep 2025", "Dr. Mira Solheim", "", date(2025, 9, 9)),
        ("Mira Solheim, Political Editor, 9 September 2025", "Mira Solheim", "", date(2025, 9, 9)),
        ("Mira Solheim | 9 September 2025", "Mira Solheim", "", date(2025, 9, 9)),
        ("Interview by Mira Solheim, 9 September 2025", "Mira Solheim", "", date(2025, 9, 9)),
        ("Norham Gazette, Tuesday, 9th September 2025", "", "Norham Gazette", date(2025, 9, 9)),
        ("Par Aline Rocher, le 9 septembre 2025", "Aline Rocher", "", date(2025, 9, 9)),
        ("Por Aline Rocher, martes, 9 de septiembre de 2025", "Aline Rocher", "", date(2025, 9, 9)),
        ("By Li Sun, 9 September 2025", "Li Sun", "", date(2025, 9, 9)),
    ],
)
def test_a_line_may_tell_who_and_when(line: str, byline: str, outlet: str, published: date) -> None:
    article = read(TITLE, line, *BODY)
    assert (article.title, article.byline, article.outlet, article.published) == (TITLE, byline, outlet, published)
    assert article.text == "\n".join(BODY)


@pytest.mark.parametrize(
    "line",
    [
        "Mira Solheim, who built it, left on 9 September 2025",
        "Ole Brandt, chair of the yard, 9 September 2025",
    ],
)
def test_a_line_that_tells_more_stays_in_the_text(line: str) -> None:
    assert read(TITLE, line, *BODY).text.startswith(line)


@pytest.mark.parametrize(
    "dateline",
    [
        "NORHAM, Sept. 9, 2025 /HarbourWire/ --",
        "NORHAM, Me., September 9, 2025 (HARBOUR WIRE) --",
        "NORHAM--(HARBOUR WIRE)--September 9, 2025--",
        "Norham, 9 September 2025 –",
        "NORHAM, 9. September 2025 (hw) -",
    ],
)
@pytest.mark.parametrize("above", [(), (TITLE,)])
def test_a_dateline_tells_when_a_press_release_went_out(dateline: str, above: tuple[str, ...]) -> None:
    first = f"{dateline} Brandt Yards today delivered its first battery ferry."
    article = read(*above, first, *BODY)
    assert article.published == date(2025, 9, 9)
    assert article.text.split("\n")[0] == first


@pytest.mark.parametrize(
    "first",
    [
        "On September 9, 2025 - a Tuesday - the yard delivered its first ferry.",
        "NORHAM, Sept. 9 (HW) - The yard delivered its first ferry.",
        "The yard, founded on September 9, 1925, delivered its first ferry.",
    ],
)
def test_a_date_that_opens_no_report_tells_nothing_of_it(first: str) -> None:
    assert read(first, *BODY).published is None


@pytest.mark.parametrize(
    "clock", ["16.42 GMT", "9.05", "16:20", "4.05pm BST", "7 Uhr", "12h ago", "Updated at 11:31 CET"]
)
def test_the_clocks_of_a_live_blog_are_taken_off_and_short_entries_stay(clock: str) -> None:
    article = read(TITLE, clock, BODY[0], clock, "The ferry has docked.", clock, BODY[1])
    assert article.text == "\n".join((BODY[0], "The ferry has docked.", BODY[1]))
    assert article.boilerplate_removed.count(clock) == 3


@pytest.mark.parametrize("line", ["16.42 metres", "In 2019", "98.6", "12:30 to Norham"])
def test_other_figures_on_lines_of_their_own_are_no_clocks(line: str) -> None:
    assert line in read(TITLE, BODY[0], line, BODY[1]).text.split("\n")
