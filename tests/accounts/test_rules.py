import pytest

from wic.accounts.models import mailbox
from wic.accounts.rules import known_zone, network, safe_path

ATTACKS = [
    "https://evil.example/",
    "http://evil.example/",
    "//evil.example",
    "///evil.example",
    "////evil.example/en/",
    "https:evil.example",
    "https:///evil.example",
    "http:/\\evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\\/evil.example",
    "/%0d%0a//evil.example\r\nX: y",
    "/\t/evil.example",
    "/\n/evil.example",
    "\t//evil.example",
    " //evil.example",
    "/ /evil.example",
    "\x00//evil.example",
    "/\x00/evil.example",
    "/\u2028/evil.example",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "ftp://evil.example",
    "user@evil.example",
    "evil.example",
    "www.evil.example/en/",
    "?next=/",
    "#",
    "en/account/",
    "//evil.example@testserver/",
    "http://testserver/en/",
    "\u202e/en/",
    "",
]


@pytest.mark.parametrize("url", [*ATTACKS, None])
def test_only_a_path_of_this_site_is_followed(url):
    assert safe_path(url) is None


@pytest.mark.parametrize("url", ["/", "/en/2026/", "/ar/account/profile/?a=1&b=%2F%2Fx", "/fr/%D8%B3#top", "/admin/"])
def test_a_path_of_this_site_is_followed(url):
    assert safe_path(url) == url


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("fe80::1%eth0", "fe80::"),
    ],
)
def test_network(address, counted):
    assert network(address) == counted


@pytest.mark.parametrize(
    ("email", "shared"),
    [
        ("Amina.K+wic@Example.org", "aminak@example.org"),
        ("aminak@example.org", "aminak@example.org"),
        ("aminak@sub.example.org", "aminak@sub.example.org"),
    ],
)
def test_mailbox(email, shared):
    assert mailbox(email) == shared


@pytest.mark.parametrize(
    ("reported", "known"),
    [("Africa/Tunis", "Africa/Tunis"), ("UTC", "UTC"), ("", "UTC"), ("Mars/Base", "UTC"), ("../etc/passwd", "UTC")],
)
def test_known_zone(reported, known):
    assert known_zone(reported) == known
