"""Dates in templates: our quick filter says what Django's says."""

import re
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from django.template import defaultfilters

from claims.templatetags import look

TEMPLATES = Path(look.__file__).parents[1] / "templates"
WRITTEN = sorted(
    {found for file in TEMPLATES.rglob("*.html") for found in re.findall(r"""\|date:["'](.+?)["']""", file.read_text())}
)
MOMENTS = [
    datetime(year, 1, 1, hour, 7, 5, tzinfo=zone) + timedelta(days=9 * week)
    for year in (1000, 1999, 2024)
    for week in range(40)
    for hour, zone in ((0, UTC), (9, timezone(timedelta(hours=2))), (23, UTC))
]


def test_templates_write_dates() -> None:
    assert {"j F Y", "j F Y H:i", "c"} <= {*WRITTEN}


@pytest.mark.parametrize("pattern", [*WRITTEN, "jS F", "d.m.Y", r"\D\a\y j", "50 % j"])
def test_as_django_writes_them(pattern: str) -> None:
    for at in MOMENTS:
        assert look.day(at, pattern) == defaultfilters.date(at, pattern)


def test_a_day_without_a_time() -> None:
    for at in MOMENTS:
        assert look.day(at.date(), "j F Y") == defaultfilters.date(at.date(), "j F Y")


@pytest.mark.parametrize("nothing", [None, "", "yesterday"])
def test_what_is_no_date_is_left_out(nothing: date | None) -> None:
    assert look.day(nothing, "j F Y") == defaultfilters.date(nothing, "j F Y") == ""
