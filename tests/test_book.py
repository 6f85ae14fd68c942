"""Would catch two editions that disagree about what comes when, or words from the wrong source."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from platebook import i18n
from platebook.book import EPUB, PRINT, Matter, PageKind, Pagination, complete, compose
from platebook.photos.model import MetadataText, Photo
from platebook.story import Epigraph, Foreword, Place, Plate, Section, Story


def plate(name: str, **changes: object) -> Plate:
    text = Plate(name, f"photos/{name}.jpg", Path(f"/{name}.jpg"), Place("story.yaml", 1, 1))
    return replace(text, **changes)  # type: ignore[arg-type]


def story(**changes: object) -> Story:
    told = Story(
        title="A Walk",
        language="en",
        identifier="urn:uuid:0",
        slug="a-walk",
        root=Path("/story"),
        manifest=Path("story.yaml"),
        sections=(Section((plate("one"), plate("two"))),),
        cover="one",
    )
    return replace(told, **changes)  # type: ignore[arg-type]


def photo(**told: str) -> Photo:
    said = {key: MetadataText(text, "XMP") for key, text in told.items()}
    return Photo(Path("/x.jpg"), "x.jpg", "0" * 64, "JPEG", (3, 2), "RGB", said)


EN = i18n.of("en")


def test_both_media_show_the_plates_in_the_same_order() -> None:
    told = story(
        sections=(
            Section((plate("a"), plate("b")), title="First"),
            Section((plate("c"),), title="Second"),
        )
    )
    orders = [
        [(page.number, page.anchor) for page in compose(told, medium, EN).plates]
        for medium in (EPUB, PRINT)
    ]
    assert orders[0] == orders[1] == [(1, "plate-a"), (2, "plate-b"), (3, "plate-c")]


def test_texts_round_the_photographs_come_in_the_order_of_a_book() -> None:
    told = story(
        sections=(Section((plate("one", caption="A word"), plate("two"))),),
        dedication="For you",
        epigraph=Epigraph("A word", "Somebody"),
        foreword=Foreword("First", "The Photo Desk"),
        introduction="Then",
        closing="Last",
        acknowledgements="Thanks",
    )
    before = ["title", "dedication", "epigraph", "foreword", "introduction", "plate", "plate"]
    after = ["closing", "acknowledgements", "plates"]
    ebook = compose(told, EPUB, EN).pages
    assert [page.kind for page in ebook] == ["cover", *before, *after, "credits"]
    printed = compose(told, PRINT, EN).pages
    before.insert(1, "imprint")
    assert [page.kind for page in printed] == ["half-title", *before, *after, "colophon"]
    assert [page.title for page in ebook if page.kind is PageKind.FOREWORD] == ["Foreword"]
    assert [page.text(told) for page in ebook][2:6] == ["For you", "A word", "First", "Then"]


def test_sections_open_before_their_plates() -> None:
    told = story(
        sections=(Section((plate("a"),), title="*First* #1"), Section((plate("b"),), "Last"))
    )
    kinds = [page.kind for page in compose(told, PRINT, EN).pages]
    start = kinds.index(PageKind.SECTION)
    assert kinds[start : start + 4] == [
        PageKind.SECTION,
        PageKind.PLATE,
        PageKind.SECTION,
        PageKind.PLATE,
    ]
    assert compose(told, PRINT, EN).of(PageKind.SECTION)[0].title == "*First* #1"


def test_pages_that_have_nothing_to_say_are_left_out() -> None:
    bare = {page.kind for page in compose(story(), EPUB, EN).pages}
    assert not bare & {
        PageKind.INTRODUCTION,
        PageKind.CLOSING,
        PageKind.DESCRIPTIONS,
        PageKind.SECTION,
    }
    full = story(
        introduction="In.",
        closing="Out.",
        sections=(Section((plate("one", description="Long."),)),),
    )
    kinds = {page.kind for page in compose(full, EPUB, EN).pages}
    assert kinds >= {PageKind.INTRODUCTION, PageKind.CLOSING, PageKind.DESCRIPTIONS}


@pytest.mark.parametrize(
    ("changes", "title"),
    [
        ({"title": "M*A*S*H and *river* #1"}, "M*A*S*H and *river* #1"),
        ({"caption": "A **short** one. And another."}, "A short one"),
        ({"caption": " ".join(["word"] * 41)}, " ".join(["word"] * 18) + "…"),
        ({}, "Photograph 1"),
    ],
)
def test_a_plate_has_a_title_for_contents(changes: dict[str, str], title: str) -> None:
    told = story(sections=(Section((plate("one", **changes),)),))
    assert compose(told, EPUB, EN).plates[0].title == title


def test_a_text_that_is_said_to_be_none_stays_none() -> None:
    file = photo(caption="In the file", credit="The agency", date="2011")
    told = story(credit="House", sections=(Section((plate("one", caption="", credit=""),)),))
    (done,) = complete(told, {"one": file}).plates
    assert (done.caption, done.credit, done.date) == ("", "", "2011")


def test_the_manifest_speaks_before_the_photograph() -> None:
    told = story(
        credit="House",
        sections=(Section((plate("one", caption="Mine"), plate("two", decorative=True))),),
    )
    file = photo(caption="Theirs", alt="Seen", credit="Agency", rights="©", location="Here")
    one, two = complete(told, {"one": file, "two": file}).plates
    assert (one.caption, one.alt, one.credit, one.rights) == ("Mine", "Seen", "House", "©")
    assert two.caption == "Theirs"
    assert two.alt is None, "a decorative plate takes no alt text"
    assert two.location == "Here"


def test_folios_come_from_the_printed_book() -> None:
    book = compose(story(), EPUB, EN).paginate(Pagination({"plate-two": 7}, (), 8))
    assert [page.folio for page in book.plates] == [None, 7]


def test_every_kind_belongs_to_a_part_of_the_book() -> None:
    pages = compose(story(introduction="x", closing="y"), PRINT, EN).pages
    matters = [page.matter for page in pages]
    assert matters == sorted(matters, key=list(Matter).index)


def test_only_a_plate_page_shows_a_plate() -> None:
    with pytest.raises(ValueError, match="title"):
        _ = compose(story(), PRINT, EN).of(PageKind.TITLE)[0].shown
