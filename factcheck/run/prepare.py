"""What comes before web and worker, in one process because loading Django takes longest: the database, the static files
and, with --demo, the demonstration. Progress goes to stdout, what the commands say to `DATA_DIR/log`."""

import os
import sys
import time
import traceback
from typing import Any

import django
from django.conf import settings
from django.core.management import call_command

Step = tuple[str, str, dict[str, Any]]
STEPS: tuple[Step, ...] = (
    ("Bringing the database up to date", "migrate", {"interactive": False}),
    ("Collecting the static files", "collectstatic", {"interactive": False, "verbosity": 0}),
)
DEMONSTRATION: tuple[Step, ...] = (
    ("Importing the demonstration", "seed_demo", {}),
    ("Writing the cast's logins down", "print_cast", {}),
)


def main(*, is_demonstration: bool) -> int:
    """The exit code: 1 after the first step that fails, with its name and what it said."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
    django.setup()
    (settings.DATA_DIR / "log").mkdir(exist_ok=True)
    for title, command, options in STEPS + (DEMONSTRATION if is_demonstration else ()):
        log = settings.DATA_DIR / "log" / f"{command}.log"
        print(f"{title} ...", end="", flush=True)  # noqa: T201 - this is the command's output
        began = time.monotonic()
        with log.open("w", encoding="utf-8") as out:
            try:
                call_command(command, stdout=out, stderr=out, **options)
            except Exception as problem:  # noqa: BLE001 - whatever a command fails with is reported
                traceback.print_exc(file=out)
                print(f"\n`manage.py {command}` failed: {problem}\nAll of it is in {log}.", flush=True)  # noqa: T201
                return 1
        print(f" {time.monotonic() - began:.1f} s", flush=True)  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main(is_demonstration="--demo" in sys.argv[1:]))
