"""The preview of a draft: the very templates that readers get, with what is being written, and nothing is kept."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from claims.models import Claim, Evidence, State
from tests.builders import a_piece_of_evidence, claim_in, scale
from tests.desk.people import client_of

pytestmark = [pytest.mark.django_db, pytest.mark.looks]


def preview_of(claim: Claim, written: dict[str, str], *, htmx: bool = True) -> str:
    headers = {"HX-Request": "true"} if htmx else {}
    answer = client_of("ravi").post(f"/desk/claims/{claim.pk}/preview/", written, headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.both
def test_readers_get_the_page_that_was_previewed_but_for_what_comes_with_the_publication() -> None:
    """Part by part, in the very markup: the draft of a published claim beside its public page."""
    claim = claim_in(State.PUBLISHED)
    draft = client_of("ravi").get(f"/desk/claims/{claim.pk}/preview/").content.decode()
    public = client_of("ravi").get(claim.get_absolute_url()).content.decode()
    parts = ("claim", "ruling", "summary", "prose", "evidence evidence-supports", "evidence evidence-refutes")
    for part in parts:
        pattern = rf'<(header|section|p) class="{part}[^"]*".*?</\1>'
        found, printed = (re.search(pattern, page, re.DOTALL) for page in (draft, public))
        assert found, part
        assert printed, part
        assert re.sub(r'<a class="who".*?>(.*?)</a>', r"<strong>\1</strong>", printed[0]) == found[0], part
    for words in ('id="versions"', 'id="cite"', "?check=", "ClaimReview", 'rel="canonical"'):
        assert words not in draft
        assert words in public
    assert "Only the desk sees this: nothing of it is published." in draft
    assert 'content="noindex, nofollow"' in draft


def test_the_preview_shows_what_is_being_written_with_the_numbers_that_readers_see() -> None:
    claim = claim_in(State.RESEARCHING)
    claim.evidence.all().delete()
    against = a_piece_of_evidence(claim, status=Evidence.Status.ACCEPTED, stance="refutes", quote="It fell.")
    for_it = a_piece_of_evidence(claim, status=Evidence.Status.ACCEPTED, stance="supports", quote="It rose.")
    a_piece_of_evidence(claim, status=Evidence.Status.REJECTED, stance="supports", quote="It flew.")
    version = Claim.objects.get(pk=claim.pk).version
    written = {
        "rating": str(scale()["half-true"].pk),
        "summary": "It rose and fell.",
        "text": f"Look [E{against.pk}] and [E{for_it.pk}] and [E999999]. <b>raw</b>",
        "unknowns": "Why it did.",
        "mind": "A tariff.",
    }
    html = preview_of(claim, written)
    for words in (
        "Half true",
        scale()["half-true"].definition,
        "It rose and fell.",
        "Why it did.",
        "A tariff.",
        "It fell.",
    ):
        assert words in html
    assert "E999999: not accepted evidence" in html
    assert "is-unknown" in html
    assert "It flew." not in html
    assert "<b>raw</b>" not in html
    assert html.index('aria-label="Evidence 2"') < html.index('aria-label="Evidence 1"')
    saved = Claim.objects.get(pk=claim.pk)
    assert (saved.version, saved.draft_summary) == (version, claim.draft_summary)


def test_an_empty_draft_and_one_without_a_rating_say_so() -> None:
    claim = claim_in(State.RESEARCHING)
    assert "The verdict appears here while it is written." in preview_of(claim, {})
    html = preview_of(claim, {"summary": "It rose."})
    assert "No rating is chosen." in html
    assert "It rose." in html


def test_the_workbench_asks_for_the_preview_and_leads_to_it_without_scripts() -> None:
    claim = claim_in(State.RESEARCHING)
    html = client_of("ravi").get(f"/desk/claims/{claim.pk}/").content.decode()
    assert f'href="/desk/claims/{claim.pk}/preview/">The saved draft' in html
    assert f'hx-post="/desk/claims/{claim.pk}/preview/"' in html
    part = preview_of(claim, {"summary": "It rose."})
    assert part.strip().startswith('<template shadowrootmode="open">')
    assert "public.css" in part


def test_the_public_parts_stand_in_the_preview_by_name() -> None:
    """No copy of the public templates in the desk."""
    templates = Path(settings.BASE_DIR) / "claims/templates/claims"
    shared = (templates / "desk/claim/_preview_page.html").read_text()
    for part in ("claims/public/_claim.html", "claims/public/_verdict.html"):
        assert part in shared
        assert part in (templates / "public/verdict.html").read_text()
