"""Compares file names, and matches pictures and rows of tables with photographs by them.

By stems without what programs and web sites add, by numbers, and by natural order.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from platebook.importing.model import PhotographFile, Picture, Row

#: What sites and programs add to a stem, taken off from its end again and again.
_ADDED = re.compile(
    r"(?:[-_](?:\d{2,5}x\d{2,5}(?:[-_]c)?|\d{2,5}x|scaled(?:-\d)?|rotated|e1[3-9]\d{8,11}|edited|bearbeitet|"
    r"modifi[ée]|editad[oa]|bewerkt|thumb(?:nail)?|small|medium|large|big|full|preview|"
    r"orig(?:inal)?|print|web|hires|highres|lowres|lores|hi-?res|lo-?res|max|copy|kopie|copie|\d{3,4}px|\d{3,4}w|"
    r"[wh]\d{2,4}|r\d\.\d{1,3}|fp[xy]\d{1,3}|q\d{2})"
    r"|@\dx| ?\(\d{1,3}\)| (?:copy|kopie|copie)(?: \d+)?|~\d)$",
    re.IGNORECASE,
)
_PREFIX = re.compile(
    r"^(?:(?:px|\d{2,4}px|thumb|small|large|max|web)[-_]|lossy-page\d-)", re.IGNORECASE
)
#: A path that has a mark of addresses in a name of its own: ``#1.jpg``, ``Story #2/who?.jpg``.
_OWN_MARK = re.compile(
    r"^(?![A-Za-z][\w+.-]*:|//)(?!.*\.\w{2,5}[?#])(?!.*\?.*=).*[?#].*\.(?:jpe?g|png|tiff?|webp|hei[cf]|avif)$",
    re.IGNORECASE | re.DOTALL,
)
_ENDING = re.compile(
    r"\.(?:jpe?g|jpe|png|tiff?|webp|hei[cf]|avif|gif|bmp|svg|psd|nef|cr[23]|arw|dng|raf|orf|rw2)$",
    re.IGNORECASE,
)


def file_name(address: str) -> str:
    """Return the file name in an address or a path: no query, no percent-encoding, NFC."""
    try:
        own = _OWN_MARK.match(address)
        path = address if own else urlsplit(address).path or address
    except ValueError:
        path = address
    path = unquote(path).replace("\\", "/").rstrip("/")
    name = PurePosixPath(path).name
    if "://" in address and not _ENDING.search(name):  # …/photograph.jpg/wide__660x371
        name = next(filter(_ENDING.search, reversed(path.split("/"))), name)
    return unicodedata.normalize("NFC", name)


def base_name(name: str) -> str:
    """Return the file name's stem in lower case, with all that was added to it."""
    name = file_name(name)
    while _ENDING.search(name):
        name = _ENDING.sub("", name)
    return name.casefold().strip()


def stem(name: str) -> str:
    """Return the normalised stem by which two names are of the same photograph."""
    text = base_name(name)
    while (shorter := _ADDED.sub("", text).strip()) != text and shorter:
        text = shorter
    return re.sub(r"[\s_-]+", "-", _PREFIX.sub("", text)).strip("-")


def free(name: str, used_names: set[str]) -> str:
    """Return a file's name, or with a number where it is used, case aside; and add it to the used."""
    path, numbers = PurePosixPath(name), count(2)
    while name.casefold() in used_names:
        name = f"{path.stem}-{next(numbers)}{path.suffix}"
    used_names.add(name.casefold())
    return name


#: Addresses that one picture has at most.
_COPIES = 2


def common_stems(addresses: Iterable[str]) -> frozenset[str]:
    """Return the stems that more addresses share than one picture has: ``original``, ``image``."""
    stems: dict[str, set[str]] = defaultdict(set)
    for address in addresses:
        stems[stem(address)].add(re.split(r"[?#]", address)[0])
    return frozenset(name for name, same in stems.items() if len(same) > _COPIES)


#: What Google Photos adds to the name of an edited photograph, in several languages.
_EDITED = re.compile(
    r"-(?:edited|bearbeitet|modifi[ée]|editad[oa]|bewerkt|modificato|redigerad|redigeret|edytowane)"
    r"(?P<counter>\(\d+\))?$"
)


def counter(name: str) -> str:
    """Return the number in brackets that photographs of one name differ in: ``(1)``."""
    match = re.search(r"\(\d{1,3}\)$", strip_edit_suffix(name))
    return match[0] if match else ""


