from datetime import datetime

from wic.accounts.models import SignInCode
from wic.accounts.rules import CODE_LIVES
from wic.mail.actions import Kind, queue

CODE = Kind("accounts/code", repeat_safe=True, secret=True)


def send_code(code: SignInCode, secret: str, *, language: str, now: datetime) -> None:
    queue(
        CODE,
        to=code.email,
        language=language,
        context={
            "code": secret,
            "minutes": int(CODE_LIVES.total_seconds() // 60),
            "for_step_up": code.purpose == SignInCode.Purpose.STEP_UP,
        },
        key=f"accounts.code:{code.pk}",
        about=code,
        now=now,
    )
