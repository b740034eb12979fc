"""Attacks on what a blind round hides: no page, list, filter, order, count, search, file or mail gives it away.

One claim that readers know is checked again; Ines has filed her review and written a sealed note. Whatever depended on
what she wrote would differ when she had written something else.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.core.cache import cache
from django.db import models
from django.test import Client
from django.urls import URLPattern, reverse
from django.utils import timezone

from claims import jobs
from claims.admin.site import site
from claims.desk import claim_urls
from claims.desk.urls import urlpatterns
from claims.models import Claim, ClaimEvent, Export, Role, RoleGrant, User
from claims.workflow import reviews
from claims.workflow.notes import write_note
from tests.blind import NOTE, RATIONALE, WORDS, a_claim_checked_again, write_something_else
from tests.builders import cast, scale
from tests.desk.people import client_of

pytestmark = pytest.mark.django_db

#: What is another on each answer, whoever asks: tokens of forms, stamps that say when a form was shown, and how long
#: ago something was (the moment itself is compared).
_OWN = re.compile(
    r'(csrfmiddlewaretoken" value|"X-CSRFToken"|name="shown" value)[=:] ?"[^"]*"'
    r"|hx-headers='[^']*'|(?<=\">)[^<]*(?=</time>)"
)
#: Pages that show a new secret each time, and nothing of claims.
_NEW_EACH_TIME = ("add_app", "add_key")


@pytest.fixture(scope="module", autouse=True)
def kept(module_rows: None) -> int:
    found, people = a_claim_checked_again(), cast()
    review = reviews.file_review(
        found, by=people.ines, rating=scale()["satire"], confidence=3, reasons=RATIONALE, cited=[found.evidence.first()]
    )
    assert review.pk
    write_note(found, by=people.ines, text=f"{NOTE} @edda @omar")
    return found.pk


@pytest.fixture(autouse=True)
def _the_clock_stands_still(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page is read twice, and the second time something has waited longer."""
    moment = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: moment)


@pytest.fixture
def claim(kept: int) -> Claim:
    return Claim.objects.get(pk=kept)


def omnipotent() -> Client:
    """A superuser with every role: what they may not see, nobody may."""
    root = User.objects.create_superuser("root", password=None)
    RoleGrant.objects.bulk_create(RoleGrant(person=root, role=role) for role in Role.values)
    client = Client()
    client.force_login(root)
    return client


def desk_addresses(claim: Claim) -> Iterator[str]:
    """Every address of the desk, and its lists with every way to narrow and order them."""
    known = {"name": "accept", "number": 2, "address": "nowhere"}
    for below, patterns in (({}, urlpatterns), ({"pk": claim.pk}, claim_urls.urlpatterns)):
        for pattern in patterns:
            left_out = (None, "logout", "token", "decide", *_NEW_EACH_TIME)
            if isinstance(pattern, URLPattern) and pattern.name not in left_out:
                needed = {name: known.get(name, claim.pk) for name in pattern.pattern.converters}
                yield reverse(f"desk:{pattern.name}", kwargs=needed | below)
    for sort in ("changed", "priority", "score", "due"):
        yield f"{reverse('desk:claims')}?sort={sort}&view=table&review=on&state=in_review"
    for word in WORDS:
        yield f"{reverse('desk:search')}?q={word}"
        yield f"{reverse('desk:find')}?q={word}"
        yield f"{reverse('desk:claims')}?q={word}"
    yield f"{reverse('desk:claim_live', args=[claim.pk])}?seen=0"
    yield f"{reverse('desk:board')}?state=in_review"
    yield f"{reverse('desk:insights')}?weeks=4"


def admin_addresses(claim: Claim) -> Iterator[str]:
    """Every list with a search and its counts, and the pages of what hangs on the claim."""
    yield reverse("admin:index")
    for model in site._registry:
        name = f"admin:claims_{model._meta.model_name}"
        yield reverse(f"{name}_changelist")
        yield f"{reverse(f'{name}_changelist')}?q={WORDS[0]}&_facets=True"
        row = cast().ines if model is User else model._default_manager.order_by("-pk").first()
        if row is not None:
            yield reverse(f"{name}_change", args=[row.pk])
    yield reverse("admin:claims_claim_history", args=[claim.pk])
    for event in ClaimEvent.objects.filter(claim=claim, verb__in=("file_review", "write_note")):
        yield reverse("admin:claims_claimevent_change", args=[event.pk])


def public_addresses(claim: Claim) -> list[str]:
    page = claim.get_absolute_url()
    return [page, f"{page}v/1/", "/", f"/?q={WORDS[0]}", "/corrections/", "/feed.atom", "/feeds/claimreview.json"]


def read(client: Client, address: str) -> str:
    """All that an answer says: status, headers that describe it, and every byte, unpacked."""
    answer = client.get(address)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            body = b"\n".join(archive.read(name) for name in sorted(archive.namelist()))
    told = _OWN.sub("", body.decode("utf-8", "replace"))
    return f"{answer.status_code} {answer.headers.get('Location', '')}\n{told}"


