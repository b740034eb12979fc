"""Addresses of which a page writes a hundred: Django is asked once for each name, not for each number in it."""

from __future__ import annotations

from functools import lru_cache

from django.urls import get_script_prefix, reverse

#: Stand for the numbers of an address until it is known which they are; nothing else in an address looks like them.
_PLACES = tuple(10**15 + at for at in range(3))


def desk_address(name: str, *numbers: int) -> str:
    """As reverse() says it, for addresses of the desk in which nothing but numbers varies."""
    return _pattern(get_script_prefix(), name, len(numbers)).format(*numbers)


@lru_cache(maxsize=500)
def _pattern(_prefix: str, name: str, n_numbers: int) -> str:
    address = reverse(f"desk:{name}", args=_PLACES[:n_numbers])
    for at, place in enumerate(_PLACES[:n_numbers]):
        address = address.replace(str(place), f"{{{at}}}")
    return address
