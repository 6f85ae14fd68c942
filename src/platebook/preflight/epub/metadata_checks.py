"""Holds what a package claims to what its book holds (EPUB 3.3, 5.5; EPUB Accessibility 1.1)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from unicodedata import normalize

from platebook.errors import Finding, Severity
from platebook.preflight.epub.epub_facts import NCX, EpubBook

_REQUIRED = ("title", "identifier", "language")
_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*|[ix]-[A-Za-z0-9-]+")
_MODIFIED = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_MODE, _FEATURE = "schema:accessMode", "schema:accessibilityFeature"
_HAZARD = "schema:accessibilityHazard"
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
_SMIL, _PLS = "application/smil+xml", "application/pls+xml"
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


def required(book: EpubBook) -> Iterator[Finding]:
    """Without these three a shop has nothing to list."""
    for name in _REQUIRED:
        if not book.package.said(name):
            yield book.finding("E020", f"the package gives no {name}")
    changed = book.package.said("dcterms:modified")
    if book.package.version.startswith("3") and not changed:
        fault = "the package does not say when it was last changed (dcterms:modified)"
        yield book.finding("E020", fault)
    for modified in changed:
        if not _MODIFIED.fullmatch(modified):
            fault = f"dcterms:modified is “{modified[:40]}”, not a time like 2026-11-29T00:00:00Z"
            yield book.finding("E020", fault)
    named = [meta.id for meta in book.package.metas if meta.name == "identifier" and meta.id]
    if book.package.said("identifier") and book.package.unique not in named:
        fault = f"its unique-identifier, “{book.package.unique[:40]}”, names no identifier"
        yield book.finding("E020", fault)


def language(book: EpubBook) -> Iterator[Finding]:
    """Hyphens, voices and quotation marks follow the language."""
    tags = book.package.said("language")
    for tag in tags:
        if not _TAG.fullmatch(tag):
            fault = f"“{tag[:40]}” is no language tag"
            yield book.finding("E021", fault, fix="Write a tag such as en, pt-BR or zh-Hant.")
    for document in book.reading:
        said, fault = document.language, ""
        if not said:
            fault = "the document does not say in which language it is"
        elif tags and not any(_agree(said, tag) for tag in tags):
            fault = f"the document is in “{said[:40]}”, the book in “{', '.join(tags)[:80]}”"
        if fault:
            yield book.finding("E021", fault, document.name, plate=document.plate)


def _agree(one: str, other: str) -> bool:
    """Return whether two tags may name one language: neither says what the other contradicts.

    A region counts as the script that it implies too, as in zh-TW (RFC 5646, 2.2.3 and 2.2.4).
    """
    pairs = zip(_subtags(one), _subtags(other), strict=True)
    return all(mine == theirs or not (mine and theirs) for mine, theirs in pairs)


def _subtags(tag: str) -> tuple[str, str, str]:
    """Return language, script and region of a tag, in small letters."""
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
        yield book.finding("E022", fault)
    elif not book.package.said(_SUMMARY):
        fault = f"the package does not give {_SUMMARY}"
        yield book.finding("E022", fault, severity=Severity.NOTE)


def alternatives(book: EpubBook) -> Iterator[Finding]:
    """A book that claims alternative texts has one for every picture that says something."""
    if "alternativeText" not in book.package.said(_FEATURE):
        return
    bare = [shown for _, shown in book.shown if not shown.alt and not shown.passed_over]
    if not bare and not any(shown.alt for _, shown in book.shown):
        fault = "the package claims alternativeText, and no picture has one"
        yield book.finding("E023", fault)
    if bare:
        names = [f"“{each.plate}”" if each.plate else each.address.said for each in bare[:3]]
        more = f" and {len(bare) - 3} more" if len(bare) > 3 else ""
        fault = f"the package claims alternativeText, but {', '.join(names)}{more} have none"
        yield book.finding("E023", fault.replace("have", "has") if len(bare) == 1 else fault)


def pages(book: EpubBook) -> Iterator[Finding]:
    """Check that a book that claims page numbers has a page list."""
    claimed = [each for each in book.package.said(_FEATURE) if each in _PAGES]
    if claimed and not book.ways("page-list"):
        fault = f"the package claims {', '.join(claimed)}, and there is no page list"
        yield book.finding("E024", fault)


def hazards(book: EpubBook) -> Iterator[Finding]:
    """A hazard cannot both be there and not be there."""
    stated = set(book.package.said(_HAZARD))
    both = [each for each in _HAZARDS if {each, f"no{each[:1].upper()}{each[1:]}Hazard"} <= stated]
    if "none" in stated:
        both = [each for each in _HAZARDS if each in stated] or both
    if both:
        fault = f"the package says that there is {both[0]}, and that there is none"
        yield book.finding("E025", fault)


def conformance(book: EpubBook) -> Iterator[Finding]:
    """A conformance that names no certifier is none (EPUB Accessibility 1.1, 3.6)."""
    claims = [each for each in book.package.said(_CONFORMS) if each.lower() not in _NO_CLAIM]
    vouched = any(meta.name == "a11y:certifiedBy" and meta.text for meta in book.package.metas)
    if claims and not vouched:
        fault = f"the package claims “{claims[0][:80]}”, and names no certifier"
        yield book.finding("E026", fault)


def modes(book: EpubBook) -> Iterator[Finding]:
    """The senses that a book asks for are those that it is made for."""
    stated = book.package.said(_MODE)
    if not stated:
        return
    if any(not shown.passed_over for _, shown in book.shown) and "visual" not in stated:
        fault = "the book shows pictures, and its accessMode leaves “visual” out"
        yield book.finding("E027", fault)
    if _letters(book) >= _HARDLY_ANY_TEXT and "textual" not in stated:
        fault = "the book has text, and its accessMode leaves “textual” out"
        yield book.finding("E027", fault)


def descriptions(book: EpubBook) -> Iterator[Finding]:
    """Check that a book that claims long descriptions has at least one."""
    claims = "longDescription" in book.package.said(_FEATURE)
    if claims and not any(shown.described for _, shown in book.shown):
        fault = "the package claims longDescription, and no picture leads to one"
        yield book.finding("E028", fault)


def only_images(book: EpubBook) -> Iterator[Finding]:
    """A book of pictures alone is refused as a flowing one: “manuscript contains only images”."""
    pictures, letters = sum(1 for _ in book.shown), _letters(book)
    if pictures and _flows(book) and letters < _A_PICTURE * pictures:
        fault = f"the book shows {pictures} pictures and has {letters} letters of text"
        yield book.finding("E029", fault)


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
            yield book.finding("E077", fault, document.name)


def _plain(text: str) -> str:
    return "".join(filter(str.isalnum, normalize("NFKC", text).casefold()))


def _letters(book: EpubBook) -> int:
    """Count the letters of all texts; contents are made of others' titles."""
    texts = (document.text for document in book.reading if document is not book.navigation)
    return sum(sum(map(str.isalnum, text)) for text in texts)


