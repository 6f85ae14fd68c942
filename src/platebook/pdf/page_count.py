"""Counts the pages of a finished PDF."""

from __future__ import annotations

from pathlib import Path


def page_count(pdf: Path) -> int:
    """Give the number of pages of a PDF that platebook wrote."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        return len(document)
    finally:
        document.close()
