"""Compares text alternatives with captions, and with one another."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from unicodedata import normalize

from platebook.errors import Finding
from platebook.preflight import codes
from platebook.preflight.epub.epub_facts import EpubBook, Shown

#: Letters from which a beginning that two texts share is no accident.
_SENTENCE = 25
_KIND = r"(?:photo(?:graph)?|picture|image|img|pic|figure|graphic|illustration)"
_PHOTO_OF = re.compile(rf"(?:an? |the )?{_KIND} (?:of|showing)\b", re.IGNORECASE)
_PLACEHOLDER = re.compile(
    rf"(?:{_KIND}|untitled|placeholder|alt(?: text)?|todo|tbd|x+|\.+)[\s#:_-]*\d*", re.IGNORECASE
)


def captions(book: EpubBook) -> Iterator[Finding]:
    """Find alt texts that say what the caption says: a screen reader says it twice."""
    for document, shown in book.shown:
        said = _plain(shown.alt or "")
        if said and any(_is_same(said, text) for text in _captions(shown)):
            where = book.where(document.name, shown.address.line, shown.plate)
            fault = f"the alt text of {shown.address.said} says what its caption says"
            yield codes.finding("E057", where, fault)


def habits(book: EpubBook) -> Iterator[Finding]:
    """Find alt texts that say first of all that there is a picture, or nothing else."""
    for document, shown in book.shown:
        said = (shown.alt or "").strip()
        where = book.where(document.name, shown.address.line, shown.plate)
        if _PLACEHOLDER.fullmatch(said):
            fault = f"the alt text of {shown.address.said} says nothing: “{said[:60]}”"
            yield codes.finding("E042", where, fault)
        elif found := _PHOTO_OF.match(said):
            fault = f"the alt text of {shown.address.said} begins with “{found[0]}”"
            yield codes.finding("E059", where, fault)


def copies(book: EpubBook) -> Iterator[Finding]:
    """Find two pictures with one alt text."""
    first: dict[str, Shown] = {}
    for document, shown in book.shown:
        said = _plain(shown.alt or "")
        if not said or shown.passed_over:
            continue
        other = first.setdefault(said, shown)
        if other.address.target != shown.address.target:
            where = book.where(document.name, shown.address.line, shown.plate)
            before = f"“{other.plate}”" if other.plate else other.address.said
            fault = f"the alt text of {shown.address.said} is that of {before} too"
            yield codes.finding("E058", where, fault)


def _captions(shown: Shown) -> set[str]:
    """Give what may be the caption: what is marked so, all of the words, or a part of them."""
    found = (shown.caption, shown.words, *(line.text for line in shown.lines))
    return {_plain(text) for text in found if text}


def _is_same(said: str, caption: str) -> bool:
    """Tell whether an alt text is the caption, or its beginning where that is a sentence."""
    return said == caption or (len(said) >= _SENTENCE and caption.startswith(said))


@lru_cache(maxsize=256)  # pictures of one figure share its text
def _plain(text: str) -> str:
    """Leave what is heard: no capitals, no spaces but one, no stops at the end."""
    return " ".join(normalize("NFKC", text).casefold().split()).strip(" .…!\"“”„«»'‘’")
