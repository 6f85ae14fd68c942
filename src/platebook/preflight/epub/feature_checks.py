"""Holds the accessibility features that a package claims to what its documents have.

The names are those of the Schema.org Accessibility Properties vocabulary. What nobody can see in a
file, such as ``largePrint``, is believed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from platebook.errors import Finding
from platebook.preflight import codes
from platebook.preflight.epub.epub_facts import NCX, EpubBook

FEATURE = "schema:accessibilityFeature"
_SMIL, _PLS = "application/smil+xml", "application/pls+xml"
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


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
    return bool(book.ways("toc")) or any(
        book.documents[name].links for name in old if name in book.documents
    )


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
    for feature in dict.fromkeys(book.package.said(FEATURE)):
        has, lack = _NEEDS.get(feature, (None, ""))
        if has is not None and not has(book):
            fault = f"the package claims {feature}, and {lack}"
            yield codes.finding("E037", book.called, fault)


def headings(book: EpubBook) -> Iterator[Finding]:
    """Find levels that are left out: from a heading of level 1 to one of 3."""
    for document in book.reading:
        before = 0
        for level, line in document.levels:
            if before and level > before + 1:
                fault = f"a heading of level {level} follows one of level {before}"
                yield codes.finding("E038", book.where(document.name, line, document.plate), fault)
                break
            before = level


def scripts(book: EpubBook) -> Iterator[Finding]:
    """Find documents that run programs."""
    for document in book.documents.values():
        if "script" in document.marks:
            where = book.where(document.name, plate=document.plate)
            yield codes.finding("E039", where, "the document has scripts")
