"""Addresses that are remembered by name are those that Django finds."""

import pytest
from django.urls import reverse, set_script_prefix

from claims.desk.addresses import desk_address


@pytest.mark.parametrize(
    ("name", "numbers"),
    [
        ("article", [7]), ("decide_match", [7, 0]), ("decide_check", [10**6, 12]), ("decide_origin", [1, 2]),
        ("capture_warc", [3, 4]), ("archive_again", [3, 4]), ("edit_key_element", [5, 6]),
    ],
)  # fmt: skip
def test_as_django_says_it(name: str, numbers: list[int]) -> None:
    for _ in range(2):
        assert desk_address(name, *numbers) == reverse(f"desk:{name}", args=numbers)


def test_below_a_path() -> None:
    above = desk_address("article", 7)
    set_script_prefix("/below/")
    try:
        assert desk_address("article", 7) == f"/below{above}"
    finally:
        set_script_prefix("/")
