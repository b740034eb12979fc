"""The WSGI application that a server serves."""

import os

from django.core.wsgi import get_wsgi_application

from factcheck import celery_app

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")

application = get_wsgi_application()
celery_app.loader.import_default_modules()  # each job's queue is known before the first request that owes one
