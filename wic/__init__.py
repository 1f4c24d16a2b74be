# `shared_task` binds to the app that exists when it is first called: without this import
# a web process would bind its tasks to an app that knows no broker.
from wic.celery import app as celery_app

__all__ = ["celery_app"]
