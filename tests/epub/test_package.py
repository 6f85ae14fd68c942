"""Would catch a package document that lists, orders or names something wrongly."""

from __future__ import annotations

import pytest

from platebook.errors import UsageError
from platebook.story import Link, Person, Section, Series
from tests.epub.books import Binder, Book, story, text

FULL = {
    "subtitle": "Notes from the *north* gate",
    "publisher": "Gate Press",
    "rights": "© 2026 The Photo Desk",
    "series": Series("Streets", "3"),
    "keywords": ("markets", "morning"),
    "contributors": (
        Person("The Photo Desk", "pht", "Photo Desk, The"),
        Person("The Text Desk", "aut"),
        Person("The Language Desk", "trl", "Language Desk, The"),
    ),
    "links": (Link("More", "https://example.com/more"),),
}


def test_the_spine_is_the_edition_with_the_contents_after_the_title(plain_book: Book) -> None:
    assert plain_book.spine == [
        "text/cover.xhtml",
        "text/title.xhtml",
        "nav.xhtml",
        "text/introduction.xhtml",
        "text/plate-street-1.xhtml",
        "text/plate-street-2.xhtml",
        "text/plate-street-3.xhtml",
        "text/closing.xhtml",
        "text/plates.xhtml",
        "text/credits.xhtml",
    ]


def test_package_says_version_language_and_direction(plain_book: Book) -> None:
    (package,) = plain_book.find("content.opf", "/opf:package")
    assert package.get("version") == "3.0"
    assert package.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"
    assert package.get("dir") == "ltr"
    (spine,) = plain_book.find("content.opf", "//opf:spine")
    assert dict(spine.attrib) == {"toc": "ncx", "page-progression-direction": "ltr"}


def test_properties_point_at_cover_and_navigation(plain_book: Book) -> None:
    found = {
        item.get("properties"): item.get("href")
        for item in plain_book.find("content.opf", "//opf:item[@properties]")
    }
    assert found == {"nav": "nav.xhtml", "cover-image": "images/cover.jpg"}
    (cover,) = plain_book.find("content.opf", "//opf:meta[@name='cover']")
    assert cover.get("content") == "cover-image"


@pytest.mark.parametrize(
    ("element", "texts"),
    [
        ("title", ["A Street Before the Market", "Notes from the *north* gate"]),
        ("creator", ["The Photo Desk", "The Text Desk"]),
        ("contributor", ["The Language Desk"]),
        ("publisher", ["Gate Press"]),
        ("date", ["2026-01-15"]),
        ("language", ["en"]),
        ("rights", ["© 2026 The Photo Desk"]),
        ("subject", ["markets", "morning"]),
        ("description", ["Three mornings with the people who set up the stalls."]),
        ("identifier", ["urn:uuid:6f2f4a3e-9a43-5d0e-8a3e-0c8f0f7f7a11"]),
    ],
)
def test_metadata_tells_the_story(binder: Binder, element: str, texts: list[str]) -> None:
    book = binder.bind(story(**FULL))
    assert book.said("content.opf", f"//dc:{element}") == texts


@pytest.mark.parametrize(
    ("property", "texts"),
    [
        ("title-type", ["main", "subtitle"]),
        ("role", ["pht", "aut", "trl"]),
        ("file-as", ["Photo Desk, The", "Language Desk, The"]),
        ("belongs-to-collection", ["Streets"]),
        ("collection-type", ["series"]),
        ("group-position", ["3"]),
        ("rendition:layout", ["reflowable"]),
        ("dcterms:modified", ["2026-01-15T00:00:00Z"]),
        ("dcterms:conformsTo", []),
    ],
)
def test_metadata_refines_it(binder: Binder, property: str, texts: list[str]) -> None:
    assert binder.bind(story(**FULL)).metas(property) == texts


def test_every_refinement_refines_something(binder: Binder) -> None:
    book = binder.bind(story(**FULL))
    ids = set(book.said("content.opf", "//opf:metadata//@id"))
    assert {target.removeprefix("#") for target in book.said("content.opf", "//@refines")} <= ids


