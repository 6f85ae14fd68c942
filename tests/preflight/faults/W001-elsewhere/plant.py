"""A script from another site, and an id that is given twice."""

from __future__ import annotations

from tests.preflight.websites import Website


def plant(site: Website) -> None:
    spy = '<script src="https://spy.example/x.js"></script><p id="plate-plate-1"></p></body>'
    site.change("plates/plate-1.html", "</body>", spy)
