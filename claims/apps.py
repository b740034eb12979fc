"""The app's registration. System checks live in checks.py; there are no signals here."""

from pathlib import Path

from django.apps import AppConfig
from django.conf import settings

from claims.detection import installed
from claims.evidence.stance import installed as stance_installed


class ClaimsConfig(AppConfig):
    name = "claims"
    verbose_name = "Fact-check desk"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from claims import checks  # noqa: F401, PLC0415 - Django registers checks once the apps are loaded

        installed.look_in(Path(settings.DATA_DIR))
        stance_installed.look_in(Path(settings.DATA_DIR))
