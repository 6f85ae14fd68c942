"""A link to a page that is not there."""

from __future__ import annotations

from tests.preflight.websites import Website


def plant(site: Website) -> None:
    (site.folder / "plates" / "plate-2.html").unlink()
