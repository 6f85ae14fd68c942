"""A photograph whose soft mask was taken out of the file."""

from __future__ import annotations

import re

from tests.preflight.presses import Press, photograph, picture


def plant(book: Press) -> None:
    mask = photograph(book.pdf, picture(1260, 840), 1260, 840)
    book.photograph(3).SMask = mask
    book.damage = lambda whole: re.sub(rb"/SMask \d\d 0 R", b"/SMask 99 0 R", whole)
    book.printer = None