def is_edited(name: str) -> bool:
    """Return whether a file is called as the edited version of another."""
    return _EDITED.search(base_name(name)) is not None


def strip_edit_suffix(name: str) -> str:
    """Return the bare name of the photograph that an edited version was made of."""
    return _EDITED.sub(lambda match: match["counter"] or "", base_name(name))


def natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """Return the key of natural order: numbers by their value, letters without case."""
    text = unicodedata.normalize("NFC", text).casefold()
    parts = re.split(r"(\d+)", text)
    return tuple(
        (0, int(part[:18]), "") if part.isdecimal() else (1, 0, part) for part in parts if part
    )


def number(name: str) -> int | None:
    """Return the number of a photograph by its name: a leading one, else the only or last one."""
    text = stem(name)
    if match := re.match(r"(\d{1,6})(?!\d)", text):
        return int(match[1])
    numbers = re.findall(r"\d{1,9}", text)
    return int(numbers[-1]) if numbers else None


#: A name that a camera gave: two cameras count apart, and each begins again after 9999.
_CAMERA = re.compile(r"(?:_?(?:img|dsc|mg)_?|dsc[fn]_?|cimg|gopr|sam_|dji_)\d{4,5}")


def put_in_order(photographs: Iterable[PhotographFile]) -> tuple[list[PhotographFile], str]:
    """Order photographs as well as can be known, and say by what."""
    in_order = sorted(photographs, key=lambda photo: (natural(base_name(photo.name)), photo.name))
    have_times = all(photo.taken_at for photo in in_order)
    of_camera = all(_CAMERA.fullmatch(base_name(photo.name)) for photo in in_order)
    if _is_numbered(in_order) and not (of_camera and have_times):
        return in_order, "by the numbers in their names"
    if in_order and have_times:
        by_time = sorted(in_order, key=lambda photo: photo.taken_at)
        return by_time, "by the time they were taken"
    return in_order, "by name"


def _is_numbered(photographs: Sequence[PhotographFile]) -> bool:
    """Return whether names are numbered as a series: each has a number of its own."""
    numbers = [number(photo.name) for photo in photographs]
    counters = [counter for counter in numbers if counter is not None]
    return len(counters) == len(numbers) == len(set(counters)) > 0


#: What programs call the pictures of a document.
_OF_DOCUMENT = re.compile(r"(?:image|picture|bild|grafik|figure|img)?[ _-]?\d+")

BY_POSITION = "matched by position: the article names no file that is like this one"


@dataclass(frozen=True, slots=True)
class Match:
    """The photograph of a picture, and why that is a guess, if it is."""

    photograph: PhotographFile
    guess: str = ""


def match_pictures(
    pictures: Sequence[Picture], photographs: Sequence[PhotographFile]
) -> Mapping[int, Match]:
    """Return the photograph of each picture by its number, as far as that is sure or likely.

    By the same file name, by the normalised stem, by the number in the name, and last, where as
    many are left on both sides, by position.
    """
    matches: dict[int, Match] = {}
    for key in (base_name, stem):
        _by_key(pictures, photographs, matches, key)
    if not matches:
        _by_number(pictures, photographs, matches)
    rest = [index for index in range(len(pictures)) if index not in matches]
    free = _free(photographs, matches)
    if rest and len(rest) == len(free) and (len(rest) > 1 or len(pictures) == 1 or matches):
        for index, photograph in zip(rest, free, strict=True):
            matches[index] = Match(photograph, BY_POSITION)
    return matches


def _free(
    photographs: Sequence[PhotographFile], matches: Mapping[int, Match]
) -> list[PhotographFile]:
    used_ids = {id(match.photograph) for match in matches.values()}
    return [photograph for photograph in photographs if id(photograph) not in used_ids]


def _by_key(
    pictures: Sequence[Picture],
    photographs: Sequence[PhotographFile],
    matches: dict[int, Match],
    key: Callable[[str], str],
) -> None:
    """Match what has the same key, if only one photograph has it."""
    places_by_key = _places_by(key, photographs)
    used = {id(match.photograph) for match in matches.values()}
    for index, picture in enumerate(pictures):
        keys = dict.fromkeys(filter(None, map(key, picture.names))) if index not in matches else ()
        for places in (places_by_key.get(name_key, ()) for name_key in keys):
            same = [photographs[place] for place in places if id(photographs[place]) not in used]
            if same and _is_one(same):
                best = max(same, key=lambda photo: photo.size[0] * photo.size[1])
                matches[index] = Match(best)
                used |= {id(photo) for photo in same}
                break


