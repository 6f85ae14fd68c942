"""Would catch a feed that a reading app, a library or a shop cannot read, or that says too much."""

from __future__ import annotations

import json
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin

import jsonschema
import pytest
from lxml import etree
from PIL import Image
from playwright.sync_api import sync_playwright

from platebook.shelf import ShelfOptions, feeds, make_shelf
from tests.judges import axe, html_checker, opds_readers, schemas
from tests.judges.commands import CHROMIUM, program
from tests.shelf.books import AR, EN

pytestmark = pytest.mark.slow

SITE = "https://a.example/s/"
ATOM = {"a": "http://www.w3.org/2005/Atom", "dc": "http://purl.org/dc/terms/"}
ONIX = {"o": "http://ns.editeur.org/onix/3.0/reference"}
ACQUIRE = "http://opds-spec.org/acquisition/open-access"
TYPES = {".epub": "application/epub+zip", ".pdf": "application/pdf", ".jpg": "image/jpeg"}
LINK = {
    "type": "object",
    "required": ["href", "type"],
    "properties": {
        "href": {"type": "string", "format": "uri-reference"},
        "type": {"pattern": "^[a-z]+/[a-z0-9+.-]+$"},
        "width": {"type": "integer", "exclusiveMinimum": 0},
        "height": {"type": "integer", "exclusiveMinimum": 0},
    },
}
SELF = {"contains": {"properties": {"rel": {"const": "self"}}}}
#: Values of schema.org's accessibility properties that Readium's schema knows, of those we write.
ACCESS = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "conformsTo": {"type": "string", "format": "uri"},
        "summary": {"type": "string"},
        "accessMode": {"items": {"enum": ["textual", "visual"]}},
        "accessModeSufficient": {
            "items": {"type": ["array", "string"], "items": {"enum": ["textual", "visual"]}}
        },
        "feature": {
            "type": "array",
            "items": {
                "enum": [
                    *("alternativeText", "ARIA", "displayTransformability", "index"),
                    *("longDescription", "printPageNumbers", "readingOrder"),
                    *("structuralNavigation", "tableOfContents", "taggedPDF", "unlocked", "none"),
                ]
            },
        },
        "hazard": {"type": "array", "items": {"enum": ["none", "unknown"]}},
    },
}
METADATA = {
    "type": "object",
    "required": ["title", "identifier", "language"],
    "properties": {
        "identifier": {"type": "string", "format": "uri"},
        "@type": {"enum": ["http://schema.org/EBook", "http://schema.org/Book"]},
        "modified": {"type": "string", "format": "date-time"},
        "published": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
        "readingProgression": {"enum": ["ltr", "rtl"]},
        "numberOfPages": {"type": "integer", "exclusiveMinimum": 0},
        "author": {"type": "array", "items": {"required": ["name"]}},
        "subject": {"type": "array", "items": {"required": ["name"]}},
        "accessibility": ACCESS,
    },
}
#: OPDS 2.0, section 5 (publications), and the Readium Web Publication Manifest, section 2.
PUBLICATION = {
    "type": "object",
    "required": ["metadata", "links", "images"],
    "properties": {
        "metadata": METADATA,
        "links": {
            "items": LINK,
            "allOf": [SELF, {"contains": {"properties": {"rel": {"const": ACQUIRE}}}}],
        },
        "images": {
            "contains": {"properties": {"type": {"enum": ["image/jpeg", "image/png"]}}},
            "items": {**LINK, "required": ["href", "type", "width"]},
        },
    },
}
FEED = {
    "type": "object",
    "required": ["metadata", "links", "publications"],
    "properties": {
        "metadata": {"required": ["title"]},
        "links": {"items": LINK, **SELF},
        "publications": {"type": "array", "minItems": 1, "items": PUBLICATION},
    },
}
MANIFEST = {
    "type": "object",
    "required": ["@context", "metadata", "links", "readingOrder"],
    "properties": {
        "metadata": METADATA,
        "links": {"items": LINK, "uniqueItems": True, **SELF},
        "readingOrder": {"type": "array", "minItems": 1, "items": LINK, "uniqueItems": True},
        "resources": {"type": "array", "items": LINK, "uniqueItems": True},
    },
}


