"""Catches a book that ends in a run of empty pages, or an opener that falls on a left-hand page."""

from __future__ import annotations

from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pypdfium2 import raw

from platebook import printers
from platebook.book import Page, PageKind
from platebook.pdf.layout.openings import place_pages
from platebook.pipeline import Book
from platebook.printers import checks
from platebook.printers.checks import Padded
from platebook.story import Begin
from tests.books import build
from tests.stories import write_story

_RECTO = (PageKind.HALF_TITLE, PageKind.TITLE, PageKind.INTRODUCTION)


def book(plates: int, *, introduction: bool = True, sections: int = 0) -> list[Page]:
    kinds = [PageKind.HALF_TITLE, PageKind.TITLE, PageKind.IMPRINT]
    kinds += [PageKind.INTRODUCTION] * introduction + [PageKind.SECTION] * sections
    kinds += [PageKind.PLATE] * plates + [PageKind.PLATES, PageKind.COLOPHON]
    return [Page(kind, f"{kind}-{number}") for number, kind in enumerate(kinds)]


@st.composite
def counted(draw: st.DrawFn) -> tuple[list[Page], dict[str, int]]:
    pages = book(
        draw(st.integers(1, 40)),
        introduction=draw(st.booleans()),
        sections=draw(st.integers(0, 3)),
    )
    long = (PageKind.INTRODUCTION, PageKind.SECTION, PageKind.PLATES)
    return pages, {
        page.anchor: draw(st.integers(1, 4)) if page.kind in long else 1 for page in pages
    }


