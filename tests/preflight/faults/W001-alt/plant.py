"""A photograph without a text alternative, on its own page."""

from __future__ import annotations

from tests.preflight.websites import Website


def plant(site: Website) -> None:
    alt = ' alt="Four quarters of colour, number 1."'
    site.change("plates/plate-1.html", alt, "")
