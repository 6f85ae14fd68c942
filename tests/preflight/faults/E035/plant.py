"""Printed pages are marked, and no list leads to them."""

from __future__ import annotations

from tests.preflight.ebooks import NAV, PACKAGE, Ebook


def plant(book: Ebook) -> None:
    book.change(NAV, 'epub:type="page-list" role="doc-pagelist"', 'epub:type="loi"')
    for feature in ("pageBreakMarkers", "pageNavigation"):
        book.change(PACKAGE, f'<meta property="schema:accessibilityFeature">{feature}</meta>', "")
