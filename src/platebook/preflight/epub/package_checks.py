"""Checks the zip and its package by what an EPUB may be, and by what they claim.

First file, names, lists and fonts (EPUB 3.3, section 4); metadata (5.5; EPUB Accessibility 1.1).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from unicodedata import normalize

from platebook.errors import Finding, Severity
from platebook.i18n.languages import script, subtags_of
from platebook.preflight.epub.epub_facts import HEADINGS, NCX, EpubBook, Reference
from platebook.preflight.epub.read_epub import is_safe

_MIMETYPE = b"application/epub+zip"
_UNLISTED = "META-INF/"
#: Fonts scrambled by these can still be read by every reader (section 4.3).
_SCRAMBLED = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
#: What a package may name without its being shown: it is there to be found by other means.
_FOUND_ANYWAY = ("nav", "cover-image", "data-nav", "dictionary", "search-key-map", "index")


def mimetype(book: EpubBook) -> Iterator[Finding]:
    """Check that the first entry is ``mimetype``, stored, so that programs recognise the format."""
    first = next((entry for entry in book.entries if entry.first), None)
    content = book.mimetype.decode("ascii", "replace")[:60]
    if all(entry.name != "mimetype" for entry in book.entries):
        fault = "there is no file “mimetype”"
    elif book.mimetype != _MIMETYPE:
        fault = f"the file “mimetype” says “{content}” and not “{_MIMETYPE.decode()}”"
    elif first is None or first.name != "mimetype":
        fault = f"the first file is not “mimetype” but “{first.name if first else 'none'}”"
    elif not first.stored or first.extra:
        fault = "the file “mimetype” is packed, or has an extra field"
    else:
        return
    yield book.finding("E001", fault)


def names(book: EpubBook) -> Iterator[Finding]:
    """No name may lead out of the book, or mean two files on one system."""
    for entry in book.entries:
        if not is_safe(entry.name):
            entry_name = entry.name.encode("unicode_escape").decode("ascii")[:200]
            fault = f"the name “{entry_name}” leads out of the book, or is none on some systems"
            yield book.finding("E003", fault)
    counts = Counter(normalize("NFC", entry.name).casefold() for entry in book.entries)
    for entry in book.entries:
        if counts.pop(normalize("NFC", entry.name).casefold(), 0) > 1:
            fault = "another file has the same name, or one that differs in capitals alone"
            yield book.finding("E003", fault, entry.name)


def locks(book: EpubBook) -> Iterator[Finding]:
    """Find encrypted files: readers have no key, and shops add their own encryption."""
    for name, algorithm in book.obfuscated_files:
        scrambled = algorithm in _SCRAMBLED
        fault = "is scrambled, which shops discourage" if scrambled else "is locked"
        severity = Severity.WARNING if scrambled else Severity.ERROR
        yield book.finding("E005", f"it {fault}", name, severity=severity)


def lists(book: EpubBook) -> Iterator[Finding]:
    """The package lists every file, and only files that are there."""
    there = {entry.name for entry in book.entries}
    manifest_names = {item.name for item in book.package.items}
    for item in book.package.items:
        if item.name and item.name not in there:
            yield book.finding("E010", "the package lists it; it is not there", item.name)
    for name in sorted(there - manifest_names - {"mimetype", book.package.name}):
        if not name.startswith(_UNLISTED):
            yield book.finding("E009", "it is in the zip, and in no list", name)
    # Every file that the reading order leads to, by whatever way.
    link_targets = {link.target for document in book.documents.values() for link in document.links}
    used_names = {*book.package.spine, *link_targets, *(to.target for _, to in _references(book))}
    for item in book.package.items:
        idle = item.name in there and item.name not in used_names and item.media_type != NCX
        if idle and not set(item.properties) & set(_FOUND_ANYWAY):
            yield book.finding("E011", "nothing in the book uses it", item.name)


def spine(book: EpubBook) -> Iterator[Finding]:
    """There is something to read, and all of it is in the book."""
    if not book.package.spine:
        yield book.finding("E014", "the package gives no reading order (spine)")
    for number, name in enumerate(book.package.spine, 1):
        if not name:
            fault = f"document {number} of the reading order is no file of the package"
            yield book.finding("E014", fault)
    for name, times in Counter(book.package.spine).items():
        if name and times > 1:
            yield book.finding("E014", f"the reading order gives it {times} times", name)


def network(book: EpubBook) -> Iterator[Finding]:
    """Find remote resources: e-books are read without a network."""
    for name, address in _references(book):
        if address.outside and address.target:
            message = f"it loads “{address.href}” from the network"
            yield book.finding("E012", message, name, address.line)
    for item in book.package.items:
        if not item.name:
            yield book.finding("E012", f"the package lists “{item.href[:200]}”")


def find_missing(book: EpubBook) -> Iterator[Finding]:
    """What a document shows or a stylesheet loads is in the book."""
    there = {entry.name for entry in book.entries}
    for name, address in _references(book):
        if not address.outside and address.target not in there:
            message = f"“{address.href}” is not in the book"
            plate = book.documents[name].plate if name in book.documents else ""
            yield book.finding("E013", message, name, address.line, plate)


def _references(book: EpubBook) -> Iterator[tuple[str, Reference]]:
    """Yield everything that is loaded to show the book, with the file that loads it."""
    for name, document in book.documents.items():
        yield from ((name, figure.address) for figure in document.pictures)
        yield from ((name, address) for address in document.resources)
    for name, addresses in book.sheets.items():
        yield from ((name, address) for address in addresses)


def rights(book: EpubBook) -> Iterator[Finding]:
    """A font whose licence forbids embedding may not be given away with a book."""
    for font in book.fonts.values():
        if font.embeddable is False:
            fault = "the font says that it may not be embedded (OS/2 fsType)"
            yield book.finding("E060", fault, font.name)


def kinds(book: EpubBook) -> Iterator[Finding]:
    """Kobo reads TrueType, OpenType and WOFF, and no WOFF2."""
    for font in book.fonts.values():
        if font.media_type == "font/woff2" or font.name.lower().endswith(".woff2"):
            yield book.finding("E061", "the font is a WOFF2", font.name)


CONTAINER_CHECKS = (mimetype, names, locks, lists, spine, network, find_missing)
FONT_CHECKS = (rights, kinds)


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
#: What claims nothing.
_NO_CLAIM = ("none", "unknown")
_SMIL, _PLS = "application/smil+xml", "application/pls+xml"


def check_required(book: EpubBook) -> Iterator[Finding]:
    """Without these three a shop has nothing to list."""
    for name in _REQUIRED:
        if not book.package.texts_of(name):
            yield book.finding("E020", f"the package gives no {name}")
    times = book.package.texts_of("dcterms:modified")
    if book.package.version.startswith("3") and not times:
        fault = "the package does not say when it was last changed (dcterms:modified)"
        yield book.finding("E020", fault)
    for time in times:
        if not _MODIFIED.fullmatch(time):
            fault = f"dcterms:modified is “{time[:40]}”, not a time like 2026-11-29T00:00:00Z"
            yield book.finding("E020", fault)
    ids = [meta.id for meta in book.package.metas if meta.name == "identifier" and meta.id]
    if book.package.texts_of("identifier") and book.package.unique not in ids:
        fault = f"its unique-identifier, “{book.package.unique[:40]}”, names no identifier"
        yield book.finding("E020", fault)


def language(book: EpubBook) -> Iterator[Finding]:
    """Hyphens, voices and quotation marks follow the language."""
    tags = book.package.texts_of("language")
    for tag in tags:
        if not _TAG.fullmatch(tag):
            fault = f"“{tag[:40]}” is no language tag"
            yield book.finding("E021", fault, fix="Write a tag such as en, pt-BR or zh-Hant.")
    for document in book.reading:
        own_tag, fault = document.language, ""
        if not own_tag:
            fault = "the document does not say in which language it is"
        elif tags and not any(_agree(own_tag, tag) for tag in tags):
            fault = f"the document is in “{own_tag[:40]}”, the book in “{', '.join(tags)[:80]}”"
        if fault:
            yield book.finding("E021", fault, document.name, plate=document.plate)


def _agree(first: str, second: str) -> bool:
    """Return whether two tags may name one language: neither says what the other contradicts.

    A region counts as the script that it implies too, as in zh-TW (RFC 5646, 2.2.3 and 2.2.4).
    """
    pairs = zip(_subtags(first), _subtags(second), strict=True)
    return all(mine == theirs or not (mine and theirs) for mine, theirs in pairs)


def _subtags(tag: str) -> tuple[str, str, str]:
    """Return language, script and region of a tag; Chinese of a region has that one's script."""
    subtags = subtags_of(tag.strip())
    region = subtags.region if subtags.region.isalpha() else ""
    implied = script(tag.strip()) if subtags.language == "zh" and region else ""
    return subtags.language, subtags.script or implied, region