@pytest.fixture(scope="module")
def site(shelved: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    site = tmp_path_factory.mktemp("feeds") / "site"
    make_shelf([shelved], site, ShelfOptions(name="A Shelf", site=SITE))
    return site


@pytest.fixture(scope="module")
def local(shelved: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same without an address."""
    site = tmp_path_factory.mktemp("local") / "site"
    make_shelf([shelved], site)
    return site


def document(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


def held(found: object, schema: dict[str, Any]) -> None:
    checker = jsonschema.Draft7Validator.FORMAT_CHECKER
    jsonschema.Draft7Validator(schema, format_checker=checker).validate(found)


def exists(site: Path, address: str, base: str = "") -> bool:
    """Return whether an address in the document ``base`` leads to a file of the site."""
    whole = urljoin(SITE + base, address)
    assert whole.startswith(SITE)
    path = site / unquote(whole.removeprefix(SITE))
    return path.is_file() or (path / "index.html").is_file()


def test_opds_1_has_every_book_with_its_files(site: Path) -> None:
    feed = etree.parse(site / "opds.xml").getroot()
    assert [each.text for each in feed.iterfind("a:id", ATOM)] == [SITE]
    entries = feed.findall("a:entry", ATOM)
    assert [each.findtext("dc:language", None, ATOM) for each in entries] == ["en", "ar"]
    for entry in entries:
        for name in ("title", "id", "updated"):
            assert len(entry.findall(f"a:{name}", ATOM)) == 1  # RFC 4287, section 4.1.2
        links = {
            (each.get("rel"), each.get("type")): each for each in entry.iterfind("a:link", ATOM)
        }
        assert (ACQUIRE, "application/epub+zip") in links
        assert ("http://opds-spec.org/image/thumbnail", "image/jpeg") in links
    english = entries[0]
    pdf = english.find("a:link[@type='application/pdf']", ATOM)
    assert pdf is not None
    assert int(pdf.get("length", "0")) == (site / EN / f"{EN}-screen.pdf").stat().st_size
    terms = [each.get("term") for each in english.iterfind("a:category", ATOM)]
    assert terms == ["markets", "PHO023000", "AJCP", "1FPKN"]
    assert english.findtext("dc:identifier", None, ATOM) == "urn:isbn:9780306406157"


def test_opds_2_keeps_to_its_specification(site: Path, local: Path) -> None:
    assert schemas.opds2_faults(site / "opds.json") == []
    for folder in (site, local):
        held(document(folder / "opds.json"), FEED)
        for name in (EN, AR):
            held(document(folder / name / "publication.json"), PUBLICATION)
    english, arabic = document(site / "opds.json")["publications"]
    assert english["metadata"]["author"] == [
        {"name": "The Photo Desk", "role": "pht"},
        {"name": "The Writing Desk", "sortAs": "Writing Desk, The"},
    ]
    assert arabic["metadata"]["readingProgression"] == "rtl"
    assert arabic["metadata"]["published"] == "2025-03-01"
    assert english["metadata"]["accessibility"]["hazard"] == ["none"]


@pytest.mark.parametrize("edition", ["screen", "web"])
def test_a_book_without_an_ebook_has_a_picture_and_a_link(
    shelved: Path, tmp_path: Path, edition: str
) -> None:
    """A publication must have both, or the feed is none."""
    make_shelf([shelved / EN], tmp_path, ShelfOptions(site=SITE, editions=(edition,)))
    feed = etree.parse(tmp_path / "opds.xml")
    assert [exists(tmp_path, str(each)) for each in feed.xpath(f"//*[@rel='{ACQUIRE}']/@href")] == [
        True
    ]
    assert schemas.opds2_faults(tmp_path / "opds.json") == []
    (picture,) = document(tmp_path / "opds.json")["publications"][0]["images"]
    with Image.open(tmp_path / picture["href"].removeprefix(SITE)) as opened:
        assert opened.size == (picture["width"], picture["height"])


def test_a_manifest_leads_to_the_website(site: Path, local: Path) -> None:
    for folder in (site, local):
        told = document(folder / EN / "manifest.json")
        held(told, MANIFEST)
        (first,) = told["readingOrder"]
        assert first["href"].endswith(f"{EN}-web/index.html")
        assert [each for each in told["resources"] if each.get("rel") == "cover"]
    assert schemas.webpub_faults(site / EN / "manifest.json") == []
    assert not (site / AR / "manifest.json").exists()  # an e-book alone cannot be read in place


@pytest.mark.parametrize("name", ["opds.json", f"{EN}/publication.json", f"{EN}/manifest.json"])
def test_every_address_of_a_feed_leads_to_a_file(site: Path, local: Path, name: str) -> None:
    for folder in (site, local):
        found: list[str] = []

        def collect(value: object, found: list[str] = found) -> None:
            if isinstance(value, dict):
                found += [value["href"]] if "href" in value else []
                [collect(each) for each in value.values()]
            elif isinstance(value, list):
                [collect(each) for each in value]

        collect(document(folder / name))
        assert len(found) >= 5
        assert all(exists(folder, each, name) for each in found)
        assert all(each.startswith(SITE) for each in found) == (folder is site)
    feed = etree.parse(site / "opds.xml")
    assert all(exists(site, str(each)) for each in feed.xpath("//@href"))


def test_rss_has_whole_addresses_and_dates_of_the_books(site: Path, local: Path) -> None:
    assert not (local / "feed.xml").exists()
    items = etree.parse(site / "feed.xml").findall("channel/item")
    assert [each.findtext("link") for each in items] == [f"{SITE}{EN}/", f"{SITE}{AR}/"]
    assert (
        parsedate_to_datetime(items[0].findtext("pubDate") or "").date().isoformat() == "2026-01-15"
    )
    enclosure = items[0].find("enclosure")
    assert enclosure is not None
    assert int(enclosure.get("length", "0")) == (site / EN / f"{EN}.epub").stat().st_size
    assert exists(site, enclosure.get("url", ""))


def test_onix_keeps_to_the_schema(site: Path, local: Path) -> None:
    for folder in (site, local):
        assert schemas.onix_faults(folder / "onix.xml") == []


def test_onix_says_what_shops_need_of_each_form(site: Path) -> None:
    root = etree.parse(site / "onix.xml").getroot()
    products = root.findall("o:Product", ONIX)
    assert len(products) == 3  # the English e-book and PDF, the Arabic e-book
    ebook, pdf, _ = products

    def values(product: etree._Element, name: str) -> list[str | None]:
        return [each.text for each in product.iterfind(f".//o:{name}", ONIX)]

    assert values(ebook, "ProductFormDetail") == ["E101", "E200"]
    access = values(ebook, "ProductFormFeatureValue")
    assert {"00", "11", "13", "14", "36", "52"} <= set(access)
    assert "04" not in access  # conformance is for people to claim
    assert values(pdf, "ProductFormFeatureValue") == ["05"]
    assert values(ebook, "ContributorRole") == ["A13", "A01"]
    assert values(ebook, "PersonNameInverted") == ["Writing Desk, The"]
    assert values(ebook, "SubjectCode") == ["PHO023000", "AJCP", "1FPKN"]
    assert values(ebook, "SubjectSchemeIdentifier") == ["10", "93", "94", "20"]
    assert values(ebook, "EpubLicenseName") == ["CC BY-SA 4.0"]
    own = ebook.xpath("o:ProductIdentifier[o:ProductIDType='15']/o:IDValue/text()", namespaces=ONIX)
    assert own == ["9780306406157"]
    assert not pdf.xpath("o:ProductIdentifier[o:ProductIDType='15']", namespaces=ONIX)


def test_a_long_feed_has_pages(
    shelved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feeds, "PER_PAGE", 1)
    make_shelf([shelved], tmp_path / "site")
    pages = [etree.parse(tmp_path / "site" / name) for name in ("opds.xml", "opds-2.xml")]
    assert [len(each.findall("a:entry", ATOM)) for each in pages] == [1, 1]
    first, second = (
        {each.get("rel"): each.get("href") for each in page.iterfind("a:link", ATOM)}
        for page in pages
    )
    assert (first["next"], second["previous"]) == ("opds-2.xml", "opds.xml")
    assert [
        document(tmp_path / "site" / name)["metadata"]["currentPage"]
        for name in ("opds.json", "opds-2.json")
    ] == [1, 2]


@pytest.mark.parametrize(
    ("reader", "name"),
    [
        (opds_readers.foliate, "opds.xml"),
        (opds_readers.thorium, "opds.xml"),
        (opds_readers.thorium, "opds.json"),
    ],
)
def test_a_reading_app_opens_the_catalogue(
    site: Path, reader: Callable[[Path], list[dict[str, Any]]], name: str
) -> None:
    found = reader(site / name)
    assert [each["title"] for each in found] == ["A Street Before the Market", "شارع قبل السوق"]
    assert found[0]["author"] == ["The Photo Desk", "The Writing Desk"]
    acquired = [each["type"] for each in found[0]["acquire"]]
    assert acquired[:2] == ["application/epub+zip", "application/pdf"]
    assert acquired[2:] == ([] if name == "opds.xml" else ["application/webpub+json"])
    assert found[1]["language"] == "ar"


def test_the_html_checker_finds_nothing(site: Path) -> None:
    pages = [site / "index.html", site / EN / "index.html", site / AR / "index.html"]
    assert html_checker.faults(*pages) == []


def test_everybody_can_read_every_page(site: Path) -> None:
    for name, width in (
        ("index.html", 1280),
        (f"{EN}/index.html", 1280),
        (f"{AR}/index.html", 360),
    ):
        found = axe.look(site / name, width)
        assert (found.violations, found.wide) == ([], width)
        assert all(each.startswith("file:") for each in found.asked)


def test_the_list_is_complete_without_scripts_and_searched_with_them(site: Path) -> None:
    shown = (
        "[...document.querySelectorAll('ul.books > li')].filter(each => each.offsetWidth).length"
    )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program(CHROMIUM), args=["--no-sandbox"]
        )
        bare = browser.new_context(java_script_enabled=False).new_page()
        bare.goto((site / "index.html").as_uri())
        assert bare.locator("ul.books > li").count() == 2
        assert not bare.locator("form.search").is_visible()
        page = browser.new_context(viewport={"width": 360, "height": 740}).new_page()
        page.goto((site / "index.html").as_uri())
        for words, count in (("MARKET photo", 1), ("سوق", 1), ("nowhere", 0), ("", 2)):
            page.fill("#search", words)
            assert page.evaluate(shown) == count
            assert bool(page.inner_text("[role=status]")) == (count == 0)
        assert page.evaluate("document.documentElement.scrollWidth") == 360
        browser.close()
