"""Would catch contents, landmarks or page numbers that lead to the wrong place."""

from __future__ import annotations

from platebook import i18n
from platebook.book import EPUB, PageBreak, compose
from platebook.story import Section
from tests.epub.books import OPS, Binder, Book, paged, story, text

TOC = "//h:nav[@epub:type='toc']"
PAGES = "//h:nav[@epub:type='page-list']"
BREAKS = (PageBreak("introduction", 0, 10, 5), PageBreak("introduction", 1, 0, 6))


def test_contents_name_every_page_a_reader_would_look_for(plain_book: Book) -> None:
    assert plain_book.said("nav.xhtml", f"{TOC}//h:a/@href") == [
        name for name in plain_book.spine if name not in ("text/cover.xhtml", "text/title.xhtml")
        and name != "nav.xhtml"
    ]  # fmt: skip
    assert plain_book.said("nav.xhtml", f"{TOC}//h:a")[:2] == [
        "Introduction",
        "Caption of plate 1: a quiet street before the market opens",
    ]


def test_sections_hold_their_plates(binder: Binder) -> None:
    sections = (
        Section((text(1),)),
        Section((text(2), text(3)), title="Noon"),
        Section((text(4),), title="Night"),
        Section((text(5),)),
    )
    book = binder.bind(story(sections=sections, cover="street-1"))
    first_level = book.said("nav.xhtml", f"{TOC}/h:ol/h:li/h:a/@href")
    assert first_level == [
        "text/introduction.xhtml",
        "text/plate-street-1.xhtml",
        "text/section-2.xhtml",
        "text/section-3.xhtml",
        "text/plate-street-5.xhtml",
        "text/closing.xhtml",
        "text/plates.xhtml",
        "text/credits.xhtml",
    ]
    nested = book.said("nav.xhtml", f"{TOC}/h:ol/h:li/h:ol/h:li/h:a/@href")
    assert nested == [f"text/plate-street-{number}.xhtml" for number in (2, 3, 4)]
    (depth,) = book.find("toc.ncx", "//ncx:meta[@name='dtb:depth']")
    assert depth.get("content") == "2"


def test_landmarks_say_where_things_are(plain_book: Book) -> None:
    links = plain_book.find("nav.xhtml", "//h:nav[@epub:type='landmarks']//h:a")
    assert [(link.get(f"{OPS}type"), link.get("href")) for link in links] == [
        ("cover", "text/cover.xhtml"),
        ("titlepage", "text/title.xhtml"),
        ("toc", "nav.xhtml"),
        ("bodymatter", "text/introduction.xhtml"),
    ]


def test_a_story_without_an_introduction_begins_with_its_photographs(binder: Binder) -> None:
    book = binder.bind(story(introduction=None))
    (start,) = book.find(
        "nav.xhtml", "//h:nav[@epub:type='landmarks']//h:a[@epub:type='bodymatter']"
    )
    assert (start.text, start.get("href")) == (
        "Start of the photographs",
        "text/plate-street-1.xhtml",
    )


def test_page_list_carries_the_printed_numbers_in_order(binder: Binder) -> None:
    book = binder.bind(breaks=BREAKS)
    labels = [int(label) for label in book.said("nav.xhtml", f"{PAGES}//h:a")]
    folios = paged(compose(story(), EPUB, i18n.of("en")), BREAKS).folios
    assert labels == sorted({*folios.values(), 5, 6})
    assert book.said("nav.xhtml", f"{PAGES}//h:a/@href")[1:5] == [
        "text/introduction.xhtml#pg4",
        "text/introduction.xhtml#pg5",
        "text/introduction.xhtml#pg6",
        "text/plate-street-1.xhtml#pg7",
    ]


def test_a_printed_page_that_begins_within_the_text_is_marked_there(binder: Binder) -> None:
    book = binder.bind(breaks=BREAKS)
    text = book.files["EPUB/text/introduction.xhtml"].decode()
    before, _, after = text.partition(
        '<span epub:type="pagebreak" role="doc-pagebreak" aria-label="5" id="pg5"></span>'
    )
    assert before.endswith("<p>The stalls")
    assert after.startswith(" go up in the dark.</p>")


def test_markers_have_no_text_to_be_read_aloud(plain_book: Book) -> None:
    for name in plain_book.spine:
        for mark in plain_book.find(name, "//*[@epub:type='pagebreak']"):
            assert mark.get("role") == "doc-pagebreak"
            assert mark.get("id") == f"pg{mark.get('aria-label')}"
            assert not "".join(mark.itertext())


def test_ncx_says_the_same_as_the_navigation_document(binder: Binder) -> None:
    book = binder.bind(breaks=BREAKS)
    assert book.said("toc.ncx", "//ncx:navPoint/ncx:content/@src") == book.said(
        "nav.xhtml", f"{TOC}//h:a/@href"
    )
    assert book.said("toc.ncx", "//ncx:pageTarget/ncx:content/@src") == book.said(
        "nav.xhtml", f"{PAGES}//h:a/@href"
    )
    assert book.said("toc.ncx", "//ncx:meta[@name='dtb:uid']/@content") == [story().identifier]


def test_without_a_printed_book_there_is_no_page_list_and_no_claim_of_one(binder: Binder) -> None:
    book = binder.bind(pagination=False)
    assert book.find("nav.xhtml", PAGES) == []
    assert book.find("toc.ncx", "//ncx:pageList") == []
    assert book.metas("pageBreakSource") == []
    assert not {"pageBreakMarkers", "pageNavigation"} & set(
        book.metas("schema:accessibilityFeature")
    )


def test_words_in_another_language_than_the_story_say_so(binder: Binder) -> None:
    book = binder.bind(story(language="sw"))
    (heading,) = book.find("nav.xhtml", f"{TOC}/h:h1")
    assert heading.get("lang") == heading.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"
    langs = {link.text: link.get("lang") for link in book.find("nav.xhtml", f"{TOC}//h:a")}
    assert langs["Introduction"] == "en"
    assert langs["Caption of plate 1: a quiet street before the market opens"] is None