def accessibility(book: EpubBook) -> Iterator[Finding]:
    """Shops show these to readers who depend on them; the law asks for them (EAA)."""
    missing = [name for name in (_MODE, _FEATURE, _HAZARD) if not book.package.texts_of(name)]
    if missing:
        fault = f"the package does not give {' nor '.join(missing)}"
        yield book.finding("E022", fault)
    elif not book.package.texts_of(_SUMMARY):
        fault = f"the package does not give {_SUMMARY}"
        yield book.finding("E022", fault, severity=Severity.NOTE)


def alternatives(book: EpubBook) -> Iterator[Finding]:
    """A book that claims alternative texts has one for every picture that says something."""
    if "alternativeText" not in book.package.texts_of(_FEATURE):
        return
    bare = [
        figure for _, figure in book.shown_pictures if not figure.alt and not figure.passed_over
    ]
    if not bare and not any(figure.alt for _, figure in book.shown_pictures):
        fault = "the package claims alternativeText, and no picture has one"
        yield book.finding("E023", fault)
    if bare:
        names = [
            f"“{picture.plate}”" if picture.plate else picture.address.href for picture in bare[:3]
        ]
        more = f" and {len(bare) - 3} more" if len(bare) > 3 else ""
        fault = f"the package claims alternativeText, but {', '.join(names)}{more} have none"
        yield book.finding("E023", fault.replace("have", "has") if len(bare) == 1 else fault)


