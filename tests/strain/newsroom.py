"""Run on the system's own database: the cast, colleagues, and claims in the states that are asked for.

Reads JSON {claims: {state: how many}, n_colleagues} and prints JSON {state: [numbers of claims]}.
"""

import json
import os
import sys

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"  # its quick passwords
django.setup()

from django.contrib.auth.hashers import PBKDF2PasswordHasher  # noqa: E402

from claims.models import Role, RoleGrant, User  # noqa: E402
from factcheck import celery_app  # noqa: E402
from tests.builders import PASSWORD, cast, claim_in  # noqa: E402

ROLES = (Role.REPORTER, Role.RESEARCHER, Role.REVIEWER, Role.EDITOR)


def main(claims: dict[str, int], n_colleagues: int) -> None:
    celery_app.loader.import_default_modules()
    cast()
    # Before the colleagues come: the cast's reviewers are to be asked
    made = {state: [claim_in(state).pk for _ in range(n)] for state, n in claims.items()}
    people = [User(username=f"colleague{number}") for number in range(n_colleagues)]
    for number, person in enumerate(User.objects.bulk_create(people)):
        RoleGrant.objects.create(person=person, role=ROLES[number % len(ROLES)])
    hasher = PBKDF2PasswordHasher()
    User.objects.update(password=hasher.encode(PASSWORD, hasher.salt()))
    print(json.dumps(made))


if __name__ == "__main__":
    main(**json.load(sys.stdin))
