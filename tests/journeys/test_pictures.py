"""docs/screenshots holds every page that people see. No picture is taken here; only names are compared."""

from __future__ import annotations

import pytest

from tests import tours
from tests.journeys.test_every_page import NO_PAGES, is_page, named_addresses

#: Two pages of security keys that the walk leaves to the journey of logins do have pictures.
NO_PICTURES = NO_PAGES - {"desk:confirm_key", "desk:remove_key"}


@pytest.mark.looks
@pytest.mark.django_db
def test_every_page_has_a_picture_at_each_width_and_in_each_theme() -> None:
    taken = {file.stem for file in tours.FOLDER.glob("*.webp")}
    looks = [f"{width}-{theme}" for width in tours.WIDTHS for theme in tours.THEMES]
    missing = [
        (name, address)
        for name, address in named_addresses()
        if name not in NO_PICTURES and not {f"{tours.name_of_kind(name)}-{look}" for look in looks} <= taken
    ]
    faults = [
        f"{name} lacks pictures. Name it in tests/tours.py and run `make screenshots`."
        for name, address in missing
        if is_page(address)
    ]
    assert not faults, "\n".join(faults)
