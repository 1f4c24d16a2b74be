import os
from typing import Any

from celery import Celery
from celery.schedules import crontab
from celery.signals import task_prerun
from django.db import close_old_connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wic.settings")

app = Celery("wic")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# Celery would open a connection to the database for each task: most of what a letter costs. A worker keeps its own, as
# a web process does: by its age, and after a look whether it still answers.
app.conf.CELERY_DB_REUSE_MAX = 10**9


@task_prerun.connect
def look_after_connections(**_signal: Any) -> None:
    close_old_connections()


# Letters have a queue of their own: matching and certificates may take minutes, a sign-in code may not.
app.conf.task_routes = {"mail.*": {"queue": "mail"}}

# The sweeps are "do the next one until none": running late, twice or on two beats does no harm.
app.conf.beat_schedule = {
    "mail-sweep": {"task": "mail.sweep", "schedule": 20.0},
    "programme-tell-interested": {"task": "programme.tell_interested", "schedule": 60.0},
    "programme-forget-unconfirmed": {"task": "programme.forget_unconfirmed", "schedule": crontab(minute=37)},
    "registration-assign-reviews": {"task": "registration.assign_reviews", "schedule": 600.0},
    "registration-point-out-duplicates": {"task": "registration.point_out_duplicates", "schedule": 300.0},
    "registration-screen-again": {"task": "registration.screen_again", "schedule": 300.0},
    "registration-remind-nominees": {"task": "registration.remind_nominees", "schedule": 3600.0},
    "registration-close-nominations": {"task": "registration.close_nominations", "schedule": 600.0},
    "registration-remind-of-drafts": {"task": "registration.remind_of_drafts", "schedule": 600.0},
    "registration-remind-asked": {"task": "registration.remind_asked", "schedule": 600.0},
    "registration-announce": {"task": "registration.announce", "schedule": 60.0},
    "registration-start-offer-clocks": {"task": "registration.start_offer_clocks", "schedule": 60.0},
    "registration-expire-offers": {"task": "registration.expire_offers", "schedule": 60.0},
    "registration-fill-places": {"task": "registration.fill_places", "schedule": 60.0},
    "registration-say-final-words": {"task": "registration.say_final_words", "schedule": 600.0},
    "events-send-reminders": {"task": "events.send_reminders", "schedule": 60.0},
    "circles-ask-everybody": {"task": "circles.ask_everybody", "schedule": crontab(minute=23)},
    "circles-mend": {"task": "circles.mend", "schedule": 60.0},
    "circles-watch": {"task": "circles.watch", "schedule": crontab(minute=41)},
    "events-rederive": {"task": "events.rederive", "schedule": crontab(minute=7)},  # zone data come with a release
    "circles-give-up-lost-runs": {"task": "circles.give_up_lost_runs", "schedule": 60.0},
    "circles-run-waiting": {"task": "circles.run_waiting", "schedule": 60.0},
    "mail-wipe-old-texts": {"task": "mail.wipe_old_texts", "schedule": crontab(hour=3, minute=7)},
    "accounts-forget-sessions": {"task": "accounts.forget_sessions", "schedule": crontab(hour=3, minute=27)},
    "accounts-forget-typed": {"task": "accounts.forget_typed", "schedule": 600.0},
    "accounts-forget-codes": {"task": "accounts.forget_codes", "schedule": crontab(minute=17)},
}