def _places_by(
    key: Callable[[str], str], photographs: Sequence[PhotographFile]
) -> Mapping[str, list[int]]:
    """Return the places of photographs by a key of their names."""
    places: dict[str, list[int]] = defaultdict(list)
    for place, photo in enumerate(photographs):
        for name_key in dict.fromkeys(key(name) for name in (photo.name, *photo.duplicate_names)):
            places[name_key].append(place)
    return places


def _is_one(same: Sequence[PhotographFile]) -> bool:
    """Return whether files are one photograph in several sizes or formats."""
    shapes = [photo.size[0] / max(photo.size[1], 1) for photo in same]
    return max(shapes) - min(shapes) < 0.03


def _by_number(
    pictures: Sequence[Picture], photographs: Sequence[PhotographFile], matches: dict[int, Match]
) -> None:
    """Match by the numbers in both names, if they count the same things."""
    theirs = [_number(picture) for picture in pictures]
    ours = {number(photo.name): photo for photo in photographs}
    counters = [counter for counter in theirs if counter is not None]
    if len(counters) < max(2, len(pictures)) or len(set(counters)) < len(counters):
        return
    if not set(counters) <= set(ours) or len(ours) < len(photographs):
        return
    for index, counter in enumerate(theirs):
        matches[index] = Match(ours[counter], "matched by the number in its name")


def _number(picture: Picture) -> int | None:
    """Return the number in a picture's name; documents number pictures by themselves."""
    name = picture.names[0] if picture.names else ""
    in_document = picture.copy and picture.copy.member and _OF_DOCUMENT.fullmatch(stem(name))
    return None if in_document else number(name)


def rows_by_photograph(
    rows: Iterable[Row], photographs: Sequence[PhotographFile]
) -> tuple[dict[int, list[Row]], list[Row]]:
    """Return the rows about each photograph by its place, the most trusted first; and the others."""
    index = _Index(photographs)
    by_photograph: dict[int, list[Row]] = defaultdict(list)
    unused: list[Row] = []
    for row in rows:
        places = index.places(row)
        for place in places:
            by_photograph[place].append(row)
        if not places:
            unused.append(row)
    for own in by_photograph.values():
        own.sort(key=lambda row: (row.rank, row.file == "*"))
    return by_photograph, unused


class _Index:
    """Finds photographs by the names that tables and sidecars give them."""

    def __init__(self, photographs: Sequence[PhotographFile]) -> None:
        self._count = len(photographs)
        keys = (lambda name: file_name(name).casefold(), base_name, stem)
        self._by_key = [(key, _places_by(key, photographs)) for key in keys]
        self._by_number = _places_by(lambda name: str(number(name)), photographs)
        self._names = [file_name(photo.name).casefold() for photo in photographs]

    def places(self, row: Row) -> Sequence[int]:
        """Return the places of the photographs that a row is about."""
        if row.file == "*":
            return range(self._count)
        if match := re.fullmatch(r"#(\d+)/(\d+)", row.file):
            return (int(match[1]) - 1,) if int(match[2]) == self._count else ()
        if row.file.startswith("flickr:"):
            number = row.file.removeprefix("flickr:")
            return [place for place, name in enumerate(self._names) if _has_number(name, number)]
        for name in (row.file, *row.other_names):
            for key, by_key in self._by_key:
                if name and (places := by_key.get(key(name))):
                    return places
        if re.fullmatch(r"\d+\.?", row.file):
            places = self._by_number.get(str(int(row.file.rstrip("."))), [])
            return places if len(places) == 1 else ()
        return self._find_cut_off(row) if row.other_names else ()

    def _find_cut_off(self, row: Row) -> Sequence[int]:
        """Find the one photograph whose name was cut off where the row's name goes on."""
        cut = [
            place
            for place, name in enumerate(self._names)
            for stem in [base_name(name)]
            if len(stem) > 20 and any(base_name(name).startswith(stem) for name in row.other_names)
        ]
        return cut if len(cut) == 1 else ()


def _has_number(name: str, number: str) -> bool:
    return re.search(rf"(?<!\d){re.escape(number)}(?!\d)", name) is not None
