"""Holds what a package claims to what its book holds (EPUB 3.3, 5.5; EPUB Accessibility 1.1)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from unicodedata import normalize

from platebook.errors import Finding, Severity
from platebook.preflight import codes
from platebook.preflight.epub.epub_facts import EpubBook

_REQUIRED = ("title", "identifier", "language")
_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*|[ix]-[A-Za-z0-9-]+")
_MODIFIED = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_MODE, _FEATURE, _HAZARD = (
    "schema:accessMode",
    "schema:accessibilityFeature",
    "schema:accessibilityHazard",
)
_SUMMARY, _CONFORMS = "schema:accessibilitySummary", "dcterms:conformsTo"
_PAGES = ("printPageNumbers", "pageBreakMarkers", "pageNavigation")
_HAZARDS = ("flashing", "motionSimulation", "sound")
#: Letters below which there is no text to speak of, and letters a picture below which a book is
#: hardly more than pictures (KDP: “contains only images”). A Japanese caption may be short.
_HARDLY_ANY_TEXT, _A_PICTURE = 20, 5
#: Scripts that Chinese is written in, by region (CLDR, likely subtags).
_SCRIPTS = {"cn": "hans", "sg": "hans", "my": "hans", "tw": "hant", "hk": "hant", "mo": "hant"}
#: What claims nothing.
_NO_CLAIM = ("none", "unknown")


def required(book: EpubBook) -> Iterator[Finding]:
    """Without these three a shop has nothing to list."""
    for name in _REQUIRED:
        if not book.package.said(name):
            yield codes.finding("E020", book.called, f"the package gives no {name}")
    if book.package.version.startswith("3") and not book.package.said("dcterms:modified"):
        fault = "the package does not say when it was last changed (dcterms:modified)"
        yield codes.finding("E020", book.called, fault)
    for modified in book.package.said("dcterms:modified"):
        if not _MODIFIED.fullmatch(modified):
            fault = f"dcterms:modified is “{modified[:40]}”, not a time like 2026-11-29T00:00:00Z"
            yield codes.finding("E020", book.called, fault)
    named = [meta.id for meta in book.package.metas if meta.name == "identifier" and meta.id]
    if book.package.said("identifier") and book.package.unique not in named:
        fault = f"its unique-identifier, “{book.package.unique[:40]}”, names no identifier"
        yield codes.finding("E020", book.called, fault)


def language(book: EpubBook) -> Iterator[Finding]:
    """Hyphens, voices and quotation marks follow the language."""
    tags = book.package.said("language")
    for tag in tags:
        if not _TAG.fullmatch(tag):
            fault = f"“{tag[:40]}” is no language tag"
            yield codes.finding(
                "E021", book.called, fault, "Write a tag such as en, pt-BR or zh-Hant."
            )
    for document in book.reading:
        said = document.language
        if not said:
            fault = "the document does not say in which language it is"
            yield codes.finding("E021", book.where(document.name, plate=document.plate), fault)
        elif tags and not any(_agree(said, tag) for tag in tags):
            fault = f"the document is in “{said[:40]}”, the book in “{', '.join(tags)[:80]}”"
            yield codes.finding("E021", book.where(document.name, plate=document.plate), fault)


def _agree(one: str, other: str) -> bool:
    """Tell whether two tags may name one language: neither says what the other contradicts.

    A region counts as the script that it implies too, as in zh-TW (RFC 5646, 2.2.3 and 2.2.4).
    """
    pairs = zip(_subtags(one), _subtags(other), strict=True)
    return all(mine == theirs or not (mine and theirs) for mine, theirs in pairs)


def _subtags(tag: str) -> tuple[str, str, str]:
    """Give language, script and region of a tag, in small letters."""
    main, *rest = tag.strip().lower().replace("_", "-").split("-")
    parts = [part for part in rest[:3] if part.isalpha()]
    script = next((part for part in parts if len(part) == 4), "")
    region = next((part for part in parts if len(part) == 2), "")
    if main == "zh" and not script:
        script = _SCRIPTS.get(region, "")
    return main, script, region


def accessibility(book: EpubBook) -> Iterator[Finding]:
    """Shops show these to readers who depend on them; the law asks for them (EAA)."""
    missing = [name for name in (_MODE, _FEATURE, _HAZARD) if not book.package.said(name)]
    if missing:
        fault = f"the package does not give {' nor '.join(missing)}"
        yield codes.finding("E022", book.called, fault)
    elif not book.package.said(_SUMMARY):
        fault = f"the package does not give {_SUMMARY}"
        yield codes.finding("E022", book.called, fault, severity=Severity.NOTE)


def alternatives(book: EpubBook) -> Iterator[Finding]:
    """Who claims alternative texts has one for every picture that says something."""
    if "alternativeText" not in book.package.said(_FEATURE):
        return
    bare = [shown for _, shown in book.shown if not shown.alt and not shown.passed_over]
    if not bare and not any(shown.alt for _, shown in book.shown):
        fault = "the package claims alternativeText, and no picture has one"
        yield codes.finding("E023", book.called, fault)
    if bare:
        which = ", ".join(
            f"“{each.plate}”" if each.plate else each.address.said for each in bare[:3]
        )
        more = f" and {len(bare) - 3} more" if len(bare) > 3 else ""
        fault = f"the package claims alternativeText, but {which}{more} have none"
        yield codes.finding(
            "E023", book.called, fault.replace("have", "has") if len(bare) == 1 else fault
        )


def pages(book: EpubBook) -> Iterator[Finding]:
    """Who claims page numbers lists them."""
    claimed = [each for each in book.package.said(_FEATURE) if each in _PAGES]
    if claimed and not book.ways("page-list"):
        fault = f"the package claims {', '.join(claimed)}, and there is no page list"
        yield codes.finding("E024", book.called, fault)


def hazards(book: EpubBook) -> Iterator[Finding]:
    """A hazard cannot both be there and not be there."""
    stated = set(book.package.said(_HAZARD))
    both = [each for each in _HAZARDS if {each, f"no{each[:1].upper()}{each[1:]}Hazard"} <= stated]
    there = [each for each in _HAZARDS if each in stated]
    if "none" in stated and there:
        both = there
    if both:
        fault = f"the package says that there is {both[0]}, and that there is none"
        yield codes.finding("E025", book.called, fault)


def conformance(book: EpubBook) -> Iterator[Finding]:
    """A conformance that names no certifier is none (EPUB Accessibility 1.1, 3.6)."""
    claims = [each for each in book.package.said(_CONFORMS) if each.lower() not in _NO_CLAIM]
    vouched = any(meta.name == "a11y:certifiedBy" and meta.text for meta in book.package.metas)
    if claims and not vouched:
        fault = f"the package claims “{claims[0][:80]}”, and names no certifier"
        yield codes.finding("E026", book.called, fault)


def modes(book: EpubBook) -> Iterator[Finding]:
    """The senses that a book asks for are those that it is made for."""
    stated = book.package.said(_MODE)
    if not stated:
        return
    if any(not shown.passed_over for _, shown in book.shown) and "visual" not in stated:
        fault = "the book shows pictures, and its accessMode leaves “visual” out"
        yield codes.finding("E027", book.called, fault)
    if _letters(book) >= _HARDLY_ANY_TEXT and "textual" not in stated:
        fault = "the book has text, and its accessMode leaves “textual” out"
        yield codes.finding("E027", book.called, fault)


def descriptions(book: EpubBook) -> Iterator[Finding]:
    """Who claims long descriptions has one."""
    claims = "longDescription" in book.package.said(_FEATURE)
    if claims and not any(shown.described for _, shown in book.shown):
        fault = "the package claims longDescription, and no picture leads to one"
        yield codes.finding("E028", book.called, fault)


def only_images(book: EpubBook) -> Iterator[Finding]:
    """A book of pictures alone is refused as a flowing one: “manuscript contains only images”."""
    fixed = "pre-paginated" in book.package.said("rendition:layout")
    pictures = sum(1 for _ in book.shown)
    if pictures and not fixed and _letters(book) < _A_PICTURE * pictures:
        words = f"{_letters(book)} letters"
        fault = f"the book shows {pictures} pictures and has {words} of text"
        yield codes.finding("E029", book.called, fault)


def title_page(book: EpubBook) -> Iterator[Finding]:
    """The title that shops list is that of the title page; either may go on with a subtitle."""
    stated = [_plain(each) for each in book.package.said("title")]
    for document in book.reading:
        said = _plain(document.heading)
        marked = not document.marks.isdisjoint(("type:titlepage", "doc-titlepage"))
        if not said or not marked or document is book.navigation:
            continue
        whole = _plain(document.text)
        if stated and not any(said in each or each in whole for each in stated):
            fault = f"the title page says “{document.heading[:60]}”"
            fault = f"{fault}, the package “{book.package.said('title')[0][:60]}”"
            yield codes.finding("E077", book.where(document.name), fault)


def _plain(text: str) -> str:
    return "".join(filter(str.isalnum, normalize("NFKC", text).casefold()))


def _letters(book: EpubBook) -> int:
    """Count the letters of all texts; contents are made of others' titles."""
    texts = (document.text for document in book.reading if document is not book.navigation)
    return sum(sum(map(str.isalnum, text)) for text in texts)