@given(counted(), st.integers(1, 8), st.integers(1, 90), st.booleans(), st.sampled_from([0, 1, 10]))
def test_every_count_is_reached_and_no_opener_is_a_verso(
    made: tuple[list[Page], dict[str, int]],
    halves: int,
    least: int,
    last_blank: bool,
    at_end: int,
) -> None:
    pages, counts = made
    multiple = 2 * halves

    def padded(content: int) -> Padded:
        total = -(-max(content + last_blank, least) // multiple) * multiple
        return Padded(total, total - content, last_blank, at_end)

    content, empty = place_pages(pages, counts, padded)
    assert content % 2 == 0
    folio, folios = 1, {}
    for page in pages:
        folio += empty.get(page.anchor, 0)
        folios[page.anchor] = folio
        folio += counts[page.anchor]
    assert folio - 1 + empty.get("", 0) == padded(content).total
    plates = sum(page.kind is PageKind.PLATE for page in pages)
    torn = sum(empty.values()) > 2 * plates  # there is no place for so many leaves
    assert last_blank <= empty.get("", 0) <= max(last_blank, at_end) or torn
    inside = max((count for anchor, count in empty.items() if anchor), default=0)
    leaves = [page.anchor for page in pages if page.kind is PageKind.PLATE]
    if any(empty.get(anchor, 0) for anchor in leaves):
        assert empty.get("", 0) >= max(last_blank, at_end - 1), "the end is the better place"
    if not torn:
        assert inside <= 2, "a run that nothing asks for"
    assert all(folios[page.anchor] % 2 for page in pages if page.kind in _RECTO)
    assert empty.get(pages[-1].anchor, 0) <= 2, "no run of empty pages ends the book"
    if at_end and padded(content).total == content:
        inside = [anchor for anchor, count in empty.items() if anchor and count]
        assert inside == [pages[1].anchor], "but behind the half-title, no page is blank"


def test_a_short_book_for_amazon_has_no_run_that_its_review_sends_back() -> None:
    """Two blank pages in a row within, ten at the end: 24 pages of the shortest story there is."""
    paperback = printers.load("kdp-paperback")
    for introduction in (True, False):
        pages = book(1, introduction=introduction)
        _, empty = place_pages(
            pages, {page.anchor: 1 for page in pages}, partial(checks.pad, paperback)
        )
        assert max(count for anchor, count in empty.items() if anchor) <= 2
        assert not list(checks.check_blanks(paperback, empty))


def test_leaves_are_spread_where_there_is_room_and_end_the_book_where_there_is_not() -> None:
    """Ten plates of 76 pages stood apart by up to six blank pages, and were refused as well."""
    pages = book(4)
    counts = {page.anchor: 1 for page in pages}
    for least, inside in ((24, 2), (40, 1)):
        _, empty = place_pages(pages, counts, partial(least_of, least, 4))
        assert max(count for anchor, count in empty.items() if anchor) == inside
        assert sum(empty.values()) + sum(counts.values()) == least


def test_blank_pages_end_the_book_and_part_no_short_texts() -> None:
    """A book with dedication, contents and foreword had four blank pages before its first plate."""
    kinds = [PageKind.HALF_TITLE, PageKind.TITLE, PageKind.IMPRINT, PageKind.DEDICATION]
    kinds += [PageKind.CONTENTS, PageKind.FOREWORD, PageKind.INTRODUCTION, PageKind.SECTION]
    kinds += [PageKind.PLATE, PageKind.PLATES, PageKind.COLOPHON]
    pages = [Page(kind, str(kind)) for kind in kinds]
    counts = {page.anchor: 1 for page in pages}
    begins = {str(PageKind.PLATE): Begin.RECTO}
    content, empty = place_pages(pages, counts, lambda many: Padded(many, 0, False, many), begins)
    # Behind the half-title, and opposite the first plate; the colophon is page 13.
    assert empty == {str(PageKind.TITLE): 1, str(PageKind.PLATE): 1, "": 1}
    assert content == 14


def least_of(least: int, at_end: int, content: int) -> Padded:
    total = max(content, least)
    return Padded(total, total - content, False, at_end)


@given(st.lists(st.sampled_from(["any", "recto", "verso", "pair"]), min_size=1, max_size=30))
def test_plates_stand_on_their_sides_and_a_caption_faces_its_photograph(wished: list[str]) -> None:
    pages = [Page(PageKind.HALF_TITLE, "half-title")]
    begins, tied = dict[str, Begin](), set[str]()
    for number, wish in enumerate(wished):
        if wish == "pair":
            pages.append(Page(PageKind.CAPTION, f"caption-{number}"))
            begins[f"caption-{number}"] = Begin.VERSO
            tied.add(f"plate-{number}")
        elif wish != "any":
            begins[f"plate-{number}"] = Begin(wish)
        pages.append(Page(PageKind.PLATE, f"plate-{number}"))
    pages.append(Page(PageKind.COLOPHON, "colophon"))
    counts = {page.anchor: 1 for page in pages}
    for least in (0, 60):
        for at_end in (0, 100):
            _, empty = place_pages(
                pages,
                counts,
                partial(least_of, least, at_end),
                begins,
                tied,
            )
            folio, folios = 1, {}
            for page in pages:
                folio += empty.get(page.anchor, 0)
                folios[page.anchor] = folio
                folio += 1
            for anchor, side in begins.items():
                assert (folios[anchor] % 2 == 1) == (side is Begin.RECTO)
            assert not tied & empty.keys(), "nothing comes between a caption and its photograph"
            if at_end:
                assert all(count == 1 for anchor, count in empty.items() if anchor)


def test_a_blank_page_faces_the_plate_before_rather_than_stand_on_a_recto() -> None:
    pages = [Page(PageKind.PLATE, f"plate-{number}") for number in range(4)]
    pages.append(Page(PageKind.COLOPHON, "colophon"))
    counts = {page.anchor: 1 for page in pages}

    def blanks(**begins: Begin) -> dict[str, int]:
        sides = {anchor.replace("_", "-"): side for anchor, side in begins.items()}
        return dict(place_pages(pages, counts, lambda content: Padded(content, 0, False), sides)[1])

    # Folios 1, 3, 4, 5: page 2 is blank, not 3.
    assert blanks(plate_0=Begin.RECTO, plate_2=Begin.VERSO) == {"plate-1": 1}
    # A plate that has a side of its own is not moved.
    sides = {"plate_0": Begin.RECTO, "plate_1": Begin.VERSO, "plate_2": Begin.VERSO}
    assert blanks(**sides) == {"plate-2": 1}


def planned(plates: list[dict[str, Any]], folder: Path, **changes: Any) -> tuple[Book, list[int]]:
    """Build a printed book; give the pages on which nothing is, but for those at its end."""
    story = write_story(folder / "story", plates, sizes=[(300, 200)], **changes)
    book = build(story, folder / "out", editions=("print",))
    with pdfium.PdfDocument(book.files[0]) as document:
        bare = [
            number
            for number, page in enumerate(document, 1)
            if not page.get_textpage().count_chars()
            and not [each for each in page.get_objects() if each.type == raw.FPDF_PAGEOBJ_IMAGE]
        ]
        last = len(document)
    while last in bare:
        bare.remove(last)
        last -= 1
    return book, bare


LONG = "The stalls go up in the dark, and the first lorry brings ice. " * 25


def test_a_caption_takes_the_page_that_would_be_blank(tmp_path: Path) -> None:
    """Before the first plate, between spreads, before a long caption: none is left blank."""
    spread = {"layout": "spread"}
    plates = [{}, {}, spread, {"caption": "One."}, {}, {}, {"caption": LONG}, {"caption": LONG}]
    plates += [{**spread, "caption": LONG}, {**spread, "caption": LONG}, {}, spread, {}]
    book, bare = planned(plates, tmp_path)
    assert bare == [2], "behind the half-title alone"
    moved = [each for each in book.findings if "would be blank without it" in each.message]
    assert {each.code for each in moved} == {"S030"}
    assert any("page before it" in each.message for each in moved)
    assert not [each for each in book.findings if each.code == "S040"]


def test_no_line_stands_alone_on_the_page_before_the_first_plate(tmp_path: Path) -> None:
    """A first caption of one line had a page to itself, all others stood below theirs."""
    for caption, first in (("One line.", 6), ("One line. " * 30, 7)):
        book, bare = planned([{"caption": caption}, {}], tmp_path / str(first))
        assert bare == [2], "behind the half-title alone"
        assert not [each for each in book.findings if each.code in ("S030", "S040")]
        with pdfium.PdfDocument(book.files[0]) as document:
            shown = [
                number
                for number, page in enumerate(document, 1)
                if any(each.type == raw.FPDF_PAGEOBJ_IMAGE for each in page.get_objects())
            ]
        assert shown == [first, first + 1]


def test_a_blank_page_that_nothing_may_take_names_the_plate_to_move(tmp_path: Path) -> None:
    plates: list[dict[str, Any]] = [{}, {}, {"layout": "spread"}, {"begin": "recto"}, {}, {}]
    book, bare = planned(plates, tmp_path, design={"captions": "page"}, introduction=None)
    (note,) = [each for each in book.findings if each.code == "S040"]
    assert bare == [2, 6, 10], "before plate 4, whose author wants a recto, without a word"
    assert "page 6 is left blank" in note.message
    assert "caption-at: auto for plate “plate-2”, or move plate “plate-2” after it" in note.fix
    order = [plates[0], plates[2], plates[1], *plates[3:]]
    moved = planned(order, tmp_path / "moved", design={"captions": "page"}, introduction=None)
    assert moved[1] == [2]


def test_captions_that_face_all_photographs_leave_no_blank_page_after_a_spread(
    tmp_path: Path,
) -> None:
    """A spread's caption had a page of its own, and the page that this faced was blank."""
    plates: list[dict[str, Any]] = [{}, {"layout": "spread"}, {}]
    book, bare = planned(plates, tmp_path, design={"captions": "facing"})
    assert bare == [2], "behind the half-title alone"
    assert not [each for each in book.findings if each.code in ("S030", "S040")]


def test_sections_open_on_one_side_of_a_book_and_no_page_is_blank(tmp_path: Path) -> None:
    """They stood where they fell: on a verso after seven plates, on a recto after six."""
    said = "The stalls go up in the dark, and the first lorry brings ice. " * 4
    story = write_story(tmp_path / "story", [{"caption": said}] * 23, sizes=[(300, 200)])
    manifest = yaml.safe_load((story / "story.yaml").read_text(encoding="utf-8"))
    plates = iter(manifest.pop("plates"))
    manifest["sections"] = [
        {"title": f"Part {number}", "plates": list(islice(plates, count))}
        for number, count in enumerate((7, 6, 1, 4, 3, 2))
    ]
    (story / "story.yaml").write_text(yaml.safe_dump(manifest), encoding="utf-8")
    book = build(story, tmp_path / "out", editions=("print",))
    with pdfium.PdfDocument(book.files[0]) as document:
        openers = [
            number
            for number, page in enumerate(document, 1)
            if page.get_textpage().get_text_range().startswith("Part ")
        ]
        counts = [len(list(page.get_objects())) for page in document]
    assert len(openers) == 6
    assert len({number % 2 for number in openers}) == 1
    assert min(counts[2 : openers[-1]]) > 1, "paper alone"
    assert not [each for each in book.findings if each.code in ("S030", "S040")]
