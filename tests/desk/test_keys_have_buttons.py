"""Every key presses something that can be clicked as well, and the overlay of keys has a name for it."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from tests.desk.people import client_of

TEMPLATES = Path(settings.BASE_DIR) / "claims" / "templates"
#: What keys.js presses, or puts the cursor into.
PRESSED = {"a", "button", "summary"}
FIELDS = {"input", "textarea", "select"}
_ANY = r"(?:\{%(?:(?!%\}).)*%\}|\{\{(?:(?!\}\}).)*\}\}|[^<>{])*?"
_ELEMENT = re.compile(rf"<(\w+)({_ANY}\bdata-key=\"{_ANY})>")
_TAG = re.compile(r"<[^>]*>|\{%.*?%\}")
_UNSEEN = re.compile(r'<span class="visually-hidden">.*?</span>|<kbd.*?</kbd>')
KEYS = [
    (path.relative_to(TEMPLATES), found)
    for path in sorted(TEMPLATES.rglob("*.html"))
    for found in _ELEMENT.finditer(path.read_text(encoding="utf-8"))
]


def inside(path: Path, found: re.Match[str]) -> str:
    rest = (TEMPLATES / path).read_text(encoding="utf-8")[found.end() :]
    return rest[: rest.index(f"</{found[1]}>")]


def attribute(found: re.Match[str], name: str) -> str:
    value = re.search(rf'\b{name}="([^"]*)"', found[2])
    return value[1] if value else ""


def test_no_key_is_missed() -> None:
    texts = (path.read_text(encoding="utf-8") for path in TEMPLATES.rglob("*.html"))
    n_written = sum(re.sub(r"<pre.*?</pre>", "", text, flags=re.DOTALL).count("data-key=") for text in texts)
    assert len(KEYS) == n_written > 30


@pytest.mark.parametrize(
    ("path", "found"), KEYS, ids=[f"{path}:{attribute(found, 'data-key')}" for path, found in KEYS]
)
def test_a_key_sits_on_what_can_be_clicked_and_has_a_label_and_a_name(path: Path, found: re.Match[str]) -> None:
    element = found[1]
    assert element in PRESSED | FIELDS
    assert attribute(found, "data-key")
    if element in FIELDS:
        template = (TEMPLATES / path).read_text(encoding="utf-8")
        labelled = attribute(found, "id") and f'for="{attribute(found, "id")}"' in template
        wrapped = template.rfind("<label", 0, found.start()) > template.rfind("</label>", 0, found.start())
        assert labelled or wrapped or attribute(found, "aria-label")
        return
    content = inside(path, found)
    seen = _TAG.sub("", _UNSEEN.sub("", content)).strip()
    assert seen or ("{% icon" in content and attribute(found, "title")), "nothing is to be seen that could be clicked"
    named = attribute(found, "data-key-label") or attribute(found, "aria-label") or _TAG.sub("", content).strip()
    assert named, "the overlay has no name for it"
    if "Enter" in attribute(found, "data-key"):
        assert attribute(found, "data-key-label"), "the words of a row are no name of a key"


@pytest.mark.django_db
def test_the_overlay_stands_on_every_page_with_a_place_for_the_keys_of_rows_and_of_the_page() -> None:
    page = client_of("rana").get("/desk/").content.decode()
    overlay = page[page.index('<dialog id="keys"') :]
    overlay = overlay[: overlay.index("</dialog>")]
    for place in ("row", "page"):
        section = overlay[overlay.index(f'data-keys-of="{place}"') :]
        assert "data-made" in section[: section.index("</section>")]
