"""Compares file names: stems without what programs and web sites add, and natural order."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from platebook.importing.model import Photograph

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
    """Give the file name in an address or a path: no query, no percent-encoding, NFC."""
    try:
        own = _OWN_MARK.match(address)
        path = address if own else urlsplit(address).path or address
    except ValueError:
        path = address
    path = unquote(path).replace("\\", "/").rstrip("/")
    return unicodedata.normalize("NFC", PurePosixPath(path).name)


def bare(name: str) -> str:
    """Give the file name's stem in lower case, with all that was added to it."""
    name = file_name(name)
    while _ENDING.search(name):
        name = _ENDING.sub("", name)
    return name.casefold().strip()


def stem(name: str) -> str:
    """Give the normalised stem by which two names are of the same photograph."""
    found = bare(name)
    while (shorter := _ADDED.sub("", found).strip()) != found and shorter:
        found = shorter
    return re.sub(r"[\s_-]+", "-", _PREFIX.sub("", found)).strip("-")


#: What Google Photos adds to the name of an edited photograph, in several languages.
_EDITED = re.compile(
    r"-(?:edited|bearbeitet|modifi[ée]|editad[oa]|bewerkt|modificato|redigerad|redigeret|edytowane)"
    r"(?P<counter>\(\d+\))?$"
)


def counter(name: str) -> str:
    """Give the number in brackets that photographs of one name differ in: ``(1)``."""
    found = re.search(
        r"\(\d{1,3}\)$", _EDITED.sub(lambda match: match["counter"] or "", bare(name))
    )
    return found[0] if found else ""


def is_edited(name: str) -> bool:
    """Return whether a file is called as the edited version of another."""
    return _EDITED.search(bare(name)) is not None


def unedited(name: str) -> str:
    """Give the bare name of the photograph that an edited version was made of."""
    return _EDITED.sub(lambda match: match["counter"] or "", bare(name))


def natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """Give the key of natural order: numbers by their value, letters without case."""
    text = unicodedata.normalize("NFC", text).casefold()
    parts = re.split(r"(\d+)", text)
    return tuple(
        (0, int(part[:18]), "") if part.isdecimal() else (1, 0, part) for part in parts if part
    )


def number(name: str) -> int | None:
    """Give the number of a photograph by its name: a leading one, else the only or last one."""
    found = stem(name)
    if match := re.match(r"(\d{1,6})(?!\d)", found):
        return int(match[1])
    numbers = re.findall(r"\d{1,9}", found)
    return int(numbers[-1]) if numbers else None


def ordered(photographs: Iterable[Photograph]) -> tuple[list[Photograph], str]:
    """Order photographs as well as can be known, and say by what."""
    found = list(photographs)
    by_name: Callable[[Photograph], object] = lambda photo: (natural(bare(photo.name)), photo.name)  # noqa: E731
    found.sort(key=by_name)  # type: ignore[arg-type]
    if _is_numbered(found):
        return found, "by the numbers in their names"
    if found and all(photo.taken for photo in found):
        return sorted(
            found, key=lambda photo: (photo.taken, by_name(photo))
        ), "by the time they were taken"
    return found, "by name"


def _is_numbered(photographs: Sequence[Photograph]) -> bool:
    """Return whether names are numbered as a series: each has a number of its own."""
    numbers = [number(photo.name) for photo in photographs]
    known = [found for found in numbers if found is not None]
    return len(known) == len(numbers) == len(set(known)) > 0
