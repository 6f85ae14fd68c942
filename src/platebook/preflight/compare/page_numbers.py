"""Holds the e-book's page numbers to the printed book's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from platebook.errors import Finding
from platebook.preflight import codes
from platebook.preflight.compare.expected import plates_of
from platebook.preflight.model import BookContents, FileKind, InspectedFile


def differences(books: Sequence[InspectedFile]) -> Iterator[Finding]:
    """A page number leads to the same plate in the e-book as in one of the printed books."""
    ebooks = [file for file in books if file.kind is FileKind.EPUB]
    printed = [file for file in books if file.kind is FileKind.PDF]
    for ebook in ebooks:
        wrong = [found for pdf in printed if (found := _misplaced(ebook, pdf)) is not None]
        if wrong and all(wrong):
            yield wrong[0][0]


def _misplaced(ebook: InspectedFile, pdf: InspectedFile) -> list[Finding] | None:
    """Say where the e-book's page numbers are not the PDF's; None where it gives none."""
    ours, theirs = (
        plates_of(ebook.contents or BookContents()),
        plates_of(pdf.contents or BookContents()),
    )
    if len(ours) != len(theirs) or not any(each.page for each in ours):
        return None
    return [
        codes.finding(
            "B007",
            mine.where,
            f"it is marked as page {mine.page or 'none'}; in {pdf.subject.called} it is on page "
            f"{yours.page}",
        )
        for mine, yours in zip(ours, theirs, strict=True)
        if mine.page not in (yours.page, *yours.more_pages)
    ]
