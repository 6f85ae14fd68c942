"""Would catch a document that tells a screen reader the wrong thing, or runs the wrong way."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platebook.epub.read_back import read
from platebook.rendering.template_values import writable
from platebook.story import Layout
from tests.epub.books import Binder, Book, story, text

PLATE = "text/plate-street-1.xhtml"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def test_photograph_and_caption_are_one_figure(plain_book: Book) -> None:
    (figure,) = plain_book.find(PLATE, "//h:figure")
    assert figure.get("class", "").split() == ["plate", "matted", "landscape", "cap-m"]
    (image,) = plain_book.find(PLATE, "//h:figure/h:img")
    assert (image.get("src"), image.get("width"), image.get("height")) == (
        "../images/plate-street-1.jpg",
        "600",
        "400",
    )
    assert plain_book.said(PLATE, "//h:figcaption//h:p") == [
        "1",
        "Caption of plate 1: a quiet street before the market opens.",
    ]
    assert "All photographs: The Photo Desk" in plain_book.said("text/credits.xhtml", "//h:p")


@pytest.mark.parametrize(
    ("changes", "alt", "role"),
    [
        ({}, "Four quarters of colour, number 1.", None),
        ({"alt": 'She said "<no>" & left'}, 'She said "<no>" & left', None),
        ({"alt": None, "decorative": True}, "", "presentation"),
        ({"alt": None, "decorative": True, "description": "Long."}, "", "presentation"),
        ({"alt": None}, "Photograph 1", None),
    ],
)
def test_every_photograph_says_what_it_is(
    binder: Binder, changes: dict[str, object], alt: str, role: str | None
) -> None:
    book = binder.bind(story([text(1, **changes)]))
    (image,) = book.find(PLATE, "//h:img")
    assert (image.get("alt"), image.get("role")) == (alt, role)
    # A photograph that is passed over has no details: with them it is heard, without a name.
    assert image.get("aria-details") is None


def test_a_long_description_is_linked_there_and_back(binder: Binder) -> None:
    book = binder.bind(story([text(1, description="A *long* look."), text(2)]))
    (image,) = book.find(PLATE, "//h:img")
    (more,) = book.find(PLATE, f"//*[@id='{image.get('aria-details')}']//h:a")
    assert more.get("href") == "descriptions.xhtml#description-street-1"
    described = "//*[@id='description-street-1']"
    assert book.said("text/descriptions.xhtml", f"{described}/h:p[1]") == ["A long look."]
    (back,) = book.find("text/descriptions.xhtml", f"{described}//h:a[@role='doc-backlink']")
    assert back.get("href") == "plate-street-1.xhtml"
    assert book.find("text/plate-street-2.xhtml", "//h:img/@aria-details") == []


def test_a_book_without_descriptions_has_no_document_for_them(plain_book: Book) -> None:
    assert "EPUB/text/descriptions.xhtml" not in plain_book.files


@pytest.mark.parametrize(
    ("language", "direction"),
    [("en", "ltr"), ("he", "rtl"), ("ar", "rtl"), ("fa", "rtl"), ("ja", "ltr")],
)
def test_every_document_says_its_language_and_direction(
    binder: Binder, language: str, direction: str
) -> None:
    book = binder.bind(story(language=language))
    for name in book.spine:
        root = book.tree(name)
        assert (root.get("lang"), root.get(XML_LANG), root.get("dir")) == (
            language,
            language,
            direction,
        )
        assert all(
            element.get("lang") == element.get(XML_LANG) for element in book.find(name, "//*")
        )
    (spine,) = book.find("content.opf", "//opf:spine")
    assert spine.get("page-progression-direction") == direction


def test_our_words_are_marked_where_we_have_none_in_the_language(binder: Binder) -> None:
    """Titles of documents and “Photograph 1” were read aloud by a Welsh voice."""
    book = binder.bind(story([text(1, alt=None), text(2)], language="cy"))
    titles = [book.find(f"text/{name}.xhtml", "//h:title")[0] for name in ("introduction", "cover")]
    assert [title.get(XML_LANG) for title in titles] == ["en", "en"]
    assert book.said("text/cover.xhtml", "//h:img/@alt") == ["A Street Before the Market"]
    images = [book.find(f"text/plate-street-{n}.xhtml", "//h:img")[0] for n in (1, 2)]
    assert [image.get(XML_LANG) for image in images] == ["en", None]
    assert book.find("text/title.xhtml", "//h:title")[0].get(XML_LANG) is None


def test_every_document_has_both_sheets_and_a_title_of_its_own(plain_book: Book) -> None:
    titles = []
    for name in plain_book.spine:
        hrefs = plain_book.said(name, "//h:link[@rel='stylesheet']/@href")
        assert [href.removeprefix("../") for href in hrefs] == [
            "styles/base.css",
            "styles/modern.css",
        ]
        titles += plain_book.said(name, "/h:html/h:head/h:title")
    assert all(titles)
    assert len(set(titles)) == len(titles)


def test_no_document_styles_itself(plain_book: Book) -> None:
    for name in plain_book.spine:
        assert plain_book.find(name, "//@style | //h:style") == []


@pytest.mark.parametrize(
    ("length", "expected"),
    [(0, "cap-0"), (40, "cap-s"), (160, "cap-m"), (400, "cap-l"), (401, "cap-xl")],
)
def test_the_length_of_a_caption_is_known_to_the_sheets(
    binder: Binder, length: int, expected: str
) -> None:
    plate = text(1, caption="x" * length or None, layout=Layout.FULL_BLEED)
    (figure,) = binder.bind(story([plate])).find(PLATE, "//h:figure")
    assert {expected, "full-bleed"} <= set(figure.get("class", "").split())


@given(st.text(alphabet=st.characters(codec=None)))
def test_any_text_can_be_written(source: str) -> None:
    written = writable(source)
    escaped = written.replace("&", "&amp;").replace("<", "&lt;")
    read("a.xhtml", f"<p>{escaped}</p>".encode())
    assert writable(written) == written
    kept = re.sub(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]", "", source)
    assert kept == re.sub(r"[\x00-\x1f\x7f-\x9f]", "", written)