def test_who_did_two_things_is_one_person_with_two_roles(binder: Binder) -> None:
    """Shops listed the same name twice, as two authors."""
    people = (
        Person("Ann", "edt"),
        Person("Bob", "aut"),
        Person("Ann", "pht", "Ann, A."),
        Person("Ann", "edt"),
    )
    book = binder.bind(story(contributors=people))
    assert book.said("content.opf", "//dc:creator") == ["Ann", "Bob"]
    assert book.said("content.opf", "//dc:contributor") == []
    assert book.said("content.opf", "//opf:meta[@refines='#person-1']") == ["edt", "pht", "Ann, A."]


def test_creators_are_the_authors_of_a_book_that_names_none(binder: Binder) -> None:
    """Calibre called every photographer's book one by “Unknown”."""
    people = (Person("Ann", "pht"), Person("Bob", "ill"), Person("Eve", "trl"))
    book = binder.bind(story(contributors=people))
    roles = [book.said("content.opf", f"//opf:meta[@refines='#person-{each}']") for each in "123"]
    assert roles == [["pht", "aut"], ["ill", "aut"], ["trl"]]


def test_the_guide_leads_to_the_covers_page(plain_book: Book) -> None:
    """Calibre, which reads no landmarks, showed the cover twice."""
    path = "//opf:guide/opf:reference[@type='cover']/@href"
    assert plain_book.said("content.opf", path) == ["text/cover.xhtml"]
    assert plain_book.spine[0] == "text/cover.xhtml"


@pytest.mark.parametrize("published", ["2026-03", "2026"])
def test_a_month_or_a_year_is_the_date_as_it_stands(binder: Binder, published: str) -> None:
    book = binder.bind(story(published=published))
    assert book.said("content.opf", "//dc:date") == [published]
    month = published[4:] or "-01"
    assert book.metas("dcterms:modified") == [f"2026{month}-01T00:00:00Z"]


def test_ids_are_unique_whatever_plates_are_called(binder: Binder) -> None:
    ids = ("cover", "title", "nav", "ncx", "credits", "base", "cover-image", "1")
    book = binder.bind(story([text(number, id=id) for number, id in enumerate(ids, 1)]))
    found = book.said("content.opf", "//@id")
    assert len(found) == len(set(found))
    assert len(set(book.files)) == len(book.files)
    assert [name for name in book.spine if "/plate-" in name] == [
        f"text/plate-{id}.xhtml" for id in ids
    ]


def test_time_of_change_comes_from_the_surroundings_if_not_from_the_story(
    binder: Binder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert binder.bind().metas("dcterms:modified") == ["2026-01-15T00:00:00Z"]
    undated = binder.bind(story(published=None))
    assert undated.metas("dcterms:modified") == ["2023-11-14T22:13:20Z"]
    assert undated.said("content.opf", "//dc:date") == []


def test_without_any_date_the_book_still_has_a_fixed_one(
    binder: Binder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    assert binder.bind(story(published=None)).metas("dcterms:modified") == ["1980-01-01T00:00:00Z"]


@pytest.mark.parametrize("epoch", ["yesterday", "-1", "1e9", "99999999999999"])
def test_a_bad_epoch_is_refused(
    binder: Binder, monkeypatch: pytest.MonkeyPatch, epoch: str
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    with pytest.raises(UsageError, match=r"SOURCE_DATE_EPOCH: .*is no date"):
        binder.bind(story(published=None))


def test_a_story_in_sections_opens_each(binder: Binder) -> None:
    sections = (
        Section((text(1),), title="North *gate*", text="It opens first."),
        Section((text(2),), title="South gate"),
    )
    book = binder.bind(story(sections=sections, cover="street-1"))
    assert book.spine[4:8] == [
        "text/section-1.xhtml",
        "text/plate-street-1.xhtml",
        "text/section-2.xhtml",
        "text/plate-street-2.xhtml",
    ]
    assert book.said("text/section-1.xhtml", "//h:h1") == ["North *gate*"]


def test_what_xml_cannot_write_is_left_out_everywhere(binder: Binder) -> None:
    dirty = "a\x0bb\x00c\ud800d\ufffee"
    plate = text(1, caption=dirty, alt=dirty, title=dirty, credit=dirty, location=dirty)
    book = binder.bind(story([plate], title=dirty, standfirst=dirty, keywords=(dirty,)))
    assert book.said("content.opf", "//dc:title") == ["abcde"]
    assert book.said("text/plate-street-1.xhtml", "//h:img/@alt") == ["abcde"]
    assert book.said("text/plate-street-1.xhtml", "//h:div[@class='caption']") == ["abcde"]
