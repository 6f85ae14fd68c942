"""Checks every picture, and its text alternative, by what readers and shops accept."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import isinf
from posixpath import splitext
from unicodedata import normalize

from platebook.errors import Finding, Severity
from platebook.photos.ebook_targets import TARGETS
from platebook.preflight import codes
from platebook.preflight.epub.epub_facts import EpubBook, EpubImage, ShownPicture

_MB = 1_000_000


@dataclass(frozen=True, slots=True)
class Shop:
    """A shop's limits; 0 where none is known. ``edge`` px, ``pixels`` px, the rest bytes.

    ``cover`` is the least px of a cover's short side. ``formats`` are the kinds of picture that
    it shows.
    """

    name: str
    title: str
    edge: int = 0
    pixels: int = 0
    picture: int = 0
    document: int = 0
    book: int = 0
    cover: int = 0
    formats: tuple[str, ...] = ("JPEG", "PNG", "GIF", "WEBP")


#: Kindle: KDP help, read; 5 MB a picture and 650 MB a book: restated. Apple: asset guide, restated.
#: Kobo: kobolabs/epub-spec, read. Google: help, read; 3,200 px: restated.
_OLD = ("JPEG", "PNG", "GIF")
_ROWS = (
    Shop("kindle", "Kindle", picture=5 * _MB, book=650 * _MB, cover=625, formats=_OLD),
    Shop("apple", "Apple Books", pixels=5_600_000, book=2_000 * _MB, cover=1_400),
    Shop("kobo", "Kobo", document=10 * _MB, book=1_000 * _MB),
    Shop("google", "Google Play Books", edge=3_200, book=2_000 * _MB, cover=640),
)


def shops_for(target: str) -> tuple[Shop, ...]:
    """Return the shop that a target names; all shops where it names none."""
    return tuple(row for row in _ROWS if row.name == target) or _ROWS


def shops_refusing_pixels(target: str, size: tuple[int, int]) -> Iterator[str]:
    """Yield each shop that rejects an image of this size (px wide × high), with its limit."""
    for shop in shops_for(target):
        if shop.pixels and size[0] * size[1] > shop.pixels:
            yield f"{shop.title} takes {shop.pixels / 1e6:g} megapixels"
        elif shop.edge and max(size) > shop.edge:
            yield f"{shop.title} takes {shop.edge:,} px"
    row = TARGETS.get(target)
    made_for = row and next((shop for shop in _ROWS if shop.name == target), None)
    unlimited = not made_for or made_for.pixels or made_for.edge
    if row and made_for and not unlimited and size[0] * size[1] > row.pixels:
        yield f"for {made_for.title} {row.pixels / 1e6:g} megapixels are enough"


def shops_refusing(target: str, limit: str, size: int) -> Iterator[str]:
    """Yield each shop that rejects an image, document or book of so many bytes."""
    for shop in shops_for(target):
        allowed: int = getattr(shop, limit)
        if allowed and size > allowed:
            yield f"{shop.title} takes {allowed / _MB:,.0f} MB"


#: Kinds of picture that every reader of EPUB 3.3 shows (section 3.2), by what their bytes are.
_CORE = {"JPEG": "image/jpeg", "PNG": "image/png", "GIF": "image/gif", "WEBP": "image/webp"}
_FILE_NAME = re.compile(r"\S+\.(?:jpe?g|png|gif|webp|tiff?|svg|hei[cf])", re.IGNORECASE)
#: What has fewer pixels on its short side is a logo or an ornament.
_PHOTOGRAPH_PX = 100
#: What moves for more seconds must be pausable.
_LONGEST = 5.0
_SAME_COLOURS = ("sRGB", "gray")
#: Letters from which a beginning that two texts share is no accident.
_SENTENCE = 25
_KIND = r"(?:photo(?:graph)?|picture|image|img|pic|figure|graphic|illustration)"
_PHOTO_OF = re.compile(rf"(?:an? |the )?{_KIND} (?:of|showing)\b", re.IGNORECASE)
_PLACEHOLDER = re.compile(
    rf"(?:{_KIND}|untitled|placeholder|alt(?: text)?|todo|tbd|x+|\.+)[\s#:_-]*\d*", re.IGNORECASE
)


def alternatives(book: EpubBook) -> Iterator[Finding]:
    """Every picture says what it shows, or that it says nothing (WCAG 2.2, 1.1.1)."""
    for where, figure in book.places:
        name, alt = figure.address.href, figure.alt
        if not (alt or "").strip() and not figure.passed_over:
            code, fault = ("E040", "no") if alt is None else ("E041", "an empty")
            yield codes.finding(code, where, f"{name} has {fault} alt text")
        elif alt and _is_file_name(alt.strip(), figure.address.target):
            fault = f"the alt text of {name} is a file’s name: “{alt[:80]}”"
            yield codes.finding("E042", where, fault)


def _is_file_name(alt: str, target: str) -> bool:
    stem = splitext(target.rpartition("/")[2])[0]
    return _FILE_NAME.fullmatch(alt) is not None or alt == stem


def kinds(book: EpubBook) -> Iterator[Finding]:
    """A picture is whole, and of the kind that the package says."""
    for picture, where in _each(book):
        media_type, facts = picture.media_type, picture.facts
        same, is_core = _CORE.get(facts.format) == media_type, media_type in _CORE.values()
        if not is_core:
            fault = f"not every reader shows a picture of the kind “{media_type[:60]}”"
            yield codes.finding("E044", where, fault)
        elif facts.fault:
            yield codes.finding("E043", where, f"the picture {facts.fault}")
        elif same and picture.looked and not picture.preview:
            yield codes.finding("E043", where, "the picture cannot be decoded")
        elif not same:
            fault = f"the package says {media_type}, its bytes are {facts.format}"
            yield codes.finding("E044", where, fault)


def colours(book: EpubBook) -> Iterator[Finding]:
    """Screens show sRGB; other numbers look wrong wherever a program passes over the profile."""
    for picture, where in _each(book):
        colour_space = picture.facts.colours
        if colour_space == "CMYK":
            yield codes.finding("E045", where, "the picture is in printing inks (CMYK)")
        elif colour_space not in _SAME_COLOURS and not picture.facts.fault:
            yield codes.finding(
                "E046", where, f"its colours are not sRGB but “{colour_space[:60]}”"
            )


def privacy(book: EpubBook) -> Iterator[Finding]:
    """Find camera metadata, such as a place, in the images of a book."""
    for picture, where in _each(book):
        if private := ", ".join(picture.facts.private):
            yield codes.finding("E047", where, f"the picture contains {private}")


def check_coding(book: EpubBook) -> Iterator[Finding]:
    """Some readers show nothing of what is coded in an unusual way."""
    for picture, where in _each(book):
        if picture.facts.progressive:
            yield codes.finding("E048", where, "the JPEG is progressive")
        if picture.facts.transparent:
            yield codes.finding("E049", where, "the picture has transparent places")


def check_moving(book: EpubBook) -> Iterator[Finding]:
    """Pictures that move for long keep people from reading (WCAG 2.2, 2.2.2)."""
    for picture, where in _each(book):
        if (moves := picture.facts.moves) > _LONGEST:
            how = "without end" if isinf(moves) else f"for {moves:.0f} s"
            severity = Severity.ERROR if book.claims_wcag else Severity.WARNING
            yield codes.finding("E091", where, f"the picture moves {how}", severity=severity)


def limits(book: EpubBook, target: str) -> Iterator[Finding]:
    """Shops refuse a picture, a document or a book that is too large, or make it smaller."""
    cover = book.package.cover
    for picture, where in _each(book):
        size, megabytes = picture.facts.size, f"{picture.length / 1e6:.1f} MB"
        inside = not cover or picture.name != cover.name
        if inside and (refusals := ", ".join(shops_refusing_pixels(target, size))):
            measure = f"{size[0]:,} × {size[1]:,} px, {picture.facts.pixels / 1e6:.1f} megapixels"
            yield codes.finding("E050", where, f"the picture has {measure}; {refusals}")
        if refusals := ", ".join(shops_refusing(target, "picture", picture.length)):
            yield codes.finding("E051", where, f"the picture has {megabytes}; {refusals}")
    for document in book.reading:
        image_names = {photo.address.target for photo in document.pictures}
        length = sum(book.pictures[name].length for name in image_names if name in book.pictures)
        if refusals := ", ".join(shops_refusing(target, "document", length)):
            fault = f"the document has {length / 1e6:.1f} MB with its pictures; {refusals}"
            yield book.finding("E051", fault, document.name, plate=document.plate)
    if refusals := ", ".join(shops_refusing(target, "book", book.length)):
        yield book.finding("E052", f"the book has {book.length / 1e6:,.0f} MB; {refusals}")


def cover(book: EpubBook, target: str) -> Iterator[Finding]:
    """A shop shows the cover before anything else."""
    item = book.package.cover
    if not item:
        yield book.finding("E053", "the package names no cover picture")
        return
    picture = book.pictures.get(item.name)
    short = min(picture.facts.size) if picture and not picture.facts.fault else 0
    shops = [shop for shop in shops_for(target) if 0 < short < shop.cover]
    if sizes := ", ".join(f"{shop.title} wants {shop.cover:,}" for shop in shops):
        fault = f"the cover is {short:,} px on its short side; {sizes}"
        yield book.finding("E054", fault, item.name)


def formats(book: EpubBook, target: str) -> Iterator[Finding]:
    """Not every shop takes every kind of picture that EPUB allows."""
    for picture, where in _each(book):
        kind = picture.facts.format
        for shop in shops_for(target) if _CORE.get(kind) == picture.media_type else ():
            if kind not in shop.formats:
                yield codes.finding("E056", where, f"{shop.title} does not take {kind} pictures")


def duplicates(book: EpubBook) -> Iterator[Finding]:
    """The same photograph twice in a story is rarely meant; ornaments and the cover may be."""
    cover = book.package.cover
    figures = (
        photo for _, photo in book.shown_pictures if not photo.passed_over and photo.alt != ""
    )
    places = Counter(photo.address.target for photo in figures)
    del places[cover.name if cover else ""]
    pictures = [book.pictures[name] for name in places if name in book.pictures]
    pictures = [photo for photo in pictures if min(photo.facts.size) >= _PHOTOGRAPH_PX]
    for picture in pictures:
        if (times := places[picture.name]) > 1:
            fault = f"the photograph is shown {times} times"
            yield book.finding("E055", fault, picture.name, plate=book.plate_of(picture.name))
    for at, again in book.memory.find_duplicates([photo.preview for photo in pictures]):
        first, second = pictures[at], pictures[again]
        same = "is the same file as" if first.sha256 == second.sha256 else "looks the same as"
        other = f"“{plate}”" if (plate := book.plate_of(first.name)) else first.name
        fault = f"the photograph {same} that of plate {other}"
        yield book.finding("E055", fault, second.name, plate=book.plate_of(second.name))


def _each(book: EpubBook) -> Iterator[tuple[EpubImage, str]]:
    """Yield every picture, and what a finding calls it."""
    plates_ = {figure.address.target: figure.plate for _, figure in book.shown_pictures}
    for name, picture in book.pictures.items():
        yield picture, book.where(name, plate=plates_.get(name, ""))


def captions(book: EpubBook) -> Iterator[Finding]:
    """Find alt texts that say what the caption says, or begin so: a screen reader says it twice.

    The caption is what is marked so, all of the figure's words, or a part of them.
    """
    for where, figure in book.places:
        alt = _plain(figure.alt or "")
        texts = (figure.caption, figure.words, *(line.text for line in figure.lines))
        plain = {_plain(text) for text in texts if text}
        starts = len(alt) >= _SENTENCE and any(caption.startswith(alt) for caption in plain)
        if alt and (alt in plain or starts):
            fault = f"the alt text of {figure.address.href} says what its caption says"
            yield codes.finding("E057", where, fault)


def habits(book: EpubBook) -> Iterator[Finding]:
    """Find alt texts that say first of all that there is a picture, or nothing else."""
    for where, figure in book.places:
        alt = (figure.alt or "").strip()
        if _PLACEHOLDER.fullmatch(alt):
            fault = f"the alt text of {figure.address.href} says nothing: “{alt[:60]}”"
            yield codes.finding("E042", where, fault)
        elif match := _PHOTO_OF.match(alt):
            fault = f"the alt text of {figure.address.href} begins with “{match[0]}”"
            yield codes.finding("E059", where, fault)


def copies(book: EpubBook) -> Iterator[Finding]:
    """Find two pictures with one alt text."""
    first: dict[str, ShownPicture] = {}
    for where, figure in book.places:
        alt = _plain(figure.alt or "")
        if not alt or figure.passed_over:
            continue
        other = first.setdefault(alt, figure)
        if other.address.target != figure.address.target:
            before = f"“{other.plate}”" if other.plate else other.address.href
            fault = f"the alt text of {figure.address.href} is that of {before} too"
            yield codes.finding("E058", where, fault)


@lru_cache(maxsize=256)  # pictures of one figure share its text
def _plain(text: str) -> str:
    """Normalise a text for comparison: lower case, single spaces, no punctuation at the ends."""
    return " ".join(normalize("NFKC", text).casefold().split()).strip(" .…!\"“”„«»'‘’")


CHECKS = (
    *(alternatives, captions, copies, habits),
    *(kinds, colours, privacy, check_coding, check_moving, duplicates),
)
SHOP_CHECKS = (limits, cover, formats)