def _uses(*marks: str) -> Callable[[EpubBook], bool]:
    def used(book: EpubBook) -> bool:
        return any(not document.marks.isdisjoint(marks) for document in book.reading)

    return used


def _lists(*types: str) -> Callable[[EpubBook], bool]:
    return lambda book: any(item.media_type in types for item in book.package.items)


def _any(*tests: Callable[[EpubBook], bool]) -> Callable[[EpubBook], bool]:
    return lambda book: any(test(book) for test in tests)


def _flows(book: EpubBook) -> bool:
    return "pre-paginated" not in book.package.said("rendition:layout")


def _breaks(book: EpubBook) -> bool:
    """Where there is no page list either, another finding says so (E024)."""
    return not book.ways("page-list") or any(document.breaks for document in book.reading)


def _contents(book: EpubBook) -> bool:
    old = (item.name for item in book.package.items if item.media_type == NCX)
    documents = (book.documents[name] for name in old if name in book.documents)
    return bool(book.ways("toc")) or any(document.links for document in documents)


_PLAYS = _any(_uses("audio", "video"), _lists(_SMIL))
#: What is claimed, how a book is seen to have it, and what is missing where it has not.
_NEEDS: dict[str, tuple[Callable[[EpubBook], bool], str]] = {
    "tableOfContents": (_contents, "there is no table of contents"),
    "structuralNavigation": (_uses(*_HEADINGS), "no document has a heading"),
    "index": (_uses("type:index", "doc-index"), "there is no index"),
    "displayTransformability": (_flows, "its pages are fixed (pre-paginated)"),
    "printPageNumbers": (_breaks, "no printed page is marked"),
    "pageBreakMarkers": (_breaks, "no printed page is marked"),
    "MathML": (_uses("math"), "there is no MathML"),
    "describedMath": (_uses("math", "img"), "there is no mathematics"),
    "synchronizedAudioText": (_lists(_SMIL), "there are no media overlays"),
    "captions": (_uses("video", "audio"), "there is no video and no audio"),
    "closedCaptions": (_uses("track"), "no video has captions (track)"),
    "openCaptions": (_uses("video"), "there is no video"),
    "audioDescription": (_uses("video"), "there is no video"),
    "signLanguage": (_uses("video"), "there is no video"),
    "transcript": (_PLAYS, "there is no audio and no video"),
    "timingControl": (_PLAYS, "nothing is played"),
    "highContrastAudio": (_PLAYS, "there is no audio"),
    "rubyAnnotations": (_uses("ruby"), "there is no ruby"),
    "fullRubyAnnotations": (_uses("ruby"), "there is no ruby"),
    "ttsMarkup": (_any(_uses("ssml"), _lists(_PLS)), "there is no SSML and no PLS lexicon"),
    "ARIA": (_uses("role"), "no element has a role"),
    "taggedPDF": (lambda _: False, "it is no PDF"),
}


def claimed(book: EpubBook) -> Iterator[Finding]:
    """Find features that are claimed and are not there."""
    for feature in dict.fromkeys(book.package.said(_FEATURE)):
        has, lack = _NEEDS.get(feature, (None, ""))
        if has is not None and not has(book):
            fault = f"the package claims {feature}, and {lack}"
            yield book.finding("E037", fault)


def headings(book: EpubBook) -> Iterator[Finding]:
    """Find levels that are left out: from a heading of level 1 to one of 3."""
    for document in book.reading:
        before = 0
        for level, line in document.levels:
            if before and level > before + 1:
                fault = f"a heading of level {level} follows one of level {before}"
                yield book.finding("E038", fault, document.name, line, document.plate)
                break
            before = level


def scripts(book: EpubBook) -> Iterator[Finding]:
    """Find documents that run programs."""
    for document in book.documents.values():
        if "script" in document.marks:
            fault = "the document has scripts"
            yield book.finding("E039", fault, document.name, plate=document.plate)


CHECKS = (
    *(required, language, accessibility, alternatives, pages, hazards, conformance),
    *(modes, descriptions, only_images, title_page),
)
FEATURE_CHECKS = (claimed, headings, scripts)
