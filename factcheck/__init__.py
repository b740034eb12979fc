"""The Django project: settings, URLs, Celery, and the runner of the whole system. No newsroom rules here."""

from factcheck.celery import app as celery_app

__all__ = ("celery_app",)
