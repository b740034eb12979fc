"""How a web server begins: what its first pages need is there before its processes are forked."""

import gc

import pytest
from django.template import engines
from django.test import Client

from factcheck.run.web import warm_up
from tests.builders import cast, claim_in

pytestmark = pytest.mark.django_db


def test_the_first_page_reads_no_template() -> None:
    warm_up()
    [cached] = engines["django"].engine.template_loaders  # type: ignore[attr-defined]
    read = {*cached.get_template_cache}
    client, claim = Client(), claim_in("published")
    client.force_login(cast().edda)
    assert client.get(f"/desk/claims/{claim.pk}/").status_code == 200
    assert client.get(f"/claims/{claim.slug}/").status_code == 200
    assert {*cached.get_template_cache} == read


def test_what_stays_is_left_alone_by_the_garbage_collector() -> None:
    warm_up()
    assert gc.get_freeze_count() > 0
    assert gc.isenabled()