def pages(book: EpubBook) -> Iterator[Finding]:
    """Check that a book that claims page numbers has a page list."""
    claims = [value for value in book.package.texts_of(_FEATURE) if value in _PAGES]
    if claims and not book.ways("page-list"):
        fault = f"the package claims {', '.join(claims)}, and there is no page list"
        yield book.finding("E024", fault)


def hazards(book: EpubBook) -> Iterator[Finding]:
    """A hazard cannot both be there and not be there."""
    claims = set(book.package.texts_of(_HAZARD))
    denied = {hazard: f"no{hazard[:1].upper()}{hazard[1:]}Hazard" for hazard in _HAZARDS}
    both = [hazard for hazard in _HAZARDS if {hazard, denied[hazard]} <= claims]
    if "none" in claims:
        both = [hazard for hazard in _HAZARDS if hazard in claims] or both
    if both:
        fault = f"the package says that there is {both[0]}, and that there is none"
        yield book.finding("E025", fault)


def conformance(book: EpubBook) -> Iterator[Finding]:
    """A conformance that names no certifier is none (EPUB Accessibility 1.1, 3.6)."""
    claims = [value for value in book.package.texts_of(_CONFORMS) if value.lower() not in _NO_CLAIM]
    vouched = any(meta.name == "a11y:certifiedBy" and meta.text for meta in book.package.metas)
    if claims and not vouched:
        fault = f"the package claims “{claims[0][:80]}”, and names no certifier"
        yield book.finding("E026", fault)


def modes(book: EpubBook) -> Iterator[Finding]:
    """The senses that a book asks for are those that it is made for."""
    claims = book.package.texts_of(_MODE)
    if not claims:
        return
    if any(not figure.passed_over for _, figure in book.shown_pictures) and "visual" not in claims:
        fault = "the book shows pictures, and its accessMode leaves “visual” out"
        yield book.finding("E027", fault)
    if _letters(book) >= _HARDLY_ANY_TEXT and "textual" not in claims:
        fault = "the book has text, and its accessMode leaves “textual” out"
        yield book.finding("E027", fault)


