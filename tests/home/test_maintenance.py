"""The page that the proxy shows while the site is down. It must stand on its own."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "deploy" / "maintenance.html").read_text(encoding="utf-8")


def test_it_speaks_three_languages() -> None:
    assert re.findall(r'lang="(\w+)"', PAGE) == ["en", "fr", "ar"]
    assert 'lang="ar" dir="rtl"' in PAGE


def test_it_asks_for_nothing_else() -> None:
    assert re.findall(r"(?:src|href|action)=|url\(|@import|<script", PAGE) == []


def test_the_proxy_serves_it() -> None:
    proxy = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    assert "error_page 502 503 504 /maintenance.html;" in proxy
