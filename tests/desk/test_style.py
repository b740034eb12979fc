"""The design system: who reads it, that it shows what there is, its contrasts, and the weight of the desk's files."""

import gzip
import re
from pathlib import Path

import django_htmx
import pytest
from django.urls import reverse

import claims
from claims.desk.screens import style as style_screen
from claims.models import State
from tests.builders import cast
from tests.desk.people import client_of

STATIC = Path(claims.__file__).parent / "static/claims"
TEMPLATES = Path(claims.__file__).parent / "templates/claims/desk"
HTMX = Path(django_htmx.__file__).parent / "static/django_htmx/htmx-2.min.js"
KB = 1000


def compressed(paths: list[Path]) -> int:
    return sum(len(gzip.compress(path.read_bytes(), 6)) for path in paths)


def files_of_the_desk(pattern: str) -> list[Path]:
    """Every file of this kind that a page of the desk asks for."""
    text = "".join(path.read_text(encoding="utf-8") for path in TEMPLATES.rglob("*.html"))
    named = {name for name in re.findall(r"static 'claims/([\w-]+\.\w+)'", text) if name.endswith(pattern)}
    return sorted(STATIC / name for name in named)


def test_all_styles_of_the_desk_stay_under_40_kb() -> None:
    styles = files_of_the_desk(".css")
    assert {"desk.css", "tokens.css"} < {path.name for path in styles}
    assert compressed(styles) < 40 * KB


def test_what_every_page_of_the_desk_loads_of_styles_stays_under_40_kb_even_uncompressed() -> None:
    assert sum(len((STATIC / name).read_bytes()) for name in ("tokens.css", "desk.css")) < 40 * KB


def test_all_scripts_of_the_desk_with_htmx_stay_under_60_kb() -> None:
    scripts = files_of_the_desk(".js")
    assert {"desk.js", "keys.js", "palette.js"} <= {path.name for path in scripts}
    assert compressed([*scripts, HTMX]) < 60 * KB


def test_every_colour_that_is_written_in_can_be_read_by_day_and_by_night() -> None:
    tokens = [token for group in style_screen.token_groups() for token in group.tokens if token.contrast]
    assert len(tokens) > 20
    for token in tokens:
        assert token.contrast is not None
        assert token.dark_contrast is not None
        assert min(token.contrast, token.dark_contrast) >= 4.5, token


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        ("#767676", "#ffffff", 4.5),
        ("#777777", "#ffffff", 4.4),
    ],
)
def test_the_contrast_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    assert style_screen.contrast(one, other) == ratio


def test_every_token_has_a_value_at_night_where_it_is_a_colour() -> None:
    for group in style_screen.token_groups():
        for token in group.tokens:
            assert not token.is_colour or token.light != token.dark, token.name


@pytest.mark.django_db
def test_the_page_shows_every_token_icon_and_state_there_is() -> None:
    page = client_of("mona").get(reverse("desk:style")).content.decode()
    for group in style_screen.token_groups():
        for token in group.tokens:
            assert f"--{token.name}" in page
    for name in style_screen.icon_names():
        assert f"#{name}" in page
    for state in State:
        assert state.label in page


@pytest.mark.django_db
def test_only_who_looks_after_the_site_reads_the_page() -> None:
    address = reverse("desk:style")
    assert client_of("edda").get(address).status_code == 403
    assert address not in client_of("edda").get(reverse("desk:inbox")).content.decode()
    assert address in client_of("mona").get(reverse("desk:inbox")).content.decode()
    chief = cast().otto
    chief.is_superuser = True
    chief.save()
    assert client_of("otto").get(address).status_code == 200


@pytest.mark.django_db
def test_the_page_shows_its_toasts_when_asked() -> None:
    assert "goes after eight seconds. Toasts" not in client_of("mona").get(reverse("desk:style")).content.decode()
    assert "Saved. A toast says" in client_of("mona").get(reverse("desk:style"), {"toast": "1"}).content.decode()
