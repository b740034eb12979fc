"""The WSGI application that a server serves."""

import os

from django.core.wsgi import get_wsgi_application
from django.utils.module_loading import import_string

from factcheck import celery_app

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")

django = get_wsgi_application()
application = import_string("claims.public.at_hand.PagesAtHand")(django)  # once the apps are loaded
celery_app.loader.import_default_modules()  # each job's queue is known before the first request that owes one
