"""Would catch a report that loses a page, shows one twice, or lays strangers side by side."""

from __future__ import annotations

from platebook.preflight.model import PageThumbnail, Photograph
from platebook.preflight.report.alignment import AlignedRow, rows

PROSE = "The stalls go up in the dark, and nobody speaks much before the first lorry has come. "
ENDING = "By nine it is over: the square is swept, and only the smell of celery stays behind. "


def leaf(number: int, document: str, text: str = "", plate: str = "") -> PageThumbnail:
    """A page of an e-book."""
    return PageThumbnail(number, plate, b"", document=document, title=document, text=text)


def sheet(number: int, text: str = "", plate: str = "") -> PageThumbnail:
    """A page of a PDF."""
    shown = Photograph((900, 600), 76.0, 300.0) if plate else None
    return PageThumbnail(number, plate, b"", text=text, photograph=shown)


def table(found: tuple[AlignedRow, ...]) -> dict[str, list[list[int]]]:
    return {row.title: [[sight.number for sight in cell] for cell in row.cells] for row in found}


EBOOK = [
    leaf(1, "cover"),
    leaf(2, "title", "A Street Before the Market"),
    leaf(3, "introduction", PROSE * 3),
    leaf(4, "introduction"),
    leaf(5, "river", "Caption of the river", "river"),
    leaf(6, "river", plate="river"),
    leaf(7, "square", "Caption of the square", "square"),
    leaf(8, "closing", f"{ENDING} {PROSE}"),
]
PRINTED = [
    sheet(1),
    sheet(2, "A Street Before\nthe Market"),
    sheet(3),
    sheet(4, PROSE.replace(", ", ",\n")),
    sheet(5),
    sheet(6, "Caption of the river", "river"),
    sheet(7, "Caption of the square", "square"),
    sheet(8),
    sheet(9, ENDING.replace("over", "o-\nver")),
    sheet(10, "Printed on 150 g paper by a house that no other page names."),
    sheet(11),
]


def test_pages_stand_beside_their_like_and_blank_ones_beside_a_neighbour() -> None:
    assert table(rows([EBOOK, PRINTED])) == {
        "cover": [[1], []],
        "title": [[2], [1, 2, 3]],
        "introduction": [[3, 4], [4, 5]],
        "river": [[5, 6], [6]],
        "square": [[7], [7]],
        "closing": [[8], [8, 9]],
        "Not in every book": [[], [10, 11]],
    }
    assert [row.number for row in rows([EBOOK, PRINTED])] == [0, 0, 0, 1, 2, 0, 0]


def test_the_ebook_gives_the_order_whichever_file_is_named_first() -> None:
    turned = table(rows([PRINTED, EBOOK]))
    assert list(turned) == list(table(rows([EBOOK, PRINTED])))
    assert turned["river"] == [[6], [5, 6]]


def test_two_printed_books_meet_page_by_page() -> None:
    other = [sheet(1, "A Street Before the Market"), sheet(2, PROSE), sheet(3, plate="square")]
    found = table(rows([PRINTED, other]))
    assert found["Page 2"] == [[2], [1]]
    assert found["Page 4"] == [[4], [2]]
    assert found["square"] == [[7], [3]]


def test_a_plate_that_one_book_alone_has_stands_where_that_book_has_it() -> None:
    other = [sheet(1, plate="river"), sheet(2, plate="bridge"), sheet(3, plate="square")]
    assert [row.plate for row in rows([EBOOK, other]) if row.plate] == ["river", "bridge", "square"]


def test_a_text_that_was_read_backwards_is_found() -> None:
    hebrew = "הדוכנים עולים בחושך ואיש אינו מדבר הרבה לפני שבאה המשאית הראשונה"
    ebook = [leaf(1, "introduction", hebrew), leaf(2, "closing", ENDING)]
    assert table(rows([ebook, [sheet(1, hebrew[::-1])]]))["introduction"] == [[1], [1]]


def test_no_pages_are_no_rows() -> None:
    assert rows([]) == ()
    assert rows([[], []]) == ()
    assert table(rows([[], [sheet(1)]])) == {"Page 1": [[], [1]]}
