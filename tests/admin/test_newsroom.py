"""Rating scales, policy pages and outlets in the admin: what is in use is copied, never changed."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from claims.models import Outlet, PolicyPage, RatingLevel, RatingScale
from tests.builders import cast, scale
from tests.desk.people import client_of

pytestmark = pytest.mark.django_db


def act(action: str, model: str, *rows: Any) -> HttpResponse:
    """Choose rows in a list and run one of its actions."""
    answer: Any = client_of("mona").post(
        reverse(f"admin:claims_{model}_changelist"),
        {"action": action, "_selected_action": [row.pk for row in rows]},
        follow=True,
    )
    return answer  # type: ignore[no-any-return]


def scale_form(rating_scale: RatingScale, **changes: Any) -> dict[str, Any]:
    levels = list(rating_scale.levels.all())
    form: dict[str, Any] = {
        "name": rating_scale.name, "levels-TOTAL_FORMS": len(levels), "levels-INITIAL_FORMS": len(levels),
        "levels-MIN_NUM_FORMS": 0, "levels-MAX_NUM_FORMS": 1000,
    }  # fmt: skip
    for number, level in enumerate(levels):
        values = {
            "id": level.pk, "scale": rating_scale.pk, "slug": level.slug, "label": level.label,
            "value": level.value or "",
            "definition": level.definition, "position": level.position, "icon": level.icon, "colour": level.colour,
            "translations": "{}",
        }  # fmt: skip
        form |= {f"levels-{number}-{name}": value for name, value in values.items()}
    return form | changes


class TestScales:
    def test_a_scale_in_use_is_read_only(self) -> None:
        level = scale()["true"]
        url = reverse("admin:claims_ratingscale_change", args=[level.scale_id])
        assert client_of("mona").get(url).status_code == 200
        changed = scale_form(level.scale, **{"name": "Mine", "levels-0-definition": "Whatever we like."})
        assert client_of("mona").post(url, changed).status_code == 403
        delete = reverse("admin:claims_ratingscale_delete", args=[level.scale_id])
        assert client_of("mona").post(delete, {"post": "yes"}).status_code == 403
        level.refresh_from_db()
        assert (level.scale.name, level.definition) == ("Five steps", "What true means.")

    def test_it_is_copied_changed_and_brought_into_use(self) -> None:
        old = scale()["true"].scale
        act("copy_to_new_version", "ratingscale", old)
        new = RatingScale.objects.get(version=2)
        assert new.valid_from_at is None
        assert new.levels.count() == old.levels.count() == 8
        url = reverse("admin:claims_ratingscale_change", args=[new.pk])
        answer = client_of("mona").post(url, scale_form(new, **{"levels-0-definition": "Accurate, and complete."}))
        assert answer.status_code == 302
        assert RatingLevel.objects.get(scale=new, slug="true").definition == "Accurate, and complete."
        assert RatingLevel.objects.get(scale=old, slug="true").definition == "What true means."
        assert "Accurate, and complete." not in Client().get("/methodology/").content.decode()
        act("bring_into_use", "ratingscale", new)
        assert "Accurate, and complete." in Client().get("/methodology/").content.decode(), "the kept page is shown"
        new.refresh_from_db()
        assert new.valid_from_at is not None
        assert client_of("mona").post(url, scale_form(new, name="Late")).status_code == 403

    def test_a_scale_without_levels_is_not_brought_into_use(self) -> None:
        bare = RatingScale.objects.create(name="Bare", version=7)
        answer = act("bring_into_use", "ratingscale", bare)
        assert "needs at least two levels" in answer.content.decode()
        bare.refresh_from_db()
        assert bare.valid_from_at is None

    def test_bringing_it_into_use_twice_keeps_the_first_day(self) -> None:
        old = scale()["true"].scale
        answer = act("bring_into_use", "ratingscale", old)
        assert "already" in answer.content.decode()
        assert RatingScale.objects.get(pk=old.pk).valid_from_at == old.valid_from_at

    def test_a_new_scale_gets_the_next_number(self) -> None:
        scale()
        form = {"name": "Three steps", "levels-TOTAL_FORMS": 0, "levels-INITIAL_FORMS": 0}
        assert client_of("mona").post(reverse("admin:claims_ratingscale_add"), form).status_code == 302
        assert RatingScale.objects.get(name="Three steps").version == 2


class TestPolicyPages:
    def write(self, body: str) -> None:
        assert self.send(body, "The sums of this year.").status_code == 302

    def send(self, body: str, what_changed: str = "") -> HttpResponse:
        form = {"slug": "funding", "title": "Funding", "body": body, "what_changed": what_changed}
        return client_of("mona").post(reverse("admin:claims_policypage_add"), form)  # type: ignore[return-value]

    def test_an_edit_says_what_it_changes_and_changes_something(self) -> None:
        self.write("The town pays us.")
        for body, what_changed, sentence in (
            ("Readers pay us.", "", "Say in a sentence what changes and why"),
            ("The town pays us.", "Nothing.", "Nothing is changed."),
            ("  ", "Emptied.", "This field is required."),
        ):
            answer = self.send(body, what_changed)
            assert sentence in answer.content.decode()
        assert PolicyPage.objects.count() == 1

    def test_the_list_names_the_pages_that_are_missing_and_says_what_belongs_on_them(self) -> None:
        self.write("The town pays us.")
        page = client_of("mona").get(reverse("admin:claims_policypage_changelist")).content.decode()
        assert "“Privacy” is missing." in page
        assert "“Funding” is missing." not in page
        form = client_of("mona").get(reverse("admin:claims_policypage_add"), {"slug": "privacy"}).content.decode()
        assert "What belongs here: What is stored about readers" in form

    def test_each_edit_is_a_new_version_and_the_old_one_stays(self) -> None:
        self.write("The town pays us.")
        self.write("Readers pay us.")
        pages = PolicyPage.objects.filter(slug="funding").order_by("version")
        assert [(page.version, page.body, page.written_by) for page in pages] == [
            (1, "The town pays us.", cast().mona),
            (2, "Readers pay us.", cast().mona),
        ]
        assert "Readers pay us." in client_of("otto").get("/funding/").content.decode()

    def test_what_readers_once_read_is_neither_changed_nor_deleted(self) -> None:
        self.write("The town pays us.")
        page = PolicyPage.objects.get()
        form = {"slug": "funding", "title": "Funding", "body": "Nobody pays us."}
        for name in ("change", "delete"):
            url = reverse(f"admin:claims_policypage_{name}", args=[page.pk])
            assert client_of("mona").post(url, {**form, "post": "yes"}).status_code == 403
        assert PolicyPage.objects.get().body == "The town pays us."

    def test_a_new_version_starts_from_what_stands_there(self) -> None:
        self.write("The town pays us.")
        self.write("Readers pay us.")
        answer = act("write_new_version", "policypage", PolicyPage.objects.get(version=1))
        assert "Readers pay us." in answer.content.decode()
        assert PolicyPage.objects.count() == 2

    def test_two_pages_are_not_written_anew_at_once(self) -> None:
        self.write("The town pays us.")
        other = PolicyPage.objects.create(slug="people", version=1, title="People", body="We are five.")
        answer = act("write_new_version", "policypage", other, PolicyPage.objects.get(slug="funding"))
        assert "Choose one page" in answer.content.decode()


def test_an_outlet_is_added_and_renamed() -> None:
    form = {"name": "Alder Post", "domain": "alderpost.example", "wikidata": "", "note": ""}
    client_of("mona").post(reverse("admin:claims_outlet_add"), form)
    outlet = Outlet.objects.get()
    client_of("mona").post(reverse("admin:claims_outlet_change", args=[outlet.pk]), {**form, "name": "The Alder Post"})
    outlet.refresh_from_db()
    assert str(outlet) == "The Alder Post"
