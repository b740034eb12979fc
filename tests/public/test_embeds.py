"""The card in a frame, oEmbed and the picture for link previews: rule O1."""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils.formats import date_format
from PIL import Image

from claims.models import Claim
from claims.public import card
from claims.publishing import edition, picture
from claims.publishing.lint import reviews_in, visible_text
from claims.workflow.moves import move
from tests.builders import cast
from tests.public.checks import HOSTILE, corrected, published

pytestmark = pytest.mark.looks

STEPS = ("False", "Half true", "True")
VERDICT = picture.Verdict("Example Verdicts", "The toll has tripled", "Dana Okoro", "False", "false", "false", STEPS, 0)


def oembed(client: Client, url: str, **asked: Any) -> Any:
    return client.get("/oembed", {"url": url, **asked})


def address(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


@pytest.mark.django_db
class TestOembed:
    def test_a_check_is_described_in_json_and_its_page_says_where(self, client: Client) -> None:
        claim = published("Harbour fees have tripled since 2021")
        url = address(claim.get_absolute_url())
        answer = oembed(client, url)
        assert answer.headers["Content-Type"] == "application/json"
        said = answer.json()
        assert said["version"] == "1.0"
        assert said["type"] == "rich"
        assert said["title"] == "Mostly false: Harbour fees have tripled since 2021"
        assert f'src="{address(f"/embed/{claim.slug}/")}"' in said["html"]
        assert (said["width"], said["height"]) == (600, 400)
        assert said["thumbnail_url"].endswith(f"{claim.get_absolute_url()}v/1/picture.png")
        page = client.get(claim.get_absolute_url()).content.decode()
        found = re.search(r'type="application/json\+oembed" href="([^"]+)"', page)
        assert found is not None
        discovered = client.get(found.group(1).replace("&amp;", "&").removeprefix(settings.SITE_URL))
        assert discovered.json() == said

    def test_the_same_is_said_in_xml(self, client: Client) -> None:
        claim = published(f"The mayor said {HOSTILE} on Monday", claimant=HOSTILE)
        url = address(claim.get_absolute_url())
        answer = oembed(client, url, format="xml")
        assert answer.headers["Content-Type"] == "text/xml; charset=utf-8"
        said = {child.tag: child.text for child in ET.fromstring(answer.content)}
        assert said["html"] == oembed(client, url).json()["html"]
        assert "<script>" not in str(said["html"])

    def test_signs_that_xml_cannot_hold_are_left_out(self, client: Client) -> None:
        claim = published("The ferry \x08 sank \ufffe twice")
        answer = oembed(client, address(claim.get_absolute_url()), format="xml")
        assert ET.fromstring(answer.content).findtext("title") == "Mostly false: The ferry  sank  twice"

    def test_no_frame_is_larger_than_was_asked_for(self, client: Client) -> None:
        url = address(published().get_absolute_url())
        for asked, size, has_picture in (
            ({"maxwidth": "200"}, (200, 640), False),
            ({"maxwidth": "1"}, (1, 750), False),
            ({"maxwidth": "500"}, (500, 460), False),
            ({"maxheight": "150"}, (600, 150), False),
            ({"maxwidth": "200", "maxheight": "100"}, (200, 100), False),
            ({"maxwidth": "5000", "maxheight": "9999"}, (600, 400), True),
            ({"maxwidth": "wide"}, (600, 400), True),
        ):
            said = oembed(client, url, **asked).json()
            assert (said["width"], said["height"]) == size, asked
            assert f'width="{size[0]}" height="{size[1]}"' in said["html"], asked
            assert ("thumbnail_url" in said) is has_picture, asked

    def test_unknown_and_foreign_addresses_are_not_there(self, client: Client) -> None:
        path, own = published().get_absolute_url(), settings.SITE_URL
        for url in ("", "nonsense", "/claims/x/", "http://[bad", f"https://elsewhere.example{path}", f"{own}/",
                    f"{own}/corrections/", f"{own}{path}v/1/", f"{own}/claims/no-such-check/",
                    f"javascript:{own}{path}", f"{own}/desk/"):  # fmt: skip
            assert oembed(client, url).status_code == 404, url

    def test_another_format_is_not_offered(self, client: Client) -> None:
        assert oembed(client, address(published().get_absolute_url()), format="yaml").status_code == 501


@pytest.mark.django_db
class TestCard:
    def test_the_card_alone_may_be_framed_and_sets_no_cookie(self, client: Client) -> None:
        claim = published("Harbour fees have tripled since 2021", summary="They rose by a third.")
        answer = client.get(f"/embed/{claim.slug}/")
        assert "frame-ancestors *" in answer.headers["Content-Security-Policy"]
        assert "X-Frame-Options" not in answer.headers
        assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert not answer.cookies
        assert "ETag" in answer.headers
        page = answer.content.decode()
        for words in ("Harbour fees have tripled since 2021", "Mostly false", "Step 2 of 5", "They rose by a third."):
            assert words in page
        assert reviews_in(page) == []
        assert "<script" not in page
        assert '<meta name="robots" content="noindex, follow">' in page
        assert len(answer.content) < 4_000
        for url in ("/", claim.get_absolute_url(), f"{claim.get_absolute_url()}v/1/picture.png"):
            other = client.get(url)
            assert "frame-ancestors 'none'" in other.headers["Content-Security-Policy"]
            assert other.headers["X-Frame-Options"] == "DENY"

    def test_a_withdrawn_check_says_so_in_the_card(self, client: Client) -> None:
        claim = published(summary="What we said before.")
        client.get(f"/embed/{claim.slug}/")
        move(claim, "retract", by=cast().edda, note="Forged.")
        page = client.get(f"/embed/{claim.slug}/").content.decode()
        assert "We withdrew this check." in page
        assert "What we said before." not in page
        assert "Mostly false" not in page
        said = oembed(client, address(claim.get_absolute_url())).json()
        assert said["title"].startswith("Withdrawn: ")
        assert "Mostly false" not in str(said)

    def test_the_code_for_a_page_elsewhere_names_no_rating_that_could_change_there(self, client: Client) -> None:
        url = address(published("Harbour fees have tripled since 2021").get_absolute_url())
        assert f'title="{settings.SITE_NAME}: check of “Harbour fees' in oembed(client, url).json()["html"]

    def test_a_correction_reaches_the_card_at_once(self, client: Client) -> None:
        claim = published(summary="The first words.")
        assert b"The first words." in client.get(f"/embed/{claim.slug}/").content
        corrected(claim, "update", summary="The second words.")
        assert b"The second words." in client.get(f"/embed/{claim.slug}/").content

    def test_the_card_says_what_was_corrected_and_that_it_is_checked_again(self, client: Client) -> None:
        claim = corrected(published(), "update", "A slip.", summary="It rose.")
        path = f"/embed/{claim.slug}/"
        before = client.get(path).content.decode()
        assert "Corrected on" not in before
        assert "checking this again" not in before
        claim = corrected(claim, "substantial", "The year was wrong.", summary="It rose in 2022.")
        day = date_format(claim.corrections.get(reason="The year was wrong.").corrected_at, "j F Y")
        page = client.get(path).content.decode()
        assert f"Corrected on {day}." in " ".join(visible_text(page).split()).replace(" .", ".")
        assert f'href="{address(claim.get_absolute_url())}#versions"' in page
        move(claim, "reopen", by=cast().edda, note="New figures.")
        edition.advance()
        page = client.get(path).content.decode()
        assert "We are checking this again." in page
        assert "Mostly false" in page
        move(Claim.objects.get(pk=claim.pk), "dismiss", by=cast().ravi, reason="out_of_scope")
        edition.advance()
        assert "checking this again" not in client.get(path).content.decode()

    def test_hostile_words_stay_words(self, client: Client) -> None:
        claim = published(f"The mayor said {HOSTILE} on Monday", claimant=HOSTILE, summary=HOSTILE)
        page = client.get(f"/embed/{claim.slug}/").content.decode()
        assert "<script" not in page
        assert "<b>bold" not in page

    def test_what_was_never_published_has_no_card(self, client: Client) -> None:
        assert client.get("/embed/no-such-check/").status_code == 404


@pytest.mark.django_db
class TestPictureOfACheck:
    def test_the_page_names_a_picture_that_is_there_with_its_words(self, client: Client) -> None:
        claim = published("Harbour fees have tripled since 2021", claimant="Dana Okoro")
        page = client.get(claim.get_absolute_url()).content.decode()
        found = re.search(r'property="og:image" content="([^"]+)"', page)
        assert found is not None
        assert (
            'og:image:alt" content="Rating: Mostly false, step 2 of 5 from false to true. The claim: “Harbour' in page
        )
        answer = client.get(found.group(1).removeprefix(settings.SITE_URL))
        assert answer.headers["Content-Type"] == "image/png"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert "ETag" in answer.headers
        with Image.open(io.BytesIO(answer.content)) as image:
            assert image.size == (1200, 630)

    def test_each_version_has_its_own_and_a_withdrawal_marks_them(self, client: Client) -> None:
        claim = corrected(published(), "update", summary="The fee rose by half.")
        url = f"{claim.get_absolute_url()}v/2/picture.png"
        before = client.get(url).content
        assert client.get(f"{claim.get_absolute_url()}v/3/picture.png").status_code == 404
        assert client.get("/claims/no-such-check/v/1/picture.png").status_code == 404
        move(claim, "retract", by=cast().edda, note="Forged.")
        assert client.get(url).content != before

    def test_whatever_happens_to_a_check_its_picture_says(self) -> None:
        claim = published("Harbour fees have tripled since 2021", is_demonstration=True)
        usual = card.load_card(claim.slug).picture
        assert usual.mark == "Demonstration"
        move(claim, "reopen", by=cast().edda, note="New figures.")
        again = card.load_card(claim.slug).picture
        assert again.mark == "Demonstration · Being checked again"
        assert again.label == "Mostly false"
        assert again.alt.startswith("Demonstration · Being checked again. Rating: Mostly false, step 2 of 5")
        move(claim, "dismiss", by=cast().ravi, reason="out_of_scope")
        assert card.load_card(claim.slug).picture == usual

    def test_a_withdrawn_rating_is_not_drawn_and_not_told(self, client: Client) -> None:
        claim = corrected(
            published("Harbour fees have tripled since 2021", is_demonstration=True), "update", summary="It fell."
        )
        move(claim, "retract", by=cast().edda, note="Forged.")
        for number in (1, 2):
            drawn = card.load_version_card(claim.slug, number).picture
            assert (drawn.label, drawn.step, drawn.steps, drawn.mark) == ("Withdrawn", None, (), "Demonstration")
            assert drawn.colour not in picture.TONES
            assert drawn.alt.startswith("Demonstration. This check was withdrawn. The claim: “Harbour")
        page = client.get(claim.get_absolute_url()).content.decode()
        assert 'og:image:alt" content="Demonstration. This check was withdrawn.' in page

    def test_it_has_one_address_and_is_drawn_once(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        address = f"{published().get_absolute_url()}v/1/picture.png"
        assert client.get(address).status_code == 200
        monkeypatch.setattr(picture, "draw", lambda _: pytest.fail("It was drawn again."))
        for other in (f"{address}?i=1", f"{address}?&", address.replace("/v/1/", "/v/001/")):
            answer = client.get(other)
            assert (answer.status_code, answer.headers["Location"]) == (302, address)
        assert client.get(address).status_code == 200


class TestDrawing:
    def test_the_same_verdict_is_drawn_as_the_same_bytes(self) -> None:
        assert picture.draw(VERDICT) == picture.draw.__wrapped__(VERDICT)

    def test_word_scale_and_claim_are_drawn_besides_the_colour(self) -> None:
        plain = picture.draw(VERDICT)
        for changes in ({"label": "Wrong"}, {"step": 1}, {"statement": "Another"}, {"icon": "true"},
                        {"mark": "Demonstration"}, {"claimant": ""}, {"newsroom": "Another"}):  # fmt: skip
            assert picture.draw(picture.Verdict(**{**VERDICT.__dict__, **changes})) != plain, changes

    def test_a_long_mark_and_a_long_name_of_the_newsroom_leave_each_other_room(self) -> None:
        mark = "Demonstration · Being checked again"
        found = [
            picture.draw(picture.Verdict(**{**VERDICT.__dict__, "mark": mark, "newsroom": name}))
            for name in (
                "The Verdicts of the Long Coast and its Distant Islands",
                "The Verdicts of the Long Coast and its Distant Ports",
            )
        ]
        assert found[0] == found[1]  # both end before the mark begins

    @pytest.mark.parametrize(
        "text", ["", "x" * 3000, "word " * 900, "港の料金", "Ж" * 400, "\u202e\x00\t\n", HOSTILE, "a\u0301" * 50]
    )
    def test_any_words_make_a_picture(self, text: str) -> None:
        verdict = picture.Verdict(text, text, text, "False", "nothing", "mauve", (), None, "")
        with Image.open(io.BytesIO(picture.draw(verdict))) as image:
            assert image.size == (1200, 630)

    def test_letters_that_the_font_lacks_are_known(self) -> None:
        assert picture.is_drawable("Größe 3 £ – “fünf” Ελλάδα Вода")
        assert not picture.is_drawable("港の料金")

    def test_its_colours_are_those_of_the_pages(self) -> None:
        css = (Path(settings.BASE_DIR) / "claims/static/claims/tokens.css").read_text().partition("@media")[0]
        for rating, (tone, tint) in picture.TONES.items():
            assert f"--rating-{rating}: {tone};" in css
            assert f"--rating-{rating}-tint: {tint};" in css