def descriptions(book: EpubBook) -> Iterator[Finding]:
    """Check that a book that claims long descriptions has at least one."""
    claims = "longDescription" in book.package.texts_of(_FEATURE)
    if claims and not any(figure.described for _, figure in book.shown_pictures):
        fault = "the package claims longDescription, and no picture leads to one"
        yield book.finding("E028", fault)


def only_images(book: EpubBook) -> Iterator[Finding]:
    """A book of pictures alone is refused as a flowing one: “manuscript contains only images”."""
    pictures, letters = sum(1 for _ in book.shown_pictures), _letters(book)
    if pictures and _flows(book) and letters < _A_PICTURE * pictures:
        fault = f"the book shows {pictures} pictures and has {letters} letters of text"
        yield book.finding("E029", fault)


def title_page(book: EpubBook) -> Iterator[Finding]:
    """The title that shops list is that of the title page; either may go on with a subtitle."""
    titles = [_plain(value) for value in book.package.texts_of("title")]
    for document in book.reading:
        heading = _plain(document.heading)
        is_title_page = not document.marks.isdisjoint(("type:titlepage", "doc-titlepage"))
        if not heading or not is_title_page or document is book.navigation:
            continue
        whole = _plain(document.text)
        if titles and not any(heading in title or title in whole for title in titles):
            fault = f"the title page says “{document.heading[:60]}”"
            fault = f"{fault}, the package “{book.package.texts_of('title')[0][:60]}”"
            yield book.finding("E077", fault, document.name)


def _plain(text: str) -> str:
    return "".join(filter(str.isalnum, normalize("NFKC", text).casefold()))


def _letters(book: EpubBook) -> int:
    """Count the letters of all texts; contents are made of others' titles."""
    texts = (document.text for document in book.reading if document is not book.navigation)
    return sum(sum(map(str.isalnum, text)) for text in texts)


def _uses(*marks: str) -> Callable[[EpubBook], bool]:
    def uses(book: EpubBook) -> bool:
        return any(not document.marks.isdisjoint(marks) for document in book.reading)

    return uses


def _lists(*types: str) -> Callable[[EpubBook], bool]:
    return lambda book: any(item.media_type in types for item in book.package.items)


def _any(*tests: Callable[[EpubBook], bool]) -> Callable[[EpubBook], bool]:
    return lambda book: any(test(book) for test in tests)


def _flows(book: EpubBook) -> bool:
    return "pre-paginated" not in book.package.texts_of("rendition:layout")


def _breaks(book: EpubBook) -> bool:
    """Return whether there are page breaks; without a page list, E024 is reported instead."""
    return not book.ways("page-list") or any(document.breaks for document in book.reading)


def _has_contents(book: EpubBook) -> bool:
    return bool(book.ways("toc")) or book.has_ncx_contents


_PLAYS = _any(_uses("audio", "video"), _lists(_SMIL))
#: What is claimed, how a book is seen to have it, and what is missing where it has not.
_NEEDS: dict[str, tuple[Callable[[EpubBook], bool], str]] = {
    "tableOfContents": (_has_contents, "there is no table of contents"),
    "structuralNavigation": (_uses(*HEADINGS), "no document has a heading"),
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


def check_claims(book: EpubBook) -> Iterator[Finding]:
    """Find features that are claimed and are not there."""
    for feature in dict.fromkeys(book.package.texts_of(_FEATURE)):
        has, lack = _NEEDS.get(feature, (None, ""))
        if has is not None and not has(book):
            fault = f"the package claims {feature}, and {lack}"
            yield book.finding("E037", fault)


CHECKS = (
    *(check_required, language, accessibility, alternatives, pages, hazards, conformance),
    *(modes, descriptions, only_images, title_page),
)
FEATURE_CHECKS = (check_claims,)
