"""Holds every picture to what readers, shops and its owner can live with."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from math import isinf
from posixpath import splitext

from platebook import photos
from platebook.errors import Finding, Severity
from platebook.preflight import codes
from platebook.preflight.epub import store_limits
from platebook.preflight.epub.epub_facts import EpubBook, EpubImage

#: Kinds of picture that every reader of EPUB 3.3 shows (section 3.2), by what their bytes are.
_CORE = {"JPEG": "image/jpeg", "PNG": "image/png", "GIF": "image/gif", "WEBP": "image/webp"}
_FILE_NAME = re.compile(r"\S+\.(?:jpe?g|png|gif|webp|tiff?|svg|hei[cf])", re.IGNORECASE)
#: What has fewer pixels on its short side is a logo or an ornament.
_PHOTOGRAPH_PX = 100
#: What moves for more seconds must be pausable.
_LONGEST = 5.0
_SAME_COLOURS = ("sRGB", "gray")


def alternatives(book: EpubBook) -> Iterator[Finding]:
    """Every picture says what it shows, or that it says nothing (WCAG 2.2, 1.1.1)."""
    for document, shown in book.shown:
        where = book.where(document.name, shown.address.line, shown.plate)
        name = shown.address.said
        if shown.alt is None and not shown.passed_over:
            yield codes.finding("E040", where, f"{name} has no alt text")
        elif shown.alt is not None and not shown.alt.strip() and not shown.passed_over:
            yield codes.finding("E041", where, f"{name} has an empty alt text")
        elif shown.alt and _says_nothing(shown.alt, shown.address.target):
            yield codes.finding(
                "E042", where, f"the alt text of {name} is a file’s name: “{shown.alt[:80]}”"
            )


def kinds(book: EpubBook) -> Iterator[Finding]:
    """A picture is whole, and of the kind that the package says."""
    for picture, where in _each(book):
        declared, seen = picture.media_type, picture.seen
        if seen.fault and declared in _CORE.values():
            yield codes.finding("E043", where, f"the picture {seen.fault}")
        elif (
            picture.looked
            and not picture.glance
            and declared in _CORE.values()
            and _CORE.get(seen.format) == declared
        ):
            yield codes.finding("E043", where, "the picture cannot be decoded")
        elif declared not in _CORE.values():
            yield codes.finding(
                "E044", where, f"not every reader shows a picture of the kind “{declared[:60]}”"
            )
        elif _CORE.get(seen.format) != declared:
            yield codes.finding(
                "E044", where, f"the package says {declared}, its bytes are {seen.format}"
            )


def colours(book: EpubBook) -> Iterator[Finding]:
    """Screens show sRGB; other numbers look wrong wherever a program passes over the profile."""
    for picture, where in _each(book):
        declared = picture.seen.colours
        if declared == "CMYK":
            yield codes.finding("E045", where, "the picture is in printing inks (CMYK)")
        elif declared not in _SAME_COLOURS and not picture.seen.fault:
            yield codes.finding("E046", where, f"its colours are not sRGB but “{declared[:60]}”")


def privacy(book: EpubBook) -> Iterator[Finding]:
    """What a camera wrote down for its owner is not for everyone who buys the book."""
    for picture, where in _each(book):
        if picture.seen.private:
            declared = ", ".join(picture.seen.private)
            yield codes.finding("E047", where, f"the picture contains {declared}")


def coding(book: EpubBook) -> Iterator[Finding]:
    """Some readers show nothing of what is coded in an unusual way."""
    for picture, where in _each(book):
        if picture.seen.progressive:
            yield codes.finding("E048", where, "the JPEG is progressive")
        if picture.seen.transparent:
            yield codes.finding("E049", where, "the picture has transparent places")


def moving(book: EpubBook) -> Iterator[Finding]:
    """Pictures that move for long keep people from reading (WCAG 2.2, 2.2.2)."""
    for picture, where in _each(book):
        if picture.seen.moves > _LONGEST:
            how = "without end" if isinf(picture.seen.moves) else f"for {picture.seen.moves:.0f} s"
            grave = Severity.ERROR if book.claims_wcag else Severity.WARNING
            yield codes.finding("E091", where, f"the picture moves {how}", severity=grave)


def limits(book: EpubBook, target: str) -> Iterator[Finding]:
    """Shops refuse a picture, a document or a book that is too large, or make it smaller."""
    cover = book.package.cover
    for picture, where in _each(book):
        size = picture.seen.size
        inside = not cover or picture.name != cover.name
        if inside and (declared := ", ".join(store_limits.refusing_pixels(target, size))):
            measure = f"{size[0]:,} × {size[1]:,} px, {picture.seen.pixels / 1e6:.1f} megapixels"
            yield codes.finding("E050", where, f"the picture has {measure}; {declared}")
        if declared := ", ".join(store_limits.refusing(target, "picture", picture.length)):
            yield codes.finding(
                "E051", where, f"the picture has {picture.length / 1e6:.1f} MB; {declared}"
            )
    for document in book.reading:
        shown = {each.address.target for each in document.shown}
        length = sum(book.pictures[name].length for name in shown if name in book.pictures)
        if declared := ", ".join(store_limits.refusing(target, "document", length)):
            where = book.where(document.name, plate=document.plate)
            fault = f"the document has {length / 1e6:.1f} MB with its pictures; {declared}"
            yield codes.finding("E051", where, fault)
    if declared := ", ".join(store_limits.refusing(target, "book", book.length)):
        yield codes.finding(
            "E052", book.called, f"the book has {book.length / 1e6:,.0f} MB; {declared}"
        )


def cover(book: EpubBook, target: str) -> Iterator[Finding]:
    """A shop shows the cover before anything else."""
    item = book.package.cover
    if not item:
        yield codes.finding("E053", book.called, "the package names no cover picture")
        return
    picture = book.pictures.get(item.name)
    short = min(picture.seen.size) if picture and not picture.seen.fault else 0
    wanted = [
        f"{shop.title} wants {shop.cover:,}"
        for shop in store_limits.asked(target)
        if 0 < short < shop.cover
    ]
    if wanted:
        fault = f"the cover is {short:,} px on its short side; {', '.join(wanted)}"
        yield codes.finding("E054", book.where(item.name), fault)


def formats(book: EpubBook, target: str) -> Iterator[Finding]:
    """Not every shop takes every kind of picture that EPUB allows."""
    for picture, where in _each(book):
        seen = picture.seen
        if _CORE.get(seen.format) != picture.media_type:
            continue
        for shop in store_limits.asked(target):
            if seen.format not in shop.formats:
                yield codes.finding(
                    "E056", where, f"{shop.title} does not take {seen.format} pictures"
                )


def twins(book: EpubBook) -> Iterator[Finding]:
    """The same photograph twice in a story is rarely meant; ornaments and the cover may be."""
    cover = book.package.cover
    shown = [
        each
        for _, each in book.shown
        if not each.passed_over
        and each.alt != ""
        and not (cover and each.address.target == cover.name)
    ]
    places = Counter(each.address.target for each in shown)
    pictures = [book.pictures[name] for name in places if name in book.pictures]
    pictures = [each for each in pictures if min(each.seen.size) >= _PHOTOGRAPH_PX]
    for picture in pictures:
        if (times := places[picture.name]) > 1:
            where = book.where(picture.name, plate=book.plate_of(picture.name))
            yield codes.finding("E055", where, f"the photograph is shown {times} times")
    for first, second in photos.find_duplicates([picture.glance for picture in pictures]):
        one, two = pictures[first], pictures[second]
        same = "is the same file as" if one.sha256 == two.sha256 else "looks the same as"
        other = f"“{plate}”" if (plate := book.plate_of(one.name)) else one.name
        where = book.where(two.name, plate=book.plate_of(two.name))
        yield codes.finding("E055", where, f"the photograph {same} that of plate {other}")


def _each(book: EpubBook) -> Iterator[tuple[EpubImage, str]]:
    """Give every picture, and what a finding calls it."""
    plates_ = {shown.address.target: shown.plate for _, shown in book.shown}
    for name, picture in book.pictures.items():
        yield picture, book.where(name, plate=plates_.get(name, ""))


def _says_nothing(alt: str, target: str) -> bool:
    stem = splitext(target.rpartition("/")[2])[0]
    return bool(_FILE_NAME.fullmatch(alt.strip())) or alt.strip() == stem
