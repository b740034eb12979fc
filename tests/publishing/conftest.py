"""One dossier for all that forge it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from tests.publishing.test_dossier import full_claim, unpacked, zip_of


@pytest.fixture(scope="session")
def kept_dossier(
    tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Path:
    """Made once, of rows that are gone again: verifying reads nothing but the files."""
    place = tmp_path_factory.mktemp("kept") / "d.zip"
    with django_db_blocker.unblock(), transaction.atomic():
        zip_of(full_claim(), place)
        transaction.set_rollback(True)
    return unpacked(place)


@pytest.fixture
def full_dossier(tmp_path: Path, kept_dossier: Path) -> Path:
    return Path(shutil.copytree(kept_dossier, tmp_path / "d"))
