"""Matches the pictures of articles, and rows of tables, with the photographs' files."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from platebook.importing import names
from platebook.importing.model import Photograph, Picture, Row

#: What programs call the pictures of a document.
_OF_DOCUMENT = re.compile(r"(?:image|picture|bild|grafik|figure|img)?[ _-]?\d+")

BY_POSITION = "matched by position: the article names no file that is like this one"


@dataclass(frozen=True, slots=True)
class Match:
    """The photograph of a picture, and why that is a guess, if it is."""

    photograph: Photograph
    guess: str = ""


def match_pictures(
    pictures: Sequence[Picture], photographs: Sequence[Photograph]
) -> Mapping[int, Match]:
    """Give the photograph of each picture by its number, as far as that is sure or likely.

    By the same file name, by the normalised stem, by the number in the name, and last, where as
    many are left on both sides, by position.
    """
    found: dict[int, Match] = {}
    for key in (names.bare, names.stem):
        _by_key(pictures, photographs, found, key)
    if not found:
        _by_number(pictures, photographs, found)
    rest = [index for index in range(len(pictures)) if index not in found]
    free = _free(photographs, found)
    if rest and len(rest) == len(free) and (len(rest) > 1 or len(pictures) == 1 or found):
        for index, photograph in zip(rest, free, strict=True):
            found[index] = Match(photograph, BY_POSITION)
    return found


def _free(photographs: Sequence[Photograph], found: Mapping[int, Match]) -> list[Photograph]:
    taken = {id(match.photograph) for match in found.values()}
    return [photograph for photograph in photographs if id(photograph) not in taken]


def _by_key(
    pictures: Sequence[Picture],
    photographs: Sequence[Photograph],
    found: dict[int, Match],
    key: Callable[[str], str],
) -> None:
    """Match what has the same key, if only one photograph has it."""
    by_key: dict[str, list[Photograph]] = defaultdict(list)
    for photograph in _free(photographs, found):
        for each in dict.fromkeys(key(name) for name in (photograph.name, *photograph.also)):
            by_key[each].append(photograph)
    for index, picture in enumerate(pictures):
        if index in found:
            continue
        keys = dict.fromkeys(key(name) for name in picture.names)
        for same in (by_key.get(each, []) for each in keys if each):
            if same:
                best = max(same, key=lambda photo: photo.size[0] * photo.size[1])
                if len(same) == 1 or _is_one(same):
                    found[index] = Match(best)
                    for photo in [*same]:
                        for each in {key(name) for name in (photo.name, *photo.also)}:
                            by_key[each].remove(photo)
                    break


def _is_one(same: Sequence[Photograph]) -> bool:
    """Return whether files are one photograph in several sizes or formats."""
    shapes = [photo.size[0] / max(photo.size[1], 1) for photo in same]
    return max(shapes) - min(shapes) < 0.03


def _by_number(
    pictures: Sequence[Picture], photographs: Sequence[Photograph], found: dict[int, Match]
) -> None:
    """Match by the numbers in both names, if they count the same things."""
    theirs = [_number(picture) for picture in pictures]
    ours = {names.number(photo.name): photo for photo in photographs}
    known = [number for number in theirs if number is not None]
    if len(known) < max(2, len(pictures)) or len(set(known)) < len(known):
        return
    if not set(known) <= set(ours) or len(ours) < len(photographs):
        return
    for index, number in enumerate(theirs):
        guess = "matched by the number in its name"
        found[index] = Match(ours[number], guess)


def _number(picture: Picture) -> int | None:
    """Give the number in a picture's name; documents number pictures by themselves."""
    if not picture.names or (
        picture.member and _OF_DOCUMENT.fullmatch(names.stem(picture.names[0]))
    ):
        return None
    return names.number(picture.names[0])


def rows_by_photograph(
    rows: Iterable[Row], photographs: Sequence[Photograph]
) -> tuple[dict[int, list[Row]], list[Row]]:
    """Give the rows about each photograph by its place, the most trusted first; and the others."""
    index = _Index(photographs)
    found: dict[int, list[Row]] = defaultdict(list)
    unused: list[Row] = []
    for row in rows:
        places = index.places(row)
        for place in places:
            found[place].append(row)
        if not places:
            unused.append(row)
    for own in found.values():
        own.sort(key=lambda row: (row.rank, row.file == "*"))
    return found, unused


class _Index:
    """Finds photographs by the names that tables and sidecars give them."""

    def __init__(self, photographs: Sequence[Photograph]) -> None:
        self._count = len(photographs)
        keys = (lambda name: names.file_name(name).casefold(), names.bare, names.stem)
        self._by_key = [(key, self._places_by(key, photographs)) for key in keys]
        self._by_number = self._places_by(lambda name: str(names.number(name)), photographs)
        self._names = [names.file_name(photo.name).casefold() for photo in photographs]

    @staticmethod
    def _places_by(
        key: Callable[[str], str], photographs: Sequence[Photograph]
    ) -> dict[str, list[int]]:
        found: dict[str, list[int]] = defaultdict(list)
        for place, photo in enumerate(photographs):
            for each in dict.fromkeys(key(name) for name in (photo.name, *photo.also)):
                found[each].append(place)
        return found

    def places(self, row: Row) -> Sequence[int]:
        """Give the places of the photographs that a row is about."""
        if row.file == "*":
            return range(self._count)
        if match := re.fullmatch(r"#(\d+)/(\d+)", row.file):
            return (int(match[1]) - 1,) if int(match[2]) == self._count else ()
        if row.file.startswith("flickr:"):
            number = row.file.removeprefix("flickr:")
            return [place for place, name in enumerate(self._names) if _has_number(name, number)]
        for name in (row.file, *row.also):
            for key, by_key in self._by_key:
                if name and (places := by_key.get(key(name))):
                    return places
        if re.fullmatch(r"\d+\.?", row.file):
            places = self._by_number.get(str(int(row.file.rstrip("."))), [])
            return places if len(places) == 1 else ()
        return self._begun(row) if row.also else ()

    def _begun(self, row: Row) -> Sequence[int]:
        """Find the one photograph whose name was cut off where the row's name goes on."""
        cut = [
            place
            for place, name in enumerate(self._names)
            for stem in [names.bare(name)]
            if len(stem) > 20 and any(names.bare(each).startswith(stem) for each in row.also)
        ]
        return cut if len(cut) == 1 else ()


def _has_number(name: str, number: str) -> bool:
    return re.search(rf"(?<!\d){re.escape(number)}(?!\d)", name) is not None
