"""A sending process to be killed: sweeps for ever, as beat and worker do together, without their pauses."""

import sys
import time

import django

django.setup()

from wic.mail import sending, tasks  # noqa: E402 - Django first

if "--careless" in sys.argv:  # the planted fault: what may have arrived is always sent again
    sending._hold_or_repeat = sending._put_off

while True:
    tasks.sweep()
    time.sleep(0.1)
