import gc
import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wic.settings")

application = get_wsgi_application()

# What is loaded by now, every view with it, stays as long as the process: the collector need not look through it again
# and again. That was a tenth of the work of a page.
import_module(settings.ROOT_URLCONF)
gc.collect()
gc.freeze()
