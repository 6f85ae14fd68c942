"""A sentence of the introduction that the website lacks."""

from __future__ import annotations

from tests.preflight.websites import Website


def plant(site: Website) -> None:
    site.change("index.html", "Nobody speaks much.", "")
