"""A caption that was corrected on the website alone."""

from __future__ import annotations

from tests.preflight.websites import Website


def plant(site: Website) -> None:
    site.change("index.html", "Caption of plate 1: a quiet", "Caption of plate 1: a loud")
