"""Openings: which pages face each other, and the pages of captions that face photographs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from platebook.book import Edition, Page, PageKind, Pagination, second_anchor
from platebook.errors import Finding, Severity
from platebook.pdf.layout.arrange import Placement
from platebook.story import Begin, FirstPlate

_PLATE, _CAPTION = "plate-", "caption-"


def caption_anchor(plate: str) -> str:
    """Give the anchor of the page that has a plate's caption, by the plate's anchor."""
    return f"{_CAPTION}{plate.removeprefix(_PLATE)}"


def words_anchor(plate: str, placement: Placement) -> str:
    """Give the anchor of the page that a plate's caption is on, by the plate's anchor."""
    if placement.faces:
        return caption_anchor(plate)
    return second_anchor(plate) if placement.second else plate


def faced(edition: Edition, placements: Mapping[str, Placement]) -> Mapping[str, bool]:
    """Give the plates whose captions have a page of their own.

    By anchor: True where that page comes first, on a verso, and the photograph is on the recto.
    Nothing faces a spread: its caption comes after it.
    """
    return {
        page.anchor: page.shown.begin is not Begin.VERSO and not page.crosses_fold
        for page in edition.plates
        if placements[page.anchor].faces
    }


def opened(edition: Edition, faced: Mapping[str, bool]) -> Edition:
    """Give the edition with the pages of captions beside their photographs', and second halves."""
    pages: list[Page] = []
    for page in edition.pages:
        photograph = [page]
        if page.crosses_fold:
            photograph.append(_other(page, PageKind.SECOND, second_anchor(page.anchor)))
        words = [_other(page, PageKind.CAPTION, caption_anchor(page.anchor))]
        if page.anchor not in faced:
            pages += photograph
        else:
            pages += words + photograph if faced[page.anchor] else photograph + words
    return replace(edition, pages=tuple(pages))


def _other(page: Page, kind: PageKind, anchor: str) -> Page:
    """Give another page of a plate."""
    return replace(page, kind=kind, anchor=anchor, title=None)


def sides(
    opened: Edition, faced: Mapping[str, bool], runs: Mapping[str, int] = MappingProxyType({})
) -> tuple[dict[str, Begin], set[str]]:
    """Give the side that an anchor's first page must be on, and the anchors that follow directly.

    A spread, and an opening of caption and photograph, begin on a verso; a caption that ``runs``
    over several pages where its last one faces its photograph; the book's first plate on a recto,
    if the story wants that and it has no side of its own.
    """
    begins: dict[str, Begin] = {}
    tied: set[str] = set()
    for page in opened.plates:
        if page.crosses_fold:
            begins[page.anchor] = Begin.VERSO
            tied |= {second_anchor(page.anchor), caption_anchor(page.anchor)}
        elif page.anchor in faced:
            pair = caption_anchor(page.anchor), page.anchor
            first, second = pair if faced[page.anchor] else pair[::-1]
            begins[first] = Begin.RECTO if runs.get(first, 1) % 2 == 0 else Begin.VERSO
            tied.add(second)
        elif page.shown.begin is not Begin.ANY:
            begins[page.anchor] = page.shown.begin
        elif page.number == 1 and opened.story.design.open is FirstPlate.RECTO:
            begins[page.anchor] = Begin.RECTO
    return begins, tied


def notes(
    edition: Edition, placements: Mapping[str, Placement], pagination: Pagination
) -> Iterator[Finding]:
    """Say which photographs that bleed meet at the fold of an opening."""
    before: Page | None = None
    for page in edition.plates:
        meets = (
            before is not None
            and _crosses(placements[page.anchor])
            and _crosses(placements[before.anchor])
            and pagination.folios[before.anchor] % 2 == 0
            and pagination.folios[page.anchor] == pagination.folios[before.anchor] + 1
        )
        if meets and before:
            yield Finding(
                f"{page.shown.where} (plate “{page.shown.id}”)",
                f"it meets the photograph of plate “{before.shown.id}” at the fold: both bleed",
                "Write begin: recto or verso, or layout: matted for one of the two, if it was not "
                "meant.",
                Severity.NOTE,
                "S033",
            )
        before = page


def _crosses(placement: Placement) -> bool:
    """Whether a photograph reaches the fold."""
    return placement.bleeds