def crawl(claim: Claim, client: Client, addresses: list[str]) -> dict[str, str]:
    cache.clear()
    pages = {address: read(client, address) for address in addresses}
    for kind in ("csv", "json"):
        answer = client.post(reverse("desk:export_claims"), {"format": kind, "query": "review=on"})
        pages[kind] = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    Export.objects.all().delete()  # the next crawl would see that there was this one
    return pages


def test_nothing_anywhere_in_desk_and_admin_depends_on_what_a_blind_review_or_a_sealed_note_says(claim: Claim) -> None:
    client = omnipotent()
    client.get(reverse("desk:me"))
    addresses = [*desk_addresses(claim), *admin_addresses(claim), *public_addresses(claim)]
    before = crawl(claim, client, addresses)
    for address, page in before.items():
        assert not any(word in page.casefold() for word in WORDS if f"q={word}" not in address), address
    write_something_else()
    pages = [address for address in addresses if before[address].startswith("200")]
    assert len(pages) > 80, "most of it was really looked at"
    after = crawl(claim, client, pages)
    assert [address for address in after if before[address] != after[address]] == []


def test_a_fellow_reviewer_learns_nothing_from_the_desk(claim: Claim) -> None:
    omar = client_of("omar")
    names = ("claim", "claim_live", "claim_history", "reviewers", "claim_dossier", "preview")
    addresses = [reverse(f"desk:{name}", args=[claim.pk]) for name in names]
    addresses += [f"{reverse('desk:search')}?q={word}" for word in WORDS]
    addresses += [reverse(f"desk:{name}") for name in ("insights", "my_work", "claims", "board")]
    before = crawl(claim, omar, addresses)
    write_something_else()
    after = crawl(claim, omar, addresses)
    assert [address for address in before if before[address] != after[address]] == []


def test_the_words_stand_in_their_own_rows_and_in_no_other(claim: Claim) -> None:
    """Notices, mail that is owed, jobs, exports, events and logs are copies waiting to leak."""
    jobs.run_all()
    holders = set()
    for model in [*apps.get_app_config("claims").get_models(), LogEntry]:
        for field in model._meta.concrete_fields:
            if isinstance(field, models.CharField | models.TextField | models.JSONField):
                for words in (RATIONALE, NOTE):
                    if model._default_manager.filter(**{f"{field.name}__icontains": words}).exists():
                        holders.add((model._meta.model_name, field.name))
    assert holders == {("review", "reasons"), ("note", "text")}


#: Lists of the admin -> questions that would tell letter by letter what must not be known.
QUESTIONS = [
    ("claim", "notes__text__icontains=marzipan"),
    ("claim", "rounds__reviews__rating__slug=satire"),
    ("claim", "rounds__frozen__icontains=fee"),
    ("claim", "tips__email__startswith=reader"),
    ("claim", "guest_links__text__icontains=fee"),
    ("user", "reviews__reasons__icontains=lanternfish"),
    ("user", "reviews__rating=8"),
    ("user", "reviews__rating__slug__exact=satire"),
    ("user", "notes__text__startswith=B"),
    ("user", "password__startswith=md5"),
    ("user", "email__contains=ines"),
    ("claimevent", "changes__icontains=review_sha256"),
    ("claimevent", "changes__salt__1__startswith=a"),
    ("claimevent", "note__startswith=B"),
    ("claimevent", "claim__notes__text__icontains=marzipan"),
    ("verdictrevision", "claim__rounds__reviews__rating=8"),
    ("article", "appearances__claim__notes__text__icontains=marzipan"),
    ("tip", "email__startswith=r"),
    ("tip", "token_sha256__startswith=a"),
    ("errorreport", "email__startswith=r"),
]


def test_the_admin_answers_no_question_that_its_page_does_not_offer() -> None:
    root = User.objects.create(username="root", is_superuser=True)
    RoleGrant.objects.create(person=root, role=Role.MODERATOR)
    client = Client()
    client.force_login(root)
    for model, question in QUESTIONS:
        for asked in (question, question.replace("=", "=x")):
            address = f"{reverse(f'admin:claims_{model}_changelist')}?{asked}"
            assert client.get(address).status_code == 400, address


def test_the_filters_that_a_list_offers_work(claim: Claim) -> None:
    client = client_of("mona")
    for model in site._registry:
        page = client.get(reverse(f"admin:claims_{model._meta.model_name}_changelist")).content.decode()
        nav = page.partition('id="changelist-filter"')[2]
        one_of_each = {query.partition("=")[0]: query for query in re.findall(r'href="(\?[^"]+)"', nav)}
        for query in one_of_each.values():
            address = reverse(f"admin:claims_{model._meta.model_name}_changelist") + query.replace("&amp;", "&")
            assert client.get(address).status_code == 200, address


def test_no_autocomplete_finds_anything_by_what_is_hidden(claim: Claim) -> None:
    client = omnipotent()
    for model, field in (("review", "rating"), ("review", "reviewer"), ("note", "author"), ("note", "claim")):
        for word in WORDS:
            asked = {"app_label": "claims", "model_name": model, "field_name": field, "term": word}
            answer = client.get(reverse("admin:autocomplete"), asked)
            assert answer.status_code == 403 or answer.json()["results"] == [], (model, field)
