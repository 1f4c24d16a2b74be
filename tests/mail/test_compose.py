"""What somebody wrote arrives as she wrote it, in lines that every relay takes."""

import random
from email import message_from_bytes, policy

import pytest

from tests.factories import NOW, letter
from wic.mail.relay import compose

LONGEST = 76
PIECES = [
    *("a", " ", "\t", "\n", "\r\n", "\r", ".", "=", "é", "م", "😀", "From ", "-- \n", "\n.\r", "_", "\x0b", "\xa0"),
    *("\u2028", "x" * 74, "x" * 75, "x" * 76, "عزيزتي أمينة " * 9),
]


@pytest.mark.django_db
def test_whatever_is_written_arrives() -> None:
    draw, written = random.Random(1), letter()
    for _ in range(500):
        text = "".join(draw.choices(PIECES, k=draw.randint(0, 12)))
        written.text, written.html = text, f"<p>{text}</p>"

        sent = compose(written, NOW)

        _header, *parts = sent.split(b"--===")
        lines = [line for part in parts for line in part.partition(b"\r\n\r\n")[2].split(b"\r\n")]
        assert [line for line in lines if len(line) > LONGEST or line.endswith((b" ", b"\t"))] == [], text
        assert (sent.isascii(), sent.replace(b"\r\n", b"").count(b"\r")) == (True, 0), text
        got = [part.get_content() for part in message_from_bytes(sent, policy=policy.SMTP).iter_parts()]
        meant = text.replace("\r\n", "\n").replace("\r", "\n")
        assert [each.replace("\r\n", "\n") for each in got] == [meant, f"<p>{meant}</p>"], text
