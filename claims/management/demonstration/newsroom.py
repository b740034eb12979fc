"""Cast, rating scale, policy pages and articles of the demonstration. Adding them again changes nothing."""

from __future__ import annotations

import contextlib
import os
import secrets
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from claims.accounts import roles
from claims.accounts.roles import Way
from claims.importing import articles
from claims.models import Article, PolicyPage, RatingLevel, RatingScale, Snapshot, User

SEEDS = Path(settings.BASE_DIR) / "seeds"


def password() -> str:
    """One password for the whole cast, made for this installation and kept under DATA_DIR."""
    place = Path(settings.DATA_DIR) / "demonstration-password"
    if not place.exists():
        # Whole or not at all: an empty file would give everybody an empty password.
        with tempfile.NamedTemporaryFile("w", dir=place.parent, encoding="utf-8") as draft:
            draft.write("-".join(secrets.choice(_WORDS) for _ in range(4)) + "\n")
            draft.flush()
            with contextlib.suppress(FileExistsError):
                os.link(draft.name, place)
    return place.read_text(encoding="utf-8").strip()


_WORDS = (
    "anchor basin beacon bridge buoy canal cargo chart cliff coast compass coral crane current deck delta dock dune "
    "ferry fjord gale gull harbour hull island jetty kelp lagoon lantern marina mast mist oar ocean pebble pier pilot "
    "quay reef rudder sail sand shell shoal shore spray storm strait tide tug wave wharf"
).split()


def add_cast(people: list[dict[str, Any]]) -> None:
    hashed = make_password(password())  # once: it is slow on purpose, and the password is the same
    with transaction.atomic():
        for entry in people:
            first, _, last = entry["name"].partition(" ")
            person, is_new = User.objects.get_or_create(
                username=entry["username"], defaults={"first_name": first, "last_name": last, "is_demonstration": True}
            )
            if is_new:
                person.password = hashed
                person.save(update_fields=["password"])
                for role in entry["roles"]:
                    roles.give_role(person, role, by=None, way=Way.DEMONSTRATION, why="A person of the demonstration.")


def add_scale(scale: dict[str, Any]) -> None:
    """The default scale, unless the newsroom has one."""
    with transaction.atomic():
        if RatingScale.objects.exists():
            return
        row = RatingScale.objects.create(name=scale["name"], version=1, valid_from_at=timezone.now())
        RatingLevel.objects.bulk_create(
            RatingLevel(
                scale=row,
                slug=level["slug"],
                label=level["label"],
                definition=level["definition"],
                value=level.get("value"),
                position=position,
                icon=level["slug"],
                colour=level["slug"],
            )
            for position, level in enumerate(scale["levels"])
        )


def add_pages(pages: list[dict[str, Any]]) -> None:
    for page in pages:
        body = (SEEDS / "pages" / f"{page['slug']}.md").read_text(encoding="utf-8")
        PolicyPage.objects.get_or_create(slug=page["slug"], version=1, defaults={"title": page["title"], "body": body})


def add_article(file: str) -> Article:
    """The article in seeds/articles, imported as any file is."""
    body = (SEEDS / "articles" / file).read_bytes()
    return articles.request_import_bytes(
        body, by=User.objects.get(username="rana"), filename=file, how=Snapshot.How.FILE, is_demonstration=True
    )
